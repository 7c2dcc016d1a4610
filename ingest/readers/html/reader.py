"""Web pages: the words that a browser would show, line by line; what stands around the document is set aside.

The document is the innermost element that holds nearly all the sentences of the page. Tables that only lay a page out
are read through; those that hold rows of data are handed on as rows.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.decoding import decode_text
from ingest.source import BlockKind, Covered, Source, SourceWriter
from kb.errors import FileDamaged, FileHoldsNoText

UNSEEN = frozenset(
    "head script style noscript template svg math iframe object audio video canvas button select textarea "
    "input map".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby rb s "
    "samp small span strike strong sub sup time tt u var wbr o:p".split()
)
BESIDE = frozenset("nav header footer aside rt rp".split())  # never the document's own words
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
HOLDERS = frozenset("body div table tbody tr td section article main form center dl dd ul li".split())
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
INDENT = re.compile(r"text-indent\s*:\s*(?!0(?:[a-z%]|\s*(?:;|$)))[\d.]", re.IGNORECASE)
WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML folds into one blank; U+3000 and U+00A0 are words' own
SENTENCE_MARK = re.compile("[，。；！？]")
LEAST_SHARE = 0.8  # of the sentences of an element, for the child that is looked into instead
FEWEST_COLUMNS, FEWEST_ROWS = 2, 2  # of a table of data
MOST_COLUMNS = 200  # that merged cells may cover; what they claim beyond is not counted


@dataclass(slots=True)
class Line:
    """A line as a browser would break it, and the elements that it stands in."""

    text: str
    inside: tuple[etree._Element, ...]
    cells: tuple[str | Covered, ...] = ()
    table: etree._Element | None = None


@dataclass(slots=True)
class Page:
    """The lines of a page while it is walked through."""

    lines: list[Line] = field(default_factory=list)
    open: list[str] = field(default_factory=list)  # pieces of the line that is being put together

    def end_line(self, inside: tuple[etree._Element, ...]) -> None:
        """Ends the line; one without words is dropped."""
        text = "".join(self.open)
        self.open.clear()
        if text.strip():
            self.lines.append(Line(text, inside))


def read_html(data: bytes, name: str) -> Source:
    """Reads a web page in any encoding that `decode_text` knows."""
    page = Page()
    root = _root(decode_text(data, name), name)
    _walk(root, (), page)
    page.end_line(())
    if not page.lines:
        raise FileHoldsNoText(f"{name}：网页里没有文字。", "请检查网页是否保存完整（有的网页要在浏览器里打开后另存）。")
    main = _main(root, page.lines)
    return _write(page.lines, main)


def _root(text: str, name: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except etree.LxmlError as error:
        raise FileDamaged(f"{name}：网页读不出来（{error}）。", "请重新保存网页，或另存为纯文本后再入库。") from error
    if root is None:
        raise FileHoldsNoText(f"{name}：网页里没有文字。", "请检查网页是否保存完整。")
    return root


def _walk(element: etree._Element, above: tuple[etree._Element, ...], page: Page) -> None:
    """Adds the lines of an element to the page; the text that follows the element is the caller's."""
    tag = _tag(element)
    if tag in UNSEEN or element.get("hidden") is not None or HIDDEN.search(element.get("style", "")):
        return
    if tag == "br":
        page.end_line(above)
        return
    inside = above if tag in INLINE else (*above, element)
    if tag not in INLINE:
        page.end_line(above)
    if tag == "table" and (rows := _data_rows(element)):
        page.lines += [Line("", inside, tuple(row), element) for row in rows]
        return
    _add_text(element.text, tag, inside, page)
    for child in element:
        _walk(child, inside, page)
        _add_text(child.tail, tag, inside, page)
    if tag not in INLINE:
        page.end_line(inside)


def _add_text(text: str | None, tag: str, inside: tuple[etree._Element, ...], page: Page) -> None:
    if not text:
        return
    if tag == "pre":
        *whole, last = text.split("\n")
        for line in whole:
            page.open.append(line)
            page.end_line(inside)
        page.open.append(last)
        return
    folded = WHITE_SPACE.sub(" ", text)
    blank = not page.open or page.open[-1].endswith(" ")
    page.open.append(folded.removeprefix(" ") if blank else folded)


def _data_rows(table: etree._Element) -> list[list[str | Covered]]:
    """The cells of each row of a table that holds data; none for one that only lays out the page."""
    if any(_tag(below) == "table" for below in table.iterdescendants()):
        return []
    rows: list[list[str | Covered]] = []
    covered: dict[int, int] = {}  # column → how many more rows a cell above covers it
    for row in (below for below in table.iterdescendants() if _tag(below) == "tr"):
        rows.append(_cells(row, covered))
    wide = [row for row in rows if sum(isinstance(cell, str) and cell != "" for cell in row) >= FEWEST_COLUMNS]
    return rows if len(wide) >= FEWEST_ROWS else []


def _cells(row: etree._Element, covered: dict[int, int]) -> list[str | Covered]:
    """The texts of a row's cells, in the columns where they stand."""
    cells: list[str | Covered] = []

    def skip_covered() -> None:
        while covered.get(len(cells), 0) > 0:
            covered[len(cells)] -= 1
            cells.append(Covered.FROM_ABOVE)

    for cell in (child for child in row if _tag(child) in ("td", "th")):
        skip_covered()
        page = Page()
        _walk(cell, (), page)
        page.end_line(())
        columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
        for at in range(max(1, min(columns, MOST_COLUMNS - len(cells)))):
            if rows > 1 and len(cells) < MOST_COLUMNS:
                covered[len(cells)] = rows - 1
            cells.append(" ".join(line.text.strip() for line in page.lines) if at == 0 else Covered.FROM_LEFT)
    skip_covered()
    return cells


def _span(cell: etree._Element, name: str) -> int:
    written = cell.get(name, "1").strip()
    return min(max(int(written), 1), 1000) if written.isascii() and written.isdigit() else 1


def _main(root: etree._Element, lines: list[Line]) -> etree._Element:
    """The innermost element that holds nearly all the sentences of the page."""
    weights: dict[etree._Element, int] = {}
    for line in lines:
        words = line.text or "".join(cell for cell in line.cells if isinstance(cell, str))
        if SENTENCE_MARK.search(words):
            for element in line.inside:
                weights[element] = weights.get(element, 0) + len(words)
    main = root
    while True:
        heaviest = max(main, key=lambda child: weights.get(child, 0), default=None)
        if heaviest is None or _tag(heaviest) not in HOLDERS:
            return main
        if weights.get(heaviest, 0) < LEAST_SHARE * weights.get(main, 0) or not weights.get(heaviest):
            return main
        main = heaviest


def _write(lines: list[Line], main: etree._Element) -> Source:
    writer = SourceWriter()
    tables: list[etree._Element] = []
    for line in lines:
        aside = main not in line.inside or any(_tag(element) in BESIDE for element in line.inside)
        if line.table is not None:
            if line.table not in tables:
                tables.append(line.table)
            writer.add_row(line.cells, tables.index(line.table) + 1, aside=aside)
            continue
        innermost = line.inside[-1] if line.inside else None
        heading = any(_tag(element) in HEADINGS for element in line.inside)
        indented = line.text[0].isspace() or (innermost is not None and bool(INDENT.search(innermost.get("style", ""))))
        kind = BlockKind.HEADING if heading else BlockKind.TEXT
        writer.add(line.text, kind, indented=indented, wrapped=False, aside=aside)
    return writer.finish()


def _tag(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""
