"""Readers turn the bytes of a file into a `Source`. One file each; no reader knows what a policy document is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from ingest.readers.formats import Format, format_of
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.ofd.reader import read_ofd
from ingest.readers.pdf.reader import read_pdf
from ingest.readers.plain_text import read_text
from ingest.readers.word.reader import read_docx
from ingest.source import Source
from kb.errors import FormatUnknown

Reader = Callable[[bytes, str], Source]

READERS: dict[Format, Reader] = {
    Format.TEXT: read_text,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
    Format.DOCX: read_docx,
    Format.PDF: read_pdf,
    Format.OFD: read_ofd,
}


def read_source(data: bytes, name: str) -> Source:
    """The text and blocks of a file called `name`, whose format is told by its content.

    Raises `BadFile` with the reason and the remedy when the bytes are empty, damaged or of a format without a reader.
    """
    found = format_of(data, name)
    reader = READERS.get(found)
    if reader is None:
        known = "、".join(dict.fromkeys(kind.called for kind in READERS))
        raise FormatUnknown(f"{name}：还不能读取{found.called}。", f"请另存为能读取的格式（{known}）后再入库。")
    source = reader(data, name)
    if PurePath(name).suffix.lower() in found.suffixes:
        return source
    return replace(source, notes=(*source.notes, f"扩展名与内容不符：内容是{found.called}，已按内容读取。"))
