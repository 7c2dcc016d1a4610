"""The lines of a web page as a browser would break them, and the boxes that they stand in.

Which of them are the document's is for `frame` to say. A table that only lays the page out is read through; one
that holds rows of data gives a line for each row.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.html.lists import OWN_NUMBER, Numbering, ordered, read_integer
from ingest.readers.html.tables import Cell, holds_data, join_lines, place_cells
from ingest.source import Covered

UNSEEN = frozenset(
    "head script style noscript template svg math iframe object audio video canvas button select textarea "
    "input map".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby rb rp rt rtc s "
    "samp small span strike strong sub sup time tt u var wbr o:p".split()
)
GLOSSES = frozenset("rt rp rtc".split())  # how the characters beside them are read
BESIDE = frozenset("nav header footer aside".split())  # never the document's own words
OWN_HEADERS = frozenset("article main".split())  # where a header or footer is the document's own
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
LISTS = frozenset("ul menu dir".split())
NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
NOT_VISIBLE = re.compile(r"visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
INDENT = re.compile(r"text-indent\s*:\s*(?!0(?:[a-z%]|\s*(?:;|$)))[\d.]", re.IGNORECASE)
WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML folds into one blank; U+3000 and U+00A0 are words' own


@dataclass(slots=True)
class Box:
    """An element that begins a line of its own; its lines are those from `first` to before `end`."""

    tag: str
    above: int  # the box that it stands in; -1 for the outermost
    first: int
    end: int = 0
    beside: bool = False
    owns_headers: bool = False
    heading: str = ""  # h1 … h6, if it is or stands in one
    indented: bool = False


@dataclass(slots=True)
class Line:
    """A line, or a row of a table with its cells, and the innermost box around it."""

    text: str
    box: int
    cells: tuple[str | Covered, ...] = ()
    table: int | None = None  # the table's box
    linked: int = 0  # how many characters of it lead elsewhere
    gloss: bool = False
    broken: bool = False  # it ended within its box, as `br` breaks a line

    @property
    def words(self) -> str:
        """The text of a line or of a row."""
        return self.text or "".join(cell for cell in self.cells if isinstance(cell, str))


@dataclass(slots=True)
class Page:
    """The lines and boxes of an element as it is walked through."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    rows: list[list[etree._Element]] | None = None  # where cells are gathered, and not read
    _path: list[str] = field(default_factory=list)  # the tags around; "" for one that is passed over
    _around: list[int] = field(default_factory=list)  # the boxes around
    _lists: list[Numbering | None] = field(default_factory=list)
    _within: Counter[str] = field(default_factory=Counter)  # how many links, glosses and `pre` are open
    _open: list[str] = field(default_factory=list)  # pieces of the line that is being put together
    _glosses: list[str] = field(default_factory=list)  # on it
    _linked: int = 0
    _number: str = ""  # of the list item that has begun

    def read(self, root: etree._Element) -> None:
        """Adds the lines of an element."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._leave(element)
            elif not self._enter(element):
                walk.skip_subtree()

    def _enter(self, element: etree._Element) -> bool:
        """Begins an element; False if what is in it is not to be read, or was."""
        tag = tag_of(element)
        if not self._is_entered(tag, element):
            self._path.append("")
            return False
        self._path.append(tag)
        self._within[_watched(tag, element)] += 1
        if tag not in INLINE:
            self._begin_box(tag, element)
        if tag == "table" and self.rows is None and self._read_table(element):
            return False
        self._begin_list(tag, element)
        self._add(element.text)
        return True

    def _is_entered(self, tag: str, element: etree._Element) -> bool:
        if tag in UNSEEN or not _is_shown(element):
            return False
        if tag == "br":
            self._end_line(broken=True)
            return False
        is_cell = tag in ("td", "th")
        if self.rows is not None and (tag == "tr" or (is_cell and not self.rows)):
            self.rows.append([])
        if self.rows is not None and is_cell:
            self.rows[-1].append(element)
            return False
        return not NOT_VISIBLE.search(element.get("style", ""))

    def _leave(self, element: etree._Element) -> None:
        tag = self._path.pop()
        if tag:
            self._within[_watched(tag, element)] -= 1
            if tag not in INLINE:
                self._end_line()
                self.boxes[self._around.pop()].end = len(self.lines)
            if tag == "ol" or tag in LISTS:
                self._lists.pop()
            if tag == "li":
                self._number = ""
        if self._path:
            self._add(element.tail)

    def _begin_box(self, tag: str, element: etree._Element) -> None:
        self._end_line()
        above = self.boxes[self._around[-1]] if self._around else Box("", -1, 0)
        own_header = above.owns_headers and tag in ("header", "footer")
        self._around.append(len(self.boxes))
        self.boxes.append(
            Box(
                tag,
                self._around[-2] if len(self._around) > 1 else -1,
                len(self.lines),
                beside=above.beside or (tag in BESIDE and not own_header),
                owns_headers=above.owns_headers or tag in OWN_HEADERS,
                heading=above.heading or (tag if tag in HEADINGS else ""),
                indented=bool(INDENT.search(element.get("style", ""))),
            )
        )

    def _begin_list(self, tag: str, element: etree._Element) -> None:
        style = element.get("style")
        if tag == "ol":
            falling = element.get("reversed") is not None
            items = sum(tag_of(child) == "li" and _is_shown(child) for child in element) if falling else 0
            self._lists.append(ordered(element.get("start"), element.get("type"), style, items, falling=falling))
        elif tag in LISTS:
            self._lists.append(None)
        elif tag == "li" and self._lists and (numbering := self._lists[-1]):
            self._number += numbering.number_item(element.get("value"), element.get("type"), style)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._within["gloss"]:
            self._glosses.append(WHITE_SPACE.sub(" ", text))
            return
        if self._within["pre"]:
            *whole, text = text.split("\n")
            for line in whole:
                self._open.append(line)
                self._end_line(broken=True)
        else:
            text = WHITE_SPACE.sub(" ", text)
            if not self._open or self._open[-1].endswith(" "):
                text = text.removeprefix(" ")
        if text:
            self._open.append(text)
            self._linked += len(text.strip()) if self._within["a"] else 0

    def _end_line(self, *, broken: bool = False) -> None:
        """Ends the line; one without words is dropped."""
        text, glosses = "".join(self._open), "".join(self._glosses)
        box = self._around[-1] if self._around else -1
        if text.strip():
            numbered = self._number and not OWN_NUMBER.match(text)
            text = self._number + text.lstrip() if numbered else text
            self.lines.append(Line(text, box, linked=self._linked, broken=broken))
            self._number = ""
        if glosses.strip():
            self.lines.append(Line(glosses, box, gloss=True))
        self._open.clear()
        self._glosses.clear()
        self._linked = 0

    def _read_table(self, table: etree._Element) -> bool:
        """Adds the rows of a table that holds data, below what else stands in it; False if it only lays out."""
        if any(tag_of(below) == "table" for below in table.iterdescendants()):
            return False
        beyond = Page(rows=[])
        beyond.read(table)
        rows = [[_read_cell(cell, beyond.lines) for cell in row] for row in beyond.rows or ()]
        if not holds_data(rows):
            return False
        box = self._around[-1]
        for line in beyond.lines:
            line.box = box
        self.lines += beyond.lines
        for row, cells in zip(rows, place_cells(rows), strict=True):
            self.lines.append(Line("", box, cells, table=box, linked=sum(cell.linked for cell in row)))
        return True


def tag_of(element: etree._Element) -> str:
    """An element's name in small letters."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _is_shown(element: etree._Element) -> bool:
    """Whether an element takes any room on the page."""
    style = element.get("style")
    return element.get("hidden") is None and (style is None or not NOT_SHOWN.search(style))


def _watched(tag: str, element: etree._Element) -> str:
    if tag == "a" and element.get("href") is None:
        return ""
    return "gloss" if tag in GLOSSES else tag if tag in ("a", "pre") else ""


def _read_cell(element: etree._Element, beyond: list[Line]) -> Cell:
    """A cell; what stands in it and is no word of its own goes to `beyond`."""
    page = Page()
    page.read(element)
    own: list[Line] = []
    for line in page.lines:
        line.gloss |= page.boxes[line.box].beside
        (beyond if line.gloss else own).append(line)
    columns, rows = (read_integer(element.get(name), 1) for name in ("colspan", "rowspan"))
    return Cell(_join(own), columns, rows, sum(line.linked for line in own))


def _join(lines: Sequence[Line]) -> str:
    """The lines of a cell as one."""
    below = [line.box for line in (*lines[1:], *lines[:1])]  # of the line below; the last has none, so any will do
    return join_lines((line.text, line.broken and line.box == box) for line, box in zip(lines, below, strict=True))
