"""The words of Word's paragraphs: what their runs show, with fields, notes, symbols and tracked changes settled."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.readers.word.fields import Fields
from ingest.readers.word.parts import Node
from ingest.readers.word.styles import Styles

LINE_END = "\n"  # a hard line break within a paragraph
SOFT_HYPHEN = "\u00ad"
WHITE_SPACE = str.maketrans("\t\r\n", "   ", SOFT_HYPHEN)
XML_SPACE = " \t\r\n"
# Elements that hold no words, or words that are not shown: properties, what was deleted, comments, phonetic guides.
WITHOUT_WORDS = frozenset(
    "pPr rPr sdtPr sdtEndPr smartTagPr customXmlPr rubyPr rt del moveFrom delText delInstrText annotationRef"
    " footnoteRef endnoteRef separator continuationSeparator pgNum sectPr tblPr tblGrid m:rPr m:ctrlPr".split()
)
PICTURES = frozenset("x:blip x:imagedata x:chart x:relIds x:OLEObject".split())
# Signs of the fonts that only hold signs, by the number that they have there.
WINGDINGS = dict(zip(b"lnoquv\x9f\xa1\xa7\xa8\xd8\xdf\xe0\xe1\xe2\xfb\xfc\xfd\xfe", "●■□❑◆❖•○▪□➢←→↑↓✗✓☒☑", strict=True))
WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□"}
GREEK = dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
GREEK_CAPITALS = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
SYMBOL = GREEK | GREEK_CAPITALS | {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷"}
SIGN_FONTS = {"wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2, "symbol": SYMBOL}
PRIVATE = range(0xF000, 0xF100)  # where the signs of such a font stand
PRIVATE_SIGN = re.compile("[\uf000-\uf0ff]")
FONT_NAMES = ("ascii", "hAnsi", "eastAsia")


class Oddity(StrEnum):
    """What a person should look at, as a note says it: words that the file shows, but does not hold as plain text."""

    PICTURE = "图片、图表或嵌入对象 {}，其中的文字没有读出"
    FORMULA = "公式 {}，只按先后读出其中的文字"
    SIGN = "符号字体中认不出的符号 {}，请对照原文件"
    FIELD = "打开时才由 Word 算出的域 {}，没有读出"
    FOREIGN = "嵌入的其他文件 {}，没有读出"


class NoteKind(StrEnum):
    """The notes that a mark in the text leads to; the value is what is written before their number."""

    FOOTNOTE = ""
    ENDNOTE = "尾"


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark of a note: which note it leads to, and how it is written; empty for a mark of the author's own."""

    kind: NoteKind
    id: str
    text: str


@dataclass(slots=True)
class Story:
    """What is gathered over all paragraphs of a file: marks of notes in their order, and oddities not yet placed."""

    marks: dict[tuple[NoteKind, str], NoteMark] = field(default_factory=dict)
    counts: Counter[NoteKind] = field(default_factory=Counter)
    oddities: list[Oddity] = field(default_factory=list)

    def mark_of(self, kind: NoteKind, node: Node) -> str:
        """The text of a note's mark in the text, such as [1]; the same for the same note."""
        key = (kind, node.attributes.get("id", ""))
        if key not in self.marks:
            follows = node.attributes.get("customMarkFollows", "0") not in ("0", "false", "off")
            self.counts[kind] += not follows
            self.marks[key] = NoteMark(kind, key[1], "" if follows else f"[{kind.value}{self.counts[kind]}]")
        return self.marks[key].text


@dataclass(frozen=True, slots=True)
class Words:
    """What a paragraph shows: its text with hard line breaks, and the text boxes that hang on it."""

    text: str
    boxes: tuple[Node, ...]


def read_words(paragraph: Node, styles: Styles, fields: Fields | None, story: Story) -> Words:
    """The words of a paragraph. `fields` are those open before it; None where fields are broken and all is shown."""
    reader = _Runs(styles, fields, story, paragraph.child("pPr"))
    reader.read(paragraph.children)
    return Words("".join(reader.parts), tuple(reader.boxes))


