"""What a reader hands on: the decoded text of a file, cut into blocks that remember where they stand in it.

A `Piece` is a text together with the slices of the source that it is made of. Everything downstream cuts and joins
pieces, so that each character of a clause can be traced back. Nothing here knows what a policy document is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from kb.records import Span


@dataclass(frozen=True, slots=True)
class Piece:
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

    def __add__(self, other: "Piece") -> "Piece":
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


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest unit that a format gives: a line, a marked heading, a row of a table.

    `indented` says that the block began with white space in the source, as the first line of a paragraph does.
    """

    kind: BlockKind
    piece: Piece
    indented: bool = False
    page: int | None = None

    @property
    def text(self) -> str:
        """The block's words, without the marks of the format."""
        return self.piece.text


@dataclass(frozen=True, slots=True)
class Source:
    """A file as text: every decoded character of it, and its blocks in reading order."""

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


class LineIndex:
    """Line numbers for positions of a text, for messages to people."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]

    def line_of(self, position: int) -> int:
        """The number of the line, from 1, that holds `position`."""
        return bisect_right(self._starts, position)
