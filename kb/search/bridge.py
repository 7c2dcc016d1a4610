"""From romanised names, English words and everyday words to the words of the base.

A name is looked up by its sound. An English word stands for the Chinese words that a short list of planning terms
gives for it, or else for those words of the base that the default encoder holds nearest to it. An everyday word (打工)
stands for itself and for the official terms that a list gives for it (就业, 务工).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, islice

import numpy as np

from kb.places import gazetteer
from kb.search.encoder import StaticEncoder, Vectors
from kb.search.vocabulary import Vocabulary
from kb.search.words import HAN_RUN, is_joining, normalise

LATIN_WORD = re.compile(r"(?<![a-z0-9])[a-z]{2,}(?:['’][a-z]+)?(?![a-z0-9])")
MOST_REMEMBERED = 10_000  # English words whose nearest words are remembered
MOST_WORDS = 80  # Latin words of a question that are looked at
SHORTEST_ROMANISED = 4  # letters
LEAST_SIMILARITY = 0.35  # of a word of the base to an English word
SAME_NAME = 0.25  # of letters to a word that sounds like them, from which on they are its romanisation
SURE_SIMILARITY = 0.55  # from which on an English word means that word of the base
NEAREST = 4  # words of the base for an English word
LONGEST_TERM = 4  # Latin words that are one entry of the list, or one name: San Gua Gong She
LISTED_WEIGHT, SECOND_WEIGHT = 1.0, 0.85  # of the first and the further words for an English word
EVERYDAY_WEIGHT = 0.75  # of official terms for an everyday word
RANKS = frozenset(
    ["city", "county", "district", "province", "town", "village", "township", "prefecture", "municipality"]
)
ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("es", "e"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
)

Forms = tuple[tuple[str, float], ...]  # Chinese words and how well they stand for what was written, 0..1


@dataclass(frozen=True, slots=True)
class Bridged:
    """Latin words at `[start, end)` of a normalised question, and the words of the base that they stand for."""

    written: str
    start: int
    end: int
    forms: Forms
    is_name: bool = False


class Bridge:
    """The ways to the words of one publication."""

    def __init__(self, vocabulary: Vocabulary, encoder: StaticEncoder | None) -> None:
        self._vocabulary = vocabulary
        self._encoder = encoder
        self._longest_everyday = max(map(len, everyday_terms()), default=0)
        self._remembered: dict[str, Forms] = {}
        self._known: list[str] = []
        self._matrix: Vectors = np.zeros((0, 0), dtype=np.float32)
        if encoder is not None:
            self._known, self._matrix = encoder.word_vectors(sorted(filter(HAN_RUN.fullmatch, vocabulary.counts)))

    def cross(self, text: str) -> list[Bridged]:
        """The Latin words of a normalised text that the base does not hold as they are, in order."""
        words = list(islice(LATIN_WORD.finditer(text), MOST_WORDS))
        found: list[Bridged] = []
        at = 0
        while at < len(words):
            bridged, length = self._longest(text, words, at)
            if bridged is not None:
                found.append(bridged)
            at += length
        return found

    def everyday(self, text: str, words: Sequence[str]) -> list[Bridged]:
        """The everyday words of a normalised text whose `words` are given in order, longest first, without overlap.

        What the texts say themselves needs no bridge, and of what a word stands for only the words of the base count.
        """
        edges = [0, *accumulate(map(len, words))]
        whole = set(edges)
        found: list[Bridged] = []
        for start in edges:
            if found and start < found[-1].end:
                continue
            for length in range(self._longest_everyday, 0, -1):
                written = text[start : start + length]
                forms = everyday_terms().get(written, ()) if written not in self._vocabulary.counts else ()
                held = tuple(form for form in forms if form[0] in self._vocabulary.counts)
                if held and start + length in whole:
                    found.append(Bridged(written, start, start + length, held))
                    break
        return found

    def _longest(self, text: str, words: Sequence[re.Match[str]], at: int) -> tuple[Bridged | None, int]:
        """What the words from `at` on stand for, and how many words that takes."""
        for length in range(min(LONGEST_TERM, len(words) - at), 0, -1):
            part = words[at : at + length]
            start, end = part[0].start(), part[-1].end()
            if text[start:end].count(" ") != length - 1:
                continue  # something else stands between them
            listed = english_terms().get(" ".join([*(word[0] for word in part[:-1]), base_form(part[-1][0])]))
            if listed:
                return Bridged(text[start:end], start, end, listed), length
            name = self._name("".join(word[0] for word in part))
            if name:
                after = at + length
                if after < len(words) and words[after][0] in RANKS:
                    end, length = words[after].end(), length + 1
                return Bridged(text[start:end], start, end, ((name, 1.0),), is_name=True), length
        word = words[at]
        if word[0] in function_words():
            return Bridged(word[0], word.start(), word.end(), ()), 1
        if word[0] in self._vocabulary.counts:
            return None, 1  # the texts write LNG themselves
        forms = self._nearest(word[0])
        return (Bridged(word[0], word.start(), word.end(), forms) if forms else None), 1

    def _name(self, letters: str) -> str | None:
        """The word of the base that sounds so: a place before others, then the commonest."""
        if len(letters) < SHORTEST_ROMANISED or letters in function_words():
            return None
        words = self._vocabulary.romanised.get(letters, [])
        if not words or self._is_english(letters, words):
            return None
        return max(words, key=lambda word: (bool(gazetteer().resolve(word)), self._vocabulary.counts[word]))

    def _is_english(self, letters: str, words: Sequence[str]) -> bool:
        """Whether letters that sound like words of the base are an English word that means something else.

        What the encoder does not know is a name, and so is what it holds near one of these words. A place's name is
        one too, unless the encoder is sure of something else.
        """
        if self._encoder is None or not self._encoder.knows(letters):
            return False
        nearest = dict(self._nearest(letters))
        if any(word.startswith(tuple(words)) for word in nearest) or self._means_one_of(letters, words):
            return False
        sure = max(nearest.values(), default=0.0) >= SURE_SIMILARITY
        return sure or not any(map(gazetteer().resolve, words))

    def _means_one_of(self, letters: str, words: Sequence[str]) -> bool:
        if self._encoder is None:
            return False
        _, vectors = self._encoder.word_vectors([letters, *words])
        return bool((vectors[1:] @ vectors[0] >= SAME_NAME).any())

    def _nearest(self, word: str) -> Forms:
        if self._encoder is None or not self._known:
            return ()
        if word not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = self._find_nearest(self._encoder, word)
        return self._remembered[word]

    def _find_nearest(self, encoder: StaticEncoder, word: str) -> Forms:
        held, vectors = encoder.word_vectors([word, base_form(word)])
        if not held:
            return ()
        similar = (self._matrix @ vectors.T).max(axis=1)
        best = np.argsort(-similar, kind="stable")[:NEAREST]
        return tuple((self._known[at], float(similar[at])) for at in best if similar[at] >= LEAST_SIMILARITY)


def base_form(word: str) -> str:
    """The singular or infinitive of an English word, if the list knows it; else the word itself."""
    if word in english_terms():
        return word
    for ending, instead in ENDINGS:
        stem = word.removesuffix(ending) + instead
        if word.endswith(ending) and stem in english_terms():
            return stem
    return word


@lru_cache(maxsize=1)
def english_terms() -> dict[str, Forms]:
    """The list of planning terms: an English term and the Chinese words for it."""
    return _read_terms("english_terms", LISTED_WEIGHT, SECOND_WEIGHT)


@lru_cache(maxsize=1)
def everyday_terms() -> dict[str, Forms]:
    """The list of everyday words: a word and the official terms for it."""
    return _read_terms("everyday_terms", EVERYDAY_WEIGHT, EVERYDAY_WEIGHT)


def _read_terms(name: str, first: float, further: float) -> dict[str, Forms]:
    """The lines `term: word word …` of a list, with the weights of the first word and of the further ones."""
    terms = {}
    for term, words in listed_terms(name):
        if not is_joining(term):
            terms[term] = tuple(zip(words, [first, *[further] * len(words)], strict=False))
    return terms


def listed_terms(name: str) -> list[tuple[str, list[str]]]:
    """The lines `term: word word …` of a list, normalised."""
    # All at once: normal forms of single words would push those of texts out of what is remembered.
    text = normalise(files("kb").joinpath(f"data/{name}.txt").read_text(encoding="utf-8"))
    lines = (line.partition(":") for line in text.splitlines() if line and not line.startswith("#"))
    return [(term, words.split()) for term, _, words in lines]


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """English words that only join others or ask."""
    text = files("kb").joinpath("data/english_function_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
