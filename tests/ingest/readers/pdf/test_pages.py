"""PDF files that can't be read, or not wholly, say so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.pdf import pages
from ingest.readers.pdf.reader import read_pdf
from kb.errors import BadFile, FileDamaged, FileEmpty, FileEncrypted, FileHoldsNoText, FileTooComplex
from tests.ingest.readers.pdf.files import Page, prose, read, set_in_lines, texts, write_pdf


def test_pages_without_text_are_named() -> None:
    pages = [Page().text(90, 700, prose(20, at)) if at not in (1, 2, 3, 6) else Page() for at in range(8)]
    assert any("第 2–4、7 页没有文字" in note for note in read(*pages).notes)


def test_a_file_without_a_text_layer_is_refused_with_a_word_on_recognition() -> None:
    with pytest.raises(FileHoldsNoText, match="扫描件") as caught:
        read(Page().raw("0 0 500 500 re f"), Page())
    assert "OCR" in caught.value.remedy


def test_text_below_a_picture_is_said_to_be_recognised() -> None:
    source = read(Page().raw("3 Tr").text(90, 700, "识别出来的文字"))
    assert texts(source) == ["识别出来的文字"]
    assert any("识别" in note and "第 1 页" in note for note in source.notes)


def test_text_whose_font_is_nowhere_is_not_passed_over_in_silence() -> None:
    with pytest.raises(FileHoldsNoText, match="字体") as caught:
        read(Page().text(90, 700, "字"), embedded=False)
    assert "字体" in caught.value.remedy


def test_an_empty_password_opens_a_file_and_another_one_does_not() -> None:
    page = Page().text(90, 700, "加密的文字")
    assert texts(read(page, password="")) == ["加密的文字"]
    with pytest.raises(FileEncrypted, match="密码"):
        read(page, password="secret")


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_file_is_empty(data: bytes) -> None:
    with pytest.raises(FileEmpty):
        read_pdf(data, "a.pdf")


@pytest.mark.parametrize("data", [b"PK\x03\x04 no pdf", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n9\n%%EOF\n"])
def test_what_is_no_pdf_inside_is_damaged(data: bytes) -> None:
    with pytest.raises(FileDamaged):
        read_pdf(data, "a.pdf")


SAMPLE = write_pdf([Page().lines(90, 700, set_in_lines(prose(300, at), 30)) for at in range(3)], packed=True)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_damaged(share: float) -> None:
    with pytest.raises(FileDamaged):
        read_pdf(SAMPLE[: int(len(SAMPLE) * share)], "a.pdf")


def test_a_page_whose_packed_content_is_broken_is_not_half_read() -> None:
    place = SAMPLE.rindex(b"endstream") - 40
    with pytest.raises(FileDamaged, match="损坏"):
        read_pdf(
            SAMPLE[:place] + bytes(byte ^ 0xFF for byte in SAMPLE[place : place + 8]) + SAMPLE[place + 8 :], "a.pdf"
        )


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(9, len(SAMPLE) - 1), st.integers(1, 255)), min_size=1, max_size=8))
def test_whatever_bytes_are_changed_there_is_text_or_a_reason(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for place, change in changes:
        data[place] ^= change
    try:
        source = read_pdf(bytes(data), "a.pdf")
    except BadFile as error:
        assert error.message.startswith("a.pdf：")
        assert error.remedy
    else:
        assert source.blocks


@pytest.mark.parametrize(
    "matrix", ["1e38 0 0 1e38 1e38 1e38", "0 0 0 0 0 0", "1e-30 0 0 1e-30 0 0", "1 0 1e9 1 -1e30 0"]
)
def test_characters_that_are_placed_nowhere_are_no_crash(matrix: str) -> None:
    page = Page().text(90, 700, "正文").raw(f"{matrix} cm 10 10 m 90 10 l S").lines(90, 600, ["甲乙", "丙丁"])
    assert "正文" in texts(read(page))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 3)
    with pytest.raises(FileTooComplex, match="4 页"):
        read(*[Page().text(90, 700, "甲")] * 4)


def test_content_that_unpacks_to_far_too_much_is_refused() -> None:
    with pytest.raises(FileTooComplex, match="解压"):
        read(Page().raw(" " * 65_000_000), packed=True)


def test_a_page_with_far_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_GLYPHS", 10)
    with pytest.raises(FileTooComplex, match="第 1 页"):
        read(Page().text(90, 700, prose(11)))
