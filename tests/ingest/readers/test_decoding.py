import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.decoding import decode_text
from kb.errors import BadFile, EncodingUnknown, FileEmpty, FileNotText

TEXT = "广州市特色小镇实施意见\n一、总体要求\n严守生态保护红线，培育21世纪“新小镇”。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_text_in_every_usual_encoding_comes_out_the_same(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_single_word_is_enough_to_tell_the_encoding(encoding: str) -> None:
    assert decode_text("特色小镇".encode(encoding), "a.txt") == "特色小镇"


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=80))
def test_any_chinese_text_in_utf8_is_read_as_it_is(text: str) -> None:
    assert decode_text(text.encode("utf-8"), "a.txt") == text


@pytest.mark.parametrize("data", [b"", b"  \n\t", b"\xef\xbb\xbf", "\u3000\n".encode()])
def test_a_file_without_text_is_empty(data: bytes) -> None:
    with pytest.raises(FileEmpty, match="a.txt"):
        decode_text(data, "a.txt")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x00\x01\x02\x03" * 100, "二进制"),
        (b"text with a zero\x00 in it, which no text has", "二进制"),
    ],
)
def test_data_that_are_no_text_are_refused(data: bytes, what: str) -> None:
    with pytest.raises(FileNotText, match=what) as caught:
        decode_text(data, "a.txt")
    assert "a.txt" in caught.value.message
    assert caught.value.remedy


def test_random_bytes_are_refused() -> None:
    with pytest.raises((FileNotText, EncodingUnknown)):
        decode_text(os.urandom(4096), "a.txt")


def test_an_encoding_that_is_none_of_ours_is_said_so() -> None:
    with pytest.raises(EncodingUnknown, match="编码"):
        decode_text("Большой текст о развитии города и области".encode("koi8-r"), "a.txt")


def test_a_cut_off_utf8_file_is_told_the_place() -> None:
    data = (TEXT * 3).encode("utf-8")[:-3] + b"\xe5\x8f"
    with pytest.raises(EncodingUnknown, match=r"第 \d+ 个字节"):
        decode_text(data, "a.txt")


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        text = decode_text(data, "a.txt")
    except BadFile as error:
        assert error.message
        assert error.remedy
    else:
        assert text.strip()
