"""How a document was cut, for people: where its metadata stands, each clause in one line, what is in no clause.

Pure functions over the records. `api.text` prints what they return, `api.shapes` sends it as JSON.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, groupby
from unicodedata import east_asian_width

from ingest.source import CELL_END, LineIndex
from kb.records import FROM_CATALOGUE, FROM_FILE_NAME, Cell, Clause, ClauseKind, Metadata, Removal, RemovalKind

FIELDS = (
    ("title", "题名"),
    ("kind", "文种"),
    ("region", "地区"),
    ("issuer", "发文机关"),
    ("number", "文号"),
    ("date", "成文日期"),
    ("published", "发布日期"),
    ("effective", "施行日期"),
    ("expires", "有效期至"),
    ("period", "规划期"),
    ("addressees", "主送"),
)
REMOVALS = {
    RemovalKind.TITLE: "标题",
    RemovalKind.FRONT: "文号、机关或日期",
    RemovalKind.CONTENTS: "目录",
    RemovalKind.SNIPPET: "重复开头的摘要",
    RemovalKind.PAGE: "页码、页眉页脚",
    RemovalKind.SITE: "网页上正文之外的内容",
    RemovalKind.LAYOUT: "换行、空白和格式标记",
}
INDENT = "  "
ELLIPSIS = "…"
CELL_MARK = "｜"
TWO_COLUMNS_WIDE = "WFA"  # ambiguous characters take two columns where the terminal's font is Chinese
MOST_LINES_NAMED = 5

Styled = tuple[str, str]  # words and the style that they are printed in


@dataclass(frozen=True, slots=True)
class Counts:
    """How many characters, white space aside, stand in clauses, are left out for a reason, and are in neither."""

    clauses: int
    characters: int
    removed: int
    lost: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that stand in no clause, and every line of the text that holds them."""

    words: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeftOutKind:
    """All that was left out for one reason: how many places, how many characters, the words in order."""

    kind: RemovalKind
    places: int
    characters: int
    parts: tuple[LeftOut, ...]


def count_characters(source: str, clauses: Sequence[Clause], removals: Sequence[Removal]) -> Counts:
    """Where the characters of the source have gone; `lost` is 0 unless the program has a bug."""
    in_clauses, removed = bytearray(len(source)), bytearray(len(source))
    for clause in clauses:
        for span in (*clause.heading_spans, *clause.text_spans):
            in_clauses[span.start : span.end] = b"\1" * (span.end - span.start)
    for removal in removals:
        removed[removal.span.start : removal.span.end] = b"\1" * (removal.span.end - removal.span.start)
    neither = (not (here or there) for here, there in zip(in_clauses, removed, strict=True))
    return Counts(
        len(clauses),
        _count(compress(source, in_clauses)),
        _count(compress(source, removed)),
        _count(compress(source, neither)),
    )


def evidence_lines(metadata: Metadata, source: str, lines: LineIndex) -> dict[str, int]:
    """For each field the line, from 1, that its evidence stands in; without those that were not read from the text.

    Words that a catalogue quotes have no known place: theirs is the first line that holds them.
    """
    found = {}
    for field, words in metadata.evidence.items():
        if spans := metadata.places.get(field):
            found[field] = lines.line_of(spans[0].start)
        elif words in source and not words.startswith((FROM_CATALOGUE, FROM_FILE_NAME)):
            found[field] = lines.line_of(source.index(words))
    return found


def tell_evidence(metadata: Metadata, field: str, line: int | None) -> str:
    """Where a value comes from, in words: 据第 3 行“…”, 目录登记, 取自文件名."""
    words = _one_line(metadata.evidence.get(field, ""))
    if line is not None:
        return f"据第 {line} 行" + ("" if words == getattr(metadata, field) else f"“{words}”")
    if words == FROM_FILE_NAME:
        return "取自文件名"
    if words.startswith(FROM_CATALOGUE):
        reason = words.removeprefix(FROM_CATALOGUE).lstrip(": ")
        return f"目录登记：{reason}" if reason else "目录登记"
    return f"据“{words}”" if words else ""


