"""ZIP archives of documents: their files are unpacked into a folder of our own, within bounds."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ingest.readers.formats import ZIP_SIGNATURES, Format, format_of_package
from ingest.readers.package import Package
from kb.errors import BadFile

MEMBER = "!/"  # stands between an archive and the file within it


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive of other files, and no document that is stored as one (DOCX, OFD)."""
    try:
        if not path.is_file():
            return False  # a pipe or a device, which nobody waits for
        with path.open("rb") as stream:
            if stream.read(len(ZIP_SIGNATURES[0])) not in ZIP_SIGNATURES:
                return False
        return format_of_package(Package(path, path.name)) is Format.ZIP
    except (OSError, BadFile):
        return False  # whoever reads it says what is wrong


def unpack(archive: Path, name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of an archive: the name of each within it, and where it was unpacked. Raises BadFile."""
    package = Package(archive, name)
    for at, member in enumerate(package.names):
        path = PurePosixPath(member.replace("\\", "/"))
        if member.endswith("/") or any(part.startswith((".", "__MACOSX")) for part in path.parts):
            continue
        target = folder / f"{at}{path.suffix}"
        target.write_bytes(package.read(member))
        yield str(path), target
