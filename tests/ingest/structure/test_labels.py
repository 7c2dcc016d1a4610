import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.labels import BOX, FIGURE, LABEL_KINDS, SUBTITLE, recognise_label

KINDS = st.sampled_from([kind for kind in LABEL_KINDS if kind.name != "circled"])


@given(KINDS, st.integers(1, 99), st.sampled_from(["总体要求", "加快建设。", "“双创”"]))
def test_a_label_that_was_written_is_recognised_again(kind, number: int, words: str) -> None:
    line = kind.write(number) + words
    label = recognise_label(line)
    assert label is not None
    assert (label.kind.name, label.number, line[label.end :]) == (kind.name, number, words)


@given(st.integers(1, 20))
def test_a_circled_number_that_was_written_is_recognised_again(number: int) -> None:
    circled = next(kind for kind in LABEL_KINDS if kind.name == "circled")
    label = recognise_label(circled.write(number) + "甲")
    assert label is not None
    assert label.number == number


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("第一部分 基础条件", "part", 1),
        ("第 三 章  总则", "chapter", 3),
        ("第十二条 为了规范", "article", 12),
        ("第一方面典型经验：新兴产业", "aspect", 1),
        ("（十八）加强宣传推介。", "sublist", 18),
        ("(三) 发展交通运输", "sublist", 3),
        ("2.准确定位", "item", 2),
        ("3．突出特色", "item", 3),
        ("1、学习总结", "item", 1),
        ("（1）甲", "subitem", 1),
        ("②乙", "circled", 2),
    ],
)
def test_labels_are_recognised_in_all_their_forms(line: str, kind: str, number: int) -> None:
    label = recognise_label(line)
    assert label is not None
    assert (label.kind.name, label.number) == (kind, number)


@pytest.mark.parametrize(
    "line",
    [
        "5A级景区标准规划建设",
        "15家，落户创业项目550余个",
        "0月，**省长在会上",
        "3.28平方公里",
        "2019年4月",
        "一、二、三产业融合发展",
        "第三条所称特色小镇",
        "第五条第二款规定的条件",
        "第一、第二产业",
        "（含）以上",
        "一方面加强",
    ],
)
def test_lines_that_merely_look_like_labels_are_none(line: str) -> None:
    assert recognise_label(line) is None


def test_boxes_captions_and_subtitles_have_marks_of_their_own() -> None:
    assert BOX.match("专栏 5-1 交通运输")["number"] == "5-1"
    assert BOX.match("专栏3-1：江门")["number"] == "3-1"
    assert FIGURE.match("图 3-1 空间布局图")["number"] == "3-1"
    assert not FIGURE.match("图1中的小镇")
    assert not FIGURE.match("图书馆")
    assert SUBTITLE.match("——浙江德清地理信息小镇经验")
    assert not SUBTITLE.match("联系——合作")
