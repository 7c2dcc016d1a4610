"""Files that are made to hurt whoever reads them: bombs, endless nesting, spans and page trees.

Each function takes a random generator and gives the file's name, its bytes and what it is.
"""

import io
import random
import zipfile
from collections.abc import Callable

from eval.samples import WORD, ofd_text, write_docx, write_html, write_ofd, zipped

Made = tuple[str, bytes, str]
MEGABYTE = 1 << 20
WORDS = "第一条　为了加强管理，制定本办法。"
PARAGRAPH = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"
OPEN_WORD = f"<w:document {WORD}><w:body>".encode()


def zip_bomb(chance: random.Random) -> Made:
    """A package that unpacks to far more than it weighs: one part, many parts, or a package within a package."""
    way = chance.choice(("zeros", "paragraphs", "parts", "within"))
    if way == "parts":
        count = chance.choice((5_000, 30_000))
        return "bomb.docx", zipped({f"word/{at}.xml": "<a/>" for at in range(count)}), f"{count} parts"
    megabytes = chance.choice((20, 100, 290, 400, 1_000))
    filling = PARAGRAPH.encode() if way == "paragraphs" else bytes(64)
    bomb = _large_part("word/document.xml", OPEN_WORD, filling, megabytes)
    if way != "within":
        return "bomb.docx", bomb, f"{megabytes} MB of {way}"
    copies = chance.randrange(1, 4)
    return "bomb.zip", zipped({f"{at}.docx": bomb for at in range(copies)}), f"{copies} bombs of {megabytes} MB"


def _large_part(name: str, start: bytes, filling: bytes, megabytes: int) -> bytes:
    stream = io.BytesIO()
    chunk = filling * (MEGABYTE // len(filling))
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(zipfile.ZipInfo(name), "w") as part,
    ):
        part.write(start)
        for _ in range(megabytes):
            part.write(chunk)
        if filling.strip(b"\0"):
            part.write(b"</w:body></w:document>")
    return stream.getvalue()


def nested(chance: random.Random) -> Made:
    """XML or HTML whose elements lie in each other very deep."""
    depth = chance.choice((200, 1_000, 10_000, 200_000))
    form = chance.choice(("html", "docx", "ofd"))
    if form == "html":
        tag = chance.choice(("div", "b", "table", "ul", "font", "span", "blockquote", "td", "a", "object"))
        inside = f"<{tag}>" * depth + WORDS + f"</{tag}>" * depth * chance.randrange(2)
        return "deep.html", f"<html><body><p>{WORDS}</p>{inside}</body></html>".encode(), f"{depth} <{tag}>"
    if form == "docx":
        start, end = chance.choice(
            (
                ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
                ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
                ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
                ("<w:ins>", "</w:ins>"),
                ("<w:p>", "</w:p>"),
            )
        )
        return "deep.docx", write_docx(PARAGRAPH + start * depth + PARAGRAPH + end * depth), f"{depth} {start}"
    text = ofd_text(WORDS, 28, 45)
    blocks = '<ofd:PageBlock ID="9">' * depth + text + "</ofd:PageBlock>" * depth
    return "deep.ofd", write_ofd([text + blocks]), f"{depth} page blocks"


def spans(chance: random.Random) -> Made:
    """Tables whose cells claim to cover very many columns and rows."""
    span = chance.choice((1_000, 65_534, 10**9, 10**30, -1))
    rows, cells = chance.choice(((3, 2), (40, 40), (300, 20), (3_000, 3)))
    what = f"{rows} rows of {cells} cells of {span}"
    if chance.randrange(2):
        cell = f'<td colspan="{span}" rowspan="{span}">项目</td>'
        table = f"<table>{f'<tr>{cell * cells}</tr>' * rows}</table>"
        return "spans.html", write_html("表", []).replace(b"</div>", f"{table}<p>{WORDS}</p></div>".encode()), what
    merge = chance.choice(("", '<w:vMerge w:val="restart"/>', "<w:vMerge/>"))
    skipped = f'<w:trPr><w:gridBefore w:val="{span}"/></w:trPr>' if chance.randrange(2) else ""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{PARAGRAPH}</w:tc>'
    table = f"<w:tbl>{f'<w:tr>{skipped}{cell * cells}</w:tr>' * rows}</w:tbl>"
    return "spans.docx", write_docx(table + PARAGRAPH), what


