"""The lexical index: words and character bigrams of each clause, ranked by BM25. tantivy is used nowhere else.

Heading and path are fields of their own beside the body, each once in words and once in bigrams. The index holds no
text: it gives back the store's clause rows, and whoever asks looks these up in the store.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import tantivy

from kb.errors import IndexBroken
from kb.search.references import labels_of
from kb.search.words import Words, bigrams, normalise
from kb.store.reading import IndexEntry

RULES = "3"  # goes up when the code below would index a clause otherwise
WRITER_BYTES = 50_000_000
LEAST_FREE_BYTES = 1_000_000

# field, boost of its words, boost of its bigrams
FIELDS: tuple[tuple[str, float, float], ...] = (
    ("body", 1.0, 0.5),
    ("heading", 1.5, 0.75),
    ("path", 0.8, 0.4),
)
DOCUMENT = "document"
ROW = "row"


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """What is looked for: words and bigrams of a question, words of less weight, and terms that a clause must hold."""

    terms: tuple[str, ...]
    bigrams: tuple[str, ...]
    weighted: tuple[tuple[str, float], ...] = ()
    required: tuple[str, ...] = ()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field, _, _ in FIELDS:
        builder.add_text_field(f"{field}_words", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{field}_bigrams", tokenizer_name="whitespace", index_option="freq")
    # A text key, because deleting by an unsigned term removes nothing and does not say so (tantivy-py 0.27).
    builder.add_text_field(DOCUMENT, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(ROW, indexed=True, fast=True)
    return builder.build()


SCHEMA = _schema()


def lexical_fingerprint(words: Words) -> str:
    """Changes with everything that decides what the index holds."""
    return f"lexical-{RULES}-{version('tantivy')}-{words.fingerprint}"


@contextlib.contextmanager
def _mapped_errors(folder: Path | None = None) -> Iterator[None]:
    """tantivy reports damage as ValueError or OSError, or as a panic that is no Exception at all.

    A full disk under `folder` often shows only as a writer that was killed, so the disk is asked.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        if full or (folder is not None and shutil.disk_usage(folder).free < LEAST_FREE_BYTES):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise IndexBroken(f"检索索引读写出错（{error}）。", "请运行 kb rebuild 由库重建索引。") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexBroken(f"检索索引损坏（{error}）。", "请运行 kb rebuild 由库重建索引。") from error


class LexicalIndex:
    """A published index, opened for searching. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        with _mapped_errors():
            self._searcher = tantivy.Index.open(str(folder)).searcher()

    @property
    def clause_count(self) -> int:
        """How many clauses the index holds."""
        return self._searcher.num_docs

    def holders(self, term: str) -> int:
        """How many clauses hold `term` as a word of their body, heading or path (the largest of the three)."""
        return max(self._searcher.doc_freq(f"{field}_words", term) for field, _, _ in FIELDS)

    def search(
        self, query: LexicalQuery, limit: int, document_rows: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Clause rows and BM25 scores, best first, at most `limit`; `document_rows` keeps to these documents."""
        terms = [*((term, 1.0) for term in query.terms), *query.weighted]
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(_term(f"{field}_{channel}", term), boost * weight))
            for field, words_boost, bigrams_boost in FIELDS
            for channel, boost, weighted in (
                ("words", words_boost, terms),
                ("bigrams", bigrams_boost, [(pair, 1.0) for pair in query.bigrams]),
            )
            for term, weight in weighted
        ]
        if not wanted:
            return []
        must = [tantivy.Query.boolean_query(wanted)]
        for term in query.required:
            either = [(tantivy.Occur.Should, _term(f"{field}_words", term)) for field, _, _ in FIELDS]
            must.append(tantivy.Query.boolean_query(either))
        if document_rows is not None:
            keys = [str(row) for row in document_rows]
            must.append(tantivy.Query.const_score_query(tantivy.Query.term_set_query(SCHEMA, DOCUMENT, keys), 0.0))
        with _mapped_errors():
            found = self._searcher.search(
                tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in must]), limit, count=False
            ).hits
            rows = self._searcher.fast_field_values(ROW, [address for _, address in found])
        return [(int(row), float(score)) for row, (score, _) in zip(rows, found, strict=True) if row is not None]


class LexicalBuilder:
    """Writes into a staged folder: a fresh one, or one that holds the last publication."""

    def __init__(self, folder: Path, words: Words) -> None:
        self._words = words
        self._folder = folder
        with _mapped_errors(folder):
            self._index = tantivy.Index(SCHEMA, path=str(folder))
            self._writer = self._index.writer(WRITER_BYTES, 1)

    def delete_document(self, document_row: int) -> None:
        """Takes the clauses of a document out."""
        with _mapped_errors(self._folder):
            self._writer.delete_documents_by_term(DOCUMENT, str(document_row))

    def add(self, entries: Iterable[IndexEntry]) -> int:
        """Takes clauses in; returns how many."""
        count = 0
        for entry in entries:
            document = tantivy.Document()
            for field, text in _texts(entry).items():
                terms = self._words.terms(text)
                if field == "heading":
                    terms += [label.term for label in labels_of(entry.clause.citation_path)[-1:]]
                document.add_text(f"{field}_words", " ".join(terms))
                document.add_text(f"{field}_bigrams", " ".join(bigrams(normalise(text))))
            document.add_text(DOCUMENT, str(entry.document_row))
            document.add_unsigned(ROW, entry.row)
            with _mapped_errors(self._folder):
                self._writer.add_document(document)
            count += 1
        return count

    def finish(self) -> None:
        """Writes everything out and lets no merge go on in the background, so that the files are final."""
        with _mapped_errors(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()


def _texts(entry: IndexEntry) -> dict[str, str]:
    """What is indexed of a clause: its text, its own heading, and the headings above with the document's title."""
    clause = entry.clause
    above = clause.path[:-1] if clause.heading else clause.path
    document = [entry.document_title, entry.document_numbers, entry.region or ""]
    return {"body": clause.text, "heading": clause.heading, "path": "\n".join([*document, *above, *clause.context])}


def _term(field: str, term: str) -> tantivy.Query:
    return tantivy.Query.term_query(SCHEMA, field, term, index_option="freq")
