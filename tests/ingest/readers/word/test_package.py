"""What is no Word file, or a damaged or hostile one, is refused with the reason."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.samples import zipped
from ingest.readers.word.reader import read_docx
from kb.errors import (
    BadFile,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileHoldsNoText,
    FileNotText,
    FileTooComplex,
)
from tests.ingest.readers.word.files import (
    OUTLINE,
    abstract,
    cell,
    docx,
    field,
    level,
    lines,
    num,
    numbered,
    p,
    r,
    read,
    style,
    table,
)


def ole(stream: str) -> bytes:
    """The beginning of a compound file that names a stream in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + struct.pack("<H", 26)


GOOD = docx(p("甲乙丙" * 500))


@pytest.mark.parametrize(
    ("data", "error", "what"),
    [
        (b"", FileEmpty, "空"),
        (b" \n", FileEmpty, "空"),
        (b"%PDF-1.7\n", FileNotText, "PDF"),
        (b"{\\rtf1 x}", FileNotText, "RTF"),
        ("一、总体要求".encode(), FileNotText, "其他格式"),
        (ole("WordDocument"), FileNotText, "旧版 Word"),
        (ole("EncryptedPackage"), FileEncrypted, "密码"),
        (zipped({"xl/workbook.xml": "<workbook/>"}), FileNotText, "Excel"),
        (zipped({"a.txt": "文"}), FileNotText, "ZIP"),
        (zipped({"OFD.xml": "<OFD/>"}), FileNotText, "OFD"),
        (zipped({"word/styles.xml": "<styles/>"}), FileDamaged, "缺少 word/document.xml"),
        (zipped({"word/document.xml": "<document"}), FileDamaged, "不是完整的 XML"),
        (zipped({"word/document.xml": "<document/>"}), FileDamaged, "没有 Word 正文"),
        (zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), FileDamaged, "文档类型声明"),
        (GOOD[: len(GOOD) // 2], FileDamaged, "截断"),
        (docx(p()), FileEmpty, "没有文字"),
        (docx(p(r("<w:pict><v:imagedata/></w:pict>"))), FileHoldsNoText, "只有图片"),
    ],
)
def test_what_is_no_word_file_with_words_is_refused_with_the_reason(
    data: bytes, error: type[BadFile], what: str
) -> None:
    with pytest.raises(error, match=what) as caught:
        read_docx(data, "a.docx")
    assert caught.value.message.startswith("a.docx：")
    assert caught.value.remedy


def test_a_part_with_too_many_elements_is_refused_before_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.word.parts.MOST_TAGS", 100)
    with pytest.raises(FileTooComplex, match="word/document.xml"):
        read(p("甲") * 50)


@pytest.mark.parametrize("wrapper", ["ins", "sdt", "hyperlink", "customXml", "x", "r"])
def test_deep_nesting_is_read_or_refused(wrapper: str) -> None:
    assert lines(p(f"<w:{wrapper}>" * 200 + r("甲") + f"</w:{wrapper}>" * 200)) == ["甲"]
    with pytest.raises(FileDamaged):
        read(p(f"<w:{wrapper}>" * 2000 + r("甲") + f"</w:{wrapper}>" * 2000))


def test_tables_within_tables_are_read_to_the_deepest() -> None:
    body = p("底")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc/></w:tr></w:tbl>"
    assert lines(body) == ["底"]


def test_numbers_that_no_file_of_word_has_cost_nothing() -> None:
    wide = cell("甲", '<w:gridSpan w:val="2000000000"/>')
    far = abstract(0, level(0, "upperRoman", "%1.", start=999_999_999)) + abstract(
        1, level(0, "upperLetter", "%1.", start=888_888_888)
    )
    source = read(
        table([wide, "乙"]) + numbered("丙") + numbered("丁", 2) + p("戊", f'<w:ind w:firstLine="{"9" * 5000}"/>'),
        numbering=far + num(1, 0) + num(2, 1),
    )
    assert len(source.blocks[0].cells) <= 64
    assert [block.text for block in source.blocks[1:]] == ["999999999.丙", "888888888.丁", "戊"]


@settings(max_examples=200)
@given(st.data())
def test_any_damage_gives_a_source_or_a_reason(data: st.DataObject) -> None:
    whole = docx(
        numbered("甲") + table(["乙", "丙"]) + p(field("REF", "丁")), numbering=OUTLINE + num(1, 0), styles=style("a")
    )
    broken = bytearray(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    for _ in range(data.draw(st.integers(0, 8)) if broken else 0):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        source = read_docx(bytes(broken), "a.docx")
    except BadFile as error:
        assert error.message.startswith("a.docx")
        assert error.remedy
    else:
        assert source.blocks


TEXT = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=("C", "Z"), exclude_characters="\u00ad<&"), min_size=1
)


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_every_word_of_a_paragraph_comes_out_as_it_was(texts: list[str]) -> None:
    source = read("".join(p(f"{r(text)}{r(text)}") for text in texts))
    assert [block.text for block in source.blocks] == [(text + text).strip() for text in texts]
    assert all(
        "".join(source.text[span.start : span.end] for span in block.piece.spans) == block.text
        for block in source.blocks
    )
