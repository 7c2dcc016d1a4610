"""Scanned pages: pictures, and PDF files without a text layer, read by text recognition.

What is recognised goes the way of a text layer. A recognised word is never mended here; notes say what to look at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.lettering import letter_page, runs_down
from ingest.readers.pdf.flow import name_pages, put_together, write_pages
from ingest.readers.pdf.pages import PdfPage, draw_pages
from ingest.readers.pictures import open_pictures
from ingest.readers.recognition import Sight, Words, check_installed, look_at
from ingest.source import Remarks, Source
from kb.errors import FileEmpty, FileHoldsNoText

if TYPE_CHECKING:
    from ingest.readers.pictures import Picture

MOST_PAGES = 300
POINTS_PER_PIXEL = 72 / 200
LONGER_SIDE = 842.0  # points; what a picture is taken for, since few say rightly how large they are
LEAST_READ = 0.5  # confidence; what is less clear is left out and named
LEAST_OF_ROW, LEAST_OF_PAGE = 0.8, 0.9  # confidence; what is less clear is named
READS_WELL = 0.85  # confidence of a page that is the right way up
MOST_NAMED = 20  # rows or characters in one note
FIRST_WORDS = 12  # characters


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page that was recognised: by how many degrees it was turned for it, the rows read and those too unclear."""

    page: PdfPage
    turned: int
    rows: tuple[Words, ...]
    unclear: tuple[Words, ...]

    @property
    def confidence(self) -> float:
        """The mean of the characters'."""
        return _confidence(self.rows)


def read_image(data: bytes, name: str) -> Source:
    """Reads a picture (PNG, JPEG, BMP, TIFF, GIF, WebP) of a page, or the pages of a TIFF.

    Raises ReaderMissing, FileEmpty, FileDamaged, FileTooComplex or FileHoldsNoText.
    """
    if not data.strip():
        raise FileEmpty(f"{name}：文件是空的。", "请检查文件是否保存完整，再重新入库。")
    check_installed(name)
    pictures = open_pictures(data, name, MOST_PAGES)
    seen = [
        _recognise(picture, number, LONGER_SIDE / max(picture.size)) for number, picture in enumerate(pictures, start=1)
    ]
    return _write(seen, name)


def read_scanned_pdf(data: bytes, name: str) -> Source:
    """Reads every page of a PDF file as a picture.

    Raises ReaderMissing, FileDamaged, FileEncrypted, FileTooComplex or FileHoldsNoText.
    """
    return _write(_recognise_pages(data, name, None), name)


def recognise_pages(data: bytes, name: str, numbers: Sequence[int]) -> tuple[list[PdfPage], Remarks]:
    """The pages of a PDF file that have these numbers, and remarks on them. Raises as `read_scanned_pdf`."""
    seen = _recognise_pages(data, name, numbers)
    return [one.page for one in seen], _remarks(seen)


def _recognise_pages(data: bytes, name: str, numbers: Sequence[int] | None) -> list[Recognised]:
    check_installed(name)
    with draw_pages(data, name, numbers, POINTS_PER_PIXEL, MOST_PAGES) as drawn:
        return [_recognise(picture, number, POINTS_PER_PIXEL) for number, picture in drawn]


def _recognise(picture: "Picture", number: int, points_per_pixel: float) -> Recognised:
    sight, turned = _look_upright(picture)
    rows = tuple(one for one in sight.words if one.confidence >= LEAST_READ)
    unclear = tuple(one for one in sight.words if one.confidence < LEAST_READ)
    return Recognised(letter_page(number, sight, rows, points_per_pixel), turned, rows, unclear)


def _look_upright(picture: "Picture") -> tuple[Sight, int]:
    """What is seen in a picture the way up in which it reads best, and by how many degrees it was turned for that."""
    sight = look_at(picture)
    if not sight.words or _reads_well(sight):
        return sight, 0
    sights = [(sight, 0)]
    for turn in (90, 270) if _lies(sight.words) else (180,):
        sights.append((look_at(picture.rotate(turn, expand=True)), turn))
        if _reads_well(sights[-1][0]):
            return sights[-1]
    return max(sights, key=lambda one: (not _lies(one[0].words), _clarity(one[0].words)))


