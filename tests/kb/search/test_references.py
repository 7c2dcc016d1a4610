import pytest

from kb.search.references import Label, holds, labels_of, names, names_by_number, references
from kb.search.words import normalise


def read(text: str) -> list[list[tuple[str, str]]]:
    return [[(label.unit, label.number) for label in found.labels] for found in references(normalise(text))]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("规划第五部分一（二）", [("部分", "5"), ("", "1"), ("()", "2")]),
        ("意见第（八）条讲了什么", [("()", "8")]),
        ("三（十六）", [("", "3"), ("()", "16")]),
        ("三、(十六)的内容", [("", "3"), ("()", "16")]),
        ("第一章第三条第二项", [("章", "1"), ("条", "3"), ("()", "2")]),
        ("第12条之一", [("条", "12-1")]),
        ("第十二条第三款的规定", [("条", "12"), ("款", "3")]),
    ],
)
def test_a_clause_is_named_by_its_labels_from_the_outside_in(text: str, labels: list[tuple[str, str]]) -> None:
    assert read(text) == [labels]


@pytest.mark.parametrize(
    "text", ["第一轮特色小镇", "广东第一条高铁", "规划（2019—2035年）", "三是什么", "5个小镇", "一二三产业融合"]
)
def test_ordinals_and_years_name_no_clause(text: str) -> None:
    assert read(text) == []


def test_a_clauses_labels_are_read_from_its_citation() -> None:
    assert labels_of(("第五部分", "一", "（二）")) == (Label("部分", "5"), Label("", "1"), Label("()", "2"))
    assert labels_of(("第二条之一", "第2自然段")) == (Label("条", "2-1"), Label("款", "2"))
    assert labels_of(("三", "“市财政局”")) == (Label("", "3"),)


def test_what_is_named_what_lies_below_and_what_only_has_the_number() -> None:
    held = labels_of(("三", "（十六）"))
    assert names([Label("()", "16")], held)
    assert names(held, held)
    assert not names([Label("", "3")], held)
    assert holds([Label("", "3")], held)
    assert names_by_number([Label("条", "16")], held)
    assert not names_by_number([Label("条", "15")], held)
