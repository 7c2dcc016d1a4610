import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.pdf import pages
from ingest.readers.pdf.columns import columns_of
from ingest.readers.pdf.layout import is_wide, pieces_of, views_of
from ingest.readers.pdf.pages import Glyph, PdfPage
from ingest.readers.pdf.radicals import unify_radicals
from ingest.readers.pdf.reader import read_pdf
from ingest.readers.plain_text import read_text
from ingest.source import Block, BlockKind, Source
from kb.errors import BadFile, FileDamaged, FileEmpty, FileEncrypted, FileHoldsNoText, FileTooComplex
from tests.house.modules import ROOT
from tests.ingest.readers.pdf.files import Page, width_of, write_pdf
from tests.programs import CHROMIUM, convert, needs_chromium, needs_libreoffice

CORPUS = ROOT / "corpus"
DOCUMENT = CORPUS / "guangzhou-characteristic-towns-opinions.txt"
WORDS = "为贯彻落实关于推进乡村振兴战略的意见加快特色小镇高质量发展提升产业集聚度和内生动力结合本市实际制定如下措施"


def read(*pages: Page, **options) -> Source:
    return read_pdf(write_pdf(pages, **options), "a.pdf")


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


def removed(source: Source) -> list[str]:
    return [source.text[one.span.start : one.span.end] for one in source.removals]


def prose(length: int, start: int = 0) -> str:
    return "".join(WORDS[(start + at) % len(WORDS)] for at in range(length))


def set_in_lines(paragraph: str, width: int) -> list[str]:
    """A paragraph as printed: two squares of indent, lines of `width` characters."""
    first, rest = paragraph[: width - 2], paragraph[width - 2 :]
    return [f"\u3000\u3000{first}", *(rest[at : at + width] for at in range(0, len(rest), width))]


# Words


def test_a_line_is_read_with_its_page() -> None:
    source = read(Page().text(90, 700, "一、总体要求"), Page().text(90, 700, "二、重点任务"))
    assert [(block.text, block.page) for block in source.blocks] == [("一、总体要求", 1), ("二、重点任务", 2)]


def test_no_blank_comes_between_chinese_characters_however_they_are_placed() -> None:
    page = Page()
    for at, character in enumerate("特色小镇建设"):
        page.text(90 + at * 14.5, 700, character)
    page.text(90, 650, "共5个，占80%以上", gap=1)
    assert texts(read(page)) == ["特色小镇建设", "共5个，占80%以上"]


def test_latin_words_are_parted_whether_by_a_blank_or_by_their_places() -> None:
    page = Page().text(90, 700, "Plug and Play").text(90, 650, "Plug").text(90 + width_of("Plug") + 4, 650, "Play")
    assert texts(read(page)) == ["Plug and Play", "Plug Play"]


def test_a_blank_that_is_seen_between_chinese_characters_stays() -> None:
    page = Page().text(90, 700, "第一章\u3000总则").text(90, 650, "目").text(126, 650, "录")
    page.text(90, 600, "签发人").text(190, 600, "张三")
    assert texts(read(page)) == ["第一章\u3000总则", "目录", "签发人 张三"]


def test_a_blank_without_width_is_not_seen() -> None:
    page = Page().text(90, 700, "特色 ").text(114, 700, "小镇")
    assert texts(read(page)) == ["特色小镇"]


def test_the_order_of_drawing_does_not_matter_within_a_line() -> None:
    page = Page().text(114, 700, "小镇").text(90, 700, "特色").text(90, 720, "标题")
    assert texts(read(page)) == ["标题", "特色小镇"]


def test_radicals_become_characters_and_a_note_counts_them() -> None:
    source = read(Page().text(90, 700, "一个小镇"), meanings={"一": "⼀", "小": "⼩"})
    assert texts(source) == ["一个小镇"]
    assert any("2 个部首字符" in note for note in source.notes)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30))
def test_unifying_radicals_changes_nothing_else_and_is_done_once(text: str) -> None:
    unified = unify_radicals(text)
    assert len(unified) == len(text)
    assert unify_radicals(unified) == unified
    assert all(one == other or 0x2E80 <= ord(one) < 0x2FE0 for one, other in zip(text, unified, strict=True))


