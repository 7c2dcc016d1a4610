"""Reading the store. Each `StoreReader` is one consistent look at it: a read transaction from open to close."""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.records import Cell, Clause, ClauseKind, Document, FoundClause, Metadata, Removal, RemovalKind, Span
from kb.store.database import mapped_errors
from kb.store.scope import Scope

MOST_VARIABLES = 500

DOCUMENT_COLUMNS = """
    d.row AS document_row, d.id AS document_id, d.origin, d.current_revision,
    r.row AS revision_row, r.revision, r.sha256, r.title, r.kind AS document_kind, r.region, r.issuer, r.number, r.date,
    r.period, r.addressees, r.published, r.effective, r.expires, r.places,
    r.caveats, r.labels, r.names, r.evidence, r.clause_count, r.ingested_at
"""
CLAUSE_COLUMNS = """
    c.row AS clause_row, c.id, c.parent_id, c.kind, c.label, c.heading, c.text, c.path, c.citation_path,
    c.text_spans, c.heading_spans, c.page, c.cells
"""
DOCUMENTS = f"SELECT {DOCUMENT_COLUMNS} FROM documents d JOIN revisions r ON r.document_row = d.row"
CLAUSES = (
    f"SELECT {DOCUMENT_COLUMNS}, {CLAUSE_COLUMNS} FROM clauses c JOIN revisions r ON r.row = c.revision_row "
    "JOIN documents d ON d.row = r.document_row"
)
CURRENT = "r.revision = d.current_revision"
# The current revision, or the one that a scope names; one that waits to become current is not there yet.
CHOSEN = "r.revision = coalesce(?, d.current_revision) AND r.revision <= d.current_revision"


@dataclass(frozen=True, slots=True)
class Generation:
    """A state of the store that readers see: its number, counted up, and a random mark that no other history has."""

    number: int
    mark: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A clause as the search indexes take it in. `row` and `document_row` are the store's keys."""

    row: int
    document_row: int
    document_title: str
    document_numbers: str
    region: str | None
    clause: Clause


