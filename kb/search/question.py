"""Reading a question: its words, the ideas that an answer must speak of, its conditions, what it wants."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from kb.search.bridge import Bridge, Bridged, Forms
from kb.search.conditions import Condition, ConditionKind, read_conditions
from kb.search.lexical import LexicalQuery
from kb.search.references import Reference, references
from kb.search.words import (
    HAN_RUN,
    TOKEN,
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
    r"多少|(?:数量|数目|总数)(?=$|[?是为达多])|几[个家项种条年平亩]|多大|多长|多高|多久|多远|多宽"
    r"|how (?:many|much|large|long|big)"
)
BODY_WANTED = re.compile(
    r"in charge|responsible|which (?:department|office|bureau|agency)|who "
    r"|谁|责任(?:单位|部门|主体)|哪[个些家]?(?:部门|单位|机构|局|委)|牵头|负责|职责|职能|分工|归口|主管"
)

COUNTED = re.compile(r"how (?:many|much) ([a-z]+)")


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

    `is_thing`: a noun or name, which an answer must not miss. `forms`: the Chinese words that an English word may
    stand for, each with how well it does.
    """

    word: str
    is_thing: bool
    parts: tuple[str, ...] = ()
    forms: Forms = ()

    @property
    def spoken(self) -> Forms:
        """The words under which a text may speak of it, each with its weight, 0..1."""
        return self.forms or ((self.word, 1.0),)

    def said_in(self, text: str) -> float:
        """How well a normalised text speaks of it, 0..1: by the best of its words that stand there."""
        if not self.forms:
            return float(self.word in text)
        return max((weight for word, weight in self.forms if word in text), default=0.0) / self.certainty

    @property
    def certainty(self) -> float:
        """How sure it is what the word stands for, 0..1."""
        return max(weight for _, weight in self.spoken)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood. All texts but `text` are normalised."""

    text: str
    topic: str  # what is asked about the places that are named, romanised names in characters
    lexical: LexicalQuery
    ideas: tuple[Idea, ...]
    conditions: tuple[Condition, ...]
    numbers: tuple[DocumentNumber, ...]
    wants: Wants
    focus: Idea | None  # the last thing that is named: what is asked about the rest


def read_question(text: str, words: Words, bridge: Bridge | None = None) -> Question:
    """Understands `text` with the cutter that also cut the documents, and the bridge to their words."""
    normal, crossed = _cross(_closed_up(normalise(text)), bridge)
    numbers = document_numbers(normal)
    rest = _without(normal, numbers)
    named = references(rest)
    rest = _without(rest, named)
    english = [one for one in crossed if not one.is_name]
    rest = _without(rest, english)
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
    foreign = [
        Idea(one.written, names_a_thing(words.tagged(one.forms[0][0])[0][1]), forms=one.forms)
        for one in english
        if one.forms and not asks(one.forms[0][0])
    ]
    everyday = bridge.everyday(rest, cut) if bridge is not None else []
    spoken = [Idea(one.written, one.written in things, forms=((one.written, 1.0), *one.forms)) for one in everyday]
    ideas = [word for word in ideas if not any(word in idea.word for idea in spoken)]
    return Question(
        text=text,
        topic=_topic(normal, conditions),
        lexical=LexicalQuery(
            terms=(*searched_words(words.terms(rest)), *tokens, *(one.labels[-1].term for one in named)),
            bigrams=tuple(dict.fromkeys(bigrams(runs))),
            weighted=tuple(form for idea in (*foreign, *spoken) for form in idea.forms),
            required=tokens,
        ),
        ideas=(*bodies, *(Idea(word, word in things, words.parts(word)) for word in ideas), *spoken, *foreign),
        conditions=conditions,
        numbers=tuple(numbers),
        wants=_wants(normal),
        focus=_counted(normal, foreign) or _focus(normal, ideas, things, words),
    )


def _cross(text: str, bridge: Bridge | None) -> tuple[str, list[Bridged]]:
    """The text with romanised names in characters, and what its Latin words stand for, with their places there."""
    if bridge is None:
        return text, []
    written, moved = "", []
    at = 0
    for one in bridge.cross(text):
        written += text[at : one.start]
        said = one.forms[0][0] if one.is_name else one.written
        moved.append(replace(one, start=len(written), end=len(written) + len(said)))
        written += said
        at = one.end
    return written + text[at:], moved


def _topic(text: str, conditions: Sequence[Condition]) -> str:
    """The text without the names of places, which are conditions: alike are clauses on the matter, not on the place."""
    rest = text
    for condition in conditions:
        if condition.kind is ConditionKind.PLACE:
            rest = rest.replace(condition.written, " ")
    return rest if TOKEN.search(rest) else text


def _closed_up(text: str) -> str:
    """A question whose characters are all set apart (土 地 保 障) is put together."""
    parts = text.split()
    return "".join(parts) if len(parts) > 2 and all(len(part) == 1 for part in parts) else text


def _without(text: str, found: Iterable[DocumentNumber | Reference | Bridged]) -> str:
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


def _counted(text: str, foreign: Sequence[Idea]) -> Idea | None:
    """The English thing that is counted: how many companies."""
    match = COUNTED.search(text)
    return next((idea for idea in foreign if match and idea.word.startswith(match[1])), None)


def _focus(text: str, ideas: Sequence[str], things: Container[str], words: Words) -> Idea | None:
    """The last Chinese thing that a question names: in 小镇的覆盖率 it is 覆盖率."""
    named = [word for word in ideas if word in things and HAN_RUN.fullmatch(word)]
    last = max(named, key=lambda word: text.rfind(word), default=None)
    return Idea(last, True, words.parts(last)) if last is not None else None


def _wants(text: str) -> Wants:
    if DATE_WANTED.search(text):
        return Wants.DATE
    if NUMBER_WANTED.search(text):
        return Wants.NUMBER
    return Wants.BODY if BODY_WANTED.search(text) else Wants.PASSAGE
