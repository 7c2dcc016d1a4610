"""What closes a document, or a notice before what it encloses: signatures, the printer's box, the enclosed title."""

import re
from collections.abc import Collection, Sequence

from ingest.source import Block
from ingest.structure.frame import (
    DATE_LINE,
    DOCUMENT_KIND,
    LONGEST_TITLE_LINE,
    MOST_TITLE_LINES,
    SENTENCE,
    TITLE_TAIL,
    Front,
    bare,
    is_plain,
    iso_date,
    title_lines,
)
from ingest.structure.labels import ANNEX_LIST, CONTENTS, OF_THE_DOCUMENT, PREFACE, recognise_label
from kb.records import RemovalKind

OFFICER_LINE = re.compile(r"(?:[省市县区州部局厅]\s*长|主\s*[席任]|总\s*理)\s*[:：]?\s*[\u4e00-\u9fff\s]{2,8}")
PRINTERS_BOX = re.compile(
    r"[（(]此[件页][^（）()]{2,30}[）)]|(?:抄送|抄报|分送|印送)[：:].{2,300}|.{2,40}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日印发"
)
ENCLOSES = re.compile("(?:印发|转发|公布|发布|批转|下发).*(?:通知|决定|公告|函)|令$|公告$")
ENCLOSED_NAME = re.compile("(?:印发|转发|公布|发布|批转|下发)(?P<name>.{4,80}?)的(?:通知|决定|公告|函|通告)")
QUOTED_TITLE = re.compile("《([^《》]{4,80})》")
EDITION = re.compile("[（(][^（）()]*[）)]$")  # （试行）, （2019—2035年）
PURPOSE = re.compile("制定本|特制定|编制本|特编制|提出以下|提出如下")
MOST_SIGNERS = 6
LONGEST_CLOSING_LINE = 300
LAST_LINES = 8  # in which the printer's box stands
MOST_ANNEXES = 30
LONG_ENDINGS = "政府|办公厅|办公室|委员会|管委会|集团|公司|中心|大学|学校|[支总]队|银行|街道"
ISSUER_NAME = rf"[\u4e00-\u9fff]{{2,30}}(?:{LONG_ENDINGS}|[局厅部委院处署会组])"
ISSUER_LINE = re.compile(rf"{ISSUER_NAME}(?:[\s、]+{ISSUER_NAME})*(?:\s+[^\u4e00-\u9fff]{{1,8}})?$")
SIGNED_LINE = re.compile(rf"(?P<issuer>{ISSUER_NAME})\s{{1,60}}(?P<date>\S{{1,12}}年\S{{1,8}}日)$")
ANNEX_ITEM = re.compile(r"(?:附\s*件\s*[：:])?\s*\d{1,2}\s*[.．、][^。；]{2,60}$")


