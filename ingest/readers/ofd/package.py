"""The pages of an OFD package in their order, each with what is drawn on it (GB/T 33190-2016).

From OFD.xml over the documents and their page lists to the contents of pages, templates and annotations. What is
drawn there, `content.py` reads; what lines it makes is not known here.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.ofd.content import Allowance, Drawing, draw, local_name
from ingest.readers.ofd.runs import Run, Writing, numbers
from ingest.readers.package import Package
from kb.errors import FileDamaged, FileEncrypted, FileTooComplex

ENTRY = "OFD.xml"
ENCRYPTIONS = "Encryptions.xml"  # names the encrypted parts (GM/T 0099-2020, annex C)
MOST_PAGES = 10_000
# Annotations that say nothing themselves or stand over the words; their text is no part of the document.
MARKS = frozenset({"Link", "Highlight", "Stamp", "Watermark"})
BOX = 4  # numbers: left, top, width, height
LONGEST_SAMPLE = 20  # characters of a text that a note quotes


@dataclass(slots=True)
class Page:
    """A page: the runs of its words, texts that stand on it but are no words, and how many pictures it has."""

    number: int
    width: float = 0.0  # millimetres; 0 where it is not said
    runs: list[Run] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    pictures: int = 0
    codeless: int = 0
    remarks: list[str] = field(default_factory=list)  # in Chinese, for people


@dataclass(slots=True)
class Contents:
    """All pages of a package, numbered through, and what to say of the whole."""

    pages: list[Page]
    notes: list[str]


class _Document:
    """One document of a package, while its pages are read."""

    def __init__(self, package: Package, part: str, allowance: Allowance) -> None:
        self.package = package
        self.part = part
        self.root = package.xml(part)
        self.notes: list[str] = []
        self._allowance = allowance
        self._units: dict[str, etree._Element] = {}
        self._templates: dict[str, Drawing | None] = {}
        for resource in self.root.iterfind("{*}CommonData/*"):
            if local_name(resource) in ("PublicRes", "DocumentRes"):
                self._read_units(resource.text or "", part)
        self._template_parts = {
            template.get("ID", ""): template.get("BaseLoc", "")
            for template in self.root.iterfind("{*}CommonData/{*}TemplatePage")
        }
        self._annotations = self._annotation_parts()

    def read_page(self, entry: etree._Element, number: int) -> Page:
        """The page that an entry of the page list stands for. Raises FileDamaged if its content is missing."""
        location = entry.get("BaseLoc", "").strip()
        if not location:
            raise _damaged(self._allowance.file_name, f"{self.part} 里第 {number} 页没有写明内容的位置（BaseLoc）")
        part = self.locate(location, self.part)
        root = self.package.xml(part)
        page = Page(number, _width(root.find("{*}Area")) or _width(self.root.find("{*}CommonData/{*}PageArea")))
        for resource in root.iterfind("{*}PageRes"):
            self._read_units(resource.text or "", part)
        for template in root.iterfind("{*}Template"):
            drawing = self._template(template.get("TemplateID", ""))
            if drawing is None:
                page.remarks.append("所用的模板页缺失或损坏，模板上的文字没有读到")
            else:
                for run in drawing.runs:
                    self._allowance.spend(1, len(run.text))
                _put(page, drawing)
        for content in root.iterfind("{*}Content"):
            _put(page, draw(content, self._units, self._allowance))
        for annotations in self._annotations.get(entry.get("ID", ""), ()):
            self._put_annotations(page, annotations)
        return page

    def locate(self, location: str, base: str) -> str:
        """The part that a location (ST_Loc) names, seen from the part `base`.

        Beginning with a slash it counts from the root, else from the folder of `base`; many writers mix these up, so
        that the folder of the document and the root are tried too.
        """
        location = location.strip().replace("\\", "/")
        folders = [posixpath.dirname(base), posixpath.dirname(self.part), ""]
        if location.startswith("/"):
            folders.reverse()
        parts = [posixpath.normpath(f"/{folder}/{location}").lstrip("/") for folder in folders]
        return next((part for part in parts if part in self.package), parts[0])

    def _read_units(self, location: str, base: str) -> None:
        """Keeps the composite units of a resource file; where one is wanted and lacking, the page says so."""
        part = self.locate(location, base)
        try:
            root = self.package.xml(part)
        except FileDamaged:
            return
        for unit in root.iter("{*}CompositeGraphicUnit"):
            self._units[unit.get("ID", "")] = unit

    def _template(self, template_id: str) -> Drawing | None:
        if template_id not in self._templates:
            try:
                part = self.locate(self._template_parts.get(template_id, ""), self.part)
                contents = self.package.xml(part).iterfind("{*}Content")
                drawings = [draw(content, self._units, self._allowance) for content in contents]
            except FileDamaged:
                self._templates[template_id] = None
            else:
                self._templates[template_id] = _together(drawings)
        return self._templates[template_id]

    def _annotation_parts(self) -> dict[str, list[str]]:
        """The annotation files of each page, by the page's ID."""
        parts: dict[str, list[str]] = {}
        location = (self.root.findtext("{*}Annotations") or "").strip()
        if not location:
            return parts
        index = self.locate(location, self.part)
        try:
            root = self.package.xml(index)
        except FileDamaged:
            self.notes.append(f"注释文件 {index} 缺失或损坏，注释没有读。")
            return parts
        for page in root.iterfind("{*}Page"):
            for place in page.iterfind("{*}FileLoc"):
                parts.setdefault(page.get("PageID", ""), []).append(self.locate(place.text or "", index))
        return parts

    def _put_annotations(self, page: Page, part: str) -> None:
        """Puts visible text annotations among the page's words; watermarks and the like are left out."""
        try:
            root = self.package.xml(part)
        except FileDamaged:
            page.remarks.append(f"注释文件 {part} 缺失或损坏，注释没有读")
            return
        for annotation in root.iterfind("{*}Annot"):
            drawing = draw(annotation, self._units, self._allowance)
            texts = strings(drawing.runs)
            if annotation.get("Type", "") in MARKS:
                page.left_out += texts + drawing.hidden
                continue
            _put(page, drawing)
            if texts:
                page.remarks.append(f"有注释文字“{_sample(texts)}”，已按所在位置读作正文")


