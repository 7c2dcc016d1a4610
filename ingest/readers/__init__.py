"""Readers turn the bytes of a file into a `Source`. One file each; no reader knows what a policy document is."""

from collections.abc import Callable
from pathlib import PurePath

from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_text
from ingest.source import Source
from kb.errors import FormatUnknown

Reader = Callable[[bytes, str], Source]

# suffix → reader; a reader checks by content that the bytes are what the suffix claims
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}


def read_source(data: bytes, name: str) -> Source:
    """The text and blocks of a file called `name`.

    Raises `BadFile` with the reason and the remedy when the bytes are empty, of another format, or in an unknown
    encoding.
    """
    suffix = PurePath(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        known = "、".join(sorted(READERS))
        raise FormatUnknown(
            f"{name}：还不能读取{f'“{suffix}”格式的' if suffix else '没有扩展名的'}文件。",
            f"请另存为纯文本或 Markdown（{known}）后再入库。",
        )
    return reader(data, name)
