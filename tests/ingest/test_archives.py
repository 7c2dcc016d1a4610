"""ZIP archives: every file of one is found under its own name, and what can't be unpacked fails alone."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import archives
from ingest.archives import MEMBER, Member, find_members, is_archive, read_member
from ingest.finding import InputFile, find_files
from kb.errors import BadFile, FileDamaged, FileEncrypted, FileHoldsNoText, FileTooComplex, FileTooLarge
from kb.places import gazetteer

LARGEST = 1_000_000
NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def with_raw_name(name: bytes, data: bytes = b"x") -> bytes:
    """An archive of one file whose name is these bytes, with no flag that says what they are."""
    return zipped(("?" * len(name), data)).replace(b"?" * len(name), name)


def listed(folder: Path, data: bytes, largest: int = LARGEST) -> list[Member]:
    path = folder / "材料.zip"
    path.write_bytes(data)
    return list(find_members(path, path.name, largest))


def contents(folder: Path, data: bytes) -> dict[str, bytes | BadFile]:
    """What each file of an archive holds, or why it can't be read, by its origin."""
    found: dict[str, bytes | BadFile] = {}
    for member in listed(folder, data):
        try:
            found[member.origin] = member.error or read_member(folder / "材料.zip", member.place, member.name)
        except BadFile as error:
            found[member.origin] = error
    return found


def found_in(folder: Path, data: bytes) -> list[InputFile]:
    (folder / "材料.zip").write_bytes(data)
    return list(find_files([folder / "材料.zip"], LARGEST))


def directories_read(monkeypatch: pytest.MonkeyPatch) -> list[zipfile.ZipFile]:
    """Every archive that is opened from now on, which reads its directory."""
    opened: list[zipfile.ZipFile] = []
    read = zipfile.ZipFile.__init__

    def counted(self: zipfile.ZipFile, *args: object, **options: object) -> None:
        opened.append(self)
        read(self, *args, **options)

    monkeypatch.setattr(zipfile.ZipFile, "__init__", counted)
    return opened


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("附件/江门市.txt".encode("gbk"), "附件/江门市.txt"),
        ("附件/江门市.txt".encode(), "附件/江门市.txt"),
        ("茅台.txt".encode("gbk"), "茅台.txt"),  # is UTF-8 of Latin letters, too
        ("歕.txt".encode("gbk"), "歕.txt"),  # its second byte is a backslash
        (b"plan.txt", "plan.txt"),
        (b"\xff\xff.txt", "\ufffd\ufffd.txt"),
        (b"a\x1b\n.txt", "a\ufffd\ufffd.txt"),
    ],
)
def test_names_are_read_as_they_were_meant(tmp_path: Path, raw: bytes, name: str) -> None:
    assert contents(tmp_path, with_raw_name(raw)) == {name: b"x"}


def read_name(raw: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(with_raw_name(raw))) as archive:
        return archives._path_of(archive.infolist()[0])


@given(NAMES)
def test_a_chinese_name_in_utf8_is_read_without_a_flag(name: str) -> None:
    assert read_name(f"{name}.txt".encode()) == f"{name}.txt"


def test_the_names_of_provinces_cities_and_counties_are_read_from_gbk() -> None:
    wrong = [name for name in gazetteer().names() if read_name(name.encode("gb18030")) != name]
    assert wrong == []


def test_files_whose_names_differ_by_case_only_are_two(tmp_path: Path) -> None:
    assert contents(tmp_path, zipped(("A.txt", b"1"), ("a.txt", b"2"))) == {"A.txt": b"1", "a.txt": b"2"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_one_name_are_two(tmp_path: Path) -> None:
    data = zipped(("a.txt", b"1"), ("a.txt", b"2"))
    assert contents(tmp_path, data) == {"a.txt": b"1", "a.txt//2": b"2"}
    assert [file.name for file in found_in(tmp_path, data)] == [f"{tmp_path}/材料.zip!/a.txt"] * 2


@pytest.mark.parametrize("length", [300, 900])
def test_a_long_suffix_is_no_obstacle(tmp_path: Path, length: int) -> None:
    assert contents(tmp_path, zipped((f"a.{'x' * length}", b"1"))) == {f"a.{'x' * length}": b"1"}


def test_a_name_without_end_is_refused(tmp_path: Path) -> None:
    long, other = listed(tmp_path, zipped(("规" * 20_000, b"1"), ("a.txt", b"2")))
    assert isinstance(long.error, FileTooComplex)
    assert len(long.error.message) < 1100
    assert other.error is None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_file_does_not_keep_the_others_out(tmp_path: Path, method: int) -> None:
    broken = bytes(range(256)) * 8
    data = zipped(("a.txt", b"1"), ("b.txt", broken), ("c.txt", b"3"), method=method)
    at = data.index(b"b.txt") + 30
    found = contents(tmp_path, data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 9]) + data[at + 9 :])
    assert (found["a.txt"], found["c.txt"]) == (b"1", b"3")
    assert isinstance(found["b.txt"], FileDamaged)
    assert "b.txt" in found["b.txt"].message


