"""Plain text: every line that holds something is a block."""

import re
from collections.abc import Iterator

from ingest.readers.decoding import decode_text
from ingest.source import Block, BlockKind, Piece, Source
from kb.records import Span

LINE_END = re.compile(r"\r\n|[\r\n\f\x0b\x85\u2028\u2029]")


def lines_of(text: str) -> Iterator[Span]:
    """The lines of `text` without their ends, empty ones included."""
    start = 0
    for match in LINE_END.finditer(text):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, len(text))


def read_text(data: bytes, name: str) -> Source:
    """Reads plain text in any encoding that `decode_text` knows."""
    text = decode_text(data, name)
    blocks = []
    for span in lines_of(text):
        line = text[span.start : span.end]
        words = line.strip()
        if words:
            start = span.start + len(line) - len(line.lstrip())
            piece = Piece(words, (Span(start, start + len(words)),))
            blocks.append(Block(BlockKind.TEXT, piece, indented=line[0].isspace()))
    return Source(text, tuple(blocks))