class _Runs:
    """Reads the runs of one paragraph in order."""

    def __init__(self, styles: Styles, fields: Fields | None, story: Story, paragraph: Node | None) -> None:
        self._styles = styles
        self._fields = fields
        self._story = story
        self._paragraph = paragraph
        self._run: Node | None = None
        self._is_hidden = False
        self.parts: list[str] = []
        self.boxes: list[Node] = []

    def read(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self._read(node)

    def _read(self, node: Node) -> None:
        name = node.name
        if name in WITHOUT_WORDS:
            return
        if name == "r":
            self._read_run(node)
        elif name in ("t", "m:t"):
            keeps = node.attributes.get("space") == "preserve"
            self._show(self._translate((node.text if keeps else node.text.strip(XML_SPACE)).translate(WHITE_SPACE)))
        elif name in SIGNS:
            self._show(SIGNS[name])
        elif name == "sym":
            self._show(self._sign(node.attributes.get("font", ""), node.attributes.get("char", "")))
        elif name == "fldChar":
            self._read_field_mark(node)
        elif name == "instrText":
            if self._fields:
                self._fields.note_instruction(node.text)
        elif name in ("footnoteReference", "endnoteReference"):
            kind = NoteKind.FOOTNOTE if name == "footnoteReference" else NoteKind.ENDNOTE
            if self._is_shown():
                self._show(self._story.mark_of(kind, node))
        elif name == "txbxContent":
            self.boxes.append(node)
        elif name == "mc:AlternateContent":
            self._read_alternatives(node)
        elif name == "m:f":
            self._read_fraction(node)
        else:
            self._read_other(node)

    def _read_run(self, node: Node) -> None:
        run_before, hidden_before = self._run, self._is_hidden
        self._run = node.child("rPr")
        self._is_hidden = hidden_before or self._styles.hides(self._run, self._paragraph)
        self.read(node.children)
        self._run, self._is_hidden = run_before, hidden_before

    def _read_field_mark(self, node: Node) -> None:
        if self._fields is None:
            return
        was_shown = self._is_shown()
        shown, is_lost = self._fields.mark(node)
        if shown and (was_shown or self._is_shown()) and not self._is_hidden:
            self.parts.append(shown)
        if is_lost and self._is_shown():
            self._story.oddities.append(Oddity.FIELD)

    def _read_alternatives(self, node: Node) -> None:
        """Reads the first alternative that holds anything: the others say the same in older words."""
        for alternative in node.children:
            parts, boxes, oddities = len(self.parts), len(self.boxes), len(self._story.oddities)
            self.read(alternative.children)
            if len(self.parts) > parts or len(self.boxes) > boxes or len(self._story.oddities) > oddities:
                return

    def _read_fraction(self, node: Node) -> None:
        for at, part in enumerate(child for child in node.children if child.name in ("m:num", "m:den")):
            if at:
                self._show("/")
            self.read(part.children)

    def _read_other(self, node: Node) -> None:
        boxes = len(self.boxes)
        if node.name == "x:textpath":  # WordArt of older files
            self._show(f"{LINE_END}{node.attributes.get('string', '')}{LINE_END}")
        elif node.name == "m:oMath":
            self._story.oddities.append(Oddity.FORMULA)
        self.read(node.children)
        if node.name in PICTURES and len(self.boxes) == boxes and self._is_shown():
            self._story.oddities.append(Oddity.PICTURE)

    def _is_shown(self) -> bool:
        return not self._is_hidden and (self._fields is None or self._fields.are_showing)

    def _show(self, text: str) -> None:
        if text and self._is_shown():
            self.parts.append(text)

    def _translate(self, text: str) -> str:
        """`text` with the signs of a font of signs as signs that every font has."""
        if not PRIVATE_SIGN.search(text):
            return text
        fonts = self._run.child("rFonts") if self._run else None
        names = [fonts.attributes.get(name, "") for name in FONT_NAMES] if fonts else []
        font = next((name for name in names if name.lower() in SIGN_FONTS), "")
        return PRIVATE_SIGN.sub(lambda match: self._sign(font, f"{ord(match[0]):x}"), text)

    def _sign(self, font: str, code: str) -> str:
        try:
            number = int(code, 16)
            written = chr(number)
        except (ValueError, OverflowError):
            return ""
        signs = SIGN_FONTS.get(font.lower(), {})
        known = signs.get(number - PRIVATE.start if number in PRIVATE else number)
        if known is None and (signs or number in PRIVATE) and self._is_shown():
            self._story.oddities.append(Oddity.SIGN)
        return known or (written if written.isprintable() or number in PRIVATE else "")


SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": LINE_END,
    "cr": LINE_END,
    "noBreakHyphen": "-",
}
