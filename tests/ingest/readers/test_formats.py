import io
import zipfile

import pytest

from eval.samples import zipped
from ingest.readers import read_source
from ingest.readers.formats import HTML, Format, format_of
from kb.errors import FileDamaged, FileEmpty, FileNotText, FileTooComplex, FormatUnknown
from tests.ending import must_end


def package(*names: str) -> bytes:
    """A ZIP package with parts of these names."""
    return zipped(dict.fromkeys(names, "x"))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7\n", Format.PDF),
        (b"\r\n%PDF-1.4\n", Format.PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OLE),
        (b"{\\rtf1 a}", Format.RTF),
        (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
        (b"BM\x46\x10\0\0\0\0\0\0\x36\0", Format.IMAGE),
        (b"RIFF\x24\x10\0\0WEBPVP8 ", Format.IMAGE),
        (package("[Content_Types].xml", "word/document.xml"), Format.DOCX),
        (package("OFD.xml", "Doc_0/Document.xml"), Format.OFD),
        (package("/OFD.xml"), Format.OFD),
        (package("xl/workbook.xml"), Format.XLSX),
        (package("[Content_Types].xml", "word/document2.xml"), Format.DOCX),
        (package("[Content_Types].xml", "ppt/slides/slide1.xml"), Format.PPTX),
        (package("mimetype", "META-INF/manifest.xml", "content.xml"), Format.ODT),
        (package("通知.txt"), Format.ZIP),
        (package(), Format.ZIP),
        (package("word/通知.txt", "xl/表.txt", "ppt/a.txt", "META-INF/manifest.xml"), Format.ZIP),
        ("<html>甲</html>".encode("utf-16"), Format.HTML),
        ("<html>甲</html>".encode("utf-16-be"), Format.HTML),
        (b'<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<!DOCTYPE html>', Format.HTML),
        ("<!DOCTYPE html><html>甲</html>".encode("gb18030"), Format.HTML),
        ("\ufeff<!-- 存档 -->\n<HTML><p>甲".encode(), Format.HTML),
    ],
)
def test_the_content_tells_the_format_whatever_the_name(data: bytes, found: Format) -> None:
    assert format_of(data, "a.txt") is found
    assert format_of(data, "a.docx") is found


def test_the_name_tells_kinds_of_text_apart() -> None:
    assert format_of("# 甲".encode(), "a.MD") is Format.MARKDOWN
    assert format_of("# 甲".encode(), "a.txt") is Format.TEXT
    with pytest.raises(FormatUnknown, match=r"\.csv"):
        format_of("甲,乙".encode(), "a.csv")


@pytest.mark.parametrize(
    "start", ["<!---->", "<!--", " ", "\n<!-- -->\n", "<?xml ", "<?xml >", "<!doctype ", "<", "BM", "RIFF"]
)
def test_no_beginning_of_a_file_takes_long_to_be_told(start: str) -> None:
    data = (start * (1_000_000 // len(start)) + "甲").encode()
    with must_end():
        assert format_of(data, "a.txt") is Format.TEXT
        assert HTML.match(data) is None


def test_text_of_an_unknown_kind_is_told_from_what_is_no_text() -> None:
    for data, error in ((b"", FileEmpty), (b"\0\1\2" * 100, FileNotText), (b"a,b", FormatUnknown)):
        with pytest.raises(error, match=r"a\.csv"):
            format_of(data, "a.csv")


def test_a_package_of_too_many_parts_is_refused() -> None:
    with pytest.raises(FileTooComplex, match="20001"):
        format_of(package(*map(str, range(20_001))), "a.docx")


def test_a_directory_that_is_too_long_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for at in range(200):
            part = zipfile.ZipInfo(str(at))
            part.comment = bytes(60_000)
            archive.writestr(part, "")
    with pytest.raises(FileTooComplex, match="12 MB"):
        format_of(buffer.getvalue(), "a.docx")


def test_a_broken_package_is_damaged() -> None:
    with pytest.raises(FileDamaged, match=r"a\.docx"):
        format_of(b"PK\x03\x04rest", "a.docx")


def test_a_format_without_a_reader_is_named_with_the_formats_that_have_one() -> None:
    with pytest.raises(FormatUnknown, match="Excel") as caught:
        read_source(package("xl/workbook.xml"), "a.xlsx")
    assert "网页" in (caught.value.remedy or "")


def test_a_name_that_belongs_to_another_format_is_noted() -> None:
    source = read_source("<html><body><p>第一条　甲。</p></body></html>".encode(), "a.txt")
    assert [block.text for block in source.blocks] == ["第一条　甲。"]
    assert any("网页" in note for note in source.notes)