def entities(chance: random.Random) -> Made:
    """XML entities that grow without bound, or that name a file of this machine."""
    if chance.randrange(2):
        declared = '<!ENTITY a0 "啊啊啊啊啊啊啊啊啊啊">' + "".join(
            f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12)
        )
        entity, what = "&a11;", "entities of 10 to the 12"
    else:
        declared, entity, what = '<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;", "a file of the machine"
    declaration = f"<!DOCTYPE x [{declared}]>"
    form = chance.choice(("html", "docx", "ofd"))
    if form == "html":
        page = f"{declaration}<html><body><p>{WORDS}{entity}</p></body></html>"
        return "entities.html", page.encode(), what
    if form == "docx":
        body = f"{PARAGRAPH}<w:p><w:r><w:t>{entity}</w:t></w:r></w:p>"
        return "entities.docx", write_docx(body, declaration), what
    drawn = ofd_text(WORDS, 28, 45).replace("</ofd:TextCode>", f"{entity}</ofd:TextCode>")
    return "entities.ofd", write_ofd([drawn], declaration=declaration), what


def page_tree(chance: random.Random) -> Made:
    """Pages without end: a tree that turns back on itself or fans out, or one page named very many times."""
    if chance.randrange(3) == 0:
        count = chance.choice((2_000, 100_000))
        ofd = write_ofd([ofd_text(WORDS, 28, 45)])
        listed = '<ofd:Page ID="1" BaseLoc="Pages/0.xml"/>' * count
        with zipfile.ZipFile(io.BytesIO(ofd)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["Doc/Document.xml"] = parts["Doc/Document.xml"].replace(b"<ofd:Pages>", f"<ofd:Pages>{listed}".encode())
        return "pages.ofd", zipped(parts), f"one page {count} times"
    way = chance.choice(("cycle", "fan", "many", "count"))
    fan = chance.choice((2, 10, 40))
    depth = {"cycle": 1, "fan": chance.choice((5, 30)), "many": 1, "count": 1}[way]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    for at in range(depth):
        below = 2 if way == "cycle" else at + 3
        children = f"{below} 0 R " * (fan if way == "fan" else 20_000 if way == "many" else 1)
        count = 2**31 - 1 if way != "many" else 20_000
        objects.append(f"<< /Type /Pages /Kids [{children}] /Count {count} >>")
    objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {depth + 3} 0 R {FONT} >>")
    objects.append(_stream("BT /F1 20 Tf 50 700 Td (Article 1 of these rules) Tj ET"))
    return "pages.pdf", _pdf(objects), f"{way}, {fan} a node, {depth} deep"


FONT = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def drawing_bomb(chance: random.Random) -> Made:
    """Drawings that draw other drawings several times, over many levels, or draw themselves."""
    depth, fan = chance.choice(((1, 2), (6, 10), (20, 10), (30, 3)))
    turns_back = chance.randrange(2) == 0
    what = f"{depth} levels, {fan} each{', back to the first' if turns_back else ''}"
    if chance.randrange(2):
        text = ofd_text(WORDS, 28, 45)
        drawn = [text + _composites(at + 1, fan) for at in range(depth)]
        drawn.append(_composites(0, fan) if turns_back else text)
        units = "".join(
            f'<ofd:CompositeGraphicUnit ID="{at}"><ofd:Content>{inside}</ofd:Content></ofd:CompositeGraphicUnit>'
            for at, inside in enumerate(drawn)
        )
        return "drawings.ofd", write_ofd([text + _composites(0, fan)], units=units), what
    draw = "/X Do " * fan
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    objects.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R " + _draws(5) + " >>")
    objects.append(_stream(draw))
    for at in range(depth):
        below = at + 6 if at + 1 < depth or not turns_back else 5
        objects.append(_stream(draw, f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] {_draws(below)}"))
    words = "BT /F1 20 Tf 50 700 Td (Article 1) Tj ET"
    objects.append(_stream(words, f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] {FONT}"))
    return "drawings.pdf", _pdf(objects), what


def _composites(unit: int, count: int) -> str:
    return f'<ofd:CompositeObject ID="3" ResourceID="{unit}" Boundary="0 0 200 200"/>' * count


def _draws(number: int) -> str:
    return f"/Resources << /XObject << /X {number} 0 R >> >>"


def _stream(content: str, more: str = "") -> str:
    return f"<< /Length {len(content)} {more} >>\nstream\n{content}\nendstream"


def _pdf(objects: list[str]) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, inside in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{inside}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + start.encode() + end.encode()


HOSTILE: dict[str, Callable[[random.Random], Made]] = {
    "zip bomb": zip_bomb,
    "deep nesting": nested,
    "huge spans": spans,
    "entities": entities,
    "page tree": page_tree,
    "drawing bomb": drawing_bomb,
}
