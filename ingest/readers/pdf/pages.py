"""The pages of a PDF file as PDFium sees them: each character with its place, and the straight lines drawn.

The only door to pypdfium2. PDFium is not made for threads, so one file is read at a time.
"""

import ctypes
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Any, TypeAlias

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kb.errors import FileDamaged, FileEncrypted, FileTooComplex

MOST_PAGES = 2_000
MOST_GLYPHS = 100_000  # on a page
MOST_OBJECTS = 300_000  # on a page
DEEPEST_FORM = 8
LONGEST_SIDE = 5_000  # pixels, of the picture of a page
UNKNOWN = "\ufffd"  # stands for a glyph of which the text layer does not say what it means
LINE_END_HYPHEN = "\x02"  # PDFium's own sign
PRIVATE = range(0xE000, 0xF900)
# PDFium hands on a character beyond U+FFFF in two halves.
HIGH_SURROGATES, LOW_SURROGATES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
THICKEST_RULE = 3.0  # points; a filled shape that is thicker is an area
PASSWORD_ERRORS = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
DAMAGED_REMEDY = "请重新获取文件；如果阅读器能打开它，请在阅读器里另存（或打印）为新的 PDF 再入库。"

Handle: TypeAlias = Any  # of something that PDFium holds; pypdfium2 tells no types

