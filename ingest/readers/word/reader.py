"""Word files (DOCX, ISO/IEC 29500): paragraphs, tables and notes as Word shows them, with its automatic numbering.

Tracked changes are read as accepted. Comments and hidden text are left out; headers and footers are kept aside.
Pages are not in the file: Word makes them when it shows it.
"""

from collections.abc import Iterable, Iterator

from ingest.readers.word.fields import Fields, fields_are_whole
from ingest.readers.word.flow import Flow, Line
from ingest.readers.word.numbering import Numbering
from ingest.readers.word.package import WordFile, open_word
from ingest.readers.word.parts import Node, read_node
from ingest.readers.word.styles import Styles
from ingest.readers.word.text import NoteKind, Oddity, Story
from ingest.source import BlockKind, Source, SourceWriter
from kb.errors import FileEmpty, FileHoldsNoText
from kb.records import RemovalKind

MOST_PLACES = 10  # that one note names
NOTE_PARTS = ((NoteKind.FOOTNOTE, "footnotes", "footnote"), (NoteKind.ENDNOTE, "endnotes", "endnote"))
MARGINS = ("headerReference", "footerReference")


def read_docx(data: bytes, name: str) -> Source:
    """Reads a Word file: the body, then footnotes and endnotes behind their marks ([1], [尾1]).

    Raises FileEmpty, FileHoldsNoText, FileNotText, FileEncrypted, FileDamaged or FileTooComplex.
    """
    return _Reader(open_word(data, name)).read()


class _Reader:
    """Reads one file into a source."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._writer = SourceWriter()
        self._story = Story()
        styles = Styles(file.part("styles"))
        self._numbering = Numbering(file.part("numbering"), styles)
        self._flow = Flow(styles, self._numbering, self._story)
        self._line = 0
        self._tables = 0
        self._places: dict[Oddity, list[int]] = {}
        self._parts = [file.root]

    def read(self) -> Source:
        self._read_body()
        self._read_notes()
        self._read_margins()
        source = self._writer.finish(self._notes(), self._caveats())
        if source.blocks:
            return source
        if Oddity.PICTURE in self._places:
            raise FileHoldsNoText(
                f"{self._file.name}：文件里只有图片，没有文字。", "请用文字版，或先做文字识别（OCR）后再入库。"
            )
        raise FileEmpty(f"{self._file.name}：文件里没有文字。", "请检查文件是否保存完整，再重新入库。")

    def _read_body(self) -> None:
        for item in self._begin(self._file.root.child("body")):
            if isinstance(item, Line):
                kind = BlockKind.HEADING if item.is_heading else BlockKind.TEXT
                wrapped = False if item.ends_paragraph else None
                self._writer.add(item.text, kind, indented=item.is_indented, wrapped=wrapped)
                self._place_oddities()
                continue
            self._tables += 1
            for row in self._flow.read_rows(item):
                self._writer.add_row(row, self._tables)
                self._place_oddities()

    def _read_notes(self) -> None:
        for kind, part, element in NOTE_PARTS:
            marks = [mark for mark in self._story.marks.values() if mark.kind is kind]
            root = self._file.part(part) if marks else None
            if root is None:
                continue
            self._parts.append(root)
            notes = {node.attributes.get("id", ""): node for node in root.children if node.name == element}
            for mark in marks:
                before = f"{mark.text} " if mark.text else ""
                for text in self._texts(notes.get(mark.id)):
                    self._writer.add(before + text.strip(), BlockKind.NOTE, wrapped=False)
                    self._place_oddities()
                    before = ""

    def _read_margins(self) -> None:
        """Keeps headers and footers aside, each once."""
        names = {}
        for node in self._file.root.walk():
            link = self._file.relations.get(node.attributes.get("id", "")) if node.name in MARGINS else None
            if link:
                names[link.part] = True
        for part in names:
            for text in self._texts(read_node(self._file.package, part, self._file.name)):
                self._writer.leave_out(text, RemovalKind.PAGE)
        self._story.oddities.clear()  # pictures and fields there belong to the page

    def _texts(self, container: Node | None) -> Iterator[str]:
        """The lines with words of a note, a header or a footer."""
        if container is None:
            return
        self._begin(container)
        yield from (text for text in self._flow.texts(container) if text.strip())

    def _begin(self, container: Node | None) -> Iterator[Line | Node]:
        """The lines and tables of a part, with no field open before it."""
        if container is None:
            return iter(())
        self._flow.fields = Fields() if fields_are_whole(container) else None
        return self._flow.read(container.children)

    def _place_oddities(self) -> None:
        """Oddities that were met are named by the line of the text that was just written."""
        self._line += 1
        for oddity in self._story.oddities:
            self._places.setdefault(oddity, []).append(self._line)
        self._story.oddities.clear()

    def _caveats(self) -> Iterator[str]:
        if changes := _count_changes(self._parts):
            yield f"文件带有修订痕迹，是草稿：按接受全部修订后的文字读入（{changes}）。"

    def _notes(self) -> Iterator[str]:
        comments = self._file.part("comments")
        count = sum(node.name == "comment" for node in comments.children) if comments else 0
        if count:
            yield f"文件有批注 {count} 条，没有读入。"
        for kind, called in ((NoteKind.FOOTNOTE, "脚注"), (NoteKind.ENDNOTE, "尾注")):
            if number := self._story.counts[kind]:
                yield f"{called} {number} 条：正文中以 [{kind.value}1] 的形式标出，注文排在正文之后。"
        for oddity, lines in self._places.items():
            yield f"{oddity.format(f'{len(lines)} 处（{_name_lines(lines)}）')}。"
        for form in sorted(self._numbering.unknown_forms):
            yield f"自动编号的格式 {form} 不认识，按阿拉伯数字写出。"


def _count_changes(roots: Iterable[Node]) -> str:
    """How much was inserted, deleted and moved under tracking, in words; empty if nothing was."""
    counts = dict.fromkeys(("ins", "del", "moveTo"), 0)
    for root in roots:
        for node in root.walk():
            if node.name in counts:
                counts[node.name] += 1
    called = {"ins": "插入", "del": "删除", "moveTo": "移动"}
    return "、".join(f"{called[name]} {number} 处" for name, number in counts.items() if number)


def _name_lines(lines: list[int]) -> str:
    different = list(dict.fromkeys(lines))
    named = "、".join(map(str, different[:MOST_PLACES]))
    return f"第 {named} 行" + ("等" if len(different) > MOST_PLACES else "")
