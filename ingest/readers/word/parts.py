"""The parts of a Word package as plain trees, alike for transitional and strict files (ISO/IEC 29500).

What the elements mean is told elsewhere; here namespaces become short prefixes and relations become names of parts.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from ingest.readers.package import Package
from kb.errors import FileDamaged, FileTooComplex

MOST_TAGS = 1_500_000  # of one part
NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})
OFF = ("0", "false", "off")


@dataclass(slots=True)
class Node:
    """An XML element: Word's own are named bare (`p`), others `m:` (formulas), `mc:` (alternatives) or `x:` (the rest).

    Attributes go by their local names.
    """

    name: str
    attributes: Mapping[str, str]
    text: str
    children: list["Node"]

    def child(self, *path: str) -> "Node | None":
        """The first child of this name; more names lead further down."""
        node: Node | None = self
        for name in path:
            node = next((child for child in node.children if child.name == name), None) if node else None
        return node

    def value(self, *path: str) -> str | None:
        """The `val` of the child at the end of `path`, or None."""
        node = self.child(*path)
        return node.attributes.get("val") if node else None

    def number(self, *path: str) -> int | None:
        """The `val` of the child at the end of `path` as a whole number, or None."""
        return whole_number(self.value(*path))

    def is_on(self, *path: str) -> bool | None:
        """Whether the switch at the end of `path` is on; None where it is not set."""
        node = self.child(*path)
        return None if node is None else node.attributes.get("val", "on").lower() not in OFF

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another: `kind` is the last word of its type, `part` the other's name."""

    kind: str
    part: str


def whole_number(text: str | None) -> int | None:
    """A whole number of at most nine digits, or None; strict files may write a unit behind it (24pt)."""
    if text is None:
        return None
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    digits = digits[: next((at for at, character in enumerate(digits) if character not in "0123456789"), len(digits))]
    return int(sign + digits) if 0 < len(digits) <= 9 else None


def read_node(package: Package, part: str, name: str) -> Node:
    """The tree of a part. Raises FileDamaged, or FileTooComplex where it has too many elements."""
    if package.read(part).count(b"<") > MOST_TAGS:
        raise FileTooComplex(f"{name}：{part} 里的标记超过 {MOST_TAGS} 个的上限。", "请拆分后再入库。")
    root = package.xml(part)
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileDamaged(
            f"{name}：{part} 带有文档类型声明，Word 文件不允许。", "请用 Word 或 WPS 打开后另存一份再入库。"
        )
    top = Node("", NO_ATTRIBUTES, "", [])
    above = [(root.getparent(), top)]
    for element in root.iter("*"):
        parent = element.getparent()
        while above[-1][0] is not parent:
            above.pop()
        attributes = {_local(key): str(value) for key, value in element.items()} or NO_ATTRIBUTES
        node = Node(_short_name(element.tag), attributes, element.text or "", [])
        above[-1][1].children.append(node)
        above.append((element, node))
    return top.children[0]


def read_relations(package: Package, part: str, name: str) -> dict[str, Relation]:
    """The links of a part within the package, by their ids; of the package itself for an empty `part`."""
    folder, file = posixpath.split(part.lstrip("/"))
    links = posixpath.join(folder, "_rels", f"{file}.rels")
    if links not in package:
        return {}
    relations = {}
    for link in read_node(package, links, name).children:
        attributes = link.attributes
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            relations[attributes.get("Id", "")] = Relation(attributes.get("Type", "").rpartition("/")[2], target[1:])
    return relations


@lru_cache(maxsize=4096)
def _short_name(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    if "wordprocessingml/" in space and space.endswith("/main"):
        return local
    if space.endswith("/math"):
        return f"m:{local}"
    return f"mc:{local}" if "markup-compatibility" in space else f"x:{local}"


@lru_cache(maxsize=4096)
def _local(key: str) -> str:
    return key.rpartition("}")[2]
