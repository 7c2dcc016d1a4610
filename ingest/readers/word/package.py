"""The package of a Word file: its main part and the parts around it; other files under its name are refused by name."""

from dataclasses import dataclass

from ingest.readers.formats import SIGNATURES, ZIP_SIGNATURES, Format, format_of
from ingest.readers.package import Package
from ingest.readers.word.parts import Node, Relation, read_node, read_relations
from kb.errors import FileDamaged, FileEmpty, FileEncrypted, FileNotText

ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # in the directory of the container, MS-OFFCRYPTO 2.2
USUAL_MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class WordFile:
    """An opened Word file: the root of its main part and the links that lead from there."""

    package: Package
    name: str
    root: Node
    relations: dict[str, Relation]

    def part(self, kind: str) -> Node | None:
        """The root of the part of this kind (styles, numbering, footnotes …), or None."""
        part = next((relation.part for relation in self.relations.values() if relation.kind == kind), None)
        return read_node(self.package, part, self.name) if part else None


def open_word(data: bytes, name: str) -> WordFile:
    """Opens a Word file. Raises FileEmpty, FileNotText, FileEncrypted, FileDamaged or FileTooComplex."""
    if not data.strip():
        raise FileEmpty(f"{name}：文件是空的。", "请检查文件是否保存完整，再重新入库。")
    if not data.startswith(ZIP_SIGNATURES):
        found = next((found for signature, found in SIGNATURES if data.startswith(signature)), None)
        if found is Format.OLE and ENCRYPTED_STREAM in data:
            raise FileEncrypted(f"{name}：Word 文件有打开密码或权限限制。", "请去掉密码或限制后再入库。")
        raise _other(name, found.called if found else "其他格式的文件")
    package = Package(data, name)
    links = read_relations(package, "", name)
    main = next((link.part for link in links.values() if link.kind == "officeDocument"), USUAL_MAIN)
    if main not in package and (found := format_of(data, name)) is not Format.DOCX:
        raise _other(name, found.called)
    root = read_node(package, main, name)
    if root.name != "document" or root.child("body") is None:
        found = format_of(data, name)
        if found is not Format.DOCX:
            raise _other(name, found.called)
        raise FileDamaged(f"{name}：{main} 里没有 Word 正文。", "请重新获取文件，或用 Word、WPS 打开后另存一份再入库。")
    return WordFile(package, name, root, read_relations(package, main, name))


def _other(name: str, what: str) -> FileNotText:
    return FileNotText(
        f"{name}：内容其实是{what}，不是 Word 文档（DOCX）。",
        "请按真实格式改正扩展名，或用 Word、WPS 另存为 DOCX 后再入库。",
    )
