"""Files are cut in processes of their own: what goes wrong with one is said, and the next is cut."""

import os
from pathlib import Path
from threading import Thread

import pytest

from ingest import workers
from ingest.jobs import Job
from ingest.workers import POOL, Worker, Workers
from kb.errors import BadFile, Broken, FileDamaged, FileTooComplex, WorkerUnusable
from kb.records import ParsedDocument
from kb.settings import read_settings

PLAN = "甲市规划\n一、总则\n加快建设，形成平台。\n"


def job(name: str, data: bytes = PLAN.encode(), path: Path | None = None) -> Job:
    return Job(name, name, Path(name).stem, None if path else data, path, None, 10**8, False)


def cut(*jobs: Job, **settings: str) -> list[ParsedDocument | BadFile | Broken]:
    return list(Workers(read_settings(settings)).cut(jobs))


@pytest.fixture(autouse=True)
def _no_workers_left() -> None:
    POOL.dismiss()


def test_results_come_in_the_order_of_the_jobs() -> None:
    results = cut(*(job(f"{at}.txt", f"甲市规划{at}\n一、总则\n内容。\n".encode() * (20 - at)) for at in range(20)))
    assert [result.id for result in results if isinstance(result, ParsedDocument)] == [str(at) for at in range(20)]


def test_a_bad_file_does_not_disturb_the_others() -> None:
    good, bad, last = cut(job("a.txt"), job("b.docx", b"PK\x03\x04rest"), job("c.txt"))
    assert isinstance(good, ParsedDocument)
    assert isinstance(bad, FileDamaged)
    assert isinstance(last, ParsedDocument)


class Dying(Worker):
    """Dies over its first job, as a library that crashes makes it."""

    def start(self, job: Job, seconds: float) -> bool:
        if not self.is_ready:
            self.greet()
        started = super().start(job, seconds)
        self._process.kill()
        return started


def test_a_worker_that_dies_fails_its_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = iter([Dying])
    monkeypatch.setattr(workers, "Worker", lambda memory: next(kinds, Worker)(memory))
    first, *others = cut(job("a.txt"), job("b.txt"), job("c.txt"), KB_WORKERS="1")
    assert isinstance(first, FileDamaged)
    assert "a.txt" in first.message
    assert all(isinstance(result, ParsedDocument) for result in others)


def test_workers_that_cannot_start_are_no_fault_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(WorkerUnusable):
        cut(job("a.txt"))
    assert POOL._busy == 0


def test_the_threads_of_a_process_share_its_workers() -> None:
    settings = read_settings({"KB_WORKERS": "2"})
    threads = [
        Thread(target=lambda: done.append(list(Workers(settings).cut([job("a.txt"), job("b.txt")])))) for _ in range(12)
    ]
    done: list[list[object]] = []
    most = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, POOL._busy + len(POOL._idle))
    assert len(done) == 12
    assert 0 < most <= 4  # two at work, two that just gave their places back


def test_nothing_is_imported_from_the_folder_that_the_user_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hashlib.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    assert isinstance(cut(job("a.txt"))[0], ParsedDocument)
    assert not (tmp_path / "ran").exists()


def test_time_is_bounded() -> None:
    slow = job("a.txt", ("一、总体要求，" * 40 + "\n").encode() * 200_000)
    (late,) = cut(slow, KB_PARSE_SECONDS="0.6", KB_WORKERS="1")
    assert isinstance(late, FileTooComplex)
    assert "KB_PARSE_SECONDS" in late.remedy


def test_what_a_worker_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, told = tmp_path / "soffice", tmp_path / "told"
    program.write_text(f'#!/bin/sh\necho "$$ $PWD" > {told}\nexec sleep 600\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    (late,) = cut(job("a.rtf", rb"{\rtf1 text}"), KB_PARSE_SECONDS="5", KB_WORKERS="1")
    assert isinstance(late, FileTooComplex)
    number, folder = told.read_text().split()
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)
    assert not Path(folder).exists()


def test_memory_is_bounded() -> None:
    (result,) = cut(job("a.txt", PLAN.encode() * 200_000), KB_PARSE_MB="200")
    assert isinstance(result, BadFile)
    assert "内存" in result.message


def test_a_fault_of_ours_fails_its_file_alone_and_asks_to_be_reported() -> None:
    broken, good = cut(Job("a.txt", "a.txt", "a", PLAN.encode(), None, "no metadata", 10, False), job("b.txt"))  # type: ignore[arg-type]
    assert isinstance(broken, Broken)
    assert "a.txt" in broken.message
    assert "报告" in broken.remedy
    assert isinstance(good, ParsedDocument)