def take_signatures(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the issuer's name and the date below it (落款), the list of annexes before and the printer's box after it.

    A signature closes the document or, in a notice, stands before what it encloses.
    """
    taken: set[int] = set(range(_annex_list_before(blocks, len(blocks)), len(blocks)))
    for at, block in enumerate(blocks):
        if len(block.text) > LONGEST_CLOSING_LINE:
            continue
        if DATE_LINE.fullmatch(block.text) and at > 0:
            signers = at
            while signers > 1 and at - signers < MOST_SIGNERS and _is_signer(blocks[signers - 1]):
                signers -= 1
            if not _closes(blocks, at, signed=signers < at):
                continue  # a deadline, the heading of an entry
            if ISSUER_LINE.fullmatch(blocks[signers].text) and not front.issuer:
                front.issuer = blocks[signers].piece
            front.date = front.date or block.piece
            taken |= set(range(_annex_list_before(blocks, signers), at + 1))
        elif PRINTERS_BOX.fullmatch(block.text):
            if at - 1 in taken or at >= len(blocks) - LAST_LINES:
                taken.add(at)
        elif (signed := _signed(block)) and (at < LAST_LINES or _closes(blocks, at, signed=True)):
            front.issuer = front.issuer or block.piece.cut(*signed.span("issuer"))
            front.date = front.date or block.piece.cut(*signed.span("date"))
            taken.add(at)
    for at in sorted(taken):
        front.remove(blocks[at].piece, RemovalKind.FRONT)
        if at + 1 < len(blocks) and at + 1 not in taken:
            front.after_signature.append(blocks[at + 1])
    return [block for at, block in enumerate(blocks) if at not in taken]


def _signed(block: Block) -> re.Match[str] | None:
    """Issuer and date on one line."""
    match = SIGNED_LINE.fullmatch(block.text)
    return match if match and iso_date(match["date"]) else None


def _closes(blocks: Sequence[Block], at: int, *, signed: bool) -> bool:
    """Whether the document ends with the line at `at`, but for the printer's box, annexes and what it encloses."""
    if at + 1 == len(blocks):
        return True
    following = blocks[at + 1].text
    if len(following) <= LONGEST_CLOSING_LINE and PRINTERS_BOX.fullmatch(following):
        return True
    if not signed:
        return False
    label = recognise_label(following, serial=True)
    if label is not None and label.kind.name in ("annex", "attached"):
        return True
    title = title_lines(blocks[at + 1 : at + 1 + MOST_TITLE_LINES])
    enclosed = bool(title) and bool(DOCUMENT_KIND.search("".join(line.text for line in title)))
    return enclosed or bool(OF_THE_DOCUMENT.match(following))


def _annex_list_before(blocks: Sequence[Block], signers: int) -> int:
    """Where the list of annexes (附件说明) begins that stands directly before a signature; else `signers`."""
    for at in range(signers - 1, max(signers - MOST_ANNEXES, -1), -1):
        if ANNEX_LIST.match(blocks[at].text):
            return at
        if not ANNEX_ITEM.fullmatch(blocks[at].text):
            break
    return signers


def _is_signer(block: Block) -> bool:
    return is_plain(block) and bool(ISSUER_LINE.fullmatch(block.text) or OFFICER_LINE.fullmatch(block.text))


def enclosed_title(blocks: Sequence[Block], at: int, front: Front, named: Collection[str]) -> list[Block]:
    """The lines from `at` on that are the title of what a notice or an order encloses; empty if there are none.

    The notice names it (`named`: 印发《…》, 关于印发…的通知), or it looks like a title and a label, contents, a
    preface or a purpose follows, or a signature stands before it.
    """
    if not ENCLOSES.search(front.title.text) or not is_plain(blocks[at]):
        return []
    lines: list[Block] = []
    for block in blocks[at : at + MOST_TITLE_LINES]:
        if not is_plain(block) or len(block.text) > LONGEST_TITLE_LINE or SENTENCE.search(block.text):
            break
        lines.append(block)
        if bare(EDITION.sub("", "".join(line.text for line in lines))) in named:
            return lines
    lines = title_lines(blocks[at : at + MOST_TITLE_LINES])
    text = "".join(line.text for line in lines)
    if not lines or not DOCUMENT_KIND.search(text) or ANNEX_LIST.match(text):
        return []
    signed = any(blocks[before] in front.after_signature for before in (at, at - 1) if before >= 0)
    if signed and at + len(lines) < len(blocks):
        return lines
    return lines if _begins_document(blocks[at + len(lines) : at + len(lines) + MOST_TITLE_LINES], front) else []


def named_titles(text: str) -> set[str]:
    """The titles that a line of a notice names, without spaces and marks; its own title may name one without 《》."""
    short = text[:LONGEST_CLOSING_LINE]
    within = ENCLOSED_NAME.search(short)
    named = [*QUOTED_TITLE.findall(text), *([within["name"]] if within else [])]
    return {bare(EDITION.sub("", name)) for name in named} - {""}


def _begins_document(blocks: Sequence[Block], front: Front) -> bool:
    """Whether a document of its own begins with these blocks: contents, a preface, a first label, its purpose."""
    for follower in blocks:
        label = recognise_label(follower.text)
        if PREFACE.fullmatch(follower.text) or CONTENTS.fullmatch(follower.text):
            return True
        if label is not None:
            return label.number == 1 and not label.suffix
        if not TITLE_TAIL.fullmatch(follower.text):
            return not front.contents and bool(PURPOSE.search(follower.text))
    return False
