"""Running heads and feet: what stands again at the edge of page after page, its page number aside.

A number counts as a page number if it goes up with the pages.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.layout import Line

EDGE_SHARE = 0.15  # of a page's height, at either end
LEAST_DENSITY = 0.45  # of the pages from the first that bears a head to the last
FEWEST_PAGES = 3  # that bear the same head; two where there are no more than three
LEAST_SHARE_IN_STEP = 0.8  # of the numbers that must go up with the pages
NUMBER = re.compile(r"\d+|(?<![a-z])[ivxlc]+(?![a-z])")
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
LONGEST_HEAD = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a page that run in one direction, and where the page begins and ends, turned the same way."""

    page: int
    bottom: float
    top: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in a row at the edge of a page, as it is compared: words without numbers, and the numbers."""

    at_top: bool
    words: str
    numbers: tuple[int, ...]


Row = list[Line]  # lines side by side: of two columns, or the parts of a head


def find_heads(sheets: Sequence[Sheet], pages: int) -> list[set[Line]]:
    """For each sheet the lines that are running heads or feet; `pages` counts those of the document."""
    marked = [[(row, _mark(sheet, row)) for row in _rows(sheet)] for sheet in sheets]
    found: dict[tuple[bool, str], list[tuple[int, tuple[int, ...]]]] = {}
    for sheet, rows in zip(sheets, marked, strict=True):
        for mark in dict.fromkeys(mark for _, mark in rows if mark is not None):
            found.setdefault((mark.at_top, mark.words), []).append((sheet.page, mark.numbers))
    running = {key for key, places in found.items() if _runs(places, _fewest(pages))}
    return [_heads(rows, running) | _heads(rows[::-1], running) for rows in marked]


def find_watermarks(sheets: Sequence[Sheet], pages: int) -> list[set[Line]]:
    """For each sheet the lines whose words stand on page after page, wherever."""
    times = Counter(text for sheet in sheets for text in {line.text for line in sheet.lines})
    return [{line for line in sheet.lines if times[line.text] >= _fewest(pages)} for sheet in sheets]


def _fewest(pages: int) -> int:
    return FEWEST_PAGES if pages > FEWEST_PAGES else 2


def _rows(sheet: Sheet) -> list[Row]:
    """The lines of a page by rows, from the top down."""
    rows: list[Row] = []
    for line in sorted(sheet.lines, key=lambda one: -one.middle):
        if rows and line.top > rows[-1][-1].middle and rows[-1][-1].bottom < line.middle:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _mark(sheet: Sheet, row: Row) -> Mark | None:
    """The mark of a row at the edge of its page, None for another."""
    edge = EDGE_SHARE * (sheet.top - sheet.bottom)
    at_top = row[0].middle > sheet.top - edge
    if not at_top and row[0].middle >= sheet.bottom + edge:
        return None
    words = "".join(unicodedata.normalize("NFKC", "".join(line.text for line in row)).lower().split())
    if len(words) > LONGEST_HEAD:
        return None
    return Mark(at_top, NUMBER.sub("#", words), tuple(_number(written) for written in NUMBER.findall(words)))


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    values = [ROMAN[letter] for letter in written]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _runs(places: Sequence[tuple[int, tuple[int, ...]]], fewest: int) -> bool:
    """Whether words at these pages are a head: the same each time, or with one number that goes up with the pages.

    A head stands on every page, or every other one, from the first that bears it to the last.
    """
    reach = places[-1][0] - places[0][0] + 1
    if len(places) < fewest or len(places) < LEAST_DENSITY * reach:
        return False
    if len({numbers for _, numbers in places}) == 1:
        return True
    for at in range(min(len(numbers) for _, numbers in places)):
        steps = Counter(numbers[at] - page for page, numbers in places)
        if steps.most_common(1)[0][1] >= LEAST_SHARE_IN_STEP * len(places):
            return True
    return False


def _heads(inwards: Sequence[tuple[Row, Mark | None]], running: set[tuple[bool, str]]) -> set[Line]:
    """The lines of the running rows with nothing but running rows between them and the edge where `inwards` begins."""
    heads: set[Line] = set()
    for row, mark in inwards:
        if mark is None or (mark.at_top, mark.words) not in running:
            break
        heads.update(row)
    return heads
