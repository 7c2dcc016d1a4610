"""Reading a question: its words, the ideas that an answer must speak of, its conditions, what it wants."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from kb.search.conditions import Condition, ConditionKind, read_conditions
from kb.search.lexical import LexicalQuery
from kb.search.references import Reference, references
from kb.search.words import (
    DocumentNumber,
    Words,
    asks,
    bigrams,
    content_words,
    document_numbers,
    names_a_thing,
    normalise,
    searched_words,
)

DATE_WANTED = re.compile(r"何时|什么时候|什么时间|哪一?[年天月日]|几时|几月|几号|日期|when ")
NUMBER_WANTED = re.compile(
    r"多少|数量|数目|总数|几[个家项种条年平亩]|多大|多长|多高|多久|多远|多宽|how (?:many|much|large|long|big)"
)
BODY_WANTED = re.compile(
    r"谁|责任(?:单位|部门|主体)|哪[个些家]?(?:部门|单位|机构|局|委)|牵头|负责|职责|职能|分工|归口|主管"
)


class Wants(StrEnum):
    """What kind of thing answers the question."""

    NUMBER = "number"
    DATE = "date"
    BODY = "body"  # a department or what it has to do
    PASSAGE = "passage"


FIGURES = (Wants.NUMBER, Wants.DATE)  # what one sentence gives


@dataclass(frozen=True, slots=True)
class Idea:
    """A word that an answer should speak of, and the shorter words that it is put together from.

    `is_thing`: a noun or name, which an answer must not miss.
    """

    word: str
    is_thing: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood. All texts but `text` are normalised."""

    text: str
    lexical: LexicalQuery
    ideas: tuple[Idea, ...]
    conditions: tuple[Condition, ...]
    numbers: tuple[DocumentNumber, ...]
    wants: Wants


def read_question(text: str, words: Words) -> Question:
    """Understands `text` with the cutter that also cut the documents."""
    normal = _closed_up(normalise(text))
    numbers = document_numbers(normal)
    rest = _without(normal, numbers)
    named = references(rest)
    rest = _without(rest, named)
    tagged = words.tagged(rest)
    cut = [word for word, _ in tagged]
    conditions = read_conditions(rest, cut, named)
    searched = set(searched_words(cut))
    runs = "".join(word if word in searched else " " for word in cut)
    things = {word for word, tag in tagged if names_a_thing(tag)} - set(_qualifiers(tagged))
    ideas = [word for word in (*_qualifiers(tagged), *content_words(cut)) if len(word) > 1]
    ideas = [word for word in ideas if not any(_speaks_for(condition, word) for condition in conditions)]
    bodies = (Idea(body.written, True) for body in conditions if body.kind is ConditionKind.BODY)
    tokens = tuple(number.tokens[0] for number in numbers)
    return Question(
        text=text,
        lexical=LexicalQuery(
            terms=(*searched_words(words.terms(rest)), *tokens, *(one.labels[-1].term for one in named)),
            bigrams=tuple(dict.fromkeys(bigrams(runs))),
            required=tokens,
        ),
        ideas=(*bodies, *(Idea(word, word in things, words.parts(word)) for word in ideas)),
        conditions=conditions,
        numbers=tuple(numbers),
        wants=_wants(normal),
    )


def _closed_up(text: str) -> str:
    """A question whose characters are all set apart (土 地 保 障) is put together."""
    parts = text.split()
    return "".join(parts) if len(parts) > 2 and all(len(part) == 1 for part in parts) else text


def _without(text: str, found: Iterable[DocumentNumber | Reference]) -> str:
    """The text with blanks where something was found, so that places stay where they are."""
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _qualifiers(tagged: Sequence[tuple[str, str]]) -> list[str]:
    """Asking nouns that qualify the thing behind them (问题小镇) and so are part of the topic."""
    return [
        word
        for (word, tag), (following, its_tag) in pairwise(tagged)
        if asks(word) and names_a_thing(tag) and names_a_thing(its_tag) and not asks(following)
    ]


def _speaks_for(condition: Condition, word: str) -> bool:
    """Whether a word is already said by a condition: part of a place, a body or a figure."""
    return word in condition.written or word.startswith(condition.written)


def _wants(text: str) -> Wants:
    if DATE_WANTED.search(text):
        return Wants.DATE
    if NUMBER_WANTED.search(text):
        return Wants.NUMBER
    return Wants.BODY if BODY_WANTED.search(text) else Wants.PASSAGE
