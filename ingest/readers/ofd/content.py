"""What is drawn on an OFD page, a template or an annotation, object by object (GB/T 33190-2016).

Text objects become runs (`runs.py`), pictures are counted, paths passed over. How runs make lines
is not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.ofd.runs import UNMOVED, Matrix, Run, numbers, runs_of, within
from kb.errors import FileTooComplex

MOST_OBJECTS = 500_000  # and runs, that are drawn in one file, templates counted on each page
MOST_CHARACTERS = 10_000_000
LONGEST_STRING = 100_000
DEEPEST_UNIT = 8  # composite units within each other
USUAL_SIZE = 5.6  # millimetres, 三号; for a text object that does not name its size
PLACEHOLDER = "\u00a4"  # stands for a glyph that has no character code


@dataclass(slots=True)
class Drawing:
    """What stands on a page, a template or an annotation."""

    runs: list[Run] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    pictures: int = 0
    codeless: int = 0  # characters of which only the glyph is known
    missing_units: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Allowance:
    """How much may still be drawn in this file."""

    file_name: str
    objects: int = MOST_OBJECTS
    characters: int = MOST_CHARACTERS

    def spend(self, objects: int, characters: int) -> None:
        """Counts objects and the characters of one string. Raises FileTooComplex when it is too much."""
        self.objects -= objects
        self.characters -= characters
        if self.objects < 0 or self.characters < 0 or characters > LONGEST_STRING:
            raise FileTooComplex(
                f"{self.file_name}：版面上的对象或文字太多（上限 {MOST_OBJECTS} 个对象、{MOST_CHARACTERS} 字）。",
                "请确认文件来源可靠，或拆分后再入库。",
            )


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, of which OFD files use two; nothing for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def draw(root: etree._Element, units: Mapping[str, etree._Element], allowance: Allowance) -> Drawing:
    """What `root` (an element that holds layers or objects) draws, in the order of the file.

    `units` are the composite units of the document by their ID.
    """
    drawing = Drawing()
    waiting = [(root, UNMOVED, 0)]
    while waiting:
        element, outer, depth = waiting.pop()
        name = local_name(element)
        allowance.spend(1, 0)
        if not name:
            continue
        if element.get("Visible", "true").strip().lower() in ("false", "0"):
            drawing.hidden += [text for text in map(_string, element.iter("{*}TextCode")) if text.strip()]
        elif name == "TextObject":
            _draw_text(element, outer, drawing, allowance)
        elif name == "ImageObject":
            drawing.pictures += 1
        elif name == "CompositeObject":
            unit_id = element.get("ResourceID", "")
            unit = units.get(unit_id)
            if unit is None:
                drawing.missing_units.add(unit_id)
            elif depth < DEEPEST_UNIT:
                inner = within(outer, element)
                waiting += [(child, inner, depth + 1) for child in reversed(unit)]
        elif name != "PathObject":
            inner = within(outer, element) if name == "Appearance" else outer
            waiting += [(child, inner, depth) for child in reversed(element)]
    return drawing


def _draw_text(element: etree._Element, outer: Matrix, drawing: Drawing, allowance: Allowance) -> None:
    matrix = within(outer, element)
    size = (numbers(element.get("Size")) or [USUAL_SIZE])[0]
    stretch = (numbers(element.get("HScale")) or [1.0])[0]
    has_glyphs = any(local_name(child) == "CGTransform" for child in element)
    x = y = 0.0
    for code in element:
        if local_name(code) != "TextCode":
            continue
        x = (numbers(code.get("X")) or [x])[0]
        y = (numbers(code.get("Y")) or [y])[0]
        text = _string(code)
        if not text:
            continue
        allowance.spend(0, len(text))
        drawing.codeless += text.count(PLACEHOLDER) if has_glyphs else 0
        for run in runs_of(code, text, (x, y), size, stretch, matrix, allowance.characters):
            allowance.spend(1, 0)
            drawing.runs.append(run)


def _string(code: etree._Element) -> str:
    """The characters of a TextCode; blanks that only lay the XML out are not among them."""
    text = "".join(str(part) for part in code.itertext())
    return text.strip() if "\n" in text else text
