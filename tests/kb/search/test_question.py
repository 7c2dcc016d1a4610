import pytest

from kb.search.question import Question, Wants, read_question
from kb.search.words import Words


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(["林业园林局", "地理信息小镇"])


@pytest.fixture
def read(words: Words):
    return lambda text: read_question(text, words)


def ideas(question: Question) -> list[str]:
    return [idea.word for idea in question.ideas]


def conditions(question: Question) -> list[str]:
    return [condition.written for condition in question.conditions]


def test_ideas_are_the_words_with_a_topic(read) -> None:
    assert ideas(read("旅游小镇的土地保障有哪些？")) == ["旅游", "小镇", "土地", "保障"]
    assert ideas(read("存在哪些问题")) == ["存在"]


def test_an_asking_noun_before_another_noun_is_part_of_the_topic(read) -> None:
    assert ideas(read("问题小镇有哪些")) == ["问题", "小镇"]


def test_characters_set_apart_are_put_together(read) -> None:
    assert ideas(read("土 地 保 障")) == ideas(read("土地保障"))


def test_a_clause_may_be_named_by_its_labels(read) -> None:
    question = read("江门规划第五部分一（二）讲了什么")
    (place, label) = question.conditions
    assert (place.written, label.written) == ("江门", "第五部分一(二)")
    assert "§2" in question.lexical.terms


def test_a_place_is_a_condition_not_an_idea(read) -> None:
    question = read("广州市林业园林局的职责")
    assert ideas(question) == ["林业园林局"]
    assert conditions(question) == ["广州市", "林业园林局"]


def test_of_places_in_a_row_only_the_innermost_counts(read) -> None:
    (place,) = read("浙江省湖州市德清县的税收").conditions
    assert place.codes == {"330521"}
    assert conditions(read("广州和江门的供地")) == ["广州", "江门"]


def test_a_place_within_other_words_is_none(read) -> None:
    assert conditions(read("依托哪些计划和平台")) == []


def test_a_body_is_a_condition_without_its_place_and_rank(read) -> None:
    assert conditions(read("江门市发展改革局牵头哪些工作")) == ["江门市", "发展改革局"]
    assert conditions(read("全市工作部署")) == []


def test_a_figure_is_a_condition(read) -> None:
    assert conditions(read("到2022年建成100个特色小镇")) == ["2022", "100个"]


def test_a_document_number_is_required_whatever_its_brackets(read) -> None:
    question = read("发改规划[2017]2084号")
    assert question.lexical.required == ("号2017-2084",)
    assert question.ideas == ()


def test_a_year_and_a_period_are_conditions(read) -> None:
    assert conditions(read("2022年税收是多少")) == ["2022"]
    assert conditions(read("发展战略规划（2019—2035年）的目标")) == ["2019—2035"]
    assert conditions(read("十四五目标")) == ["十四五"]


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("有多少家企业", Wants.NUMBER),
        ("哪年建成", Wants.DATE),
        ("谁负责土地", Wants.BODY),
        ("市财政局的职责", Wants.BODY),
        ("土地保障", Wants.PASSAGE),
    ],
)
def test_what_kind_of_thing_is_asked_for_is_seen(read, text: str, wants: Wants) -> None:
    assert read(text).wants is wants


def test_bigrams_do_not_cross_joining_words(read) -> None:
    assert "镇的" not in read("小镇的土地").lexical.bigrams
    assert "土地" in read("小镇的土地").lexical.bigrams


def test_a_question_of_joining_words_only_has_nothing_to_search(read) -> None:
    question = read("的了吗？")
    assert question.lexical.terms == ()
    assert question.ideas == ()
