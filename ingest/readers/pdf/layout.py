"""The geometry of a page: characters to pieces of lines, the pieces of a column to its lines, places to blanks.

Pure functions over places in points. Everything is turned upright first, so that a page may lie on its side and a line
may run from the top down. Lengths are counted in the size of the writing, for a page may be of any size.
"""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.pages import Glyph, PdfPage, Rule

# In sizes of the writing:
FARTHEST_NEIGHBOUR = 1.2  # a wider gap parts two pieces of a line
FARTHEST_STRANGER = 0.8  # the same for characters that do not follow each other in the file
LEAST_BLANK = 0.12  # a blank of the file that is narrower is not seen
LATIN_BLANK = 0.2  # between Latin words that the file parts by their places only
WIDE_BLANK = 1.0  # a gap of this width is one for the reader too, unless the whole line is spaced out
SAME_LINE = 0.5  # the share of the lower of two pieces that stands beside the other
TOP_DOWN = 270  # lines that run down are read as if the page lay on its side
CLOSING_MARKS = ("Pe", "Pf", "Po")  # of Unicode's categories
FARTHEST_ASIDE, NEAREST_BELOW, FARTHEST_BELOW = 0.35, 0.7, 1.35  # of characters in a line that runs down
FEWEST_STACKED = 3  # characters one below the other that are a line running down


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one line that stand close together, white space between them included.

    `order` is the place of the piece in the file.
    """

    glyphs: tuple[Glyph, ...]
    order: int
    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, glyphs: Iterable[Glyph], order: int = 0) -> "Piece":
        """The piece that these characters form, from left to right; the first and the last are no white space."""
        placed = sorted(glyphs, key=lambda glyph: glyph.left)
        seen = [at for at, glyph in enumerate(placed) if not glyph.text.isspace()]
        placed = placed[seen[0] : seen[-1] + 1]
        tall = [glyph for glyph in placed if not glyph.text.isspace()]
        return cls(
            tuple(placed),
            order,
            placed[0].left,
            max(glyph.right for glyph in tall),
            min(glyph.bottom for glyph in tall),
            max(glyph.top for glyph in tall),
        )

    @property
    def size(self) -> float:
        """The size of the writing: most characters are as high."""
        return max(median(glyph.size for glyph in self.glyphs), 1.0)

    @property
    def text(self) -> str:
        """The words; blanks as the page shows them."""
        return _spell(self.glyphs, self.size)

    @property
    def body_right(self) -> float:
        """The right edge without the marks at the end, which may hang out of a column."""
        ends = [glyph.right for glyph in self.glyphs if unicodedata.category(glyph.text) not in CLOSING_MARKS]
        return max(ends, default=self.right)

    @property
    def head_width(self) -> float:
        """The width of what can't be parted from the first character: a Latin word, closing marks."""
        end = 1
        while end < len(self.glyphs) and not _may_break(self.glyphs[end - 1].text, self.glyphs[end].text):
            end += 1
        return self.glyphs[end - 1].right - self.left


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column: its words and its place. `head_width` is that of what can't be parted from its beginning."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    head_width: float

    @property
    def middle(self) -> float:
        """Half-way between its lower and its upper edge."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class View:
    """The part of a page whose lines run in one direction, turned upright."""

    turned: int
    bottom: float
    top: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]


def views_of(page: PdfPage) -> list[View]:
    """The page by the directions of its lines, the one with the most characters first."""
    directions: dict[int, list[Glyph]] = {}
    for glyph in _mark_stacks(page.glyphs):
        directions.setdefault(glyph.turned, []).append(glyph)
    ordered = sorted(directions.items(), key=lambda item: -sum(not glyph.text.isspace() for glyph in item[1]))
    return [_view(page, turned, glyphs) for turned, glyphs in ordered]


def _view(page: PdfPage, turned: int, glyphs: list[Glyph]) -> View:
    if turned == 0:
        return View(turned, page.box[1], page.box[3], tuple(glyphs), page.rules)
    _, bottom, _, top = _turn(page.box, turned)
    upright = []
    for glyph in glyphs:
        left, low, right, high = _turn((glyph.left, glyph.bottom, glyph.right, glyph.top), turned)
        upright.append(replace(glyph, left=left, right=right, bottom=low, top=high))
    rules = [Rule(*_turn((rule.left, rule.bottom, rule.right, rule.top), turned)) for rule in page.rules]
    return View(turned, bottom, top, tuple(upright), tuple(rules))


def _turn(box: tuple[float, float, float, float], turned: int) -> tuple[float, float, float, float]:
    """The box that holds `box` after the page is turned back by `turned` degrees."""
    cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [x * cos + y * sin for x, y in corners]
    ys = [y * cos - x * sin for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _mark_stacks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The characters; those that follow each other straight down are marked as a line that runs down."""
    marked = list(glyphs)
    start = 0
    for at in range(1, len(marked) + 1):
        if at < len(marked) and _stands_below(glyphs[at - 1], glyphs[at]):
            continue
        if at - start >= FEWEST_STACKED:
            marked[start:at] = [_running_down(glyph) for glyph in glyphs[start:at]]
        start = at
    return marked


