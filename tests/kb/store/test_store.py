"""The store: revisions that wait, become current, stay readable; removals that take effect at once."""

import sqlite3
from pathlib import Path

import pytest

from kb.errors import HomeMissing, HomeUnusable, StoreCorrupt, StoreTooNew
from kb.records import Span
from kb.store.database import FILE_NAME, MIGRATIONS, connect
from kb.store.reading import Generation, StoreReader
from kb.store.scope import Scope
from kb.store.writing import StoreWriter
from tests.kb.samples import OPINION, PLAN, PLAN_CHANGED, sample

ALL = Scope()


def at(number: int) -> Generation:
    return Generation(number, f"mark {number}")


@pytest.fixture
def store(tmp_path: Path) -> StoreWriter:
    return StoreWriter(tmp_path / "home")


def titles(reader: StoreReader) -> list[tuple[str, int]]:
    return [(document.id, document.revision) for document in reader.documents(ALL)]


def test_a_document_is_there_once_it_is_activated(store: StoreWriter) -> None:
    result = store.put(sample("plan", PLAN))
    assert (result.revision, result.changed) == (1, True)
    assert titles(store.reader()) == []
    assert store.reader().waiting() == [1]
    store.activate(at(1))
    assert titles(store.reader()) == [("plan", 1)]
    assert store.reader().generation() == at(1)
    assert store.reader().waiting() == []


def test_what_was_put_comes_back_the_same(store: StoreWriter) -> None:
    document = sample("plan", PLAN, "规划", caveats=("注意",), names=("小镇",))
    store.put(document)
    store.activate(at(1))
    reader = store.reader()
    stored = reader.document("plan", ALL)
    assert stored is not None
    assert stored.metadata == document.metadata
    assert tuple(found.clause for found in reader.clauses_of(stored)) == document.clauses
    assert reader.source(stored) == (document.source, document.removals)
    assert reader.source_slices(stored, [Span(0, 2), Span(2, 4)]) == [PLAN[:2], PLAN[2:4]]


def test_the_same_document_again_changes_nothing(store: StoreWriter) -> None:
    store.put(sample("plan", PLAN))
    store.activate(at(1))
    assert not store.put(sample("plan", PLAN)).changed
    assert store.reader().waiting() == []


def test_the_old_revision_answers_until_the_new_one_is_activated_and_stays_readable(store: StoreWriter) -> None:
    store.put(sample("plan", PLAN))
    store.activate(at(1))
    assert store.put(sample("plan", PLAN_CHANGED)).revision == 2
    reader = store.reader()
    assert reader.clause("plan/1/2", ALL).clause.text == "加大财政投入与支持。"
    assert reader.clause("plan/1/2", Scope(revision=2)) is None
    store.activate(at(2))
    assert reader.clause("plan/1/2", ALL).clause.text == "设立十亿元产业基金。"
    old = reader.clause("plan/1/2", Scope(revision=1))
    assert old.clause.text == "加大财政投入与支持。"
    assert "更新的第2版" in old.document.warnings[-1]


def test_a_removed_document_leaves_no_clause_and_its_revision_numbers_go_on(store: StoreWriter) -> None:
    store.put(sample("plan", PLAN))
    store.activate(at(1))
    rows = [entry.row for entry in store.reader().index_entries()]
    assert store.remove("plan")
    reader = store.reader()
    assert reader.document("plan", ALL) is None
    assert reader.live_clauses(rows, ALL) == {}
    assert reader.generation().number == 2
    assert store.owner_of("plan") == "/plan.txt"
    assert not store.remove("plan")
    assert store.put(sample("plan", PLAN)).revision == 2
    store.activate(at(3))
    assert not set(rows) & {entry.row for entry in store.reader().index_entries()}


def test_clause_rows_are_never_given_twice(store: StoreWriter) -> None:
    seen: set[int] = set()
    for number in range(3):
        store.put(sample("plan", PLAN))
        store.activate(at(number * 2 + 1))
        rows = {entry.row for entry in store.reader().index_entries()}
        assert not rows & seen
        seen |= rows
        store.remove("plan")


def test_the_indexes_see_what_waits_and_what_is_current_and_nothing_older(store: StoreWriter) -> None:
    for number, text in enumerate([PLAN, PLAN_CHANGED, PLAN], start=1):
        store.put(sample("plan", text))
        entries = [entry.clause.text for entry in store.reader().index_entries()]
        assert len(entries) == (2 if number == 1 else 4)
        store.activate(at(number))
    assert [entry.clause.text for entry in store.reader().index_entries()][-1] == "加大财政投入与支持。"


def test_documents_are_listed_in_order_and_by_page(store: StoreWriter) -> None:
    for name in ("c", "a", "b"):
        store.put(sample(name, PLAN))
    store.activate(at(1))
    reader = store.reader()
    assert [document.id for document in reader.documents(ALL, limit=2)] == ["a", "b"]
    assert [document.id for document in reader.documents(ALL, limit=2, after="b")] == ["c"]


def test_a_scope_holds_on_every_way_to_a_clause(store: StoreWriter) -> None:
    store.put(sample("plan", PLAN, "规划", labels=("内部",)))
    store.activate(at(1))
    reader, blind = store.reader(), Scope(visible_labels=frozenset())
    rows = [entry.row for entry in reader.index_entries()]
    assert reader.documents(blind) == []
    assert reader.document("plan", blind) is None
    assert reader.clause("plan/1/1", blind) is None
    assert reader.live_clauses(rows, blind) == {}
    assert reader.document_rows(blind) == []


def test_changes_are_known_by_generation(store: StoreWriter) -> None:
    store.put(sample("plan", PLAN))
    store.activate(at(1))
    store.put(sample("opinion", OPINION))
    store.activate(at(2))
    assert store.reader().changed_from(1) == [1, 2]
    assert store.reader().changed_from(2) == [2]
    store.remove("plan")
    assert store.reader().changed_from(3) == [1]


def test_a_reader_needs_a_base_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="还没有知识库"):
        connect(tmp_path)


def test_a_file_in_the_place_of_the_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(HomeUnusable, match="home"):
        connect(tmp_path / "home", create=True)


def test_a_file_that_is_no_store_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database, although it stands in its place" * 100)
    with pytest.raises(StoreCorrupt, match=FILE_NAME):
        connect(tmp_path)


def test_a_store_of_a_later_program_is_left_alone(tmp_path: Path, store: StoreWriter) -> None:
    raw = sqlite3.connect(tmp_path / "home" / FILE_NAME)
    raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    raw.close()
    with pytest.raises(StoreTooNew, match="更新版本"):
        connect(tmp_path / "home")


def test_a_full_store_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    from kb.errors import DiskFull

    store = StoreWriter(tmp_path / "home")
    store.put(sample("plan", PLAN))
    store.activate(at(1))
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull, match="磁盘已满"):
        store.put(sample("long", OPINION + "推进科技创新平台建设，形成示范。\n" * 5000))
    assert titles(store.reader()) == [("plan", 1)]
    assert store.reader().integrity_problems() == []
