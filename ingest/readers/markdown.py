"""Markdown as converters write it: marks of headings, emphasis, tables and rules are told from the words.

Only marks are left out; the words keep their place in the source. Levels of headings are not handed on: in scans that
were converted they are noise, and the structure decides by the numbering.
"""

import re
from dataclasses import replace

from ingest.readers.decoding import decode_text
from ingest.readers.plain_text import lines_of
from ingest.source import EMPTY, Block, BlockKind, Piece, Source
from kb.records import Span

# Patterns look at a line without white space at its ends.
HEADING = re.compile(r"#{1,6}(?:\s+|$)")
RULE = re.compile(r"(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}")
TABLE_RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?")
CELL = re.compile(r"(?<=\|)(?:\\\||[^|])*(?=\|)")
QUOTE = re.compile(r"(?:>\s?)+")
# Marks inside a line: paired ** and __ around words, <b> and its like, line breaks. A lone ** is text (a masked name).
INLINE = re.compile(r"(\*\*|__)(?=[^\s*_])(?P<words>[^*_\n]+?)(?<=[^\s*_])\1|</?(?:b|i|strong|em|u|sup|sub|br)\s*/?>")


def read_markdown(data: bytes, name: str) -> Source:
    """Reads Markdown in any encoding that `decode_text` knows."""
    text = decode_text(data, name)
    blocks: list[Block] = []
    tables = 0
    in_table = False
    for span in lines_of(text):
        block = _read_line(text, span)
        if block is not None and block.cells:
            tables += not in_table
            block = replace(block, table=tables)
        # The rule below a table's head is no row and does not end the table.
        in_table = bool(block.cells) if block is not None else in_table and bool(text[span.start : span.end].strip())
        if block is not None:
            blocks.append(block)
    return Source(text, tuple(blocks))


def _read_line(text: str, span: Span) -> Block | None:
    whole = Piece.of(text, (span,))
    piece = whole.strip()
    line = piece.text
    if not line or RULE.fullmatch(line) or TABLE_RULE.fullmatch(line):
        return None
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        cells = tuple(_words(piece, cell.start(), cell.end()) for cell in CELL.finditer(line))
        return Block(BlockKind.TABLE_ROW, _words(piece, 1, len(line) - 1), cells=cells) if any(cells) else None
    kind, start, end = BlockKind.TEXT, 0, len(line)
    if heading := HEADING.match(line):
        kind, start = BlockKind.HEADING, heading.end()
        unclosed = line.rstrip("#")
        end = len(unclosed) if unclosed[-1:].isspace() else end
    elif quote := QUOTE.match(line):
        start = quote.end()
    words = _words(piece, start, end)
    return Block(kind, words, indented=whole.text[0].isspace()) if words else None


def _words(piece: Piece, start: int, end: int) -> Piece:
    """The part `[start, end)` of a line without the marks inside it."""
    words = EMPTY
    for mark in [mark for match in INLINE.finditer(piece.text, start, end) for mark in _marks(match)]:
        words += piece.cut(start, mark.start)
        start = mark.end
    return (words + piece.cut(start, max(start, end))).strip()


def _marks(match: re.Match[str]) -> tuple[Span, ...]:
    if match["words"] is None:
        return (Span(match.start(), match.end()),)
    return (Span(match.start(), match.start("words")), Span(match.end("words"), match.end()))
