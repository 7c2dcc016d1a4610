"""Files that are ZIP packages of XML parts (DOCX, OFD): opened with care, since anybody may have made them.

Entities are not resolved, nothing is fetched, and what a part or the whole package may unpack to is bounded.
"""

import io
import lzma
import os
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from kb.errors import FileDamaged, FileEncrypted, FileTooComplex

MOST_PARTS = 20_000
MOST_DIRECTORY_BYTES = 10_000_000  # of the names of the parts and where they are
MOST_UNPACKED_BYTES = 300_000_000  # of all parts that are read together
ENCRYPTED = 0x1  # the flag of a part that needs a password
# The records at the end of a ZIP file (APPNOTE 4.3.14 to 4.3.16): signature, length.
END, END_LENGTH = b"PK\x05\x06", 22
END_64, LOCATOR_64, END_64_LENGTH = b"PK\x06\x06", b"PK\x06\x07", 56 + 20
LONGEST_COMMENT = 1 << 16
# What zipfile raises over a file that is damaged or made to hurt.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,  # a compression or encryption that it has no code for
    RuntimeError,
    ValueError,
    OverflowError,
)


def open_zip(file: bytes | Path, name: str) -> zipfile.ZipFile:
    """A ZIP file whose directory is bounded. Raises FileDamaged or FileTooComplex."""
    try:
        with io.BytesIO(file) if isinstance(file, bytes) else file.open("rb") as stream:
            count, length = _directory(stream)
        if count <= MOST_PARTS and length <= MOST_DIRECTORY_BYTES:
            archive = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
            count = len(archive.infolist())
            if count <= MOST_PARTS:
                return archive
            archive.close()
    except UNREADABLE as error:
        raise damaged(name, f"压缩包打不开（{error}）") from error
    what = f"有 {count} 项，超过 {MOST_PARTS} 项" if count > MOST_PARTS else f"的目录有 {length / 1e6:.0f} MB，超过"
    raise FileTooComplex(f"{name}：压缩包里{what}的上限。", "请拆分后再入库。")


def damaged(name: str, what: str) -> FileDamaged:
    """The error of a package that is not whole."""
    return FileDamaged(f"{name}：{what}，文件可能被截断或损坏。", "请重新获取文件，或用办公软件打开后另存一份再入库。")


def _directory(stream: BinaryIO) -> tuple[int, int]:
    """How many parts a ZIP file claims to have, and the bytes of its directory; as zipfile finds them."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(size - LONGEST_COMMENT - END_LENGTH - END_64_LENGTH, 0))
    tail = stream.read()
    at = len(tail) - END_LENGTH
    if at < 0 or not tail.startswith(END, at) or not tail.endswith(b"\0\0"):
        at = tail.rfind(END, max(at - LONGEST_COMMENT, 0))
    if at < 0:
        return 0, 0
    if at >= END_64_LENGTH and tail.startswith(LOCATOR_64, at - 20) and tail.startswith(END_64, at - END_64_LENGTH):
        record = tail[at - END_64_LENGTH : at]
        return int.from_bytes(record[32:40], "little"), int.from_bytes(record[40:48], "little")
    return int.from_bytes(tail[at + 10 : at + 12], "little"), int.from_bytes(tail[at + 12 : at + 16], "little")


class Package:
    """The parts of a ZIP package. Names are looked up regardless of case and of a leading slash."""

    def __init__(self, data: bytes, name: str) -> None:
        self._file_name = name
        self._archive = open_zip(data, name)
        parts = self._archive.infolist()
        if any(part.flag_bits & ENCRYPTED for part in parts):
            raise FileEncrypted(f"{name}：压缩包有密码。", "请去掉密码后再入库。")
        self._parts = {_key(part.filename): part for part in parts}
        self._left = MOST_UNPACKED_BYTES

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._parts

    @property
    def names(self) -> list[str]:
        """The names of the parts as written, in the order of the package."""
        return [part.filename for part in self._parts.values()]

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises FileDamaged if it is missing or broken, FileTooComplex if it is too large."""
        info = self._parts.get(_key(part))
        if info is None:
            raise self._damaged(f"缺少 {part}")
        try:
            with self._archive.open(info) as stream:
                data = stream.read(self._left + 1)
        except UNREADABLE as error:
            raise self._damaged(f"{part} 解不开（{error}）") from error
        self._left -= len(data)
        if self._left < 0:
            raise FileTooComplex(
                f"{self._file_name}：解压后超过 {MOST_UNPACKED_BYTES // 1_000_000} MB 的上限。",
                "请确认文件来源可靠，或拆分后再入库。",
            )
        return data

    def xml(self, part: str) -> etree._Element:
        """The root element of an XML part. Raises FileDamaged."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(self.read(part), parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged(f"{part} 不是完整的 XML（{error}）") from error

    def _damaged(self, what: str) -> FileDamaged:
        return damaged(self._file_name, what)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
