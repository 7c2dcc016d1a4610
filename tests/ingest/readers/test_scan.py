import builtins
import io
import socket
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter

from ingest.readers import pictures, scan
from ingest.readers.lettering import letter_page
from ingest.readers.pdf import reader
from ingest.readers.pdf.flow import put_together, write_pages
from ingest.readers.pdf.reader import read_pdf
from ingest.readers.recognition import Sight, Words, _engine
from ingest.readers.scan import read_image
from ingest.source import Source
from kb.errors import BadFile, FileDamaged, FileEmpty, FileHoldsNoText, FileTooComplex, ReaderMissing
from tests.ingest.readers.pdf.files import Page, write_pdf
from tests.programs import FONT, needs_font

EM = 32  # pixels
LEADING = 54
PARAGRAPHS = (
    ["一、总体要求"],
    [
        "坚持市场主导。持续优化营商环境，鼓励各类投资主",
        "体参与特色小镇建设和运营，引导防止政府大包大揽，",
        "严防政府债务风险，培育特色小镇投资运营商，形成一",
        "镇一风格，防止千镇一面。",
    ],
    ["二、重点任务"],
)


def font(size: int = EM) -> ImageFont.FreeTypeFont:
    file, index = FONT
    return ImageFont.truetype(file, size, index=index)


def blank(width: int = 1000, height: int = 700) -> Image.Image:
    return Image.new("L", (width, height), 255)


def draw_page(paragraphs: Sequence[Sequence[str]] = PARAGRAPHS, head: str = "", foot: str = "") -> Image.Image:
    """A page of printed paragraphs; the first line of each is indented by two squares."""
    page = blank(height=900)
    pen = ImageDraw.Draw(page)
    lines = [(line, at == 0) for paragraph in paragraphs for at, line in enumerate(paragraph)]
    for at, (line, first) in enumerate(lines):
        pen.text((120 + first * 2 * EM, 150 + at * LEADING), line, font=font(), fill=0)
    pen.text((400, 40), head, font=font(24), fill=0)
    pen.text((480, 830), foot, font=font(24), fill=0)
    return page


