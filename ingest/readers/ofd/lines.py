"""Runs of characters to lines of text in reading order, by their places alone.

Rows by baseline, what repeats at the edges of the pages, columns, margins. Nothing here knows what a string says or how
it came onto the page; lengths are in any unit, `y` grows downwards.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.ofd.runs import Run

# Shares of the size of the font.
SAME_ROW = 0.4  # how far baselines of one row are apart at most (raised figures)
BLANK = 0.8  # the least gap that is read as a blank
OVERPRINT = 0.25  # how far a string is shifted that is printed twice to look bold
WIDEST_SPREAD = 3.0  # of the gaps between the letters of a spread heading
MARGIN_SLACK = 0.5
INDENT = 0.8  # the least
TO_THE_EDGE = 1.6  # how far a full line may stay from the edge: closing marks are moved to the next line, or down

EVEN = 1.6  # ratio of the widest gap of a spread heading to the narrowest
FEWEST_SHARED = 2  # lines that make a margin, and their least share
LEAST_SHARED = 0.05
FEWEST_FULL = 3  # lines that show where the right margin is, and their least share
LEAST_FULL = 0.2
FEWEST_SIDES = 5  # rows with text in both columns
COLUMN_FILL = 0.7  # of a column's width that most of its lines take up
COLUMN_SIGNS = 8  # the least width of a column, in characters
WIDE_SPACE = 3.0  # of the size, between two pages on one sheet
MIDDLE = (0.35, 0.65)  # of the text's width, where the space between two columns lies


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a row without a wide gap."""

    text: str
    x: float
    end: float


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one baseline."""

    y: float
    size: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The words, a blank for each wide gap."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def x(self) -> float:
        """The left edge."""
        return self.segments[0].x

    @property
    def end(self) -> float:
        """The right edge."""
        return max(segment.end for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Line:
    """A row, or the part of one that lies in a column: column 0 or 1 of two, or the only one of one."""

    row: Row
    column: int = 0
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Margins:
    """The edges that full lines of a column share."""

    left: float
    right: float

    def is_indented(self, row: Row) -> bool:
        """Whether a row begins behind the left edge."""
        return row.x > self.left + INDENT * row.size

    def is_full(self, row: Row) -> bool:
        """Whether a row reaches the right edge, so that its paragraph may run on."""
        return row.end >= self.right - TO_THE_EDGE * row.size


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """Rows from top to bottom, each from left to right; what is printed twice to look bold is taken once."""
    groups: list[list[Run]] = []
    baseline = size = 0.0
    for run in sorted(runs, key=lambda run: run.y):
        if not groups or run.y - baseline > SAME_ROW * max(run.size, size):
            groups.append([])
            size = 0.0
        groups[-1].append(run)
        if run.size > size:
            baseline, size = run.y, run.size
    rows = [_row(group) for group in groups]
    return [row for row in rows if row.segments]


def _row(runs: list[Run]) -> Row:
    size, baseline = max((run.size, run.y) for run in runs)
    segments: list[list[Run]] = []
    before: Run | None = None  # the last that is no blank
    end = 0.0
    for run in _printed_once(sorted(runs, key=lambda run: run.x)):
        if run.text.isspace():
            if segments:
                segments[-1].append(run)
            continue
        is_apart = before is None or (before.code != run.code and run.x - end > BLANK * (before.size + run.size) / 2)
        if is_apart:
            segments.append([])
        elif _is_room_for(run, segments[-1][-1]):
            segments[-1].pop()
        segments[-1].append(run)
        before, end = run, run.end if before is None else max(end, run.end)
    return Row(baseline, size, _unspread([_segment(runs) for runs in segments], size))


def _printed_once(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs without those that are printed over themselves, a little aside, to look bold."""
    printed: dict[str, float] = {}
    for run in runs:
        if run.text.isspace() or run.x - printed.get(run.text, -math.inf) >= OVERPRINT * run.size:
            printed[run.text] = run.x
            yield run


def _is_room_for(run: Run, blank: Run) -> bool:
    """Whether the run before is a blank in another string that was left for `run` to be printed in."""
    return blank.text.isspace() and blank.code != run.code and run.x < blank.end - OVERPRINT * run.size


def _segment(runs: list[Run]) -> Segment:
    words = [run for run in runs if not run.text.isspace()]
    return Segment("".join(run.text for run in runs).strip(), words[0].x, max(run.end for run in words))


