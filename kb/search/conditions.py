"""Conditions that a question sets: a place, a year, a figure, a public body, a clause's label.

Words alike elsewhere don't meet them.

A clause of another city, of another year, with another number or about another office is no evidence, however much it
otherwise resembles the question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import accumulate

from kb.numerals import CHARACTERS, format_numeral
from kb.places import COUNTRY_CODE, Mention, covers, gazetteer, without_rank
from kb.search.references import Label, Reference, holds, names, names_by_number
from kb.search.words import TOKEN, is_joining

PERIOD = re.compile(r"(?P<first>(?:19|20)\d{2})\s*年?\s*[-—–－~～至到]+\s*(?P<last>(?:19|20)\d{2})")
BETWEEN_YEARS = r"(?:\s*[-—–－~～至到]+\s*|[\d年\s、,和与及]{1,40})"  # 2016—2018; 2016、2017、2018
FIRST = re.compile("^(?:第一|首)(?=[轮批届])")  # 第一批 is 首批
# Times and rounds that tell one text from the next: 十四五, 第二轮, 去年.
ROUND = re.compile(
    r"十[一二三四五六]五(?!年|[个家项])|(?:第(?:[一二三四五六七八九十]{1,3}|\d{1,2})|首)[轮批届]|去年|前年|今年|明年|上年|本年度"
)
YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?![\d.]|\s*[个家项亩元万亿])")
FIGURE = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)\s*(万亿|亿|万|%|个|家|项|亩|元|人|平方|公里|公顷|幢|套|吨|米|名|所|条|处|次|期|座|户|位|类|批|倍)"
)
LARGEST_IN_WORDS = 9999

# How the names of public bodies end, and words that end so and are none.
BODY_ENDS = ("局", "委", "厅", "署", "委员会", "办公室", "管委会")
NO_BODIES = re.compile("(?:[格布结大全开僵残棋时战]局|[原常编]委|客厅|餐厅|部署)$")


class ConditionKind(StrEnum):
    """What a condition is about."""

    PLACE = "place"
    YEAR = "year"
    PERIOD = "period"
    FIGURE = "figure"
    BODY = "body"
    LABEL = "label"


class Fit(IntEnum):
    """How far a clause meets a condition."""

    NONE = 0
    PASSING = 1  # it mentions the place, but its document is another place's; a body of a like name; a like number
    BINDING = 2  # its document is of the province or city that holds the place; it lies below the clause that is named
    FULL = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written in the question; `names` are the forms under which a clause may meet it."""

    kind: ConditionKind
    written: str
    names: tuple[str, ...]
    codes: frozenset[str] = frozenset()
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Views:
    """The normalised texts of a clause: its own words, its heading, all headings above, its document's title.

    `path` holds the clause's own heading too, unless that is the first sentence of its text.
    """

    text: str
    heading: str
    path: str
    title: str
    region: str | None
    date: str
    period: str
    labels: tuple[Label, ...]

    @property
    def everything(self) -> str:
        """All of it, a line each."""
        return "\n".join([self.text, self.path, self.title])


def read_conditions(text: str, words: Sequence[str], named: Sequence[Reference]) -> tuple[Condition, ...]:
    """The conditions of a normalised question; `words` are its words in order, each character in one of them.

    `named` are the references that were found in it and are no more in `text`.
    """
    places = _places(text, words)
    years = tuple(dict.fromkeys(YEAR.findall(PERIOD.sub(" ", text))))
    figures = {match[0]: match for match in FIGURE.finditer(text) if match[1] not in years}
    return (
        *places,
        *(Condition(ConditionKind.YEAR, year, (year,)) for year in years),
        *(
            Condition(ConditionKind.PERIOD, match[0], (rf"{match['first']}\s*年?{BETWEEN_YEARS}{match['last']}",))
            for match in PERIOD.finditer(text)
        ),
        *(
            Condition(ConditionKind.PERIOD, match[0], (FIRST.sub("(?:第一|首)", match[0]),))
            for match in ROUND.finditer(text)
        ),
        *(Condition(ConditionKind.FIGURE, written, _figure_forms(match)) for written, match in figures.items()),
        *(Condition(ConditionKind.BODY, body, (body,)) for body in _bodies(words, places)),
        *(Condition(ConditionKind.LABEL, one.written, (), labels=one.labels) for one in named),
    )


def fit(condition: Condition, views: Views, topics: Sequence[str]) -> Fit:
    """How far the clause meets the condition; `topics` are the other things that the question is about."""
    match condition.kind:
        case ConditionKind.PLACE:
            return _fit_place(condition, views, topics)
        case ConditionKind.YEAR:
            return _fit_year(condition.written, views)
        case ConditionKind.PERIOD:
            return Fit.FULL if re.search(condition.names[0], f"{views.everything}\n{views.period}") else Fit.NONE
        case ConditionKind.FIGURE:
            return Fit.FULL if re.search("|".join(condition.names), f"{views.text}\n{views.path}") else Fit.NONE
        case ConditionKind.BODY:
            return _fit_body(condition.written, f"{views.text}\n{views.path}")
        case ConditionKind.LABEL:
            return _fit_label(condition.labels, views.labels)


