"""Running heads, page numbers and watermarks are left out."""

import pytest

from tests.ingest.readers.pdf.files import Page, prose, read, removed, set_in_lines, texts


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
