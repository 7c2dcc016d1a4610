"""Files that are ZIP packages of XML parts (DOCX, OFD): opened with care, since anybody may have made them.

Entities are not resolved, nothing is fetched, and what a part or the whole package may unpack to is bounded.
"""

import io
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from kb.errors import FileDamaged, FileEncrypted, FileTooComplex

MOST_PARTS = 20_000
MOST_UNPACKED_BYTES = 300_000_000  # of all parts that are read together
ENCRYPTED = 0x1  # the flag of a part that needs a password


class Package:
    """The parts of a ZIP package. Names are looked up regardless of case and of a leading slash."""

    def __init__(self, file: bytes | Path, name: str) -> None:
        self._file_name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
            parts = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self._damaged(f"压缩包打不开（{error}）") from error
        if len(parts) > MOST_PARTS:
            raise FileTooComplex(
                f"{name}：压缩包里有 {len(parts)} 个部分，超过 {MOST_PARTS} 个的上限。", "请拆分后再入库。"
            )
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
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
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
        return FileDamaged(
            f"{self._file_name}：{what}，文件可能被截断或损坏。", "请重新获取文件，或用办公软件打开后另存一份再入库。"
        )


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
