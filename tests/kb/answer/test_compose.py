"""Answers over the five documents: the right clause first, verbatim, with its gaps named."""

import re

import pytest

from kb.answer.cite import cite
from kb.knowledge_base import KnowledgeBase
from kb.records import Answer, AnswerStatus

QUESTIONS = [
    "旅游小镇的土地保障",
    "德清地理信息小镇有多少家企业",
    "广州市林业园林局的职责",
    "发改规划[2017]2084号",
    "江门发展特色小镇存在哪些制约因素",
    "特色小镇规划面积一般控制在多少平方公里",
    "监督考核机制",
    "森林小镇",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quotation_stands_in_its_clause_and_every_mark_has_its_citation(
    corpus_base: KnowledgeBase, question: str
) -> None:
    answer = corpus_base.ask(question)
    assert answer.status is not AnswerStatus.NO_EVIDENCE
    for citation in answer.citations:
        shown = corpus_base.clause(citation.found.clause.id).clause.text
        assert shown[citation.start : citation.end] == citation.quote
        assert f"{citation.quote}[{citation.n}]" in answer.text
    marks = [int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text.split("（所引")[0])]
    assert sorted(set(marks)) == [citation.n for citation in answer.citations]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_says_nothing_but_quotations_titles_labels_and_gaps(
    corpus_base: KnowledgeBase, question: str
) -> None:
    answer = corpus_base.ask(question)
    rest = answer.text
    for citation in answer.citations:
        rest = rest.replace(f"{citation.quote}[{citation.n}]", "")
        rest = rest.replace(cite(citation.found).split("》")[0], "")
        rest = rest.replace("".join(citation.found.clause.citation_path), "")
        for words in citation.found.clause.path:
            rest = rest.replace(words.removeprefix(citation.found.clause.label).rstrip("。："), "")
    for gap in answer.gaps:
        rest = rest.replace(f"（{gap}）", "")
    assert not re.search(r"[\u4e00-\u9fff]{9,}", rest)


def first(answer: Answer) -> tuple[str, str]:
    citation = answer.citations[0]
    return citation.found.clause.id, citation.quote


def test_the_land_clause_answers_and_the_missing_idea_is_named(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("旅游小镇的土地保障")
    clause_id, quote = first(answer)
    assert clause_id == "jiangmen-characteristic-towns-plan/5/1/2"
    assert quote.startswith("根据特色小镇发展建设需要，科学规划用地规模，推进土地节约、集约利用。")
    assert (answer.status, answer.gaps) == (AnswerStatus.PARTIAL, ("所引条款没有提到“旅游”。",))


def test_a_number_is_answered_by_the_sentence_that_holds_it(corpus_base: KnowledgeBase) -> None:
    clause_id, quote = first(corpus_base.ask("德清地理信息小镇有多少家企业"))
    assert clause_id == "national-typical-cases-round-1/1/sub1"
    assert "240家左右" in quote
    assert quote.count("。") == 1


def test_a_department_is_answered_by_its_own_line(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("广州市林业园林局的职责")
    assert first(answer)[1] == "市林业园林局：推进全市森林小镇建设。"
    assert answer.text.count("市林业园林局") == 1  # the heading is not said twice


@pytest.mark.parametrize(
    "written", ["发改规划[2017]2084号", "发改规划（2017）2084号", "发改规划2017 2084号", "〔2017〕2084号"]
)
def test_a_document_number_finds_the_clause_that_names_it(corpus_base: KnowledgeBase, written: str) -> None:
    answer = corpus_base.ask(written)
    assert [citation.found.clause.id for citation in answer.citations] == ["jiangmen-characteristic-towns-plan/1/2/1"]
    assert "发改规划〔2017〕2084号" in answer.citations[0].found.clause.text


@pytest.mark.parametrize(
    "question",
    [
        "个人所得税起征点是多少",
        "中山市特色小镇的建设目标",
        "发改规划〔2019〕9999号",
        "诸暨袜艺小镇2022年税收",
        "今天天气怎么样",
    ],
)
def test_what_the_base_does_not_hold_is_no_evidence(corpus_base: KnowledgeBase, question: str) -> None:
    answer = corpus_base.ask(question)
    assert (answer.status, answer.citations) == (AnswerStatus.NO_EVIDENCE, ())
    assert answer.text.startswith("库内没有找到")


def test_a_place_that_is_nowhere_is_named(corpus_base: KnowledgeBase) -> None:
    assert "最接近的条款没有提到“揭阳市”。" in corpus_base.ask("揭阳市特色小镇的建设目标").gaps


def test_a_number_that_no_clause_gives_is_no_evidence(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("江门给通过验收的小镇奖励多少万元")
    assert answer.status is AnswerStatus.NO_EVIDENCE
    assert "最接近的条款没有给出具体数字。" in answer.gaps


def test_a_thing_that_the_base_never_names_is_no_evidence(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("三瓜公社的董事长是谁")
    assert answer.status is AnswerStatus.NO_EVIDENCE
    assert any("没有提到“董事长”。" in gap for gap in answer.gaps)


@pytest.mark.parametrize(
    ("question", "clause_id"),
    [
        ("land guarantees for tourism towns", "jiangmen-characteristic-towns-plan/5/1/2"),
        ("Deqing", "national-typical-cases-round-1/1/sub1"),
        ("Deqing 的税收", "national-typical-cases-round-1/1/sub1"),
        ("Taoyuan", "jiangmen-characteristic-towns-plan/3/2/box3-2"),
    ],
)
def test_english_and_romanised_questions_cite_the_chinese_clause_first(
    corpus_base: KnowledgeBase, question: str, clause_id: str
) -> None:
    assert first(corpus_base.ask(question))[0] == clause_id


def test_an_everyday_question_finds_the_clause_that_uses_none_of_its_words(corpus_base: KnowledgeBase) -> None:
    hits = corpus_base.search("老板们盖厂房买不起地，政府能先帮着建吗", 5)
    assert any("政府垫资代建" in hit.found.clause.text for hit in hits)


def test_clauses_are_grouped_by_document_and_the_best_comes_first(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("江门发展特色小镇存在哪些制约因素", k=10)
    documents = [citation.found.document.id for citation in answer.citations]
    assert len(set(documents)) == 2
    assert documents == sorted(documents, key=documents.index)
    assert answer.text.count("：\n·") == 2


def test_warnings_of_the_document_travel_with_every_citation(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("梦想小镇 天使引导基金 最高100万元的风险池贷款")
    masked = [citation for citation in answer.citations if citation.found.document.id == "study-tour-report"]
    assert masked
    assert len(masked[0].found.document.warnings) == 2


def test_masked_names_are_quoted_as_they_stand(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("**省委省政府是特色小镇建设的策源地")
    assert "**省委省政府" in answer.text


@pytest.mark.parametrize("question", ["特色小镇怎么赌博", "特色小镇 结婚", "土地保障 赌博"])
def test_a_word_that_the_base_does_not_know_is_never_passed_over(corpus_base: KnowledgeBase, question: str) -> None:
    answer = corpus_base.ask(question)
    assert answer.status is not AnswerStatus.ANSWERED
    assert any(word in gap for word in ("赌博", "结婚") for gap in answer.gaps)


@pytest.mark.parametrize("question", ["LNG接收站", "广海湾LNG"])
def test_a_latin_word_of_the_texts_is_found_and_not_called_missing(corpus_base: KnowledgeBase, question: str) -> None:
    answer = corpus_base.ask(question)
    assert any("LNG" in citation.quote for citation in answer.citations)
    assert not any("lng" in gap.lower() for gap in answer.gaps)