def save(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


def printed(paragraphs: Sequence[Sequence[str]] = PARAGRAPHS) -> list[tuple[str, bool, bool]]:
    """Each line, whether it is indented, and whether it runs on."""
    return [(line, at == 0, at < len(one) - 1) for one in paragraphs for at, line in enumerate(one)]


def shapes(source: Source) -> list[tuple[str, bool, bool | None]]:
    return [(block.text, block.indented, block.wrapped) for block in source.blocks]


# What the models read


@needs_font
def test_a_picture_gives_the_same_blocks_as_a_page_of_text() -> None:
    source = read_image(save(draw_page()), "a.png")
    assert shapes(source) == printed()
    assert {block.page for block in source.blocks} == {1}
    assert source.caveats == ("第 1 页由文字识别（OCR）读出，可能有错字，请对照原件核对。",)


@needs_font
def test_a_slanted_scan_keeps_its_indents() -> None:
    picture = draw_page().rotate(2.5, fillcolor=255)
    assert shapes(read_image(save(picture, "JPEG", quality=60), "a.jpg")) == printed()


@needs_font
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_turned_and_named(turn: int) -> None:
    source = read_image(save(draw_page().rotate(turn, expand=True)), "a.png")
    assert shapes(source) == printed()
    assert any("第 1 页是横放或倒放的" in note for note in source.notes)


@needs_font
def test_a_scanned_pdf_is_read_without_its_running_heads() -> None:
    pages = [draw_page(head="广州市人民政府文件", foot=f"{number}") for number in (1, 2, 3)]
    data = save(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=200)
    source = read_pdf(data, "a.pdf")
    assert shapes(source) == printed() * 3
    assert [block.page for block in source.blocks] == [number for number in (1, 2, 3) for _ in printed()]
    removed = [source.text[one.span.start : one.span.end] for one in source.removals]
    assert removed == [words for number in (1, 2, 3) for words in ("广州市人民政府文件", f"{number}")]


@needs_font
def test_a_ruled_table_in_a_picture_is_a_table() -> None:
    page = blank(height=400)
    pen = ImageDraw.Draw(page)
    xs, ys = (100, 200, 550, 900), (100, 170, 240, 310)
    for x in xs:
        pen.line((x, ys[0], x, ys[-1]), fill=0, width=3)
    for y in ys:
        pen.line((xs[0], y, xs[-1], y), fill=0, width=3)
    rows = [["序号", "重点任务", "责任单位"], ["1", "编制规划方案", "市发展改革委"], ["2", "优化营商环境", "市财政局"]]
    for y, row in zip(ys, rows, strict=False):
        for x, words in zip(xs, row, strict=False):
            pen.text((x + 15, y + 15), words, font=font(), fill=0)
    source = read_image(save(page), "a.png")
    assert [[cell.text for cell in block.cells] for block in source.blocks] == rows


@needs_font
def test_the_pages_of_a_tiff_are_read_in_order() -> None:
    pages = [draw_page([[f"第{number}页的内容"]]) for number in "一二"]
    source = read_image(save(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "a.tif")
    assert [(block.text, block.page) for block in source.blocks] == [("第一页的内容", 1), ("第二页的内容", 2)]


@needs_font
def test_a_transparent_picture_is_read_on_white_ground() -> None:
    page = draw_page(PARAGRAPHS[:1])
    clear = Image.new("RGBA", page.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=page.point(lambda value: 255 - value))
    assert texts(read_image(save(clear), "a.png")) == ["一、总体要求"]


@needs_font
def test_a_page_without_text_among_others_is_recognised_in_its_place() -> None:
    writer = PdfWriter()
    for data in (
        write_pdf([Page().text(90, 700, "文本层的文字")]),
        save(draw_page(PARAGRAPHS[:1]), "PDF", resolution=200),
    ):
        writer.append(io.BytesIO(data))
    merged = io.BytesIO()
    writer.write(merged)
    source = read_pdf(merged.getvalue(), "a.pdf")
    assert [(block.text, block.page) for block in source.blocks] == [("文本层的文字", 1), ("一、总体要求", 2)]
    assert source.caveats == ("第 2 页由文字识别（OCR）读出，可能有错字，请对照原件核对。",)


def test_a_file_whose_only_text_is_a_mark_on_each_page_is_taken_for_a_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "read_scanned_pdf", lambda data, name: Source(name, ()))
    pages = [Page().text(400, 20, "由扫描软件创建") for _ in range(4)]
    assert read_pdf(write_pdf(pages), "a.pdf").text == "a.pdf"


@needs_font
def test_recognition_needs_no_network_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _engine.cache_clear()
    read_image(save(draw_page(PARAGRAPHS[:1])), "a.png")
    assert capfd.readouterr() == ("", "")


def test_a_picture_without_words_is_a_failure_that_is_named() -> None:
    with pytest.raises(FileHoldsNoText, match="b.png：共 1 页"):
        read_image(save(blank()), "b.png")


# What is made of it


def see(monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, float]) -> Source:
    """The source of a picture in which these words are seen, each row with its confidence."""
    words = tuple(
        Words(text, confidence, corners(100, 100 + at * 50, EM * len(text), EM))
        for at, (text, confidence) in enumerate(rows)
    )
    monkeypatch.setattr(scan, "look_at", lambda picture: Sight(*picture.size, words, None))
    return read_image(save(blank()), "a.png")


def corners(left: float, top: float, width: float, height: float) -> tuple[tuple[float, float], ...]:
    return ((left, top), (left + width, top), (left + width, top + height), (left, top + height))


def test_an_unclear_row_is_read_and_named_by_its_first_words(monkeypatch: pytest.MonkeyPatch) -> None:
    source = see(monkeypatch, ("一、总体要求", 0.99), ("这是一行看不大清楚的很长的文字", 0.7), ("二、重点任务", 0.99))
    assert len(source.blocks) == 3
    assert any("把握不到 80% 的行：第 1 页“这是一行看不大清楚的很长…”" in note for note in source.notes)
    assert any("第 1 页识别的把握偏低" in note for note in source.notes)


def test_a_row_that_can_hardly_be_read_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    source = see(monkeypatch, ("一、总体要求", 0.99), ("印章", 0.3))
    assert texts(source) == ["一、总体要求"]
    assert any("没有读入的行" in note and "第 1 页“印章”" in note for note in source.notes)


def test_a_page_of_nothing_but_unclear_rows_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileHoldsNoText):
        see(monkeypatch, ("污迹", 0.2))


def test_a_traditional_character_is_named_and_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    source = see(monkeypatch, ("粵府办〔2017〕147号", 0.99), ("粤府办〔2017〕148号", 0.99))
    assert texts(source) == ["粵府办〔2017〕147号", "粤府办〔2017〕148号"]
    assert [note for note in source.notes if "“粵府办〔20”的“粵”" in note and "148" not in note]