def _reads_well(sight: Sight) -> bool:
    return _confidence(sight.words) >= READS_WELL and not _lies(sight.words)


def _lies(words: Sequence[Words]) -> bool:
    """Whether most of the words run down the page: it lies on its side."""
    down = 0
    for one in words:
        xs, ys = zip(*one.corners, strict=True)
        down += len(one.text) * runs_down(one.text, max(xs) - min(xs), max(ys) - min(ys))
    return down > sum(len(one.text) for one in words) / 2


def _clarity(words: Iterable[Words]) -> float:
    return sum(one.confidence * len(one.text) for one in words)


def _confidence(words: Sequence[Words]) -> float:
    return _clarity(words) / max(sum(len(one.text) for one in words), 1)


def _write(seen: Sequence[Recognised], name: str) -> Source:
    source = write_pages([put_together(one.page) for one in seen], _remarks(seen))
    if not source.blocks:
        raise FileHoldsNoText(
            f"{name}：共 {len(seen)} 页，是扫描件或图片，没有认出文字。",
            "请确认扫描清楚，或换成有文字的版本（也可先用其他 OCR 软件识别）后再入库。",
        )
    return source


def _remarks(seen: Sequence[Recognised]) -> Remarks:
    read = [one.page.number for one in seen if one.rows]
    caveat = f"{name_pages(read)}由文字识别（OCR）读出，可能有错字，请对照原件核对。" if read else ""
    return Remarks(tuple(_notes(seen)), (caveat,) if caveat else ())


def _notes(seen: Sequence[Recognised]) -> Iterator[str]:
    """What a person should look at."""
    read = [one for one in seen if one.rows]
    if turned := [one.page.number for one in seen if one.turned]:
        yield f"{name_pages(turned)}是横放或倒放的，已转正后识别。"
    if weak := [one.page.number for one in read if one.confidence < LEAST_OF_PAGE]:
        yield f"{name_pages(weak)}识别的把握偏低（平均不到 {LEAST_OF_PAGE:.0%}），请重点核对，最好换更清楚的扫描件。"
    if rows := _name_rows((one.page.number, row) for one in read for row in one.rows if row.confidence < LEAST_OF_ROW):
        yield f"把握不到 {LEAST_OF_ROW:.0%} 的行：{rows}。"
    if rows := _name_rows((one.page.number, row) for one in seen for row in one.unclear):
        yield f"把握不到 {LEAST_READ:.0%}、没有读入的行（可能是印章、污迹或手写）：{rows}。"
    if characters := _unusual(read):
        yield (f"有 GB 2312 以外的字，可能是把字认成了繁体或形近字（如“粤”认成“粵”），未作改动，请核对：{characters}。")


def _name_rows(rows: Iterable[tuple[int, Words]]) -> str:
    """第 1 页“……”、第 3 页“……”"""
    named = [f"第 {page} 页“{row.text[:FIRST_WORDS]}{'…' * (len(row.text) > FIRST_WORDS)}”" for page, row in rows]
    return "、".join(named[:MOST_NAMED]) + (f"等 {len(named)} 处" if len(named) > MOST_NAMED else "")


def _unusual(seen: Sequence[Recognised]) -> str:
    """Chinese characters beyond those of simplified print, with their places."""
    named = [
        f"第 {one.page.number} 页“{row.text[max(at - FIRST_WORDS // 2, 0) : at + FIRST_WORDS // 2]}”的“{character}”"
        for one in seen
        for row in one.rows
        for at, character in enumerate(row.text)
        if _is_unusual(character)
    ]
    return "、".join(named[:MOST_NAMED]) + (f"等 {len(named)} 处" if len(named) > MOST_NAMED else "")


def _is_unusual(character: str) -> bool:
    if not "\u3400" <= character <= "\U0003ffff" or not character.isalpha():
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