_reading = Lock()


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box in points, from its pen position to the next; y grows upwards.

    `size` is that of the writing, for the heights of boxes differ from font to font. `turned` says by how many degrees
    anticlockwise its line runs.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    baseline: float
    size: float
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, horizontal or vertical, as of a table."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its box, its characters in the order of the file, its rules.

    `unknown` counts characters without a meaning, `lost` pieces of text that PDFium can't place for want of a font.
    `recognised` says that text lies unseen below a picture, as programs for text recognition put it there.
    """

    number: int
    box: tuple[float, float, float, float]
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    unknown: int = 0
    lost: int = 0
    recognised: bool = False


@contextmanager
def open_pages(data: bytes, name: str) -> Iterator[Iterator[PdfPage]]:
    """The pages of a file, one after the other. Raises FileEncrypted, FileDamaged or FileTooComplex."""
    with _open(data, name) as document:
        yield (_read_page(document, at, name) for at in range(len(document)))


@contextmanager
def draw_pages(
    data: bytes, name: str, numbers: Sequence[int] | None, points_per_pixel: float, most: int
) -> Iterator[Iterator[tuple[int, Handle]]]:
    """Grey pictures, as Pillow holds them, of the pages that have these numbers (None: of all), with the numbers.

    Raises as `open_pages`, and FileTooComplex for more than `most`.
    """
    with _open(data, name) as document:
        wanted = range(1, len(document) + 1) if numbers is None else numbers
        if len(wanted) > most:
            raise FileTooComplex(
                f"{name}：有 {len(wanted)} 页没有文本层，超过文字识别 {most} 页的上限。", "请拆分后再入库。"
            )
        yield ((number, _draw_page(document, number - 1, name, points_per_pixel)) for number in wanted)


@contextmanager
def _open(data: bytes, name: str) -> Iterator[Handle]:
    with _reading:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) in PASSWORD_ERRORS:
                raise FileEncrypted(f"{name}：PDF 有打开密码。", "请去掉密码后再入库。") from error
            raise FileDamaged(f"{name}：PDF 打不开，文件可能被截断或损坏。", DAMAGED_REMEDY) from error
        try:
            count = len(document)
            if count > MOST_PAGES:
                raise FileTooComplex(f"{name}：有 {count} 页，超过 {MOST_PAGES} 页的上限。", "请拆分后再入库。")
            if count == 0:
                raise FileDamaged(f"{name}：PDF 里没有一页，文件可能被截断或损坏。", DAMAGED_REMEDY)
            yield document
        finally:
            document.close()


def _draw_page(document: Handle, at: int, name: str, points_per_pixel: float) -> Handle:
    try:
        page = document[at]
    except pdfium.PdfiumError as error:
        raise FileDamaged(f"{name}：第 {at + 1} 页打不开，文件可能被截断或损坏。", DAMAGED_REMEDY) from error
    try:
        if max(page.get_size()) > LONGEST_SIDE * points_per_pixel:
            raise FileTooComplex(f"{name}：第 {at + 1} 页的幅面太大，读不了。", "请拆分或缩小版面后再入库。")
        bitmap = page.render(scale=1 / points_per_pixel, grayscale=True)
        try:
            return bitmap.to_pil().copy()
        finally:
            bitmap.close()
    finally:
        page.close()


def _read_page(document: Handle, at: int, name: str) -> PdfPage:
    try:
        page = document[at]
        words = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise FileDamaged(f"{name}：第 {at + 1} 页打不开，文件可能被截断或损坏。", DAMAGED_REMEDY) from error
    try:
        if raw.FPDFText_CountChars(words) > MOST_GLYPHS or raw.FPDFPage_CountObjects(page) > MOST_OBJECTS:
            raise FileTooComplex(f"{name}：第 {at + 1} 页的内容太多，读不了。", "请拆分或另存后再入库。")
        glyphs, unknown = _read_glyphs(words)
        drawn = _Drawn()
        drawn.read(page, at, name)
        return PdfPage(
            at + 1, tuple(page.get_bbox()), tuple(glyphs), tuple(drawn.rules), unknown, drawn.lost, drawn.unseen
        )
    finally:
        words.close()
        page.close()


def _read_glyphs(words: Handle) -> tuple[list[Glyph], int]:
    """The characters of a page, white space that the file itself holds included, and how many have no meaning."""
    glyphs: list[Glyph] = []
    unknown, high = 0, HIGH_SURROGATES.start
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for at in range(raw.FPDFText_CountChars(words)):
        if raw.FPDFText_IsGenerated(words, at) == 1:
            continue
        code = raw.FPDFText_GetUnicode(words, at)
        if code in HIGH_SURROGATES:
            high = code
            continue
        if code in LOW_SURROGATES:
            code = 0x10000 + ((high - HIGH_SURROGATES.start) << 10) + (code - LOW_SURROGATES.start)
        without_meaning = code == 0 or raw.FPDFText_HasUnicodeMapError(words, at) == 1
        unknown += without_meaning or code in PRIVATE
        text = UNKNOWN if without_meaning else chr(code)
        raw.FPDFText_GetLooseCharBox(words, at, box)
        raw.FPDFText_GetCharOrigin(words, at, x, y)
        raw.FPDFText_GetMatrix(words, at, matrix)
        size = raw.FPDFText_GetFontSize(words, at) * math.hypot(matrix.c, matrix.d)
        angle = math.degrees(-raw.FPDFText_GetCharAngle(words, at))
        if not math.isfinite(box.left + box.right + box.bottom + box.top + x.value + y.value + size + angle):
            glyphs.append(Glyph(text, 0, 1, 0, 1, 0, 1))  # a file may say that a character is nowhere
            continue
        turned = round(angle / 5) * 5 % 360
        baseline = -x.value * math.sin(math.radians(turned)) + y.value * math.cos(math.radians(turned))
        text = "-" if text == LINE_END_HYPHEN else text
        glyphs.append(Glyph(text, box.left, box.right, box.bottom, box.top, baseline, size, turned))
    return glyphs, unknown


class _Drawn:
    """What a page draws besides characters that can be read: rules, unseen text, text without a font."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.unseen = False
        self._seen_objects = 0
        self._inked: set[int] = set()  # fonts that leave a trace
        self._blank: list[int] = []  # the font of each piece of text that leaves none

    @property
    def lost(self) -> int:
        """Pieces of text in fonts that are neither in the file nor on this machine."""
        return sum(font not in self._inked for font in self._blank)

    def read(self, page: Handle, at: int, name: str) -> None:
        """Takes in the objects of a page and of the forms on it."""
        objects = (raw.FPDFPage_GetObject(page, index) for index in range(raw.FPDFPage_CountObjects(page)))
        try:
            self._read(objects, _UNMOVED, 0)
        except OverflowError as error:
            raise FileTooComplex(f"{name}：第 {at + 1} 页的图形太多，读不了。", "请拆分或另存后再入库。") from error

    def _read(self, objects: Iterator[Handle], matrix: "_Matrix", depth: int) -> None:
        for item in objects:
            self._seen_objects += 1
            if self._seen_objects > MOST_OBJECTS:
                raise OverflowError
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self._read_text(item)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._read_path(item, matrix.after(_matrix_of(item)))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                count = raw.FPDFFormObj_CountObjects(item)
                inner = (raw.FPDFFormObj_GetObject(item, index) for index in range(max(count, 0)))
                self._read(inner, matrix.after(_matrix_of(item)), depth + 1)

    def _read_text(self, item: Handle) -> None:
        if raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            self.unseen = True
        bounds = [ctypes.c_float() for _ in range(4)]
        font = raw.FPDFTextObj_GetFont(item)
        if not font or not raw.FPDFPageObj_GetBounds(item, *bounds) or raw.FPDFFont_GetIsEmbedded(font) != 0:
            return
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        left, bottom, right, top = (bound.value for bound in bounds)
        if right - left < 0.01:
            self._blank.append(key)
        elif top - bottom >= 0.01:
            self._inked.add(key)

    def _read_path(self, item: Handle, matrix: "_Matrix") -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        for points in _subpaths(item, matrix):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            if not math.isfinite(sum(xs) + sum(ys)):
                continue
            if stroke.value:
                for (x0, y0), (x1, y1) in pairwise(points):
                    if min(abs(x1 - x0), abs(y1 - y0)) < 0.5:
                        self.rules.append(Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            elif fill.value and min(max(xs) - min(xs), max(ys) - min(ys)) <= THICKEST_RULE:
                self.rules.append(Rule(min(xs), min(ys), max(xs), max(ys)))


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A transformation (ISO 32000-1, 8.3.3)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: "_Matrix") -> "_Matrix":
        """The transformation that does `inner` first."""
        a, b = self.a * inner.a + self.c * inner.b, self.b * inner.a + self.d * inner.b
        c, d = self.a * inner.c + self.c * inner.d, self.b * inner.c + self.d * inner.d
        return _Matrix(a, b, c, d, *self.apply(inner.e, inner.f))


_UNMOVED = _Matrix(1, 0, 0, 1, 0, 0)


def _matrix_of(item: Handle) -> _Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, found):
        return _UNMOVED
    return _Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _subpaths(item: Handle, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corner points of each part of a path; a part with curves is left out."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(max(raw.FPDFPath_CountSegments(item), 0)):
        segment = raw.FPDFPath_GetPathSegment(item, at)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(matrix.apply(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
