"""Writing the store: one transaction for each document, so that a crash leaves whole documents only.

A revision that was put waits until the index holds it; `activate` then makes everything that waits current in one
transaction. A removal takes effect at once.
"""

import contextlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.failpoints import Failpoint, reach
from kb.records import Clause, ParsedDocument, Span
from kb.store.database import connect, mapped_errors
from kb.store.reading import Generation, StoreReader


@dataclass(frozen=True, slots=True)
class PutResult:
    """What `put` did: the document's revision, and whether it is (or was waiting to become) a new one."""

    revision: int
    changed: bool


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that is already there, by its last revision."""

    id: str
    origin: str
    title: str
    revision: int


def new_generation(after: int) -> Generation:
    """The generation that follows the number `after`."""
    return Generation(after + 1, secrets.token_hex(8))


class StoreWriter:
    """Changes the store. Its holder has the writer's lock."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._connection = connect(home, create=True)

    def close(self) -> None:
        """Gives the connection back."""
        self._connection.close()

    def reader(self) -> StoreReader:
        """A look at the store as it is now. No other process writes meanwhile."""
        return StoreReader(self._connection)

    def by_origin(self, origin: str) -> KnownDocument | None:
        """The document that came from `origin`."""
        return self._known("d.origin = ?", origin)

    def by_sha256(self, sha256: str) -> KnownDocument | None:
        """A document with these bytes."""
        return self._known("r.sha256 = ?", sha256)

    def owner_of(self, document_id: str) -> str | None:
        """Where the document of this id came from, removed documents included; None if the id was never given."""
        row = self._connection.execute("SELECT origin FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row["origin"] if row else None

    def others_of(self, origin: str, document_id: str) -> list[str]:
        """The ids, other than `document_id`, of documents that came from `origin` and are still there."""
        rows = self._connection.execute(
            "SELECT d.id FROM documents d WHERE d.origin = ? AND d.id <> ? "
            "AND EXISTS (SELECT 1 FROM revisions r WHERE r.document_row = d.row) ORDER BY d.row",
            (origin, document_id),
        )
        return [row["id"] for row in rows]

    def unchanged(self, origin: str, sha256: str, rules: str, known_as: str) -> KnownDocument | None:
        """The document from `origin`, if these bytes were last cut by these rules and with the same knowledge of it."""
        return self._known(
            "d.origin = ? AND r.sha256 = ? AND r.rules = ? AND r.known_as = ?", origin, sha256, rules, known_as
        )

    def put(self, document: ParsedDocument) -> PutResult:
        """Writes a document's next revision, which waits for `activate`.

        Does nothing when bytes, rules and metadata are those of its last revision.
        """
        with self._transaction():
            known = self._connection.execute(
                "SELECT row, current_revision, last_revision FROM documents WHERE id = ?", (document.id,)
            ).fetchone()
            fields = _revision_fields(document)
            if known and self._is_revision(known["row"], known["last_revision"], fields):
                return PutResult(known["last_revision"], changed=known["last_revision"] > known["current_revision"])
            reach(Failpoint.BEFORE_WRITE)
            revision = known["last_revision"] + 1 if known else 1
            if known:
                document_row = known["row"]
                self._connection.execute(
                    "UPDATE documents SET origin = ?, last_revision = ? WHERE row = ?",
                    (document.origin, revision, document_row),
                )
            else:
                document_row = self._connection.execute(
                    "INSERT INTO documents (id, origin, last_revision) VALUES (?, ?, ?)",
                    (document.id, document.origin, revision),
                ).lastrowid
            self._insert_revision(document_row, revision, {**fields, "known_as": document.known_as}, document.clauses)
            reach(Failpoint.BEFORE_COMMIT)
        reach(Failpoint.AFTER_COMMIT)
        return PutResult(revision, changed=True)

    def activate(self, generation: Generation) -> None:
        """Makes every revision that waits the current one, all at once; the store is then at `generation`."""
        with self._transaction():
            self._connection.execute(
                "UPDATE documents SET current_revision = last_revision, generation = ? "
                "WHERE current_revision < last_revision",
                (generation.number,),
            )
            self._begin(generation)
            reach(Failpoint.BEFORE_ACTIVATION)
        reach(Failpoint.AFTER_ACTIVATION)

    def keep_vectors(self, encoder: str, vectors: Mapping[int, bytes]) -> None:
        """Stores clauses' vectors, as `encoder` made them, by clause row; older ones of these clauses are replaced."""
        with self._transaction():
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors (clause_row, encoder, vectors) VALUES (?, ?, ?)",
                ((row, encoder, vector) for row, vector in vectors.items()),
            )

    def remove(self, document_id: str) -> bool:
        """Deletes a document's revisions, clauses and text at once; False if there is none of this id."""
        with self._transaction():
            known = self._connection.execute(
                "SELECT d.row FROM documents d WHERE d.id = ? "
                "AND EXISTS (SELECT 1 FROM revisions r WHERE r.document_row = d.row)",
                (document_id,),
            ).fetchone()
            if known is None:
                return False
            reach(Failpoint.BEFORE_WRITE)
            self._connection.execute(
                "DELETE FROM vectors WHERE clause_row IN (SELECT c.row FROM clauses c JOIN revisions r "
                "ON r.row = c.revision_row WHERE r.document_row = ?)",
                (known["row"],),
            )
            self._connection.execute(
                "DELETE FROM clauses WHERE revision_row IN (SELECT row FROM revisions WHERE document_row = ?)",
                (known["row"],),
            )
            self._connection.execute("DELETE FROM revisions WHERE document_row = ?", (known["row"],))
            generation = new_generation(self.reader().generation().number)
            self._begin(generation)
            self._connection.execute(
                "UPDATE documents SET current_revision = last_revision, generation = ? WHERE row = ?",
                (generation.number, known["row"]),
            )
            reach(Failpoint.BEFORE_COMMIT)
        reach(Failpoint.AFTER_COMMIT)
        # What was removed leaves the write-ahead log too, as far as no reader still needs it.
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True

    def move(self, document_id: str, origin: str) -> None:
        """Notes that a document's file now lies elsewhere."""
        with self._transaction():
            self._connection.execute("UPDATE documents SET origin = ? WHERE id = ?", (origin, document_id))

    def _begin(self, generation: Generation) -> None:
        self._connection.execute("INSERT INTO generations VALUES (?, ?)", (generation.number, generation.mark))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with mapped_errors(self._home):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _known(self, condition: str, *values: str) -> KnownDocument | None:
        row = self._connection.execute(
            "SELECT d.id, d.origin, r.title, r.revision FROM documents d JOIN revisions r "
            f"ON r.document_row = d.row AND r.revision = d.last_revision WHERE {condition} ORDER BY d.row",
            values,
        ).fetchone()
        return KnownDocument(row["id"], row["origin"], row["title"], row["revision"]) if row else None

    def _is_revision(self, document_row: int, revision: int, fields: dict[str, str | None]) -> bool:
        """Whether the stored revision has exactly these fields."""
        row = self._connection.execute(
            f"SELECT {', '.join(fields)} FROM revisions WHERE document_row = ? AND revision = ?",
            (document_row, revision),
        ).fetchone()
        return row is not None and all(row[name] == value for name, value in fields.items())

    def _insert_revision(
        self, document_row: int | None, revision: int, fields: dict[str, str | None], clauses: tuple[Clause, ...]
    ) -> None:
        values: dict[str, str | int | None] = {
            **fields,
            "document_row": document_row,
            "revision": revision,
            "clause_count": len(clauses),
            "ingested_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        revision_row = self._connection.execute(
            f"INSERT INTO revisions ({names}) VALUES ({marks})", tuple(values.values())
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO clauses (revision_row, ordinal, id, parent_id, kind, label, heading, text, path, "
            "citation_path, text_spans, heading_spans, page, cells) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    revision_row,
                    ordinal,
                    clause.id,
                    clause.parent_id,
                    clause.kind.value,
                    clause.label,
                    clause.heading,
                    clause.text,
                    _json(clause.path),
                    _json(clause.citation_path),
                    _json_spans(clause.text_spans),
                    _json_spans(clause.heading_spans),
                    clause.page,
                    _json([[cell.name, cell.text, cell.own] for cell in clause.cells]),
                )
                for ordinal, clause in enumerate(clauses)
            ),
        )


def _revision_fields(document: ParsedDocument) -> dict[str, str | None]:
    """What makes a revision: two documents with the same fields are the same revision."""
    metadata = document.metadata
    return {
        "sha256": document.sha256,
        "rules": document.rules,
        "title": metadata.title,
        "kind": metadata.kind,
        "region": metadata.region,
        "issuer": metadata.issuer,
        "number": metadata.number,
        "date": metadata.date,
        "period": metadata.period,
        "addressees": metadata.addressees,
        "published": metadata.published,
        "effective": metadata.effective,
        "expires": metadata.expires,
        "places": json.dumps(
            {field: [[span.start, span.end] for span in spans] for field, spans in metadata.places.items()},
            sort_keys=True,
        ),
        "caveats": _json(metadata.caveats),
        "labels": _json(metadata.labels),
        "names": _json(metadata.names),
        "evidence": json.dumps(metadata.evidence, ensure_ascii=False, sort_keys=True),
        "source": document.source,
        "notes": _json(document.notes),
        "removals": _json([[r.span.start, r.span.end, r.kind.value] for r in document.removals]),
    }


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _json_spans(spans: tuple[Span, ...]) -> str:
    return _json([[span.start, span.end] for span in spans])
