"""Word's styles: what a paragraph or a run takes over from its style and the styles that this is based on."""

import re
from dataclasses import dataclass

from ingest.readers.word.parts import Node, whole_number

MOST_BASES = 50
BODY_LEVEL = 9  # outline levels below it are those of headings
FIRST_LINE = (("firstLineChars", "hangingChars"), ("firstLine", "hanging"))  # a measure and what excludes it
HEADING_NAME = re.compile(r"(?:heading|标题)\s*\d|title|标题", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A style's id, its properties of paragraphs and runs, and whether its name is that of a heading."""

    id: str
    paragraph: Node | None
    run: Node | None
    names_heading: bool


class Styles:
    """The styles of a file; `root` is the root of the part, None where there is none."""

    def __init__(self, root: Node | None) -> None:
        nodes = root.children if root else []
        self._nodes = {node.attributes.get("styleId", ""): node for node in nodes if node.name == "style"}
        self._default = next((id for id, node in self._nodes.items() if _is_default(node)), "")
        self._chains: dict[str, tuple[Style, ...]] = {}
        self._defaults = root.child("docDefaults", "pPrDefault", "pPr") if root else None

    def chain(self, style_id: str | None) -> tuple[Style, ...]:
        """The style and those that it is based on, the nearest first."""
        first = style_id if style_id in self._nodes else ""
        if first not in self._chains:
            self._chains[first] = self._follow(first)
        return self._chains[first]

    def paragraph_chain(self, properties: Node | None) -> tuple[Style, ...]:
        """The chain of a paragraph with these properties of its own."""
        style_id = properties.value("pStyle") if properties else None
        return self.chain(style_id if style_id in self._nodes else self._default)

    def is_heading(self, properties: Node | None) -> bool:
        """Whether a paragraph has an outline level or a heading's style."""
        chain = self.paragraph_chain(properties)
        for node in (properties, *(style.paragraph for style in chain)):
            level = node.number("outlineLvl") if node else None
            if level is not None:
                return level < BODY_LEVEL
        return any(style.names_heading for style in chain)

    def is_indented(self, properties: Node | None, of_numbering: Node | None) -> bool:
        """Whether the first line of a paragraph is indented; the nearest word on each measure counts."""
        found: dict[str, int] = {}
        styles = [style.paragraph for style in self.paragraph_chain(properties)]
        for node in (properties, of_numbering, *styles, self._defaults):
            indent = node.child("ind") if node else None
            if indent is None:
                continue
            for name, opposite in FIRST_LINE:
                measure = whole_number(indent.attributes.get(name))
                against = whole_number(indent.attributes.get(opposite))
                if against is not None:
                    found.setdefault(name, -against)
                elif measure is not None:
                    found.setdefault(name, measure)
        return any(measure > 0 for measure in found.values())

    def hides(self, run: Node | None, paragraph: Node | None) -> bool:
        """Whether a run's text is hidden (`vanish`), by its own word, by its style's or by its paragraph's style."""
        direct = run.is_on("vanish") if run else None
        if direct is not None:
            return direct
        chains = (self.chain(run.value("rStyle")) if run else (), self.paragraph_chain(paragraph))
        for chain in chains:
            for style in chain:
                hidden = style.run.is_on("vanish") if style.run else None
                if hidden is not None:
                    return hidden
        return False

    def _follow(self, style_id: str) -> tuple[Style, ...]:
        chain: dict[str, Style] = {}
        while style_id in self._nodes and style_id not in chain and len(chain) < MOST_BASES:
            node = self._nodes[style_id]
            names_heading = bool(HEADING_NAME.fullmatch(node.value("name") or ""))
            chain[style_id] = Style(style_id, node.child("pPr"), node.child("rPr"), names_heading)
            style_id = node.value("basedOn") or ""
        return tuple(chain.values())


def _is_default(node: Node) -> bool:
    attributes = node.attributes
    return attributes.get("type") == "paragraph" and attributes.get("default", "0") in ("1", "true", "on")
