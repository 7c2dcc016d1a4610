"""Times the commands that people wait for and prints a table. `python -m eval.bench` on a quiet machine.

Whole processes, wall clock, medians of several runs; figures of one machine at one time, no test.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from eval.service import serving

CORPUS = Path(__file__).parent.parent / "corpus"
QUESTIONS = (
    "旅游小镇的土地保障",
    "德清地理信息小镇有多少家企业",
    "桃源",
    "广州市林业园林局的职责",
    "发改规划[2017]2084号",
    "个人所得税起征点是多少",
    "江门发展特色小镇存在哪些制约因素",
    "特色小镇规划面积一般控制在多少平方公里",
    "政企协调会、政企联席会议机制的做法",
    "推动台开同城发展要做哪些事",
)
RUNS = 5
REQUESTS = 300
WARM_UP = 20  # requests that are not counted


def main() -> None:
    """Runs every measurement and prints it with its limit."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / str(number) for number in range(RUNS)]
        ingest = [_wall(["ingest", str(CORPUS)], home) for home in homes]
        _report("kb ingest corpus (5 documents), s", ingest, 3.0)
        home = homes[0]
        _wall(["ask", QUESTIONS[0]], home)  # warms the file cache
        for question in QUESTIONS[:3]:
            _report(f"kb ask {question}, s", [_wall(["ask", question], home) for _ in range(RUNS)], 1.5)
        times = sorted(_serve_and_ask(home))
        percentiles = f"p50 {_at(times, 0.5):5.1f}  p95 {_at(times, 0.95):5.1f}"
        print(f"{'/v1/ask, one at a time, ms':<40} {percentiles}  (limit p95 20)")


def _report(what: str, seconds: Sequence[float], limit: float) -> None:
    print(
        f"{what:<40} median {statistics.median(seconds):5.2f}  min {min(seconds):5.2f}  max {max(seconds):5.2f}"
        f"  (limit {limit:g})"
    )


def _wall(command: Sequence[str], home: Path) -> float:
    started = time.perf_counter()
    subprocess.run([_kb(), "--home", str(home), *command], check=True, capture_output=True)
    return time.perf_counter() - started


def _kb() -> str:
    return str(Path(sys.executable).parent / "kb")


def _serve_and_ask(home: Path) -> list[float]:
    """Milliseconds of each of REQUESTS answers, asked one after the other."""
    times = []
    with serving(home) as address:
        for number in range(REQUESTS + WARM_UP):
            body = json.dumps({"question": QUESTIONS[number % len(QUESTIONS)]}).encode()
            request = urllib.request.Request(f"{address}/v1/ask", body, {"Content-Type": "application/json"})
            started = time.perf_counter()
            with urllib.request.urlopen(request, timeout=20) as reply:
                reply.read()
            if number >= WARM_UP:
                times.append((time.perf_counter() - started) * 1000)
    return times


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


if __name__ == "__main__":
    main()
