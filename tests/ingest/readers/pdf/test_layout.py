"""Characters to lines: words, blanks, directions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.pdf.layout import views_of
from ingest.readers.pdf.pages import Glyph, PdfPage
from ingest.readers.pdf.radicals import unify_radicals
from tests.ingest.readers.pdf.files import Page, cells, prose, read, set_in_lines, texts, width_of

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
