"""What format a file has, told by its content; its name only tells kinds of text from each other."""

import re
from collections.abc import Iterable
from enum import Enum
from pathlib import PurePath

from ingest.readers.decoding import decode_text
from ingest.readers.package import Package
from kb.errors import FormatUnknown


class Format(Enum):
    """A file format: what people call it, and the suffixes that it usually bears."""

    TEXT = ("纯文本", ".txt", ".text")
    MARKDOWN = ("Markdown", ".md", ".markdown")
    HTML = ("网页（HTML）", ".html", ".htm", ".shtml", ".xhtml")
    DOCX = ("Word 文档（DOCX）", ".docx", ".docm", ".dotx")
    PDF = ("PDF", ".pdf")
    OFD = ("OFD", ".ofd")
    XLSX = ("Excel 表格（XLSX）", ".xlsx", ".xlsm")
    PPTX = ("演示文稿（PPTX）", ".pptx")
    ODT = ("OpenDocument 文档", ".odt", ".ods", ".odp")
    ZIP = ("ZIP 压缩包", ".zip")
    OLE = ("旧版 Word（DOC）或 WPS", ".doc", ".wps", ".dot")
    RTF = ("RTF", ".rtf", ".doc")
    IMAGE = ("图片", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
    RAR = ("RAR 压缩包", ".rar")
    SEVEN_ZIP = ("7z 压缩包", ".7z")
    GZIP = ("GZIP 压缩包", ".gz", ".tgz")
    PROGRAM = ("程序", ".exe", ".dll", ".so")

    def __init__(self, called: str, *suffixes: str) -> None:
        self.called = called
        self.suffixes = suffixes


# The first bytes of a file.
SIGNATURES: tuple[tuple[bytes, Format], ...] = (
    (b"%PDF-", Format.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OLE),
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG\r\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"GIF87a", Format.IMAGE),
    (b"GIF89a", Format.IMAGE),
    (b"II*\x00", Format.IMAGE),
    (b"MM\x00*", Format.IMAGE),
    (b"Rar!\x1a\x07", Format.RAR),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
    (b"\x1f\x8b\x08", Format.GZIP),
    (b"\x7fELF", Format.PROGRAM),
    (b"MZ\x90\x00", Format.PROGRAM),
)
BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # in the OLE file that holds a DOCX with a password
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Parts that show what a ZIP package is: one that is enough, and the folder that counts beside a list of kinds.
MAIN_PARTS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", Format.DOCX),
    ("word/styles.xml", Format.DOCX),  # the main part is lost
    ("ofd.xml", Format.OFD),
    ("xl/workbook.xml", Format.XLSX),
    ("ppt/presentation.xml", Format.PPTX),
)
FOLDERS: tuple[tuple[str, Format], ...] = (("word/", Format.DOCX), ("xl/", Format.XLSX), ("ppt/", Format.PPTX))
KINDS_OF_PARTS = "[content_types].xml"
OPEN_DOCUMENT = {"mimetype", "meta-inf/manifest.xml"}
PDF_WITHIN = 1024  # bytes in which readers of PDF look for its signature
HTML_WITHIN = 4096  # bytes in which a web page shows that it is one
HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?><!--.*?-->\s*+)*+<(?:!doctype\s++html|html|head|body)\b", re.I | re.S
)
BYTE_ORDER_MARKS = re.compile(rb"\xef\xbb\xbf|\xff\xfe|\xfe\xff")
TEXTS = (Format.TEXT, Format.MARKDOWN, Format.HTML)


def format_of(data: bytes, name: str) -> Format:
    """The format of a file; whether a text's name is right, its reader tells.

    Without such a name: raises BadFile for what is empty or no text, FormatUnknown for text of another kind.
    """
    suffix = PurePath(name).suffix.lower()
    for signature, found in SIGNATURES:
        if data.startswith(signature):
            return Format.DOCX if found is Format.OLE and ENCRYPTED_PACKAGE in data else found
    if BITMAP.match(data) or WEBP.match(data):
        return Format.IMAGE
    if data.startswith(ZIP_SIGNATURES):
        return format_of_parts(Package(data, name).names)
    if b"%PDF-" in data[:PDF_WITHIN]:
        return Format.PDF
    if _looks_like_html(data):
        return Format.HTML
    for found in TEXTS:
        if suffix in found.suffixes:
            return found
    decode_text(data, name)  # what is empty or no text at all is refused for that
    known = "、".join(suffix for found in TEXTS for suffix in found.suffixes)
    raise FormatUnknown(
        f"{name}：还不能读取{f'“{suffix}”格式的' if suffix else '没有扩展名的'}文件。",
        f"如果内容是文本，请改成文本的扩展名（{known}）后再入库。",
    )


def format_of_parts(parts: Iterable[str]) -> Format:
    """What a ZIP package holds, told by the names of its parts: a document in parts, or files of their own."""
    names = {part.replace("\\", "/").lstrip("/").lower() for part in parts}
    for main, found in MAIN_PARTS:
        if main in names:
            return found
    for folder, found in FOLDERS if KINDS_OF_PARTS in names else ():
        if any(name.startswith(folder) for name in names):
            return found
    return Format.ODT if names >= OPEN_DOCUMENT else Format.ZIP


def _looks_like_html(data: bytes) -> bool:
    """Whether a file begins as a web page does. Its marks are ASCII; in UTF-16 zero bytes stand between them."""
    head = data[:HTML_WITHIN]
    mark = BYTE_ORDER_MARKS.match(head)
    return HTML.match(head[mark.end() if mark else 0 :].replace(b"\0", b"")) is not None