def test_notes_stay_short_however_much_is_unclear(monkeypatch: pytest.MonkeyPatch) -> None:
    source = see(monkeypatch, *(("粵", 0.6) for _ in range(12)), *(("粵", 0.4) for _ in range(1)))
    monkeypatch.setattr(scan, "MOST_NAMED", 2)
    short = see(monkeypatch, *(("粵", 0.6) for _ in range(12)))
    assert sum(map(len, short.notes)) < sum(map(len, source.notes))
    assert any("等 12 处" in note for note in short.notes)


LINES = st.lists(
    st.text(st.sampled_from("一、（二）甲乙丙。，2024ABz%”“ "), min_size=1, max_size=30), min_size=1, max_size=8
)


@settings(max_examples=50, deadline=None)
@given(LINES, st.floats(-5, 5), st.booleans())
def test_every_character_that_was_seen_is_read(lines: list[str], slant: float, tall: bool) -> None:
    words = [
        Words(
            line,
            0.9,
            corners(100 + at * 60, 100, EM, EM * len(line))
            if tall
            else corners(100, 100 + at * 60, EM * len(line) + slant, EM + slant),
        )
        for at, line in enumerate(lines)
        if line.strip()
    ]
    page = letter_page(1, Sight(1000, 1400, tuple(words), None), words, 0.36)
    source = write_pages([put_together(page)])
    seen = sorted("".join("".join(line.split()) for line in lines))
    kept = [source.text[one.span.start : one.span.end] for one in source.removals]
    assert sorted("".join("".join(text.split()) for text in [*texts(source), *kept])) == seen


# What is refused


def test_an_empty_or_broken_picture_is_refused() -> None:
    whole = save(draw_page() if FONT else blank())
    for data, error in ((b"", FileEmpty), (whole[: len(whole) // 2], FileDamaged), (whole[:20], FileDamaged)):
        with pytest.raises(error, match="a.png"):
            read_image(data, "a.png")


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(("PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP")),
    st.integers(0, 3000),
    st.binary(min_size=1, max_size=8),
)
def test_no_damage_brings_anything_but_a_named_failure(kind: str, at: int, noise: bytes) -> None:
    data = bytearray(save(Image.effect_noise((24, 24), 50), kind))
    data[at % len(data) : at % len(data) + len(noise)] = noise
    try:
        assert all(picture.mode == "L" for picture in pictures.open_pictures(bytes(data), "a", 3))
    except BadFile as error:
        assert error.message.startswith("a：")


def test_a_picture_of_far_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 10_000)
    with pytest.raises(FileTooComplex, match="像素"):
        read_image(save(blank()), "a.png")


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MOST_PAGES", 2)
    pages = [blank(50, 50)] * 3
    tiff = save(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    with pytest.raises(FileTooComplex, match="3 页"):
        read_image(tiff, "a.tif")
    with pytest.raises(FileTooComplex, match="3 页"):
        read_pdf(save(pages[0], "PDF", save_all=True, append_images=pages[1:]), "a.pdf")


def test_a_picture_with_16_bits_and_one_with_a_palette_become_grey() -> None:
    deep = Image.new("I;16", (40, 40), 65_535)
    for picture in (deep, blank(40, 40).convert("P"), blank(40, 40).convert("1"), blank(40, 40).convert("LA")):
        (grey,) = pictures.open_pictures(save(picture), "a.png", 1)
        assert grey.mode == "L" and grey.getpixel((20, 20)) >= 254
    with pytest.raises(FileDamaged):
        list(pictures.open_pictures(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "a.eps", 1))


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: object, **options: object) -> object:
        if name.split(".")[0] in ("PIL", "rapidocr"):
            raise ImportError(name)
        return real(name, *rest, **options)

    _engine.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)


def test_without_the_extra_the_remedy_is_its_installation(without_the_extra: None) -> None:
    with pytest.raises(ReaderMissing, match="a.png") as caught:
        read_image(b"\x89PNG\r\n", "a.png")
    assert "pip install policy-kb[ocr]" in caught.value.remedy
    with pytest.raises(FileHoldsNoText, match="没有文本层") as caught:
        read_pdf(write_pdf([Page()]), "a.pdf")
    assert "pip install policy-kb[ocr]" in caught.value.remedy
    source = read_pdf(write_pdf([Page().text(90, 700, "有文字"), Page()]), "a.pdf")
    assert texts(source) == ["有文字"]
    (caveat,) = source.caveats
    assert "第 2 页没有文本层" in caveat
    assert any("pip install policy-kb[ocr]" in note for note in source.notes)
