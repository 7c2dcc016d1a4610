"""Blocks to units: a unit is a labelled line, a heading, a caption or a whole paragraph.

Paragraphs that a page or a line end broke in the middle are joined here, and a list that begins in the middle of a
line (主要标准：（一）…) is parted from its introduction.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.source import EMPTY, Block, BlockKind, Piece, join
from ingest.structure.labels import (
    BOX,
    BRACKETED,
    ENDS_SENTENCE,
    FIGURE,
    PREFACE,
    SUBTITLE,
    Label,
    recognise_label,
)
from ingest.structure.series import labels_of_lines

LONGEST_HEADING = 60
LONGEST_CAPTION = 60
LONGEST_NAME = 40  # of the name or first sentence that heads a line with its text behind it
NAME_END = re.compile(r"[。：:]")
SENTENCE_MARK = re.compile(r"[，。；：！？,;]")
WANTS_MORE = "，、,（(《“‘+－-"
CLOSING = "”’）)》」』\\]】"
AFTER_CLOSING = re.compile(r"[，。、；：）”》等的和与及或]")
MID_SENTENCE = re.compile(r"[，。、；：！？）”》」』】]")
NARROW = str.maketrans("（）．", "().")
LONGEST_LABEL = 20
MOST_LINES_TO_SECOND = 50  # how far ahead the second item of a list is looked for
TABLE_NAME = re.compile(r"(?:表|清单|目录|名录|名单|一览|台账|计划|任务|分工)(?:[（(][^（）()]*[）)])?$")
MEASURED_IN = re.compile(r"[（(]?(?:计量)?单位[：:][^。；，]{1,20}[）)]?")
LIST_START = re.compile(r"[：:]\s*(?=[（(一二三四五六七八九十1①第])")


class UnitKind(StrEnum):
    """What a unit opens."""

    LABEL = "label"
    PREFACE = "preface"
    BOX = "box"
    FIGURE = "figure"
    SUBTITLE = "subtitle"
    BRACKETED = "bracketed"  # 【…】
    ENCLOSURE = "enclosure"  # the title of a document that a notice encloses
    TABLE = "table"
    NOTE = "note"
    TEXT = "text"
    INTRODUCTION = "introduction"  # a short "…：" whose list began on the same line


@dataclass(slots=True)
class Unit:
    """One labelled line or paragraph: what heads it on its line, and its text."""

    kind: UnitKind
    heading: Piece
    text: Piece
    label: Label | None = None
    number: str = ""
    page: int | None = None
    more: list[Piece] = field(default_factory=list)  # what later lines go on with, until `read_units` joins it
    rows: list[Block] = field(default_factory=list)  # of a table

    @property
    def label_text(self) -> str:
        """The label as written, without the words after it."""
        return self.heading.text[: self.label.end].strip() if self.label else ""


def read_units(blocks: Sequence[Block], enclosed: Collection[Block] = ()) -> list[Unit]:
    """The units of a document's body, in reading order; every character of the blocks is in one of them.

    `enclosed` are the blocks that hold the title of an enclosed document.
    """
    labels = labels_of_lines(blocks)
    units: list[Unit] = []
    for at, block in enumerate(blocks):
        if block in enclosed:
            units.append(Unit(UnitKind.ENCLOSURE, block.piece, EMPTY, page=block.page))
            continue
        if block.kind is BlockKind.TABLE_ROW:
            _add_row(units, block)
            continue
        before = _open_paragraph(units)
        if before is not None and _continues(before, block, labels[at]):
            before.more.append(block.piece)
            continue
        introduction, rest = _part_introduction(blocks, at)
        if introduction:
            units.append(Unit(UnitKind.INTRODUCTION, introduction, EMPTY, page=block.page))
        units.append(_classify(rest, recognise_label(rest.text) if introduction else labels[at]))
    for unit in units:
        unit.text = join([unit.text, *unit.more])
    return units


def _add_row(units: list[Unit], row: Block) -> None:
    """Adds a row to the table that it belongs to; the caption before a table's first row becomes its heading."""
    if units and units[-1].kind is UnitKind.TABLE and units[-1].rows[-1].table == row.table:
        units[-1].rows.append(row)
        return
    unit = Unit(UnitKind.TABLE, EMPTY, EMPTY, page=row.page, rows=[row])
    if units and MEASURED_IN.fullmatch(units[-1].text.text):
        unit.heading = units.pop().text
    if units and _is_caption(units[-1]):
        caption = units.pop()
        unit.heading, unit.number = caption.text + unit.heading, caption.number
    units.append(unit)


def _is_caption(unit: Unit) -> bool:
    text = unit.text.text
    if unit.kind is UnitKind.FIGURE:
        return text.startswith("表")
    return unit.kind is UnitKind.TEXT and len(text) <= LONGEST_CAPTION and bool(TABLE_NAME.search(text))


