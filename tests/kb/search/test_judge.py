"""What a clause's score sees: how much of the question it mentions, where, and whether place and year fit."""

import pytest

from kb.records import Clause, ClauseKind, Document, FoundClause, Metadata
from kb.search.judge import Weights, calibrate, gather, left_by_conditions, view
from kb.search.question import read_question
from kb.search.words import Words


@pytest.fixture(scope="module")
def words() -> Words:
    return Words([])


def found(text: str, heading: str = "", kind: ClauseKind = ClauseKind.SECTION, **metadata: str) -> FoundClause:
    clause = Clause("d/1", None, kind, "", heading, text, (heading,) if heading else (), ("一",), (), ())
    about = Metadata(**{"title": "发展规划", **metadata})  # type: ignore[arg-type]
    return FoundClause(1, clause, Document(1, "d", 1, 1, "", "", "", 1, about))


def score(words: Words, question: str, clause: FoundClause) -> float:
    read = read_question(question, words)
    weights = Weights(dict.fromkeys(read.ideas, 1.0))
    evidence = gather(read, weights, view(clause))
    return calibrate(evidence, 0.0, left_by_conditions(read, evidence, clause.clause.kind))


def test_a_clause_that_mentions_all_scores_above_one_that_mentions_half(words: Words) -> None:
    whole = score(words, "土地保障", found("做好土地保障工作。"))
    assert whole > score(words, "土地保障", found("做好土地规划。")) > score(words, "土地保障", found("加大投入。"))


def test_a_heading_on_the_topic_scores_above_a_mention_in_passing(words: Words) -> None:
    assert score(words, "土地保障", found("科学规划规模。", "土地保障")) > score(
        words, "土地保障", found("做好土地保障。")
    )


def test_the_score_lies_between_nothing_and_one(words: Words) -> None:
    assert score(words, "土地保障", found("做好土地保障。", "土地保障")) == 0.95  # the rest is for likeness
    assert score(words, "土地保障", found("加大投入。")) == 0.0


def test_another_place_lowers_the_score_and_a_binding_higher_level_does_not(words: Words) -> None:
    here = score(words, "江门的土地保障", found("做好土地保障。", region="广东省江门市"))
    assert score(words, "珠海的土地保障", found("做好土地保障。", region="广东省江门市")) < here / 2
    assert score(words, "台山市的土地保障", found("做好土地保障。", region="广东省江门市")) > 0.9 * here
    assert score(words, "江门的土地保障", found("做好土地保障。", region="全国")) < here / 2


def test_another_year_lowers_the_score(words: Words) -> None:
    fits = score(words, "2018年税收", found("2018年税收八亿元。"))
    assert score(words, "2022年税收", found("2018年税收八亿元。")) < fits / 2


def test_a_question_for_a_department_prefers_its_line(words: Words) -> None:
    line = score(words, "哪个部门负责森林建设", found("推进森林建设。", kind=ClauseKind.DEPARTMENT))
    assert line > score(words, "哪个部门负责森林建设", found("推进森林建设。"))


def test_what_is_missing_names_things_only(words: Words) -> None:
    question = read_question("旅游小镇如何体现特色", words)
    evidence = gather(question, Weights(dict.fromkeys(question.ideas, 1.0)), view(found("小镇建设。")))
    assert "旅游" in evidence.missing
    assert "体现" not in evidence.missing
