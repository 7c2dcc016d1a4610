"""Tables of Word files: rows, merged cells, tables within cells."""

from ingest.source import BlockKind
from tests.ingest.readers.word.files import (
    OUTLINE,
    abstract,
    cell,
    level,
    lines,
    num,
    numbered,
    p,
    read,
    table,
)


def test_rows_have_their_cells_and_the_number_of_their_table() -> None:
    source = read(p("前") + table(["甲", "乙"], ["丙", ""]) + p("间") + table(["丁", "戊"]))
    rows = [block for block in source.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [[piece.text for piece in row.cells] for row in rows] == [["甲", "乙"], ["丙", ""], ["丁", "戊"]]
    assert [row.table for row in rows] == [1, 1, 2]
    assert all(
        source.text[piece.spans[0].start : piece.spans[0].end] == piece.text
        for row in rows
        for piece in row.cells
        if piece
    )


def test_a_merged_cell_stands_in_every_row_and_column_that_it_covers() -> None:
    rows = table(
        [cell("跨两列", '<w:gridSpan w:val="2"/>'), "丙"],
        [cell("跨两行", '<w:vMerge w:val="restart"/>'), "乙", "丙"],
        [cell("", "<w:vMerge/>"), "乙", cell("", '<w:hMerge w:val="continue"/>')],
    )
    cells = [[piece.text for piece in block.cells] for block in read(rows).blocks]
    assert cells == [["跨两列", "跨两列", "丙"], ["跨两行", "乙", "丙"], ["跨两行", "乙", "乙"]]


def test_columns_that_a_row_leaves_out_are_empty_cells() -> None:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="2"/></w:trPr>{cell("乙")}</w:tr>'
    assert [piece.text for piece in read(f"<w:tbl>{row}</w:tbl>").blocks[0].cells] == ["", "乙", "", ""]


def test_the_text_of_a_table_within_a_cell_stands_in_the_cell() -> None:
    inner = p("前") + table(["一", "二"], ["三", "四"]) + p("后")
    assert lines(table(["甲", inner])) == ["甲\t前 一 二 三 四 后"]


def test_a_frame_of_one_column_around_paragraphs_is_no_table() -> None:
    box = table([p("专栏1")], [numbered("甲。") + numbered("乙。") + table(["丙", "丁"])])
    source = read(p("前") + box, numbering=OUTLINE + num(1, 0))
    assert [block.text for block in source.blocks] == ["前", "专栏1", "一、甲。", "二、乙。", "丙\t丁"]
    assert [block.table for block in source.blocks] == [None, None, None, None, 1]


def test_automatic_numbers_in_cells_are_counted_along() -> None:
    body = table([numbered(""), "甲"], [numbered(""), "乙"])
    assert lines(body, numbering=abstract(0, level(0, "decimal", "%1")) + num(1, 0)) == ["1\t甲", "2\t乙"]
