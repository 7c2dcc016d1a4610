"""A small writer of PDF files, so that tests know which character stands where.

One composite font whose glyphs are all the same square: an ASCII character is half as wide as it is high, any other
one as wide. Its ToUnicode map says what each glyph means.
"""

import hashlib
import struct
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf.reader import read_pdf
from ingest.source import Block, Source
from tests.house.modules import ROOT

A4 = (595, 842)
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def width_of(text: str, size: float = 12) -> float:
    """How far the pen moves when `text` is written."""
    return sum(size / 2 if character.isascii() else size for character in text)


@dataclass
class Page:
    """A page in the making; positions are points from the lower left corner."""

    size: tuple[int, int] = A4
    rotate: int = 0
    marks: list[tuple[str, object]] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, size: float = 12, turned: int = 0, gap: float = 0) -> "Page":
        """Words whose first baseline point is (x, y), `turned` anticlockwise by 0, 90, 180 or 270 degrees."""
        cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned]
        self.marks.append((f"BT /F1 {size} Tf {gap} Tc {cos} {sin} {-sin} {cos} {x} {y} Tm <%s> Tj ET", words))
        return self

    def vertical(self, x: float, y: float, words: str, size: float = 12) -> "Page":
        """Words from the top down; (x, y) is the middle of the upper edge."""
        self.marks.append((f"BT /F2 {size} Tf 0 Tc 1 0 0 1 {x} {y} Tm <%s> Tj ET", words))
        return self

    def lines(self, x: float, y: float, lines: Iterable[str], size: float = 12, leading: float = 18) -> "Page":
        """Lines one below the other from (x, y) on; one that begins with two wide spaces is moved, not spaced."""
        for at, line in enumerate(lines):
            words = line.lstrip("\u3000")
            self.text(x + (len(line) - len(words)) * size, y - at * leading, words, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Page":
        """A stroked line."""
        self.marks.append((f"{x0} {y0} m {x1} {y1} l S", None))
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> "Page":
        """The rules of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def raw(self, operators: str) -> "Page":
        """Operators as they are."""
        self.marks.append((operators, None))
        return self


def write_pdf(
    pages: Sequence[Page],
    *,
    unmapped: Collection[str] = (),
    meanings: dict[str, str] | None = None,
    password: str | None = None,
    packed: bool = False,
    embedded: bool = True,
) -> bytes:
    """The bytes of a PDF file with these pages.

    `unmapped` characters have no meaning in the text layer; `meanings` says what it calls others, if not themselves. With a `password`, "" included, the content
    is encrypted (RC4, 40 bits).
    """
    glyphs = _glyphs(pages)
    first_page = 9
    kids = " ".join(f"{first_page + 2 * at} 0 R" for at in range(len(pages)))
    objects: list[tuple[str, bytes | None]] = [
        ("<< /Type /Catalog /Pages 2 0 R >>", None),
        (f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", None),
        (_composite("Identity-H"), None),
        (_composite("Identity-V"), None),
        (_descendant(embedded), None),
        ("<< /Length %d >>", _to_unicode(glyphs, unmapped, meanings or {})),
        ("<< /Length %d /Length1 %d >>", _square_font()),
        ("<< /Length %d >>", b"\0\0" + b"\0\2" * 95 + b"\0\1" * len(glyphs)),
    ]
    for at, page in enumerate(pages):
        number = first_page + 2 * at
        objects.append(
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]} {page.size[1]}] /Rotate {page.rotate} "
                f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {number + 1} 0 R >>",
                None,
            )
        )
        content = "\n".join(
            mark % _codes(words, glyphs) if isinstance(words, str) else mark for mark, words in page.marks
        ).encode()
        filters = "/Filter /FlateDecode " if packed else ""
        objects.append((f"<< {filters}/Length %d >>", zlib.compress(content) if packed else content))
    return _assemble(objects, password)


def _glyphs(pages: Sequence[Page]) -> dict[str, int]:
    """Glyph numbers: 1 to 95 are ASCII, the others follow as they come."""
    glyphs = {chr(32 + at): 1 + at for at in range(95)}
    for page in pages:
        for _, words in page.marks:
            for character in words if isinstance(words, str) else "":
                glyphs.setdefault(character, len(glyphs) + 1)
    return glyphs


def _codes(words: str, glyphs: dict[str, int]) -> str:
    return "".join(f"{glyphs[character]:04X}" for character in words)


def _composite(encoding: str) -> str:
    return (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /{encoding} "
        "/DescendantFonts [5 0 R] /ToUnicode 6 0 R >>"
    )


def _descendant(embedded: bool) -> str:
    kind = "/Subtype /CIDFontType2 /CIDToGIDMap 8 0 R" if embedded else "/Subtype /CIDFontType0"
    return (
        f"<< /Type /Font {kind} /BaseFont /Song /DW 1000 /W [1 95 500] "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        "/FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] "
        f"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 {'/FontFile2 7 0 R' if embedded else ''} >> >>"
    )


def _square_font() -> bytes:
    """A TrueType font with three glyphs: none, wide and narrow, each a block of ink."""
    outlines = [_block(950), _block(950), _block(450)]
    places = [sum(map(len, outlines[:at])) for at in range(4)]
    tables = {
        b"glyf": b"".join(outlines),
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, -120, 1000, 880, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhh4hhH", 0x10000, 880, -120, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 3),
        b"hmtx": struct.pack(">HhHhHh", 1000, 50, 1000, 50, 500, 50),
        b"loca": struct.pack(">IIII", *places),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 3, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    place = 12 + 16 * len(tables)
    entries, bodies = b"", b""
    for name, body in tables.items():
        entries += name + struct.pack(">III", 0, place + len(bodies), len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    return struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32) + entries + bodies


def _block(right: int) -> bytes:
    """The outline of a filled rectangle."""
    points = [(50, 0), (50, 800), (right, 800), (right, 0)]
    steps = [(x - px, y - py) for (x, y), (px, py) in zip(points, [(0, 0), *points], strict=False)]
    outline = struct.pack(">hhhhhHH", 1, 50, 0, right, 800, 3, 0) + b"\x01" * 4
    outline += b"".join(struct.pack(">h", x) for x, _ in steps) + b"".join(struct.pack(">h", y) for _, y in steps)
    return outline + b"\0" * (-len(outline) % 4)


def _to_unicode(glyphs: dict[str, int], unmapped: Collection[str], meanings: dict[str, str]) -> bytes:
    lines = [
        f"<{number:04X}> <{meanings.get(character, character).encode('utf-16-be').hex()}>"
        for character, number in glyphs.items()
        if character not in unmapped
    ]
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    chars = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Song-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{chars}\nendcmap\nend\nend"
    ).encode()


def _assemble(objects: Sequence[tuple[str, bytes | None]], password: str | None) -> bytes:
    identity = hashlib.md5(b"test").digest()
    key, encryption = _encryption(password, identity) if password is not None else (b"", "")
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, (dictionary, stream) in enumerate(objects, start=1):
        places.append(len(out))
        if stream is None:
            out += f"{number} 0 obj\n{dictionary}\nendobj\n".encode()
            continue
        if key:
            stream = _rc4(hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10], stream)
        written = dictionary.replace("%d", str(len(stream)))
        out += f"{number} 0 obj\n{written}\nstream\n".encode() + stream + b"\nendstream\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    name = identity.hex()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /ID [<{name}> <{name}>] {encryption} >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def _encryption(password: str, identity: bytes) -> tuple[bytes, str]:
    """Key and dictionary of the standard handler, revision 2 (ISO 32000-1, 7.6.3)."""
    padded = (password.encode() + PADDING)[:32]
    owner = _rc4(hashlib.md5((b"owner" + PADDING)[:32]).digest()[:5], padded)
    permissions = -4
    key = hashlib.md5(padded + owner + permissions.to_bytes(4, "little", signed=True) + identity).digest()[:5]
    user = _rc4(key, PADDING)
    return key, f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P {permissions} >>"


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


CORPUS = ROOT / "corpus"
DOCUMENT = CORPUS / "guangzhou-characteristic-towns-opinions.txt"
WORDS = "为贯彻落实关于推进乡村振兴战略的意见加快特色小镇高质量发展提升产业集聚度和内生动力结合本市实际制定如下措施"


def read(*pages: Page, **options) -> Source:
    return read_pdf(write_pdf(pages, **options), "a.pdf")


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


def removed(source: Source) -> list[str]:
    return [source.text[one.span.start : one.span.end] for one in source.removals]


def prose(length: int, start: int = 0) -> str:
    return "".join(WORDS[(start + at) % len(WORDS)] for at in range(length))


def set_in_lines(paragraph: str, width: int) -> list[str]:
    """A paragraph as printed: two squares of indent, lines of `width` characters."""
    first, rest = paragraph[: width - 2], paragraph[width - 2 :]
    return [f"\u3000\u3000{first}", *(rest[at : at + width] for at in range(0, len(rest), width))]


def cells(block: Block) -> list[str]:
    return [cell.text for cell in block.cells]


def two_columns(left: list[str], right: list[str], across: str = "") -> Page:
    page = Page()
    if across:
        page.text(150, 780, across, size=18)
    return page.lines(60, 740, left, size=10).lines(310, 740, right, size=10)