def test_a_character_without_a_meaning_is_counted_and_its_page_named() -> None:
    source = read(Page().text(90, 700, "甲"), Page().text(90, 700, "乙?丙?丁"), unmapped="?")
    assert texts(source) == ["甲", "乙\ufffd丙\ufffd丁"]
    assert any("第 2 页有 2 个字符" in note for note in source.notes)


def test_rare_characters_and_marks_come_as_the_text_layer_has_them() -> None:
    words = "𠮷①㎡℃Ⅲ〇～—…“”〔2024〕．：；"
    assert texts(read(Page().text(90, 700, words))) == [words]


def test_a_hyphen_at_the_end_of_a_line_is_a_hyphen() -> None:
    assert texts(read(Page().text(90, 700, "A-").text(90, 680, "B-"))) == ["A-", "B-"]


def test_text_that_is_drawn_twice_for_weight_is_read_once() -> None:
    assert texts(read(Page().text(90, 700, "粗体").text(90.2, 700, "粗体"))) == ["粗体"]


LINE = st.text(st.sampled_from("一、（二）甲乙丙。，2024ABz%"), min_size=1, max_size=30)


@settings(deadline=None, max_examples=40)
@given(st.lists(LINE, min_size=1, max_size=20))
def test_no_character_is_lost_or_added(lines: list[str]) -> None:
    source = read(Page().lines(60, 780, lines))
    assert "".join("".join(texts(source)).split()) == "".join(lines)
    for block in source.blocks:
        assert block.text == "".join(source.text[span.start : span.end] for span in block.piece.spans)


# Paragraphs


def test_lines_say_whether_they_are_indented_and_run_on() -> None:
    lines = [*set_in_lines(prose(70), 30), *set_in_lines(prose(40, 7), 30)]
    blocks = read(Page().lines(90, 700, lines)).blocks
    assert [block.indented for block in blocks] == [True, False, False, True, False]
    assert [block.wrapped for block in blocks] == [True, True, False, True, False]


def test_a_paragraph_runs_on_over_the_end_of_a_page() -> None:
    lines = set_in_lines(prose(170), 30)
    blocks = read(Page().lines(90, 760, lines[:4]), Page().lines(90, 760, lines[4:])).blocks
    assert [block.wrapped for block in blocks] == [True, True, True, True, True, False]
    assert [block.page for block in blocks] == [1, 1, 1, 1, 2, 2]


def test_a_full_last_line_does_not_run_on_to_an_indented_one() -> None:
    lines = [*set_in_lines(prose(58), 30), *set_in_lines(prose(58, 5), 30), *set_in_lines(prose(40), 30)]
    blocks = read(Page().lines(90, 700, lines)).blocks
    assert [block.wrapped for block in blocks] == [True, False, True, False, True, False]


def test_a_line_that_ends_early_for_a_long_latin_word_runs_on() -> None:
    lines = [*set_in_lines(prose(88), 30), f"\u3000\u3000{prose(25)}", "Characteristic小镇"]
    blocks = read(Page().lines(90, 700, lines)).blocks
    assert [block.wrapped for block in blocks] == [True, True, False, True, False]


def test_a_centred_title_does_not_run_on_to_the_text_below() -> None:
    page = Page().text(200, 760, "实施意见", size=22).lines(90, 700, set_in_lines(prose(100), 30))
    assert read(page).blocks[0].wrapped is False


def test_entries_that_hang_out_go_on_with_indented_lines() -> None:
    lines = []
    for number in range(1, 5):
        lines += [f"{number}.{prose(29, number)}", f"\u3000{prose(29, 3)}", f"\u3000{prose(9)}"]
    page = Page()
    for at, line in enumerate(lines):
        page.text(108 if line[0] == "\u3000" else 96, 760 - 18 * at, line.strip())
    blocks = read(page).blocks
    assert [block.wrapped for block in blocks] == [True, True, False] * 4
    assert not any(block.indented for block in blocks)


# Columns


def two_columns(left: list[str], right: list[str], across: str = "") -> Page:
    page = Page()
    if across:
        page.text(150, 780, across, size=18)
    return page.lines(60, 740, left, size=10).lines(310, 740, right, size=10)


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