class StoreReader:
    """One consistent look at the store. Everything that it returns is alive and lies in the scope that is asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def generation(self) -> Generation:
        """The last commit that this look includes."""
        row = self._connection.execute("SELECT number, mark FROM generations ORDER BY number DESC LIMIT 1").fetchone()
        return Generation(row["number"], row["mark"])

    def has_been(self, generation: Generation) -> bool:
        """Whether the store is at this generation or has been."""
        row = self._connection.execute(
            "SELECT 1 FROM generations WHERE number = ? AND mark = ?", (generation.number, generation.mark)
        ).fetchone()
        return row is not None

    def documents(self, scope: Scope, limit: int | None = None, after: str = "") -> list[Document]:
        """Current documents in the order of their ids, at most `limit`, those after the id `after`."""
        rows = self._connection.execute(
            f"{DOCUMENTS} WHERE {CURRENT} AND d.id > ? ORDER BY d.id",
            (after,),
        )
        found = []
        for row in rows:
            document = _document(row)
            if scope.admits(document.id, document.metadata):
                found.append(document)
                if len(found) == limit:
                    break
        return found

    def document(self, document_id: str, scope: Scope) -> Document | None:
        """A document in its current revision, or in the one that the scope names."""
        row = self._connection.execute(
            f"{DOCUMENTS} WHERE d.id = ? AND {CHOSEN}",
            (document_id, scope.revision),
        ).fetchone()
        document = _document(row) if row else None
        return document if document and scope.admits(document.id, document.metadata) else None

    def clause(self, clause_id: str, scope: Scope) -> FoundClause | None:
        """A clause in its document's current revision, or in the one that the scope names."""
        row = self._connection.execute(
            f"{CLAUSES} WHERE c.id = ? AND {CHOSEN}",
            (clause_id, scope.revision),
        ).fetchone()
        found = _found(row) if row else None
        return found if found and scope.admits(found.document.id, found.document.metadata) else None

    def clauses_of(self, document: Document, under: str | None = None) -> list[FoundClause]:
        """The clauses of a document in reading order; with `under`, those below that clause."""
        rows = self._connection.execute(
            f"{CLAUSES} WHERE d.row = ? AND r.revision = ? ORDER BY c.ordinal",
            (document.row, document.revision),
        )
        found = map(_found, rows)
        return [item for item in found if under is None or item.clause.id.startswith(under + "/")]

    def children(self, found: FoundClause) -> list[FoundClause]:
        """The clauses directly below a clause, in reading order."""
        rows = self._connection.execute(
            f"{CLAUSES} WHERE d.row = ? AND r.revision = ? AND c.parent_id = ? ORDER BY c.ordinal",
            (found.document.row, found.document.revision, found.clause.id),
        )
        return list(map(_found, rows))

    def live_clauses(self, rows: Sequence[int], scope: Scope) -> dict[int, FoundClause]:
        """Those of the clause rows that are current and lie in the scope."""
        live: dict[int, FoundClause] = {}
        documents: dict[int, Document | None] = {}
        for part in _parts(rows):
            marks = ",".join("?" * len(part))
            for row in self._connection.execute(
                f"{CLAUSES} WHERE c.row IN ({marks}) AND {CURRENT}",
                part,
            ):
                document_row = row["document_row"]
                if document_row not in documents:
                    document = _document(row)
                    documents[document_row] = document if scope.admits(document.id, document.metadata) else None
                admitted = documents[document_row]
                if admitted is not None:
                    live[row["clause_row"]] = FoundClause(row["clause_row"], _clause(row), admitted)
        return live

    def document_rows(self, scope: Scope) -> list[int] | None:
        """The rows of the current documents in the scope; None when it holds all of them."""
        if scope.sees_everything:
            return None
        return [document.row for document in self.documents(scope)]

    def source_slices(self, document: Document, spans: Sequence[Span]) -> list[str]:
        """The slices of the stored source text of a document's revision."""
        if not spans:
            return []
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        row = self._connection.execute(
            "SELECT substr(source, ?, ?) AS part FROM revisions WHERE document_row = ? AND revision = ?",
            (start + 1, end - start, document.row, document.revision),
        ).fetchone()
        part = row["part"] if row else ""
        return [part[span.start - start : span.end - start] for span in spans]

    def source(self, document: Document) -> tuple[str, tuple[Removal, ...]]:
        """The whole source text of a document's revision, and what of it stands in no clause."""
        row = self._connection.execute(
            "SELECT source, removals FROM revisions WHERE document_row = ? AND revision = ?",
            (document.row, document.revision),
        ).fetchone()
        removals = tuple(
            Removal(Span(start, end), RemovalKind(kind)) for start, end, kind in json.loads(row["removals"])
        )
        return row["source"], removals

    def notes(self, document: Document) -> tuple[str, ...]:
        """What a person should look at in a document's revision, as it was cut."""
        row = self._connection.execute(
            "SELECT notes FROM revisions WHERE document_row = ? AND revision = ?", (document.row, document.revision)
        ).fetchone()
        return tuple(json.loads(row["notes"]))

    def names(self) -> list[str]:
        """The proper names that documents bring, current ones and those that wait to become current; in order."""
        rows = self._connection.execute(
            "SELECT DISTINCT j.value AS name FROM documents d JOIN revisions r ON r.document_row = d.row, "
            "json_each(r.names) j WHERE r.revision >= d.current_revision ORDER BY j.value"
        )
        return [row["name"] for row in rows]

    def waiting(self) -> list[int]:
        """The rows of the documents with a revision that waits to become current."""
        rows = self._connection.execute("SELECT row FROM documents WHERE current_revision < last_revision ORDER BY row")
        return [row["row"] for row in rows]

    def changed_from(self, generation: int) -> list[int]:
        """The rows of the documents that were added, changed or removed in `generation` or after it."""
        rows = self._connection.execute("SELECT row FROM documents WHERE generation >= ? ORDER BY row", (generation,))
        return [row["row"] for row in rows]

    def index_entries(self, document_rows: Iterable[int] | None = None) -> Iterator[IndexEntry]:
        """The clauses with text of these documents (of all, if None), of the current revision and of one that waits."""
        if document_rows is None:
            document_rows = [row["row"] for row in self._connection.execute("SELECT row FROM documents ORDER BY row")]
        numbers: dict[int, str] = {}  # of each revision
        for document_row in document_rows:
            for row in self._connection.execute(
                f"{CLAUSES} WHERE d.row = ? AND r.revision >= d.current_revision AND c.text <> '' ORDER BY c.row",
                (document_row,),
            ):
                if row["revision_row"] not in numbers:
                    numbers[row["revision_row"]] = _metadata(row).numbers
                number = numbers[row["revision_row"]]
                yield IndexEntry(row["clause_row"], document_row, row["title"], number, row["region"], _clause(row))

    def vectors(self, encoder: str, rows: Sequence[int]) -> dict[int, bytes]:
        """The stored vectors of these clause rows that `encoder` made."""
        found: dict[int, bytes] = {}
        for part in _parts(rows):
            marks = ",".join("?" * len(part))
            for row in self._connection.execute(
                f"SELECT clause_row, vectors FROM vectors WHERE clause_row IN ({marks}) AND encoder = ?",
                (*part, encoder),
            ):
                found[row["clause_row"]] = row["vectors"]
        return found

    def integrity_problems(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        rows = self._connection.execute("PRAGMA integrity_check").fetchall()
        return [row[0] for row in rows if row[0] != "ok"]


@contextlib.contextmanager
def reading(connection: sqlite3.Connection, home: Path) -> Iterator[StoreReader]:
    """A consistent look at the store through `connection`, for one caller at a time."""
    with mapped_errors(home):
        connection.execute("BEGIN")
        try:
            yield StoreReader(connection)
        finally:
            if connection.in_transaction:  # SQLite itself ends one on a damaged file
                connection.execute("ROLLBACK")


def _parts(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), MOST_VARIABLES):
        yield rows[start : start + MOST_VARIABLES]


