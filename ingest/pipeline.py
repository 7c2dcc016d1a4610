"""Files into the knowledge base: find them, read them, cut them, store them; say for each what became of it."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath

from ingest.archives import MEMBER, archive_in
from ingest.catalogue import CatalogueEntry
from ingest.finding import InputFile, find_files, printable
from ingest.jobs import Job, bytes_of
from ingest.structure.rules import RULES
from ingest.workers import Result, Workers
from kb.errors import BadFile, Broken, FileMissing, FormatUnknown, IdTaken
from kb.knowledge_base import KnowledgeBase, Writing
from kb.records import ParsedDocument
from kb.settings import Settings
from kb.store.writing import KnownDocument

NOT_IN_ID = re.compile(r"[\s/#?%~\\]+")
UPLOAD = "upload:"
SHOWN_NAMES = 5  # of the files of an archive


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
    error: BadFile | Broken | None = None


def ingest_paths(
    base: KnowledgeBase, paths: Iterable[Path], on_progress: Callable[[int, int, FileReport], None] | None = None
) -> list[FileReport]:
    """Takes in files, folders and ZIP archives; one bad file never stops the others.

    Reports come in the order of the files. The files are cut in worker processes, several at a time.
    """
    reports = []
    files = list(find_files(paths, base.settings.max_file_bytes))
    with base.writing() as writing:
        plans = (_plan(writing, file, base.settings) for file in files)
        results: Iterator[Result | KnownDocument] = Workers(base.settings).cut(plans)
        for at, (file, result) in enumerate(zip(files, results, strict=True), start=1):
            if isinstance(result, KnownDocument):
                report = FileReport(file.name, Outcome.UNCHANGED, result.id, result.title, result.revision)
            else:
                report = _take_in(writing, file.name, file.origin, file.entry, result)
            reports.append(report)
            if on_progress is not None:
                on_progress(at, len(files), report)
    return reports


def ingest_upload(base: KnowledgeBase, name: str, data: bytes) -> FileReport:
    """Takes in a file that was sent rather than found; the same name again is a new revision of it."""
    name = PurePath(name.replace("\\", "/")).name
    origin = f"{UPLOAD}{name}"
    job = Job(name, origin, id_from_name(name), data, None, None, len(data), base.settings.allow_internal)
    (result,) = Workers(base.settings).cut([job])
    with base.writing() as writing:
        return _take_in(writing, name, origin, None, result)


def inspect_file(path: Path, settings: Settings) -> tuple[ParsedDocument, tuple[str, ...]]:
    """A file as it would be cut, without storing anything; and the notes. Raises BadFile.

    A file of a ZIP archive goes by the name that an ingest reports it under (材料.zip!/一/规划.txt).
    """
    file = _find_one(path, settings)
    if file.error is not None:
        raise file.error
    (parsed,) = Workers(settings).cut([job_of(file, settings)])
    if not isinstance(parsed, ParsedDocument):
        raise parsed
    return parsed, (*_catalogue_notes(file.entry, parsed.sha256), *parsed.notes)


def _find_one(path: Path, settings: Settings) -> InputFile:
    """The file of that name; of an archive that holds several, one must be named. Raises BadFile."""
    name = printable(path)
    archive = None if os.path.lexists(path) else archive_in(os.fspath(path))
    files = list(find_files([archive or path], settings.max_file_bytes))
    named = (
        files if archive is None else [file for file in files if f"{file.name}{MEMBER}".startswith(f"{name}{MEMBER}")]
    )
    if len(named) == 1:
        return named[0]
    if not named:
        for error in filter(None, (file.error for file in files)):
            raise error
        raise FileMissing(f"{name}：没有这个文件，或文件夹是空的。", "请检查路径有没有写错。")
    names = "、".join(file.name for file in named[:SHOWN_NAMES]) + ("……" if len(named) > SHOWN_NAMES else "")
    raise FormatUnknown(f"{name}：里面有 {len(named)} 个文件。", f"请写明看哪一个：{names}。")


def id_from_name(name: str) -> str:
    """The id of a document without a catalogue entry: its file name's stem, fit for an address."""
    return NOT_IN_ID.sub("-", PurePath(name).stem).strip("-") or "document"


def _plan(writing: Writing, file: InputFile, settings: Settings) -> Job | KnownDocument | Result:
    """What is to be done about a file: cut it, or nothing, because it can't be read or has not changed."""
    if file.error is not None:
        return file.error
    job = job_of(file, settings)
    try:
        sha256 = hashlib.sha256(bytes_of(job)).hexdigest()
    except BadFile as error:
        return error
    return writing.unchanged(file.origin, sha256, RULES, job.known_as) or job


def job_of(file: InputFile, settings: Settings) -> Job:
    """The job of cutting a file."""
    entry = file.entry
    document_id = (entry.id if entry else None) or id_from_name(file.name)
    known = entry.metadata if entry else None
    return Job(
        file.name,
        file.origin,
        document_id,
        None,
        file.path.absolute(),
        known,
        settings.max_file_bytes,
        settings.allow_internal,
        file.place,
    )


def _take_in(writing: Writing, name: str, origin: str, entry: CatalogueEntry | None, result: Result) -> FileReport:
    """Stores one file's document, or says why not."""
    if isinstance(result, BadFile | Broken):
        return FileReport(name, Outcome.FAILED, error=result)
    sha256 = result.sha256
    twin = writing.by_sha256(sha256) if writing.by_origin(origin) is None else None
    if twin is not None and twin.origin != origin and (entry is None or not entry.id):
        if _is_there(twin.origin):
            note = f"与已入库的 {twin.id} 内容完全相同，没有重复入库。"
            return FileReport(name, Outcome.UNCHANGED, twin.id, twin.title, twin.revision, notes=(note,))
        writing.move(twin.id, origin)  # the file was renamed
    try:
        document_id, notes = _identify(writing, name, origin, entry)
    except BadFile as error:
        return FileReport(name, Outcome.FAILED, error=error)
    document = result.renamed(document_id)
    report = _store(writing, name, document, (*notes, *_catalogue_notes(entry, sha256), *document.notes))
    for old in writing.others_of(origin, document_id):
        writing.remove(old)
        note = f"编号由 {old} 改为 {document_id}；原编号下的内容已移除。"
        report = replace(report, notes=(*report.notes, note))
    return report


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
    return origin.startswith(UPLOAD) or os.path.lexists(origin) or archive_in(origin) is not None


def _catalogue_notes(entry: CatalogueEntry | None, sha256: str) -> tuple[str, ...]:
    if entry is None or entry.sha256 in (None, sha256):
        return ()
    return ("文件内容与目录登记的 sha256 不同；请核对文件，或更新目录。",)
