"""Keeps the derived index in step with the store: opens, checks, catches up, rebuilds, publishes.

An index of the right fingerprint that is merely behind takes in the documents that changed since; anything else is
built anew from the store. Losing the index loses nothing.

New revisions become current in this order: they are written to the store and wait; an index is published that holds
both the old clauses and the new; one transaction of the store makes the new ones current. So readers find the old text
until that moment and the new text from then on. The old clauses leave the index with its next publication; until then
the store, which is asked about every candidate, keeps them out of answers.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from kb.errors import IndexBroken
from kb.search.bridge import Bridge
from kb.search.encoder import Encoder, StaticEncoder, Vectors
from kb.search.generations import Generations, Manifest
from kb.search.lexical import LexicalBuilder, LexicalIndex, lexical_fingerprint
from kb.search.vectors import FIELDS, VectorIndex, vector_fingerprint
from kb.search.vocabulary import Vocabulary, VocabularyBuilder, vocabulary_fingerprint
from kb.search.words import Words
from kb.store.database import mapped_errors
from kb.store.reading import IndexEntry, StoreReader
from kb.store.writing import StoreWriter, new_generation

NAMES_FILE = "names.json"
REOPEN_TRIES = 3
BATCH = 1000  # clauses that are embedded and indexed at a time


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """A published index that is open for searching, with the cutter that built it and the bridge to its words."""

    manifest: Manifest
    words: Words
    lexical: LexicalIndex
    vectors: VectorIndex
    bridge: Bridge


def embed(entries: Sequence[IndexEntry], store: StoreWriter, encoder: Encoder) -> Vectors:
    """The vectors of clauses, shape (clauses, fields, dimensions): those that the store keeps, the rest made anew.

    New ones are kept in the store, for they are dear to make with a large model.
    """
    kept = store.reader().vectors(encoder.fingerprint, [entry.row for entry in entries])
    missing = [entry for entry in entries if entry.row not in kept]
    made = np.stack(
        [
            encoder.encode_passages([entry.clause.text for entry in missing]),
            encoder.encode_passages(["\n".join([entry.document_title, *entry.clause.path]) for entry in missing]),
        ],
        axis=1,
    ).astype(np.float16)
    new = {entry.row: vectors.tobytes() for entry, vectors in zip(missing, made, strict=True)}
    if new:
        store.keep_vectors(encoder.fingerprint, new)
    kept |= new
    shape = (len(entries), len(FIELDS), encoder.dimensions)
    return (
        np.frombuffer(b"".join(kept[entry.row] for entry in entries), dtype=np.float16)
        .reshape(shape)
        .astype(np.float32)
    )


def _serves(manifest: Manifest, reader: StoreReader) -> bool:
    """Whether the index answers for the reader's state: it is of that state, or of the one about to follow it."""
    return reader.generation() in (manifest.generation, manifest.base)


def batched(entries: Iterable[IndexEntry], size: int) -> Iterator[list[IndexEntry]]:
    """The entries in lists of at most `size`."""
    rest = iter(entries)
    while part := list(islice(rest, size)):
        yield part


def _belongs(manifest: Manifest, reader: StoreReader) -> bool:
    """Whether the index was built from this store's history."""
    return _serves(manifest, reader) or reader.has_been(manifest.generation)


