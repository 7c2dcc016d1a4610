"""Word's automatic numbering: the labels that stand in numbering.xml only, counted and written out.

Counters belong to a definition (abstractNum) and are shared by all numberings (num) that use it, as LibreOffice and
Word count. ISO/IEC 29500-1, 17.9.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.word.numerals import is_known_form, write_number
from ingest.readers.word.parts import Node
from ingest.readers.word.styles import Style, Styles

OFF = "0"  # the numbering that switches numbering off
DEEPEST = 8
LONGEST_LABEL = 255
MOST_LINKS = 5  # from numbering to style to numbering
PLACEHOLDER = re.compile(r"%([1-9])")
DASHES = re.compile("[—―─]+")  # as bullets they are punctuation that the text is read with
CARRIES_ITS_GAP = ("、", "）", "】", "〕", "：", "。")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a numbering is counted and written."""

    start: int
    form: str
    zeros: int
    text: str
    suffix: str
    restart: int | None  # levels above this one (counted from 0) begin it anew; None: all levels above
    is_legal: bool  # all its numbers are written as 1, 2, 3
    style: str | None
    properties: Node | None


@dataclass(frozen=True, slots=True)
class Label:
    """A written label, what parts it from the text, and the paragraph properties of its level."""

    text: str
    suffix: str
    properties: Node | None

    def before(self, text: str) -> str:
        """`text` with this label at its start; a tab becomes a space where the label does not end with its own gap."""
        if not self.text or self.suffix == "nothing":
            return self.text + text
        if self.suffix == "tab":
            text = text.lstrip()
            if self.text.endswith(CARRIES_ITS_GAP) or (self.text[-1] in ".．" and not text[:1].isdecimal()):
                return self.text + text
        return f"{self.text} {text}"


@dataclass(frozen=True, slots=True)
class _Definition:
    """An abstractNum as one num sees it."""

    counter: str
    levels: dict[int, Level]
    restarts: set[int]  # levels whose start the num overrides


