"""A kill, or a full disk, at every step of ingest and remove: nothing lost, nothing double, the next run succeeds."""

import subprocess
import sys
from pathlib import Path

import pytest

from eval.crash import EXIT_OF_ACTION, STEADY, STEPS, Bench
from kb.failpoints import Failpoint


@pytest.mark.parametrize("action", EXIT_OF_ACTION)
@pytest.mark.parametrize("place", Failpoint)
def test_the_base_survives_at(place: Failpoint, action: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for step in STEPS:
        bench.survive(step, f"{place}={action}")


def test_a_kill_at_any_moment_leaves_a_whole_state(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for number, kill_after in enumerate((0.15, 0.25, 0.35, 0.3, 0.2, 0.4)):
        bench.survive(STEPS[number % 3], kill_after=kill_after)


def may_mount() -> bool:
    """Whether this process may mount a file system of its own."""
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="needs the right to mount a small file system")
@pytest.mark.parametrize("kilobytes", [400, 1600])
def test_a_disk_that_really_fills_up_loses_nothing(tmp_path: Path, kilobytes: int) -> None:
    """Ingests into a small file system until it is full: the message says so, and what was there still answers."""
    (tmp_path / "files").mkdir()
    for number in range(40):
        (tmp_path / f"files/{number}.txt").write_text(
            STEADY + f"推进科技创新平台建设，形成第{number}批示范带动作用。\n" * 400
        )
    (tmp_path / "steady.txt").write_text(STEADY)
    kb = f"{sys.executable} -m api --home {tmp_path}/small/home"
    script = (
        f"mkdir {tmp_path}/small && mount -t tmpfs -o size={kilobytes}k tmpfs {tmp_path}/small\n"
        f"{kb} ingest {tmp_path}/steady.txt\n{kb} ingest {tmp_path}/files; echo code $?\n{kb} ask 森林小镇; {kb} check"
    )
    ran = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, timeout=120)
    assert "code 3" in ran.stdout
    assert "磁盘已满" in ran.stderr
    assert "加快推进森林小镇建设。" in ran.stdout
    assert "完好。" in ran.stdout