# Heads and feet


def with_heads(number: int, body: list[str], foot: str = "— {} —") -> Page:
    page = Page().text(240, 800, "政策文件汇编", size=9).lines(90, 740, body)
    return page.text(280, 40, foot.format(number), size=9)


def test_running_heads_and_page_numbers_are_left_out_but_kept() -> None:
    source = read(*(with_heads(at, [prose(20, at)]) for at in range(1, 5)))
    assert texts(source) == [prose(20, at) for at in range(1, 5)]
    assert removed(source) == [text for at in range(1, 5) for text in ("政策文件汇编", f"— {at} —")]


@pytest.mark.parametrize("foot", ["{}", "- {} -", "第 {} 页 共 9 页", "{}/9", "第{}页"])
def test_page_numbers_of_many_forms_are_found(foot: str) -> None:
    source = read(*(with_heads(at, [prose(20, at)], foot) for at in range(1, 5)))
    assert len(source.blocks) == 4


def test_roman_page_numbers_are_found() -> None:
    pages = [
        Page().text(90, 700, prose(20, at)).text(290, 40, number) for at, number in enumerate(["i", "ii", "iii", "iv"])
    ]
    assert removed(read(*pages)) == ["i", "ii", "iii", "iv"]


def test_heads_that_differ_on_left_and_right_pages_are_found() -> None:
    pages = [
        Page().text(60 if at % 2 else 400, 800, "市政府公报" if at % 2 else "2024年第3期").text(90, 700, prose(20, at))
        for at in range(6)
    ]
    assert set(removed(read(*pages))) == {"市政府公报", "2024年第3期"}


def test_a_number_at_the_edge_that_does_not_go_up_with_the_pages_stays() -> None:
    pages = [
        Page().text(90, 700, prose(20, at)).text(90, 50, f"面积{size}亩") for at, size in enumerate((900, 120, 555, 80))
    ]
    assert removed(read(*pages)) == []


def test_the_same_words_in_the_middle_of_pages_stay() -> None:
    source = read(
        *(Page().text(90, 760, prose(20, at)).text(90, 400, "（续）").text(90, 60, prose(9, at)) for at in range(4))
    )
    assert texts(source).count("（续）") == 4


def test_a_watermark_across_the_pages_is_left_out() -> None:
    pages = [
        Page().lines(90, 740, set_in_lines(prose(70, at), 30)).text(500, 300, "内部资料", turned=90) for at in range(4)
    ]
    source = read(*pages)
    assert removed(source) == ["内部资料"] * 4
    assert len(source.blocks) == 12


# Tables


def table_page(rows: list[list[str]], top: float = 700, xs: tuple[int, ...] = (90, 150, 350, 500)) -> Page:
    page = Page().grid(xs, [top - 30 * at for at in range(len(rows) + 1)])
    for at, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=False):
            page.text(x + 4, top - 20 - 30 * at, cell, size=10)
    return page


def cells(block: Block) -> list[str]:
    return [cell.text for cell in block.cells]


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


# Directions


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_rotated_page_is_read_as_its_lines_run(rotate: int) -> None:
    assert texts(read(Page(rotate=rotate).lines(90, 700, ["上一行", "下一行"]))) == ["上一行", "下一行"]


@pytest.mark.parametrize(("turned", "down"), [(90, (20, 0)), (180, (0, 20)), (270, (-20, 0))])
def test_lines_that_run_in_another_direction_are_read_in_their_order(turned: int, down: tuple[int, int]) -> None:
    page = Page()
    for at, words in enumerate(["第一行文字", "第二行文字", "第三行"]):
        page.text(300 + at * down[0], 400 + at * down[1], words, turned=turned)
    assert texts(read(page)) == ["第一行文字", "第二行文字", "第三行"]


def test_a_table_on_its_side_is_a_table() -> None:
    page = Page(rotate=90).grid((100, 130, 160), (100, 300, 500))
    for row, words in enumerate([("名称", "单位"), ("规划", "某局")]):
        for column, cell in enumerate(words):
            page.text(120 + 30 * row, 110 + 200 * column, cell, turned=90)
    assert [cells(block) for block in read(page).blocks] == [["名称", "单位"], ["规划", "某局"]]


