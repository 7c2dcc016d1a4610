"""Small OFD files of the tests' own making: parts of a package as text, and a 公文 laid out line by line."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from eval.samples import zipped
from ingest.readers.ofd.reader import read_ofd
from ingest.source import Source
from kb.records import RemovalKind

XMLNS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE = 5.6  # millimetres, 三号
LEFT, TOP, LEADING = 28.0, 45.0, 10.2
PER_LINE, PER_PAGE = 28, 22  # GB/T 9704-2012
NUMBER_AT = 280.0
Parts = dict[str, str]


def text_object(
    text: str,
    x: float,
    y: float,
    *,
    size: float = SIZE,
    deltas: str | None = None,
    ctm: str = "",
    more: str = "",
    inside: str = "",
) -> str:
    """A text object whose first character stands at `x` on the baseline `y`; full-width characters unless told."""
    if deltas is None:
        deltas = f'DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    ctm = f'CTM="{ctm}"' if ctm else ""
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="{size}" Boundary="{x} {y - size} 200 {size * 1.3}" {ctm} {more}>{inside}'
        f'<ofd:TextCode X="0" Y="{size}" {deltas}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str, template: str = "") -> str:
    """The content of a page that draws `objects`, over the template of this ID if one is named."""
    used = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    return f'<ofd:Page {XMLNS}>{used}<ofd:Content><ofd:Layer ID="2">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'


def package(
    pages: Iterable[str],
    *,
    templates: Mapping[str, str] | None = None,
    annotations: Mapping[int, str] | None = None,
    units: str = "",
    folder: str = "Doc_0",
    document: str = "",
) -> Parts:
    """The parts of an OFD package with these pages; annotations are given by the number of their page, from 0."""
    parts: Parts = {}
    listed = ""
    for at, content in enumerate(pages):
        parts[f"{folder}/Pages/Page_{at}/Content.xml"] = content
        listed += f'<ofd:Page ID="{at + 100}" BaseLoc="Pages/Page_{at}/Content.xml"/>'
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    for template_id, content in (templates or {}).items():
        parts[f"{folder}/Tpls/{template_id}.xml"] = content
        common += f'<ofd:TemplatePage ID={quoteattr(template_id)} BaseLoc="Tpls/{template_id}.xml"/>'
    if units:
        parts[f"{folder}/DocumentRes.xml"] = (
            f"<ofd:Res {XMLNS}><ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>"
        )
        common += "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    if annotations:
        index = ""
        for at, content in annotations.items():
            parts[f"{folder}/Annots/Page_{at}/Annotation.xml"] = f"<ofd:PageAnnot {XMLNS}>{content}</ofd:PageAnnot>"
            index += f'<ofd:Page PageID="{at + 100}"><ofd:FileLoc>Page_{at}/Annotation.xml</ofd:FileLoc></ofd:Page>'
        parts[f"{folder}/Annots/Annotations.xml"] = f"<ofd:Annotations {XMLNS}>{index}</ofd:Annotations>"
        document += "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
    parts[f"{folder}/Document.xml"] = (
        f"<ofd:Document {XMLNS}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{document}</ofd:Document>"
    )
    parts["OFD.xml"] = entry(folder)
    return parts


def entry(*folders: str) -> str:
    """An OFD.xml that names the documents in these folders."""
    bodies = "".join(
        f"<ofd:DocBody><ofd:DocRoot>{folder}/Document.xml</ofd:DocRoot></ofd:DocBody>" for folder in folders
    )
    return f'<ofd:OFD {XMLNS} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>'


def official_document(title: str, paragraphs: Iterable[str], *, head: str = "") -> Parts:
    """A 公文 as in GB/T 9704-2012: a centred title, paragraphs that begin two characters in, numbers at the foot."""
    lines = [(LEFT + (PER_LINE - len(title)) / 2 * SIZE, title)]
    for paragraph in paragraphs:
        first, *others = _folded(paragraph)
        lines += [(LEFT + 2 * SIZE, first), *((LEFT, other) for other in others)]
    pages = []
    for at in range(0, len(lines), PER_PAGE):
        number = len(pages) + 1
        objects = [text_object(head, LEFT, 20, size=3)] if head else []
        for row, (x, line) in enumerate(lines[at : at + PER_PAGE]):
            objects.append(text_object(line, x, TOP + row * LEADING))
        objects.append(text_object(f"— {number} —", 160 if number % 2 else 28, NUMBER_AT, size=4.9))
        pages.append(page(*objects))
    return package(pages)


def _folded(paragraph: str) -> list[str]:
    first, rest = paragraph[: PER_LINE - 2], paragraph[PER_LINE - 2 :]
    return [first, *(rest[at : at + PER_LINE] for at in range(0, len(rest), PER_LINE))]


PARAGRAPHS = (
    "为深入贯彻落实国务院关于加强数字政府建设的决策部署，进一步提高政务服务质量，现就有关事项通知如下。",
    "一、总体要求",
    "（一）坚持以人民为中心的发展思想，聚焦企业和群众反映强烈的突出问题，推动政务服务从能办向好办转变，不断增强人民群众的获得感、幸福感、安全感。",
    "（二）坚持问题导向。",
    "二、重点任务",
)
ANNOTATION = (
    '<ofd:Annot Type="{kind}" ID="9"><ofd:Appearance Boundary="10 20 100 10">{text}</ofd:Appearance></ofd:Annot>'
)


def read(parts: Parts) -> Source:
    return read_ofd(zipped(parts), "通知.ofd")


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


def left_out(source: Source) -> list[str]:
    assert all(removal.kind is RemovalKind.PAGE for removal in source.removals)
    return [source.text[removal.span.start : removal.span.end] for removal in source.removals]


def read_objects(*objects: str) -> list[str]:
    return texts(read(package([page(*objects)])))


def joined(source: Source) -> list[str]:
    """The paragraphs that the blocks make if a full line runs on to the next one, unless that is indented."""
    paragraphs: list[str] = []
    before = None
    for block in source.blocks:
        if before is not None and before.wrapped and not block.indented:
            paragraphs[-1] += block.text
        else:
            paragraphs.append(block.text)
        before = block
    return paragraphs
