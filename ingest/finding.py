"""Which files an ingest takes in: paths and folders to input files, each with its catalogue entry."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import catalogue
from ingest.archives import MEMBER, Member, find_members, is_archive, is_clutter
from ingest.catalogue import CatalogueEntry, read_catalogue
from kb.errors import BadFile, CatalogueInvalid, FileMissing, FileUnreadable


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to take in: its bytes are read when its turn comes. `error` is set when there is nothing to read.

    `name` is for people and JSON, `origin` tells this file from every other; in an archive both name the archive too,
    `path` is the archive's, and `place` says where the file stands in it (see `archives.read_member`).
    """

    path: Path
    name: str
    origin: str
    entry: CatalogueEntry | None = None
    error: BadFile | None = None
    place: tuple[int, ...] = ()


def find_files(paths: Iterable[Path], members_up_to: int | None = None) -> Iterator[InputFile]:
    """The files that the paths name, each once; folders are searched through, hidden files passed over.

    Instead of a ZIP archive its files are found, if `members_up_to` says how many bytes one may have.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _in_folder(path) if _is_folder(path) else _with_entries(path.parent, [path.name], whole=False):
            if file.path.absolute() not in seen:
                seen.add(file.path.absolute())
                yield from (file,) if members_up_to is None else _within(file, members_up_to)


def _within(file: InputFile, largest: int) -> Iterator[InputFile]:
    """The files of an archive; a file that is none, as it is."""
    try:
        if file.error is not None or not is_archive(file.path, file.name):
            yield file
            return
        members = list(find_members(file.path, file.name, largest))
    except BadFile as error:
        yield replace(file, error=error)
        return
    folders: dict[str, list[Member]] = {}
    for member in members:
        folders.setdefault(member.name.rpartition("/")[0], []).append(member)
    for folder in folders:
        yield from _in_archive(file, folder, members, folders[folder])


def _in_archive(
    file: InputFile, folder: str, members: Sequence[Member], inside: Sequence[Member]
) -> Iterator[InputFile]:
    """The files `inside` one folder of an archive with what its catalogue says, as `_with_entries` finds them."""
    listing = _path(folder, catalogue.FILE_NAME)
    entries: dict[str, CatalogueEntry] = {}
    try:
        for member in inside:
            if member.name == listing:
                entries |= _entries_in(member, f"{file.name}{MEMBER}{listing}")
    except BadFile as error:
        yield replace(_member(file, Member(listing, listing, ())), error=error)
        return
    for member in inside:
        if member.name != listing:
            yield replace(_member(file, member), entry=entries.get(member.name.rpartition("/")[2]))
    there = {name for member in members for name in (member.name, member.name.split(MEMBER)[0])}
    for path in (_path(folder, name) for name in sorted(entries)):
        if path not in there:
            found = _member(file, Member(path, path, ()))
            yield replace(found, error=_not_there(found.name))


def _entries_in(listing: Member, name: str) -> dict[str, CatalogueEntry]:
    """What the catalogue of an archive says. Raises BadFile."""
    if listing.error is not None:
        raise listing.error
    return catalogue.parse_catalogue(listing.data, name)


def _path(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _member(file: InputFile, member: Member) -> InputFile:
    name, origin = f"{file.name}{MEMBER}{member.name}", f"{file.origin}{MEMBER}{member.origin}"
    return InputFile(file.path, name, origin, error=member.error, place=member.place)


def _input(path: Path, entry: CatalogueEntry | None = None, error: BadFile | None = None) -> InputFile:
    return InputFile(path, printable(path), printable(path.absolute()), entry, error)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def printable(path: Path) -> str:
    """The path for people and for JSON: names that are no UTF-8 (from Windows archives) are read as GB18030."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _in_folder(folder: Path) -> Iterator[InputFile]:
    refused: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not is_clutter(name))
        shown = sorted(name for name in names if not is_clutter(name) and name != catalogue.FILE_NAME)
        yield from _with_entries(Path(parent), shown, whole=True)
    for error in refused:
        path = Path(error.filename)
        message = f"{printable(path)}：文件夹打不开（{error.strerror}）。"
        yield _input(path, error=FileUnreadable(message, "请检查它的权限。"))


def _with_entries(folder: Path, names: list[str], whole: bool) -> Iterator[InputFile]:
    """Files of one folder with what its catalogue says; of a `whole` folder also what is listed and not there.

    A catalogue that can't be understood fails by itself and keeps its folder's files out, so that no document loses
    what the catalogue said of it.
    """
    try:
        entries = read_catalogue(folder)
    except CatalogueInvalid as error:
        yield _input(folder / catalogue.FILE_NAME, error=error)
        return
    for name in names:
        path = folder / name
        missing = FileMissing(f"{printable(path)}：没有这个文件或文件夹。", "请检查路径有没有写错。")
        yield _input(path, entries.get(name), None if os.path.lexists(path) else missing)
    for name in sorted(entries.keys() - set(names)) if whole else ():
        yield _input(folder / name, error=_not_there(printable(folder / name)))


def _not_there(name: str) -> FileMissing:
    message = f"{name}：{catalogue.FILE_NAME} 登记了这个文件，但文件夹里没有。"
    return FileMissing(message, "请放入这个文件，或从目录里删去这一条。")
