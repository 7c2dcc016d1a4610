"""The truth: documents, revisions, clauses and the words they bring, in SQLite. sqlite3 is used nowhere else."""

from kb.store.lock import writer_lock
from kb.store.reading import StoreReader
from kb.store.scope import Scope
from kb.store.writing import PutResult, StoreWriter

__all__ = ["PutResult", "Scope", "StoreReader", "StoreWriter", "writer_lock"]
