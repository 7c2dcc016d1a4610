"""Bytes to text: UTF-8, UTF-16 and GB18030 are told apart; what is no text is refused with the reason."""

import codecs
import re

from kb.errors import EncodingUnknown, FileEmpty, FileNotText

CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Characters that real Chinese or English text is made of. Bytes that are no GB18030 text decode to rare ones.
USUAL = re.compile(
    "[\t\n\r\f\x20-\x7e\u00a0-\u00ff\u2010-\u2027\u2030-\u205e\u2160-\u217b\u2460-\u249b\u3000-\u303f\u4e00-\u9fa5\uff00-\uffef]"
)
LEAST_USUAL = 0.9


def decode_text(data: bytes, name: str) -> str:
    """The text of `data`, every character of it, without a byte order mark.

    Raises FileEmpty, FileNotText (binary data) or EncodingUnknown.
    """
    if not data.strip():
        raise FileEmpty(f"{name}：文件是空的。", "请检查文件是否保存完整，再重新入库。")
    text = _decode(data, name)
    if not text.strip():
        raise FileEmpty(f"{name}：文件里只有空白，没有文字。", "请检查文件是否保存完整，再重新入库。")
    if "\x00" in text or len(CONTROLS.findall(text)) > len(text) // 1000:
        raise FileNotText(f"{name}：是二进制数据，不是文本。", "请确认文件没有损坏，或换成正确的文件。")
    return text


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _broken(name, encoding.upper(), len(mark) + error.start) from error
    if b"\x00" in data:
        return _decode_without_mark(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        utf8_error = error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if text and _looks_usual(text):
        return text
    # Mostly valid UTF-8 with a broken place deserves to be told where.
    if utf8_error.start > 64 and _looks_usual(data[: utf8_error.start].decode("utf-8")):
        raise _broken(name, "UTF-8", utf8_error.start) from utf8_error
    raise EncodingUnknown(
        f"{name}：看不出是哪种文字编码（试过 UTF-8、UTF-16、GB18030）。", "请用文本编辑器另存为 UTF-8 后再入库。"
    )


def _decode_without_mark(data: bytes, name: str) -> str:
    """UTF-16 without a byte order mark: the line ends show which byte comes first. Zero bytes otherwise mean binary."""
    if len(data) % 2 == 0:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if _looks_usual(text):
                return text
    raise FileNotText(f"{name}：是二进制数据，不是文本。", "请确认文件没有损坏，或换成正确的文件。")


def _looks_usual(text: str) -> bool:
    sample = text[:200_000]
    return len(USUAL.findall(sample)) >= LEAST_USUAL * len(sample)


def _broken(name: str, encoding: str, position: int) -> EncodingUnknown:
    return EncodingUnknown(
        f"{name}：第 {position + 1} 个字节起不是有效的 {encoding} 文本，文件可能被截断或损坏。",
        "请重新获取文件，或用文本编辑器另存为 UTF-8 后再入库。",
    )
