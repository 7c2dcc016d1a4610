"""ZIP archives of documents: which files stand in one, and the bytes of each when its turn comes.

Nothing is written to the disk. What an archive holds is told from its directory, within bounds; a file of it is
unpacked by the worker that cuts it. An archive within an archive is looked into, one deeper is refused.
"""

import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from ingest import catalogue
from ingest.readers.formats import ZIP_SIGNATURES, Format, format_of_parts
from ingest.readers.package import ENCRYPTED, UNREADABLE, damaged, open_zip
from kb.errors import BadFile, FileDamaged, FileEncrypted, FileHoldsNoText, FileTooComplex, FileTooLarge, FileUnreadable

MEMBER = "!/"  # stands between an archive and the file within it
AGAIN = "//"  # stands before the number of a file whose name another one of its archive has too
UTF8_NAME = 0x800  # the flag of a name in UTF-8 (APPNOTE 4.4.4)
UNIX = 3  # the system whose file modes an archive keeps
MOST_LEVELS = 2
LONGEST_NAME = 1000
# What the files of an archive may unpack to together: so many times its size, but at least and at most so much.
MOST_TIMES, LEAST_BYTES, MOST_BYTES = 100, 50_000_000, 1_000_000_000
PORTION = 4096  # bytes asked for at once; bzip2 and LZMA give all that so many packed bytes hold
UNSHOWN = dict.fromkeys([*range(32), 127], "\ufffd")  # control characters, which no name of a file needs
NO_DOCUMENTS = ("thumbs.db", "desktop.ini", "__macosx")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive. `data` is read at once for a catalogue only; `error` says why it can't be read."""

    name: str  # within the archive; that of an archive in between is part of it
    origin: str  # the name, with a number if it is there before
    place: tuple[int, ...]  # its number in the archive, or that of an archive within and its number in there
    error: BadFile | None = None
    data: bytes = b""


@dataclass(slots=True)
class Allowance:
    """How many bytes may still be unpacked, and how many one file may have."""

    left: int
    largest: int


def is_clutter(name: str) -> bool:
    """Whether a file or folder of this name is hidden or the system's own, and no document."""
    return name.startswith(".") or name.lower() in NO_DOCUMENTS


def archive_in(name: str) -> Path | None:
    """The archive on the disk that the name of a file within one begins with (材料.zip!/一/规划.txt)."""
    parts = name.split(MEMBER)  # the name of a folder may end like an archive's mark
    archives = (Path(MEMBER.join(parts[:at])) for at in range(1, len(parts)))
    return next((archive for archive in archives if archive.is_file()), None)


def is_archive(path: Path, name: str) -> bool:
    """Whether a file is a ZIP archive of other files, and no document that is stored as one (DOCX, OFD).

    Raises BadFile if it begins like a ZIP file and can't be opened.
    """
    try:
        if not path.is_file():
            return False  # a pipe or a device, which nobody waits for
        with path.open("rb") as stream:
            if not stream.read(len(ZIP_SIGNATURES[0])).startswith(ZIP_SIGNATURES):
                return False
    except OSError:
        return False  # whoever reads it says what is wrong
    with open_zip(path, name) as archive:
        return _is_of_files(archive)


def find_members(path: Path, name: str, largest: int) -> Iterator[Member]:
    """The files of an archive in its order; each has an error if it must not or can't be unpacked.

    `largest` is the most bytes that one may have. Raises BadFile if the archive can't be opened or holds no file.
    """
    with open_zip(path, name) as archive:
        allowed = min(max(path.stat().st_size * MOST_TIMES, LEAST_BYTES), MOST_BYTES)
        yield from _walk(archive, name, (), Allowance(allowed, largest))


def read_member(path: Path, place: tuple[int, ...], name: str) -> bytes:
    """The bytes of a file of an archive; `name` is its own, for messages. Raises BadFile."""
    try:
        status = path.stat()
    except OSError as error:
        raise FileUnreadable(f"{name}：压缩包读不出来（{error.strerror}）。", "请检查它还在不在，以及权限。") from error
    return _read(_opened(path, (status.st_mtime_ns, status.st_size), place[:-1]), place[-1], name)


@lru_cache(maxsize=MOST_LEVELS)  # the files of an archive are read one after the other
def _opened(path: Path, stamp: tuple[int, int], place: tuple[int, ...]) -> ZipFile:
    """The archive at a place within an archive; `stamp` changes with the file."""
    if not place:
        return open_zip(path, path.name)
    return open_zip(_read(_opened(path, stamp, place[:-1]), place[-1], path.name), path.name)


