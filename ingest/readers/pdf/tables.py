"""Ruled tables on a page: straight lines that cross form a grid, and each character belongs to one of its fields.

Without rules down the page there is no table here; what stands in columns then comes as lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.layout import is_wide, lines_of, pieces_of
from ingest.readers.pdf.pages import Glyph, Rule
from ingest.source import Covered

NEAR = 3.0  # points: rules that are this close meet, or are one
SHORTEST_RULE = 6.0
MOST_RULES = 2_000
MOST_FIELDS = 4_000
FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A grid and the words in it, row by row."""

    left: float
    right: float
    bottom: float
    top: float
    columns: tuple[float, ...]
    rows: tuple[tuple[str | Covered, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the columns and rows of a table begin and end, and the rules between its fields."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # from the top down
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    def holds(self, glyph: Glyph) -> bool:
        """Whether the middle of a character lies in the grid."""
        x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]


def take_tables(glyphs: Sequence[Glyph], rules: Sequence[Rule]) -> tuple[list[Table], list[Glyph]]:
    """The tables of a page, and the characters that stand in none."""
    tables = []
    rest = list(glyphs)
    for grid in _grids(rules):
        inside = [glyph for glyph in rest if grid.holds(glyph)]
        if any(not glyph.text.isspace() for glyph in inside):
            rest = [glyph for glyph in rest if not grid.holds(glyph)]
            tables.append(Table(grid.xs[0], grid.xs[-1], grid.ys[-1], grid.ys[0], grid.xs, _rows(grid, inside)))
    return tables, rest


def _grids(rules: Sequence[Rule]) -> list[Grid]:
    distinct = dict.fromkeys(rules)
    lying = [rule for rule in distinct if rule.right - rule.left >= SHORTEST_RULE and rule.top - rule.bottom <= NEAR]
    standing = [rule for rule in distinct if rule.top - rule.bottom >= SHORTEST_RULE and rule.right - rule.left <= NEAR]
    if len(lying) + len(standing) > MOST_RULES:
        return []
    grids = (_grid(group) for group in _connected([*lying, *standing]))
    return [grid for grid in grids if grid is not None]


def _grid(rules: Sequence[Rule]) -> Grid | None:
    """The grid that connected rules form; None if they are a frame, an underline or the line between two columns."""
    across = tuple(rule for rule in rules if rule.right - rule.left > rule.top - rule.bottom)
    down = tuple(rule for rule in rules if rule.right - rule.left <= rule.top - rule.bottom)
    if not across or not down:
        return None
    # A table may have no rules at its sides: it ends where its lying rules end.
    ends = (min(rule.left for rule in across), max(rule.right for rule in across))
    inner = (min(rule.left for rule in down), max(rule.right for rule in down))
    sides = [end for end, rule in zip(ends, inner, strict=True) if abs(end - rule) > 2 * NEAR]
    xs = _places([*(rule.left for rule in down), *sides])
    ys = _places([rule.bottom for rule in across])[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < FEWEST_COLUMNS or rows < (2 if sides else 1) or columns * rows > MOST_FIELDS:
        return None
    return Grid(tuple(xs), tuple(ys), across, down)


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that touch or cross each other, from the top of the page down."""
    groups: list[list[Rule]] = []
    left = set(range(len(rules)))
    while left:
        open_, group = [left.pop()], []
        while open_:
            at = open_.pop()
            group.append(rules[at])
            touching = [other for other in left if _touch(rules[at], rules[other])]
            left.difference_update(touching)
            open_ += touching
        groups.append(group)
    return sorted(groups, key=lambda group: -max(rule.top for rule in group))


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.left - NEAR <= other.right
        and other.left - NEAR <= one.right
        and one.bottom - NEAR <= other.top
        and other.bottom - NEAR <= one.top
    )


def _places(values: Sequence[float]) -> list[float]:
    """The values in order, those that are nearly one taken as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


def _rows(grid: Grid, glyphs: Sequence[Glyph]) -> tuple[tuple[str | Covered, ...], ...]:
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    owner = _owners(grid, width, height)
    held: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        column = max(at for at in range(width) if grid.xs[at] <= x)
        row = max(at for at in range(height) if grid.ys[at] >= y)
        held.setdefault(owner[row, column], []).append(glyph)
    rows = []
    for row in range(height):
        cells: list[str | Covered] = []
        for column in range(width):
            first = owner[row, column]
            if first == (row, column):
                cells.append(_words(held.get(first, [])))
            else:
                cells.append(Covered.FROM_ABOVE if first[0] < row else Covered.FROM_LEFT)
        rows.append(tuple(cells))
    return tuple(rows)


def _owners(grid: Grid, width: int, height: int) -> dict[tuple[int, int], tuple[int, int]]:
    """For each field the upper left one of the cell that it belongs to: cells are merged where no rule parts them."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(height):
        y = (grid.ys[row] + grid.ys[row + 1]) / 2
        for column in range(width):
            x = (grid.xs[column] + grid.xs[column + 1]) / 2
            if row and not any(
                abs(rule.bottom - grid.ys[row]) <= NEAR and rule.left <= x <= rule.right for rule in grid.across
            ):
                owner[row, column] = owner[row - 1, column]
            elif column and not any(
                abs(rule.left - grid.xs[column]) <= NEAR and rule.bottom <= y <= rule.top for rule in grid.down
            ):
                owner[row, column] = owner[row, column - 1]
            else:
                owner[row, column] = (row, column)
    return owner


def _words(glyphs: Sequence[Glyph]) -> str:
    """The lines of a cell as one, with a blank only between Latin words."""
    words = ""
    for line in lines_of(pieces_of(glyphs)):
        parted = bool(words) and not is_wide(words[-1]) and not is_wide(line.text[0])
        words += f" {line.text}" if parted else line.text
    return words
