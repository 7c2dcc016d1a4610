"""Readers turn the bytes of a file into a `Source`. One file or folder each; none knows what a policy document is."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath

from ingest.readers.formats import Format, format_of
from ingest.source import Source
from kb.errors import FormatUnknown

Reader = Callable[[bytes, str], Source]

# The module and function that read a format; imported when the first such file comes, for some take their time.
READERS: dict[Format, tuple[str, str]] = {
    Format.TEXT: ("ingest.readers.plain_text", "read_text"),
    Format.MARKDOWN: ("ingest.readers.markdown", "read_markdown"),
    Format.HTML: ("ingest.readers.html.reader", "read_html"),
    Format.DOCX: ("ingest.readers.word.reader", "read_docx"),
    Format.PDF: ("ingest.readers.pdf.reader", "read_pdf"),
    Format.OFD: ("ingest.readers.ofd.reader", "read_ofd"),
    Format.IMAGE: ("ingest.readers.scan", "read_image"),
    Format.OLE: ("ingest.readers.office", "read_office"),
    Format.RTF: ("ingest.readers.office", "read_office"),
    Format.ODT: ("ingest.readers.office", "read_office"),
}


def read_source(data: bytes, name: str) -> Source:
    """The text and blocks of a file called `name`, whose format is told by its content.

    Raises `BadFile` with the reason and the remedy when the bytes are empty, damaged or of a format without a reader.
    """
    found = format_of(data, name)
    if found is Format.ZIP:
        raise FormatUnknown(f"{name}：是压缩包，不是一份文件。", "请解压后逐份送入，或用 kb ingest 收入整个压缩包。")
    if found not in READERS:
        known = "、".join(dict.fromkeys(kind.called for kind in READERS))
        raise FormatUnknown(f"{name}：还不能读取{found.called}。", f"请另存为能读取的格式（{known}）后再入库。")
    module, function = READERS[found]
    reader: Reader = getattr(import_module(module), function)
    source = reader(data, name)
    if PurePath(name).suffix.lower() in found.suffixes:
        return source
    return replace(source, notes=(*source.notes, f"扩展名与内容不符：内容是{found.called}，已按内容读取。"))
