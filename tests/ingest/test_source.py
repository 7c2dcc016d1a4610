from hypothesis import given
from hypothesis import strategies as st

from ingest.source import BlockKind, Covered, LineIndex, Piece, SourceWriter
from kb.records import RemovalKind, Span


@given(st.text(min_size=1, max_size=30), st.data())
def test_cutting_a_piece_keeps_text_and_spans_together(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    piece = Piece.of(text, [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)])
    start = data.draw(st.integers(0, len(piece.text)))
    end = data.draw(st.integers(start, len(piece.text)))
    cut = piece.cut(start, end)
    assert cut.text == piece.text[start:end]
    assert cut.text == "".join(text[span.start : span.end] for span in cut.spans)
    assert (piece.cut(0, start) + piece.cut(start)).text == piece.text


def test_stripping_a_blank_piece_leaves_nothing() -> None:
    assert not Piece.of(" \u3000", [Span(0, 2)]).strip()


def test_a_position_is_on_its_line() -> None:
    index = LineIndex("甲\n乙丙\n\n丁")
    assert [index.line_of(position) for position in (0, 2, 3, 5, 6)] == [1, 2, 2, 3, 4]


LINES = st.text("一甲 \t\n\u3000a", max_size=8)


@given(st.lists(st.one_of(LINES, st.lists(LINES, min_size=1, max_size=3)), max_size=8))
def test_what_is_written_stands_where_its_pieces_say(lines: list[str | list[str]]) -> None:
    writer = SourceWriter()
    for line in lines:
        if isinstance(line, str):
            writer.add(line)
        else:
            writer.add_row(line, 1)
    source = writer.finish()
    for block in source.blocks:
        for piece in (block.piece, *block.cells):
            assert piece.text == "".join(source.text[span.start : span.end] for span in piece.spans)
            assert "\n" not in piece.text
    words = "".join("".join(line) for line in lines)
    assert "".join(source.text.split()) == "".join(words.split())


def test_the_cells_of_a_row_keep_their_order_and_the_empty_ones() -> None:
    writer = SourceWriter()
    writer.add_row(["序号", "", "责任\n单位"], 2, page=3)
    (row,) = writer.finish().blocks
    assert (row.kind, row.table, row.page) == (BlockKind.TABLE_ROW, 2, 3)
    assert [cell.text for cell in row.cells] == ["序号", "", "责任 单位"]


def test_a_merged_cell_stands_in_each_row_and_column_that_it_covers_and_once_in_the_text() -> None:
    writer = SourceWriter()
    writer.add_row(["任务", "单位", Covered.FROM_LEFT], 1)
    writer.add_row([Covered.FROM_ABOVE, "甲局", "乙局"], 1)
    source = writer.finish()
    first, second = source.blocks
    assert [cell.text for cell in first.cells] == ["任务", "单位", "单位"]
    assert [cell.text for cell in second.cells] == ["任务", "甲局", "乙局"]
    assert second.text == "甲局\t乙局"
    assert source.text.count("任务") == source.text.count("单位") == 1


def test_what_is_left_out_is_kept_in_the_text_and_named() -> None:
    writer = SourceWriter()
    writer.add("正文")
    writer.leave_out("第 1 页", RemovalKind.PAGE)
    source = writer.finish()
    assert [source.text[one.span.start : one.span.end] for one in source.removals] == ["第 1 页"]
