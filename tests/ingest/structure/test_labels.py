import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.labels import BOX, FIGURE, LABEL_KINDS, SUBTITLE, SUSPECTS, recognise_label

KINDS = st.sampled_from([kind for kind in LABEL_KINDS if kind.name not in ("circled", "letter", "attached")])
SUSPECT_LINES = [
    ("—、总体要求", "一、"),
    ("（—）指导思想", "（一）"),
    ("l.加强领导", "1."),
    ("第二十0条 甲", "〇"),
    ("第—章 总则", "第一…"),
]


@given(KINDS, st.integers(1, 99), st.sampled_from(["总体要求", "加快建设。", "推进双创"]))
def test_a_label_that_was_written_is_recognised_again(kind, number: int, words: str) -> None:
    line = kind.write(number) + (" " if kind.name.startswith("decimal") else "") + words
    label = recognise_label(line, serial=kind.serial)
    assert label is not None
    assert (label.kind.name, label.number, line[label.end :].strip()) == (kind.name, number, words)


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


@pytest.mark.parametrize("line", ["一是加快", "第一，加快", "1.2 总则", "1.2总则", "3 基本规定"])
def test_labels_of_serial_kinds_count_only_in_a_series(line: str) -> None:
    assert recognise_label(line) is None
    assert recognise_label(line, serial=True) is not None


@pytest.mark.parametrize("line", ["1.5倍左右", "3.28平方公里", "2.1%的增速", "1.2-1.5米", "12 月底前", "3.5.亿元"])
def test_amounts_are_no_decimal_labels(line: str) -> None:
    assert recognise_label(line, serial=True) is None


@pytest.mark.parametrize(("line", "probably"), SUSPECT_LINES)
def test_what_a_scan_makes_of_a_label_is_suspected_and_not_taken_for_one(line: str, probably: str) -> None:
    assert recognise_label(line) is None
    assert [what for pattern, what in SUSPECTS if pattern.match(line)] == [probably]
