"""How a document was cut, for people: where its values stand, a clause in one line, what is in no clause."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.structure import (
    FIELDS,
    REMOVALS,
    Counts,
    count_characters,
    cut_to_width,
    display_width,
    evidence_lines,
    group_removals,
    line_of_clause,
    show_clause,
    show_left_out,
    tell_evidence,
)
from ingest.source import LineIndex
from kb.records import Cell, Clause, ClauseKind, Metadata, Removal, RemovalKind, Span

WORDS = st.text(string.ascii_letters + "一二（）“…｜，。 ", max_size=40)


def clause(clause_id: str = "a/1", kind: ClauseKind = ClauseKind.SECTION, **more: object) -> Clause:
    fields = {"parent_id": None, "label": "", "heading": "", "text": "", "path": (), "citation_path": ()}
    return Clause(id=clause_id, kind=kind, **{**fields, "text_spans": (), "heading_spans": (), **more})


def shown(one: Clause, width: int = 80) -> str:
    return "".join(words for words, _ in show_clause(one, width))


def test_every_reason_and_every_value_that_is_shown_has_a_chinese_name() -> None:
    assert REMOVALS.keys() == set(RemovalKind)
    assert {field for field, _ in FIELDS} <= set(Metadata.__dataclass_fields__)


def test_a_clause_is_shown_with_its_last_id_part_its_heading_its_words_and_its_page() -> None:
    one = clause("a/1/2", heading="（二）科技。", text="推进平台。", page=3)
    assert shown(one) == "  2  （二）科技。 推进平台。  第 3 页"


def test_a_heading_that_the_text_begins_with_is_shown_once() -> None:
    assert shown(clause("a/p1", heading="坚持有序。", text="坚持有序。不搞一刀切。")) == "p1  坚持有序。不搞一刀切。"


def test_a_row_is_shown_with_the_names_of_its_columns_and_a_merged_cell_is_said_to_be_one() -> None:
    cells = (Cell("领域", "土地", own=False), Cell("单位", "甲局"), Cell("", "备用"))
    one = clause("a/table1/row2", ClauseKind.ROW, text="甲局\t备用", cells=cells)
    assert shown(one) == "  row2  领域：土地（同上）｜单位：甲局｜备用"


def test_a_table_without_a_heading_is_called_a_table() -> None:
    assert shown(clause("a/table1", ClauseKind.TABLE, text="领域\t单位")) == "table1  表格 领域｜单位"


def test_a_long_clause_is_cut_before_its_page_and_says_so_with_an_ellipsis() -> None:
    line = shown(clause(heading="一、目标", text="长" * 200, page=12), 40)
    assert line.startswith("1  一、目标 长长")
    assert line.endswith("…  第 12 页")
    assert display_width(line) <= 40


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", "dim"])), max_size=4), st.integers(2, 60))
def test_a_cut_line_keeps_to_the_width_and_is_the_beginning_of_the_whole(
    line: list[tuple[str, str]], width: int
) -> None:
    whole = "".join(words for words, _ in line)
    cut = "".join(words for words, _ in cut_to_width(line, width))
    assert display_width(cut) <= width
    if display_width(whole) <= width:
        assert cut == whole
    else:
        assert cut.endswith("…")
        assert whole.startswith(cut[:-1])
        assert display_width(cut) >= width - 3  # a wide character and the ellipsis may not fit


@given(st.text("字 \n|", max_size=40), st.data())
def test_every_character_is_counted_once_in_a_clause_or_as_removed_or_as_lost(source: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source)), min_size=3, max_size=3)))
    first, second, third = (Span(*pair) for pair in zip([0, *cuts[:2]], cuts, strict=True))
    counts = count_characters(
        source, [clause(heading_spans=(first,), text_spans=(second,))], [Removal(third, RemovalKind.PAGE)]
    )
    assert counts.clauses == 1
    assert counts.characters + counts.removed + counts.lost == len("".join(source.split()))
    assert counts.lost == len("".join(source[cuts[2] :].split()))


def test_a_text_that_is_all_in_clauses_has_lost_nothing() -> None:
    assert count_characters("一 二", [clause(text_spans=(Span(0, 3),))], []) == Counts(1, 2, 0, 0)


SOURCE = "甲市规划\n甲府〔2020〕1号\n一、保障\n"
LINES = LineIndex(SOURCE)


@pytest.mark.parametrize(
    ("evidence", "places", "line", "told"),
    [
        ("甲市规划", (Span(0, 4),), 1, "据第 1 行"),
        ("甲市", (Span(0, 2),), 1, "据第 1 行“甲市”"),
        ("保障", (), 3, "据第 3 行“保障”"),
        ("不在文中", (), None, "据“不在文中”"),
        ("catalogue: 按前言拟定", (), None, "目录登记：按前言拟定"),
        ("catalogue", (), None, "目录登记"),
        ("file name", (), None, "取自文件名"),
    ],
)
def test_a_value_tells_where_it_comes_from(
    evidence: str, places: tuple[Span, ...], line: int | None, told: str
) -> None:
    metadata = Metadata("甲市规划", evidence={"title": evidence}, places={"title": places})
    found = evidence_lines(metadata, SOURCE, LINES)
    assert found.get("title") == line
    assert tell_evidence(metadata, "title", line) == told


def test_a_clause_begins_in_the_line_of_its_heading_and_one_without_words_in_none() -> None:
    assert line_of_clause(clause(heading_spans=(Span(SOURCE.index("一、"), len(SOURCE)),)), LINES) == 3
    assert line_of_clause(clause(), LINES) is None


def test_what_is_left_out_is_grouped_by_reason_and_equal_words_are_named_once() -> None:
    source = "—1—\n正文\n—1—\n目 录 | 3\n"
    lines = LineIndex(source)
    removals = [
        Removal(Span(0, 3), RemovalKind.PAGE),
        Removal(Span(3, 4), RemovalKind.LAYOUT),
        Removal(Span(7, 10), RemovalKind.PAGE),
        Removal(Span(11, 14), RemovalKind.CONTENTS),
        Removal(Span(14, 17), RemovalKind.LAYOUT),
        Removal(Span(17, 18), RemovalKind.CONTENTS),
    ]
    contents, pages, layout = group_removals(source, removals, lines)
    assert [(part.words, part.lines) for part in contents.parts] == [("目 录 3", (4,))]
    assert [(part.words, part.lines) for part in pages.parts] == [("—1—", (1, 3))]
    assert (pages.kind, pages.places, pages.characters) == (RemovalKind.PAGE, 2, 6)
    assert (layout.places, layout.characters, [part.words for part in layout.parts]) == (2, 1, ["|"])
    assert "".join(words for words, _ in show_left_out(pages.parts[0], 60)) == "    第 1、3 行  —1—"


def test_many_lines_of_the_same_words_are_counted_not_listed() -> None:
    source = "页眉\n" * 40
    removals = [Removal(Span(at, at + 2), RemovalKind.PAGE) for at in range(0, len(source), 3)]
    (pages,) = group_removals(source, removals, LineIndex(source))
    (part,) = pages.parts
    assert "".join(words for words, _ in show_left_out(part, 60)) == "    第 1、2、3、4、5 等 40 行  页眉"