def _stands_below(above: Glyph, glyph: Glyph) -> bool:
    if above.turned or glyph.turned or not (is_wide(above.text) and is_wide(glyph.text)):
        return False
    size = max(above.size, glyph.size)
    aside = (glyph.left + glyph.right - above.left - above.right) / 2
    down = (above.bottom + above.top - glyph.bottom - glyph.top) / 2
    return abs(aside) < FARTHEST_ASIDE * size and NEAREST_BELOW * size < down < FARTHEST_BELOW * size


def _running_down(glyph: Glyph) -> Glyph:
    middle, half = (glyph.left + glyph.right) / 2, glyph.size / 2
    return replace(glyph, left=middle - half, right=middle + half, baseline=middle - half, turned=TOP_DOWN)


def pieces_of(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Characters to pieces of lines: first in the order of the file, then those that stand beside each other."""
    chains: list[list[Glyph]] = []
    for glyph in glyphs:
        if not (chains and _follows(chains[-1][-1], glyph)):
            chains.append([])
        chains[-1].append(glyph)
    pieces = [
        Piece.of(chain, order) for order, chain in enumerate(chains) if any(not glyph.text.isspace() for glyph in chain)
    ]
    merged: list[Piece] = []
    for row in _same_baseline(pieces):
        merged += _merge_near(row)
    return merged


def _follows(before: Glyph, glyph: Glyph) -> bool:
    size = max(before.size, glyph.size)
    beside = min(before.top, glyph.top) - max(before.bottom, glyph.bottom)
    near = -0.6 * size <= glyph.left - before.right <= FARTHEST_NEIGHBOUR * size
    return near and (beside >= SAME_LINE * min(before.size, glyph.size) or abs(before.baseline - glyph.baseline) < 1)


def _same_baseline(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    row: list[Piece] = []
    for piece in sorted(pieces, key=_baseline, reverse=True):
        if row and _baseline(row[-1]) - _baseline(piece) > 0.25 * min(row[-1].size, piece.size):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _baseline(piece: Piece) -> float:
    return median(glyph.baseline for glyph in piece.glyphs)


def _merge_near(row: Iterable[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for piece in sorted(row, key=lambda one: one.left):
        before = merged[-1] if merged else None
        if before is not None and piece.left - before.right <= FARTHEST_STRANGER * max(before.size, piece.size):
            merged[-1] = Piece.of((*before.glyphs, *piece.glyphs), min(before.order, piece.order))
        else:
            merged.append(piece)
    return merged


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of a column from the top down, each one line however far its parts stand from each other."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: -(one.top + one.bottom)):
        row = next((row for row in reversed(rows[-3:]) if _beside(row, piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    whole = [Piece.of(glyph for piece in row for glyph in piece.glyphs) for row in rows]
    return [Line(one.text, one.left, one.right, one.bottom, one.top, one.size, one.head_width) for one in whole]


def _beside(row: Sequence[Piece], piece: Piece) -> bool:
    tallest = max(row, key=lambda one: one.top - one.bottom)
    shared = min(tallest.top, piece.top) - max(tallest.bottom, piece.bottom)
    return shared >= SAME_LINE * min(tallest.top - tallest.bottom, piece.top - piece.bottom)


def is_wide(text: str) -> bool:
    """Whether a character is one of those that stand in a square: Chinese characters and their marks."""
    return unicodedata.east_asian_width(text) in "WF" or text in "“”‘’—…·"


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if before.isspace() or after.isspace():
        return True
    if unicodedata.category(after) in CLOSING_MARKS or unicodedata.category(before) in ("Ps", "Pi"):
        return False
    return is_wide(before) or is_wide(after)


def _spell(glyphs: Sequence[Glyph], size: float) -> str:
    """The words of a line: no blank between Chinese characters unless one is seen, one between Latin words."""
    out: list[str] = []
    blanks: list[str] = []
    before: Glyph | None = None
    gaps = [after.left - glyph.right for glyph, after in pairwise(glyphs)]
    usual = median(gaps) if gaps else 0.0
    for glyph in glyphs:
        if glyph.text.isspace():
            blanks.append(glyph.text)
            continue
        if before is not None:
            gap = (glyph.left - before.right) / size
            latin = not (is_wide(before.text) or is_wide(glyph.text))
            if blanks:
                out += blanks if latin or gap > LEAST_BLANK else ()
            elif (latin and gap > LATIN_BLANK) or gap >= max(WIDE_BLANK, 3 * usual / size):
                out.append(" ")
        out.append(glyph.text)
        blanks, before = [], glyph
    return "".join(out)
