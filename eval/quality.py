"""Measures search and answers on the graded questions, beside baselines in the same run: `make eval`.

Systems: the base's own search (`fused`), its vectors alone (`dense`), BM25 over the same clauses on words, and on words
with bigrams, and BM25 over chunks of 512 characters. hit@k: a passage of grade 2 or 3 among the first k.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from eval.baselines import bigram_tokens, rank_by_bm25, word_tokens
from eval.questions import RELEVANT, GradedQuestion, close_up, grade_clauses, holds, read_questions
from ingest.pipeline import ingest_paths
from kb.knowledge_base import KnowledgeBase
from kb.records import AnswerStatus, FoundClause
from kb.search.encoder import StaticEncoder
from kb.settings import read_settings

CORPUS = Path(__file__).parent.parent / "corpus"
DEPTH = 10
CHUNK = 512  # characters
MEASURES = {
    "hit@1": Success(rel=RELEVANT) @ 1,
    "hit@5": Success(rel=RELEVANT) @ 5,
    "MRR@10": RR(rel=RELEVANT) @ 10,
    "nDCG@10": nDCG @ 10,
}
RESAMPLES = 2000
SEED = 7

Run = dict[str, list[str]]  # question id to passage ids, best first
Grades = Mapping[str, Mapping[str, int]]


def main() -> None:
    """Runs every system and prints the tables; `--output` keeps the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--part", choices=("open", "sealed"), default="open", help="sealed: for final figures only")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    questions = read_questions(options.part)
    with tempfile.TemporaryDirectory() as folder:
        base = KnowledgeBase(read_settings({}, Path(folder)))
        ingest_paths(base, [CORPUS])
        report = measure(base, questions)
    print_report(report)
    if options.output:
        options.output.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measure(base: KnowledgeBase, questions: Sequence[GradedQuestion]) -> dict[str, object]:
    """Figures per kind and system, and what became of each question's answer."""
    grades = grade_clauses(base, list(questions))
    answerable = [question for question in questions if question.gold]
    clauses = [found for document in base.documents() for found in base.tree(document.id)[1] if found.clause.text]
    chunks, chunk_grades = cut_chunks(base, answerable)
    runs: dict[str, tuple[Run, Grades]] = {
        "fused": (search_run(base, answerable), grades),
        "dense": (dense_run(clauses, answerable), grades),
        "BM25 words": (bm25_run(word_tokens, clauses, answerable), grades),
        "BM25 words+bigrams": (bm25_run(both_tokens, clauses, answerable), grades),
        "BM25 chunks of 512": (chunk_run(chunks, answerable), chunk_grades),
    }
    kinds = {question.id: question.kind for question in answerable}
    tables: dict[str, dict[str, dict[str, object]]] = {}
    for system, (run, of_system) in runs.items():
        tables[system] = summarise(score(run, of_system), kinds)
    return {"systems": tables, "answers": answers(base, questions, grades)}


def search_run(base: KnowledgeBase, questions: Sequence[GradedQuestion]) -> Run:
    """What the base finds."""
    return {one.id: [hit.found.clause.id for hit in base.search(one.question, DEPTH)] for one in questions}


def dense_run(clauses: Sequence[FoundClause], questions: Sequence[GradedQuestion]) -> Run:
    """The clauses nearest by the default encoder, text and headings in one."""
    encoder = StaticEncoder()
    passages = encoder.encode_passages([whole_text(found) for found in clauses])
    scores = encoder.encode_queries([one.question for one in questions]) @ passages.T
    return {
        one.id: [clauses[at].clause.id for at in np.argsort(-row, kind="stable")[:DEPTH]]
        for one, row in zip(questions, scores, strict=True)
    }


def bm25_run(
    tokens: Callable[[str], list[str]], clauses: Sequence[FoundClause], questions: Sequence[GradedQuestion]
) -> Run:
    """The clauses best by BM25 over title, headings and text."""
    ranking = rank_by_bm25(
        tokens, [whole_text(found) for found in clauses], [one.question for one in questions], most=DEPTH
    )
    return {one.id: [clauses[at].clause.id for at in row] for one, row in zip(questions, ranking, strict=True)}


def both_tokens(text: str) -> list[str]:
    """Words and bigrams."""
    return word_tokens(text) + bigram_tokens(text)


def whole_text(found: FoundClause) -> str:
    """A clause with its headings and its document's title."""
    return "\n".join([found.document.metadata.title, *found.clause.path, found.clause.text])