def _walk(archive: ZipFile, name: str, above: tuple[int, ...], allowance: Allowance) -> Iterator[Member]:
    times: Counter[str] = Counter()
    for number, info in enumerate(archive.infolist()):
        path = _path_of(info)
        if path is None:
            continue
        shown = path if len(path) <= LONGEST_NAME else f"{path[:LONGEST_NAME]}…"
        times[shown] += 1
        origin = shown if times[shown] == 1 else f"{shown}{AGAIN}{times[shown]}"
        member = Member(shown, origin, (*above, number), _refused(info, path, f"{name}{MEMBER}{shown}", allowance))
        if member.error is None:
            allowance.left -= info.file_size
            yield from _look_into(archive, member, f"{name}{MEMBER}{shown}", allowance)
        else:
            yield member
    if all(PurePosixPath(one).name == catalogue.FILE_NAME for one in times):
        raise FileHoldsNoText(f"{name}：压缩包里没有文件。", "请检查压缩包是否完整，把文件放进去后再入库。")


def _look_into(archive: ZipFile, member: Member, name: str, allowance: Allowance) -> Iterator[Member]:
    """The member; for a catalogue with its bytes; for an archive its files."""
    path = PurePosixPath(member.name)
    if path.name != catalogue.FILE_NAME and path.suffix.lower() not in Format.ZIP.suffixes:
        yield member
        return
    try:
        data = _read(archive, member.place[-1], name)
        if path.name == catalogue.FILE_NAME:
            yield Member(member.name, member.origin, member.place, data=data)
        elif not data.startswith(ZIP_SIGNATURES):
            yield member
        else:
            with open_zip(data, name) as inner:
                yield from _files_of(inner, member, name, allowance)
    except BadFile as error:
        yield Member(member.name, member.origin, member.place, error)


def _files_of(inner: ZipFile, member: Member, name: str, allowance: Allowance) -> Iterator[Member]:
    if not _is_of_files(inner):
        yield member
        return
    if len(member.place) == MOST_LEVELS:
        raise FileTooComplex(f"{name}：压缩包套了 {MOST_LEVELS} 层以上，没有再解开。", "请先解开里面的压缩包再入库。")
    for one in _walk(inner, name, member.place, allowance):
        within = f"{member.name}{MEMBER}{one.name}", f"{member.origin}{MEMBER}{one.origin}"
        yield Member(*within, one.place, one.error, one.data)


def _is_of_files(archive: ZipFile) -> bool:
    return format_of_parts(archive.namelist()) is Format.ZIP


def _path_of(info: ZipInfo) -> str | None:
    """The path of a member within its archive; None for folders, links and what is no document.

    A name that leads out of the archive is kept within: nothing is written under it, but people read it.
    """
    name = _name_of(info).replace("\\", "/").translate(UNSHOWN)
    mode = info.external_attr >> 16 if info.create_system == UNIX else 0
    if name.endswith("/") or stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return None
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return "/".join(parts) if parts and not any(map(is_clutter, parts)) else None


def _name_of(info: ZipInfo) -> str:
    """The name as it was meant. Where no flag says that it is UTF-8, zipfile reads it as cp437, and Windows meant GBK.

    Chinese in UTF-8 has characters of three bytes. Without one it is GBK that looks like UTF-8 (茅台, 鸠江).
    """
    name = info.orig_filename.split("\0", 1)[0]
    if info.flag_bits & UTF8_NAME or name.isascii():
        return name
    raw = name.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" or any("\u0800" <= character <= "\uffff" for character in text):
            return text
    return raw.decode("utf-8", "replace")


def _refused(info: ZipInfo, path: str, name: str, allowance: Allowance) -> BadFile | None:
    """Why a member is not unpacked. zipfile never unpacks more of it than the directory says that it has."""
    megabytes = f"{info.file_size / 1e6:.0f} MB"
    if len(path) > LONGEST_NAME:
        return FileTooComplex(f"{name}：文件名超过 {LONGEST_NAME} 个字。", "请改短文件名，重新压缩后再入库。")
    if info.flag_bits & ENCRYPTED:
        return FileEncrypted(f"{name}：压缩包里的这个文件有密码。", "请去掉密码后再入库。")
    if info.file_size > allowance.largest:
        limit = f"{allowance.largest / 1e6:g} MB"
        return FileTooLarge(f"{name}：有 {megabytes}，超过了 {limit} 的上限。", "请把文件拆小，或调大 KB_MAX_FILE_MB。")
    if info.file_size > allowance.left:
        limit = f"压缩包的 {MOST_TIMES} 倍，最多 {MOST_BYTES / 1e9:g} GB"
        message = f"{name}：有 {megabytes}，压缩包解开后的总量超过上限（{limit}）。"
        return FileTooComplex(message, "请确认文件来源可靠，把压缩包拆小，或解压成文件夹后再入库。")
    return None


def _read(archive: ZipFile, number: int, name: str) -> bytes:
    try:
        with archive.open(archive.infolist()[number]) as stream:
            return b"".join(iter(partial(stream.read, PORTION), b""))
    except NotImplementedError as error:  # zipfile's own, of a method that it has no code for
        message = f"{name}：压缩包用了不支持的压缩或加密方法（{error}）。"
        raise FileDamaged(message, "请用通行的方法（Deflate）重新压缩，或解压成文件夹后再入库。") from error
    except (*UNREADABLE, IndexError) as error:
        raise damaged(name, f"从压缩包里解不开（{error}）") from error
