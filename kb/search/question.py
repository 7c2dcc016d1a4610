"""Reading a question: its words, the ideas that an answer must speak of, places, document numbers, what it wants."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from kb.places import Mention, gazetteer
from kb.search.lexical import LexicalQuery
from kb.search.words import (
    DocumentNumber,
    Words,
    bigrams,
    content_words,
    document_numbers,
    names_a_thing,
    normalise,
    searched_words,
)

NUMBER_WANTED = re.compile(
    r"多少|几[个家项种条年月平亩]|多大|多长|多高|多久|多远|多宽|何时|什么时候|哪一?年|几时"
    r"|how (?:many|much|large|long|big)|when "
)
BODY_WANTED = re.compile(r"谁|哪[个些家]?(?:部门|单位|机构|局|委)|牵头|负责|职责|职能|分工|归口|主管")
PERIOD = re.compile(r"(?:19|20)\d{2}\s*年?\s*[-—–－~～至到]+\s*(?:19|20)\d{2}")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


class Wants(StrEnum):
    """What kind of thing answers the question."""

    NUMBER = "number"
    BODY = "body"  # a department or what it has to do
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Idea:
    """A word that an answer should speak of. `is_thing`: a noun or name, which an answer must not miss."""

    word: str
    is_thing: bool


@dataclass(frozen=True, slots=True)
class WantedPlace:
    """A place that the question names: as written, its short forms, and the codes it may stand for."""

    written: str
    names: tuple[str, ...]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood. All texts but `text` are normalised."""

    text: str
    lexical: LexicalQuery
    ideas: tuple[Idea, ...]
    places: tuple[WantedPlace, ...]
    numbers: tuple[DocumentNumber, ...]
    years: tuple[str, ...]
    wants: Wants


def read_question(text: str, words: Words) -> Question:
    """Understands `text` with the cutter that also cut the documents."""
    normal = normalise(text)
    numbers = document_numbers(normal)
    rest = normal
    for number in numbers:
        rest = rest[: number.start] + " " * (number.end - number.start) + rest[number.end :]
    tagged = words.tagged(rest)
    cut = [word for word, _ in tagged]
    things = {word for word, tag in tagged if names_a_thing(tag)}
    places = _wanted_places(rest, cut)
    place_words = {place.written for place in places} | {name for place in places for name in place.names}
    searched = set(searched_words(cut))
    runs = "".join(word if word in searched else " " for word in cut)
    # A period (2019—2035年) is part of a title; a single year is a condition.
    years = tuple(dict.fromkeys(YEAR.findall(PERIOD.sub(" ", rest))))
    ideas = [word for word in content_words(cut) if word not in place_words and word not in years]
    several = [word for word in ideas if len(word) > 1]
    tokens = tuple(number.token for number in numbers)
    return Question(
        text=text,
        lexical=LexicalQuery(
            terms=(*searched_words(words.terms(rest)), *tokens),
            bigrams=tuple(dict.fromkeys(bigrams(runs))),
            required=tokens,
        ),
        ideas=tuple(Idea(word, word in things) for word in several or ideas),
        places=places,
        numbers=tuple(numbers),
        years=years,
        wants=_wants(normal),
    )


def _wants(text: str) -> Wants:
    if NUMBER_WANTED.search(text):
        return Wants.NUMBER
    return Wants.BODY if BODY_WANTED.search(text) else Wants.PASSAGE


def _wanted_places(text: str, cut: Sequence[str]) -> tuple[WantedPlace, ...]:
    """The places named; of names that follow each other (广东省广州市) only the innermost.

    A name counts where it consists of whole words: 计划和平台 does not name 和平.
    """
    known = gazetteer()
    edges = {0, *accumulate(map(len, cut))}
    mentions = [mention for mention in known.mentions(text) if {mention.start, mention.end} <= edges]
    wanted = []
    for at, mention in enumerate(mentions):
        if at + 1 < len(mentions) and mentions[at + 1].start == mention.end and _inside(mentions[at + 1], mention):
            continue
        written = text[mention.start : mention.end]
        names = {
            name for code in mention.codes for name in (known.by_code[code].name, known.by_code[code].short) if name
        }
        wanted.append(WantedPlace(written, tuple(sorted(names, key=len)), mention.codes))
    return tuple(wanted)


def _inside(inner: Mention, outer: Mention) -> bool:
    return any(code.startswith(outer_code.rstrip("0")) for code in inner.codes for outer_code in outer.codes)
