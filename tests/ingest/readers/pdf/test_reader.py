"""PDF files of real programs read like the texts that they were made from."""

import subprocess
from pathlib import Path

from ingest.readers.pdf.layout import is_wide
from ingest.readers.pdf.reader import read_pdf
from ingest.readers.plain_text import read_text
from tests.ingest.readers.pdf.files import (
    DOCUMENT,
    texts,
)
from tests.programs import CHROMIUM, convert, needs_chromium, needs_libreoffice


def squeeze(text: str) -> str:
    return "".join(text.split())


def assert_reads_like_the_original(pdf: Path) -> None:
    source = read_pdf(pdf.read_bytes(), pdf.name)
    original = read_text(DOCUMENT.read_bytes(), DOCUMENT.name)
    assert squeeze("".join(texts(source))) == squeeze("".join(texts(original)))
    # Most paragraphs are whole again when lines that run on are put together.
    paragraphs, goes_on = [""], False
    for block in source.blocks:
        if not goes_on or block.indented:
            paragraphs.append("")
        paragraphs[-1] += squeeze(block.text)
        goes_on = bool(block.wrapped)
    wanted = {squeeze(text) for text in texts(original)}
    assert len(wanted - set(paragraphs)) <= 3


# LibreOffice 7 loses marks that hang out of the right margin when it prints: hence punctuation-wrap.
FLAT_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph"><style:paragraph-properties
 fo:text-align="justify" fo:text-indent="1cm" style:punctuation-wrap="simple"/><style:text-properties
 style:font-size-asian="14pt" style:language-asian="zh" style:country-asian="CN"/></style:default-style></office:styles>
<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties
 fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.5cm"/><style:footer-style/></style:page-layout>
</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:footer><text:p>— <text:page-number>1</text:page-number> —</text:p></style:footer></style:master-page>
</office:master-styles><office:body><office:text>{}</office:text></office:body></office:document>"""


@needs_libreoffice
def test_a_document_printed_by_libreoffice_reads_like_the_original(tmp_path: Path) -> None:
    lines = texts(read_text(DOCUMENT.read_bytes(), DOCUMENT.name))
    page = tmp_path / "printed.fodt"
    page.write_text(FLAT_DOCUMENT.format("".join(f"<text:p>{line}</text:p>" for line in lines)), encoding="utf-8")
    (printed,) = convert(tmp_path, "pdf", page)
    assert_reads_like_the_original(printed)


@needs_chromium
def test_a_document_printed_by_chromium_reads_like_the_original(tmp_path: Path) -> None:
    lines = texts(read_text(DOCUMENT.read_bytes(), DOCUMENT.name))
    page = tmp_path / "printed.html"
    style = "<style>p { text-indent: 2em; margin: 0 } div { column-count: 2; text-align: justify }</style>"
    body = f"<h1>{lines[0]}</h1><div>{''.join(f'<p>{line}</p>' for line in lines[1:])}</div>"
    page.write_text(f"<html lang='zh-CN'><meta charset='utf-8'>{style}<body>{body}", encoding="utf-8")
    assert CHROMIUM
    command = [CHROMIUM, "--headless", "--no-sandbox", f"--user-data-dir={tmp_path / 'profile'}"]
    command += [f"--print-to-pdf={tmp_path / 'printed.pdf'}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert_reads_like_the_original(tmp_path / "printed.pdf")


def test_squares_and_letters_are_told_apart() -> None:
    assert all(is_wide(character) for character in "一、（）“”—…１")
    assert not any(is_wide(character) for character in "aZ1%.,é")