def _unspread(segments: list[Segment], size: float) -> tuple[Segment, ...]:
    """One segment of the single letters of a heading that is spread evenly over the line."""
    gaps = [after.x - before.end for before, after in pairwise(segments)]
    is_spread = (
        len(gaps) > 1
        and all(len(segment.text) == 1 for segment in segments)
        and max(gaps) <= min(WIDEST_SPREAD * size, EVEN * min(gaps))
    )
    if not is_spread:
        return tuple(segments)
    return (Segment("".join(segment.text for segment in segments), segments[0].x, segments[-1].end),)


def in_columns(rows: list[Row]) -> list[Line]:
    """The rows in reading order: down the left column, then the right one, where there are clearly two."""
    gutter = _gutter(rows)
    if gutter is None:
        return [Line(row) for row in rows]
    lines: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])

    def end_band() -> None:
        for side in sides:
            lines.extend(side)
            side.clear()

    for row in rows:
        if _crosses(row, gutter):
            end_band()
            lines.append(Line(row))
            continue
        for column, part in enumerate(_sides(row, gutter)):
            if part:
                sides[column].append(Line(Row(row.y, row.size, part), column, columns=2))
    end_band()
    return lines


def _sides(row: Row, gutter: float) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    left = tuple(segment for segment in row.segments if segment.end <= gutter)
    return left, row.segments[len(left) :]


def _crosses(row: Row, gutter: float) -> bool:
    return any(segment.x < gutter < segment.end for segment in row.segments)


def _gutter(rows: list[Row]) -> float | None:
    """Where the space between two columns lies, if there are clearly two: full lines on both sides of it.

    On one side it is enough if no row crosses a wide space: two pages on one sheet, the second nearly empty.
    """
    if not rows:
        return None
    left, right = min(row.x for row in rows), max(row.end for row in rows)
    low, high = (left + share * (right - left) for share in MIDDLE)
    gaps = [(before.end, after.x) for row in rows for before, after in pairwise(row.segments)]
    middles = [(end + x) / 2 for end, x in gaps if low <= (end + x) / 2 <= high]
    if not middles:
        return None
    gutter = median(middles)
    size = median(row.size for row in rows)
    parted = [_sides(row, gutter) for row in rows if not _crosses(row, gutter)]
    sides = [[sides[at] for sides in parted if sides[at]] for at in (0, 1)]
    if not all(sides):
        return None
    fewest, most = sorted(_full_lines(side, size) for side in sides)
    crossing = len(rows) - len(parted)
    if fewest >= FEWEST_SIDES and sum(all(sides) for sides in parted) >= max(FEWEST_SIDES, crossing):
        return gutter
    space = min(part[0].x for part in sides[1]) - max(part[-1].end for part in sides[0])
    return gutter if most >= FEWEST_SIDES and not crossing and space >= WIDE_SPACE * size else None


def _full_lines(parts: list[tuple[Segment, ...]], size: float) -> int:
    """How many lines fill a column, if most of them do and it is wide enough for running text."""
    widths = [part[0].end - part[0].x for part in parts if len(part) == 1]
    widest = max(widths, default=0.0)
    full = sum(width >= COLUMN_FILL * widest for width in widths)
    return full if widest >= COLUMN_SIGNS * size and full * 2 >= len(parts) else 0


def margins_of(rows: Sequence[Row], width: float) -> Margins:
    """The edges that several rows of a column share.

    Where few rows reach as far to the right as the others, all may be short; then the right margin is taken to be as
    wide as the left one, if the page has a `width`.
    """
    size = median(row.size for row in rows)
    fewest = max(FEWEST_SHARED, round(LEAST_SHARED * len(rows)))

    def shared(edges: list[float], outermost: Callable[[list[float]], float]) -> float:
        groups = zip(edges, edges[fewest - 1 :], strict=False)
        return next((edge for edge, other in groups if abs(other - edge) <= MARGIN_SLACK * size), outermost(edges))

    left = shared(sorted(row.x for row in rows), min)
    right = shared(sorted((row.end for row in rows), reverse=True), max)
    full = sum(Margins(left, right).is_full(row) for row in rows)
    if full < max(FEWEST_FULL, LEAST_FULL * len(rows)):
        right = max(right, width - left)
    return Margins(left, right)
