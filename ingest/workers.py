"""Cuts files in worker processes, under limits of time and memory: a crash or a hang fails one file and no other.

A worker is a Python process of its own that gets jobs and gives documents through a pipe. It ends when the pipe does,
so that none outlives its parent.
"""

import atexit
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Pipe, wait

from ingest.jobs import Job
from kb.errors import BadFile, FileDamaged, FileTooComplex, KbError
from kb.records import ParsedDocument
from kb.settings import Settings

Result = ParsedDocument | BadFile
AHEAD = 2  # jobs that are done or under way for each worker before their turn
_idle: list["Worker"] = []  # workers of this process that wait for the next files


class Worker:
    """A process that cuts one file at a time."""

    def __init__(self, memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "ingest.worker", str(theirs.fileno()), str(memory_bytes)]
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()
        self.connection = ours
        self.until = 0.0

    def start(self, job: Job, seconds: float) -> None:
        """Gives it a job that must be done in as many seconds."""
        self.until = time.monotonic() + seconds
        self.connection.send(job)

    def take(self) -> Result | KbError | None:
        """What it made of its job; None if it died over it."""
        try:
            result: Result | KbError = self.connection.recv()
        except (EOFError, OSError):
            return None
        return result

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ends the process at once."""
        self.connection.close()
        self._process.kill()
        self._process.wait()


@dataclass(slots=True)
class Waiting:
    """A job whose turn has not come: the worker that is at it, or what came of it."""

    job: Job
    worker: Worker | None = None
    result: Result | None = None


class Workers:
    """As many workers as the settings say, started when they are first needed and kept for the next files."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._count = settings.workers or os.cpu_count() or 1

    def cut(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """What becomes of each job, in their order. Raises Broken if it is our fault."""
        queue: deque[Waiting] = deque()
        coming = iter(jobs)
        more = True
        try:
            while True:
                while more and len(queue) < AHEAD * self._count:
                    job = next(coming, None)
                    more = job is not None
                    if job is not None:
                        queue.append(Waiting(job))
                self._start(queue)
                while queue and queue[0].result is not None:
                    yield queue.popleft().result  # type: ignore[misc]
                if not queue and not more:
                    return
                self._collect([one for one in queue if one.worker is not None])
        finally:
            for one in queue:
                if one.worker is not None:
                    one.worker.stop()

    def _start(self, queue: Iterable[Waiting]) -> None:
        busy = sum(one.worker is not None for one in queue)
        for one in queue:
            if busy >= self._count:
                return
            if one.worker is None and one.result is None:
                one.worker = _hire(self._settings.parse_bytes)
                one.worker.start(one.job, self._settings.parse_seconds)
                busy += 1

    def _collect(self, running: list[Waiting]) -> None:
        """Waits until some worker is done, dies or has no time left."""
        by_connection = {one.worker.connection: one for one in running if one.worker is not None}
        first = min((one.worker.until for one in running if one.worker is not None), default=0.0)
        ready = wait(list(by_connection), timeout=max(first - time.monotonic(), 0.0))
        for connection in ready:
            self._finish(by_connection[connection])  # type: ignore[index]
        for one in running:
            if one.worker is not None and time.monotonic() >= one.worker.until:
                one.worker.stop()
                one.worker, one.result = None, _too_slow(one.job, self._settings.parse_seconds)

    def _finish(self, one: Waiting) -> None:
        worker, one.worker = one.worker, None
        if worker is None:
            return
        result = worker.take()
        if result is None:
            worker.stop()
            one.result = FileDamaged(
                f"{one.job.name}：读取时程序中断，文件可能损坏，或需要的内存超过上限。",
                "请用办公软件打开后另存一份，或拆小后再入库。",
            )
            return
        _idle.append(worker)
        if isinstance(result, KbError) and not isinstance(result, BadFile):
            raise result
        one.result = result


def _hire(memory_bytes: int) -> Worker:
    """A worker that waits for work, or a new one."""
    while _idle:
        worker = _idle.pop()
        if worker.memory_bytes == memory_bytes and worker.is_alive:
            return worker
        worker.stop()
    return Worker(memory_bytes)


@atexit.register
def dismiss() -> None:
    """Ends the workers that wait for work."""
    while _idle:
        _idle.pop().stop()


def _too_slow(job: Job, seconds: float) -> FileTooComplex:
    return FileTooComplex(
        f"{job.name}：读取超过了 {seconds:g} 秒的上限。", "请把文件拆小后再入库，或调大 KB_PARSE_SECONDS。"
    )
