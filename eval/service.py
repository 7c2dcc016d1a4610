"""A service of our own for measurements and tests: started as its user starts it, on a free port, and stopped again."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

TRIES = 200
PAUSE_SECONDS = 0.05
STOP_SECONDS = 20


@contextlib.contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of a service over `home`, ready to answer. Raises TimeoutError if it does not get ready."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "--home", str(home), "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address)
        yield address
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _wait_until_ready(address: str) -> None:
    for _ in range(TRIES):
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
        except OSError:
            time.sleep(PAUSE_SECONDS)
        else:
            return
    raise TimeoutError(f"{address} did not get ready")
