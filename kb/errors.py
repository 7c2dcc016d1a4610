"""The errors of the knowledge base, as one tree.

Two branches: what the user, the file or the machine did (`BadInput`, `Unavailable`), and our own bug (`Broken`).
Each error carries a stable `code`, a message that names the thing, and a `remedy`; both are in Chinese, because
officials read them. The faces (`api/`) turn them into exit codes and problem+json; nobody else formats errors.
"""

from typing import ClassVar


class KbError(Exception):
    """Root of the tree. `str(error)` is the message; `error.remedy` says what to do next."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


# What was asked for or handed in is not right.


class BadInput(KbError):
    """The request or the file can't be served as it is; another one can."""

    code = "bad_input"


class BadQuery(BadInput):
    """An empty or overlong question, or a `k` out of range."""

    code = "bad_query"


class BadFilter(BadInput):
    """A filter names an unknown field or a value that can't be understood."""

    code = "bad_filter"


class NotFound(BadInput):
    """No document or clause of this id is in the base (or visible to the caller)."""

    code = "not_found"


class BadFile(BadInput):
    """A file can't be taken in. The other files of the same run are."""

    code = "bad_file"


class FileMissing(BadFile):
    """The path does not exist."""

    code = "file_missing"


class FileUnreadable(BadFile):
    """The operating system refuses to read the file."""

    code = "file_unreadable"


class FileEmpty(BadFile):
    """The file holds no text."""

    code = "file_empty"


class FileTooLarge(BadFile):
    """The file is larger than the limit that the settings allow."""

    code = "file_too_large"


class FileNotText(BadFile):
    """The bytes are those of another format than the file's name claims."""

    code = "file_not_text"


class EncodingUnknown(BadFile):
    """The bytes are text in none of the encodings that are understood."""

    code = "encoding_unknown"


class FormatUnknown(BadFile):
    """No reader takes files of this kind."""

    code = "format_unknown"


class FileDamaged(BadFile):
    """The file is of a known format, but its inside can't be read."""

    code = "file_damaged"


class FileEncrypted(BadFile):
    """The file can only be opened with a password."""

    code = "file_encrypted"


class FileHoldsNoText(BadFile):
    """The file can be read, but there are no words in it: pictures of pages, drawings."""

    code = "file_holds_no_text"


class FileTooComplex(BadFile):
    """Reading the file would take more time, memory or pages than the limits allow."""

    code = "file_too_complex"


class ReaderMissing(BadFile):
    """Files of this kind are read with a program or library that is not installed."""

    code = "reader_missing"


class FileClassified(BadFile):
    """The document bears a secrecy level (绝密, 机密, 秘密). Nothing of it is stored."""

    code = "file_classified"


class FileInternal(BadFile):
    """The document says that it is not public, and the settings do not allow such documents."""

    code = "file_internal"


class IdTaken(BadFile):
    """The catalogue gives a file an id that is another file's."""

    code = "id_taken"


class CatalogueInvalid(BadFile):
    """The folder's catalogue can't be understood."""

    code = "catalogue_invalid"


# The request is right, but the base can't serve it now.


class Unavailable(KbError):
    """The knowledge base can't be opened or written at present."""

    code = "unavailable"


class HomeMissing(Unavailable):
    """There is no knowledge base in this folder yet."""

    code = "home_missing"


class HomeUnusable(Unavailable):
    """The folder can't be written, or a file stands in its place."""

    code = "home_unusable"


class StoreCorrupt(Unavailable):
    """SQLite says that the store is damaged."""

    code = "store_corrupt"


class StoreTooNew(Unavailable):
    """The store was written by a later version of this program."""

    code = "store_too_new"


class EncoderUnusable(Unavailable):
    """The encoder can't be read, or its libraries are not installed."""

    code = "encoder_unusable"


class EncoderChanged(Unavailable):
    """The vectors were made with another encoder than that of the settings."""

    code = "encoder_changed"


class WorkerUnusable(Unavailable):
    """The processes that read files can't be started."""

    code = "worker_unusable"


class StoreLocked(Unavailable):
    """Another process is writing and did not finish in time."""

    code = "store_locked"


class DiskFull(Unavailable):
    """No room is left for the store or the index; what was stored before is intact."""

    code = "disk_full"


# Our own bug.


class Broken(KbError):
    """Something that must hold does not. Never the user's fault."""

    code = "broken"


class CitationBroken(Broken):
    """A quote does not stand where its citation says; it is withheld."""

    code = "citation_broken"


class IndexBroken(Broken):
    """The search index can't be read; it is rebuilt from the store."""

    code = "index_broken"
