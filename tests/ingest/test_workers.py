"""Files are cut in processes of their own: what goes wrong with one is said, and the next is cut."""

from pathlib import Path

import pytest

from ingest import workers
from ingest.jobs import Job
from ingest.workers import Worker, Workers, dismiss
from kb.errors import BadFile, Broken, FileDamaged, FileTooComplex
from kb.records import ParsedDocument
from kb.settings import read_settings

PLAN = "甲市规划\n一、总则\n加快建设，形成平台。\n"


def job(name: str, data: bytes = PLAN.encode(), path: Path | None = None) -> Job:
    return Job(name, name, Path(name).stem, None if path else data, path, None, 10**8, False)


def cut(*jobs: Job, **settings: str) -> list[ParsedDocument | BadFile]:
    return list(Workers(read_settings(settings)).cut(jobs))


@pytest.fixture(autouse=True)
def _no_workers_left() -> None:
    dismiss()


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

    def start(self, job: Job, seconds: float) -> None:
        super().start(job, seconds)
        self._process.kill()


def test_a_worker_that_dies_fails_its_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    hire = workers._hire
    hired = iter([Dying])
    monkeypatch.setattr(workers, "_hire", lambda memory: next(hired, hire)(memory))
    first, *others = cut(job("a.txt"), job("b.txt"), job("c.txt"), KB_WORKERS="1")
    assert isinstance(first, FileDamaged)
    assert "a.txt" in first.message
    assert all(isinstance(result, ParsedDocument) for result in others)


def test_time_is_bounded() -> None:
    slow = job("a.txt", ("一、总体要求，" * 40 + "\n").encode() * 200_000)
    late, good = cut(slow, job("b.txt"), KB_PARSE_SECONDS="0.6", KB_WORKERS="1")
    assert isinstance(late, FileTooComplex)
    assert "KB_PARSE_SECONDS" in late.remedy
    assert isinstance(good, ParsedDocument | FileTooComplex)


def test_memory_is_bounded() -> None:
    (result,) = cut(job("a.txt", PLAN.encode() * 200_000), KB_PARSE_MB="200")
    assert isinstance(result, BadFile)
    assert "内存" in result.message


def test_a_fault_of_ours_is_no_bad_file() -> None:
    with pytest.raises(Broken, match=r"a\.txt"):
        cut(Job("a.txt", "a.txt", "a", PLAN.encode(), None, "no metadata", 10, False))  # type: ignore[arg-type]