class Numbering:
    """The numberings of a file with their counters; labels are asked for in the order of the text."""

    def __init__(self, root: Node | None, styles: Styles) -> None:
        nodes = root.children if root else []
        self._styles = styles
        self._abstracts = {node.attributes.get("abstractNumId"): node for node in nodes if node.name == "abstractNum"}
        self._nums = {node.attributes.get("numId"): node for node in nodes if node.name == "num"}
        self._definitions: dict[str, _Definition | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[str] = set()
        self._style_places: dict[str, tuple[str | None, int | None]] = {}
        self.unknown_forms: set[str] = set()

    def next_label(self, properties: Node | None) -> Label | None:
        """The label of the next paragraph, which has these properties of its own; None if it is not numbered."""
        place = self._place(properties)
        definition = self._define(place[0]) if place else None
        if place is None or definition is None or place[1] not in definition.levels:
            return None
        counts = self._count(place[0], definition, place[1])
        level = definition.levels[place[1]]
        return Label(self._write(level, definition.levels, counts), level.suffix, level.properties)

    def _place(self, properties: Node | None) -> tuple[str, int] | None:
        """The numbering and level of a paragraph: its own word counts before its style's, for each of the two."""
        own = properties.child("numPr") if properties else None
        num_id, level = (own.value("numId"), own.number("ilvl")) if own else (None, None)
        chain = self._styles.paragraph_chain(properties)
        if chain and (num_id is None or level is None):
            if chain[0].id not in self._style_places:
                self._style_places[chain[0].id] = self._style_place(chain)
            of_style, level_of_style = self._style_places[chain[0].id]
            num_id = of_style if num_id is None else num_id
            level = level_of_style if level is None else level
        if num_id is None or num_id == OFF:
            return None
        return num_id, min(max(level or 0, 0), DEEPEST)

    def _style_place(self, chain: Sequence[Style]) -> tuple[str | None, int | None]:
        """The numbering and level of a style; a level that is linked to the style counts before the level it names."""
        places = [(style, style.paragraph.child("numPr")) for style in chain if style.paragraph]
        num_id = next((place.value("numId") for _, place in places if place and place.value("numId")), None)
        if num_id is None or num_id == OFF:
            return num_id, None
        definition = self._define(num_id)
        levels = definition.levels if definition else {}
        for style, place in places:
            linked = next((at for at, level in levels.items() if level.style == style.id), None)
            named = place.number("ilvl") if place else None
            if linked is not None or named is not None:
                return num_id, linked if linked is not None else named
        return num_id, None

    def _define(self, num_id: str) -> _Definition | None:
        if num_id not in self._definitions:
            self._definitions[num_id] = self._read_definition(num_id)
        return self._definitions[num_id]

    def _read_definition(self, num_id: str) -> _Definition | None:
        num = self._nums.get(num_id)
        counter = self._follow_links(num.value("abstractNumId")) if num else None
        if num is None or counter is None:
            return None
        levels = {
            at: _read_level(node) for node in self._abstracts[counter].children if (at := _depth(node, "lvl")) >= 0
        }
        restarts = set()
        for node in num.children:
            at = _depth(node, "lvlOverride")
            if at < 0:
                continue
            if changed := node.child("lvl"):
                levels[at] = _read_level(changed)
            start = node.number("startOverride")
            if start is not None and at in levels:
                restarts.add(at)
                levels[at] = replace(levels[at], start=start)
        return _Definition(counter, levels, restarts)

    def _follow_links(self, abstract_id: str | None) -> str | None:
        """The definition that holds the levels: one that names a numbering style stands for that style's."""
        for _ in range(MOST_LINKS):
            node = self._abstracts.get(abstract_id)
            style_id = node.value("numStyleLink") if node else None
            if style_id is None:
                return abstract_id if node else None
            chain = self._styles.chain(style_id)
            properties = chain[0].paragraph if chain else None
            num = self._nums.get(properties.value("numPr", "numId") if properties else None)
            abstract_id = num.value("abstractNumId") if num else None
        return None

    def _count(self, num_id: str, definition: _Definition, at: int) -> dict[int, int]:
        """Counts a paragraph at this level. Levels above it that were passed over count as begun.

        A numbering that overrides starts begins anew once, at its first paragraph on such a level.
        """
        counts = self._counts.setdefault(definition.counter, {})
        for above in range(at):
            if above in definition.levels:
                counts.setdefault(above, definition.levels[above].start)
        begins_anew = at in definition.restarts and num_id not in self._restarted
        if begins_anew:
            self._restarted.add(num_id)
        counts[at] = definition.levels[at].start if begins_anew or at not in counts else counts[at] + 1
        for below, level in definition.levels.items():
            if below > at and at < (below if level.restart is None else level.restart):
                counts.pop(below, None)
        return counts

    def _write(self, level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
        if level.form == "bullet":
            return level.text if DASHES.fullmatch(level.text) else ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in counts or at not in levels:
                return ""
            form = "decimal" if level.is_legal and levels[at].form != "none" else levels[at].form
            if form != "custom" and not is_known_form(form):
                self.unknown_forms.add(form)
            return write_number(counts[at], form, levels[at].zeros)

        return PLACEHOLDER.sub(number, level.text)[:LONGEST_LABEL].strip()


def _read_level(node: Node) -> Level:
    # A custom format stands in an alternative; the first one is it.
    form = next((inner.attributes for inner in node.walk() if inner.name == "numFmt"), {})
    return Level(
        start=node.number("start") or 0,
        form=form.get("val", "decimal"),
        zeros=min(len(form.get("format", "").partition(",")[0].strip()), 9),
        text=node.value("lvlText") or "",
        suffix=node.value("suff") or "tab",
        restart=node.number("lvlRestart"),
        is_legal=bool(node.is_on("isLgl")),
        style=node.value("pStyle"),
        properties=node.child("pPr"),
    )


def _depth(node: Node, name: str) -> int:
    """The level that an element of this name speaks of, -1 for other elements."""
    written = node.attributes.get("ilvl", "")
    return int(written) if node.name == name and written in tuple("012345678") else -1
