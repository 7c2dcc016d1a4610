"""The numbers that a browser puts before the items of an ordered list; they stand nowhere in the page's text.

Called by `lines`. Bullets are no words and are left out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.readers.roman import write_roman

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
MOST_ROMAN = 3999
LARGEST = 2**31  # beyond it browsers ignore a number
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)
# An item that brings its own number stands in a list whose numbers the site's style sheet hides.
OWN_NUMBER = re.compile(
    r"\s*(?:[（(](?:\d{1,3}|[一二三四五六七八九十百]{1,5})[）)]|(?:\d{1,3}|[一二三四五六七八九十百]{1,5})(?:[、)）]|[.．](?!\d))"
    r"|第[一二三四五六七八九十百\d]{1,7}[章节条款]|[①-⑳])"
)


def _letters(number: int) -> str:
    """a … z, aa, ab …"""
    written = ""
    while number > 0:
        number, last = divmod(number - 1, len(ALPHABET))
        written = ALPHABET[last] + written
    return written


FORMS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": _letters,
    "A": lambda number: _letters(number).upper(),
    "i": lambda number: write_roman(number, MOST_ROMAN).lower(),
    "I": lambda number: write_roman(number, MOST_ROMAN),
}
STYLES = {
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "none": "",
    "disc": "",
    "circle": "",
    "square": "",
}


@dataclass(slots=True)
class Numbering:
    """The count of a list; one without `form` shows no numbers."""

    form: str
    next: int = 1
    step: int = 1

    def number_item(self, value: str | None, kind: str | None, style: str | None) -> str:
        """What stands before the next item (3. ), by the item's own attributes and those of the list."""
        number = read_integer(value, self.next)
        self.next = number + self.step
        form = _form(kind, style, self.form) if self.form else ""
        if not form:
            return ""
        return f"{FORMS[form](number) if number > 0 else number}. "


def ordered(start: str | None, kind: str | None, style: str | None, items: int, *, falling: bool) -> Numbering:
    """The numbering of an `ol` that has so many items."""
    first = read_integer(start, items if falling else 1)
    return Numbering(_form(kind, style, "1"), first, -1 if falling else 1)


def read_integer(written: str | None, otherwise: int) -> int:
    """An attribute's whole number; `otherwise` where it is none."""
    match = re.match(r"\s{0,9}([+-]?[0-9]{1,10})(?![0-9])", written or "")
    return int(match[1]) if match and abs(int(match[1])) < LARGEST else otherwise


def _form(kind: str | None, style: str | None, otherwise: str) -> str:
    """The form of numbers; a style goes before an attribute."""
    if declared := LIST_STYLE.findall(style or ""):
        for word in declared[-1].lower().split():
            if word in STYLES:
                return STYLES[word]
    return kind if kind in FORMS else otherwise
