"""Word files (DOCX) made part by part, so that tests decide every element in them."""

from collections.abc import Sequence

from eval.samples import zipped
from ingest.readers.word.reader import read_docx
from ingest.source import Source

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
SPACES = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
ROOTS = {"footnotes": "footnotes", "endnotes": "endnotes", "header1": "hdr", "footer1": "ftr"}
KINDS = {"header1": "header", "footer1": "footer"}


def docx(
    body: str, *, namespace: str = TRANSITIONAL, main: str = "word/document.xml", section: str = "", **parts: str
) -> bytes:
    """A Word file with this body and the inside of other parts: `styles`, `numbering`, `footnotes`, `comments`, …"""
    relations = STRICT_RELATIONS if namespace == STRICT else RELATIONS
    texts = {main: _part("document", f"<w:body>{body}<w:sectPr>{section}</w:sectPr></w:body>", namespace)}
    links, types = [], [_type(main, f"{MAIN_TYPE}.document.main+xml")]
    for name, inside in parts.items():
        kind = KINDS.get(name, name)
        texts[f"word/{name}.xml"] = _part(ROOTS.get(name, name), inside, namespace)
        links.append(f'<Relationship Id="rId{name}" Type="{relations}/{kind}" Target="/word/{name}.xml"/>')
        types.append(_type(f"word/{name}.xml", f"{MAIN_TYPE}.{kind}+xml"))
    folder, file = main.rsplit("/", 1)
    texts[f"{folder}/_rels/{file}.rels"] = _relations(links)
    texts["_rels/.rels"] = _relations([f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="{main}"/>'])
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    texts["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types">{defaults}<Default Extension="xml" ContentType="application/xml"/>'
        f"{''.join(types)}</Types>"
    )
    return zipped(dict(reversed(texts.items())))


def _part(root: str, inside: str, namespace: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{namespace}" {SPACES}>{inside}</w:{root}>'


def _relations(links: Sequence[str]) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _type(name: str, kind: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{kind}"/>'


def p(text: str = "", properties: str = "") -> str:
    """A paragraph with these properties; `text` is words, or runs if it begins with a tag."""
    runs = text if text.startswith("<") else r(text) if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of these words, or of these elements."""
    inside = text if text.startswith("<") else f'<w:t xml:space="preserve">{text}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>"


def numbered(text: str, num: int = 1, level: int = 0) -> str:
    """A paragraph with automatic numbering of its own."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def styled(text: str, style: str) -> str:
    """A paragraph of this style."""
    return p(text, f'<w:pStyle w:val="{style}"/>')


def style(name: str, properties: str = "", *, shown: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    """A style's definition; `shown` is its name where that differs from its id."""
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{shown or name}"/>{based}'
        f"<w:pPr>{properties}</w:pPr></w:style>"
    )


def level(
    at: int, form: str = "decimal", text: str | None = None, *, start: int | None = 1, suffix: str = "", more: str = ""
) -> str:
    """One level of a numbering; `more` stands behind its number format."""
    begins = "" if start is None else f'<w:start w:val="{start}"/>'
    gap = f'<w:suff w:val="{suffix}"/>' if suffix else ""
    shown = f"%{at + 1}、" if text is None else text
    return (
        f'<w:lvl w:ilvl="{at}">{begins}<w:numFmt w:val="{form}"/>{more}{gap}'
        f'<w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    """A numbering's definition."""
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{more}'
        f"{''.join(levels)}</w:abstractNum>"
    )


def num(number: int, of: int, overrides: str = "") -> str:
    """A numbering that uses a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def override(at: int, start: int | None = None, inside: str = "") -> str:
    """What a numbering changes about one level of its definition."""
    restart = "" if start is None else f'<w:startOverride w:val="{start}"/>'
    return f'<w:lvlOverride w:ilvl="{at}">{restart}{inside}</w:lvlOverride>'


def table(*rows: Sequence[str]) -> str:
    """A table of cells; a cell is words, paragraphs, or a whole `cell(…)`."""
    inside = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{inside}</w:tbl>"


def cell(inside: str, properties: str = "") -> str:
    """A cell of a table."""
    if inside.startswith("<w:tc>"):
        return inside
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside if inside.startswith('<') else p(inside)}</w:tc>"


def field(instruction: str, result: str, *, end: bool = True) -> str:
    """The runs of a complex field; `result` is runs, or words."""
    shown = result if result.startswith("<") else r(result)
    last = r('<w:fldChar w:fldCharType="end"/>') if end else ""
    return (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r(f"<w:instrText>{instruction}</w:instrText>")
        + r('<w:fldChar w:fldCharType="separate"/>')
        + shown
        + last
    )


def read(body: str, **parts: str) -> Source:
    """What the reader makes of a file with this body."""
    return read_docx(docx(body, **parts), "a.docx")


def lines(body: str, **parts: str) -> list[str]:
    """The texts of the blocks of a file with this body."""
    return [block.text for block in read(body, **parts).blocks]


OUTLINE = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
)


def numbering_lines(numbering: str, *places: tuple[int, int], **parts: str) -> list[str]:
    """The lines of a file whose paragraphs all read 文, at these (num, level)."""
    return lines("".join(numbered("文", *place) for place in places), numbering=numbering, **parts)
