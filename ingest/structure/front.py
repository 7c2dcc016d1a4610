"""What stands around the body of a document and is no clause: title, number, date, contents, page numbers.

`separate_front` takes these blocks away and says what each was; the rest goes on to be cut into clauses.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.source import EMPTY, Block, BlockKind, Piece
from ingest.structure.labels import (
    BOX,
    CONTENTS,
    ENDS_SENTENCE,
    FIGURE,
    PAGE_NUMBER,
    PREFACE,
    SUBTITLE,
    recognise_label,
)
from kb.records import Removal, RemovalKind

LONGEST_TITLE_LINE = 60
MOST_TITLE_LINES = 4
LONGEST_ENTRY = 200
TITLE_TAIL = re.compile(r"[（(][^（）()]{2,40}[）)]$")
DOCUMENT_KIND = re.compile(
    r"(?:规划|纲要|意见|通知|方案|办法|条例|规定|细则|决定|决议|公告|通告|报告|批复|函|纪要|计划|政策|措施|导则|指引|指南|标准|战略|要点|总结|经验|案例|推广)"
    r"(?:[》”」])?(?:[（(][^（）()]*[）)])?$"
)
NUMBER_LINE = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s*[〔﹝\[（(【]\s*(?:19|20)\d{2}\s*[〕﹞\]）)】]\s*第?\s*\d{1,5}\s*号$"
)
DATE_LINE = re.compile(
    r"[（(]?(?P<year>(?:19|20)\d{2}|[一二]?[〇○零O一二三四五六七八九]{3,4})\s*年\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日[）)]?$"
)
LETTERHEAD = re.compile(r"[\u4e00-\u9fff、 　]{4,40}(?:文件|令|公告|公报)")
ORDER_NUMBER = re.compile(r"[（(]?第\s*(?:\d{1,5}|[〇零一二三四五六七八九十百]{1,7})\s*号[）)]?")
OFFICER_LINE = re.compile(
    r"(?:省长|市长|县长|区长|州长|主席|主任|部长|局长|厅长|总理)\s*[:：]?\s*[\u4e00-\u9fff\s]{2,6}"
)
PRINTERS_BOX = re.compile(
    r"[（(]此[件页][^（）()]{2,30}[）)]|抄送[：:].{2,200}|.{2,40}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日印发"
)
ENCLOSES = re.compile("(?:印发|转发|公布|发布|批转|下发).*(?:通知|决定|公告|函)|令$|公告$")
PURPOSE = re.compile("制定本|特制定|编制本|特编制|提出以下|提出如下")
MOST_SIGNERS = 6
ISSUER_LINE = re.compile(r"[\u4e00-\u9fff]{2,30}(?:政府|办公厅|办公室|委员会|局|厅|部|委|院)$")
LEADER = re.compile(r"(?:[.．·…]{2,}|\s)\s*\d{1,4}\s*\|?\s*$|[.．·…]{3,}\s*\|?\s*$")
SENTENCE = re.compile("[。；！？!?;]")
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Front:
    """What was found around the body. `contents` holds the entries of the contents table, without spaces and marks.

    `enclosed` are blocks of the body that bear the title of an enclosed document.
    """

    body: list[Block] = field(default_factory=list)
    title: Piece = EMPTY
    number: Piece = EMPTY
    issuer: Piece = EMPTY
    date: Piece = EMPTY
    contents: frozenset[str] = frozenset()
    enclosed: list[Block] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)

    def remove(self, piece: Piece, kind: RemovalKind) -> None:
        """Records that `piece` is left out of the clauses."""
        self.removals += [Removal(span, kind) for span in piece.spans]


def bare(text: str) -> str:
    """`text` without spaces, punctuation and marks, for comparing headings."""
    return NOT_WORDS.sub("", text)


def separate_front(blocks: Sequence[Block]) -> Front:
    """Divides the blocks of a document into its body and what stands around it."""
    front = Front()
    rest = [block for block in blocks if not _is_page_number(block, front)]
    rest = _take_snippet(rest, front)
    rest = _take_letterhead(rest, front)
    rest = _take_title(rest, front)
    rest = _take_contents(rest, front)
    rest = _take_signatures(rest, front)
    for at, block in enumerate(rest):
        if _is_enclosed_title(rest, at, front):
            front.enclosed.append(block)
            front.body.append(block)
        elif _repeats_title(block, front):
            front.remove(block.piece, RemovalKind.TITLE)
        else:
            front.body.append(block)
    return front


def is_plain(block: Block) -> bool:
    """Whether `block` is a line of words that opens nothing: no label, no box, no caption, no row of a table."""
    text = block.text
    return not (
        block.kind is BlockKind.TABLE_ROW
        or recognise_label(text)
        or PREFACE.match(text)
        or CONTENTS.match(text)
        or BOX.match(text)
        or FIGURE.match(text)
    )


def _is_page_number(block: Block, front: Front) -> bool:
    if not PAGE_NUMBER.fullmatch(block.text):
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
    if NUMBER_LINE.fullmatch(blocks[1].text):
        front.remove(blocks[0].piece, RemovalKind.FRONT)
        return blocks[1:]
    if ORDER_NUMBER.fullmatch(blocks[1].text) and not blocks[0].text.endswith("文件"):
        front.title = blocks[0].piece
        front.number = front.title + blocks[1].piece
        front.remove(front.title, RemovalKind.TITLE)
        front.remove(blocks[1].piece, RemovalKind.FRONT)
        return blocks[2:]
    return blocks


def _take_title(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the title lines, a sub-title below them, and a document number or date directly above or below."""
    if front.title:
        return blocks
    lines: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if _take_number_or_date(block, front):
            at += 1
            continue
        if len(lines) == MOST_TITLE_LINES or not _continues_title(block, lines, blocks[at + 1 :]):
            break
        lines.append(block)
        at += 1
    for block in lines:
        front.title += block.piece
        front.remove(block.piece, RemovalKind.TITLE)
    if lines and at < len(blocks) and SUBTITLE.match(blocks[at].text) and not SENTENCE.search(blocks[at].text):
        front.remove(blocks[at].piece, RemovalKind.TITLE)
        at += 1
    return blocks[at:]


