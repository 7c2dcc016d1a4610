"""BM25 over cut texts (bm25s, Lucene's formula): what every measurement is compared with."""

from collections.abc import Callable, Sequence

import bm25s

from kb.search.words import Words, bigrams, normalise

Tokens = Callable[[str], list[str]]

_WORDS = Words([])


def word_tokens(text: str) -> list[str]:
    """The words of a text, long ones also by their parts."""
    return _WORDS.terms(text)


def bigram_tokens(text: str) -> list[str]:
    """Every two neighbouring Chinese characters, and the words that are not Chinese."""
    return bigrams(normalise(text)) + [word for word in _WORDS.terms(text) if word.isascii()]


def rank_by_bm25(tokens: Tokens, passages: Sequence[str], queries: Sequence[str], most: int) -> list[list[int]]:
    """For each query the places of the best passages, at most `most`."""
    index = bm25s.BM25(method="lucene")
    index.index([tokens(text) for text in passages], show_progress=False)
    found, _ = index.retrieve([tokens(text) for text in queries], k=min(most, len(passages)), show_progress=False)
    return [list(map(int, row)) for row in found]
