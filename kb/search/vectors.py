"""The vector index: one vector of each clause's text, one of its title and headings. FAISS is used nowhere else.

8-bit flat indexes by inner product; the vectors have length 1, so the product is the cosine. The range of the 8 bits is
fixed by the number of dimensions and not learnt, so that clauses added later lose nothing. An entry's id is the
store's document row and clause row in one number, so that a document leaves as one range.
"""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from kb.errors import IndexBroken
from kb.search.encoder import Vectors

RULES = "1"  # goes up when the code below would index a clause otherwise
FIELDS = ("body", "path")
RANGE = 6.0  # standard deviations of a component of a random vector of length 1; beyond them nothing lies
DOCUMENT_SHIFT = 32

Key = tuple[int, int]  # document row, clause row


def vector_fingerprint(encoder_fingerprint: str) -> str:
    """Changes with everything that decides what the index holds."""
    return f"vectors-{RULES}-{version('faiss-cpu')}-{encoder_fingerprint}"


class VectorIndex:
    """The vectors of a publication: opened for searching, or, in a staged folder, to be changed and written."""

    def __init__(self, folder: Path, dimensions: int | None = None) -> None:
        """Opens what lies in `folder`; with `dimensions` an empty index where nothing lies there."""
        self._folder = folder
        try:
            self._indexes = [_open(folder / f"{field}.faiss", dimensions) for field in FIELDS]
        except RuntimeError as error:
            raise IndexBroken(f"向量索引读不出来（{error}）。", "请运行 kb rebuild 由库重建索引。") from error

    def __len__(self) -> int:
        return int(self._indexes[0].ntotal)

    def search(self, query: Vectors, limit: int, documents: Sequence[int] | None = None) -> list[list[int]]:
        """For each field the clause rows nearest to `query` (shape (dimensions,)), nearest first.

        `documents` keeps to the clauses of these document rows. A query of zeros, or no number, is near nothing.
        """
        if not np.isfinite(query).all() or not query.any() or not len(self):
            return [[] for _ in FIELDS]
        # One thread: with several, small searches spend their time waiting for each other, and so do requests.
        faiss.omp_set_num_threads(1)
        parameters = None
        if documents is not None:
            selector = faiss.IDSelectorBatch(self._of_documents(documents))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        found = []
        for index in self._indexes:
            _, ids = index.search(query[None, :], min(limit, len(self)), params=parameters)
            found.append([int(key) & ((1 << DOCUMENT_SHIFT) - 1) for key in ids[0] if key >= 0])
        return found

    def similarities(self, query: Vectors, keys: Iterable[Key]) -> dict[int, tuple[float, ...]]:
        """The cosine of `query` with each field of each of these clauses, by clause row; unheld ones are left out."""
        found: dict[int, tuple[float, ...]] = {}
        for key in keys:
            try:
                found[key[1]] = tuple(float(index.reconstruct(_id(key)) @ query) for index in self._indexes)
            except RuntimeError:  # FAISS holds no such id
                continue
        return found

    def remove_documents(self, document_rows: Sequence[int]) -> None:
        """Takes the clauses of these documents out, in one pass."""
        gone = self._of_documents(document_rows)
        if len(gone):
            for index in self._indexes:
                index.remove_ids(faiss.IDSelectorBatch(gone))

    def add(self, keys: Sequence[Key], vectors: Vectors) -> None:
        """Takes clauses in; `vectors` has shape (clauses, fields, dimensions)."""
        ids = np.asarray([_id(key) for key in keys], dtype=np.int64)
        for index, of_field in zip(self._indexes, np.moveaxis(vectors, 1, 0), strict=True):
            index.add_with_ids(np.ascontiguousarray(of_field, dtype=np.float32), ids)

    def write(self) -> None:
        """Writes the files; those that they replace may be shared with an older publication and stay as they are."""
        for field, index in zip(FIELDS, self._indexes, strict=True):
            path = self._folder / f"{field}.faiss"
            path.unlink(missing_ok=True)
            path.write_bytes(faiss.serialize_index(index).tobytes())

    def _of_documents(self, document_rows: Sequence[int]) -> npt.NDArray[np.int64]:
        """The ids of the clauses of these documents."""
        ids = np.asarray(faiss.vector_to_array(self._indexes[0].id_map), dtype=np.int64)
        return ids[np.isin(ids >> DOCUMENT_SHIFT, np.asarray(document_rows, dtype=np.int64))]


def _id(key: Key) -> int:
    document_row, clause_row = key
    return document_row << DOCUMENT_SHIFT | clause_row


def _open(path: Path, dimensions: int | None) -> "faiss.IndexIDMap2":
    if dimensions is None or path.exists():
        # Not downcast_index, whose result points into memory that is freed with what it was given.
        return faiss.read_index(str(path))  # type: ignore[return-value]
    index = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    edge = min(1.0, RANGE / dimensions**0.5)
    index.train(np.array([[-edge] * dimensions, [edge] * dimensions], dtype=np.float32))
    return faiss.IndexIDMap2(index)