def line_of_clause(clause: Clause, lines: LineIndex) -> int | None:
    """The line, from 1, that a clause begins in; None for one without words."""
    spans = (*clause.heading_spans, *clause.text_spans)
    return lines.line_of(min(span.start for span in spans)) if spans else None


def show_clause(clause: Clause, width: int) -> list[Styled]:
    """A clause in one line of at most `width` columns: the last part of its id, its first words, its page."""
    depth = clause.id.count("/") - 1
    heading = "" if clause.text.startswith(clause.heading) else clause.heading
    words = clause.text
    if clause.cells:
        words = CELL_MARK.join(map(_show_cell, clause.cells))
    elif clause.kind is ClauseKind.TABLE:
        heading, words = heading or "表格", words.replace(CELL_END, CELL_MARK)
    page = f"{INDENT}第 {clause.page} 页" if clause.page is not None else ""
    line = [
        (f"{INDENT * depth}{clause.id.rpartition('/')[2]}{INDENT}", "id"),
        (_one_line(heading) + (" " if heading and words else ""), "title"),
        (_one_line(words), ""),
    ]
    return [*cut_to_width(line, width - display_width(page)), (page, "dim")]


def cut_to_width(line: Sequence[Styled], width: int) -> list[Styled]:
    """The line as it is if it takes at most `width` columns; else as much of its beginning as fits, and an ellipsis."""
    if sum(display_width(words) for words, _ in line) <= width:
        return list(line)
    room = width - display_width(ELLIPSIS)
    kept: list[Styled] = []
    for words, style in line:
        end = 0
        while end < len(words) and display_width(words[end]) <= room:
            room -= display_width(words[end])
            end += 1
        if end < len(words):
            return [*kept, (words[:end] + (ELLIPSIS if room >= 0 else ""), style)]
        kept.append((words, style))
    return kept


def display_width(text: str) -> int:
    """How many columns of a terminal a text takes, at most."""
    return sum(2 if east_asian_width(character) in TWO_COLUMNS_WIDE else 1 for character in text)


def group_removals(source: str, removals: Sequence[Removal], lines: LineIndex) -> list[LeftOutKind]:
    """What stands in no clause, by reason; equal words are named once with all their lines."""
    groups = []
    for kind in RemovalKind:
        ours = [removal for removal in removals if removal.kind is kind]
        where: dict[str, list[int]] = {}
        for line, words in _words_by_line(source, ours, lines):
            where.setdefault(words, []).append(line)
        parts = tuple(LeftOut(words, tuple(at)) for words, at in where.items())
        if ours:
            characters = sum(_count(source[removal.span.start : removal.span.end]) for removal in ours)
            groups.append(LeftOutKind(kind, len(ours), characters, parts))
    return groups


def show_left_out(part: LeftOut, width: int) -> list[Styled]:
    """Words that were left out, in one line of at most `width` columns."""
    named = "、".join(map(str, part.lines[:MOST_LINES_NAMED]))
    more = f" 等 {len(part.lines)}" if len(part.lines) > MOST_LINES_NAMED else ""
    line = [(f"{INDENT * 2}第 {named}{more} 行{INDENT}", "id"), (part.words, "dim")]
    return cut_to_width(line, width)


def _words_by_line(source: str, removals: Iterable[Removal], lines: LineIndex) -> Iterator[tuple[int, str]]:
    """The words of the removals that begin in one line, with the line; blank ones are passed over."""
    for line, group in groupby(removals, lambda removal: lines.line_of(removal.span.start)):
        words = _one_line(" ".join(source[item.span.start : item.span.end] for item in group))
        if words:
            yield line, words


def _show_cell(cell: Cell) -> str:
    return (f"{cell.name}：" if cell.name else "") + cell.text + ("" if cell.own else "（同上）")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _count(characters: Iterable[str]) -> int:
    return sum(not character.isspace() for character in characters)
