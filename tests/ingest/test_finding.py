import os
from pathlib import Path

import pytest

from eval.samples import zipped
from ingest.finding import find_files, printable


def test_folders_are_searched_through_and_hidden_files_and_the_catalogue_passed_over(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/config", "Thumbs.db", "desktop.ini", "catalogue.toml", "b.txt", "sub/a.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert [file.path.relative_to(tmp_path).as_posix() for file in find_files([tmp_path])] == ["b.txt", "sub/a.txt"]


def test_an_entry_belongs_to_the_file_of_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        (folder / "a.txt").write_text("")
    (tmp_path / "sub" / "catalogue.toml").write_text('[[document]]\nfile = "a.txt"\nid = "inner"\n')
    entries = {file.path.parent.name: file.entry for file in find_files([tmp_path])}
    assert entries[tmp_path.name] is None
    assert entries["sub"] is not None
    assert entries["sub"].id == "inner"


def test_a_file_given_alone_has_the_entry_of_its_folder_and_the_other_entries_are_not_missed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "catalogue.toml").write_text('[[document]]\nfile = "a.txt"\nid = "x"\n[[document]]\nfile = "b.txt"\n')
    (file,) = find_files([tmp_path / "a.txt"])
    assert file.error is None
    assert file.entry is not None
    assert file.entry.id == "x"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_name_from_a_windows_archive_can_be_read(encoding: str) -> None:
    assert printable(Path(os.fsdecode("规划.txt".encode(encoding)))) == "规划.txt"


def test_an_archive_is_a_file_like_others_unless_its_files_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"b.txt": "x"}))
    (tmp_path / "c.txt").write_text("x")
    assert [file.path.name for file in find_files([tmp_path])] == ["a.zip", "c.txt"]
    files = list(find_files([tmp_path], 1000))
    assert [file.origin for file in files] == [f"{tmp_path}/a.zip!/b.txt", f"{tmp_path}/c.txt"]
    assert [(file.path.name, file.place) for file in files] == [("a.zip", (0,)), ("c.txt", ())]


def test_an_archive_that_cannot_be_opened_is_named_and_the_others_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04rest")
    (tmp_path / "b.txt").write_text("x")
    broken, other = find_files([tmp_path], 1000)
    assert broken.error is not None
    assert broken.error.code == "file_damaged"
    assert "a.zip" in broken.error.message
    assert other.error is None


def test_a_name_in_no_encoding_is_shown_by_its_bytes() -> None:
    assert printable(Path(os.fsdecode(b"\xff\xff.txt"))) == "\\xff\\xff.txt"
