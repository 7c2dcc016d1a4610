"""Files into the knowledge base: find them, read them, cut them, store them; say for each what became of it."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from ingest import catalogue
from ingest.catalogue import CatalogueEntry, read_catalogue
from ingest.readers import read_source
from ingest.structure.parse import parse_document
from kb.errors import (
    BadFile,
    CatalogueInvalid,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
)
from kb.knowledge_base import KnowledgeBase, Writing
from kb.records import ParsedDocument

NOT_IN_ID = re.compile(r"[\s/#?%~\\]+")
UPLOAD = "upload:"


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `error` is set when it failed; `notes` say what a person should look at."""

    path: str
    outcome: Outcome
    document_id: str | None = None
    title: str | None = None
    revision: int | None = None
    clauses: int = 0
    notes: tuple[str, ...] = ()
    error: BadFile | None = None


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to take in: its bytes are read when its turn comes. `error` is set when there is nothing to read."""

    path: Path
    entry: CatalogueEntry | None = None
    notes: tuple[str, ...] = ()
    error: BadFile | None = None


def ingest_paths(
    base: KnowledgeBase, paths: Iterable[Path], on_progress: Callable[[int, int, FileReport], None] | None = None
) -> list[FileReport]:
    """Takes in files and folders; one bad file never stops the others. Reports come in the order of the files."""
    files = list(find_files(paths))
    reports = []
    with base.writing() as writing:
        for at, file in enumerate(files, start=1):
            report = _ingest_file(base, writing, file)
            reports.append(report)
            if on_progress is not None:
                on_progress(at, len(files), report)
    return reports


def ingest_upload(base: KnowledgeBase, name: str, data: bytes) -> FileReport:
    """Takes in a file that was sent rather than found; the same name again is a new revision of it."""
    name = PurePath(name.replace("\\", "/")).name
    with base.writing() as writing:
        try:
            document, notes = _parse(writing, name, data, f"{UPLOAD}{name}", None)
        except BadFile as error:
            return FileReport(name, Outcome.FAILED, error=error)
        return _store(writing, name, document, notes)


def inspect_file(path: Path, max_bytes: int) -> tuple[ParsedDocument, tuple[str, ...]]:
    """A file as it would be cut, without storing anything; and the notes. Raises BadFile."""
    file = next(find_files([path]))
    if file.error is not None:
        raise file.error
    data = _read_bytes(file.path, max_bytes)
    entry = file.entry
    document_id = entry.id if entry else id_from_name(file.path.name)
    parsed = parse_document(
        read_source(data, str(path)),
        document_id,
        str(path),
        _sha256(data),
        path.stem,
        entry.metadata if entry else None,
    )
    return parsed, (*file.notes, *_catalogue_notes(entry, data), *parsed.notes)


def find_files(paths: Iterable[Path]) -> Iterator[InputFile]:
    """The files that the paths name, folders searched through, each with its catalogue entry.

    Hidden files and catalogues are passed over.
    """
    catalogues: dict[Path, tuple[dict[str, CatalogueEntry], tuple[str, ...]]] = {}
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found: Sequence[Path] = sorted(_walk(path))
        else:
            found = [path]
        for file in found:
            absolute = file.absolute()
            if absolute in seen:
                continue
            seen.add(absolute)
            folder = absolute.parent
            if folder not in catalogues:
                catalogues[folder] = _read_catalogue(folder)
            entries, notes = catalogues[folder]
            error = None if file.exists() else FileMissing(f"{file}：没有这个文件或文件夹。", "请检查路径有没有写错。")
            yield InputFile(file, entries.get(file.name), notes, error)


def id_from_name(name: str) -> str:
    """The id of a document without a catalogue entry: its file name's stem, fit for an address."""
    return NOT_IN_ID.sub("-", PurePath(name).stem).strip("-") or "document"


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith(".") and name != catalogue.FILE_NAME:
                yield Path(parent) / name


def _read_catalogue(folder: Path) -> tuple[dict[str, CatalogueEntry], tuple[str, ...]]:
    try:
        return read_catalogue(folder), ()
    except CatalogueInvalid as error:
        return {}, (f"{error.message}{error.remedy}",)


def _ingest_file(base: KnowledgeBase, writing: Writing, file: InputFile) -> FileReport:
    try:
        if file.error is not None:
            raise file.error
        data = _read_bytes(file.path, base.settings.max_file_bytes)
        origin = str(file.path.absolute())
        document, notes = _parse(writing, str(file.path), data, origin, file.entry)
    except BadFile as error:
        return FileReport(str(file.path), Outcome.FAILED, error=error, notes=file.notes)
    return _store(writing, str(file.path), document, (*file.notes, *notes))


def _parse(
    writing: Writing, name: str, data: bytes, origin: str, entry: CatalogueEntry | None
) -> tuple[ParsedDocument, tuple[str, ...]]:
    source = read_source(data, name)
    document_id, notes = _identify(writing, name, origin, entry)
    parsed = parse_document(
        source, document_id, origin, _sha256(data), PurePath(name).stem, entry.metadata if entry else None
    )
    return parsed, (*notes, *_catalogue_notes(entry, data), *parsed.notes)


def _store(writing: Writing, path: str, document: ParsedDocument, notes: tuple[str, ...]) -> FileReport:
    result = writing.put(document)
    outcome = Outcome.UNCHANGED
    if result.changed:
        outcome = Outcome.ADDED if result.revision == 1 else Outcome.UPDATED
    return FileReport(
        path, outcome, document.id, document.metadata.title, result.revision, len(document.clauses), notes
    )


def _identify(writing: Writing, name: str, origin: str, entry: CatalogueEntry | None) -> tuple[str, tuple[str, ...]]:
    """The document's id: the catalogue's, the one that this origin already has, or one made from the file's name.

    Two different files of one name stay two documents: the second gets a number behind the name, and a note.
    """
    if entry is not None:
        return entry.id, ()
    known = writing.by_origin(origin)
    if known is not None:
        return known.id, ()
    stem = id_from_name(name)
    document_id, number = stem, 1
    while writing.owner_of(document_id) not in (None, origin):
        number += 1
        document_id = f"{stem}-{number}"
    if document_id == stem:
        return document_id, ()
    return document_id, (f"已有另一个名为 {stem} 的文件，这一个的编号定为 {document_id}。",)


def _catalogue_notes(entry: CatalogueEntry | None, data: bytes) -> tuple[str, ...]:
    if entry is None or entry.sha256 in (None, _sha256(data)):
        return ()
    return ("文件内容与目录登记的 sha256 不同；请核对文件，或更新目录。",)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileUnreadable(f"{path}：不是普通文件。", "请给出一个文件或文件夹的路径。")
        size = status.st_size
        if size > max_bytes:
            raise FileTooLarge(
                f"{path}：有 {size / 1e6:.0f} MB，超过了 {max_bytes / 1e6:g} MB 的上限。",
                "请把文件拆小，或调大 KB_MAX_FILE_MB。",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            f"{path}：读不出来（{error.strerror}）。", "请检查文件的权限，以及它是不是普通文件。"
        ) from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
