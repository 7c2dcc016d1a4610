"""How fast files are read and cut, format by format, and how fast a folder of documents gets into a base, by stage.

`python -m eval.parsing` on a quiet machine. The documents are stretches of the corpus's texts (and of the texts in the
folders of `--from`) with other figures in each, so that no two are alike. Medians of several runs.
"""

import argparse
import os
import platform
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import kb.search.indexing
from eval.samples import convert, corpus_texts, files_of, ofd_pages, write_html, write_ofd
from ingest.cutting import cut_file
from ingest.jobs import Job
from ingest.pipeline import Outcome, ingest_paths
from ingest.workers import Workers
from kb.errors import BadFile, Broken
from kb.knowledge_base import KnowledgeBase
from kb.records import ParsedDocument
from kb.search.lexical import LexicalBuilder
from kb.search.vectors import VectorIndex
from kb.search.vocabulary import VocabularyBuilder
from kb.settings import read_settings
from kb.store.writing import StoreWriter

RUNS = 3
PLAIN_CHARACTERS = 20_000_000
WEB_PAGES, OFD_FILES = 400, 60
OFFICE_TIMES = 4  # how often each DOCX and PDF is read in a run
LENGTH = 5_000  # characters of a document, as many official documents have
FIGURE = re.compile(r"(?<=[\u4e00-\u9fff])[1-9]\d+(?=[\u4e00-\u9fff])")  # 建设120个

