"""The flow of a document: the characters of its pages put together to lines, columns and tables, and written down.

It does not matter where the characters come from: a text layer, or a picture in which they were recognised.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf.columns import columns_of
from ingest.readers.pdf.heads import Sheet, find_heads, find_watermarks
from ingest.readers.pdf.layout import Line, Piece, View, lines_of, pieces_of, views_of
from ingest.readers.pdf.pages import Glyph, PdfPage
from ingest.readers.pdf.paragraphs import PlacedLine, place_lines
from ingest.readers.pdf.radicals import unify_radicals
from ingest.readers.pdf.tables import NEAR, Table, take_tables
from ingest.source import NO_REMARKS, Remarks, Source, SourceWriter
from kb.records import RemovalKind

TABLE_SIGN = "\ufffc"  # stands for a table among the pieces of a page
MOST_PAGES_NAMED = 20

Part = list[Line] | Table  # a column, or a table between columns


@dataclass(slots=True)
class PageText:
    """A page once its characters are put together. `parts` are in reading order; `beside` runs in other directions."""

    page: PdfPage
    turned: int
    parts: list[Part]
    beside: list[tuple[int, list[Line]]]
    sheets: dict[int, Sheet]
    heads: set[Line] = field(default_factory=set)


def put_together(page: PdfPage) -> PageText:
    """A page's characters as lines and tables in reading order."""
    views = views_of(page)
    if not views:
        return PageText(_without_drawing(page), 0, [], [], {})
    main, *others = views
    tables, glyphs = take_tables(main.glyphs, main.rules)
    signs = {_table_sign(table): table for table in tables}
    pieces = [*pieces_of(glyphs), *signs]
    parts = [part for column in columns_of(pieces) for part in _parts(column, signs)]
    beside = [(view.turned, _lines(view.glyphs)) for view in others]
    lines = [line for part in parts if not isinstance(part, Table) for line in part]
    sheets = {main.turned: _sheet(page, main, lines)}
    sheets |= {view.turned: _sheet(page, view, found) for view, (_, found) in zip(others, beside, strict=True)}
    return PageText(_without_drawing(page), main.turned, parts, beside, sheets)


def _without_drawing(page: PdfPage) -> PdfPage:
    """The page's record without its characters, of which a long document has millions."""
    return PdfPage(page.number, page.box, (), (), page.unknown, page.lost, page.recognised)


def _sheet(page: PdfPage, view: View, lines: Sequence[Line]) -> Sheet:
    return Sheet(page.number, view.bottom, view.top, tuple(lines))


def _lines(glyphs: Sequence[Glyph]) -> list[Line]:
    return [line for column in columns_of(pieces_of(glyphs)) for line in lines_of(column)]


def _table_sign(table: Table) -> Piece:
    glyph = Glyph(TABLE_SIGN, table.left, table.right, table.bottom, table.top, table.bottom, table.top - table.bottom)
    return Piece.of([glyph])


def _parts(column: Sequence[Piece], signs: dict[Piece, Table]) -> list[Part]:
    """A column's lines and tables from the top down."""
    parts: list[Part] = []
    open_: list[Piece] = []
    for piece in sorted(column, key=lambda one: -(one.top + one.bottom)):
        if piece not in signs:
            open_.append(piece)
            continue
        parts += [lines_of(open_), signs[piece]] if open_ else [signs[piece]]
        open_ = []
    return [*parts, lines_of(open_)] if open_ else parts


def _mark_heads(pages: Sequence[PageText]) -> None:
    """Finds running heads among the lines of each direction, and watermarks among those beside the text."""
    for turned in sorted({turned for page in pages for turned in page.sheets}):
        bearing = [page for page in pages if turned in page.sheets]
        sheets = [page.sheets[turned] for page in bearing]
        repeated = find_watermarks(sheets, len(pages))
        for page, heads, watermarks in zip(bearing, find_heads(sheets, len(pages)), repeated, strict=True):
            page.heads |= heads if turned == page.turned else heads | watermarks


def write_pages(pages: Sequence[PageText], remarks: Remarks = NO_REMARKS) -> Source:
    """The document that these pages make, their running heads left out; `remarks` come before those on the pages."""
    _mark_heads(pages)
    columns = [
        [line for line in part if line not in page.heads]
        for page in pages
        for part in page.parts
        if not isinstance(part, Table)
    ]
    placed = iter(place_lines([column for column in columns if column]))
    written = _Writing()
    for page in pages:
        written.page(page, placed)
    return written.writer.finish([*remarks.notes, *written.notes(), *_notes(pages)], remarks.caveats)


