"""Columns of a page in reading order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.pdf.columns import columns_of
from ingest.readers.pdf.layout import pieces_of
from ingest.readers.pdf.pages import Glyph
from tests.ingest.readers.pdf.files import Page, prose, read, set_in_lines, texts, two_columns


@pytest.mark.parametrize("by_rows", [False, True])
def test_two_columns_are_read_one_after_the_other_below_the_title(by_rows: bool) -> None:
    left, right = set_in_lines(prose(150), 22), set_in_lines(prose(140, 9), 22)
    page = two_columns(left, right, "关于特色小镇建设情况的报告")
    if by_rows:
        page.marks = page.marks[:1] + [
            mark for pair in zip(page.marks[1:8], page.marks[8:], strict=False) for mark in pair
        ]
    found = texts(read(page))
    assert found == [line.strip() for line in ["关于特色小镇建设情况的报告", *left, *right]]


def test_a_paragraph_runs_on_from_column_to_column() -> None:
    lines = set_in_lines(prose(306), 22)
    blocks = read(two_columns(lines[:7], lines[7:])).blocks
    assert [block.wrapped for block in blocks] == [True] * 13 + [False]


def test_three_columns_are_read_from_left_to_right() -> None:
    columns = [set_in_lines(prose(100, at), 14) for at in (0, 5, 11)]
    page = Page()
    for at, column in enumerate(columns):
        page.lines(50 + 170 * at, 740, column, size=10)
    assert texts(read(page)) == [line.strip() for column in columns for line in column]


def test_a_line_over_both_columns_parts_what_is_above_from_what_is_below() -> None:
    upper = two_columns(set_in_lines(prose(80), 22), set_in_lines(prose(80, 3), 22))
    upper.text(60, 640, prose(45), size=10)
    upper.lines(60, 610, set_in_lines(prose(80, 5), 22), size=10).lines(
        310, 610, set_in_lines(prose(80, 8), 22), size=10
    )
    expected = [set_in_lines(prose(80), 22), set_in_lines(prose(80, 3), 22), [prose(45)]]
    expected += [set_in_lines(prose(80, 5), 22), set_in_lines(prose(80, 8), 22)]
    assert texts(read(upper)) == [line.strip() for part in expected for line in part]


def test_a_table_without_rules_is_read_row_by_row() -> None:
    page = Page()
    rows = [("小镇名称", "面积", "牵头单位"), ("云栖小镇", "3.5", "市科技局"), ("梦想小镇", "2.8", "市发展改革委")] * 2
    for at, row in enumerate(rows):
        for x, cell in zip((90, 220, 330), row, strict=True):
            page.text(x, 700 - 20 * at, cell)
    assert texts(read(page)) == [" ".join(row) for row in rows]


BOX = st.tuples(st.floats(20, 500), st.floats(20, 780), st.integers(1, 30))


@given(st.lists(BOX, max_size=40))
def test_columns_hold_every_piece_once(boxes: list[tuple[float, float, int]]) -> None:
    glyphs = [
        Glyph("字", x + 12 * at, x + 12 * at + 12, y - 2, y + 10, y, 12)
        for x, y, length in boxes
        for at in range(length)
    ]
    pieces = pieces_of(glyphs)
    assert sum(len(piece.glyphs) for piece in pieces) == len(glyphs)
    ordered = [piece for column in columns_of(pieces) for piece in column]
    assert sorted(map(id, ordered)) == sorted(map(id, pieces))
