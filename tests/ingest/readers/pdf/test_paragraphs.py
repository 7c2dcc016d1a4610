"""Which lines of a page run on."""

from tests.ingest.readers.pdf.files import Page, prose, read, set_in_lines


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
