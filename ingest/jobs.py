"""What a worker process is told to do."""

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from ingest.archives import read_member
from ingest.finding import printable
from kb.errors import FileTooLarge, FileUnreadable
from kb.records import Metadata


@dataclass(frozen=True, slots=True)
class Job:
    """A file to cut: its bytes, or where they are; what it is called; what is known of it."""

    name: str  # for messages; its suffix and stem count
    origin: str
    document_id: str
    data: bytes | None  # None: to be read from `path`
    path: Path | None  # the archive's, if the file stands in one
    known: Metadata | None
    max_bytes: int
    allow_internal: bool
    place: tuple[int, ...] = ()  # where it stands in the archive

    @property
    def known_as(self) -> str:
        """Tells what the catalogue says of the file from what it said another time."""
        return hashlib.sha256(repr((self.document_id, self.known)).encode()).hexdigest()


def bytes_of(job: Job) -> bytes:
    """The bytes of a job's file. Raises BadFile."""
    if job.data is not None:
        return job.data
    path = job.path or Path(job.name)
    return read_member(path, job.place, job.name) if job.place else read_bytes(path, job.max_bytes)


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file. Raises FileUnreadable or FileTooLarge."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileUnreadable(f"{printable(path)}：不是普通文件。", "请给出一个文件或文件夹的路径。")
        if status.st_size > max_bytes:
            raise FileTooLarge(
                f"{printable(path)}：有 {status.st_size / 1e6:.0f} MB，超过了 {max_bytes / 1e6:g} MB 的上限。",
                "请把文件拆小，或调大 KB_MAX_FILE_MB。",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            f"{printable(path)}：读不出来（{error.strerror}）。", "请检查文件的权限，以及它是不是普通文件。"
        ) from error
