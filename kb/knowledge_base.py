"""The knowledge base as its callers see it: search, ask, read, write. Delegation only.

Several processes may share one home. Readers look at the store in one transaction for each call, and take up a new
publication of the index before they answer; one writer at a time holds the lock.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.answer.compose import compose
from kb.errors import BadQuery, EncoderChanged, KbError, NotFound, StoreLocked, Unavailable
from kb.records import Answer, Document, FoundClause, Hit, ParsedDocument, Removal
from kb.search.encoder import Encoder, open_encoder
from kb.search.indexing import IndexKeeper, OpenIndex
from kb.search.question import Question, read_question
from kb.search.retrieve import retrieve
from kb.search.words import is_text
from kb.settings import Settings
from kb.store.database import Connection, connect, mapped_errors
from kb.store.lock import writer_lock
from kb.store.reading import StoreReader, reading
from kb.store.scope import Scope
from kb.store.writing import KnownDocument, PutResult, StoreWriter

MOST_HITS = 100
EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` looked at and what it found wrong; sound when `problems` is empty. `notes` mend themselves."""

    documents: int
    clauses: int
    generation: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]


class KnowledgeBase:
    """A knowledge base in a folder. Safe to use from several threads."""

    def __init__(self, settings: Settings, on_wait: Callable[[str], None] | None = None) -> None:
        self.settings = settings
        self._on_wait = on_wait
        self._local = threading.local()
        self._keeper = IndexKeeper(settings.home, self._open_encoder)

    # Reading. Every method takes a scope.

    def search(self, query: str, k: int = 10, scope: Scope = EVERYTHING) -> list[Hit]:
        """The `k` clauses that match the query best.

        Raises BadQuery for an empty or overlong query or a `k` out of range.
        """
        with self._look() as (reader, index):
            question = self._understand(query, k, index)
            return retrieve(question, k, scope, reader, index, self._open_encoder())

    def ask(self, question: str, k: int = 10, scope: Scope = EVERYTHING) -> Answer:
        """An answer made of verified quotations from the `k` best clauses, or the statement that there is none."""
        with self._look() as (reader, index):
            understood = self._understand(question, k, index)
            hits = retrieve(understood, k, scope, reader, index, self._open_encoder())
            return compose(understood, hits, index.lexical, reader)

    def documents(self, scope: Scope = EVERYTHING, limit: int | None = None, after: str = "") -> list[Document]:
        """Current documents in the order of their ids."""
        with self._read() as reader:
            return reader.documents(scope, limit, after)

    def document(self, document_id: str, scope: Scope = EVERYTHING) -> Document:
        """One document. Raises NotFound."""
        with self._read() as reader:
            return _document(reader, document_id, scope)

    def tree(self, document_id: str, scope: Scope = EVERYTHING) -> tuple[Document, list[FoundClause]]:
        """A document and its clauses in reading order. Raises NotFound."""
        with self._read() as reader:
            document = _document(reader, document_id, scope)
            return document, reader.clauses_of(document)

    def source(self, document_id: str, scope: Scope = EVERYTHING) -> tuple[str, tuple[Removal, ...]]:
        """A document's source text, and which slices of it stand in no clause. Raises NotFound."""
        with self._read() as reader:
            return reader.source(_document(reader, document_id, scope))

    def notes(self, document_id: str, scope: Scope = EVERYTHING) -> tuple[str, ...]:
        """What a person should look at in a document, as it was cut. Raises NotFound."""
        with self._read() as reader:
            return reader.notes(_document(reader, document_id, scope))

    def clause(self, clause_id: str, scope: Scope = EVERYTHING) -> FoundClause:
        """One clause. Raises NotFound."""
        with self._read() as reader:
            found = reader.clause(clause_id, scope)
        if found is None:
            raise _not_found("条款", clause_id, scope)
        return found

    def below(self, found: FoundClause, scope: Scope = EVERYTHING) -> list[FoundClause]:
        """The clauses below a clause, in reading order."""
        with self._read() as reader:
            document = reader.document(found.document.id, scope)
            return reader.clauses_of(document, under=found.clause.id) if document else []

    def check(self) -> CheckReport:
        """Looks whether the store is sound, every clause stands in its source, and the index agrees with the store."""
        with self._read() as reader:
            problems = reader.integrity_problems()
            documents = reader.documents(EVERYTHING)
            clauses = 0
            for document in documents:
                source, _ = reader.source(document)
                for found in reader.clauses_of(document):
                    clauses += 1
                    text = "".join(source[span.start : span.end] for span in found.clause.text_spans)
                    if text != found.clause.text:
                        problems.append(f"条款 {found.clause.id} 与原文不一致。")
            problems += self._keeper.problems(reader)
            notes = self._keeper.notes(reader)
            return CheckReport(len(documents), clauses, reader.generation().number, tuple(problems), tuple(notes))

    def prepare(self) -> None:
        """Makes an empty base where there is none, and the index good, so that the first question need not wait."""
        with self.writing():
            pass

    def is_ready(self) -> bool:
        """Whether a question would be answered now."""
        try:
            with self._look():
                return True
        except KbError:
            return False

    # Writing.

    @contextlib.contextmanager
    def writing(self) -> Iterator["Writing"]:
        """Holds the writer's lock; when it ends, what was written is published in the index."""
        self._require_encoder()
        with self._locked(self.settings.lock_wait_seconds) as store:
            try:
                yield Writing(store)
            finally:
                self._keeper.publish(store)

    def remove(self, document_id: str) -> None:
        """Takes a document out at once and for good. Raises NotFound, and HomeMissing rather than making a base."""
        self.document(document_id)
        self._require_encoder()
        with self._locked(self.settings.lock_wait_seconds) as store:
            Writing(store).remove(document_id)
            # The removal is done. An index that can't be written now (the disk is full) is made good later; until
            # then the store, which is asked about every candidate, keeps the document out of answers.
            with contextlib.suppress(Unavailable):
                self._keeper.publish(store)

    def rebuild(self) -> int:
        """Builds the index anew from the store; returns how many clauses it holds. Raises HomeMissing."""
        self.documents(limit=1)
        with self._locked(self.settings.lock_wait_seconds) as store:
            return self._keeper.publish(store, anew=True)

    def _understand(self, text: str, k: int, index: OpenIndex) -> Question:
        if not is_text(text):
            raise BadQuery("问题里有不能识别的字符（编码不对）。", "请用 UTF-8 传入，或检查终端的字符集设置。")
        if not text.strip():
            raise BadQuery("问题是空的。", "请写出要问的内容，例如：旅游小镇的土地保障。")
        longest = self.settings.max_question_chars
        if len(text) > longest:
            raise BadQuery(
                f"问题有 {len(text)} 个字，超过了 {longest} 个字的上限。",
                "请把问题缩短，或调大 KB_MAX_QUESTION_CHARS。",
            )
        if not 1 <= k <= MOST_HITS:
            raise BadQuery(f"k={k} 不在 1 到 {MOST_HITS} 之间。", f"请给出 1 到 {MOST_HITS} 的整数。")
        return read_question(text, index.words, index.bridge)

    def _open_encoder(self) -> Encoder:
        """The encoder of the settings. Raises EncoderUnusable."""
        return open_encoder(self.settings.encoder, self.settings.query_prompt, self.settings.passage_prompt)

    @contextlib.contextmanager
    def _locked(self, wait_seconds: float) -> Iterator[StoreWriter]:
        home = self.settings.home
        with mapped_errors(home), writer_lock(home, wait_seconds, self._on_wait):
            store = StoreWriter(home)
            try:
                yield store
            finally:
                store.close()

    @contextlib.contextmanager
    def _read(self) -> Iterator[StoreReader]:
        with reading(self._connection(), self.settings.home) as reader:
            yield reader

    @contextlib.contextmanager
    def _look(self) -> Iterator[tuple[StoreReader, OpenIndex]]:
        """A consistent look at the store, with the index that belongs to it or the newest there is."""
        with self._read() as reader:
            index = self._keeper.fresh(reader)
            if index is not None:
                yield reader, index
                return
        self._require_encoder()
        # The index is missing, damaged or behind with no writer at work: it is made good from the store.
        self._repair()
        with self._read() as reader:
            index = self._keeper.fresh(reader) or self._keeper.newest()
            if index is None:
                raise StoreLocked("检索索引正在建立，另一个进程还没有写完。", "请稍后再试。")
            yield reader, index

    def _require_encoder(self) -> None:
        """Only a rebuild changes the encoder: two processes with different settings would else remake it in turns."""
        if other := self._keeper.other_encoder():
            ours = self._open_encoder().name
            raise EncoderChanged(
                f"这个库的向量是用编码模型 {other} 做的，现在的设置是 {ours}。",
                f"请把 KB_ENCODER（和提示语）改回 {other} 的，或运行 kb rebuild，改用 {ours}。",
            )

    def _repair(self) -> None:
        wait = 0.0 if self._keeper.newest() is not None else self.settings.lock_wait_seconds
        try:
            with self._locked(wait) as store:
                self._keeper.publish(store)
        except Unavailable:
            if self._keeper.newest() is None:
                raise

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self.settings.home)
        return connection


