"""Cuts files in worker processes, under limits of time and memory: a crash or a hang fails one file and no other.

A worker is a Python process of its own that gets jobs and gives documents through a pipe. It ends when the pipe does or
when its job takes too long, so that none outlives its parent for long. All threads of a process share its workers.
"""

import atexit
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Pipe, wait
from pathlib import Path
from typing import Generic, TypeVar

import ingest
from ingest.jobs import Job
from kb.errors import BadFile, Broken, FileDamaged, FileTooComplex, KbError, WorkerUnusable
from kb.records import ParsedDocument
from kb.settings import Settings

Result = ParsedDocument | BadFile | Broken
Known = TypeVar("Known")
AHEAD = 2  # jobs that are done or under way for each worker before their turn
MOST_JOBS = 200  # that a worker does before a fresh one takes its place
WAIT_SECONDS = 1.0  # for another thread to give a worker back
HOME = Path(ingest.__file__).parents[1]  # where this program's packages lie


class Worker:
    """A process that cuts one file at a time. It says once that it is ready, then answers each job."""

    def __init__(self, memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        self.jobs = 0
        self.until = 0.0
        self.is_ready = False
        self.connection, theirs = Pipe()
        # -P: nothing is imported from the folder that the user stands in.
        command = [sys.executable, "-P", "-m", "ingest.worker", str(theirs.fileno()), str(memory_bytes)]
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(HOME)},
        )
        theirs.close()

    def start(self, job: Job, seconds: float) -> bool:
        """Gives it a job that must be done in as many seconds; False if it is dead."""
        self.until = time.monotonic() + seconds
        self.jobs += 1
        try:
            self.connection.send((job, seconds))
        except OSError:
            return False
        return True

    def greet(self) -> None:
        """Takes its word that it is ready. Raises WorkerUnusable if it could not even begin."""
        try:
            self.is_ready = bool(self.connection.recv())
        except (EOFError, OSError) as error:
            raise WorkerUnusable(
                "读文件的进程启动不了。", "请检查安装是否完整，内存限制（ulimit -v）是否太小。"
            ) from error

    def take(self) -> Result | KbError | None:
        """What it made of its job; None if it died over it."""
        try:
            result: Result | KbError = self.connection.recv()
        except (EOFError, OSError):
            return None
        return result

    @property
    def is_usable(self) -> bool:
        """Whether the process runs and has not done its share."""
        return self._process.poll() is None and self.jobs < MOST_JOBS

    def stop(self) -> None:
        """Ends the process at once."""
        self.connection.close()
        self._process.kill()
        self._process.wait()


class Pool:
    """The workers of this process: a bounded number at a time, those without work kept for the next files."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._idle: list[Worker] = []
        self._busy = 0

    def hire(self, memory_bytes: int, most: int) -> Worker | None:
        """A worker, if fewer than `most` are at work."""
        with self._changed:
            if self._busy >= most:
                return None
            self._busy += 1
            idle = self._idle.pop() if self._idle else None
        if idle is not None and idle.memory_bytes == memory_bytes and idle.is_usable:
            return idle
        if idle is not None:
            idle.stop()
        return Worker(memory_bytes)

    def give_back(self, worker: Worker, most: int) -> None:
        """Keeps a worker for the next job, or ends it: one that was stopped, or one too many."""
        with self._changed:
            self._busy -= 1
            keep = worker.is_usable and len(self._idle) < most
            if keep:
                self._idle.append(worker)
            self._changed.notify_all()
        if not keep:
            worker.stop()

    def wait_for_change(self) -> None:
        """Waits a little for another thread to give a worker back."""
        with self._changed:
            self._changed.wait(WAIT_SECONDS)

    def dismiss(self) -> None:
        """Ends the workers that wait for work."""
        with self._changed:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()


POOL = Pool()
atexit.register(POOL.dismiss)


@dataclass(slots=True)
class Waiting(Generic[Known]):
    """A job whose turn has not come: the worker that is at it, or what came of it."""

    job: Job | None
    worker: Worker | None = None
    result: Result | Known | None = None


class Workers:
    """Cuts files with as many workers as the settings say, started when they are first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._count = settings.workers or os.cpu_count() or 1

    def cut(self, jobs: Iterable[Job | Known]) -> Iterator[Result | Known]:
        """What becomes of each job, in their order; Broken where it is our own bug. Raises WorkerUnusable.

        What is no job stands for a file of which is known already what becomes; it comes back in its place.
        """
        queue: deque[Waiting[Known]] = deque()
        coming = iter(jobs)
        more = True
        try:
            while True:
                while more and len(queue) < AHEAD * self._count:
                    item = next(coming, None)
                    more = item is not None
                    if isinstance(item, Job):
                        queue.append(Waiting(item))
                    elif item is not None:
                        queue.append(Waiting(None, result=item))
                self._start(queue)
                while queue and (result := queue[0].result) is not None:
                    queue.popleft()
                    yield result
                if not queue and not more:
                    return
                if queue and queue[0].result is None:
                    self._collect([one for one in queue if one.worker is not None])
        finally:
            for one in queue:
                if one.worker is not None:
                    one.worker.stop()
                    POOL.give_back(one.worker, self._count)

    def _start(self, queue: Iterable[Waiting[Known]]) -> None:
        for one in queue:
            if one.job is not None and one.worker is None and one.result is None:
                one.worker = POOL.hire(self._settings.parse_bytes, self._count)
                if one.worker is None:
                    return
                if not one.worker.start(one.job, self._settings.parse_seconds):
                    if not one.worker.is_ready:
                        one.worker.greet()
                    self._finish(one)

    def _collect(self, running: list[Waiting[Known]]) -> None:
        """Waits until some worker is done, dies or has no time left."""
        if not running:
            POOL.wait_for_change()
            return
        by_connection = {one.worker.connection: one for one in running if one.worker is not None}
        first = min(one.worker.until for one in running if one.worker is not None)
        for connection in wait(list(by_connection), timeout=max(first - time.monotonic(), 0.0)):
            one = by_connection[connection]  # type: ignore[index]
            if one.worker is not None and not one.worker.is_ready:
                one.worker.greet()
            else:
                self._finish(one)
        for one in running:
            if one.worker is not None and time.monotonic() >= one.worker.until:
                one.worker.stop()
                POOL.give_back(one.worker, self._count)
                one.worker, one.result = None, _too_slow(_name(one), self._settings.parse_seconds)

    def _finish(self, one: Waiting[Known]) -> None:
        worker, one.worker = one.worker, None
        if worker is None:
            return
        result = worker.take()
        if result is None:
            worker.stop()
            result = _crashed(_name(one))
        POOL.give_back(worker, self._count)
        if not isinstance(result, ParsedDocument | BadFile | Broken):
            raise result
        one.result = result


def _name(one: Waiting[Known]) -> str:
    return one.job.name if one.job is not None else ""


def _crashed(name: str) -> FileDamaged:
    return FileDamaged(
        f"{name}：读取时程序中断，文件可能损坏，或需要的内存超过上限。",
        "请用办公软件打开后另存一份，或拆小后再入库。",
    )


def _too_slow(name: str, seconds: float) -> FileTooComplex:
    return FileTooComplex(
        f"{name}：读取超过了 {seconds:g} 秒的上限。", "请把文件拆小后再入库，或调大 KB_PARSE_SECONDS。"
    )