def test_a_file_with_a_password_fails_alone(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.txt", b"1"), ("b.txt", b"2")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found = contents(tmp_path, bytes(data))
    assert isinstance(found["a.txt"], FileEncrypted)
    assert found["b.txt"] == b"2"


def test_an_unknown_way_of_packing_is_said(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.txt", b"1")))
    data[data.index(b"PK\x01\x02") + 10] = 9  # Deflate64, as Windows packs large files
    (error,) = contents(tmp_path, bytes(data)).values()
    assert isinstance(error, FileDamaged)
    assert "Deflate" in error.remedy


@pytest.mark.parametrize(
    "data",
    [
        zipped(),
        zipped(("空/", b"")),
        zipped((".DS_Store", b"1"), ("__MACOSX/._a.txt", b"2"), ("一/Thumbs.db", b"3"), ("desktop.ini", b"4")),
        zipped(("catalogue.toml", b"")),
    ],
)
def test_an_archive_without_files_is_a_failure(tmp_path: Path, data: bytes) -> None:
    (file,) = found_in(tmp_path, data)
    assert isinstance(file.error, FileHoldsNoText)
    assert "材料.zip" in file.error.message


def test_links_are_passed_over(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert contents(tmp_path, zipped((link, b"/etc/passwd"), ("b.txt", b"2"))) == {"b.txt": b"2"}


@pytest.mark.parametrize("name", ["/一/a.txt", "../../一/a.txt", "一\\a.txt", "..\\./一//a.txt", "\\\\一\\..\\a.txt"])
def test_no_name_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    assert contents(tmp_path, zipped((name, b"1"))) == {"一/a.txt": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["材料.zip"]


def test_archives_within_an_archive_are_looked_into_and_those_within_them_are_not(tmp_path: Path) -> None:
    inner = zipped(("b.txt", b"2"), ("third.zip", zipped(("c.txt", b"3"))), ("empty.zip", zipped()))
    found = contents(tmp_path, zipped(("a.txt", b"1"), ("附件/二.ZIP", inner), ("no.zip", b"text")))
    assert found["a.txt"] == b"1"
    assert found["附件/二.ZIP!/b.txt"] == b"2"
    assert found["no.zip"] == b"text"
    too_deep, empty = found["附件/二.ZIP!/third.zip"], found["附件/二.ZIP!/empty.zip"]
    assert isinstance(too_deep, FileTooComplex)
    assert "材料.zip!/附件/二.ZIP!/third.zip" in too_deep.message
    assert isinstance(empty, FileTooComplex)
    assert len(found) == 5


def test_a_broken_archive_within_an_archive_fails_alone(tmp_path: Path) -> None:
    found = contents(tmp_path, zipped(("b.zip", zipped(("c.txt", b"3"))[:-9]), ("e.zip", zipped()), ("a.txt", b"1")))
    assert isinstance(found["b.zip"], FileDamaged)
    assert isinstance(found["e.zip"], FileHoldsNoText)
    assert found["a.txt"] == b"1"


def test_a_file_that_is_too_large_is_not_unpacked_and_leaves_room_for_the_others(tmp_path: Path) -> None:
    large, small = listed(tmp_path, zipped(("a.txt", bytes(2_000)), ("b.txt", bytes(900))), largest=1_000)
    assert isinstance(large.error, FileTooLarge)
    assert small.error is None


def test_what_an_archive_may_unpack_to_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LEAST_BYTES", 100)
    monkeypatch.setattr(archives, "MOST_TIMES", 10)
    bomb = zipped(("inner.zip", zipped(*((f"{at}.txt", bytes(1_000)) for at in range(9)))), ("last.txt", b"x"))
    outcomes = [member.error is None for member in listed(tmp_path, bomb)]
    assert True in outcomes[:-1]
    assert False in outcomes[:-1]
    assert outcomes[-1]
    (error,) = {type(member.error) for member in listed(tmp_path, bomb) if member.error}
    assert error is FileTooComplex


def test_more_is_never_unpacked_than_the_directory_says(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.txt", bytes(500_000))))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    (found,) = contents(tmp_path, bytes(data)).values()
    assert isinstance(found, FileDamaged)


def test_a_directory_that_lies_about_where_things_are_is_damaged(tmp_path: Path) -> None:
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    info = zipfile.ZipInfo("a.txt")
    data = bytearray(zipped((info, b"1")))
    at = data.index(b"PK\x01\x02")
    data[at + 30 : at + 32] = struct.pack("<H", len(extra))
    data[at + 42 : at + 46] = b"\xff" * 4
    data[at + 51 : at + 51] = extra
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", end - at)
    (found,) = contents(tmp_path, bytes(data)).values()
    assert isinstance(found, FileDamaged)


def test_too_many_files_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 0, 0, 0)
    (file,) = found_in(tmp_path, b"PK\x03\x04" + bytes(100) + end)
    assert isinstance(file.error, FileTooComplex)
    assert "60000" in file.error.message


def test_a_directory_of_70000_files_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped(*((f"{at}.txt", b"") for at in range(70_000)), method=zipfile.ZIP_STORED)
    directories = directories_read(monkeypatch)
    (file,) = found_in(tmp_path, data)  # its end record is one of 64 bits
    assert directories == []
    assert isinstance(file.error, FileTooComplex)
    assert "70000" in file.error.message


def test_an_archive_that_changes_in_between_fails_the_file(tmp_path: Path) -> None:
    path = tmp_path / "材料.zip"
    *_, last = listed(tmp_path, zipped(("a.txt", b"1"), ("b.txt", b"2")))
    path.write_bytes(zipped(("a.txt", b"1")))
    with pytest.raises(FileDamaged, match="b.txt"):
        read_member(path, last.place, last.name)
    path.unlink()
    with pytest.raises(BadFile, match="b.txt"):
        read_member(path, last.place, last.name)


def test_a_folder_called_word_makes_no_word_file(tmp_path: Path) -> None:
    assert contents(tmp_path, zipped(("word/一.txt", b"1"), ("xl/二.txt", b"2"))).keys() == {"word/一.txt", "xl/二.txt"}
    (tmp_path / "a.docx").write_bytes(zipped(("word/document.xml", b"<a/>")))
    assert is_archive(tmp_path / "材料.zip", "材料.zip")
    assert not is_archive(tmp_path / "a.docx", "a.docx")


def test_the_catalogue_of_a_folder_in_an_archive_holds_for_the_files_beside_it(tmp_path: Path) -> None:
    known = '[[document]]\nfile = "a.txt"\nid = "plan"\n[[document]]\nfile = "二.zip"\n'.encode()
    inner = zipped(("a.txt", b"3"))
    files = found_in(
        tmp_path, zipped(("一/a.txt", b"1"), ("一/catalogue.toml", known), ("a.txt", b"2"), ("一/二.zip", inner))
    )
    assert {file.name.split(MEMBER, 1)[1]: file.entry and file.entry.id for file in files} == {
        "一/a.txt": "plan",
        "a.txt": None,
        "一/二.zip!/a.txt": None,
    }
    assert not any(file.error for file in files)


def test_what_a_catalogue_in_an_archive_lists_and_is_not_there_is_said(tmp_path: Path) -> None:
    known = b'[[document]]\nfile = "gone.txt"\n'
    a, gone = found_in(tmp_path, zipped(("a.txt", b"1"), ("catalogue.toml", known)))
    assert (a.error, gone.error and gone.error.code) == (None, "file_missing")
    assert "材料.zip!/gone.txt" in gone.error.message


def test_a_bad_catalogue_in_an_archive_keeps_the_files_of_its_folder_out(tmp_path: Path) -> None:
    files = found_in(tmp_path, zipped(("a.txt", b"1"), ("catalogue.toml", b"[["), ("一/b.txt", b"2")))
    catalogue, b = files
    assert catalogue.error.code == "catalogue_invalid"
    assert "材料.zip!/catalogue.toml" in catalogue.error.message
    assert (b.error, b.name.endswith("一/b.txt")) == (None, True)


def test_the_directory_is_not_read_again_for_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "材料.zip"
    members = listed(tmp_path, zipped(*((f"{at}.txt", b"x") for at in range(5_000)), method=zipfile.ZIP_STORED))
    directories = directories_read(monkeypatch)
    assert all(read_member(path, member.place, member.name) == b"x" for member in members[:2_000])
    assert len(directories) == 1
