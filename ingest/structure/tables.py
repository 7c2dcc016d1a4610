"""The rows of a table as clauses: which row names the columns, which only head a group, what each cell is called."""

from collections.abc import Sequence

from ingest.source import EMPTY, Block, Piece
from ingest.structure.labels import ENDS_SENTENCE
from ingest.structure.nodes import Node
from kb.records import Cell, ClauseKind

LONGEST_COLUMN_NAME = 20
MOST_HEAD_ROWS = 3


def table_node(rows: Sequence[Block], caption: Piece, number: str) -> Node:
    """The clause of a table: its text is the row of column names, its children the rows and groups of rows."""
    table = Node(ClauseKind.TABLE, "table", caption, written_number=number, page=rows[0].page)
    at = 0
    if not caption and len(rows) > 1 and _heads_group(rows[0]):
        table.heading, at = rows[0].piece, 1
    names, head = _column_names(rows[at:])
    for row in rows[at : at + head]:
        table.text = table.text + row.piece if table.text else row.piece
    holder = table
    above: Block | None = None
    for ordinal, row in enumerate(rows[at + head :], start=1):
        if _heads_group(row):
            holder = Node(ClauseKind.ROW, "row", row.piece, written_number=str(ordinal), page=row.page)
            table.children.append(holder)
        else:
            cells = _cells(row, names, above)
            node = Node(ClauseKind.ROW, "row", EMPTY, row.piece, written_number=str(ordinal), page=row.page)
            node.cells = cells
            holder.children.append(node)
        above = row
    return table


def _heads_group(row: Block) -> bool:
    """Whether a row says one thing over all its columns."""
    return len(row.cells) > 1 and len({cell.spans for cell in row.cells if cell}) == 1


def _column_names(rows: Sequence[Block]) -> tuple[list[str], int]:
    """The names of the columns and how many rows hold them: none for a table whose first row is like the others.

    A name that spans several columns stands before those below it (分年度招生任务 1997年).
    """
    if len(rows) < 2 or not _names_columns(rows[0]):
        return [""] * max(len(row.cells) for row in rows) if rows else [], 0
    head = 1
    while head < min(MOST_HEAD_ROWS, len(rows) - 1) and _parts_names(rows[head - 1], rows[head]):
        head += 1
    names = []
    for column in range(max(len(row.cells) for row in rows)):
        over = [row.cells[column] for row in rows[:head] if column < len(row.cells) and row.cells[column]]
        names.append(" ".join(piece.text for piece in dict.fromkeys(over)))
    return names, head


def _names_columns(row: Block) -> bool:
    texts = [cell.text for cell in row.cells if cell]
    return len(texts) > 1 and all(
        len(text) <= LONGEST_COLUMN_NAME
        and not ENDS_SENTENCE.search(text)
        and any(character.isalpha() for character in text)
        for text in texts
    )


def _parts_names(above: Block, row: Block) -> bool:
    """Whether a row only names the columns below cells of the row above that span several."""
    if len(above.cells) != len(row.cells) or not _names_columns(row):
        return False
    spanning = {cell for cell in above.cells if cell and above.cells.count(cell) > 1}
    own = [(over, cell) for over, cell in zip(above.cells, row.cells, strict=True) if over != cell]
    return bool(own) and all(over in spanning for over, _ in own)


def _cells(row: Block, names: Sequence[str], above: Block | None) -> tuple[Cell, ...]:
    """The cells of a row with the names of their columns; one that spans several columns stands under the first."""
    cells = []
    for column, piece in enumerate(row.cells):
        if column and piece and piece == row.cells[column - 1]:
            continue
        own = above is None or not piece or column >= len(above.cells) or above.cells[column] != piece
        cells.append(Cell(names[column] if column < len(names) else "", piece.text, own))
    return tuple(cells)
