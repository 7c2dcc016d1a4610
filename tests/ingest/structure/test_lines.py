from ingest.source import Block, BlockKind, SourceWriter
from ingest.structure.lines import join_lines


def lines(*written: tuple[str, bool | None, bool]) -> list[str]:
    writer = SourceWriter()
    for text, wrapped, indented in written:
        writer.add(text, indented=indented, wrapped=wrapped)
    return [block.text for block in join_lines(writer.finish().blocks)]


def test_lines_that_run_on_are_put_together() -> None:
    assert lines(("　甲，", True, True), ("乙", True, False), ("丙。", False, False), ("丁", False, True)) == [
        "甲，乙丙。",
        "丁",
    ]


def test_an_indent_begins_a_paragraph_even_after_a_full_line() -> None:
    assert lines(("甲。", True, True), ("乙", False, True)) == ["甲。", "乙"]


def test_a_label_begins_a_paragraph_after_a_full_sentence_but_not_within_one() -> None:
    assert lines(("甲乙。", True, False), ("（二）丙", False, False)) == ["甲乙。", "（二）丙"]
    assert lines(("依照本办法", True, False), ("第三条、第四条办理。", False, False)) == [
        "依照本办法第三条、第四条办理。"
    ]


def test_formats_that_do_not_tell_are_left_as_they_are() -> None:
    assert lines(("甲，", None, False), ("乙", None, False)) == ["甲，", "乙"]


def test_rows_of_tables_are_never_joined() -> None:
    writer = SourceWriter()
    writer.add("甲，", wrapped=True)
    writer.add_row(["乙", "丙"], 1)
    joined = join_lines(writer.finish().blocks)
    assert [block.kind for block in joined] == [BlockKind.TEXT, BlockKind.TABLE_ROW]
    assert all(isinstance(block, Block) for block in joined)


def test_latin_words_on_two_lines_stay_apart() -> None:
    assert lines(("“Plug", True, False), ("Play”与5G", True, False), ("网络", False, False)) == ["“Plug Play”与5G网络"]
