"""OFD, the format of Chinese official documents (GB/T 33190-2016): pages of placed strings, read line by line.

Line ends are the file's; whether a paragraph runs on is told by the margins. `package.py` finds the pages,
`content.py` reads what is drawn on them, `lines.py` puts it into lines.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingest.readers.ofd.content import PLACEHOLDER
from ingest.readers.ofd.edges import part_edges
from ingest.readers.ofd.lines import Line, Margins, Row, in_columns, margins_of, rows_of
from ingest.readers.ofd.package import Page, read_contents
from ingest.readers.ofd.runs import Run
from ingest.readers.package import Package
from ingest.source import Source, SourceWriter
from kb.errors import FileHoldsNoText
from kb.records import RemovalKind

MOST_PAGES_NAMED = 10  # in one note
Column = tuple[float, int, int, int]  # the page's width, its turn, columns, which of them


@dataclass(slots=True)
class Sheet:
    """The lines of a page that is turned one way; a page with text turned otherwise makes several."""

    page: Page
    turn: int
    rows: list[Row]
    head: list[Row] = field(default_factory=list)
    foot: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def column_of(self, line: Line) -> Column:
        """What lines share their margins with this one."""
        return (round(self.page.width), self.turn, line.columns, line.column)


def read_ofd(data: bytes, name: str) -> Source:
    """The lines of an OFD file, with their pages.

    Raises FileEncrypted, FileDamaged (an entry or a page is missing or broken), FileHoldsNoText or FileTooComplex.
    """
    contents = read_contents(Package(data, name), name)
    pages = [_sheets(page) for page in contents.pages]
    for sheets, (head, rows, foot) in zip(pages, part_edges([sheets[0].rows for sheets in pages]), strict=True):
        sheets[0].head, sheets[0].rows, sheets[0].foot = head, rows, foot
        for sheet in sheets:
            sheet.lines = in_columns(sheet.rows)
    _refuse_without_words(pages, name)
    writer = SourceWriter()
    margins = _margins([sheet for sheets in pages for sheet in sheets])
    for sheets in pages:
        for sheet in sheets:
            _write(writer, sheet, margins)
        for text in dict.fromkeys(sheets[0].page.left_out):
            writer.leave_out(text, RemovalKind.PAGE)
    return writer.finish([*contents.notes, *_page_notes(contents.pages)])


def _sheets(page: Page) -> list[Sheet]:
    """The page's lines, those turned like most of its text first; at least one sheet."""
    turned: dict[int, list[Run]] = defaultdict(list)
    for run in page.runs:
        turned[run.turn].append(run)
    sheets = [Sheet(page, turn, rows_of(runs)) for turn, runs in turned.items()]
    sheets.sort(key=lambda sheet: -sum(len(row.text) for row in sheet.rows))
    return sheets or [Sheet(page, 0, [])]


def _refuse_without_words(sheets: list[list[Sheet]], name: str) -> None:
    pages = [of_page[0].page for of_page in sheets]
    texts = [line.row.text for of_page in sheets for sheet in of_page for line in sheet.lines]
    if any(text.replace(PLACEHOLDER, "").strip() for text in texts):
        return
    if any(page.codeless for page in pages):
        what = "文字只有字形，没有字符编码，读不出内容"
    elif any(page.pictures for page in pages):
        what = "页面上只有图片，没有文字（可能是扫描件）"
    elif any(sheet.head or sheet.foot for of_page in sheets for sheet in of_page):
        what = "除了各页重复的页眉、页脚和页码，没有文字"
    else:
        what = "页面上没有文字"
    raise FileHoldsNoText(f"{name}：{what}。", "请换用带文字的版本，或经文字识别（OCR）后再入库。")


def _margins(sheets: list[Sheet]) -> dict[Column, Margins]:
    columns: dict[Column, list[Row]] = defaultdict(list)
    for sheet in sheets:
        for line in sheet.lines:
            columns[sheet.column_of(line)].append(line.row)
    return {column: margins_of(rows, _width(column)) for column, rows in columns.items()}


def _width(column: Column) -> float:
    """The width of the page that a column fills; 0 for one of two columns, and for a turned page."""
    width, turn, columns, _ = column
    return width if columns == 1 and turn == 0 else 0.0


def _write(writer: SourceWriter, sheet: Sheet, margins: dict[Column, Margins]) -> None:
    for row in sheet.head:
        writer.leave_out(row.text, RemovalKind.PAGE)
    for line in sheet.lines:
        edges = margins[sheet.column_of(line)]
        row = line.row
        writer.add(row.text, indented=edges.is_indented(row), page=sheet.page.number, wrapped=edges.is_full(row))
    for row in sheet.foot:
        writer.leave_out(row.text, RemovalKind.PAGE)


def _page_notes(pages: Iterable[Page]) -> Iterator[str]:
    """What is to be said of pages, each remark once with its pages."""
    where: dict[str, list[int]] = defaultdict(list)
    for page in pages:
        for remark in dict.fromkeys(page.remarks):
            where[remark].append(page.number)
        if page.codeless:
            where[f"有只有字形、没有字符编码的字，读作“{PLACEHOLDER}”"].append(page.number)
        if page.pictures and not page.runs:
            where["只有图片，没有文字"].append(page.number)
    for remark, numbers in where.items():
        named = "、".join(map(str, numbers[:MOST_PAGES_NAMED]))
        more = f"等 {len(numbers)} " if len(numbers) > MOST_PAGES_NAMED else " "
        yield f"第 {named}{more}页：{remark}。"