def _continues_title(block: Block, lines: list[Block], after: list[Block]) -> bool:
    text = block.text
    if not is_plain(block) or len(text) > LONGEST_TITLE_LINE or SENTENCE.search(text) or text[-1] in "，、,：:":
        return False
    if not lines:
        # A single line is no document of its own with a title; it is text.
        return bool(after)
    if TITLE_TAIL.fullmatch(text):
        return True
    return not DOCUMENT_KIND.search("".join(line.text for line in lines)) and bool(DOCUMENT_KIND.search(text))


def _take_number_or_date(block: Block, front: Front) -> bool:
    text = block.text
    if not front.number and NUMBER_LINE.fullmatch(text):
        front.number = block.piece
    elif not front.date and DATE_LINE.fullmatch(text):
        front.date = block.piece
    else:
        return False
    front.remove(block.piece, RemovalKind.FRONT)
    return True


def _take_contents(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the contents table: what follows 目录 as long as it looks like entries or comes again as a heading."""
    starts = [at for at, block in enumerate(blocks) if CONTENTS.fullmatch(block.text)]
    if not starts:
        return blocks
    start = starts[0]
    end = start + 1
    times = Counter(bare(block.text) for block in blocks[end:] if len(block.text) <= LONGEST_TITLE_LINE)
    entries = []
    while end < len(blocks) and (entry := _contents_entry(blocks[end], times)):
        entries.append(entry)
        times[bare(blocks[end].text)] -= 1
        end += 1
    if not entries:
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
        text = text.strip("| \t").split("|")[0].strip()
        return bare(text) or "-"
    if LEADER.search(text):
        return bare(LEADER.sub("", text))
    entry = bare(text)
    return entry if times[entry] > 1 else ""


def _take_signatures(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the issuer's name and the date below it (落款), and the lines of the printer's box (版记).

    A notice that encloses a document is signed in the middle.
    """
    taken: set[int] = set()
    for at, block in enumerate(blocks):
        if DATE_LINE.fullmatch(block.text) and at > 0:
            signers = at
            while signers > 1 and at - signers < MOST_SIGNERS and _is_signer(blocks[signers - 1]):
                signers -= 1
            if ISSUER_LINE.fullmatch(blocks[signers].text) and not front.issuer:
                front.issuer = blocks[signers].piece
            front.date = front.date or block.piece
            taken |= set(range(signers, at + 1))
        elif PRINTERS_BOX.fullmatch(block.text):
            taken.add(at)
    for at in sorted(taken):
        front.remove(blocks[at].piece, RemovalKind.FRONT)
    return [block for at, block in enumerate(blocks) if at not in taken]


def _is_signer(block: Block) -> bool:
    return is_plain(block) and bool(ISSUER_LINE.fullmatch(block.text) or OFFICER_LINE.fullmatch(block.text))


def _is_enclosed_title(blocks: Sequence[Block], at: int, front: Front) -> bool:
    """Whether a line of a notice or an order is the title of what it encloses: a label, contents or preface follows."""
    text = blocks[at].text
    if not ENCLOSES.search(front.title.text) or not is_plain(blocks[at]) or len(text) > LONGEST_TITLE_LINE:
        return False
    if SENTENCE.search(text) or not DOCUMENT_KIND.search(text):
        return False
    for follower in blocks[at + 1 : at + 1 + MOST_TITLE_LINES]:
        label = recognise_label(follower.text)
        if PREFACE.fullmatch(follower.text) or CONTENTS.fullmatch(follower.text):
            return True
        if label is not None:
            return label.number == 1 and not label.suffix
        if not TITLE_TAIL.fullmatch(follower.text):
            return not front.contents and bool(PURPOSE.search(follower.text))
    return False


def _repeats_title(block: Block, front: Front) -> bool:
    words = bare(block.text)
    return (
        len(words) >= 6 and words in bare(front.title.text) and is_plain(block) and not ENDS_SENTENCE.search(block.text)
    )
