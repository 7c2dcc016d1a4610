"""What follows what in a Word file: lines of paragraphs with their labels, text boxes, and tables as rows of cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.readers.word.fields import Fields
from ingest.readers.word.numbering import Numbering
from ingest.readers.word.parts import Node
from ingest.readers.word.styles import Styles
from ingest.readers.word.text import LINE_END, Oddity, Story, read_words
from ingest.source import Covered

MOST_COLUMNS = 63  # that Word's tables have
GONE = frozenset(("del", "moveFrom", "pPr", "tblPr", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr"))


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or the part of one that a hard line break ends; whether that runs on, Word does not say."""

    text: str
    is_heading: bool
    is_indented: bool
    ends_paragraph: bool


@dataclass(slots=True)
class _Pending:
    """What waits for the paragraph that it runs on into, since its own mark was deleted or hidden."""

    texts: list[str] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    properties: Node | None = None
    heads: bool = False  # whether its properties hold for the whole


class Flow:
    """Reads the parts of one file. Counters of numbering, open fields and notes go on from part to part."""

    def __init__(self, styles: Styles, numbering: Numbering, story: Story) -> None:
        self._styles = styles
        self._numbering = numbering
        self._story = story
        self.fields: Fields | None = None  # None: fields are broken, and all their text is shown

    def read(self, nodes: Sequence[Node]) -> Iterator[Line | Node]:
        """Lines and tables (`tbl`) in reading order; text boxes come behind the paragraph that they hang on."""
        pending = _Pending()
        for node in self._flatten(nodes, ("p", "tbl", "altChunk")):
            if node.name == "p":
                yield from self._read_paragraph(node, pending)
                continue
            yield from self._finish(pending)
            if node.name == "altChunk":
                self._story.oddities.append(Oddity.FOREIGN)
            elif self._is_frame(node):
                for cell in self._cells(node):
                    yield from self.read(cell.children)
            else:
                yield node
        yield from self._finish(pending)

    def read_rows(self, table: Node) -> Iterator[list[str | Covered]]:
        """The rows of a table, cell by cell."""
        for row in self._rows(table):
            properties = row.child("trPr")
            cells: list[str | Covered] = [""] * _span(properties, "gridBefore", 0, MOST_COLUMNS)
            for cell in self._flatten(row.children, ("tc",)):
                look = cell.child("tcPr")
                if look and look.child("cellDel"):
                    continue
                cells.append(_covered(look) or LINE_END.join(self.texts(cell)))
                cells += [Covered.FROM_LEFT] * (_span(look, "gridSpan", 1, MOST_COLUMNS - len(cells) + 1) - 1)
            cells += [""] * _span(properties, "gridAfter", 0, MOST_COLUMNS - len(cells))
            yield cells

    def texts(self, container: Node) -> Iterator[str]:
        """The lines of a cell or a note, tables within it row by row."""
        for item in self.read(container.children):
            if isinstance(item, Line):
                yield item.text
            else:
                for row in self.read_rows(item):
                    yield "\t".join(cell for cell in row if isinstance(cell, str))

    def _read_paragraph(self, node: Node, pending: _Pending) -> Iterator[Line | Node]:
        words = read_words(node, self._styles, self.fields, self._story)
        pending.texts.append(words.text)
        pending.boxes += words.boxes
        properties = node.child("pPr")
        if not pending.heads:
            pending.properties = properties
        if not _runs_on(properties):
            yield from self._write(pending)
        elif properties and properties.is_on("rPr", "specVanish"):
            pending.heads = True

    def _finish(self, pending: _Pending) -> Iterator[Line | Node]:
        """What still waits at the end of its part; a paragraph of which nothing is left is none."""
        if any(pending.texts) or pending.boxes:
            yield from self._write(pending)

    def _write(self, pending: _Pending) -> Iterator[Line | Node]:
        text, boxes, properties = "".join(pending.texts), pending.boxes, pending.properties
        pending.texts, pending.boxes, pending.properties, pending.heads = [], [], None, False
        label = self._numbering.next_label(properties)
        is_heading = self._styles.is_heading(properties)
        indent = self._styles.is_indented(properties, label.properties if label else None)
        whole = label.before(text) if label else text
        lines = whole.split(LINE_END)
        for at, line in enumerate(lines):
            is_indented = line[:1].isspace() or (indent and at == 0)
            yield Line(line, is_heading, is_indented, at == len(lines) - 1)
        for box in boxes:
            yield from self.read(box.children)

    def _flatten(self, nodes: Sequence[Node], names: Sequence[str]) -> Iterator[Node]:
        """The nodes of these names, out of content controls, tags and insertions around them."""
        for node in nodes:
            if node.name in names:
                yield node
            elif node.name == "mc:AlternateContent":
                for alternative in node.children:
                    found = list(self._flatten(alternative.children, names))
                    if found:
                        yield from found
                        break
            elif node.name not in GONE:
                yield from self._flatten(node.children, names)

    def _rows(self, table: Node) -> Iterator[Node]:
        for row in self._flatten(table.children, ("tr",)):
            properties = row.child("trPr")
            if properties is None or properties.child("del") is None:
                yield row

    def _cells(self, table: Node) -> Iterator[Node]:
        for row in self._rows(table):
            yield from self._flatten(row.children, ("tc",))

    def _is_frame(self, table: Node) -> bool:
        """Whether a table is only a frame around text: one column, with paragraphs or tables in it."""
        cells = [list(self._flatten(row.children, ("tc",))) for row in self._rows(table)]
        if any(len(row) != 1 for row in cells):
            return False
        return any(
            sum(node.name == "tbl" or _has_words(node) for node in self._flatten(cell.children, ("p", "tbl"))) > 1
            for row in cells
            for cell in row
        )


def _has_words(paragraph: Node) -> bool:
    return any(node.name == "t" and node.text.strip() for node in paragraph.walk())


def _runs_on(properties: Node | None) -> bool:
    """Whether the next paragraph goes on with this one: its mark is deleted or hidden, or it is a drop capital."""
    if properties is None:
        return False
    frame = properties.child("framePr")
    if frame and frame.attributes.get("dropCap", "none") != "none":
        return True
    mark = properties.child("rPr")
    return mark is not None and bool(mark.child("del") or mark.child("moveFrom") or mark.is_on("vanish"))


def _covered(cell: Node | None) -> Covered | None:
    """Where the merged cell begins that covers this one; None if none does."""
    for name, begins in (("vMerge", Covered.FROM_ABOVE), ("hMerge", Covered.FROM_LEFT)):
        merge = cell.child(name) if cell else None
        if merge is not None and merge.attributes.get("val") != "restart":
            return begins
    return None


def _span(properties: Node | None, name: str, usual: int, most: int) -> int:
    """A number of columns, no more than a row has room for."""
    number = properties.number(name) if properties else None
    return min(max(usual if number is None else number, usual), max(most, usual))