# Where the time of an ingest goes: a stage, and what is called in it.
STAGES: tuple[tuple[str, object, tuple[str, ...]], ...] = (
    ("storing", StoreWriter, ("put", "keep_vectors", "activate", "by_origin", "by_sha256", "owner_of", "others_of")),
    ("embedding", kb.search.indexing, ("embed",)),
    ("lexical index", LexicalBuilder, ("add", "finish", "delete_document")),
    ("vectors", VectorIndex, ("add", "write", "remove_documents")),
    ("vocabulary", VocabularyBuilder, ("add", "write", "remove_document")),
)
WAITING = "reading and parsing"  # as far as the other stages had to wait for it


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run got through: characters of text, pages, clauses, in how many seconds."""

    files: int
    characters: int
    pages: int
    clauses: int
    seconds: float


class Stopwatch:
    """Seconds of each stage; while an inner stage runs, the outer one stands still."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts the time within as this stage's."""
        self._lap()
        self._running.append(name)
        try:
            yield
        finally:
            self._lap()
            self._running.pop()

    def _lap(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, counted as this stage's."""

        def run(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401
            with self.stage(name):
                return function(*arguments, **more)

        return run

    def waited(self, results: Iterable[Any]) -> Iterator[Any]:
        """The results, the time to get each counted as waiting for the readers."""
        iterator = iter(results)
        while True:
            with self.stage(WAITING):
                result = next(iterator, None)
            if result is None:
                return
            yield result


def main() -> None:
    """Measures every format, then a whole ingest."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--from", dest="folders", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--documents", type=int, default=2_000, help="how many documents are ingested")
    options = parser.parse_args()
    given = files_of(options.folders)
    texts = [*corpus_texts(), *(path for path in given if path.suffix in (".txt", ".md"))]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}, medians of {RUNS} runs")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        read = [path.read_text(encoding="utf-8") for path in texts]
        plain = write_documents(folder / "plain", read, PLAIN_CHARACTERS // LENGTH)
        print(f"{'':<24}{'files':>7}{'characters':>13}{'pages':>7}{'a clause':>10}   in one process, on all cores")
        report("plain text", plain)
        report("web pages", write_as("html", write_html, folder / "html", plain[:WEB_PAGES]))
        report("web pages, given", [path for path in given if path.suffix in (".html", ".htm")])
        report(
            "OFD", write_as("ofd", lambda _title, lines: write_ofd(ofd_pages(lines)), folder / "ofd", plain[:OFD_FILES])
        )
        report("OFD, given", [path for path in given if path.suffix == ".ofd"])
        for form in ("docx", "pdf"):
            report(form.upper(), convert(texts, form, folder) * OFFICE_TIMES)
        report_ingest(write_documents(folder / "ingest", read, options.documents), folder)


def write_documents(folder: Path, texts: Sequence[str], count: int) -> list[Path]:
    """Files of about LENGTH characters: stretches of the texts with a title and figures of their own."""
    folder.mkdir()
    chance = random.Random(0)
    paths = []
    for number in range(count):
        lines = chance.choice(texts).splitlines()
        at = chance.randrange(len(lines))
        words = [f"某市关于第{number}号工作的实施意见", ""]
        for line in lines[at:] + lines[:at]:
            words.append(FIGURE.sub(lambda figure: str(chance.randrange(10 ** len(figure[0]))), line))
            if sum(map(len, words)) >= LENGTH:
                break
        paths.append(folder / f"{number}.txt")
        paths[-1].write_text("\n".join(words), encoding="utf-8")
    return paths


def write_as(suffix: str, write: Callable[[str, list[str]], bytes], folder: Path, texts: Iterable[Path]) -> list[Path]:
    """The texts in another format; `write` makes a file of a title and lines."""
    folder.mkdir()
    paths = []
    for text in texts:
        paths.append(folder / f"{text.stem}.{suffix}")
        paths[-1].write_bytes(write(text.stem, text.read_text(encoding="utf-8").splitlines()))
    return paths


def report(what: str, files: Sequence[Path]) -> None:
    """Prints how fast the files are read, in one process and in the workers of all cores."""
    if not files:
        return
    workers = Workers(read_settings({}, files[0].parent))
    list(workers.cut(_jobs(files[: 4 * (os.cpu_count() or 1)])))  # starts them
    alone = [measure(map(_cut, _jobs(files))) for _ in range(RUNS)]
    together = [measure(workers.cut(_jobs(files))) for _ in range(RUNS)]
    one = alone[0]
    length = one.characters / max(one.clauses, 1)
    print(
        f"{what:<24}{one.files:>7}{one.characters:>13,}{one.pages or '':>7}{length:>10.0f}"
        f"   {_rates(alone)}, {_rates(together)}"
    )


def measure(results: Iterable[ParsedDocument | BadFile | Broken]) -> Measured:
    """What the results hold and how long they took to come; those that could not be read count no characters."""
    started = time.perf_counter()
    files = characters = pages = clauses = 0
    for result in results:
        files += 1
        if isinstance(result, ParsedDocument):
            characters += len(result.source)
            pages += max((clause.page or 0 for clause in result.clauses), default=0)
            clauses += len(result.clauses)
    return Measured(files, characters, pages, clauses, time.perf_counter() - started)


def _rates(runs: Sequence[Measured]) -> str:
    seconds = statistics.median(run.seconds for run in runs)
    pages = f" ({runs[0].pages / seconds:.0f} pages/s)" if runs[0].pages else ""
    return f"{runs[0].characters / seconds / 1e6:.2f} M/s{pages}"


def _cut(job: Job) -> ParsedDocument | BadFile:
    try:
        return cut_file(job)
    except BadFile as error:
        return error


def _jobs(files: Iterable[Path]) -> Iterator[Job]:
    settings = read_settings({}, "home")
    for path in files:
        yield Job(str(path), str(path), path.stem, None, path, None, settings.max_file_bytes, False)


def report_ingest(files: Sequence[Path], folder: Path) -> None:
    """Prints how long a folder takes to get into an empty base, and each stage's share."""
    characters = sum(len(path.read_text(encoding="utf-8")) for path in files)
    runs = [ingest_once(files[0].parent, folder / f"home-{run}") for run in range(RUNS)]
    seconds = statistics.median(whole for whole, _, _ in runs)
    clauses = runs[0][1]
    print(
        f"\nkb ingest: {len(files):,} documents, {characters:,} characters, {clauses:,} clauses of"
        f" {characters / clauses:.0f} characters on average: {seconds:.1f} s,"
        f" {characters / seconds:,.0f} characters/s, {len(files) / seconds:.0f} documents/s"
    )
    for stage in [WAITING, *(name for name, _, _ in STAGES)]:
        share = statistics.median(watch.seconds[stage] / whole for whole, _, watch in runs)
        print(f"  {stage:<22}{share:>6.1%}")
    rest = statistics.median(1 - sum(watch.seconds.values()) / whole for whole, _, watch in runs)
    print(f"  {'the rest':<22}{rest:>6.1%}")


def ingest_once(files: Path, home: Path) -> tuple[float, int, Stopwatch]:
    """Seconds of an ingest into an empty base, how many clauses it took in, and the seconds of the stages."""
    watch = Stopwatch()
    with ExitStack() as patches:
        for name, owner, functions in STAGES:
            for function in functions:
                patches.enter_context(patch.object(owner, function, watch.timed(name, getattr(owner, function))))
        cut = Workers.cut
        patches.enter_context(patch.object(Workers, "cut", lambda workers, jobs: watch.waited(cut(workers, jobs))))
        started = time.perf_counter()
        reports = ingest_paths(KnowledgeBase(read_settings({}, home)), [files])
        seconds = time.perf_counter() - started
    if any(one.outcome is not Outcome.ADDED for one in reports):
        raise AssertionError("not every document was added")
    return seconds, sum(one.clauses for one in reports), watch


if __name__ == "__main__":
    main()