def _metadata(row: sqlite3.Row) -> Metadata:
    return Metadata(
        title=row["title"],
        kind=row["document_kind"],
        region=row["region"],
        issuer=row["issuer"],
        number=row["number"],
        date=row["date"],
        period=row["period"],
        addressees=row["addressees"],
        published=row["published"],
        effective=row["effective"],
        expires=row["expires"],
        places={
            field: tuple(Span(start, end) for start, end in spans) for field, spans in json.loads(row["places"]).items()
        },
        caveats=tuple(json.loads(row["caveats"])),
        labels=tuple(json.loads(row["labels"])),
        names=tuple(json.loads(row["names"])),
        evidence=json.loads(row["evidence"]),
    )


def _document(row: sqlite3.Row) -> Document:
    return Document(
        row=row["document_row"],
        id=row["document_id"],
        revision=row["revision"],
        latest_revision=row["current_revision"],
        sha256=row["sha256"],
        origin=row["origin"],
        ingested_at=row["ingested_at"],
        clause_count=row["clause_count"],
        metadata=_metadata(row),
    )


def _found(row: sqlite3.Row) -> FoundClause:
    return FoundClause(row["clause_row"], _clause(row), _document(row))


def _clause(row: sqlite3.Row) -> Clause:
    return Clause(
        id=row["id"],
        parent_id=row["parent_id"],
        kind=ClauseKind(row["kind"]),
        label=row["label"],
        heading=row["heading"],
        text=row["text"],
        path=tuple(json.loads(row["path"])),
        citation_path=tuple(json.loads(row["citation_path"])),
        text_spans=_spans(row["text_spans"]),
        heading_spans=_spans(row["heading_spans"]),
        page=row["page"],
        cells=tuple(Cell(*cell) for cell in json.loads(row["cells"])),
    )


def _spans(written: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(written))
