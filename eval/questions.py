"""The graded questions over the five documents, and how their gold becomes clause ids.

`questions.jsonl` was written from the users' point of view by two writers who had not read the code, before any answer
was seen. Gold are quotations of the documents with grades (3 answers, 2 answers in part, 1 touches the topic), so that
it does not depend on how documents are cut. `sealed` questions are for final figures only.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from kb.knowledge_base import KnowledgeBase

FILE = Path(__file__).parent / "questions.jsonl"
WHITE_SPACE = re.compile(r"\s")
EDGE = 20  # characters of a long quotation that place it, for it may span two clauses
RELEVANT = 2  # the least grade that answers


@dataclass(frozen=True, slots=True)
class Gold:
    """A passage that answers: the document's file, its words, and how well, 1..3."""

    file: str
    quote: str
    grade: int


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """A question with its gold; without gold the documents hold no answer."""

    id: str
    kind: str
    question: str
    gold: tuple[Gold, ...]
    sealed: bool


def read_questions(part: str) -> list[GradedQuestion]:
    """The questions of a part: `open`, `sealed` or `all`."""
    questions = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        gold = tuple(Gold(one["file"], one["quote"], one["grade"]) for one in record["gold"])
        if part in ("all", "sealed" if record["sealed"] else "open"):
            questions.append(GradedQuestion(record["id"], record["kind"], record["question"], gold, record["sealed"]))
    return questions


def close_up(text: str) -> str:
    """A text without white space, as quotations are compared."""
    return WHITE_SPACE.sub("", text)


def holds(text: str, quote: str) -> bool:
    """Whether a text without white space holds a quotation, or one of its edges where it is long."""
    quote = close_up(quote)
    return quote in text or (len(quote) > 2 * EDGE and (quote[:EDGE] in text or quote[-EDGE:] in text))


def grade_clauses(base: KnowledgeBase, questions: list[GradedQuestion]) -> dict[str, dict[str, int]]:
    """For each question the grade of each clause that holds gold. Raises ValueError for gold that stands nowhere."""
    texts: dict[str, dict[str, str]] = {}
    for document in base.documents():
        _, clauses = base.tree(document.id)
        stem = Path(document.origin).name
        texts[stem] = {found.clause.id: close_up(found.clause.heading + found.clause.text) for found in clauses}
    grades: dict[str, dict[str, int]] = {}
    for question in questions:
        grades[question.id] = {}
        for gold in question.gold:
            found = [clause_id for clause_id, text in texts[gold.file].items() if holds(text, gold.quote)]
            if not found:
                raise ValueError(f"{question.id}: {gold.quote!r} stands in no clause of {gold.file}")
            for clause_id in found:
                grades[question.id][clause_id] = max(grades[question.id].get(clause_id, 0), gold.grade)
    return grades