def _fit_label(wanted: Sequence[Label], held: Sequence[Label]) -> Fit:
    if names(wanted, held):
        return Fit.FULL
    if holds(wanted, held):
        return Fit.BINDING
    return Fit.PASSING if names_by_number(wanted, held) else Fit.NONE


def _fit_year(year: str, views: Views) -> Fit:
    """The year stands in the clause or above it. A document of that year only binds, and only clauses of no other."""
    pattern = rf"(?<!\d){year}(?:\s*年|\s*[-—–－~～至、/])"
    if re.search(pattern, f"{views.text}\n{views.path}"):
        return Fit.FULL
    of_another = any(other != year for other in YEAR.findall(views.text))
    of_document = re.search(pattern, views.title) or views.date.startswith(year)
    return Fit.BINDING if of_document and not of_another else Fit.NONE


def _fit_body(name: str, text: str) -> Fit:
    """An abbreviation (住建委) is met in passing by a longer name with its characters in order (住房建设委)."""
    if name in text:
        return Fit.FULL
    return Fit.PASSING if re.search("[\u4e00-\u9fff]{0,3}".join(map(re.escape, name)), text) else Fit.NONE


def _fit_place(condition: Condition, views: Views, topics: Sequence[str]) -> Fit:
    own = gazetteer().resolve(views.region or "") - {COUNTRY_CODE}
    if own & condition.codes or _is_named(condition, f"{views.path}\n{views.title}"):
        return Fit.FULL
    # A document of the province or city that holds the place binds it; one of the whole country only if it names it.
    if any(covers(code, wanted) for code in own for wanted in condition.codes):
        return Fit.FULL if _is_named(condition, views.text) else Fit.BINDING
    # Elsewhere the name must stand in a sentence on the topic: 聘请上海同济规划公司 says nothing of Shanghai's towns.
    for sentence in views.text.split("。"):
        if (not topics or any(topic in sentence for topic in topics)) and _is_named(condition, sentence):
            return Fit.PASSING
    # What lies in the place is part of it, and no more.
    return Fit.PASSING if any(covers(wanted, code) for code in own for wanted in condition.codes) else Fit.NONE


def _is_named(condition: Condition, text: str) -> bool:
    """Whether a text names the place; 湖南宁乡 does not name 南宁."""
    if not any(name in text for name in condition.names):
        return False
    return any(mention.codes & condition.codes for mention in gazetteer().mentions(text))


def _places(text: str, words: Sequence[str]) -> tuple[Condition, ...]:
    """The places named; of names that follow each other (广东省广州市) only the innermost.

    A name counts where it consists of whole words: 计划和平台 does not name 和平.
    """
    known = gazetteer()
    edges = {0, *accumulate(map(len, words))}
    mentions = [mention for mention in known.mentions(text) if {mention.start, mention.end} <= edges]
    places = []
    first = 0
    for at, mention in enumerate(mentions):
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        if following is not None and following.start == mention.end and _inside(following, mention):
            continue
        forms = {form for code in mention.codes for form in (known.by_code[code].name, known.by_code[code].short)}
        written = text[mentions[first].start : mention.end]
        places.append(Condition(ConditionKind.PLACE, written, tuple(sorted(forms - {""}, key=len)), mention.codes))
        first = at + 1
    return tuple(places)


def _inside(inner: Mention, outer: Mention) -> bool:
    return any(covers(outer_code, code) for code in inner.codes for outer_code in outer.codes)


def _figure_forms(match: re.Match[str]) -> tuple[str, ...]:
    """Patterns of a figure: 50亿元 also with a space, 3个 also as 三个, and not within 十三个."""
    number, unit = match[1], re.escape(match[2])
    forms = [rf"(?<![\d.]){re.escape(number)}\s*(?:多|余|来)?\s*{unit}"]
    if number.isdigit() and 1 <= int(number) <= LARGEST_IN_WORDS:
        spoken = {format_numeral(int(number)), "两" if number == "2" else format_numeral(int(number))}
        spoken |= {"一十" + word[1:] for word in spoken if word.startswith("十")}
        forms += [rf"(?<![{CHARACTERS}万亿]){word}\s*(?:多|余|来)?\s*{unit}" for word in sorted(spoken)]
    return tuple(forms)


def _bodies(words: Sequence[str], places: Sequence[Condition]) -> list[str]:
    """The public bodies named, without place and rank: 发展改革局 for 江门市发展改革局."""
    borders = {name for place in places for name in (*place.names, place.written)}
    found = []
    for end, word in enumerate(words):
        if not word.endswith(BODY_ENDS):
            continue
        start = end
        while start > 0 and _belongs_to_name(words[start - 1], borders):
            start -= 1
        name = without_rank("".join(words[start : end + 1]))
        if len(name) > 2 and not NO_BODIES.search(name):
            found.append(name)
    return list(dict.fromkeys(found))


def _belongs_to_name(word: str, borders: set[str]) -> bool:
    return bool(TOKEN.search(word)) and word not in borders and not is_joining(word)
