"""Which files an ingest takes in: paths and folders to input files, each with its catalogue entry."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import catalogue
from ingest.archives import MEMBER, is_archive, unpack
from ingest.catalogue import CatalogueEntry, read_catalogue
from kb.errors import BadFile, CatalogueInvalid, FileMissing, FileUnreadable


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to take in: its bytes are read when its turn comes. `error` is set when there is nothing to read.

    `name` is for people and JSON, `origin` tells this file from every other; in an archive both name the archive too.
    """

    path: Path
    name: str
    origin: str
    entry: CatalogueEntry | None = None
    error: BadFile | None = None


def find_files(paths: Iterable[Path], unpacked: Path | None = None) -> Iterator[InputFile]:
    """The files that the paths name, each once; folders are searched through, hidden files passed over.

    ZIP archives are unpacked into the folder `unpacked`, if there is one, and their files found instead.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _in_folder(path) if _is_folder(path) else _with_entries(path.parent, [path.name], whole=False):
            if file.path.absolute() not in seen:
                seen.add(file.path.absolute())
                yield from _within(file, unpacked)


def _within(file: InputFile, unpacked: Path | None) -> Iterator[InputFile]:
    """The files of an archive; a file that is none, as it is."""
    if unpacked is None or file.error is not None or not is_archive(file.path):
        yield file
        return
    folder = Path(tempfile.mkdtemp(dir=unpacked))
    try:
        for member, path in unpack(file.path, file.name, folder):
            yield InputFile(path, f"{file.name}{MEMBER}{member}", f"{file.origin}{MEMBER}{member}")
    except BadFile as error:
        yield replace(file, error=error)


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
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        shown = sorted(name for name in names if not name.startswith(".") and name != catalogue.FILE_NAME)
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
        message = f"{printable(folder / name)}：{catalogue.FILE_NAME} 登记了这个文件，但文件夹里没有。"
        yield _input(folder / name, error=FileMissing(message, "请放入这个文件，或从目录里删去这一条。"))
