"""The cells of a table's rows, in the columns where a browser puts them. Called by `lines`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.source import Covered

FEWEST_COLUMNS, FEWEST_ROWS = 2, 2  # of a table of data
MOST_COLUMNS = 200  # that merged cells may cover; what they claim beyond is not counted
MOST_ROWS = 1000  # that one cell may cover
WRITTEN_WITHOUT_BLANKS = re.compile("[\u2e80-\ud7ff\uf900-\uffef\U00020000-\U0003ffff“”‘’—…·]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written; `linked` counts the characters of it that lead elsewhere."""

    text: str
    columns: int
    rows: int
    linked: int


def place_cells(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[str | Covered, ...]]:
    """Each row's texts, column by column, with what merged cells cover."""
    covered: dict[int, int] = {}  # column → how many more rows a cell above covers it
    for row in rows:
        placed: list[str | Covered] = []
        for cell in row:
            _skip_covered(placed, covered)
            for at in range(max(1, min(cell.columns, MOST_COLUMNS - len(placed)))):
                if cell.rows > 1 and len(placed) < MOST_COLUMNS:
                    covered[len(placed)] = min(cell.rows, MOST_ROWS) - 1
                placed.append(cell.text if at == 0 else Covered.FROM_LEFT)
        _skip_covered(placed, covered)
        yield tuple(placed)


def holds_data(rows: Iterable[Sequence[Cell]]) -> bool:
    """Whether the rows are more than a way to lay out a page: several of them have several cells with words."""
    wide = (row for row in rows if sum(bool(cell.text) for cell in row) >= FEWEST_COLUMNS)
    return sum(1 for _ in wide) >= FEWEST_ROWS


def join_lines(lines: Iterable[tuple[str, bool]]) -> str:
    """The lines of a cell as one, each with whether it was only broken off: within Chinese that leaves no blank."""
    pieces: list[str] = []
    broken_off = False
    for line, breaks in lines:
        text = line.strip()
        if pieces and not (broken_off and _is_chinese(pieces[-1][-1]) and _is_chinese(text[0])):
            pieces.append(" ")
        pieces.append(text)
        broken_off = breaks
    return "".join(pieces)


def _skip_covered(placed: list[str | Covered], covered: dict[int, int]) -> None:
    while covered.get(len(placed), 0) > 0:
        covered[len(placed)] -= 1
        placed.append(Covered.FROM_ABOVE)


def _is_chinese(character: str) -> bool:
    return bool(WRITTEN_WITHOUT_BLANKS.match(character))
