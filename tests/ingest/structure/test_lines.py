from ingest.source import Block, BlockKind, SourceWriter
from ingest.structure.lines import join_lines


def lines(*written: tuple[str, bool | None, bool]) -> list[str]:
    writer = SourceWriter()
    for text, wrapped, indented in written:
        writer.add(text, indented=indented, wrapped=wrapped)
    source = writer.finish()
    return [block.text for block in join_lines(source.blocks, source.text)]


def test_lines_that_run_on_are_put_together() -> None:
    assert lines(("　甲，", True, True), ("乙", True, False), ("丙。", False, False), ("丁", False, True)) == [
        "甲，乙丙。",
        "丁",
    ]


def test_an_indent_begins_a_paragraph_even_after_a_full_line() -> None:
    assert lines(("甲。", True, True), ("乙", False, True)) == ["甲。", "乙"]


def test_a_label_begins_a_paragraph_after_a_full_sentence_but_not_within_one() -> None:
    flush = [
        ("开头的一段很长，", True, False),
        ("到这里。", False, False),
        ("又一段很长，", True, False),
        ("完。", False, False),
    ]
    assert lines(*flush, ("甲乙。", True, False), ("（二）丙", False, False))[-2:] == ["甲乙。", "（二）丙"]
    assert lines(*flush, ("甲乙。", True, False), ("市财政局：丙", False, False))[-2:] == ["甲乙。", "市财政局：丙"]
    assert lines(("依照本办法", True, False), ("第三条、第四条办理。", False, False)) == [
        "依照本办法第三条、第四条办理。"
    ]


def test_where_paragraphs_are_indented_a_line_without_an_indent_begins_none() -> None:
    indented = [
        ("标题", False, True),
        ("开头的一段，", True, True),
        ("到这里。", False, False),
        ("又一段：", True, True),
        ("（1）甲；", True, False),
    ]
    assert lines(*indented, ("（2）乙。", False, False))[-1] == "又一段：（1）甲；（2）乙。"


def test_formats_that_do_not_tell_are_left_as_they_are() -> None:
    assert lines(("甲，", None, False), ("乙", None, False)) == ["甲，", "乙"]


def test_rows_of_tables_are_never_joined() -> None:
    writer = SourceWriter()
    writer.add("甲，", wrapped=True)
    writer.add_row(["乙", "丙"], 1)
    source = writer.finish()
    joined = join_lines(source.blocks, source.text)
    assert [block.kind for block in joined] == [BlockKind.TEXT, BlockKind.TABLE_ROW]
    assert all(isinstance(block, Block) for block in joined)


def test_latin_words_on_two_lines_stay_apart() -> None:
    assert lines(("“Plug", True, False), ("Play”与5G", True, False), ("网络", False, False)) == ["“Plug Play”与5G网络"]


def test_a_text_that_was_broken_at_one_width_is_put_together() -> None:
    paragraph = "为加强土地管理，推进节约集约利用，依照有关规定，结合本市实际，现就有关事项通知如下，请认真执行，"
    text = paragraph * 6 + "并报告情况。"
    broken = [(text[at : at + 30], None, False) for at in range(0, len(text), 30)]
    assert lines(*broken, ("二、附则", None, False)) == [text, "二、附则"]


def test_names_of_one_length_are_no_broken_text() -> None:
    names = [(f"某某省某某市某某县某某特色小镇建设发展项目{at}", None, False) for at in "甲乙丙丁戊己庚辛"]
    assert lines(*names) == [name for name, _, _ in names]
