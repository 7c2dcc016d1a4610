"""Markdown as converters write it: marks of headings, emphasis, tables and rules are told from the words.

Only marks are left out; the words keep their place in the source. Levels of headings are not handed on: in scans that
were converted they are noise, and the structure decides by the numbering.
"""

import re

from ingest.readers.decoding import decode_text
from ingest.readers.plain_text import lines_of
from ingest.source import Block, BlockKind, Piece, Source
from kb.records import Span

HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s+|$)")
HEADING_END = re.compile(r"\s+#+\s*$")
RULE = re.compile(r"\s{0,3}(?:-\s*){3,}$|\s{0,3}(?:\*\s*){3,}$|\s{0,3}(?:_\s*){3,}$")
TABLE_ROW = re.compile(r"\s*\|.*\|\s*$")
TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
# Marks inside a line: paired ** and __ around words, <b> and its like, line breaks. A lone ** is text (a masked name).
INLINE = re.compile(r"(\*\*|__)(?=[^\s*_])(?P<words>[^*_\n]+?)(?<=[^\s*_])\1|</?(?:b|i|strong|em|u|sup|sub|br)\s*/?>")


def read_markdown(data: bytes, name: str) -> Source:
    """Reads Markdown in any encoding that `decode_text` knows."""
    text = decode_text(data, name)
    blocks = []
    for span in lines_of(text):
        block = _read_line(text, span)
        if block is not None:
            blocks.append(block)
    return Source(text, tuple(blocks))


def _read_line(text: str, span: Span) -> Block | None:
    line = text[span.start : span.end]
    if RULE.match(line) or TABLE_RULE.match(line):
        return None
    kind, start, end = BlockKind.TEXT, 0, len(line)
    if heading := HEADING.match(line):
        kind, start = BlockKind.HEADING, heading.end()
        if closing := HEADING_END.search(line, start):
            end = closing.start()
    elif TABLE_ROW.match(line):
        kind = BlockKind.TABLE_ROW
    elif quote := QUOTE.match(line):
        start = quote.end()
    marks = [span for match in INLINE.finditer(line, start, end) for span in _marks(match)]
    kept = []
    for mark in marks:
        kept.append(Span(span.start + start, span.start + mark.start))
        start = mark.end
    kept.append(Span(span.start + start, span.start + end))
    piece = Piece.of(text, kept).strip()
    if not piece:
        return None
    return Block(kind, piece, indented=line[:1].isspace())


def _marks(match: re.Match[str]) -> tuple[Span, ...]:
    if match["words"] is None:
        return (Span(match.start(), match.end()),)
    return (Span(match.start(), match.start("words")), Span(match.end("words"), match.end()))
