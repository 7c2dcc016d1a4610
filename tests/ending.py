"""Work that must come to an end: what grows with the square of its input, or worse, is stopped and fails the test."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

# Processor seconds, which a busy machine doesn't stretch. Tests give inputs that take a sound program a moment of it,
# and one that goes back and forth over them hours: any machine tells the two apart.
LONGEST = 60.0


@contextmanager
def must_end() -> Iterator[None]:
    """Fails what is done within it if that has not ended after a minute of this process's own time."""

    def stop(*_: object) -> None:
        raise AssertionError(f"has not ended after {LONGEST:g} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
