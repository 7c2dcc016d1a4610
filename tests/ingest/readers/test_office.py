import io
import os
import signal
import socket
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.readers import office
from ingest.readers.office import read_office
from ingest.source import BlockKind, Source
from kb.errors import FileDamaged, FileEmpty, FileEncrypted, FileTooComplex, FormatUnknown, ReaderMissing
from tests.programs import convert, needs_libreoffice

PARAGRAPHS = ["关于促进特色小镇健康发展的实施意见", "一、总体要求", "坚持市场主导，严防“假小镇真地产”项目。"]
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>%s</manifest:manifest>'
)
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
    "<office:body><office:text>%s</office:text></office:body></office:document-content>"
)
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(22) + b"\x09\0" + bytes(480 + 2048)


def write_rtf(paragraphs: list[str] = PARAGRAPHS) -> bytes:
    escaped = ["".join(f"\\u{ord(one)}?" for one in paragraph) for paragraph in paragraphs]
    return ("{\\rtf1\\ansi\\uc1 " + "\\par ".join(escaped) + "\\par}").encode("ascii")


def write_odt(body: str, kind: str = ODT, more: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", CONTENT % body)
        package.writestr("META-INF/manifest.xml", MANIFEST % (kind, more))
    return out.getvalue()


@pytest.fixture(scope="module")
def doc(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A DOC file, which LibreOffice makes of an RTF file."""
    folder = tmp_path_factory.mktemp("doc")
    (folder / "a.rtf").write_bytes(write_rtf())
    (made,) = convert(folder, "doc:MS Word 97", folder / "a.rtf")
    return made.read_bytes()


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a script in LibreOffice's place."""

    def write(script: str) -> None:
        path = tmp_path / "office"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(office, "PROGRAMS", (str(path),))

    return write


# What is read


@needs_libreoffice
def test_an_rtf_file_is_read_by_its_paragraphs() -> None:
    source = read_office(write_rtf(), "a.rtf")
    assert texts(source) == PARAGRAPHS
    assert source.notes[0] == "RTF，由 LibreOffice 转换后读取。"


@needs_libreoffice
def test_a_doc_file_is_read_whatever_its_suffix(doc: bytes) -> None:
    assert texts(read_office(doc, "a.wps")) == PARAGRAPHS


@needs_libreoffice
def test_an_odt_file_is_read_with_its_tables() -> None:
    cells = "".join(f"<table:table-cell><text:p>{words}</text:p></table:table-cell>" for words in ("任务", "单位"))
    table = f'<table:table><table:table-column table:number-columns-repeated="2"/><table:table-row>{cells}</table:table-row></table:table>'
    source = read_office(write_odt(f"<text:p>一、总体要求</text:p>{table}"), "a.odt")
    assert texts(source)[0] == "一、总体要求"
    (row,) = (block for block in source.blocks if block.kind is BlockKind.TABLE_ROW)
    assert [cell.text for cell in row.cells] == ["任务", "单位"]


@needs_libreoffice
def test_what_a_document_links_to_is_not_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        picture = (
            '<text:p><draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="as-char"><draw:image '
            f'xlink:href="http://127.0.0.1:{server.getsockname()[1]}/a.png" xlink:type="simple" xlink:show="embed" '
            'xlink:actuate="onLoad"/></draw:frame>文字</text:p>'
        )
        assert texts(read_office(write_odt(picture), "a.odt")) == ["文字"]
        with pytest.raises(TimeoutError):
            server.accept()


def test_macros_are_off_in_a_profile_of_its_own(program, tmp_path: Path) -> None:
    program(f'cp "$HOME/profile/user/registrymodifications.xcu" {tmp_path}/kept; echo "$@" > {tmp_path}/told')
    with pytest.raises(FileDamaged):
        read_office(write_rtf(), "a.rtf")
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in (tmp_path / "kept").read_text()
    told = (tmp_path / "told").read_text()
    assert "--headless" in told and "-env:UserInstallation=file:///" in told


# What is refused


def test_without_libreoffice_the_remedy_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "PROGRAMS", ("no-such-program",))
    with pytest.raises(ReaderMissing, match="a.rtf：读取RTF要用 LibreOffice") as caught:
        read_office(write_rtf(), "a.rtf")
    assert "libreoffice-writer-nogui" in caught.value.remedy and "DOCX" in caught.value.remedy


@needs_libreoffice
def test_what_libreoffice_can_not_open_is_damaged(doc: bytes) -> None:
    broken = write_odt("<text:p>文字</text:p>").replace(b"office:body", b"office:b\0dy")
    for data in (broken, doc[: len(doc) // 2], write_rtf()[:200]):
        with pytest.raises(FileDamaged, match="a.doc"):
            read_office(data, "a.doc")


def test_a_program_that_leaves_nothing_behind_means_a_damaged_file(program) -> None:
    program("exit 0")
    with pytest.raises(FileDamaged, match="a.rtf：LibreOffice 打不开"):
        read_office(write_rtf(), "a.rtf")


def test_a_conversion_that_takes_too_long_is_ended_with_all_that_it_started(
    program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(f"sleep 600 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setattr(office, "LONGEST_CONVERSION", 1.0)
    with pytest.raises(FileTooComplex, match="1 秒"):
        read_office(write_rtf(), "a.rtf")
    child = int((tmp_path / "child").read_text())
    try:
        assert ends(child)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def ends(process: int) -> bool:
    """Whether a process that was killed is gone, or waits only to be counted."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_sheets_slides_and_messages_are_named_for_what_they_are_not() -> None:
    for data in (OLE, write_odt("", ODS)):
        with pytest.raises(FormatUnknown, match="不是文字文档"):
            read_office(data, "a")
    with pytest.raises(FormatUnknown, match="纯文本"):
        read_office("一、总体要求".encode(), "a.txt")


def test_a_file_with_a_password_is_refused_as_such() -> None:
    header = bytes.fromhex("eca5c100") + bytes(7) + b"\x01"
    locked_doc = OLE[:1024] + header + bytes(1000) + "WordDocument".encode("utf-16-le")
    locked_odt = write_odt("", more="<manifest:encryption-data/>")
    for data in (locked_doc, locked_odt):
        with pytest.raises(FileEncrypted):
            read_office(data, "a")


def test_an_empty_or_cut_file_is_refused() -> None:
    with pytest.raises(FileEmpty):
        read_office(b" \n", "a.doc")
    with pytest.raises(FileDamaged, match="不完整"):
        read_office(OLE[:600], "a.doc")
