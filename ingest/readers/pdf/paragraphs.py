"""Which lines of a page are indented and which run on: told by the edges of their column.

A line runs on if what the next one begins with would have found no room at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.layout import Line

# In sizes of the writing:
LEAST_INDENT = 0.8
SAME_EDGE = 1.0
SPARE = 0.5  # room that is left over where a line was not spread out
WIDEST_HEAD = 8  # of a line: a longer word would have been parted
MOST_CHANGE_OF_SIZE = 1.15  # within a paragraph
FEWEST_FULL_LINES = 3  # of a column whose edges are believed
LEAST_FULL_SHARE = 0.3
LEAST_INDENTED_SHARE = 0.3  # of the paragraphs, where an indent is what begins one


@dataclass(frozen=True, slots=True)
class Edges:
    """Where the lines of a column begin and end."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line and how it stands in its column."""

    line: Line
    indented: bool
    wrapped: bool


def place_lines(columns: Sequence[Sequence[Line]]) -> list[list[PlacedLine]]:
    """The lines of each column, from the top down; columns come in reading order."""
    edges = _edges_of(columns)
    flat = [
        (at, line, line.left - edges[at].left > LEAST_INDENT * line.size)
        for at, column in enumerate(columns)
        for line in column
    ]
    wrapped = [_runs_on(edges[at], line, following) for (at, line, _), (_, following, _) in pairwise(flat)]
    wrapped += [False] * (len(flat) - len(wrapped))
    begins = _indents_begin_paragraphs([indented for _, _, indented in flat], wrapped)
    found: list[list[PlacedLine]] = [[] for _ in columns]
    for place, (at, line, indented) in enumerate(flat):
        goes_on = place > 0 and wrapped[place - 1] and not begins
        next_begins = begins and place + 1 < len(flat) and flat[place + 1][2]
        found[at].append(PlacedLine(line, indented and not goes_on, wrapped[place] and not next_begins))
    return found


def _runs_on(edges: Edges, line: Line, following: Line) -> bool:
    if max(line.size, following.size) > MOST_CHANGE_OF_SIZE * min(line.size, following.size):
        return False
    needed = min(following.head_width, WIDEST_HEAD * line.size)
    return edges.right - line.right < needed + SPARE * line.size


def _indents_begin_paragraphs(indented: Sequence[bool], wrapped: Sequence[bool]) -> bool:
    """Whether the lines after a short one, which begin a paragraph for sure, are indented here.

    Where they are not, an indented line goes on with an entry that hangs out.
    """
    sure = [indented[at] for at in range(1, len(indented)) if not wrapped[at - 1]]
    return not sure or sum(sure) >= LEAST_INDENTED_SHARE * len(sure)


def _edges_of(columns: Sequence[Sequence[Line]]) -> list[Edges]:
    """The edges of each column: its own if enough lines reach them, else those of the narrowest one that holds it."""
    known = [edges for column in columns if (edges := _own_edges(column)) is not None]
    found = []
    for column in columns:
        left, right = min(line.left for line in column), max(line.right for line in column)
        slack = SAME_EDGE * median(line.size for line in column)
        own = _own_edges(column)
        around = [edges for edges in known if edges.left <= left + slack and edges.right >= right - slack]
        if own is not None:
            alike = [one.left for one in around if abs(one.right - own.right) < slack]
            left = min((other for other in alike if own.left - other < 3 * slack), default=own.left)
            found.append(Edges(left, own.right))
        elif around:
            found.append(min(around, key=lambda one: one.right - one.left))
        else:
            found.append(Edges(left, right))
    return found


def _own_edges(lines: Sequence[Line]) -> Edges | None:
    """The edges of a column if enough of its lines reach the right one."""
    slack = SAME_EDGE * median(line.size for line in lines)
    # Not the farthest: a mark at the end of a line may hang out.
    right = sorted(line.right for line in lines)[-1 - len(lines) // 8]
    full = [line for line in lines if abs(line.right - right) < slack]
    if len(full) < max(FEWEST_FULL_LINES, LEAST_FULL_SHARE * len(lines)):
        return None
    lefts = sorted(line.left for line in lines)
    left = next((one for one, other in pairwise(lefts) if other - one < slack / 2), lefts[0])
    return Edges(left, median(line.right for line in full))
