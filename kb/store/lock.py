"""One writer at a time: a lock file in the home, with the holder's name for those who wait."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import HomeUnusable, StoreLocked

LOCK_NAME = "writer.lock"
HOLDER_NAME = "writer.json"


@contextlib.contextmanager
def writer_lock(home: Path, wait_seconds: float, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Holds the home's writing lock; the operating system frees it when a process dies.

    While another process writes, `on_wait` is told once who it is. Raises StoreLocked after `wait_seconds`.
    """
    lock = FileLock(home / LOCK_NAME)
    try:
        home.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait is not None and wait_seconds > 0:
                on_wait(f"{_holder(home)}正在写入这个知识库，等它写完（最多 {wait_seconds:g} 秒）……")
            lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise StoreLocked(
            f"{_holder(home)}正在写入 {home} 的知识库，等了 {wait_seconds:g} 秒还没有写完。", "请等它结束后再试。"
        ) from error
    except OSError as error:
        raise HomeUnusable(
            f"不能在 {home} 写入（{error.strerror}）。", "请换一个可写的文件夹（--home 或 KB_HOME），或检查权限和磁盘。"
        ) from error
    try:
        _write_holder(home)
        yield
    finally:
        lock.release()


def _write_holder(home: Path) -> None:
    command = Path(sys.argv[0]).name or "python"
    holder = {"pid": os.getpid(), "command": " ".join([command, *sys.argv[1:3]]), "since": f"{datetime.now():%H:%M:%S}"}
    # The name is a courtesy; a full disk must not keep anybody from removing documents.
    with contextlib.suppress(OSError):
        (home / HOLDER_NAME).write_text(json.dumps(holder, ensure_ascii=False), encoding="utf-8")


def _holder(home: Path) -> str:
    try:
        holder = json.loads((home / HOLDER_NAME).read_text(encoding="utf-8"))
        return f"进程 {holder['pid']}（{holder['command']}，{holder['since']} 开始）"
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个进程"
