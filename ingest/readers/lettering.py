"""Words seen in a picture as characters in places, as a text layer would have them: a page for the flow of a PDF.

The recognition tells where a row of words stands and not where each character does; they share the row by their widths.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.readers.pdf.layout import CLOSING_MARKS, TOP_DOWN, is_wide
from ingest.readers.pdf.pages import Glyph, PdfPage, Rule
from ingest.readers.recognition import Sight, Words

LONG = 5.0  # heights: a row that is as wide shows how the page is slanted
LEAST_SLANT = 0.1  # degrees
TALL = 1.5  # widths: a row that is as high runs down the page
USUAL_HEIGHT = 1.1  # of a box around a row, in sizes of the writing
LEAST_HEIGHT, GREATEST_HEIGHT = 0.8, 1.4
FEWEST_WIDE = 6  # characters of a row whose width tells the size of the writing
SHORTEST_RULE = 1.2  # sizes of the writing
SAME_SIZE = 0.12  # sizes of a page that differ by less are one


@dataclass(frozen=True, slots=True)
class Row:
    """Words and the upright box around them, in points; y grows upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def runs_down(self) -> bool:
        """Whether the words run from the top down."""
        return runs_down(self.text, self.right - self.left, self.top - self.bottom)

    def holds(self, rule: Rule) -> bool:
        """Whether a line lies within the box."""
        return (
            self.left <= rule.left and rule.right <= self.right and self.bottom <= rule.bottom and rule.top <= self.top
        )


def runs_down(text: str, width: float, height: float) -> bool:
    """Whether words in a box of this shape run from the top down."""
    return len(text) > 1 and height > TALL * width


def letter_page(number: int, sight: Sight, words: Sequence[Words], points_per_pixel: float) -> PdfPage:
    """The page of this number with `words` of what was seen on it, its slant taken away."""
    slant = _slant(words)
    rows = [_row(sight, one, slant, points_per_pixel) for one in words]
    sizes = _sizes(rows)
    glyphs: list[Glyph] = []
    for row, size in zip(rows, sizes, strict=True):
        glyphs += _letter_down(row) if row.runs_down else _letter(row, size)
    rules = _rules(sight, slant, median(sizes), rows, points_per_pixel) if sizes else ()
    box = (0.0, 0.0, sight.width * points_per_pixel, sight.height * points_per_pixel)
    return PdfPage(number, box, tuple(glyphs), tuple(rules))


def _rules(sight: Sight, slant: float, size: float, rows: Sequence[Row], points_per_pixel: float) -> list[Rule]:
    """The rules of a page; a line within a row of words is a stroke of a large character."""
    height = sight.height * points_per_pixel
    found = []
    for sides in sight.rules(slant, math.ceil(SHORTEST_RULE * size / points_per_pixel)):
        left, top, right, bottom = (side * points_per_pixel for side in sides)
        rule = Rule(left, height - bottom, right, height - top)
        if not any(row.holds(rule) for row in rows):
            found.append(rule)
    return found


def _slant(words: Sequence[Words]) -> float:
    """By how many degrees the rows fall to the right."""
    falls = []
    for one in words:
        (x0, y0), (x1, y1), _, (x3, y3) = one.corners
        if math.hypot(x1 - x0, y1 - y0) > LONG * math.hypot(x3 - x0, y3 - y0):
            falls.append(math.degrees(math.atan2(y1 - y0, x1 - x0)))
    slant = median(falls) if falls else 0.0
    return slant if abs(slant) >= LEAST_SLANT else 0.0


def _row(sight: Sight, words: Words, slant: float, points_per_pixel: float) -> Row:
    cos, sin = math.cos(math.radians(slant)), math.sin(math.radians(slant))
    placed = [(x - sight.width / 2, y - sight.height / 2) for x, y in words.corners]
    xs = sorted((x * cos + y * sin + sight.width / 2) * points_per_pixel for x, y in placed)
    ys = sorted((sight.height / 2 + x * sin - y * cos) * points_per_pixel for x, y in placed)
    return Row(words.text.strip(), sum(xs[:2]) / 2, sum(xs[2:]) / 2, sum(ys[:2]) / 2, sum(ys[2:]) / 2)


def _widths(text: str) -> list[float]:
    return [1.0 if is_wide(character) else 0.5 for character in text]


def _blank_ends(text: str) -> tuple[float, float]:
    """How much of a row's first and last character is blank, in sizes: half of a wide mark that opens or closes."""
    opens = is_wide(text[0]) and unicodedata.category(text[0]) in ("Ps", "Pi")
    closes = is_wide(text[-1]) and unicodedata.category(text[-1]) in CLOSING_MARKS
    return opens * 0.5, closes * 0.5


def _sizes(rows: Sequence[Row]) -> list[float]:
    """The size of each row's writing: by its width where it can be told, else by its height as such rows have it."""
    by_width = [_size_by_width(row) for row in rows]
    heights = [_thickness(row) / size for row, size in zip(rows, by_width, strict=True) if size]
    usual = median(heights) if heights else USUAL_HEIGHT
    found = [size or _thickness(row) / usual for row, size in zip(rows, by_width, strict=True)]
    middle = median(found) if found else 0.0
    return [middle if abs(size - middle) <= SAME_SIZE * middle else size for size in found]


def _thickness(row: Row) -> float:
    return row.right - row.left if row.runs_down else row.top - row.bottom


def _size_by_width(row: Row) -> float | None:
    """The size by the width of a row; None if it has few wide characters, or they don't stand close."""
    widths = _widths(row.text)
    if row.runs_down or sum(width == 1 for width in widths) < max(FEWEST_WIDE, len(widths) / 2):
        return None
    size = (row.right - row.left) / (sum(widths) - sum(_blank_ends(row.text)))
    return size if LEAST_HEIGHT * size < row.top - row.bottom < GREATEST_HEIGHT * size else None


def _letter(row: Row, size: float) -> list[Glyph]:
    """The characters of a row, each in its share of the width; they are as high as the writing is."""
    widths = _widths(row.text)
    before, after = _blank_ends(row.text)
    unit = (row.right - row.left) / max(sum(widths) - before - after, 0.5)
    bottom = (row.bottom + row.top - size) / 2
    glyphs = []
    left = row.left - before * unit
    for character, width in zip(row.text, widths, strict=True):
        glyphs.append(Glyph(character, left, left + width * unit, bottom, bottom + size, bottom, size))
        left += width * unit
    return glyphs


def _letter_down(row: Row) -> list[Glyph]:
    """The same for words that run from the top down."""
    size = row.right - row.left
    step = (row.top - row.bottom) / len(row.text)
    return [
        Glyph(character, row.left, row.right, row.top - (at + 1) * step, row.top - at * step, row.left, size, TOP_DOWN)
        for at, character in enumerate(row.text)
    ]
