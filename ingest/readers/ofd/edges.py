"""Running heads, feet and page numbers: the rows at the edges of the pages that repeat or count."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from ingest.readers.ofd.lines import Row

DEEPEST_EDGE = 3  # rows of running head or foot
FEWEST_PAGES = 3  # on which a running head stands, and the least share of the pages
LEAST_SHARE = 1 / 3
LONGEST_NUMBER = 20  # characters: 第 12 页 共 120 页
DASHES = r"\-－—–―─"
PAGE_NUMBER = re.compile(rf"[\s{DASHES}·•第]*(\d{{1,4}})[\s{DASHES}·•页]*(?:[/／,，]?\s*共?\s*\d{{1,4}}\s*页?)?")
DASHED_NUMBER = re.compile(rf"[{DASHES}]+\s*\d{{1,4}}\s*[{DASHES}]+")


def part_edges(pages: Sequence[list[Row]]) -> list[tuple[list[Row], list[Row], list[Row]]]:
    """For each page, by its rows, its running head, its words and its foot.

    A row is none of the words if it stands at the same height on many pages, or is a number that counts the pages, and
    nothing but such rows stands between it and the edge of the page.
    """
    words = [sorted(rows, key=lambda row: row.y) for rows in pages]
    heads: list[list[Row]] = [[] for _ in pages]
    feet: list[list[Row]] = [[] for _ in pages]
    for taken, at in ((heads, 0), (feet, -1)):
        for _ in range(DEEPEST_EDGE):
            outermost = {page: rows[at] for page, rows in enumerate(words) if rows}
            repeated = _repeated(outermost, len(pages))
            for page in repeated:
                taken[page].append(words[page].pop(at))
            if not repeated:
                break
    return [(head, rows, foot[::-1]) for head, rows, foot in zip(heads, words, feet, strict=True)]


def _repeated(outermost: dict[int, Row], page_count: int) -> list[int]:
    """The pages whose outermost row is a running head or foot."""
    heights: dict[str, list[float]] = defaultdict(list)
    counted: dict[int, list[float]] = defaultdict(list)
    for page, row in outermost.items():
        for segment in row.segments:
            heights[segment.text].append(row.y)
            if number := _page_number(segment.text):
                counted[number - page].append(row.y)
    for found in (*heights.values(), *counted.values()):
        found.sort()
    fewest = max(FEWEST_PAGES, LEAST_SHARE * page_count)
    fewest_numbers = max(FEWEST_PAGES - 1, LEAST_SHARE * page_count)

    def is_mark(text: str, page: int, row: Row) -> bool:
        if DASHED_NUMBER.fullmatch(text):
            return True
        if number := _page_number(text):
            return _at_height(counted[number - page], row) >= fewest_numbers
        return _at_height(heights[text], row) >= fewest

    return [
        page for page, row in outermost.items() if all(is_mark(segment.text, page, row) for segment in row.segments)
    ]


def _page_number(text: str) -> int | None:
    number = PAGE_NUMBER.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    return int(number[1]) if number else None


def _at_height(heights: list[float], row: Row) -> int:
    return bisect_right(heights, row.y + row.size) - bisect_left(heights, row.y - row.size)
