"""What an answer quotes: whole clauses, lists with their introductions, nothing that answers for another."""

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.records import AnswerStatus

LIST = (
    "甲市特色小镇管理办法\n第一章 申报\n第一条 申报特色小镇应当符合下列条件：\n（一）产业特色鲜明；\n（二）规划面积三平方公里；\n"
    "（三）投资五十亿元。\n第二条 申报材料由县级政府报送。\n第二章 取消\n第三条 有下列情形之一的，取消命名：\n（一）弄虚作假；\n"
    "（二）连续两年考核不合格。\n"
)
PARAGRAPHS = (
    "乙市规划\n一、保障措施\n（一）人才引进。\n对引进的高层次人才给予安家补贴，并解决子女入学。\n设立人才驿站，每年安排专项经费。\n"
    "（二）资金支持。\n设立十亿元产业基金，支持小镇建设。\n"
)


@pytest.fixture
def quoted(base: KnowledgeBase, ingest):
    def ask(question: str, **files: str) -> list[str]:
        ingest(**files)
        return [citation.found.clause.id for citation in base.ask(question).citations]

    return ask


def test_the_introduction_of_a_list_brings_its_items(quoted) -> None:
    assert quoted("取消命名有哪些情形", a=LIST) == ["a/2/3", "a/2/3/1", "a/2/3/2"]


def test_an_item_brings_its_introduction(quoted) -> None:
    assert quoted("连续两年考核不合格怎么办", a=LIST) == ["a/2/3", "a/2/3/2"]


def test_a_clause_whose_heading_is_the_topic_brings_its_further_paragraphs(quoted) -> None:
    assert quoted("人才引进", b=PARAGRAPHS) == ["b/1/1", "b/1/1/p2"]


def test_each_place_that_is_named_is_answered(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("江门和广州在供地方面有什么要求")
    regions = {citation.found.document.metadata.region for citation in answer.citations}
    assert {"广东省江门市", "广东省广州市"} <= regions


def test_a_clause_of_another_town_does_not_answer_for_the_one_that_is_named(corpus_base: KnowledgeBase) -> None:
    answer = corpus_base.ask("德清地理信息小镇的税收是多少")
    assert {citation.found.clause.id for citation in answer.citations} == {"national-typical-cases-round-1/1/sub1"}


@pytest.mark.parametrize(
    "question",
    ["上海特色小镇的税收优惠", "建成300个特色小镇", "给予500万元奖励", "生态环境局的职责", "江门2018年建成几个"],
)
def test_a_condition_that_nothing_meets_leaves_no_evidence(corpus_base: KnowledgeBase, question: str) -> None:
    assert corpus_base.ask(question).status is AnswerStatus.NO_EVIDENCE


def test_a_long_list_says_how_many_items_it_leaves_out(base: KnowledgeBase, ingest) -> None:
    items = "\n".join(f"{number}.推进第{number}批重点项目建设，形成示范；" for number in range(1, 31))
    ingest(a=f"甲市规划\n一、任务\n推进下列重点项目：\n{items}\n二、保障\n加大投入。\n")
    answer = base.ask("重点项目有哪些")
    assert any("还有 10 项没有列出" in gap for gap in answer.gaps)
