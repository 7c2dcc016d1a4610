import multiprocessing
import time
from pathlib import Path

import pytest

from kb.errors import HomeUnusable, StoreLocked
from kb.store.lock import writer_lock


def hold(home: str, ready: "multiprocessing.synchronize.Event", seconds: float) -> None:
    with writer_lock(Path(home), 5):
        ready.set()
        time.sleep(seconds)


@pytest.fixture
def holder(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    processes = []

    def start(seconds: float):
        ready = context.Event()
        process = context.Process(target=hold, args=(str(tmp_path), ready, seconds))
        process.start()
        processes.append(process)
        assert ready.wait(20)
        return process

    yield start
    for process in processes:
        process.kill()
        process.join()


def test_the_second_writer_is_told_who_holds_the_lock(tmp_path: Path, holder) -> None:
    process = holder(60)
    with pytest.raises(StoreLocked, match=f"进程 {process.pid}"), writer_lock(tmp_path, 0):
        pass


def test_the_second_writer_waits_and_then_writes(tmp_path: Path, holder) -> None:
    process = holder(1.0)
    said: list[str] = []
    with writer_lock(tmp_path, 30, said.append):
        assert len(said) == 1
        assert str(process.pid) in said[0]


def test_a_writer_that_was_killed_holds_nothing(tmp_path: Path, holder) -> None:
    process = holder(60)
    process.kill()
    process.join()
    with writer_lock(tmp_path, 5):
        pass


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writer_lock(tmp_path, 0):
        raise RuntimeError
    with writer_lock(tmp_path, 0):
        pass


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(HomeUnusable, match="file"), writer_lock(tmp_path / "file" / "home", 0):
        pass