def read_contents(package: Package, name: str) -> Contents:
    """The pages of all documents of an OFD package.

    Raises FileEncrypted, FileDamaged (an entry or a page is missing or broken) or FileTooComplex.
    """
    if ENCRYPTIONS in package:
        raise _encrypted(name)
    entry = package.xml(ENTRY)
    if entry.find(".//{*}Encryptions") is not None:
        raise _encrypted(name)
    roots = [(body.findtext("{*}DocRoot") or "").strip() for body in entry.iterfind(".//{*}DocBody")]
    if not roots or not all(roots):
        raise _damaged(name, f"{ENTRY} 里没有写明文档的位置（DocRoot）")
    allowance = Allowance(name)
    pages: list[Page] = []
    notes: list[str] = []
    for location in roots:
        part = posixpath.normpath("/" + location.replace("\\", "/")).lstrip("/")
        document = _Document(package, part, allowance)
        for page in document.root.iterfind("{*}Pages/{*}Page"):
            if len(pages) == MOST_PAGES:
                raise FileTooComplex(f"{name}：超过 {MOST_PAGES} 页的上限。", "请拆分后再入库。")
            pages.append(document.read_page(page, len(pages) + 1))
        notes += document.notes
        notes += _attachment_notes(document)
    if len(roots) > 1:
        notes.append(f"文件里有 {len(roots)} 个文档，已依次读入，页码连续编排。")
    return Contents(pages, notes)


def strings(runs: list[Run]) -> list[str]:
    """The strings that runs are parts of, each once, in the order of the file."""
    texts: dict[int, str] = {}
    for run in runs:
        texts[run.code] = texts.get(run.code, "") + run.text
    return list(dict.fromkeys(text.strip() for text in texts.values() if text.strip()))


def _put(page: Page, drawing: Drawing) -> None:
    slanting = strings([run for run in drawing.runs if run.writing is Writing.SLANTING])
    page.runs += [run for run in drawing.runs if run.writing is not Writing.SLANTING]
    page.left_out += slanting + drawing.hidden
    page.pictures += drawing.pictures
    page.codeless += drawing.codeless
    if slanting:
        page.remarks.append(f"斜排的文字“{_sample(slanting)}”当作水印或印章，没有读作正文")
    if drawing.hidden:
        page.remarks.append(f"设为不可见的文字“{_sample(drawing.hidden)}”没有读作正文")
    if drawing.missing_units:
        page.remarks.append("引用的复合图元缺失，其中若有文字则没有读到")


def _width(area: etree._Element | None) -> float:
    box = [] if area is None else numbers(area.findtext("{*}PhysicalBox"))
    return box[2] if len(box) == BOX else 0.0


def _together(drawings: list[Drawing]) -> Drawing:
    whole = Drawing()
    for drawing in drawings:
        whole.runs += drawing.runs
        whole.hidden += drawing.hidden
        whole.pictures += drawing.pictures
        whole.codeless += drawing.codeless
        whole.missing_units |= drawing.missing_units
    return whole


def _attachment_notes(document: _Document) -> Iterator[str]:
    location = (document.root.findtext("{*}Attachments") or "").strip()
    part = document.locate(location, document.part)
    if not location or part not in document.package:
        return
    try:
        root = document.package.xml(part)
    except FileDamaged:
        return
    names = [attachment.get("Name", "") for attachment in root.iterfind("{*}Attachment")]
    if names:
        yield f"带有附加文件（{'、'.join(names)}），没有读；需要的话请另外入库。"


def _sample(texts: list[str]) -> str:
    text = "；".join(texts)
    return text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"


def _encrypted(name: str) -> FileEncrypted:
    return FileEncrypted(f"{name}：OFD 文件已加密。", "请用阅读软件输入口令打开，另存为不加密的文件后再入库。")


def _damaged(name: str, what: str) -> FileDamaged:
    return FileDamaged(f"{name}：{what}，文件可能损坏。", "请重新获取文件，或用阅读软件打开后另存一份再入库。")
