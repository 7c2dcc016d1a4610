"""Places where a test may stop the program, to prove that nothing is lost there. Off unless KB_FAILPOINT is set.

`KB_FAILPOINT=store.before_commit=kill` kills the process at that place as a power cut would;
`=full` raises what a full disk raises. Every place is listed in `Failpoint`, so that a test can visit them all.
"""

import errno
import os
import signal
from enum import StrEnum


class Failpoint(StrEnum):
    """Each step of ingest and remove at which a crash could leave something half done."""

    BEFORE_WRITE = "store.before_write"
    BEFORE_COMMIT = "store.before_commit"
    AFTER_COMMIT = "store.after_commit"
    BEFORE_ACTIVATION = "store.before_activation"
    AFTER_ACTIVATION = "store.after_activation"
    INDEX_STAGED = "index.staged"
    INDEX_WRITTEN = "index.written"
    INDEX_BEFORE_SWAP = "index.before_swap"
    INDEX_AFTER_SWAP = "index.after_swap"


def reach(place: Failpoint) -> None:
    """Does nothing, unless KB_FAILPOINT names this place."""
    wanted = os.environ.get("KB_FAILPOINT")
    if not wanted:
        return
    name, _, action = wanted.partition("=")
    if name != place:
        return
    if action == "full":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.kill(os.getpid(), signal.SIGKILL)
