"""The packed streams of a PDF file, before it is opened: PDFium passes over a broken one without a word.

Without this check a page whose content is cut off would lose its last lines and nobody would know.
"""

import re
import zlib

from kb.errors import FileDamaged, FileTooComplex

MOST_BYTES = 64_000_000  # of one stream, unpacked
MOST_BYTES_IN_ALL = 400_000_000
PORTION = 1 << 20
STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECT = b" obj"
LONGEST_DICTIONARY = 4_000
FLATE = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b")
TWICE = re.compile(rb"/(?:FlateDecode|Fl)\b\s*/(?:FlateDecode|Fl|LZWDecode|RunLengthDecode)\b")
PICTURE = re.compile(rb"/Subtype\s*/Image\b")  # fonts count: without its glyphs PDFium drops a character
END = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*")
TAIL = 2_048


def check_streams(data: bytes, name: str) -> None:
    """Raises FileDamaged if the file's end or a stream is broken, FileTooComplex if a stream unpacks to too much."""
    if END.search(data, max(0, len(data.rstrip(b"\0 \t\r\n")) - TAIL)) is None:
        raise FileDamaged(f"{name}：PDF 没有结尾，文件可能被截断。", "请重新下载或复制完整的文件后再入库。")
    if re.search(rb"/Encrypt\s+(?:\d+\s+\d+\s+R|<<)", data):
        return  # the streams can't be told from noise
    left = MOST_BYTES_IN_ALL
    for match in STREAM.finditer(data):
        start = data.rfind(OBJECT, max(0, match.start() - LONGEST_DICTIONARY), match.start())
        dictionary = data[start : match.start()] if start >= 0 else b""
        if TWICE.search(dictionary):
            raise FileTooComplex(f"{name}：有重复压缩的数据。", "请确认文件来源可靠，或另存后再入库。")
        if FLATE.search(dictionary) and not PICTURE.search(dictionary):
            left -= _unpacked_size(memoryview(data)[match.end() :], min(left, MOST_BYTES), name)


def _unpacked_size(packed: memoryview, most: int, name: str) -> int:
    unpacker = zlib.decompressobj()
    size = at = 0
    try:
        while not unpacker.eof and at < len(packed):
            portion = bytes(packed[at : at + 65_536])
            at += len(portion)
            while portion and not unpacker.eof:
                size += len(unpacker.decompress(portion, PORTION))
                portion = unpacker.unconsumed_tail
                if size > most:
                    raise FileTooComplex(f"{name}：数据解压后太大。", "请确认文件来源可靠，或拆分后再入库。")
    except zlib.error as error:
        raise FileDamaged(
            f"{name}：PDF 里有损坏的数据，文字可能不全。",
            "请重新获取文件；如果阅读器能完整打开它，请另存（或打印）为新的 PDF 再入库。",
        ) from error
    return size
