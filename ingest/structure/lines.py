"""Lines to paragraphs, for formats that say which of their lines run on to the next (a page of PDF)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from unicodedata import east_asian_width

from ingest.source import EMPTY, Block, BlockKind, Piece, join
from ingest.structure.labels import ENDS_SENTENCE, recognise_label
from ingest.structure.leads import names_a_body
from kb.records import Span

MOST_NARROW, MOST_WIDE = 40, 120  # columns of a text that was broken by hand or by a mail program
WIDTH_SLACK = 4  # a punctuation mark that did not fit, a number that was kept whole
LEAST_FULL, FEWEST_FULL = 0.33, 6  # how many lines must be full, as a share and at least
LEAST_BROKEN = 0.6  # how many of these must break off within a sentence
MARK = re.compile("[，。；、]")
LEAST_INDENTED = 0.7  # of the paragraphs of several lines
LATIN = re.compile(r"[A-Za-z0-9,.;:)]")


def join_lines(blocks: Sequence[Block], text: str) -> list[Block]:
    """The blocks with each line that runs on put together with what follows it, over the ends of pages too.

    `text` is the source that they were read from.
    """
    blocks = _mark_wrapped(blocks)
    indents = _indents_paragraphs(blocks)
    paragraphs: list[list[Block]] = []
    for block in blocks:
        if paragraphs and _runs_on(paragraphs[-1][-1], block, indents):
            paragraphs[-1].append(block)
        else:
            paragraphs.append([block])
    return [_joined(lines, text) for lines in paragraphs]


def _joined(lines: Sequence[Block], text: str) -> Block:
    if len(lines) == 1:
        return lines[0]
    pieces = [lines[0].piece]
    for before, line in pairwise(lines):
        pieces += [_blank(before, line, text), line.piece]
    return replace(lines[0], piece=join(pieces), wrapped=lines[-1].wrapped)


def _mark_wrapped(blocks: Sequence[Block]) -> Sequence[Block]:
    """Says which lines run on, of a text whose lines were all broken at one width."""
    plain = [block for block in blocks if block.kind is BlockKind.TEXT]
    if any(block.wrapped or len(block.text) > MOST_WIDE for block in plain):
        return blocks
    widest = max((width_of(block.text) for block in plain), default=0)
    full = [block.text for block in plain if width_of(block.text) >= widest - WIDTH_SLACK]
    if not MOST_NARROW <= widest <= MOST_WIDE or len(full) < max(LEAST_FULL * len(plain), FEWEST_FULL):
        return blocks
    broken = sum(bool(MARK.search(text)) and not ENDS_SENTENCE.search(text) for text in full)
    if broken < LEAST_BROKEN * len(full):
        return blocks  # a list of names that happen to be as long
    return [
        replace(block, wrapped=width_of(block.text) >= widest - WIDTH_SLACK) if block.kind is BlockKind.TEXT else block
        for block in blocks
    ]


def width_of(text: str) -> int:
    """The width of a line in columns of a typewriter: two for a Chinese character."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _indents_paragraphs(blocks: Sequence[Block]) -> bool:
    """Whether the document indents its paragraphs, so that a line without an indent begins none."""
    first = [
        block.indented
        for before, block in pairwise(blocks)
        if before.wrapped is False and block.kind is BlockKind.TEXT and block.wrapped
    ]
    return sum(first) >= LEAST_INDENTED * max(len(first), 1)


def _runs_on(before: Block, block: Block, indents: bool) -> bool:
    if not before.wrapped or block.indented or block.aside or {before.kind, block.kind} != {BlockKind.TEXT}:
        return False
    # A full line may also be the last of its paragraph: without indents only what begins the next one shows it.
    begins = recognise_label(block.text, serial=True) is not None or names_a_body(block.text)
    return indents or not (begins and ENDS_SENTENCE.search(before.text))


def _blank(before: Block, block: Block, text: str) -> Piece:
    """The white space that stands in the source between two lines, where it parts two Latin words."""
    if not (LATIN.match(before.text[-1]) and LATIN.match(block.text[0])):
        return EMPTY
    end = before.piece.spans[-1].end
    return Piece(text[end], (Span(end, end + 1),)) if text[end].isspace() else EMPTY
