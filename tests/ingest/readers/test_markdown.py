import pytest

from ingest.readers.markdown import read_markdown
from ingest.source import BlockKind


def texts(markdown: str) -> list[str]:
    return [block.text for block in read_markdown(markdown.encode(), "a.md").blocks]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("## 一、总体要求", "一、总体要求"),
        ("#### **（一）指导思想。** ##", "（一）指导思想。"),
        ("##### **(一) 客运枢纽**", "(一) 客运枢纽"),
        ("> 引文", "引文"),
        ("前<b>六、坚持</b>后", "前六、坚持后"),
        ("前**重点**后", "前重点后"),
        ("没有成对的**省", "没有成对的**省"),
        ("#没有空格不是标题", "#没有空格不是标题"),
        ("第5* 条", "第5* 条"),
    ],
)
def test_marks_are_told_from_words(line: str, words: str) -> None:
    assert texts(line) == [words]


def test_rules_and_table_lines_hold_no_words() -> None:
    assert texts("---\n| a | b |\n|---|:--:|\n***\n") == ["a | b"]


def test_headings_and_table_rows_are_marked_as_what_they_are() -> None:
    blocks = read_markdown("# 标题\n| a | b |\n正文".encode(), "a.md").blocks
    assert [block.kind for block in blocks] == [BlockKind.HEADING, BlockKind.TABLE_ROW, BlockKind.TEXT]


def test_the_words_keep_their_places_in_the_source() -> None:
    source = read_markdown("## **五、加快**建设".encode(), "a.md")
    piece = source.blocks[0].piece
    assert piece.text == "五、加快建设"
    assert "".join(source.text[span.start : span.end] for span in piece.spans) == piece.text


def test_the_cells_of_a_row_are_told_from_their_lines() -> None:
    blocks = read_markdown("| 序号 | **任务** |\n|---|---|\n| 1 | |\n\n| 另表 |\n".encode(), "a.md").blocks
    assert [[cell.text for cell in block.cells] for block in blocks] == [["序号", "任务"], ["1", ""], ["另表"]]
    assert [block.table for block in blocks] == [1, 1, 2]
