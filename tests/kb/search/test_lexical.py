from pathlib import Path

import pytest

from kb.errors import IndexBroken
from kb.records import Clause, ClauseKind
from kb.search.lexical import LexicalBuilder, LexicalIndex, LexicalQuery
from kb.search.words import Words
from kb.store.reading import IndexEntry


def entry(row: int, document_row: int, text: str, heading: str = "", path: tuple[str, ...] = ()) -> IndexEntry:
    full_path = (*path, heading) if heading else path
    clause = Clause(f"d/{row}", None, ClauseKind.SECTION, "", heading, text, full_path, (), (), ())
    return IndexEntry(row, document_row, "某市规划", "", "广东省广州市", clause)


ENTRIES = [
    entry(11, 1, "科学规划用地规模，推进集约利用。", "（二）土地保障。", ("一、保障措施",)),
    entry(12, 1, "加大财政投入，依据发改规划〔2017〕2084号。", "（一）资金保障。", ("一、保障措施",)),
    entry(13, 2, "推进森林小镇建设，保护土地。", "（三）森林小镇。"),
]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words([])


@pytest.fixture
def folder(tmp_path: Path, words: Words) -> Path:
    builder = LexicalBuilder(tmp_path, words)
    assert builder.add(ENTRIES) == 3
    builder.finish()
    return tmp_path


def rows(folder: Path, query: LexicalQuery, documents: list[int] | None = None) -> list[int]:
    return [row for row, _ in LexicalIndex(folder).search(query, 10, documents)]


def test_words_find_their_clauses_best_first_and_a_heading_counts_more_than_a_body(folder: Path) -> None:
    assert rows(folder, LexicalQuery(("土地",), ()))[0] == 11
    assert set(rows(folder, LexicalQuery(("土地",), ()))) == {11, 13}


def test_bigrams_find_what_words_cut_otherwise(folder: Path) -> None:
    assert rows(folder, LexicalQuery((), ("约利",))) == [11]


def test_required_terms_must_stand_in_the_clause(folder: Path) -> None:
    assert rows(folder, LexicalQuery(("保障", "号2017-2084"), (), required=("号2017-2084",))) == [12]
    assert rows(folder, LexicalQuery(("保障",), (), required=("号2018-1",))) == []


def test_documents_bound_the_search(folder: Path) -> None:
    assert rows(folder, LexicalQuery(("土地",), ()), [2]) == [13]
    assert rows(folder, LexicalQuery(("土地",), ()), [3]) == []


def test_the_title_and_the_path_are_searched(folder: Path) -> None:
    assert set(rows(folder, LexicalQuery(("规划",), ()))) == {11, 12, 13}
    assert set(rows(folder, LexicalQuery(("措施",), ()))) == {11, 12}


def test_a_query_without_words_finds_nothing(folder: Path) -> None:
    assert rows(folder, LexicalQuery((), ())) == []


def test_a_deleted_document_is_gone_and_one_added_later_is_there(folder: Path, words: Words) -> None:
    builder = LexicalBuilder(folder, words)
    builder.delete_document(1)
    builder.add([entry(21, 3, "保护土地资源。")])
    builder.finish()
    assert set(rows(folder, LexicalQuery(("土地",), ()))) == {13, 21}
    assert LexicalIndex(folder).clause_count == 2


def test_holders_counts_the_clauses_with_a_word(folder: Path) -> None:
    index = LexicalIndex(folder)
    assert index.holders("土地") == 1  # once in a heading, once in a body: the larger of the fields
    assert index.holders("火星") == 0


def test_a_missing_or_damaged_index_is_said_to_be_broken(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(IndexBroken):
        LexicalIndex(tmp_path / "none")
    (folder / "meta.json").write_text("{")
    with pytest.raises(IndexBroken):
        LexicalIndex(folder)


def test_truncated_segments_are_said_to_be_broken_not_a_panic(folder: Path) -> None:
    for path in folder.glob("*.term"):
        path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(IndexBroken):
        LexicalIndex(folder).search(LexicalQuery(("土地",), ()), 5)
