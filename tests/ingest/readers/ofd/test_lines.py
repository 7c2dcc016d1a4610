"""Runs of an OFD page to lines by their places."""

from tests.ingest.readers.ofd.files import (
    LEADING,
    LEFT,
    SIZE,
    TOP,
    left_out,
    package,
    page,
    read,
    read_objects,
    text_object,
    texts,
)


def test_lines_are_read_from_top_to_bottom_whatever_the_order_of_the_file() -> None:
    objects = [text_object(word, LEFT, TOP + at * LEADING) for at, word in enumerate("甲乙丙丁")]
    assert read_objects(*reversed(objects)) == ["甲", "乙", "丙", "丁"]


def test_runs_on_one_baseline_make_one_line_without_invented_blanks() -> None:
    third = LEFT + 5 * SIZE
    assert read_objects(text_object("第三条", LEFT, 50), text_object("为了", third, 50.5)) == ["第三条 为了"]
    assert read_objects(text_object("第三条", LEFT, 50), text_object("为了", LEFT + 3.3 * SIZE, 50)) == ["第三条为了"]


def test_blanks_of_the_file_are_kept_within_a_line() -> None:
    first = text_object("Policy ", LEFT, 50, deltas=f'DeltaX="g 6 {SIZE / 2}"')
    second = text_object("base", LEFT + 3.5 * SIZE, 50, deltas=f'DeltaX="g 3 {SIZE / 2}"')
    assert read_objects(first, second) == ["Policy base"]
    assert read_objects(text_object("第一章　总则", LEFT, 50)) == ["第一章　总则"]


def test_a_name_stretched_over_its_place_is_no_two_words() -> None:
    assert read_objects(text_object("名称：", LEFT, 50, deltas='DeltaX="25 5.6"')) == ["名称："]
    spread = [text_object(word, LEFT + at * 2.2 * SIZE, 50) for at, word in enumerate("会议纪要")]
    assert read_objects(*spread) == ["会议纪要"]


def test_words_printed_into_the_gaps_of_a_form_are_read_there() -> None:
    form = text_object("年     月     日", 100, 50, deltas=f'DeltaX="{SIZE} g 5 3 {SIZE} g 5 3"')
    month = text_object("11", 108, 50, size=5, deltas='DeltaX="2.5"')
    day = text_object("01", 129, 50, size=5, deltas='DeltaX="2.5"')
    assert "".join(read_objects(month, day, form)).replace(" ", "") == "年11月01日"


def test_raised_figures_stay_in_their_line() -> None:
    raised = text_object("2", LEFT + 4 * SIZE, 48, size=3)
    assert read_objects(text_object("面积平方", LEFT, 50), raised, text_object("以上", LEFT + 4.4 * SIZE, 50)) == [
        "面积平方2以上"
    ]


def test_words_printed_twice_to_look_bold_are_taken_once() -> None:
    assert read_objects(text_object("通知", LEFT, 50), text_object("通知", LEFT + 0.3, 50)) == ["通知"]


def test_deltas_repeat_with_g_and_a_delta_y_begins_a_line() -> None:
    deltas = 'DeltaX="g 2 5.6 -11.2 g 2 5.6" DeltaY="g 2 0 9 g 2 0"'
    assert read_objects(text_object("第一行第二行", LEFT, 50, deltas=deltas)) == ["第一行", "第二行"]


def test_characters_without_deltas_follow_each_other() -> None:
    first = text_object("没有间距", LEFT, 50, deltas="")
    assert read_objects(first, text_object("也能读", LEFT + 4 * SIZE, 50)) == ["没有间距也能读"]


def test_characters_one_below_the_other_are_one_word() -> None:
    down = text_object("购买方", LEFT, 50, deltas='DeltaY="6 6"')
    assert read_objects(down, text_object("名称", 60, 56)) == ["购买方", "名称"]


def test_a_matrix_scales_and_moves() -> None:
    scaled = text_object("单位为一", 0, 1, size=1, ctm="5.6 0 0 5.6 28 45")
    assert read_objects(scaled, text_object("在后", LEFT + 4.2 * SIZE, 50)) == ["单位为一在后"]


def test_a_page_whose_text_is_turned_is_read_along_its_lines() -> None:
    lines = [
        text_object(line, 150 - 10 * at, 30, ctm="0 1 -1 0 0 0") for at, line in enumerate(("第一行文字", "第二行文字"))
    ]
    assert read_objects(*reversed(lines)) == ["第一行文字", "第二行文字"]


def test_slanting_text_is_a_watermark() -> None:
    watermark = text_object("内部使用", 50, 100, ctm="0.7071 -0.7071 0.7071 0.7071 0 0")
    source = read(package([page(text_object("正文", LEFT, 50), watermark)]))
    assert (texts(source), left_out(source)) == (["正文"], ["内部使用"])
    assert "第 1 页" in source.notes[0] and "内部使用" in source.notes[0]


def test_two_columns_are_read_one_after_the_other_and_the_title_first() -> None:
    left, right = "左栏的文字排得很满很整齐", "右栏的文字也排得又满又齐"
    objects = [text_object("两栏文章的标题写在最上面横跨两栏", 60, 30)]
    for at in range(8):
        objects += [
            text_object(f"{left}{at}", 20, 50 + at * 8, size=5.6),
            text_object(f"{right}{at}", 110, 50 + at * 8, size=5.6),
        ]
    source = read(package([page(*objects)]))
    expected = [f"{left}{at}" for at in range(8)] + [f"{right}{at}" for at in range(8)]
    assert texts(source)[1:] == expected
    assert all(block.wrapped and not block.indented for block in source.blocks[1:])


def test_a_table_of_short_cells_is_read_row_by_row() -> None:
    objects = []
    for at in range(8):
        objects += [text_object(f"任务{at}", 28, 50 + at * 10), text_object(f"市某某局{at}", 110, 50 + at * 10)]
    assert read_objects(*objects) == [f"任务{at} 市某某局{at}" for at in range(8)]


def test_short_lines_of_a_list_do_not_run_on() -> None:
    source = read(package([page(*(text_object(f"第{word}项", LEFT, 50 + at * 10) for at, word in enumerate("一二")))]))
    assert [block.wrapped for block in source.blocks] == [False, False]