class _Writing:
    """A document while it is written: the number of the open table, how many radicals were met."""

    def __init__(self) -> None:
        self.writer = SourceWriter()
        self.radicals = 0
        self._tables = 0
        self._open_table: Table | None = None  # the last thing written

    def notes(self) -> list[str]:
        """What was changed in the words."""
        if not self.radicals:
            return []
        return [f"文本层里有 {self.radicals} 个部首字符（如“⼀”），是字体造成的，已换成对应的汉字（如“一”）。"]

    def page(self, page: PageText, placed: Iterator[list[PlacedLine]]) -> None:
        """Writes a page; the lines of its columns are taken from `placed`."""
        number = page.page.number
        all_lines = [line for sheet in page.sheets.values() for line in sheet.lines]
        heads = [line for line in all_lines if line in page.heads]
        middle = (page.page.box[1] + page.page.box[3]) / 2
        upper = [line for line in heads if page.turned == 0 and line.middle > middle]
        self._leave_out(upper)
        for part in page.parts:
            if isinstance(part, Table):
                self._table(part, number)
            elif any(line not in page.heads for line in part):
                self._column(next(placed), number)
        for _, lines in page.beside:
            for line in lines:
                if line not in page.heads:
                    self._column([PlacedLine(line, indented=True, wrapped=False)], number)
        self._leave_out([line for line in heads if line not in upper])

    def _leave_out(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.writer.leave_out(self._words(line.text), RemovalKind.PAGE)

    def _column(self, lines: Iterable[PlacedLine], page: int) -> None:
        for one in lines:
            self.writer.add(self._words(one.line.text), indented=one.indented, page=page, wrapped=one.wrapped)
        self._open_table = None

    def _table(self, table: Table, page: int) -> None:
        """Writes the rows of a table; one that goes on from the page before keeps its number and repeats no head."""
        rows = list(table.rows)
        before = self._open_table
        if before is not None and _same_columns(before, table):
            if rows[0] == before.rows[0] and any(isinstance(cell, str) and cell for cell in rows[0]):
                head = rows.pop(0)
                self.writer.leave_out(
                    self._words("\t".join(cell for cell in head if isinstance(cell, str))), RemovalKind.PAGE
                )
        else:
            self._tables += 1
        for row in rows:
            cells = [self._words(cell) if isinstance(cell, str) else cell for cell in row]
            self.writer.add_row(cells, self._tables, page=page)
        self._open_table = table

    def _words(self, text: str) -> str:
        unified = unify_radicals(text)
        self.radicals += sum(one != other for one, other in zip(text, unified, strict=True))
        return unified


def _same_columns(before: Table, table: Table) -> bool:
    return len(before.columns) == len(table.columns) and all(
        abs(one - other) <= NEAR for one, other in zip(before.columns, table.columns, strict=True)
    )


def _notes(pages: Sequence[PageText]) -> list[str]:
    notes = []
    if without := [page.page.number for page in pages if not page.sheets and not page.page.lost]:
        notes.append(f"{name_pages(without)}没有文字，可能是空白页、扫描页或图片；这些页没有内容读入。")
    if unknown := [page.page for page in pages if page.page.unknown]:
        count = sum(page.unknown for page in unknown)
        notes.append(
            f"{name_pages([page.number for page in unknown])}有 {count} 个字符查不到是什么字"
            "（文件里没有给出对应的编码），请对照原件核对。"
        )
    if lost := [page.page for page in pages if page.page.lost]:
        count = sum(page.lost for page in lost)
        notes.append(
            f"{name_pages([page.number for page in lost])}有 {count} 段文字可能没有读出：字体没有嵌入文件，"
            "本机也没有；请安装中文字体后再入库。"
        )
    if recognised := [page.page.number for page in pages if page.page.recognised]:
        notes.append(f"{name_pages(recognised)}的文字藏在图片下面，多半是扫描后识别出来的，可能有错字。")
    return notes


def name_pages(numbers: Sequence[int]) -> str:
    """第 1、3–5 页"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    named = [f"{run[0]}–{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs]
    more = f"等 {len(numbers)} " if len(named) > MOST_PAGES_NAMED else ""
    return f"第 {'、'.join(named[:MOST_PAGES_NAMED])} {more}页"
