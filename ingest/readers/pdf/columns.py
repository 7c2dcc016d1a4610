"""Columns of a page in reading order: a blank that runs down between running text parts it in two.

The columns of a table without rules are none: its rows are read across.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from ingest.readers.pdf.layout import Piece

NARROWEST_COLUMN = 6  # in sizes of the writing
FULL_LINE = 0.75  # the share of a column's width
FULL_LINES = 0.4  # the share of a column's lines: running text, no list and no table
FEWEST_LINES = 3  # of a column beside another
MOST_GUTTERS = 6  # that are tried
MOST_BESIDE = 6  # pieces before and after another, from the top down, that may stand beside it


@dataclass(frozen=True, slots=True)
class Gutter:
    """The blank between two columns: the left one does not reach beyond `middle`, the right one begins at `end`."""

    middle: float
    end: float

    def is_crossed_by(self, piece: Piece) -> bool:
        """Whether a piece belongs to neither column."""
        return piece.left < self.end and piece.body_right > self.middle


def columns_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces by columns, in reading order; what reaches over two columns parts those above it from those below."""
    ordered = sorted(pieces, key=lambda one: -(one.top + one.bottom))
    gutter = _find_gutter(ordered)
    if gutter is None:
        return [ordered] if ordered else []
    columns: list[list[Piece]] = []
    single: list[Piece] = []
    for band in _bands(ordered, gutter):
        left, right = _sides(band, gutter)
        if not _are_columns(left, right):
            single += band
            continue
        if single:
            columns.append(single)
            single = []
        columns += [*columns_of(left), *columns_of(right)]
    return [*columns, single] if single else columns


def _bands(ordered: Sequence[Piece], gutter: Gutter) -> list[list[Piece]]:
    """The pieces from the top down: in turn those that lie over the gutter, and those that stand beside it."""
    return [list(band) for _, band in groupby(ordered, gutter.is_crossed_by)]


def _sides(band: Sequence[Piece], gutter: Gutter) -> tuple[list[Piece], list[Piece]]:
    """What begins left and right of the gutter; nothing on the right if the pieces lie over it."""
    left = [piece for piece in band if piece.left < gutter.end]
    return left, [piece for piece in band if piece.left >= gutter.end]


def _find_gutter(ordered: Sequence[Piece]) -> Gutter | None:
    """The blank between two columns that leaves the most pieces in columns, if there is any."""
    ends: dict[int, list[float]] = {}  # where the pieces left of a place end
    for at, piece in enumerate(ordered):
        near = ordered[max(0, at - MOST_BESIDE) : at + MOST_BESIDE + 1]
        beside = [
            one.right for one in near if one.right < piece.left and one.top > piece.bottom and one.bottom < piece.top
        ]
        if beside:
            ends.setdefault(round(piece.left), []).append(max(beside))
    best, most = None, 0
    for start, rights in sorted(ends.items(), key=lambda item: -len(item[1]))[:MOST_GUTTERS]:
        if len(rights) < FEWEST_LINES:
            break
        gutter = Gutter((sorted(rights)[-1 - len(rights) // 8] + start) / 2, start - 1.0)
        sides = [(band, *_sides(band, gutter)) for band in _bands(ordered, gutter)]
        kept = sum(len(band) for band, left, right in sides if _are_columns(left, right))
        if kept > most:
            best, most = gutter, kept
    return best


def _are_columns(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether both sides have lines enough, and hold running text or come one after the other in the file.

    The rows of a table without rules come one after the other, left and right in turns.
    """
    if min(len(left), len(right)) < FEWEST_LINES:
        return False
    # All but a tenth, for heads and page numbers come when they like.
    last_of_left = sorted(piece.order for piece in left)[-1 - len(left) // 10]
    first_of_right = sorted(piece.order for piece in right)[len(right) // 10]
    return last_of_left < first_of_right or (_is_running_text(left) and _is_running_text(right))


def _is_running_text(side: Sequence[Piece]) -> bool:
    # Quartiles, for a head or a page number may reach farther out.
    begin = sorted(piece.left for piece in side)[len(side) // 4]
    end = sorted(piece.right for piece in side)[-1 - len(side) // 4]
    full = sum(piece.right - piece.left >= FULL_LINE * (end - begin) for piece in side)
    return end - begin >= NARROWEST_COLUMN * median(piece.size for piece in side) and full >= FULL_LINES * len(side)
