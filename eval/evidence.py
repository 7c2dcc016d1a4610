"""Fits when there is an answer at all: the weights of `kb.answer.select`, by `python -m eval.evidence`.

A logistic regression on the open questions that have a usable hit: is the best one gold? The weights are printed
relative to the score's, as `select` holds them, and what each threshold refuses with the weights in use. That a figure
is lacking is a feature here; `compose` refuses it outright. The lists of words have grown since the weights were set.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.quality import CORPUS, Grades
from eval.questions import RELEVANT, GradedQuestion, grade_clauses, read_questions
from ingest.pipeline import ingest_paths
from kb.answer.select import FOR_LIKENESS, FOR_MARGIN, FOR_UNHEARD, LEAST_SURE, is_usable, unheard_of
from kb.knowledge_base import KnowledgeBase
from kb.search.judge import gather, view, weigh
from kb.search.question import FIGURES, read_question
from kb.settings import read_settings

FEATURES = ("score", "likeness", "margin", "unheard", "lacks figure")
OURS = np.array([1.0, FOR_LIKENESS, FOR_MARGIN, -FOR_UNHEARD, -np.inf])
THRESHOLDS = (0.34, 0.38, LEAST_SURE, 0.46)


def main() -> None:
    """Prints the fitted weights and, for the weights in use, what each threshold refuses."""
    questions = read_questions("open")
    with tempfile.TemporaryDirectory() as folder:
        base = KnowledgeBase(read_settings({}, Path(folder)))
        ingest_paths(base, [CORPUS])
        rows, right, answerable = measure(base, questions, grade_clauses(base, questions))
    fitted = LogisticRegression(C=10.0).fit(rows, right)
    relative = fitted.coef_[0] / fitted.coef_[0][0]
    print("fitted  ", "  ".join(f"{name} {weight:+.2f}" for name, weight in zip(FEATURES, relative, strict=True)))
    print("in use  ", "  ".join(f"{name} {weight:+.2f}" for name, weight in zip(FEATURES, OURS, strict=True)))
    sure = np.where(rows[:, -1] > 0, -np.inf, rows[:, :-1] @ OURS[:-1])
    for threshold in THRESHOLDS:
        refused = sure < threshold
        print(
            f"from {threshold:.2f} on: refuses {refused[~answerable].mean():.2f} of the unanswerable, "
            f"{refused[right].mean():.2f} of those whose best hit is right; "
            f"answers {(~refused[answerable & ~right]).sum()} of {(answerable & ~right).sum()} with a wrong best hit"
        )


def measure(
    base: KnowledgeBase, questions: Sequence[GradedQuestion], grades: Grades
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each question with a usable hit: its features, whether that hit is gold, whether there is any gold."""
    rows, right, answerable = [], [], []
    for question in questions:
        hits = base.search(question.question)
        with base._look() as (_, index):
            read = read_question(question.question, index.words, index.bridge)
            weights = weigh(read, index.lexical)
        evidence = {hit.found.row: gather(read, weights, view(hit.found)) for hit in hits}
        best = next((hit for hit in hits if is_usable(read, hit, evidence[hit.found.row])), None)
        if best is None:
            continue
        unheard = unheard_of(weights, evidence)
        share = sum(weight for idea, weight in weights.ideas.items() if idea.word in unheard) / (weights.total or 1.0)
        margin = best.score - (hits[best.rank].score if best.rank < len(hits) else 0.0)
        lacks_figure = read.wants in FIGURES and not evidence[best.found.row].has_answer
        rows.append([best.score, best.similarity, margin, share, float(lacks_figure)])
        right.append(grades[question.id].get(best.found.clause.id, 0) >= RELEVANT)
        answerable.append(bool(question.gold))
    return np.array(rows), np.array(right), np.array(answerable)


if __name__ == "__main__":
    main()
