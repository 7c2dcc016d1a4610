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
AHEAD = 4  # jobs that are done or under way for each worker before their turn
CRASHED = "读取时程序中断，文件可能损坏，或需要的内存超过上限。"
DEPTH = 2  # jobs that a worker has at most: one that it does and one to go on with
MOST_JOBS = 5_000  # that a worker does before a fresh one takes its place
LEAVE_SECONDS = 1.0  # for a worker to go when it is told to
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
        """Ends the process; it has a moment to end what it started and to clean up."""
        self.connection.close()
        self._process.terminate()
        try:
            self._process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:  # whatever interrupts the wait
            self._process.kill()
            self._process.wait()

    def dismiss(self) -> None:
        """Tells the process to end and does not wait."""
        self._process.terminate()


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
            worker.dismiss()
        for worker in idle:
            worker.stop()


POOL = Pool()
atexit.register(POOL.dismiss)


@dataclass(slots=True)
class Waiting(Generic[Known]):
    """A job whose turn has not come, whether a worker has it, and what came of it."""

    job: Job | None
    is_sent: bool = False
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
        team: Team[Known] = {}
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
                self._send(queue, team)
                while queue and (result := queue[0].result) is not None:
                    queue.popleft()
                    yield result
                if not queue and not more:
                    return
                if queue and queue[0].result is None:
                    self._collect(team)
        finally:
            for worker in [worker for worker, sent in team.items() if sent]:
                worker.dismiss()  # all at once; each then has the same moment to leave
            for worker, sent in team.items():
                if sent:
                    worker.stop()
                POOL.give_back(worker, self._count)

    def _send(self, queue: Iterable[Waiting[Known]], team: "Team[Known]") -> None:
        """Sends the jobs that wait to workers that have nothing to do, or little."""
        for one in queue:
            if one.job is None or one.is_sent or one.result is not None:
                continue
            worker = self._find(team, one.job)
            if worker is None:
                return
            team[worker].append(one)
            one.is_sent = True
            if len(team[worker]) == 1:
                worker.until = time.monotonic() + self._settings.parse_seconds
            if not worker.start(one.job, self._settings.parse_seconds):
                self._bury(worker, team, None)

    def _find(self, team: "Team[Known]", job: Job) -> Worker | None:
        """A worker for a job: one without work, a new one, or one that has only begun."""
        free = next((worker for worker, sent in team.items() if not sent), None)
        if free is None and (hired := POOL.hire(self._settings.parse_bytes, self._count)) is not None:
            team[hired] = deque()
            return hired
        # Bytes are never sent to a busy worker: both ends could wait for the other to read.
        busy = next((worker for worker, sent in team.items() if len(sent) < DEPTH and job.data is None), None)
        return free or busy

    def _collect(self, team: "Team[Known]") -> None:
        """Waits until some worker is done, dies or has no time left."""
        at_work = {worker.connection: worker for worker, sent in team.items() if sent}
        if not at_work:
            POOL.wait_for_change()
            return
        first = min(worker.until for worker in at_work.values())
        for connection in wait(list(at_work), timeout=max(first - time.monotonic(), 0.0)):
            worker = at_work[connection]  # type: ignore[index]
            if not worker.is_ready:
                worker.greet()
                continue
            result = worker.take()
            if result is None:
                self._bury(worker, team, None)
                continue
            if not isinstance(result, ParsedDocument | BadFile | Broken):
                raise result
            team[worker].popleft().result = result
            worker.until = time.monotonic() + self._settings.parse_seconds
        for worker in [worker for worker, sent in team.items() if sent and time.monotonic() >= worker.until]:
            self._bury(worker, team, self._settings.parse_seconds)

    def _bury(self, worker: Worker, team: "Team[Known]", seconds: float | None) -> None:
        """Ends a worker that died over its job, or had no more time (`seconds`); what it had besides is sent again."""
        if not worker.is_ready and seconds is None:
            worker.greet()
        sent = team.pop(worker)
        worker.stop()
        POOL.give_back(worker, self._count)
        first, *others = sent
        name = first.job.name if first.job is not None else ""
        first.result = _crashed(name) if seconds is None else _too_slow(name, seconds)
        for other in others:
            other.is_sent = False


Team = dict[Worker, deque[Waiting[Known]]]  # each worker with the jobs that it was sent, in order


def _crashed(name: str) -> FileDamaged:
    return FileDamaged(
        f"{name}：{CRASHED}",
        "请用办公软件打开后另存一份，或拆小后再入库。",
    )


def _too_slow(name: str, seconds: float) -> FileTooComplex:
    return FileTooComplex(
        f"{name}：读取超过了 {seconds:g} 秒的上限。", "请把文件拆小后再入库，或调大 KB_PARSE_SECONDS。"
    )
