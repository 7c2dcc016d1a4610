"""Web pages: the words that a browser would show, line by line; what stands around the document is set aside."""

from collections.abc import Iterator

from lxml import etree

from ingest.readers.decoding import decode_text
from ingest.readers.html.frame import find_document
from ingest.readers.html.lines import Page, tag_of
from ingest.source import BlockKind, Source, SourceWriter
from kb.errors import FileDamaged, FileHoldsNoText, FileTooComplex

MOST_TAGS = 4_000_000
TITLE_NAMES = frozenset(["articletitle", "title", "og:title"])  # of `meta` elements


def read_html(data: bytes, name: str) -> Source:
    """Reads a web page in any encoding that `decode_text` knows.

    Raises FileHoldsNoText, FileDamaged or FileTooComplex.
    """
    root = _root(decode_text(data, name), name)
    page = Page()
    page.read(root)
    if not page.lines:
        raise FileHoldsNoText(f"{name}：网页里没有文字。", "请检查网页是否保存完整（有的网页要在浏览器里打开后另存）。")
    return _write(page, find_document(page, list(_titles(root))))


def _root(text: str, name: str) -> etree._Element:
    if text.count("<") > MOST_TAGS:
        raise FileTooComplex(f"{name}：网页里的标记超过 {MOST_TAGS} 个的上限。", "请拆分后再入库。")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except etree.LxmlError as error:
        raise FileDamaged(f"{name}：网页读不出来（{error}）。", "请重新保存网页，或另存为纯文本后再入库。") from error
    # Beyond its limits (elements 2,048 deep) the parser stops, and hands on what it has without an error.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise FileTooComplex(f"{name}：网页的标记嵌套太深，读不完整。", "请在浏览器里打开后另存为纯文本，再入库。")
    if root is None:
        raise FileHoldsNoText(f"{name}：网页里没有文字。", "请检查网页是否保存完整。")
    return root


def _titles(root: etree._Element) -> Iterator[str]:
    """What the page's head calls the page."""
    for element in root.iter("title", "meta"):
        if tag_of(element) == "title":
            yield element.text or ""
        elif (element.get("name") or element.get("property") or "").lower() in TITLE_NAMES:
            yield element.get("content", "")


def _write(page: Page, document: set[int]) -> Source:
    writer = SourceWriter()
    tables: dict[int, int] = {}  # a table's box → its number
    for at, line in enumerate(page.lines):
        aside = at not in document
        if line.table is not None:
            writer.add_row(line.cells, tables.setdefault(line.table, len(tables) + 1), aside=aside)
            continue
        box = page.boxes[line.box]
        kind = BlockKind.HEADING if box.heading else BlockKind.TEXT
        indented = line.text[0].isspace() or box.indented
        writer.add(line.text, kind, indented=indented, wrapped=False, aside=aside)
    return writer.finish()
