"""The worker process: cuts the files that it is sent, one after the other, until the pipe ends."""

import math
import resource
import signal
import sys
from multiprocessing.connection import Connection
from types import FrameType

from ingest.cutting import cut_file
from ingest.jobs import Job
from kb.errors import Broken, FileDamaged, FileTooComplex, KbError
from kb.records import ParsedDocument

GRACE_SECONDS = 5  # beyond the time of a job, in which the parent ends it


def main() -> None:
    """Takes the number of its end of the pipe and the most memory it may use, in bytes."""
    descriptor, memory_bytes = map(int, sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    signal.signal(signal.SIGTERM, _leave)
    _bound_memory(memory_bytes)
    connection = Connection(descriptor)
    try:
        connection.send(True)  # ready
        while True:
            job, seconds = connection.recv()
            # Ends a job that hangs even when the parent was killed and nobody waits for it.
            signal.alarm(math.ceil(seconds) + GRACE_SECONDS)
            connection.send(answer(job))
            signal.alarm(0)
    except (EOFError, OSError):
        return


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Ends the process by the way of `finally`: a program that it started ends, temporary files go."""
    sys.exit(1)


def _bound_memory(most: int) -> None:
    """Bounds the address space, by less if the system already does."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def answer(job: Job) -> ParsedDocument | KbError:
    """The document, or what is wrong; our own bugs too, which must not stop the other files."""
    try:
        return cut_file(job)
    except KbError as error:
        return error
    except MemoryError:
        return FileTooComplex(f"{job.name}：读取需要的内存超过上限。", "请把文件拆小后再入库，或调大 KB_PARSE_MB。")
    except RecursionError:
        return FileDamaged(f"{job.name}：内部嵌套过深，读不出来。", "请用办公软件打开后另存一份再入库。")
    except Exception as error:
        return Broken(
            f"{job.name}：读取时程序出错（{type(error).__name__}: {error}）。",
            "这是程序的错误，请把这条信息连同文件一起报告。",
        )


if __name__ == "__main__":
    main()
