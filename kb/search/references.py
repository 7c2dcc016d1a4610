"""References to clauses by their labels, in questions: 第五部分一（二）, 第八条, （十六）."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.numerals import CHARACTERS, parse_numeral

NUMERAL = rf"(?:[{CHARACTERS}]{{1,7}}|\d{{1,3}})"
# 第一条高铁 counts railways; 第一条 at the end of a phrase, or before what one says of a clause, names one.
AFTER_UNIT = "(?=$|[^\u4e00-\u9fff]|[的第一二三四五六七八九十款项讲说是有内规怎如什写提要和与及中里])"
UNIT = (
    rf"第\s*[(]?(?P<number>{NUMERAL})[)]?\s*(?P<unit>部分|方面|编|篇|章|节|条|款|项)"
    rf"(?:之(?P<suffix>{NUMERAL}))?{AFTER_UNIT}"
)
BRACKET = rf"[(]\s*(?P<bracket>{NUMERAL})\s*[)]"
BARE = rf"(?P<bare>{NUMERAL})、?(?=\s*[(]\s*{NUMERAL}\s*[)]|\s*$)"
LABEL = re.compile(f"{UNIT}|{BRACKET}")
NEXT_LABEL = re.compile(f"{UNIT}|{BRACKET}|{BARE}")
LABEL_BEFORE_BRACKET = re.compile(rf"(?<![\w第]){BARE}")
OF_CITATION = re.compile(
    rf"(?:第(?P<number>{NUMERAL})(?P<unit>部分|方面|编|篇|章|节|条|自然段)(?:之(?P<suffix>{NUMERAL}))?"
    rf"|[(](?P<bracket>{NUMERAL})[)]|(?P<bare>{NUMERAL}))"
)
# What clauses are called where a document counts its paragraphs and items without saying so.
SAME_UNIT = {"自然段": "款", "项": "()"}


@dataclass(frozen=True, slots=True)
class Label:
    """One label: 第五部分 is unit 部分, number 5; （二） is unit (), number 2; 一 is unit "", number 1."""

    unit: str
    number: str

    @property
    def term(self) -> str:
        """The term under which a clause of this label is indexed."""
        return f"§{self.number}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A row of labels at `[start, end)` of a normalised text, from the outside in."""

    labels: tuple[Label, ...]
    written: str
    start: int
    end: int


def references(text: str) -> list[Reference]:
    """The references in a normalised text."""
    found = []
    at = 0
    while first := min(
        (match for match in (LABEL.search(text, at), LABEL_BEFORE_BRACKET.search(text, at)) if match),
        key=lambda match: match.start(),
        default=None,
    ):
        labels, end = [_label(first)], first.end()
        while following := NEXT_LABEL.match(text, end):
            labels.append(_label(following))
            end = following.end()
        at = end
        known = tuple(label for label in labels if label is not None)
        if known and not (len(known) == 1 and known[0].unit == ""):
            found.append(Reference(known, text[first.start() : end], first.start(), end))
    return found


@lru_cache(maxsize=10_000)
def labels_of(citation_path: tuple[str, ...]) -> tuple[Label, ...]:
    """The labels of a clause, from the outside in; parts that a citation calls by words have none."""
    found = (OF_CITATION.fullmatch(part.replace("（", "(").replace("）", ")")) for part in citation_path)
    return tuple(label for match in found if match and (label := _label(match)) is not None)


def names(wanted: Sequence[Label], held: Sequence[Label]) -> bool:
    """Whether a clause with the labels `held` is the one that `wanted` names."""
    return bool(held) and held[-1] == wanted[-1] and _in_order(wanted, held)


def holds(wanted: Sequence[Label], held: Sequence[Label]) -> bool:
    """Whether a clause with the labels `held` lies below the one that `wanted` names."""
    return _in_order(wanted, held[:-1])


def names_by_number(wanted: Sequence[Label], held: Sequence[Label]) -> bool:
    """Whether the last numbers agree though the units differ: 第十六条 for （十六）."""
    return bool(held) and held[-1].number == wanted[-1].number and _in_order(wanted[:-1], held[:-1])


def _in_order(wanted: Sequence[Label], held: Sequence[Label]) -> bool:
    rest = iter(held)
    return all(label in rest for label in wanted)


def _label(match: re.Match[str]) -> Label | None:
    parts = match.groupdict()
    written = parts.get("number") or parts.get("bracket") or parts.get("bare")
    number = parse_numeral(written or "")
    if not number:
        return None
    in_brackets = parts.get("bracket") or (parts.get("unit") == "条" and "(" in match[0])
    unit = "()" if in_brackets else parts.get("unit") or ""
    suffix = parse_numeral(parts.get("suffix") or "")
    return Label(SAME_UNIT.get(unit, unit), f"{number}-{suffix}" if suffix else str(number))