def test_vertical_lines_are_read_from_the_top_down_and_from_right_to_left() -> None:
    page = Page().vertical(300, 700, "竖排的第一行").vertical(276, 700, "竖排的第二行")
    assert texts(read(page)) == ["竖排的第一行", "竖排的第二行"]


def test_a_vertical_line_beside_the_text_does_not_part_its_lines() -> None:
    lines = set_in_lines(prose(100), 30)
    page = Page().lines(90, 700, lines[:2]).vertical(40, 720, "装订线内").lines(90, 664, lines[2:])
    assert texts(read(page)) == [*(line.strip() for line in lines), "装订线内"]


@given(st.sampled_from([0, 90, 180, 270]), st.lists(st.floats(30, 560), min_size=1, max_size=5))
def test_turning_a_page_upright_keeps_its_characters(turned: int, places: list[float]) -> None:
    glyphs = tuple(Glyph("字", x, x + 12, x, x + 12, x, 12, turned) for x in places)
    (view,) = views_of(PdfPage(1, (0, 0, 595, 842), glyphs, ()))
    assert len(view.glyphs) == len(glyphs)
    assert all(abs(glyph.right - glyph.left - 12) < 1e-6 for glyph in view.glyphs)


# Files that can't be read


def test_pages_without_text_are_named() -> None:
    pages = [Page().text(90, 700, prose(20, at)) if at not in (1, 2, 3, 6) else Page() for at in range(8)]
    assert any("第 2–4、7 页没有文字" in note for note in read(*pages).notes)


def test_a_file_without_a_text_layer_is_refused_with_a_word_on_recognition() -> None:
    with pytest.raises(FileHoldsNoText, match="扫描件") as caught:
        read(Page().raw("0 0 500 500 re f"), Page())
    assert "OCR" in caught.value.remedy


def test_text_below_a_picture_is_said_to_be_recognised() -> None:
    source = read(Page().raw("3 Tr").text(90, 700, "识别出来的文字"))
    assert texts(source) == ["识别出来的文字"]
    assert any("识别" in note and "第 1 页" in note for note in source.notes)


def test_text_whose_font_is_nowhere_is_not_passed_over_in_silence() -> None:
    with pytest.raises(FileHoldsNoText, match="字体") as caught:
        read(Page().text(90, 700, "字"), embedded=False)
    assert "字体" in caught.value.remedy


def test_an_empty_password_opens_a_file_and_another_one_does_not() -> None:
    page = Page().text(90, 700, "加密的文字")
    assert texts(read(page, password="")) == ["加密的文字"]
    with pytest.raises(FileEncrypted, match="密码"):
        read(page, password="secret")


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_file_is_empty(data: bytes) -> None:
    with pytest.raises(FileEmpty):
        read_pdf(data, "a.pdf")


@pytest.mark.parametrize("data", [b"PK\x03\x04 no pdf", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n9\n%%EOF\n"])
def test_what_is_no_pdf_inside_is_damaged(data: bytes) -> None:
    with pytest.raises(FileDamaged):
        read_pdf(data, "a.pdf")


SAMPLE = write_pdf([Page().lines(90, 700, set_in_lines(prose(300, at), 30)) for at in range(3)], packed=True)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_damaged(share: float) -> None:
    with pytest.raises(FileDamaged):
        read_pdf(SAMPLE[: int(len(SAMPLE) * share)], "a.pdf")


def test_a_page_whose_packed_content_is_broken_is_not_half_read() -> None:
    place = SAMPLE.rindex(b"endstream") - 40
    with pytest.raises(FileDamaged, match="损坏"):
        read_pdf(
            SAMPLE[:place] + bytes(byte ^ 0xFF for byte in SAMPLE[place : place + 8]) + SAMPLE[place + 8 :], "a.pdf"
        )


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(9, len(SAMPLE) - 1), st.integers(1, 255)), min_size=1, max_size=8))
def test_whatever_bytes_are_changed_there_is_text_or_a_reason(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for place, change in changes:
        data[place] ^= change
    try:
        source = read_pdf(bytes(data), "a.pdf")
    except BadFile as error:
        assert error.message.startswith("a.pdf：")
        assert error.remedy
    else:
        assert source.blocks


@pytest.mark.parametrize(
    "matrix", ["1e38 0 0 1e38 1e38 1e38", "0 0 0 0 0 0", "1e-30 0 0 1e-30 0 0", "1 0 1e9 1 -1e30 0"]
)
def test_characters_that_are_placed_nowhere_are_no_crash(matrix: str) -> None:
    page = Page().text(90, 700, "正文").raw(f"{matrix} cm 10 10 m 90 10 l S").lines(90, 600, ["甲乙", "丙丁"])
    assert "正文" in texts(read(page))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 3)
    with pytest.raises(FileTooComplex, match="4 页"):
        read(*[Page().text(90, 700, "甲")] * 4)


