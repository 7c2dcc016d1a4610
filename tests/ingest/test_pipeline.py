"""Files into the base: what is skipped, updated, refused, and that one bad file never stops the others."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.samples import zipped
from ingest.jobs import read_bytes
from ingest.pipeline import Outcome, id_from_name, ingest_paths, ingest_upload, inspect_file
from kb.errors import FileDamaged, FileMissing, FileUnreadable, FormatUnknown
from kb.knowledge_base import KnowledgeBase
from kb.settings import read_settings

SETTINGS = read_settings({})
PLAN = "甲市特色小镇发展规划\n一、保障措施\n（一）土地保障。\n科学规划用地规模，推进集约利用。\n（二）资金保障。\n加大财政投入与支持。\n"
NOBODY = 65534  # the user id that owns nothing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def outcomes(base: KnowledgeBase, *paths: Path) -> dict[str, Outcome]:
    return {Path(report.path).name: report.outcome for report in ingest_paths(base, paths)}


def test_an_unchanged_file_is_skipped_and_a_changed_one_is_a_new_revision(base: KnowledgeBase, folder: Path) -> None:
    path = write(folder, "a.txt", PLAN)
    assert outcomes(base, folder) == {"a.txt": Outcome.ADDED}
    assert outcomes(base, folder) == {"a.txt": Outcome.UNCHANGED}
    write(folder, "a.txt", PLAN.replace("加大", "增加"))
    (report,) = ingest_paths(base, [path])
    assert (report.outcome, report.revision, report.document_id) == (Outcome.UPDATED, 2, "a")


def test_a_removed_document_can_be_taken_in_again(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "a.txt", PLAN)
    ingest_paths(base, [folder])
    base.remove("a")
    (report,) = ingest_paths(base, [folder])
    assert (report.document_id, report.revision) == ("a", 2)
    assert base.search("土地保障")[0].found.clause.id == "a/1/1"


def test_bad_files_are_named_with_reason_and_remedy_and_the_others_are_taken_in(
    base: KnowledgeBase, folder: Path
) -> None:
    write(folder, "good.txt", PLAN)
    write(folder, "empty.txt", "")
    write(folder, "binary.txt", b"\x00\x01\x02" * 500)
    write(folder, "word.txt", b"PK\x03\x04rest")
    write(folder, "koi8.txt", "Большой текст о развитии города".encode("koi8-r"))
    write(folder, "sheet.xlsx", b"PK\x03\x04rest")
    reports = {
        Path(report.path).name: report for report in ingest_paths(base, [folder, folder / "none.txt", folder / "none"])
    }
    codes = {name: report.error.code for name, report in reports.items() if report.error}
    assert codes == {
        "empty.txt": "file_empty",
        "binary.txt": "file_not_text",
        "word.txt": "file_damaged",
        "koi8.txt": "encoding_unknown",
        "sheet.xlsx": "file_damaged",
        "none.txt": "file_missing",
        "none": "file_missing",
    }
    for name, report in reports.items():
        if report.error:
            assert name in report.error.message
            assert report.error.remedy
    assert reports["good.txt"].outcome is Outcome.ADDED
    assert base.search("土地保障")


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path, folder: Path) -> None:
    base = KnowledgeBase(read_settings({"KB_MAX_FILE_MB": "200"}, tmp_path / "home"))
    path = folder / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_001)
    (report,) = ingest_paths(base, [path])
    assert (report.outcome, report.error.code) == (Outcome.FAILED, "file_too_large")
    assert "200 MB" in report.error.message


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to read everything, where the tests run as root."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(mine)


def test_a_file_without_permission_is_named() -> None:
    with tempfile.TemporaryDirectory() as created:
        folder = Path(created)
        folder.chmod(0o755)
        open_to_all, closed = write(folder, "open.txt", PLAN), write(folder, "secret.txt", PLAN)
        open_to_all.chmod(0o644)
        closed.chmod(0)
        with as_nobody():
            assert read_bytes(open_to_all, 10**6) == PLAN.encode()
            with pytest.raises(FileUnreadable, match="secret.txt：读不出来") as caught:
                read_bytes(closed, 10**6)
    assert "权限" in caught.value.remedy


def test_a_device_or_socket_is_refused(base: KnowledgeBase, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (report,) = ingest_paths(base, [folder / "pipe.txt"])
    assert report.error.code == "file_unreadable"


def test_two_different_files_of_one_name_stay_two_documents(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "甲/附件1.txt", PLAN)
    write(folder, "乙/附件1.txt", PLAN.replace("甲市", "乙市"))
    reports = ingest_paths(base, [folder])
    assert sorted(report.document_id for report in reports) == ["附件1", "附件1-2"]
    assert any("附件1-2" in note for report in reports for note in report.notes)
    again = ingest_paths(base, [folder])
    assert [report.outcome for report in again] == [Outcome.UNCHANGED] * 2


def test_a_file_named_twice_is_taken_in_once(base: KnowledgeBase, folder: Path) -> None:
    path = write(folder, "a.txt", PLAN)
    assert len(ingest_paths(base, [path, folder, path])) == 1


def test_the_catalogue_gives_id_and_metadata_and_a_changed_file_is_noted(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "a.txt", PLAN)
    catalogue = '[[document]]\nid = "plan-a"\nfile = "a.txt"\ntitle = "甲规划"\ncaveats = ["扫描件"]\nsha256 = "0"\n'
    write(folder, "catalogue.toml", catalogue)
    (report,) = ingest_paths(base, [folder / "a.txt"])
    assert (report.document_id, report.title) == ("plan-a", "甲规划")
    assert any("sha256" in note for note in report.notes)
    warnings = base.search("土地保障")[0].found.document.warnings
    assert warnings == ("扫描件", "题名《甲规划》是编目时拟定的，不是正文里的标题，引用前请核对。")


def test_a_changed_catalogue_entry_updates_the_document(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "a.txt", PLAN)
    write(folder, "catalogue.toml", '[[document]]\nid = "plan-a"\nfile = "a.txt"\ntitle = "甲规划"\n')
    ingest_paths(base, [folder])
    write(folder, "catalogue.toml", '[[document]]\nid = "plan-a"\nfile = "a.txt"\ntitle = "甲规划"\nkind = "意见"\n')
    (report,) = ingest_paths(base, [folder])
    assert report.outcome is Outcome.UPDATED
    assert base.document("plan-a").metadata.kind == "意见"


def test_a_broken_catalogue_fails_by_itself_and_its_files_stay_as_they_are(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "甲/a.txt", PLAN)
    write(folder, "乙/b.txt", PLAN.replace("甲市", "乙市"))
    write(folder, "甲/catalogue.toml", "[[document]\n")
    assert outcomes(base, folder) == {"catalogue.toml": Outcome.FAILED, "b.txt": Outcome.ADDED}
    assert [document.id for document in base.documents()] == ["b"]


def test_a_file_that_the_catalogue_lists_and_nobody_put_there_is_named(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "catalogue.toml", '[[document]]\nfile = "a.txt"\n')
    (report,) = ingest_paths(base, [folder])
    assert (report.outcome, report.error.code) == (Outcome.FAILED, "file_missing")
    assert "登记了这个文件" in report.error.message


def test_the_same_bytes_under_another_name_are_not_taken_in_twice(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "a.txt", PLAN)
    write(folder, "b.txt", PLAN)
    first, second = ingest_paths(base, [folder])
    assert (first.outcome, second.outcome, second.document_id) == (Outcome.ADDED, Outcome.UNCHANGED, "a")
    assert "内容完全相同" in second.notes[0]


def test_another_title_under_the_same_name_is_noted(base: KnowledgeBase, folder: Path) -> None:
    ingest_paths(base, [write(folder, "a.txt", PLAN)])
    (report,) = ingest_paths(base, [write(folder, "a.txt", PLAN.replace("甲市", "乙市"))])
    assert report.outcome is Outcome.UPDATED
    assert any("《乙市特色小镇发展规划》" in note for note in report.notes)


def test_the_same_upload_again_is_a_revision_not_a_copy(base: KnowledgeBase) -> None:
    assert ingest_upload(base, "规划.txt", PLAN.encode()).outcome is Outcome.ADDED
    assert ingest_upload(base, "规划.txt", PLAN.encode()).outcome is Outcome.UNCHANGED
    report = ingest_upload(base, "规划.txt", PLAN.replace("加大", "增加").encode())
    assert (report.outcome, report.document_id, report.revision) == (Outcome.UPDATED, "规划", 2)


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "..\\..\\passwd.txt", "/etc/passwd.txt"])
def test_an_upload_keeps_no_path_of_its_name(base: KnowledgeBase, name: str) -> None:
    assert ingest_upload(base, name, PLAN.encode()).document_id == "passwd"


@pytest.mark.parametrize(
    ("name", "document_id"),
    [
        ("a.txt", "a"),
        ("附件 1（终稿）.txt", "附件-1（终稿）"),
        ("a b#c?.md", "a-b-c"),
        ("….txt", "…"),
        ("%.txt", "document"),
    ],
)
def test_an_id_is_the_stem_fit_for_an_address(name: str, document_id: str) -> None:
    assert id_from_name(name) == document_id


def test_inspecting_stores_nothing(tmp_path: Path, folder: Path) -> None:
    document, notes = inspect_file(write(folder, "a.txt", PLAN), SETTINGS)
    assert [clause.id for clause in document.clauses] == ["a/1", "a/1/1", "a/1/2"]
    assert notes == ()
    assert not (tmp_path / "home").exists()


def test_a_file_of_an_archive_is_inspected_by_the_name_that_reports_give_it(folder: Path) -> None:
    archive = folder / "材料.zip"
    archive.write_bytes(zipped({"一/规划.txt": PLAN, "二/规划.txt": PLAN}))
    document, _ = inspect_file(Path(f"{archive}!/二/规划.txt"), SETTINGS)
    assert [clause.id for clause in document.clauses] == ["规划/1", "规划/1/1", "规划/1/2"]
    with pytest.raises(FormatUnknown, match="里面有 2 个文件") as refusal:
        inspect_file(archive, SETTINGS)
    assert f"{archive}!/一/规划.txt" in refusal.value.remedy
    with pytest.raises(FileMissing):
        inspect_file(Path(f"{archive}!/三.txt"), SETTINGS)
    (folder / "资料!").mkdir()
    moved = archive.rename(folder / "资料!" / "材料.zip")
    assert inspect_file(Path(f"{moved}!/二/规划.txt"), SETTINGS)[0].clauses == document.clauses
    moved.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(FileDamaged):
        inspect_file(Path(f"{moved}!/二/规划.txt"), SETTINGS)
    archive.write_bytes(zipped({"规划.txt": PLAN}))
    assert inspect_file(archive, SETTINGS)[0].clauses == document.clauses


def test_a_folder_of_one_file_is_inspected_as_that_file(folder: Path) -> None:
    write(folder, "a.txt", PLAN)
    assert inspect_file(folder, SETTINGS)[0].id == "a"


def test_an_uploaded_archive_is_refused_with_the_way_to_take_it_in(base: KnowledgeBase) -> None:
    report = ingest_upload(base, "材料.zip", zipped({"规划.txt": PLAN}))
    assert isinstance(report.error, FormatUnknown)
    assert "kb ingest" in report.error.remedy


def test_progress_is_told_after_each_file(base: KnowledgeBase, folder: Path) -> None:
    for name in "ab":
        write(folder, f"{name}.txt", PLAN)
    told: list[tuple[int, int]] = []
    ingest_paths(base, [folder], lambda done, total, report: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_renamed_file_stays_the_same_document(base: KnowledgeBase, folder: Path) -> None:
    ingest_paths(base, [write(folder, "a.txt", PLAN)])
    (folder / "a.txt").rename(folder / "b.txt")
    ingest_paths(base, [folder])
    write(folder, "b.txt", PLAN.replace("加大", "增加"))
    (report,) = ingest_paths(base, [folder])
    assert (report.document_id, report.revision) == ("a", 2)
    assert [document.id for document in base.documents()] == ["a"]


def test_an_id_that_is_another_files_is_refused(base: KnowledgeBase, folder: Path) -> None:
    for name, text in (("甲", PLAN), ("乙", PLAN.replace("甲市", "乙市"))):
        write(folder, f"{name}/a.txt", text)
        write(folder, f"{name}/catalogue.toml", '[[document]]\nfile = "a.txt"\nid = "plan"\n')
    reports = ingest_paths(base, [folder])
    assert [report.error and report.error.code for report in reports] == [None, "id_taken"]


def test_a_new_id_in_the_catalogue_retires_the_old_one(base: KnowledgeBase, folder: Path) -> None:
    ingest_paths(base, [write(folder, "a.txt", PLAN)])
    write(folder, "catalogue.toml", '[[document]]\nfile = "a.txt"\nid = "plan"\n')
    (report,) = ingest_paths(base, [folder])
    assert [document.id for document in base.documents()] == ["plan"]
    assert any("由 a 改为 plan" in note for note in report.notes)


def test_an_upload_of_bytes_that_are_there_is_no_second_document(base: KnowledgeBase, folder: Path) -> None:
    ingest_paths(base, [write(folder, "a.txt", PLAN)])
    assert ingest_upload(base, "b.txt", PLAN.encode()).outcome is Outcome.UNCHANGED
    assert [document.id for document in base.documents()] == ["a"]


def test_names_with_several_lines_are_refused(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "a.txt", PLAN)
    write(folder, "catalogue.toml", '[[document]]\nfile = "a.txt"\nnames = [""]\n')
    (report,) = ingest_paths(base, [folder])
    assert report.error.code == "catalogue_invalid"


def test_what_a_person_should_look_at_is_kept_with_the_document(base: KnowledgeBase, folder: Path) -> None:
    write(folder, "a.txt", PLAN.replace("（二）", "（四）"))
    (report,) = ingest_paths(base, [folder])
    assert report.notes == base.notes("a") != ()


def test_the_files_of_an_archive_are_taken_in_under_its_name(base: KnowledgeBase, folder: Path) -> None:
    (folder / "材料.zip").write_bytes(zipped({"一/规划.txt": PLAN, "坏.docx": b"PK\x03\x04rest"}))
    reports = ingest_paths(base, [folder])
    assert {report.path.split("!/")[1]: report.outcome for report in reports} == {
        "一/规划.txt": Outcome.ADDED,
        "坏.docx": Outcome.FAILED,
    }
    assert ingest_paths(base, [folder])[0].outcome is Outcome.UNCHANGED
    (document,) = base.documents()
    assert document.origin.endswith("材料.zip!/一/规划.txt")


@pytest.mark.parametrize(
    ("mark", "allow", "code"),
    [("机密★3年", "1", "file_classified"), ("内部资料", "0", "file_internal"), ("内部资料", "1", None)],
)
def test_what_must_not_be_kept_is_refused_by_name_and_nothing_is_stored(
    tmp_path: Path, folder: Path, mark: str, allow: str, code: str | None
) -> None:
    base = KnowledgeBase(read_settings({"KB_ALLOW_INTERNAL": allow}, tmp_path / "home"))
    write(folder, "secret.txt", f"{mark}\n{PLAN}")
    (report,) = ingest_paths(base, [folder])
    assert (report.error.code if report.error else None) == code
    assert (base.documents() == []) == (code is not None)
    if report.error:
        assert "secret.txt" in report.error.message
        assert b"\xe5\x9c\x9f\xe5\x9c\xb0" not in (base.settings.home / "kb.sqlite").read_bytes()
