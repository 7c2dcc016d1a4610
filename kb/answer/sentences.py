"""The sentences of a clause, as slices of its text."""

import re

# A semicolon does not end a sentence: what stands behind it often depends on what stands before (2019年…；…256.8亿元).
SENTENCE_END = re.compile(r"[。！？!?]+[”’）)》」』】]*")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence of `text` begins and ends; together they are the whole text."""
    spans = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans
