"""The graded questions: enough of each kind, and every piece of gold stands in a clause."""

from collections import Counter

from eval.questions import close_up, grade_clauses, holds, read_questions
from kb.knowledge_base import KnowledgeBase


def test_every_piece_of_gold_stands_in_a_clause(corpus_base: KnowledgeBase) -> None:
    questions = read_questions("all")
    grades = grade_clauses(corpus_base, questions)
    assert all(bool(question.gold) == bool(grades[question.id]) for question in questions)
    assert {grade for of_question in grades.values() for grade in of_question.values()} <= {1, 2, 3}


def test_there_are_enough_of_every_kind_and_some_are_sealed() -> None:
    questions = read_questions("all")
    kinds = Counter(question.kind for question in questions)
    assert len(questions) >= 120
    assert kinds["unanswerable_near"] + kinds["unanswerable_far"] >= 30
    assert min(kinds.values()) >= 10
    sealed = read_questions("sealed")
    assert len(sealed) >= 60
    assert {question.id for question in sealed}.isdisjoint(question.id for question in read_questions("open"))


def test_a_long_quotation_is_found_by_either_edge() -> None:
    text = close_up("甲 乙" * 30 + "丙")
    assert holds(text, "甲乙甲乙")
    assert holds(text, "丁" * 30 + text[-20:])
    assert not holds(text, "丁戊")
