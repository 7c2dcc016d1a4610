"""PDF files: by their text layer, and by text recognition the pages that have none.

Text in form fields, comments and attachments is not read.
"""

import time
from collections.abc import Sequence

from ingest.readers.pdf.flow import PageText, name_pages, put_together, write_pages
from ingest.readers.pdf.pages import open_pages
from ingest.readers.pdf.streams import check_streams
from ingest.readers.scan import read_scanned_pdf, recognise_pages
from ingest.source import Remarks, Source
from kb.errors import FileDamaged, FileEmpty, FileHoldsNoText, FileTooComplex, ReaderMissing

SIGNATURE = b"%PDF-"
SIGNATURE_WITHIN = 1_024  # bytes
LONGEST_READING = 300.0  # seconds, of the text layer


def read_pdf(data: bytes, name: str) -> Source:
    """Reads a PDF file; every block bears its page. Raises BadFile, FileHoldsNoText if nothing is found to read."""
    if not data.strip():
        raise FileEmpty(f"{name}：文件是空的。", "请检查文件是否保存完整，再重新入库。")
    if SIGNATURE not in data[:SIGNATURE_WITHIN]:
        raise FileDamaged(f"{name}：开头没有 PDF 的标记，不是 PDF 或已损坏。", "请检查文件的真实格式，或重新获取文件。")
    check_streams(data, name)
    pages = _read_text_layer(data, name)
    remarks = Remarks()
    without = [page.page.number for page in pages if not page.sheets and not page.page.lost]
    if without and len(without) < len(pages):
        try:
            pages, remarks = _with_scans(pages, data, name, without)
        except ReaderMissing:
            missing = f"{name_pages(without)}没有文本层，没有读入。"
            remarks = Remarks(("安装文字识别组件（pip install policy-kb[ocr]）后可以读入没有文本层的页。",), (missing,))
    source = write_pages(pages, remarks)
    if source.blocks:
        return source
    if any(page.page.lost for page in pages):
        raise FileHoldsNoText(
            f"{name}：文字读不出来：所用的字体没有嵌入文件，本机也没有。",
            "请在本机安装中文字体（如 fonts-noto-cjk），或在能正常显示它的电脑上另存为嵌入字体的 PDF 后再入库。",
        )
    try:
        return read_scanned_pdf(data, name)
    except ReaderMissing as error:
        raise FileHoldsNoText(
            f"{name}：共 {len(pages)} 页，没有文本层，多半是扫描件。",
            "请安装文字识别（OCR）组件（pip install policy-kb[ocr]）后再入库，或换成有文字的版本。",
        ) from error


def _read_text_layer(data: bytes, name: str) -> list[PageText]:
    latest = time.monotonic() + LONGEST_READING
    pages: list[PageText] = []
    with open_pages(data, name) as read:
        for page in read:
            pages.append(put_together(page))
            if time.monotonic() > latest:
                raise FileTooComplex(
                    f"{name}：读到第 {page.number} 页已超过 {LONGEST_READING:g} 秒。", "请拆分后再入库。"
                )
    return pages


def _with_scans(
    pages: Sequence[PageText], data: bytes, name: str, without: Sequence[int]
) -> tuple[list[PageText], Remarks]:
    """The pages, those `without` text as they were recognised, and remarks on these."""
    recognised, remarks = recognise_pages(data, name, without)
    by_number = {page.number: put_together(page) for page in recognised}
    return [by_number.get(page.page.number, page) for page in pages], remarks
