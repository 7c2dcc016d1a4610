"""Files that LibreOffice turns into DOCX: DOC, WPS, RTF and ODT; from there on they are read as Word files.

LibreOffice runs as a process of its own with a profile of its own, without macros and without what documents link to
on the network, and is ended when it takes too long.
"""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.readers.formats import Format, format_of
from ingest.readers.package import Package
from ingest.readers.word.reader import read_docx
from ingest.source import Source
from kb.errors import FileDamaged, FileEmpty, FileEncrypted, FileTooComplex, FormatUnknown, ReaderMissing

PROGRAMS = ("soffice", "libreoffice")
LONGEST_CONVERSION = 120.0  # seconds
SECTOR_SHIFT, FIRST_OF_DIRECTORY = slice(30, 32), slice(48, 52)  # in the header of an OLE file
SECTOR = 512  # bytes, in which the parts of an OLE file begin
WORD_HEADER, WORD_STREAM = b"\xec\xa5", "WordDocument".encode("utf-16-le")  # MS-DOC, 2.5.1 and 2.1.1
WORD_FLAGS, WORD_ENCRYPTED = 11, 0x01  # the byte of the header, its bit
ODT_KIND = b"application/vnd.oasis.opendocument.text"
OPTIONS = (("DisableMacrosExecution", "true"), ("MacroSecurityLevel", "3"), ("BlockUntrustedRefererLinks", "true"))
REGISTRY = "openoffice.org/2001/registry"
PROFILE = (
    f'<oor:items xmlns:oor="http://{REGISTRY}">'
    + "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{option}" oor:op="fuse"><value>{value}</value></prop></item>'
        for option, value in OPTIONS
    )
    + "</oor:items>"
)
SAVE_AS = "请用 Word 或 WPS 打开，另存为 DOCX 后再入库。"


@dataclass(frozen=True, slots=True)
class Kind:
    """What LibreOffice must know of a file: a suffix, and its own name for the format."""

    suffix: str
    filter: str


KINDS = {
    Format.OLE: Kind("doc", "MS Word 97"),
    Format.RTF: Kind("rtf", "Rich Text Format"),
    Format.ODT: Kind("odt", "writer8"),
}


def read_office(data: bytes, name: str) -> Source:
    """Reads a DOC, WPS, RTF or ODT file.

    Raises ReaderMissing without LibreOffice, FormatUnknown for a sheet or slides, FileEncrypted, FileDamaged,
    FileTooComplex, or what `read_docx` raises.
    """
    if not data.strip():
        raise FileEmpty(f"{name}：文件是空的。", "请检查文件是否保存完整，再重新入库。")
    found = format_of(data, name)
    if found not in KINDS:
        raise FormatUnknown(f"{name}：是{found.called}，不由 LibreOffice 读取。", "请改成相应的扩展名后再入库。")
    _check(data, found, name)
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise ReaderMissing(
            f"{name}：读取{found.called}要用 LibreOffice，这里没有安装。",
            "请安装 LibreOffice（Debian：libreoffice-writer-nogui），或用 Word、WPS 另存为 DOCX 后再入库。",
        )
    source = read_docx(_convert(data, KINDS[found], program, name), name)
    return replace(source, notes=(f"{found.called}，由 LibreOffice 转换后读取。", *source.notes))


def _check(data: bytes, found: Format, name: str) -> None:
    """Raises FormatUnknown for what holds no text document, FileEncrypted for what needs a password."""
    is_text, is_encrypted = True, False
    if found is Format.OLE:
        if _is_cut_off(data):
            raise FileDamaged(f"{name}：文件不完整，可能被截断。", "请重新下载或复制完整的文件后再入库。")
        is_text, is_encrypted = WORD_STREAM in data, _is_encrypted_word(data)
    elif found is Format.ODT:
        package = Package(data, name)
        is_text = "mimetype" in package and package.read("mimetype").startswith(ODT_KIND)
        is_encrypted = b"encryption-data" in package.read("META-INF/manifest.xml")
    if is_encrypted:
        raise FileEncrypted(f"{name}：文件有打开密码。", "请去掉密码后再入库。")
    if not is_text:
        raise FormatUnknown(f"{name}：不是文字文档（可能是表格、演示文稿或邮件），还不能读取。", SAVE_AS)


def _is_cut_off(data: bytes) -> bool:
    """Whether an OLE file ends before its directory begins (MS-CFB, 2.2)."""
    size = 1 << min(int.from_bytes(data[SECTOR_SHIFT], "little"), 12)
    return len(data) < (int.from_bytes(data[FIRST_OF_DIRECTORY], "little") + 2) * size


def _is_encrypted_word(data: bytes) -> bool:
    headers = (at for at in range(SECTOR, len(data) - SECTOR + 1, SECTOR) if data.startswith(WORD_HEADER, at))
    return any(data[at + WORD_FLAGS] & WORD_ENCRYPTED for at in headers)


def _convert(data: bytes, kind: Kind, program: str, name: str) -> bytes:
    """The file as DOCX. Raises FileDamaged if LibreOffice makes nothing of it, FileTooComplex if it takes too long."""
    with TemporaryDirectory(prefix="kb-office-") as made:
        folder = Path(made)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        before = folder / f"document.{kind.suffix}"
        before.write_bytes(data)
        after = folder / "out" / "document.docx"
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += [f"--infilter={kind.filter}", "--convert-to", "docx:Office Open XML Text"]
        _run([*command, "--outdir", str(after.parent), str(before)], folder, name)
        if not after.exists():
            raise FileDamaged(f"{name}：LibreOffice 打不开它，文件可能损坏或有打开密码。", SAVE_AS)
        return after.read_bytes()


def _run(command: list[str], home: Path, name: str) -> None:
    process = subprocess.Popen(
        command,
        cwd=home,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(LONGEST_CONVERSION)
    except subprocess.TimeoutExpired as error:
        raise FileTooComplex(f"{name}：LibreOffice 转换超过了 {LONGEST_CONVERSION:g} 秒。", SAVE_AS) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and those that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
