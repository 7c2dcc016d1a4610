"""Which lines stand in a series of labels that may as well begin a sentence or an amount: 一是…, 第一，…, 1.2 …."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from ingest.source import Block, BlockKind
from ingest.structure.labels import Label, recognise_label

MORE_INSIDE = re.compile(r"[。；，](?:[二三四五六七八九十]是|第[二三四五六七八九十][，,])")
DECIMALS = ("decimal2", "decimal3", "decimal4")
ATTACHED = re.compile(r"附\s*[：:]")
Lists = dict[tuple[str, str], list[tuple[int, int]]]  # kind and what stands before the number → place, number
NO_NUMBER = 10**9  # greater than any
NEAR = 3  # lines
LAST_NUMBER = re.compile(r"\d+$")


def labels_of_lines(blocks: Sequence[Block]) -> list[Label | None]:
    """The label that each line begins with, seen among the others; None for a line without one."""
    series, quoted = serial_lines(blocks), references(blocks)
    return [
        None
        if at in quoted or block.kind not in (BlockKind.TEXT, BlockKind.HEADING)
        else recognise_label(block.text, serial=at in series)
        for at, block in enumerate(blocks)
    ]


def serial_lines(blocks: Sequence[Block]) -> set[int]:
    """The places of the lines whose label of a serial kind counts: a line before or after it bears the next number."""
    found: Lists = {}
    for at, block in enumerate(blocks):
        label = recognise_label(block.text, serial=True) if block.kind is not BlockKind.TABLE_ROW else None
        if label is not None and label.kind.serial and not MORE_INSIDE.search(block.text):
            found.setdefault((label.kind.name, _before_number(block.text, label)), []).append((at, label.number))
    series = {at for at, _ in found.pop(("attached", ""), []) if _is_followed(blocks, at)}
    for (kind, _), places in found.items():
        if kind != "decimal1":
            for (at, number), (next_at, next_number) in pairwise(places):
                if next_number == number + 1:
                    series |= {at, next_at}
    series |= _only_ones(found, series)
    return series | _tops(found, series)


def references(blocks: Sequence[Block]) -> set[int]:
    """The places of the lines that begin with an article of another document: no article beside it has a line here."""
    places: dict[int, list[int]] = {}
    glued = set()
    for at, block in enumerate(blocks):
        label = recognise_label(block.text)
        if label is not None and label.kind.name == "article":
            places.setdefault(label.number, []).append(at)
            if block.text[label.end : label.end + 1].strip():
                glued.add(at)
    return {
        at
        for number, lines in places.items()
        for at in lines
        if at in glued and not {number - 1, number + 1} & places.keys()
    }


def _is_followed(blocks: Sequence[Block], at: int) -> bool:
    """Whether what a line 附：… announces stands behind it."""
    return at + 1 < len(blocks) and not ATTACHED.match(blocks[at + 1].text)


def _before_number(text: str, label: Label) -> str:
    """1.2. of 1.2.3: labels with the same words before the number form a list."""
    written = text[: label.end].strip()
    return LAST_NUMBER.sub("", written).replace("．", ".") if label.kind.name in DECIMALS else ""


def _only_ones(found: Lists, series: set[int]) -> set[int]:
    """The lines such as 2.3.1 without a 2.3.2 where 2.3 counts, and 4.1 without a 4.2 right below a line with 4."""
    tops = {(at, number) for at, number in found.get(("decimal1", ""), [])}
    first = {
        (kind, f"{before}{number}"): at
        for (kind, before), places in found.items()
        for at, number in reversed(places)
        if kind in DECIMALS and at in series
    }  # where each number that counts stands first
    ones = set()
    for (kind, before), places in found.items():
        above = before.rstrip(".．")
        for at in (at for at, number in places if number == 1 and kind in DECIMALS):
            if kind == DECIMALS[0]:
                near = above.isdecimal() and any((at - step, int(above)) in tops for step in range(1, NEAR + 1))
                ones |= {at} if near and series else set()
            elif first.get((DECIMALS[DECIMALS.index(kind) - 1], above), at) < at:
                ones.add(at)
    return ones


def _tops(found: Lists, series: set[int]) -> set[int]:
    """The lines such as 2 基本规定 that a series 2.1, 2.2 follows before the next such line."""
    tops = found.get(("decimal1", ""), [])
    places = set()
    for (at, number), (end, _) in pairwise([*tops, (max(series, default=0) + 1, 0)]):
        below = found.get(("decimal2", f"{number}."), [])
        following = bisect_right(below, (at, NO_NUMBER))
        if following < len(below) and below[following][0] < end and below[following][0] in series:
            places.add(at)
    return places
