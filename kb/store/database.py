"""Opens the SQLite file, keeps its schema up to date and gives its errors our names.

Schema in words. A document keeps its row for ever, so that ids and revision numbers are never given twice; removing it
deletes its revisions, clauses and text. A new revision is written first and becomes the current one later, when the
index holds it too: until then the old one answers. `generation` counts the states that readers see; a document carries
the one that last changed it, so that the index can catch up. Each generation has a random mark, so that an index is
never taken for that of another history: that of a store which was restored from a backup.
"""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kb.errors import DiskFull, HomeMissing, HomeUnusable, KbError, StoreCorrupt, StoreLocked, StoreTooNew

Connection = sqlite3.Connection

FILE_NAME = "kb.sqlite"
BUSY_SECONDS = 30.0

# Each entry brings the schema from one version to the next; the version stands in PRAGMA user_version.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE generations (number INTEGER PRIMARY KEY, mark TEXT NOT NULL) STRICT;
    INSERT INTO generations VALUES (0, '');

    CREATE TABLE documents (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL,
        current_revision INTEGER NOT NULL DEFAULT 0,
        last_revision INTEGER NOT NULL,
        generation INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX documents_by_generation ON documents (generation);
    CREATE INDEX documents_by_origin ON documents (origin);

    CREATE TABLE revisions (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        document_row INTEGER NOT NULL REFERENCES documents (row),
        revision INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        rules TEXT NOT NULL,
        title TEXT NOT NULL,
        kind TEXT,
        region TEXT,
        issuer TEXT,
        number TEXT,
        date TEXT,
        period TEXT,
        caveats TEXT NOT NULL,
        labels TEXT NOT NULL,
        names TEXT NOT NULL,
        evidence TEXT NOT NULL,
        source TEXT NOT NULL,
        removals TEXT NOT NULL,
        clause_count INTEGER NOT NULL,
        ingested_at TEXT NOT NULL,
        UNIQUE (document_row, revision)
    ) STRICT;
    CREATE INDEX revisions_by_sha256 ON revisions (sha256);

    CREATE TABLE clauses (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        revision_row INTEGER NOT NULL REFERENCES revisions (row),
        ordinal INTEGER NOT NULL,
        id TEXT NOT NULL,
        parent_id TEXT,
        kind TEXT NOT NULL,
        label TEXT NOT NULL,
        heading TEXT NOT NULL,
        text TEXT NOT NULL,
        path TEXT NOT NULL,
        citation_path TEXT NOT NULL,
        text_spans TEXT NOT NULL,
        heading_spans TEXT NOT NULL,
        page INTEGER,
        UNIQUE (revision_row, id),
        UNIQUE (revision_row, ordinal)
    ) STRICT;
    CREATE INDEX clauses_by_id ON clauses (id);

    CREATE TABLE vectors (
        clause_row INTEGER PRIMARY KEY REFERENCES clauses (row),
        encoder TEXT NOT NULL,
        vectors BLOB NOT NULL
    ) STRICT;
    """,
    """
    ALTER TABLE clauses ADD COLUMN cells TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE revisions ADD COLUMN addressees TEXT;
    ALTER TABLE revisions ADD COLUMN published TEXT;
    ALTER TABLE revisions ADD COLUMN effective TEXT;
    ALTER TABLE revisions ADD COLUMN expires TEXT;
    ALTER TABLE revisions ADD COLUMN places TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE revisions ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE revisions ADD COLUMN known_as TEXT NOT NULL DEFAULT '';
    """,
)


def connect(home: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection to the store of `home`, with the schema up to date.

    Only a writer creates (`create`) or migrates a store. Raises HomeMissing, HomeUnusable, StoreCorrupt, StoreTooNew.
    """
    path = home / FILE_NAME
    if create:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(
                f"不能在 {home} 建立知识库（{error.strerror}）。",
                "请换一个可写的文件夹（--home 或 KB_HOME），或检查权限和磁盘。",
            ) from error
    elif not path.is_file():
        raise HomeMissing(
            f"{home} 里还没有知识库。", "请先运行 kb ingest 加一个文件或文件夹；库在别处时用 --home 或 KB_HOME 指明。"
        )
    with mapped_errors(home):
        # Threads take turns with a connection only inside one read or write, which the callers see to.
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            _refuse_zeros(connection, path)
            _migrate(connection, home, create)
        except BaseException:
            connection.close()
            raise
    return connection


def _refuse_zeros(connection: sqlite3.Connection, path: Path) -> None:
    """SQLite takes a file of zeros for an empty database; it is a damaged one, for an empty one of ours is in WAL mode.

    SQLite is asked, because opening the file ourselves and closing it would drop the locks that this process holds.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if version == 0 and mode != "wal" and path.stat().st_size:
        raise sqlite3.DatabaseError("文件头不对")


def _migrate(connection: sqlite3.Connection, home: Path, create: bool) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreTooNew(
            f"{home} 里的知识库是由更新版本的程序建立的（结构版本 {version}，本程序只认到 {len(MIGRATIONS)}）。",
            "请升级本程序，或换一个 --home。",
        )
    if not create:
        if version == 0:
            raise HomeMissing(f"{home} 里的知识库还是空的。", "请先运行 kb ingest 加一个文件或文件夹。")
        if version < len(MIGRATIONS):
            raise StoreCorrupt(f"{home} 里的知识库结构较旧。", "请运行一次 kb rebuild 来升级。")
        return
    connection.execute("PRAGMA journal_mode = WAL")
    # A commit that was acknowledged survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    # What is removed leaves the file, not only the tables.
    connection.execute("PRAGMA secure_delete = ON")
    for number in range(version, len(MIGRATIONS)):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{MIGRATIONS[number]}\nPRAGMA user_version = {number + 1};\nCOMMIT;"
        )


@contextlib.contextmanager
def mapped_errors(home: Path) -> Iterator[None]:
    """Turns SQLite's errors, and a full disk, into ours."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full(home) from error
        raise HomeUnusable(f"不能读写 {home}（{error}）。", "请检查它的权限和磁盘，或用 --home 换一个。") from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
            raise  # a mistake in our SQL
        raise _map_operational_error(error, home) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise _corrupt(home, error) from error


def _map_operational_error(error: sqlite3.OperationalError, home: Path) -> KbError:
    """Our error for what SQLite could not do in `home`. The low byte of an extended code is the code itself."""
    code = error.sqlite_errorcode & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return disk_full(home)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked(f"{home} 的知识库正被另一个进程占用。", "请稍后再试。")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return HomeUnusable(
            f"不能打开或写入 {home / FILE_NAME}（{error}）。", "请检查这个文件夹的权限，或用 --home 换一个。"
        )
    return _corrupt(home, error)


def disk_full(home: Path) -> DiskFull:
    """The error for a disk without room."""
    return DiskFull(
        f"磁盘已满，没有写入（{home}）。以前入库的内容都还在。",
        "请腾出空间，或用 --home 把知识库放到别的磁盘，然后重新运行。",
    )


def _corrupt(home: Path, error: Exception) -> StoreCorrupt:
    return StoreCorrupt(
        f"知识库文件 {home / FILE_NAME} 读不出来（{error}）。", "请从备份恢复这个文件，或移走它后重新运行 kb ingest。"
    )