def test_content_that_unpacks_to_far_too_much_is_refused() -> None:
    with pytest.raises(FileTooComplex, match="解压"):
        read(Page().raw(" " * 65_000_000), packed=True)


def test_a_page_with_far_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_GLYPHS", 10)
    with pytest.raises(FileTooComplex, match="第 1 页"):
        read(Page().text(90, 700, prose(11)))


# Real programs


def squeeze(text: str) -> str:
    return "".join(text.split())


def assert_reads_like_the_original(pdf: Path) -> None:
    source = read_pdf(pdf.read_bytes(), pdf.name)
    original = read_text(DOCUMENT.read_bytes(), DOCUMENT.name)
    assert squeeze("".join(texts(source))) == squeeze("".join(texts(original)))
    # Most paragraphs are whole again when lines that run on are put together.
    paragraphs, goes_on = [""], False
    for block in source.blocks:
        if not goes_on or block.indented:
            paragraphs.append("")
        paragraphs[-1] += squeeze(block.text)
        goes_on = bool(block.wrapped)
    wanted = {squeeze(text) for text in texts(original)}
    assert len(wanted - set(paragraphs)) <= 3


# LibreOffice 7 loses marks that hang out of the right margin when it prints: hence punctuation-wrap.
FLAT_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph"><style:paragraph-properties
 fo:text-align="justify" fo:text-indent="1cm" style:punctuation-wrap="simple"/><style:text-properties
 style:font-size-asian="14pt" style:language-asian="zh" style:country-asian="CN"/></style:default-style></office:styles>
<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties
 fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.5cm"/><style:footer-style/></style:page-layout>
</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:footer><text:p>— <text:page-number>1</text:page-number> —</text:p></style:footer></style:master-page>
</office:master-styles><office:body><office:text>{}</office:text></office:body></office:document>"""


@needs_libreoffice
def test_a_document_printed_by_libreoffice_reads_like_the_original(tmp_path: Path) -> None:
    lines = texts(read_text(DOCUMENT.read_bytes(), DOCUMENT.name))
    page = tmp_path / "printed.fodt"
    page.write_text(FLAT_DOCUMENT.format("".join(f"<text:p>{line}</text:p>" for line in lines)), encoding="utf-8")
    (printed,) = convert(tmp_path, "pdf", page)
    assert_reads_like_the_original(printed)


@needs_chromium
def test_a_document_printed_by_chromium_reads_like_the_original(tmp_path: Path) -> None:
    lines = texts(read_text(DOCUMENT.read_bytes(), DOCUMENT.name))
    page = tmp_path / "printed.html"
    style = "<style>p { text-indent: 2em; margin: 0 } div { column-count: 2; text-align: justify }</style>"
    body = f"<h1>{lines[0]}</h1><div>{''.join(f'<p>{line}</p>' for line in lines[1:])}</div>"
    page.write_text(f"<html lang='zh-CN'><meta charset='utf-8'>{style}<body>{body}", encoding="utf-8")
    assert CHROMIUM
    command = [CHROMIUM, "--headless", "--no-sandbox", f"--user-data-dir={tmp_path / 'profile'}"]
    command += [f"--print-to-pdf={tmp_path / 'printed.pdf'}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert_reads_like_the_original(tmp_path / "printed.pdf")


def test_squares_and_letters_are_told_apart() -> None:
    assert all(is_wide(character) for character in "一、（）“”—…１")
    assert not any(is_wide(character) for character in "aZ1%.,é")
