"""Ruled tables come as rows of cells."""

from ingest.source import BlockKind
from tests.ingest.readers.pdf.files import Page, cells, prose, read, removed, set_in_lines, texts, two_columns


def table_page(rows: list[list[str]], top: float = 700, xs: tuple[int, ...] = (90, 150, 350, 500)) -> Page:
    page = Page().grid(xs, [top - 30 * at for at in range(len(rows) + 1)])
    for at, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=False):
            page.text(x + 4, top - 20 - 30 * at, cell, size=10)
    return page


def test_a_ruled_table_comes_as_rows_of_cells_in_its_place() -> None:
    rows = [["序号", "任务", "责任单位"], ["1", "编制规划", "市发展改革委"], ["2", "", "市财政局"]]
    page = table_page(rows).text(90, 740, "责任分工表").text(90, 580, "表后的话")
    blocks = read(page).blocks
    assert [block.kind for block in blocks] == [BlockKind.TEXT, *[BlockKind.TABLE_ROW] * 3, BlockKind.TEXT]
    assert [cells(block) for block in blocks[1:4]] == rows
    assert {block.table for block in blocks[1:4]} == {1}


def test_the_lines_of_a_cell_are_one_text() -> None:
    page = (
        Page()
        .grid((90, 200, 400), (700, 640))
        .text(94, 680, "市发展改革")
        .text(94, 660, "委")
        .text(204, 680, "Plug and")
    )
    page.text(204, 660, "Play")
    assert cells(read(page).blocks[0]) == ["市发展改革委", "Plug and Play"]


def test_merged_cells_stand_in_each_place_that_they_cover() -> None:
    page = Page()
    for y in (700, 640):
        page.rule(90, y, 400, y)
    page.rule(200, 670, 400, 670)
    for x in (90, 200, 400):
        page.rule(x, 640, x, 700)
    page.rule(300, 640, 300, 670)
    page.text(94, 665, "合并").text(204, 680, "横跨").text(204, 650, "左").text(304, 650, "右")
    first, second = read(page).blocks
    assert cells(first) == ["合并", "横跨", "横跨"]
    assert cells(second) == ["合并", "左", "右"]


def test_a_table_without_rules_at_its_sides_is_a_table() -> None:
    page = Page()
    for y in (700, 670, 640):
        page.rule(90, y, 400, y)
    page.rule(200, 640, 200, 700).text(94, 680, "名称").text(204, 680, "单位").text(94, 650, "规划").text(
        204, 650, "某局"
    )
    assert [cells(block) for block in read(page).blocks] == [["名称", "单位"], ["规划", "某局"]]


def test_rules_drawn_as_thin_areas_are_rules() -> None:
    page = Page().raw("90 640 310 0.6 re f 90 670 310 0.6 re f 90 700 310 0.6 re f")
    page.raw("90 640 0.6 60 re f 200 640 0.6 60 re f 400 640 0.6 60 re f")
    page.text(94, 680, "名称").text(204, 680, "单位").text(94, 650, "规划").text(204, 650, "某局")
    assert [cells(block) for block in read(page).blocks] == [["名称", "单位"], ["规划", "某局"]]


def test_a_table_goes_on_over_the_page_without_its_repeated_head() -> None:
    head = ["序号", "任务", "责任单位"]
    first = table_page([head, ["1", "甲", "乙"]], top=120)
    second = table_page([head, ["2", "丙", "丁"]], top=780)
    source = read(first, second)
    assert [(cells(block), block.table, block.page) for block in source.blocks] == [
        (head, 1, 1),
        (["1", "甲", "乙"], 1, 1),
        (["2", "丙", "丁"], 1, 2),
    ]
    assert removed(source) == ["序号 任务 责任单位"]


def test_a_frame_and_an_underline_make_no_table() -> None:
    page = Page().raw("80 600 300 150 re S").text(90, 700, "专栏1 重点工程").rule(90, 697, 180, 697)
    assert [block.kind for block in read(page).blocks] == [BlockKind.TEXT]


def test_a_line_between_two_columns_makes_no_table() -> None:
    left, right = set_in_lines(prose(150), 22), set_in_lines(prose(140, 9), 22)
    page = two_columns(left, right).rule(295, 560, 295, 760).rule(60, 760, 530, 760).rule(60, 560, 530, 560)
    assert texts(read(page)) == [line.strip() for line in [*left, *right]]