def _classify(block: Block, label: Label | None) -> Unit:
    piece, page = block.piece, block.page
    text = piece.text
    if block.kind is BlockKind.NOTE:
        return Unit(UnitKind.NOTE, EMPTY, piece, page=page)
    if PREFACE.fullmatch(text):
        return Unit(UnitKind.PREFACE, piece, EMPTY, page=page)
    if box := BOX.match(text):
        heading, rest = split_heading(piece, box.end())
        return Unit(UnitKind.BOX, heading, rest, number=box["number"], page=page)
    if (figure := FIGURE.match(text)) and len(text) <= LONGEST_CAPTION and not ENDS_SENTENCE.search(text):
        return Unit(UnitKind.FIGURE, EMPTY, piece, number=figure["number"], page=page)
    if subtitle := SUBTITLE.match(text):
        heading, rest = split_heading(piece, subtitle.end())
        return Unit(UnitKind.SUBTITLE, heading, rest, page=page)
    if bracketed := BRACKETED.match(text):
        return Unit(UnitKind.BRACKETED, piece.cut(0, bracketed.end()), piece.cut(bracketed.end()).strip(), page=page)
    if label is not None:
        if label.kind.name == "article" and ENDS_SENTENCE.search(text):
            # What stands behind 第X条 is its first paragraph, not a heading over the next one.
            heading, rest = piece.cut(0, label.end).strip(), piece.cut(label.end).strip()
        else:
            heading, rest = split_heading(piece, label.end)
        return Unit(UnitKind.LABEL, heading, rest, label=label, page=page)
    return Unit(UnitKind.TEXT, EMPTY, piece, page=page)


def split_heading(piece: Piece, label_end: int) -> tuple[Piece, Piece]:
    """Divides a labelled line into heading and text.

    The first short sentence or name after the label heads the text behind it; a line that is only a short phrase or
    sentence is all heading; a long one is all text behind its label.
    """
    text = piece.text
    end = NAME_END.search(text, label_end)
    rest = text[end.end() :].strip() if end else ""
    if end and rest and end.start() - label_end <= LONGEST_NAME:
        is_phrase = text[end.start()] in "：:" and not SENTENCE_MARK.search(rest) and len(text) <= LONGEST_HEADING
        if not is_phrase:
            return piece.cut(0, end.end()), piece.cut(end.end()).strip()
    if not rest and len(text) <= LONGEST_HEADING:
        return piece, EMPTY
    if rest and len(text) <= LONGEST_HEADING and not ENDS_SENTENCE.search(text):
        return piece, EMPTY
    return piece.cut(0, label_end).strip(), piece.cut(label_end).strip()


def _open_paragraph(units: list[Unit]) -> Unit | None:
    """The last unit that a broken paragraph could go on from; captions in between don't end it."""
    for unit in reversed(units):
        if unit.kind not in (UnitKind.FIGURE, UnitKind.NOTE):
            return unit if unit.text else None
    return None


def _continues(before: Unit, block: Block, label: Label | None) -> bool:
    """Whether `block` is the rest of a paragraph that a page or line end broke."""
    if block.kind is not BlockKind.TEXT or block.indented:
        return False
    text = block.text
    last = before.more[-1].text if before.more else before.text.text
    wants_more = _breaks_off(last, running=bool(before.more))
    if SUBTITLE.match(text):
        return wants_more and bool(SENTENCE_MARK.search(text))
    if PREFACE.fullmatch(text) or BOX.match(text):
        return False
    if FIGURE.match(text) and not ENDS_SENTENCE.search(text):
        return False
    if BRACKETED.match(text) or label is not None:
        return False
    if MID_SENTENCE.match(text):
        return True
    if last[-1] in CLOSING:
        return wants_more and bool(AFTER_CLOSING.match(text))
    if block.wrapped is not None and block.page is None:
        # The format knows its paragraphs: only one that plainly breaks off was broken by whoever made the file.
        return last[-1] in WANTS_MORE
    return wants_more


def _breaks_off(line: str, running: bool) -> bool:
    """Whether a paragraph whose last line is `line` breaks off in the middle of a sentence.

    A line without any sentence mark inside is a phrase (a title, an entry of a list) and complete without a full stop,
    unless it goes on with a sentence of the line before (`running`).
    """
    if ENDS_SENTENCE.search(line):
        return False
    return running or line[-1] in WANTS_MORE or bool(re.search("[，。；]", line))


def _part_introduction(blocks: Sequence[Block], at: int) -> tuple[Piece, Block]:
    """Parts `主要标准：（一）…` when （二） begins a later line, so that （一） is a label like the others.

    Returns the introduction, empty if there is none to part, and the rest of the block.
    """
    block = blocks[at]
    start = LIST_START.search(block.text, 0, LONGEST_NAME + 2)
    if block.kind is not BlockKind.TEXT or start is None or recognise_label(block.text):
        return EMPTY, block
    label = recognise_label(block.text[start.end() : start.end() + LONGEST_LABEL])
    if label is None or label.number != 1:
        return EMPTY, block
    second = label.kind.write(2)
    if second in block.text or second.translate(NARROW) in block.text:
        return EMPTY, block
    for other in blocks[at + 1 : at + 1 + MOST_LINES_TO_SECOND]:
        found = recognise_label(other.text)
        if found and found.kind is label.kind:
            if found.number != 2:
                break
            head, rest = block.piece.cut(0, start.end()).strip(), block.piece.cut(start.end())
            return head, Block(block.kind, rest, page=block.page)
    return EMPTY, block
