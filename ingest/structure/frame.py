"""What the readers of a document's frame share: the record of what was found around the body, and what lines are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from ingest.source import EMPTY, Block, BlockKind, Piece
from ingest.structure.labels import BOX, CONTENTS, FIGURE, PREFACE, recognise_label
from kb.numerals import parse_numeral
from kb.records import Removal, RemovalKind, Secrecy

LONGEST_TITLE_LINE = 60
MOST_TITLE_LINES = 5
TITLE_TAIL = re.compile(r"[（(][^（）()]{2,40}[）)]$")
DOCUMENT_KIND = re.compile(
    r"(?:规划|纲要|意见|通知|方案|办法|条例|规定|细则|决定|决议|公告|通告|通报|公报|报告|请示|批复|答复|函|议案|纪要|章程|规则|守则|制度|计划|政策|措施|导则|指引|指南|标准|战略|要点|总结|经验|案例|推广)"
    r"(?:[》”」])?(?:[（(][^（）()]*[）)])?$"
)
DATE_LINE = re.compile(
    r"[（(]?(?P<year>(?:19|20)\d{2}|[一二]?[〇○零O一二三四五六七八九]{3,4})\s*年\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日[）)]?$"
)
NUMBER_LINE = re.compile(
    r"[（(]?(?P<number>[\u4e00-\u9fff]{0,12}\s*[〔﹝\[（(【]\s*(?:19|20)\d{2}\s*[〕﹞\]）)】]\s*第?\s*\d{1,5}\s*号)[）)]?$"
)
DIGITS_DATE = re.compile(r"(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
ZEROS = str.maketrans("○O", "〇〇")
SENTENCE = re.compile("[。；！？!?;]")
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Front:
    """What was found around the body. `contents` holds the entries of the contents table, without spaces and marks.

    `enclosed` are blocks of the body that bear the title of an enclosed document; `after_signature` those that follow
    a signature; `asides` those that a web page puts around the document.
    """

    body: list[Block] = field(default_factory=list)
    title: Piece = EMPTY
    order: Piece = EMPTY  # the head of an order (某市人民政府令), which then is the title
    number: Piece = EMPTY
    registered: Piece = EMPTY  # 统一编号, under which a registry of rules lists the document
    issuer: Piece = EMPTY
    date: Piece = EMPTY
    contents: frozenset[str] = frozenset()
    enclosed: list[Block] = field(default_factory=list)
    after_signature: list[Block] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)
    addressees: Piece = EMPTY
    caveats: list[str] = field(default_factory=list)
    secrecy: Secrecy | None = None
    removals: list[Removal] = field(default_factory=list)

    def remove(self, piece: Piece, kind: RemovalKind) -> None:
        """Records that `piece` is left out of the clauses."""
        self.removals += [Removal(span, kind) for span in piece.spans]


def bare(text: str) -> str:
    """`text` without spaces, punctuation and marks, for comparing headings."""
    return NOT_WORDS.sub("", text)


def iso_date(text: str) -> str | None:
    """A day as documents write it (2018年5月3日, 二〇一八年五月三日, 2018-05-03), in ISO 8601; None if it is none."""
    match = DATE_LINE.fullmatch(text.strip()) or DIGITS_DATE.match(text.strip())
    if match is None:
        return None
    year, month, day = (parse_numeral(match[part].translate(ZEROS)) or 0 for part in ("year", "month", "day"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def is_plain(block: Block) -> bool:
    """Whether `block` is a line of words that opens nothing: no label, no box, no caption, no row of a table."""
    text = block.text
    return not (
        block.kind in (BlockKind.TABLE_ROW, BlockKind.NOTE)
        or recognise_label(text)
        or PREFACE.match(text)
        or CONTENTS.match(text)
        or BOX.match(text)
        or FIGURE.match(text)
    )


def title_lines(blocks: Sequence[Block]) -> list[Block]:
    """The lines at the beginning of `blocks` that are a title together; at least the first, if it can be one at all.

    A title ends with the word for its kind (…的通知) or, whatever its words, where a document number follows.
    """
    lines = list(takewhile(_can_be_title, blocks[:MOST_TITLE_LINES]))
    following = blocks[len(lines) : len(lines) + 1]
    if following and NUMBER_LINE.fullmatch(following[0].text):
        return lines
    for count in range(1, len(lines) + 1):
        if DOCUMENT_KIND.search("".join(line.text for line in lines[:count])):
            more = takewhile(lambda line: line.text.startswith("的") and DOCUMENT_KIND.search(line.text), lines[count:])
            return [*lines[:count], *more]
    return lines[:1]


def _can_be_title(block: Block) -> bool:
    text = block.text
    if not is_plain(block) or len(text) > LONGEST_TITLE_LINE or SENTENCE.search(text) or text[-1] in "，、,：:":
        return False
    return not (NUMBER_LINE.fullmatch(text) or DATE_LINE.fullmatch(text))