def cut_chunks(
    base: KnowledgeBase, questions: Sequence[GradedQuestion]
) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Every document in pieces of 512 characters, and their grades: a piece that holds half of a quotation answers."""
    chunks: dict[str, str] = {}
    for document in base.documents():
        text = close_up(base.source(document.id)[0])
        for start in range(0, len(text), CHUNK):
            chunks[f"{Path(document.origin).name}#{start}"] = text[start : start + CHUNK]
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for question in questions:
        for gold in question.gold:
            quote = close_up(gold.quote)
            halves = (quote, quote[: (len(quote) + 1) // 2], quote[len(quote) // 2 :])
            for chunk_id, text in chunks.items():
                if chunk_id.startswith(gold.file) and any(holds(text, half) for half in halves):
                    grades[question.id][chunk_id] = max(grades[question.id].get(chunk_id, 0), gold.grade)
    return chunks, grades


def chunk_run(chunks: Mapping[str, str], questions: Sequence[GradedQuestion]) -> Run:
    """The pieces best by BM25 on words."""
    ids = list(chunks)
    ranking = rank_by_bm25(word_tokens, list(chunks.values()), [one.question for one in questions], most=DEPTH)
    return {one.id: [ids[at] for at in row] for one, row in zip(questions, ranking, strict=True)}


def score(run: Run, grades: Grades) -> dict[str, dict[str, float]]:
    """Each measure of each question."""
    qrels = [Qrel(question, passage, grade) for question in run for passage, grade in grades[question].items()]
    scored = [
        ScoredDoc(question, passage, -place)
        for question, passages in run.items()
        for place, passage in enumerate(passages)
    ]
    values: dict[str, dict[str, float]] = {question: dict.fromkeys(MEASURES, 0.0) for question in run}
    names = {str(measure): name for name, measure in MEASURES.items()}
    for found in ir_measures.iter_calc(MEASURES.values(), qrels, scored):
        values[found.query_id][names[str(found.measure)]] = found.value
    return values


def summarise(values: dict[str, dict[str, float]], kinds: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """The mean of each measure for each kind and for all, with the 95 % interval of resampled questions."""
    groups: dict[str, list[str]] = defaultdict(list)
    for question, kind in kinds.items():
        groups[kind].append(question)
        groups["all"].append(question)
    chance = np.random.default_rng(SEED)
    table: dict[str, dict[str, object]] = {}
    for kind, members in groups.items():
        table[kind] = {"n": len(members)}
        for name in MEASURES:
            numbers = np.array([values[question][name] for question in members])
            means = chance.choice(numbers, (RESAMPLES, len(numbers))).mean(axis=1)
            low, high = np.percentile(means, [2.5, 97.5])
            table[kind][name] = [round(float(number), 3) for number in (numbers.mean(), low, high)]
    return table


def answers(base: KnowledgeBase, questions: Sequence[GradedQuestion], grades: Grades) -> dict[str, dict[str, int]]:
    """For each kind: how many were answered, in part, refused; and how many of the citations' sets hold the gold."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys([*AnswerStatus, "cited right"], 0))
    for question in questions:
        answer = base.ask(question.question)
        cited = {citation.found.clause.id for citation in answer.citations}
        right = {clause for clause, grade in grades[question.id].items() if grade >= RELEVANT}
        counts[question.kind][answer.status] += 1
        counts[question.kind]["cited right"] += bool(cited & right)
    return dict(counts)


def print_report(report: dict[str, object]) -> None:
    """The tables, for people."""
    systems: dict[str, dict[str, dict[str, object]]] = report["systems"]  # type: ignore[assignment]
    for name in MEASURES:
        print(f"\n{name} (mean, 95 % interval)")
        print(f"{'kind':<12}{'n':>4}  " + "".join(f"{system:<24}" for system in systems))
        for kind, row in next(iter(systems.values())).items():
            cells = "".join(_cell(table[kind][name]) for table in systems.values())
            print(f"{kind:<12}{row['n']:>4}  {cells}")
    print("\nanswers")
    outcomes = [*AnswerStatus, "cited right"]
    print(f"{'kind':<20}" + "".join(f"{outcome:>14}" for outcome in outcomes))
    counts: dict[str, dict[str, int]] = report["answers"]  # type: ignore[assignment]
    for kind, row_counts in counts.items():
        print(f"{kind:<20}" + "".join(f"{row_counts[outcome]:>14}" for outcome in outcomes))


def _cell(figures: object) -> str:
    return "{:.2f} [{:.2f}, {:.2f}]".format(*figures).ljust(24)  # type: ignore[misc]


if __name__ == "__main__":
    main()
