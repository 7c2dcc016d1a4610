"""Conditions: what a question binds itself to, and whether a clause meets it."""

import pytest

from kb.search.conditions import Condition, ConditionKind, Fit, Views, fit, read_conditions
from kb.search.words import Words, normalise


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(["林业园林局"])


def read(words: Words, text: str) -> tuple[Condition, ...]:
    normal = normalise(text)
    return read_conditions(normal, [word for word, _ in words.tagged(normal)], ())


def views(text: str = "", path: str = "", title: str = "", region: str | None = None, date: str = "") -> Views:
    return Views(text=text, heading="", path=path, title=title, region=region, date=date, period="", labels=())


def how(words: Words, question: str, clause: Views, topics: tuple[str, ...] = ()) -> Fit:
    (condition,) = read(words, question)
    return fit(condition, clause, topics)


def test_places_years_figures_and_bodies_are_conditions(words: Words) -> None:
    found = read(words, "2020年广州市林业园林局建成30个森林小镇了吗")
    assert [(condition.kind, condition.written) for condition in found] == [
        (ConditionKind.PLACE, "广州市"),
        (ConditionKind.YEAR, "2020"),
        (ConditionKind.FIGURE, "30个"),
        (ConditionKind.BODY, "林业园林局"),
    ]


def test_of_a_chain_of_places_the_innermost_counts(words: Words) -> None:
    (condition,) = read(words, "广东省江门市开平市的小镇")
    assert condition.codes == {"440783"}


@pytest.mark.parametrize("question", ["到2022年的目标", "2022年底", "在2022年以前"])
def test_a_year_is_met_where_it_stands_alone_or_ends_a_period(words: Words, question: str) -> None:
    assert how(words, question, views("到2022年，建成十个。")) is Fit.FULL
    assert how(words, question, views("规划期为2019—2022年。")) is Fit.FULL
    assert how(words, question, views("到2025年，建成十个。")) is Fit.NONE
    assert how(words, question, views("投资2022万元。")) is Fit.NONE


def test_a_figure_is_met_in_digits_or_characters_and_with_the_same_unit(words: Words) -> None:
    assert how(words, "3个方面", views("以下三个方面")) is Fit.FULL
    assert how(words, "50亿元以上", views("投资50 亿元")) is Fit.FULL
    assert how(words, "50亿元以上", views("投资150亿元")) is Fit.NONE
    assert how(words, "50亿元以上", views("50个项目")) is Fit.NONE


def test_a_place_is_met_by_its_own_clauses(words: Words) -> None:
    assert how(words, "江门的税收", views("税收八亿元。", title="江门市规划")) is Fit.FULL
    assert how(words, "江门的税收", views("税收八亿元。", path="江门经验")) is Fit.FULL
    assert how(words, "江门的税收", views("税收八亿元。", title="珠海市规划", region="广东省珠海市")) is Fit.NONE


def test_a_document_of_the_city_binds_its_counties_and_one_of_the_country_does_not(words: Words) -> None:
    assert how(words, "台山的税收", views("税收八亿元。", region="广东省江门市")) is Fit.BINDING
    assert how(words, "台山的税收", views("台山税收八亿元。", region="广东省江门市")) is Fit.FULL
    assert how(words, "台山的税收", views("税收八亿元。", region="全国")) is Fit.NONE


def test_a_place_elsewhere_counts_only_in_a_sentence_on_the_topic(words: Words) -> None:
    clause = views("聘请上海同济规划公司。小镇税收八亿元。", region="广东省珠海市")
    assert how(words, "上海的税收", clause, ("税收",)) is Fit.NONE
    assert how(words, "上海的规划", clause, ("规划",)) is Fit.PASSING


def test_a_body_is_met_by_its_name_and_in_passing_by_a_longer_form(words: Words) -> None:
    assert how(words, "发展改革局的职责", views("市发展改革局：统筹推进。")) is Fit.FULL
    assert how(words, "住建委的职责", views("市住房城乡建设委：统筹推进。")) is Fit.PASSING
    assert how(words, "教育局的职责", views("市财政局：统筹推进。")) is Fit.NONE


@pytest.mark.parametrize("question", ["发展格局如何", "全市工作部署", "城市客厅在哪里", "发挥政府作用"])
def test_words_that_end_like_a_body_are_none(words: Words, question: str) -> None:
    assert read(words, question) == ()


def test_a_period_is_met_by_the_same_period_only(words: Words) -> None:
    assert how(words, "2019—2035年的目标", views(title="发展战略规划(2019—2035年)")) is Fit.FULL
    assert how(words, "2016到2018年的奖励", views("2016、2017、2018三年累计奖励企业。")) is Fit.FULL
    assert how(words, "2026—2030年的目标", views("到2025年建成基站。")) is Fit.NONE


@pytest.mark.parametrize("question", ["十四五养老床位", "第二轮典型经验", "去年税收"])
def test_another_plan_another_round_another_year_is_no_match(words: Words, question: str) -> None:
    assert how(words, question, views("十三五期间，第一轮典型经验，2018年税收八亿元。")) is Fit.NONE


def test_the_documents_year_binds_only_clauses_that_name_no_other(words: Words) -> None:
    assert how(words, "2020年的项目", views("引进项目九十个。", title="2020年重点工作计划")) is Fit.BINDING
    assert how(words, "2020年的项目", views("引进项目九十个。", date="2020-03-01")) is Fit.BINDING
    assert how(words, "2020年的项目", views("2019年引进项目八十个。", date="2020-03-01")) is Fit.NONE


def test_a_name_across_two_other_names_is_not_named(words: Words) -> None:
    assert how(words, "南宁的税收", views("税收八亿元。", path="湖南宁乡经验")) is Fit.NONE
    assert how(words, "西安的税收", views("税收八亿元。", path="陕西安康经验")) is Fit.NONE


def test_a_document_of_a_city_does_not_answer_for_the_province(words: Words) -> None:
    assert how(words, "广东省的税收", views("税收八亿元。", region="广东省江门市")) is Fit.PASSING


def test_a_figure_within_a_larger_one_is_not_met(words: Words) -> None:
    assert how(words, "3个项目", views("十三个项目")) is Fit.NONE
    assert how(words, "2所学校", views("两所学校")) is Fit.FULL
    assert how(words, "100万元", views("奖励一百万元")) is Fit.FULL


def test_a_rank_is_no_part_of_a_bodys_name_but_its_first_character_is(words: Words) -> None:
    assert [condition.written for condition in read(words, "市场监督管理局的职责")] == ["市场监督管理局"]
    assert [condition.written for condition in read(words, "市林业园林局的职责")] == ["林业园林局"]


def test_ordinary_words_are_no_places(words: Words) -> None:
    assert read(words, "新建学校") == ()
