"""Lines to paragraphs, for formats that say which of their lines run on to the next (a page of PDF)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.source import EMPTY, Block, BlockKind, Piece
from ingest.structure.labels import ENDS_SENTENCE, recognise_label
from kb.records import Span

LATIN = re.compile(r"[A-Za-z0-9,.;:)]")


def join_lines(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each line that runs on put together with what follows it, over the ends of pages too."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before is not None and _runs_on(before, block):
            piece = before.piece + _blank(before, block) + block.piece
            joined[-1] = replace(before, piece=piece, wrapped=block.wrapped)
        else:
            joined.append(block)
    return joined


def _runs_on(before: Block, block: Block) -> bool:
    if not before.wrapped or block.indented or block.aside or {before.kind, block.kind} != {BlockKind.TEXT}:
        return False
    # A full line may also be the last of its paragraph; then a label begins the next one.
    return not (ENDS_SENTENCE.search(before.text) and recognise_label(block.text))


def _blank(before: Block, block: Block) -> Piece:
    """The blank that stands in the source behind a line that runs on, where it parts two Latin words."""
    if not (LATIN.match(before.text[-1]) and LATIN.match(block.text[0])):
        return EMPTY
    end = before.piece.spans[-1].end
    return Piece(" ", (Span(end, end + 1),))
