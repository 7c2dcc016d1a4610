from pathlib import Path

import numpy as np
import pytest

from kb.errors import IndexBroken
from kb.search.encoder import normalised
from kb.search.vectors import FIELDS, VectorIndex

DIMENSIONS = 64
COUNT = 200


@pytest.fixture
def vectors():
    chance = np.random.default_rng(0)
    return normalised(chance.normal(size=(COUNT, DIMENSIONS)).astype(np.float32))


@pytest.fixture
def index(tmp_path: Path, vectors) -> VectorIndex:
    """Document 1 holds the clause rows 1..100, document 2 the rows 101..200."""
    index = VectorIndex(tmp_path, DIMENSIONS)
    keys = [(1 if row <= 100 else 2, row) for row in range(1, COUNT + 1)]
    index.add(keys, np.stack([vectors, vectors[::-1]], axis=1))
    return index


def test_each_field_finds_its_own_nearest(index: VectorIndex, vectors) -> None:
    body, path = index.search(vectors[6], 5)
    assert (body[0], path[0]) == (7, COUNT - 6)
    assert len(body) == 5


def test_a_search_keeps_to_the_documents_that_it_is_given(index: VectorIndex, vectors) -> None:
    for rows in index.search(vectors[6], 50, [2]):
        assert len(rows) == 50
        assert min(rows) > 100
    assert index.search(vectors[6], 50, []) == [[], []]


def test_cosines_are_near_the_true_ones_and_rows_that_are_not_held_are_left_out(index: VectorIndex, vectors) -> None:
    found = index.similarities(vectors[6], [(1, 7), (1, 8), (2, 9999)])
    assert found.keys() == {7, 8}
    assert abs(found[7][0] - 1) < 0.01
    assert abs(found[8][0] - float(vectors[6] @ vectors[7])) < 0.01


def test_a_document_leaves_as_a_whole_and_the_others_stay(index: VectorIndex, vectors) -> None:
    index.remove_documents([1])
    assert len(index) == 100
    assert index.search(vectors[150], 1)[0] == [151]
    assert index.similarities(vectors[150], [(1, 7), (2, 151)]).keys() == {151}


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_a_query_without_direction_is_near_nothing(index: VectorIndex, value: float) -> None:
    assert index.search(np.full(DIMENSIONS, value, dtype=np.float32), 5) == [[], []]


def test_an_empty_index_finds_nothing(tmp_path: Path, vectors) -> None:
    assert VectorIndex(tmp_path, DIMENSIONS).search(vectors[0], 5) == [[], []]


def test_what_was_written_is_read_again_and_files_of_an_older_publication_stay(
    index: VectorIndex, tmp_path: Path, vectors
) -> None:
    index.write()
    shared = tmp_path / "older.faiss"
    shared.hardlink_to(tmp_path / f"{FIELDS[0]}.faiss")
    before = shared.read_bytes()
    opened = VectorIndex(tmp_path)
    assert len(opened) == COUNT
    opened.remove_documents([2])
    opened.write()
    assert shared.read_bytes() == before
    assert len(VectorIndex(tmp_path)) == 100


def test_a_damaged_file_is_said(index: VectorIndex, tmp_path: Path) -> None:
    index.write()
    (tmp_path / "path.faiss").write_bytes(b"nothing")
    with pytest.raises(IndexBroken):
        VectorIndex(tmp_path)
