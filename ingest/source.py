"""What a reader hands on: the decoded text of a file, cut into blocks that remember where they stand in it.

A `Piece` is a text together with the slices of the source that it is made of. Everything downstream cuts and joins
pieces, so that each character of a clause can be traced back. Nothing here knows what a policy document is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from itertools import accumulate
from typing import NamedTuple

from kb.records import Removal, RemovalKind, Span

CELL_END = "\t"  # between the cells of a row
LINE_END = "\n"
LINE_RUNS_ON = " \n"  # the blank belongs to the text where words of Latin letters stand on both sides
LAYOUT = re.compile(r"[\t\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")


class Piece(NamedTuple):
    """Text and the source slices that it consists of: `text == "".join(source[s.start:s.end] for s in spans)`."""

    text: str
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, source: str, spans: Iterable[Span]) -> "Piece":
        """The piece of `source` that lies in `spans`; empty spans are dropped."""
        kept = tuple(span for span in spans if span.end > span.start)
        return cls("".join(source[span.start : span.end] for span in kept), kept)

    def cut(self, start: int, end: int | None = None) -> "Piece":
        """The part `[start, end)` of this piece; offsets count characters of `text`."""
        end = len(self.text) if end is None else end
        if start == 0 and end == len(self.text):
            return self
        if len(self.spans) == 1:
            first = self.spans[0].start
            spans = [Span(first + start, first + min(end, len(self.text)))] if start < min(end, len(self.text)) else []
            return Piece(self.text[start:end], tuple(spans))
        spans = []
        offset = 0
        for span in self.spans:
            length = span.end - span.start
            low, high = max(start - offset, 0), min(end - offset, length)
            if low < high:
                spans.append(Span(span.start + low, span.start + high))
            offset += length
        return Piece(self.text[start:end], tuple(spans))

    def strip(self) -> "Piece":
        """This piece without white space at either end (full-width spaces included)."""
        start = len(self.text) - len(self.text.lstrip())
        end = len(self.text.rstrip())
        return self.cut(start, max(start, end))

    def __add__(self, other: "Piece") -> "Piece":  # type: ignore[override]  # of texts, not of tuples
        return Piece(self.text + other.text, self.spans + other.spans)

    def __bool__(self) -> bool:
        return bool(self.text)


EMPTY = Piece("", ())


def join(pieces: Sequence[Piece]) -> Piece:
    """The pieces one after the other."""
    return Piece("".join(piece.text for piece in pieces), tuple(span for piece in pieces for span in piece.spans))


class BlockKind(StrEnum):
    """What the file format itself says about a block."""

    TEXT = "text"
    HEADING = "heading"  # marked as a heading by the format; its level is not to be trusted
    TABLE_ROW = "table_row"
    NOTE = "note"  # a footnote or endnote, which stands apart from the text


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest unit that a format gives: a line, a paragraph, a marked heading, a row of a table.

    `indented` says that the block begins with white space or an indent, as the first line of a paragraph does.
    `page` counts from 1. `wrapped` says whether the line runs on to the next block: False for a format that knows its
    paragraphs, True for a line that reaches the right margin, None where the format does not tell.
    A row of a table has its `cells` in order and the number of its `table` within the document, from 1. A cell that
    spans several columns or rows stands in each of them as the same piece; the row's own piece holds it once. `aside`
    marks what a web page puts around the document.
    """

    kind: BlockKind
    piece: Piece
    indented: bool = False
    page: int | None = None
    wrapped: bool | None = None
    cells: tuple[Piece, ...] = ()
    table: int | None = None
    aside: bool = False

    @property
    def text(self) -> str:
        """The block's words, without the marks of the format."""
        return self.piece.text


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a person should look at when the file comes in (`notes`), and whoever quotes it later (`caveats`)."""

    notes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()


NO_REMARKS = Remarks()


@dataclass(frozen=True, slots=True)
class Source:
    """A file as text: every character that the format shows, and its blocks in reading order.

    `removals` are parts of the text that the format itself tells from the words: running heads, navigation. `notes`
    and `caveats` are as in `Remarks`.
    """

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    removals: tuple[Removal, ...] = ()
    caveats: tuple[str, ...] = ()


class Covered(Enum):
    """A cell of a table's grid that a merged cell covers, which begins above it or to its left."""

    FROM_ABOVE = "above"
    FROM_LEFT = "left"


class SourceWriter:
    """Writes a source line by line, for formats that are not text themselves.

    White space at the ends of a line, and line ends within it, are layout and not handed on.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._removals: list[Removal] = []
        self._row_above: tuple[int, list[Piece]] = (0, [])  # the last row's table and cells

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.TEXT,
        *,
        indented: bool = False,
        page: int | None = None,
        wrapped: bool | None = None,
        aside: bool = False,
    ) -> None:
        """Adds a block; one without words is passed over."""
        piece = self._write(_one_line(text), LINE_RUNS_ON if wrapped else LINE_END)
        if piece:
            self._blocks.append(Block(kind, piece, indented, page, wrapped, aside=aside))

    def add_row(
        self, cells: Sequence[str | Covered], table: int, *, page: int | None = None, aside: bool = False
    ) -> None:
        """Adds a row of the table that has this number; one without words of its own is passed over."""
        texts = ["" if isinstance(cell, Covered) else _one_line(cell) for cell in cells]
        start = self._length
        line = CELL_END.join(texts)
        if not any(texts):
            return
        piece = self._write(line).strip()
        above = self._row_above[1] if self._row_above[0] == table else []
        pieces: list[Piece] = []
        for at, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            if cell is Covered.FROM_LEFT:
                pieces.append(pieces[-1] if pieces else EMPTY)
            elif cell is Covered.FROM_ABOVE:
                pieces.append(above[at] if at < len(above) else EMPTY)
            else:
                pieces.append(Piece(text, (Span(start, start + len(text)),)) if text else EMPTY)
            start += len(text) + len(CELL_END)
        self._row_above = (table, pieces)
        self._blocks.append(Block(BlockKind.TABLE_ROW, piece, False, page, False, tuple(pieces), table, aside))

    def leave_out(self, text: str, kind: RemovalKind) -> None:
        """Writes text that is no part of the document's words, and says why."""
        piece = self._write(_one_line(text))
        self._removals += [Removal(span, kind) for span in piece.spans]

    def finish(self, notes: Iterable[str] = (), caveats: Iterable[str] = ()) -> Source:
        """The source as written so far."""
        return Source("".join(self._lines), tuple(self._blocks), tuple(notes), tuple(self._removals), tuple(caveats))

    def _write(self, line: str, end: str = LINE_END) -> Piece:
        start = self._length
        self._lines.append(line + end)
        self._length += len(line) + len(end)
        return Piece(line, (Span(start, start + len(line)),)) if line else EMPTY


def _one_line(text: str) -> str:
    """A text without line ends and tabs, which a row of a table is written with, and without outer white space."""
    return " ".join(filter(None, (part.strip() for part in LAYOUT.split(text))))


class LineIndex:
    """Line numbers for positions of a text, for messages to people."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]

    def line_of(self, position: int) -> int:
        """The number of the line, from 1, that holds `position`."""
        return bisect_right(self._starts, position)
