"""Kills ingest and remove wherever it hurts, and asks again: nothing lost, nothing double.

`python -m eval.crash --kills 50` visits every failpoint and then kills at random moments. After each kill the base must
hold the state from before the command or the one after it, whole, and the same command run again must succeed.
"""

import argparse
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.failpoints import Failpoint
from kb.knowledge_base import KnowledgeBase
from kb.settings import read_settings

STEADY = "乙市实施意见\n一、任务\n（一）森林小镇。\n加快推进森林小镇建设。\n（二）科技小镇。\n推进科技创新平台。\n"
FIRST = "甲市特色小镇规划\n一、保障\n（一）土地保障。\n优先安排果园用地指标。\n（二）资金保障。\n加大财政投入。\n"
SECOND = FIRST.replace("果园", "茶园")
# How the process ends at a failpoint: killed, or with the exit code of a base that can't be written.
EXIT_OF_ACTION = {"kill": {-signal.SIGKILL}, "full": {3}}
# A removal that is done stays done, though the index can't be written: the store keeps the document out.
DONE_WITHOUT_INDEX = {Failpoint.BEFORE_ACTIVATION, *(place for place in Failpoint if place.startswith("index."))}
QUERY = "土地保障 用地指标"
MARK_OF_FIRST, MARK_OF_SECOND = "果园", "茶园"


@dataclass(frozen=True, slots=True)
class Step:
    """A command, the states that the base may be in after a kill, and the one after the command is done."""

    name: str
    before: str
    after: str


# A life of one document: taken in, changed, removed, taken in again.
STEPS = (Step("add", "absent", "first"), Step("change", "first", "second"), Step("remove", "second", "absent"))


class Unsound(AssertionError):
    """The base is in a state that no crash may leave."""


class Bench:
    """A home, a folder of files, and the commands run on them."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.file = folder / "plan.txt"
        self.steady = folder / "steady.txt"
        self.steady.write_text(STEADY, encoding="utf-8")
        self.run(["ingest", str(self.steady)])

    def command(self, step: Step) -> list[str]:
        """The command of a step; writes the file that it takes in."""
        if step.name == "remove":
            return ["remove", "plan"]
        self.file.write_text(FIRST if step.name == "add" else SECOND, encoding="utf-8")
        return ["ingest", str(self.file)]

    def start(self, command: list[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """Starts `kb` with `command` in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "api", "--home", str(self.home), *command],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, command: list[str], environment: Mapping[str, str] | None = None) -> int:
        """Runs `kb` to its end; returns the exit code (negative: the signal that killed it)."""
        return self.start(command, environment or {}).wait(60)

    def state(self) -> str:
        """The state of the base, read by a fresh opening. Raises Unsound if it is none that may be."""
        base = KnowledgeBase(read_settings({}, self.home))
        hits = base.search(QUERY, 100)
        ids = [hit.found.clause.id for hit in hits]
        if len(set(ids)) != len(ids):
            raise Unsound(f"a clause is found twice: {ids}")
        texts = "".join(hit.found.clause.text for hit in hits)
        marks = {mark for mark in (MARK_OF_FIRST, MARK_OF_SECOND) if mark in texts}
        documents = [document.id for document in base.documents()]
        if "steady" not in documents or not base.search("森林小镇", 5):
            raise Unsound("a document that nobody touched is lost")
        problems = base.check().problems
        if problems:
            raise Unsound("; ".join(problems))
        if marks == {MARK_OF_FIRST, MARK_OF_SECOND}:
            raise Unsound("two revisions of one document answer at once")
        if ("plan" in documents) != bool(marks):
            raise Unsound(f"the list of documents and the answers differ: {documents}, {marks}")
        if not marks:
            return "absent"
        return "first" if MARK_OF_FIRST in marks else "second"

    def survive(self, step: Step, failpoint: str = "", kill_after: float | None = None) -> str:
        """Runs a step into a kill, checks the state, and runs it again to its end; returns the state after the kill.

        `failpoint` is a place and an action as KB_FAILPOINT takes them; `kill_after` is in seconds.
        """
        command = self.command(step)
        process = self.start(command, {"KB_FAILPOINT": failpoint})
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        code = process.wait(60)
        if failpoint and code not in expected_exits(step, failpoint):
            raise Unsound(f"{step.name}: {failpoint} was not reached, or ended with {code}")
        state = self.state()
        if state not in (step.before, step.after):
            raise Unsound(f"{step.name}: the base is at {state!r}")
        code = self.run(command)
        redone = step.name == "remove" and state == "absent"  # removing again what is gone is refused, rightly
        if (code != 0 and not redone) or self.state() != step.after:
            raise Unsound(f"{step.name}: run again it ended with {code} at {self.state()!r}")
        return state


def expected_exits(step: Step, failpoint: str) -> set[int]:
    """How the process may end at a failpoint (a place and an action)."""
    place, _, action = failpoint.partition("=")
    if action == "full" and step.name == "remove" and place in DONE_WITHOUT_INDEX:
        return {0}
    return EXIT_OF_ACTION[action]


def main() -> None:
    """Visits every failpoint, then kills at random moments."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=50, help="random kills after the failpoints")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    states = {"before": 0, "after": 0}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        stops = list(itertools.product(EXIT_OF_ACTION, Failpoint, STEPS))
        for action, place, step in stops:
            bench.survive(step, f"{place}={action}")
        print(f"{len(stops)} stops at {len(Failpoint)} failpoints (kill, full disk): nothing lost, nothing double")
        started = time.perf_counter()
        bench.run(bench.command(STEPS[0]))
        whole = time.perf_counter() - started
        bench.run(["remove", "plan"])
        for number in range(options.kills):
            step = STEPS[number % len(STEPS)]
            state = bench.survive(step, kill_after=chance.uniform(0.1, 1.1) * whole)
            states["before" if state == step.before else "after"] += 1
    print(f"{options.kills} random kills (seed {options.seed}): found the state {states}; nothing lost, nothing double")


if __name__ == "__main__":
    main()
