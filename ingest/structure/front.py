"""What stands around the body of a document and is no clause: title, number, date, contents, page numbers.

`separate_front` takes these blocks away and says what each was; the rest goes on to be cut into clauses.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from ingest.source import EMPTY, Block, BlockKind, join
from ingest.structure.closing import ISSUER_LINE, enclosed_title, named_titles, take_signatures
from ingest.structure.frame import (
    DATE_LINE,
    LONGEST_TITLE_LINE,
    NUMBER_LINE,
    SENTENCE,
    TITLE_TAIL,
    Front,
    bare,
    is_plain,
    title_lines,
)
from ingest.structure.labels import CONTENTS, ENDS_SENTENCE, PAGE_NUMBER, SUBTITLE, recognise_label
from ingest.structure.marks import take_marks, take_title_mark
from kb.records import RemovalKind

LONGEST_ENTRY = 200
LONGEST_FRONT_LINE = 300  # an adoption note may name several sessions
LONGEST_PAGE_NUMBER = 40
LETTERHEAD = re.compile(r"[\u4e00-\u9fff、 　]{4,40}(?:文件|令|公告|公报)")
ORDER_NUMBER = re.compile(r"[（(]?(?:(?:19|20)\d{2}年)?第\s*(?:\d{1,5}|[〇零一二三四五六七八九十百]{1,7})\s*号[）)]?")
# What stands below the title of a law: when and by whom it was adopted.
ADOPTION = re.compile(
    r"[（(][^（）()]*?(?:(?:通过|批准|公布|发布|修订|修正|施行)|令第?[\d〇零一二三四五六七八九十百]+号)[^（）()]*[）)]"
)
DATED_NOTE = re.compile(r"[（(][^（）()。；]{0,40}[\d〇○零一二三四五六七八九]{4}年[^（）()。；]{2,12}日[）)]")
DATE_WITHIN = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")
ADDRESSEES = re.compile(r"(?!附)[^。；！？：:]{2,200}[：:]")
ADDRESSEE = re.compile("[局委办厅署]|政府|单位|部门|公司|院校|企业|学校|医院|街道|乡镇|同志")
LEADER = re.compile(r"(?:[.．·…]{2,}|\s)\s*\d{1,4}\s*\|?\s*$|[.．·…]{3,}\s*\|?\s*$")
LAST_NUMBER = re.compile(r"(?<!\d)(\d{1,4})\s*\|?\s*$")
FEWEST_ENTRIES = 2  # of a contents table


def separate_front(blocks: Sequence[Block]) -> Front:
    """Divides the blocks of a document into its body and what stands around it."""
    front = Front()
    rest = _take_asides(blocks, front)
    rest = [block for block in rest if not _is_page_number(block, front)]
    rest = take_marks(rest, front)
    rest = _take_snippet(rest, front)
    rest = _take_letterhead(rest, front)
    rest = _take_title(rest, front)
    take_title_mark(front)
    rest = _take_addressees(rest, front)
    rest = _take_contents(rest, front)
    rest = take_signatures(rest, front)
    at = 0
    named = named_titles(front.title.text)
    while at < len(rest):
        block = rest[at]
        lines = enclosed_title(rest, at, front, named)
        named |= named_titles(block.text)
        if lines:
            block = replace(block, piece=join([line.piece for line in lines]))
            front.enclosed.append(block)
            front.body.append(block)
            for below in takewhile(_is_enclosed_note, rest[at + len(lines) :]):
                front.remove(below.piece, RemovalKind.FRONT)
                lines.append(below)
        elif _repeats_title(block, front):
            front.remove(block.piece, RemovalKind.TITLE)
        else:
            front.body.append(block)
        at += len(lines) or 1
    return front


def _is_enclosed_note(block: Block) -> bool:
    """Whether a line below an enclosed document's title only says who made it and when (（民政部 1997年1月28日）)."""
    notes = (ADOPTION, DATED_NOTE, DATE_LINE, ISSUER_LINE)
    return len(block.text) <= LONGEST_FRONT_LINE and any(note.fullmatch(block.text) for note in notes)


def _take_asides(blocks: Sequence[Block], front: Front) -> list[Block]:
    """Takes what a web page puts around the document."""
    front.asides = [block for block in blocks if block.aside]
    for block in front.asides:
        front.remove(block.piece, RemovalKind.SITE)
    return [block for block in blocks if not block.aside]


def _is_page_number(block: Block, front: Front) -> bool:
    if len(block.text) > LONGEST_PAGE_NUMBER or not PAGE_NUMBER.fullmatch(block.text):
        return False
    front.remove(block.piece, RemovalKind.PAGE)
    return True


def _take_snippet(blocks: list[Block], front: Front) -> list[Block]:
    """Leaves out a first line that only repeats how the document begins, as web pages put before the text."""
    if len(blocks) < 2:
        return blocks
    first = bare(blocks[0].text)
    if len(first) < 40:
        return blocks
    following = ""
    for block in blocks[1:]:
        following += bare(block.text)
        if len(following) > len(first):
            break
    if not following.startswith(first):
        return blocks
    front.remove(blocks[0].piece, RemovalKind.SNIPPET)
    return blocks[1:]


