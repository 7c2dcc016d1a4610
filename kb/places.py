"""Provinces, cities and counties: their names, codes and which lies in which.

The table `data/places.csv` holds the official names and codes (GB/T 2260). A code of six digits names its
ancestors: 330521 德清县 lies in 330500 湖州市, in 330000 浙江省. 全国 is the root above all provinces.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

COUNTRY = "全国"
COUNTRY_CODE = "000000"
# Districts whose whole name is an ordinary word (城区, 郊区, 矿区, 东区): places only behind their city's name.
RANKS = tuple("省市县区州盟旗")
ORDINARY = re.compile(".区")
# A rank before a name is none of it (市财政局), unless it begins a word of the name (市场监督管理局).
RANK_BEFORE = re.compile("[各市省区县州](?=.{2})(?![场政容区域民级界直])")


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative place. `short` is its name without the rank, "" where that is an ordinary word."""

    code: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: `text[start:end]`, and every code that these words may stand for."""

    start: int
    end: int
    codes: frozenset[str]


class Gazetteer:
    """The table of places, looked up by name and by code."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.by_code = {place.code: place for place in places}
        self.by_name: dict[str, frozenset[str]] = {}
        for place in places:
            for name in {place.name, place.short} - {""}:
                self.by_name[name] = self.by_name.get(name, frozenset()) | {place.code}
        self._longest: dict[str, int] = {}  # the length of the longest name that begins with a character
        for name in self.by_name:
            self._longest[name[0]] = max(self._longest.get(name[0], 0), len(name))

    def names(self) -> Iterator[str]:
        """Every full and short name, each once."""
        return iter(self.by_name)

    def mentions(self, text: str) -> list[Mention]:
        """The places named in `text`, longest names first at each position, without overlap.

        Names that follow each other directly (浙江省湖州市德清县) settle which of several places is meant; the mentions
        of the higher ones stay in the list.
        """
        found: list[Mention] = []
        at = 0
        while at < len(text):
            for length in range(min(self._longest.get(text[at], 0), len(text) - at), 1, -1):
                name = text[at : at + length]
                codes = self.by_name.get(name, frozenset())
                inside = self._within(codes, found[-1].codes) if found and found[-1].end == at else frozenset()
                whole = any(self.by_code[code].name == name for code in codes)
                if codes and not whole and text[at + length : at + length + 1] in RANKS:
                    at += length  # 青河市 is not 青河县
                    break
                if inside or (codes and not ORDINARY.fullmatch(name)):
                    found.append(Mention(at, at + length, inside or codes))
                    at += length
                    break
            else:
                at += 1
        return found

    def resolve(self, written: str) -> frozenset[str]:
        """The codes that a written place may stand for (广东省广州市, 广州, 德清); empty if it is not known."""
        if written == COUNTRY:
            return frozenset({COUNTRY_CODE})
        mentions = self.mentions(written)
        covered = sum(mention.end - mention.start for mention in mentions)
        return mentions[-1].codes if mentions and covered == len(written) else frozenset()

    def full_name(self, code: str) -> str:
        """The name from the province down: 广东省广州市."""
        if code == COUNTRY_CODE:
            return COUNTRY
        return "".join(self.by_code[part].name for part in reversed(lineage(code)) if part in self.by_code)

    def _within(self, codes: frozenset[str], parents: frozenset[str]) -> frozenset[str]:
        return frozenset(code for code in codes if any(parent in lineage(code) for parent in parents))


def without_rank(name: str) -> str:
    """The name of a public body without the rank before it."""
    match = RANK_BEFORE.match(name)
    return name[match.end() :] if match else name


def lineage(code: str) -> tuple[str, ...]:
    """`code` and the codes of the places that hold it, from the inside out, without the country."""
    chain = (code, code[:4] + "00", code[:2] + "0000")
    return tuple(dict.fromkeys(part for part in chain if part != COUNTRY_CODE))


def covers(outer: str, inner: str) -> bool:
    """Whether the place `outer` is, or holds, the place `inner`."""
    return outer == COUNTRY_CODE or outer in lineage(inner)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The shipped table, read once."""
    with files("kb").joinpath("data/places.csv").open(encoding="utf-8") as file:
        return Gazetteer(tuple(Place(**row) for row in csv.DictReader(file)))
