"""Files into the knowledge base: find them, read them, cut them, store them; say for each what became of it."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath

from ingest.catalogue import CatalogueEntry
from ingest.finding import InputFile, find_files, printable
from ingest.readers import read_source
from ingest.structure.parse import parse_document
from kb.errors import (
    BadFile,
    FileClassified,
    FileInternal,
    FileTooLarge,
    FileUnreadable,
    IdTaken,
)
from kb.knowledge_base import KnowledgeBase, Writing
from kb.records import ParsedDocument, Secrecy
from kb.settings import Settings

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
        return _take_in(base.settings, writing, name, data, f"{UPLOAD}{name}", None)


def inspect_file(path: Path, settings: Settings) -> tuple[ParsedDocument, tuple[str, ...]]:
    """A file as it would be cut, without storing anything; and the notes. Raises BadFile."""
    file = next(find_files([path]))
    if file.error is not None:
        raise file.error
    data, name, entry = _read_bytes(file.path, settings.max_file_bytes), printable(file.path), file.entry
    document_id = (entry.id if entry else None) or id_from_name(name)
    sha256 = _sha256(data)
    parsed = _cut(name, data, sha256, document_id, name, entry, settings.allow_internal)
    return parsed, (*_catalogue_notes(entry, sha256), *parsed.notes)


def id_from_name(name: str) -> str:
    """The id of a document without a catalogue entry: its file name's stem, fit for an address."""
    return NOT_IN_ID.sub("-", PurePath(name).stem).strip("-") or "document"


def _ingest_file(base: KnowledgeBase, writing: Writing, file: InputFile) -> FileReport:
    name = printable(file.path)
    try:
        if file.error is not None:
            raise file.error
        data = _read_bytes(file.path, base.settings.max_file_bytes)
    except BadFile as error:
        return FileReport(name, Outcome.FAILED, error=error)
    return _take_in(base.settings, writing, name, data, printable(file.path.absolute()), file.entry)


def _take_in(
    settings: Settings, writing: Writing, name: str, data: bytes, origin: str, entry: CatalogueEntry | None
) -> FileReport:
    """Cuts and stores one file, or says why not."""
    sha256 = _sha256(data)
    twin = writing.by_sha256(sha256) if writing.by_origin(origin) is None else None
    if twin is not None and twin.origin != origin and (entry is None or not entry.id):
        if _is_there(twin.origin):
            note = f"与已入库的 {twin.id} 内容完全相同，没有重复入库。"
            return FileReport(name, Outcome.UNCHANGED, twin.id, twin.title, twin.revision, notes=(note,))
        writing.move(twin.id, origin)  # the file was renamed
    try:
        document_id, notes = _identify(writing, name, origin, entry)
        parsed = _cut(name, data, sha256, document_id, origin, entry, settings.allow_internal)
    except BadFile as error:
        return FileReport(name, Outcome.FAILED, error=error)
    report = _store(writing, name, parsed, (*notes, *_catalogue_notes(entry, sha256), *parsed.notes))
    for old in writing.others_of(origin, document_id):
        writing.remove(old)
        note = f"编号由 {old} 改为 {document_id}；原编号下的内容已移除。"
        report = replace(report, notes=(*report.notes, note))
    return report


def _cut(
    name: str,
    data: bytes,
    sha256: str,
    document_id: str,
    origin: str,
    entry: CatalogueEntry | None,
    allow_internal: bool,
) -> ParsedDocument:
    known = entry.metadata if entry else None
    parsed = parse_document(read_source(data, name), document_id, origin, sha256, PurePath(name).stem, known)
    if parsed.secrecy is Secrecy.CLASSIFIED:
        raise FileClassified(f"{name}：文件标有密级，没有存入任何内容。", "涉密文件请按保密规定处理，不要放在这里。")
    if parsed.secrecy is Secrecy.INTERNAL and not allow_internal:
        raise FileInternal(
            f"{name}：文件标明是内部资料或不公开，没有收入。", "确认可以在本库使用时，设 KB_ALLOW_INTERNAL=1 后再入库。"
        )
    return parsed


def _store(writing: Writing, path: str, document: ParsedDocument, notes: tuple[str, ...]) -> FileReport:
    before = writing.by_origin(document.origin)
    result = writing.put(document)
    outcome = Outcome.UNCHANGED
    if result.changed:
        outcome = Outcome.ADDED if before is None else Outcome.UPDATED
    if before is not None and before.title != document.metadata.title:
        notes = (f"题名由《{before.title}》变为《{document.metadata.title}》；若是另一份文件，请改名后再入库。", *notes)
    return FileReport(
        path, outcome, document.id, document.metadata.title, result.revision, len(document.clauses), notes
    )


def _identify(writing: Writing, name: str, origin: str, entry: CatalogueEntry | None) -> tuple[str, tuple[str, ...]]:
    """The document's id: the catalogue's, the one that this origin already has, or one made from the file's name.

    Two different files of one name stay two documents: the second gets a number behind the name, and a note.
    """
    if entry is not None and entry.id:
        owner = writing.owner_of(entry.id)
        if owner is not None and owner != origin and _is_there(owner):
            raise IdTaken(
                f"{name}：编号 {entry.id} 已经是另一个文件的（{owner}）。", "请在 catalogue.toml 里换一个 id。"
            )
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
    return document_id, (f"编号 {stem} 已用于另一个来源的文件，这一个的编号定为 {document_id}。",)


def _is_there(origin: str) -> bool:
    """Whether the file that a document came from still exists; what was uploaded stays ours."""
    return origin.startswith(UPLOAD) or os.path.lexists(origin)


def _catalogue_notes(entry: CatalogueEntry | None, sha256: str) -> tuple[str, ...]:
    if entry is None or entry.sha256 in (None, sha256):
        return ()
    return ("文件内容与目录登记的 sha256 不同；请核对文件，或更新目录。",)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileUnreadable(f"{printable(path)}：不是普通文件。", "请给出一个文件或文件夹的路径。")
        size = status.st_size
        if size > max_bytes:
            raise FileTooLarge(
                f"{printable(path)}：有 {size / 1e6:.0f} MB，超过了 {max_bytes / 1e6:g} MB 的上限。",
                "请把文件拆小，或调大 KB_MAX_FILE_MB。",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(
            f"{printable(path)}：读不出来（{error.strerror}）。", "请检查文件的权限，以及它是不是普通文件。"
        ) from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