class IndexKeeper:
    """The index of one home, for readers and for the one writer."""

    def __init__(self, home: Path, encoder: Callable[[], Encoder]) -> None:
        self._home = home
        self._encoder = encoder
        self._generations = Generations(home)
        self._guard = threading.Lock()
        self._open: OpenIndex | None = None

    def newest(self) -> OpenIndex | None:
        """The index that is open now, which may be behind the store."""
        return self._open

    def fresh(self, reader: StoreReader) -> OpenIndex | None:
        """The index of the reader's generation or later; None if what is published is behind, damaged or missing."""
        with self._guard:
            if self._open is None or not _serves(self._open.manifest, reader):
                self._reopen()
            if self._open is None or not _serves(self._open.manifest, reader):
                return None
            return self._open

    def other_encoder(self) -> str | None:
        """The encoder that the published vectors were made with, if it is another than that of the settings."""
        manifest = self._generations.current()
        return manifest.encoder if manifest is not None and manifest.encoder != self._encoder().name else None

    def problems(self, reader: StoreReader) -> list[str]:
        """What is wrong with the published index, in words."""
        manifest = self._generations.current()
        if manifest is None:
            return ["没有检索索引；下次检索时会自动建立。"]
        found = self._generations.problems(manifest)
        newer = self._generations.current()
        if found and newer is not None and newer != manifest:  # a writer has published another meanwhile
            return self.problems(reader)
        folder = self._generations.folder_of(manifest)
        if not found and not _belongs(manifest, reader):
            found.append("索引不属于现在这个库（库可能是从备份恢复的）；下次检索时会自动重建。")
        if not found and manifest.fingerprint != self._fingerprint(self._names_in(folder)):
            found.append("索引是由另一套规则建立的；运行 kb rebuild 可重建。")
        return found

    def notes(self, reader: StoreReader) -> list[str]:
        """What an interrupted writer left undone and the next one does, in words."""
        found = []
        manifest = self._generations.current()
        now = reader.generation().number
        if manifest is not None and manifest.number < now:
            found.append(f"索引停在第 {manifest.number} 代，库已到第 {now} 代；下次检索时会自动补上。")
        if waiting := len(reader.waiting()):
            found.append(f"有 {waiting} 个文件写到一半（磁盘已满或被中断），还没有启用；下次入库时会自动完成。")
        return found

    def publish(self, store: StoreWriter, *, anew: bool = False) -> int:
        """Brings the index to what the store holds and makes waiting revisions current; returns its clause count.

        With `anew` nothing of the old index is used. The caller holds the writer's lock.
        """
        reader = store.reader()
        manifest = None if anew else self._sound(reader)
        waiting = reader.waiting()
        if manifest is not None and not waiting and manifest.generation == reader.generation():
            return LexicalIndex(self._generations.folder_of(manifest)).clause_count
        published = self._generations.current()
        base = reader.generation()
        generation = new_generation(max(base.number, published.number if published else 0))
        words = Words(reader.names())
        changed = None if manifest is None else sorted({*waiting, *reader.changed_from(manifest.number)})
        with self._staged(manifest) as folder:
            self._build(folder, words, store, changed)
            self._generations.publish(folder, generation, base, self._fingerprint(words), self._encoder().name)
        store.activate(generation)
        return LexicalIndex(folder).clause_count

    def _build(self, folder: Path, words: Words, store: StoreWriter, changed: Sequence[int] | None) -> None:
        """Brings the indexes in `folder` to what the store holds of the changed documents (of all, if None)."""
        reader, encoder = store.reader(), self._encoder()
        lexical = LexicalBuilder(folder, words)
        vectors = VectorIndex(folder, encoder.dimensions)
        vocabulary = VocabularyBuilder(folder)
        for row in changed or ():
            lexical.delete_document(row)
            vocabulary.remove_document(row)
        vectors.remove_documents(changed or ())
        for entries in batched(reader.index_entries(changed), BATCH):
            lexical.add(entries)
            vectors.add([(entry.document_row, entry.row) for entry in entries], embed(entries, store, encoder))
            vocabulary.add(entries, words)
        lexical.finish()
        vectors.write()
        vocabulary.write()
        names = folder / NAMES_FILE
        names.unlink(missing_ok=True)  # it may be shared with an older publication
        names.write_text(json.dumps(words.names, ensure_ascii=False), encoding="utf-8")

    def _fingerprint(self, words: Words) -> str:
        """Changes with everything that decides what a publication holds."""
        parts = (
            lexical_fingerprint(words),
            vector_fingerprint(self._encoder().fingerprint),
            vocabulary_fingerprint(),
        )
        return " ".join(parts)

    def _sound(self, reader: StoreReader) -> Manifest | None:
        """The published manifest, if its index can be built upon."""
        manifest = self._generations.current()
        if manifest is None or not reader.has_been(manifest.generation):
            return None
        if manifest.fingerprint != self._fingerprint(Words(reader.names())):
            return None
        return None if self._generations.problems(manifest) else manifest

    @contextlib.contextmanager
    def _staged(self, base: Manifest | None) -> Iterator[Path]:
        with mapped_errors(self._home):
            folder = self._generations.stage(base)
            try:
                yield folder
            except BaseException:
                published = self._generations.current()
                if published is None or published.folder != folder.name:
                    self._generations.discard(folder)
                raise

    @staticmethod
    def _names_in(folder: Path) -> Words:
        """The cutter that built the index in `folder`."""
        return Words(json.loads((folder / NAMES_FILE).read_text(encoding="utf-8")))

    def _reopen(self) -> None:
        """Opens what is published now, unless it is damaged or was built by other rules. Holds the guard."""
        for _ in range(REOPEN_TRIES):
            manifest = self._generations.current()
            if manifest is None or (self._open is not None and manifest == self._open.manifest):
                return
            folder = self._generations.folder_of(manifest)
            # A writer may sweep the folder away between these steps; then there is a newer one to try.
            with contextlib.suppress(IndexBroken, OSError, ValueError):
                if not self._generations.problems(manifest):
                    words = self._names_in(folder)
                    if manifest.fingerprint != self._fingerprint(words):
                        return
                    encoder = self._encoder()
                    bridge = Bridge(Vocabulary(folder), encoder if isinstance(encoder, StaticEncoder) else None)
                    self._open = OpenIndex(manifest, words, LexicalIndex(folder), VectorIndex(folder), bridge)
                    return