def _take_letterhead(blocks: list[Block], front: Front) -> list[Block]:
    """Takes a letterhead (某市人民政府文件) above a number, so that it is not taken for the title.

    The head of an order (某市人民政府令, 第345号) is its title and number at once.
    """
    if len(blocks) < 3 or not LETTERHEAD.fullmatch(blocks[0].text):
        return blocks
    if NUMBER_LINE.fullmatch(blocks[1].text) or (front.number and blocks[0].text.endswith("文件")):
        front.remove(blocks[0].piece, RemovalKind.FRONT)
        return blocks[1:]
    if ORDER_NUMBER.fullmatch(blocks[1].text) and not blocks[0].text.endswith("文件"):
        front.title = blocks[0].piece
        front.order = front.title
        front.number = front.title + blocks[1].piece
        front.remove(front.title, RemovalKind.TITLE)
        front.remove(blocks[1].piece, RemovalKind.FRONT)
        return blocks[2:]
    return blocks


def _take_title(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the title lines, a sub-title below them, and a document number or date directly above or below."""
    if front.title:
        return blocks
    at = _take_numbers_and_dates(blocks, 0, front)
    lines = title_lines(blocks[at:])
    # A single line is no document of its own with a title; it is text.
    if lines and len(blocks) > at + len(lines):
        front.title = join([block.piece for block in lines])
        front.remove(front.title, RemovalKind.TITLE)
        at = _take_numbers_and_dates(blocks, at + len(lines), front)
        while at < len(blocks) and TITLE_TAIL.fullmatch(blocks[at].text) and is_plain(blocks[at]):
            front.title += blocks[at].piece
            front.remove(blocks[at].piece, RemovalKind.TITLE)
            at = _take_numbers_and_dates(blocks, at + 1, front)
        if at < len(blocks) and SUBTITLE.match(blocks[at].text) and not SENTENCE.search(blocks[at].text):
            front.remove(blocks[at].piece, RemovalKind.TITLE)
            held = DATE_WITHIN.search(blocks[at].text)  # ——2023年1月10日在某市人民代表大会上
            front.date = front.date or (blocks[at].piece.cut(*held.span()) if held else EMPTY)
            at += 1
    return blocks[at:]


def _take_numbers_and_dates(blocks: list[Block], at: int, front: Front) -> int:
    """Takes the lines from `at` on that hold a document number or a date; returns where they end."""
    while at < len(blocks) and _take_number_or_date(blocks[at], front):
        at += 1
    return at


def _take_number_or_date(block: Block, front: Front) -> bool:
    text = block.text
    if len(text) > LONGEST_FRONT_LINE:
        return False
    if not front.number and (match := NUMBER_LINE.fullmatch(text)):
        front.number = block.piece.cut(*match.span("number"))
    elif not front.date and DATE_LINE.fullmatch(text):
        front.date = block.piece
    elif front.title and ADOPTION.fullmatch(text):
        dates = list(DATE_WITHIN.finditer(text))
        if dates and not front.date:
            front.date = block.piece.cut(*dates[-1].span())
    else:
        return False
    front.remove(block.piece, RemovalKind.FRONT)
    return True


def _take_addressees(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the line below the title that says to whom the document goes (各区人民政府，市政府各部门：)."""
    if len(blocks) < 2 or not front.title:
        return blocks
    text = blocks[0].text
    if not is_plain(blocks[0]) or not ADDRESSEES.fullmatch(text) or not ADDRESSEE.search(text):
        return blocks
    if recognise_label(blocks[1].text):
        return blocks  # it introduces a list
    front.addressees = blocks[0].piece
    front.remove(blocks[0].piece, RemovalKind.FRONT)
    return blocks[1:]


def _take_contents(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the contents table: what follows 目录 as long as it looks like entries or comes again as a heading."""
    starts = [at for at, block in enumerate(blocks) if CONTENTS.fullmatch(block.text)]
    if not starts:
        return blocks
    start = starts[0]
    end = start + 1
    times = Counter(bare(block.text) for block in blocks[end:] if len(block.text) <= LONGEST_TITLE_LINE)
    entries: list[str] = []
    page = 0
    while end < len(blocks) and (entry := _contents_entry(blocks[end], times)):
        # Page numbers only rise; where they fall, an amount stands at the end of a line of text.
        number = LAST_NUMBER.search(blocks[end].text)
        if number and int(number[1]) < page:
            break
        page = int(number[1]) if number else page
        entries.append(entry)
        times[bare(blocks[end].text)] -= 1
        end += 1
    if len(entries) < FEWEST_ENTRIES:
        return blocks
    front.contents = frozenset(entries)
    for block in blocks[start:end]:
        front.remove(block.piece, RemovalKind.CONTENTS)
    return blocks[:start] + blocks[end:]


def _contents_entry(block: Block, times: Counter[str]) -> str:
    """The bare heading that an entry of the contents names, or "" if the block is none.

    `times` counts how often each short line stands from here on; an entry without a page number comes again.
    """
    text = block.text
    if len(text) > LONGEST_ENTRY:
        return ""
    if block.kind is BlockKind.TABLE_ROW:
        return bare(block.cells[0].text) or "-"
    if LEADER.search(text):
        return bare(LEADER.sub("", text))
    entry = bare(text)
    return entry if times[entry] > 1 else ""


def _repeats_title(block: Block, front: Front) -> bool:
    if len(block.text) > LONGEST_ENTRY:
        return False
    words = bare(block.text)
    return (
        len(words) >= 6 and words in bare(front.title.text) and is_plain(block) and not ENDS_SENTENCE.search(block.text)
    )
