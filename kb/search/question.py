"""Reading a question: its words, the ideas that an answer must speak of, its conditions, what it wants."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kb.search.conditions import Condition, ConditionKind, read_conditions
from kb.search.lexical import LexicalQuery
from kb.search.words import (
    HAN_RUN,
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
    r"多少|数量|数目|总数|几[个家项种条年月平亩]|多大|多长|多高|多久|多远|多宽|何时|什么时候|哪一?年|几时"
    r"|how (?:many|much|large|long|big)|when "
)
BODY_WANTED = re.compile(
    r"谁|责任(?:单位|部门|主体)|哪[个些家]?(?:部门|单位|机构|局|委)|牵头|负责|职责|职能|分工|归口|主管"
)


class Wants(StrEnum):
    """What kind of thing answers the question."""

    NUMBER = "number"
    BODY = "body"  # a department or what it has to do
    PASSAGE = "passage"


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
    normal = normalise(text)
    numbers = document_numbers(normal)
    rest = normal
    for number in numbers:
        rest = rest[: number.start] + " " * (number.end - number.start) + rest[number.end :]
    tagged = words.tagged(rest)
    cut = [word for word, _ in tagged]
    conditions = read_conditions(rest, cut)
    searched = set(searched_words(cut))
    runs = "".join(word if word in searched else " " for word in cut)
    things = {word for word, tag in tagged if names_a_thing(tag)}
    ideas = [word for word in content_words(cut) if len(word) > 1 or HAN_RUN.match(word)]
    ideas = [word for word in ideas if not any(_speaks_for(condition, word) for condition in conditions)]
    several = [word for word in ideas if len(word) > 1]
    bodies = (Idea(body.written, True) for body in conditions if body.kind is ConditionKind.BODY)
    tokens = tuple(number.tokens[0] for number in numbers)
    return Question(
        text=text,
        lexical=LexicalQuery(
            terms=(*searched_words(words.terms(rest)), *tokens),
            bigrams=tuple(dict.fromkeys(bigrams(runs))),
            required=tokens,
        ),
        ideas=(*bodies, *(Idea(word, word in things, words.parts(word)) for word in several or ideas)),
        conditions=conditions,
        numbers=tuple(numbers),
        wants=_wants(normal),
    )


def _speaks_for(condition: Condition, word: str) -> bool:
    """Whether a word is already said by a condition: part of a place, a body or a figure."""
    return word in condition.written or word.startswith(condition.written)


def _wants(text: str) -> Wants:
    if NUMBER_WANTED.search(text):
        return Wants.NUMBER
    return Wants.BODY if BODY_WANTED.search(text) else Wants.PASSAGE