class Writing:
    """What a writer may do while it holds the lock."""

    def __init__(self, store: StoreWriter) -> None:
        self._store = store

    def put(self, document: ParsedDocument) -> PutResult:
        """Adds a document or a new revision of it."""
        return self._store.put(document)

    def remove(self, document_id: str) -> None:
        """Takes a document out at once and for good. Raises NotFound."""
        if not self._store.remove(document_id):
            raise _not_found("文件", document_id, EVERYTHING)

    def by_origin(self, origin: str) -> KnownDocument | None:
        """The document that came from `origin`."""
        return self._store.by_origin(origin)

    def unchanged(self, origin: str, sha256: str, rules: str, known_as: str) -> KnownDocument | None:
        """The document from `origin`, if it need not be cut again."""
        return self._store.unchanged(origin, sha256, rules, known_as)

    def by_sha256(self, sha256: str) -> KnownDocument | None:
        """A document with these bytes."""
        return self._store.by_sha256(sha256)

    def others_of(self, origin: str, document_id: str) -> list[str]:
        """The ids, other than `document_id`, of documents that came from `origin`."""
        return self._store.others_of(origin, document_id)

    def move(self, document_id: str, origin: str) -> None:
        """Notes that a document's file now lies elsewhere."""
        self._store.move(document_id, origin)

    def owner_of(self, document_id: str) -> str | None:
        """Where the document of this id came from, even if it was removed."""
        return self._store.owner_of(document_id)


def _document(reader: StoreReader, document_id: str, scope: Scope) -> Document:
    document = reader.document(document_id, scope)
    if document is None:
        raise _not_found("文件", document_id, scope)
    return document


def _not_found(what: str, written: str, scope: Scope) -> NotFound:
    revision = f"第{scope.revision}版的" if scope.revision is not None else ""
    return NotFound(f"库里没有{revision}{what} {written}。", "请用 kb documents 查看库里有哪些文件。")
