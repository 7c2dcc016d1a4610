from ingest.readers import read_source
from ingest.readers.plain_text import read_text


def test_each_line_with_words_is_a_block_without_its_white_space() -> None:
    source = read_text("　　甲。\r\n\r\n乙 丙\f丁".encode(), "a.txt")
    assert [block.text for block in source.blocks] == ["甲。", "乙 丙", "丁"]
    assert [block.indented for block in source.blocks] == [True, False, False]


def test_a_block_knows_where_it_stands_in_the_source() -> None:
    source = read_text("甲\n  乙丙  \n".encode(), "a.txt")
    (span,) = source.blocks[1].piece.spans
    assert source.text[span.start : span.end] == "乙丙"


def test_masks_of_a_plain_text_are_words_not_emphasis() -> None:
    assert read_text("**省长**在会上".encode(), "a.txt").blocks[0].text == "**省长**在会上"


def test_suffixes_are_read_whatever_their_case() -> None:
    assert read_source("甲".encode(), "A.TXT").text == "甲"
