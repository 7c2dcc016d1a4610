"""A kill, or a full disk, at every step of ingest and remove: nothing lost, nothing double, the next run succeeds."""

from pathlib import Path

import pytest

from eval.crash import EXIT_OF_ACTION, STEPS, Bench
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
