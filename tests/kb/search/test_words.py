import random
from pathlib import Path

import jieba
import pytest
import rjieba

from kb.search.words import (
    Words,
    bigrams,
    content_words,
    document_numbers,
    names_a_thing,
    normalise,
    searched_words,
)

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(["林业园林局", "梦想小镇"])


def test_full_width_forms_and_capitals_are_the_same_word() -> None:
    assert normalise("ＰＰＰ模式（２０１７）") == "ppp模式(2017)"


def test_names_are_kept_whole_and_found_by_their_parts(words: Words) -> None:
    assert "林业园林局" in words.terms("市林业园林局的职责")
    assert {"德清县", "德清"} <= set(words.terms("德清县"))


def test_the_fingerprint_changes_with_the_names() -> None:
    assert Words(["甲镇"]).fingerprint != Words(["乙镇"]).fingerprint
    assert Words(["甲镇", "乙镇"]).fingerprint == Words(["乙镇", "甲镇"]).fingerprint


@pytest.mark.parametrize(
    "written",
    [
        "发改规划〔2017〕2084号",
        "发改规划[2017]2084号",
        "发改规划(2017)2084号",
        "发改规划（2017）2084号",
        "发改规划【2017】2084号",
        "发改规划2017第2084号",
        "发改规划 2017 2084 号",
        "根据发改规划〔2017〕02084号",
    ],
)
def test_a_document_number_is_the_same_in_every_bracket(written: str, words: Words) -> None:
    (number,) = document_numbers(written)
    assert (number.agency, number.year, number.number) == ("发改规划", "2017", "2084")
    assert "号2017-2084" in words.terms(written)


def test_numbers_of_different_agencies_are_different() -> None:
    (ours,) = document_numbers("发改规划〔2017〕2084号")
    (other,) = document_numbers("建村〔2017〕2084号")
    (bare,) = document_numbers("〔2017〕2084号")
    assert not ours.matches(other)
    assert ours.matches(bare)
    assert bare.matches(other)


ORDERS = [
    ("中华人民共和国国务院令第707号", "国令第707号"),
    ("中华人民共和国国务院令第707号", "我想知道国务院令第707号的规定"),
    ("中华人民共和国国务院令第707号", "什么是国令第707号"),
    ("国务院令第707号", "国务院令第七百零七号"),
    ("国务院令第707号", "国务院第707号令"),
    ("国务院令第707号", "707号令"),
    ("国家发展和改革委员会令第11号", "发改委令第11号"),
    ("住房和城乡建设部令第5号", "住建部令第5号"),
    ("商务部令2020年第5号", "商务部2020年第5号令"),
    ("商务部令2020年第5号", "商务部令第5号"),
    ("广东省人民政府令第275号", "省政府令第275号"),
]
OTHER_ORDERS = [
    ("国家税务总局令第40号", "国令第40号"),
    ("中国人民银行令第40号", "国务院令第40号"),
    ("国务院令第707号", "商务部第707号令"),
    ("商务部令2020年第5号", "商务部令2021年第5号"),
    ("广东省人民政府令第5号", "深圳市人民政府令第5号"),
]


@pytest.mark.parametrize(("number", "asked"), ORDERS)
def test_an_order_is_found_by_every_way_of_writing_its_number(number: str, asked: str, words: Words) -> None:
    (held,), (wanted,) = document_numbers(number), document_numbers(asked)
    assert held.matches(wanted)
    assert wanted.tokens[0] in words.terms(number)


@pytest.mark.parametrize(("number", "asked"), OTHER_ORDERS)
def test_orders_of_others_and_of_other_years_are_different(number: str, asked: str) -> None:
    (held,), (wanted,) = document_numbers(number), document_numbers(asked)
    assert not held.matches(wanted)


@pytest.mark.parametrize("text", ["嫦娥五号令人自豪", "地铁3号令人满意", "司令3号", "法令第5号", "123456号令"])
def test_what_only_looks_like_an_order_is_none(text: str) -> None:
    assert document_numbers(text) == []


def test_an_order_with_a_bracketed_year_is_one_number() -> None:
    (number,) = document_numbers("粤府〔2019〕5号令")
    assert (number.year, number.number) == ("2019", "5")


def test_the_number_of_a_registry_is_a_document_number(words: Words) -> None:
    (number,) = document_numbers("SZDPR—2023—00012号文件说什么")
    assert number.tokens == ("号szdpr-2023-00012",)
    assert "号szdpr-2023-00012" in words.terms("统一编号：SZDPR-2023-00012")


@pytest.mark.parametrize(
    "text", ["责令第3号机组停用", "口令5号", "2019年4月", "2017年第5号台风前后", "1号和2号机组", "第2084号"]
)
def test_years_and_ordinals_are_no_document_numbers(text: str) -> None:
    assert document_numbers(text) == []


def test_bigrams_stay_within_runs_of_chinese() -> None:
    assert bigrams("土地保障，ppp模式") == ["土地", "地保", "保障", "模式"]


def test_joining_words_are_not_searched_and_asking_words_are_no_ideas(words: Words) -> None:
    cut = [word for word, _ in words.tagged("旅游小镇的土地保障有哪些规定")]
    assert "的" not in searched_words(cut)
    assert content_words(cut) == ["旅游", "小镇", "土地", "保障"]


def test_nouns_and_verbs_used_as_nouns_name_things() -> None:
    assert [names_a_thing(tag) for tag in ("n", "ns", "vn", "v", "d", "m")] == [True, True, True, False, False, False]


def test_the_word_list_agrees_with_jieba_itself() -> None:
    """rjieba is a port; on the corpus it cuts as jieba does."""
    jieba.setLogLevel(60)
    lines = [line for path in CORPUS.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines() if line]
    sample = random.Random(7).sample(lines, 150)
    plain = rjieba.Jieba()
    same = total = 0
    for line in sample:
        ours, theirs = plain.cut_for_search(line), list(jieba.cut_for_search(line))
        total += len(theirs)
        same += len(theirs) - len(set(theirs) - set(ours))
    assert same / total > 0.995
