"""What a worker process is told to do."""

from dataclasses import dataclass
from pathlib import Path

from kb.records import Metadata


@dataclass(frozen=True, slots=True)
class Job:
    """A file to cut: its bytes, or where they are; what it is called; what is known of it."""

    name: str  # for messages; its suffix and stem count
    origin: str
    document_id: str
    data: bytes | None  # None: to be read from `path`
    path: Path | None
    known: Metadata | None
    max_bytes: int
    allow_internal: bool
