"""One string of an OFD page as runs of characters with their places (GB/T 33190-2016).

Fonts are not opened: a string is what its TextCode says, a character is as wide as its kind usually is.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from lxml import etree

Matrix = tuple[float, float, float, float, float, float]  # a b c d e f: x' = ax + cy + e, y' = bx + dy + f

UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)
FULL_TURN = 4  # quarter turns
LARGEST_NUMBER = 1e6
SLANT = 0.1  # sine of the angle from which a baseline counts as slanting
SMALLEST_SIZE = 0.01
NEXT_LINE = 0.5  # of the size: how far the pen goes down, or back, to begin another line
WIDE_GAP = 1.0  # of the size
BLANKS_OR_WORDS = re.compile(r"\s+|\S+")


class Writing(Enum):
    """How a string runs."""

    ACROSS = "across"
    DOWN = "down"  # one character under the other
    SLANTING = "slanting"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in a row on one baseline: words or blanks.

    `x`, `end` and the baseline `y` (downwards) are millimetres on the page after it is turned back by `turn` quarter
    turns. Runs of the same `code` are parts of one string, between which no blank is wanting.
    """

    text: str
    x: float
    end: float
    y: float
    size: float
    turn: int
    code: int
    writing: Writing


def within(outer: Matrix, element: etree._Element) -> Matrix:
    """From the space inside an object to the page: its own CTM, then its Boundary, then what it stands in."""
    own = numbers(element.get("CTM"))
    a, b, c, d, e, f = own if len(own) == len(UNMOVED) else UNMOVED
    left, top = (*numbers(element.get("Boundary")), 0.0, 0.0)[:2]
    e, f = e + left, f + top
    oa, ob, oc, od, oe, of = outer
    return (
        oa * a + oc * b,
        ob * a + od * b,
        oa * c + oc * d,
        ob * c + od * d,
        oa * e + oc * f + oe,
        ob * e + od * f + of,
    )


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute up to the first that is none."""
    found = []
    for token in (text or "").replace(",", " ").split():
        try:
            number = float(token)
        except ValueError:
            break
        if not abs(number) <= LARGEST_NUMBER:
            break
        found.append(number)
    return found


def _deltas(text: str | None, most: int) -> list[float]:
    """The distances of DeltaX or DeltaY, at most so many; `g n v` stands for n times v (GB/T 33190-2016)."""
    found: list[float] = []
    tokens = iter((text or "").replace(",", " ").split())
    for token in tokens:
        if len(found) >= most:
            break
        if token in ("g", "G"):
            times = numbers(next(tokens, ""))
            value = numbers(next(tokens, ""))
            if not times or not value:
                break
            found += value[:1] * max(0, min(int(times[0]), most - len(found)))
        else:
            value = numbers(token)
            if not value:
                break
            found += value[:1]
    return found


def _pens(code: etree._Element, pen: tuple[float, float], widths: list[float]) -> Iterator[tuple[float, float]]:
    """Where each character of a TextCode begins; where nothing says how far on, it follows by its width."""
    x, y = pen
    most = len(widths) - 1
    across, down = _deltas(code.get("DeltaX"), most), _deltas(code.get("DeltaY"), most)
    yield x, y
    for at, width in enumerate(widths[:most]):
        if at < len(across):
            x += across[at]
        elif not down:
            x += width
        y += down[at] if at < len(down) else 0.0
        yield x, y


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def runs_of(
    code: etree._Element,
    text: str,
    pen: tuple[float, float],
    size: float,
    stretch: float,
    matrix: Matrix,
    number: int,
) -> Iterator[Run]:
    """The string of a TextCode cut into runs, those of blanks apart from those of words.

    The pen starts at `pen` in the object's own space, from which `matrix` leads to the page; `stretch` widens letters,
    `number` tells the string from the others.
    """
    a, b, c, d, e, f = matrix
    widths = [abs(size * stretch) * _width(character) for character in text]
    pens = _pens(code, pen, widths)
    along, across = math.hypot(a, b), math.hypot(c, d)
    size = max(abs(size) * across, SMALLEST_SIZE)
    turn = round(math.atan2(b, a) / (math.pi / 2)) % FULL_TURN
    places = [_turned_back(a * x + c * y + e, b * x + d * y + f, turn) for x, y in pens]
    ends = [place[0] + width * along for place, width in zip(places, widths, strict=True)]
    writing = _writing(matrix, places)
    cuts = [0, *(_cuts(places, ends, size) if writing is Writing.ACROSS else ()), len(text)]
    for start, stop in pairwise(cuts):
        for part in BLANKS_OR_WORDS.finditer(text, start, stop):
            low, high = part.span()
            end = max(ends[low:high])
            yield Run(part[0], places[low][0], end, places[low][1], size, turn, number, writing)


def _turned_back(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _writing(matrix: Matrix, places: list[tuple[float, float]]) -> Writing:
    a, b = matrix[:2]
    if min(abs(a), abs(b)) > SLANT * math.hypot(a, b):
        return Writing.SLANTING
    steps = list(pairwise(places))
    down = sum(abs(after[1] - before[1]) for before, after in steps)
    return Writing.DOWN if down > sum(abs(after[0] - before[0]) for before, after in steps) else Writing.ACROSS


def _cuts(places: list[tuple[float, float]], ends: list[float], size: float) -> Iterator[int]:
    """Where a string goes to another line, or leaves room for something that stands in between."""
    for at in range(1, len(places)):
        (before_x, before_y), (x, y) = places[at - 1], places[at]
        is_apart = x - ends[at - 1] > WIDE_GAP * size
        if abs(y - before_y) > NEXT_LINE * size or x < before_x - NEXT_LINE * size or is_apart:
            yield at
