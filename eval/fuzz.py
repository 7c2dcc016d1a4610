"""Damages files in every way and reads them: each must give a document that is whole, or an error that says what to do.

`python -m eval.fuzz --files 500 --from FOLDER` starts from the corpus, from what LibreOffice makes of it, and from the
files of the folders. Each file goes the way of `kb ingest`, with 30 seconds to be read in. Whatever is no clear outcome
is printed and its file kept; then the exit code is 1.
"""

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import FrameType

from eval.damage import DAMAGES, PACKAGES, Sample
from eval.hostile import HOSTILE
from eval.samples import OFFICE_FORMATS, convert, corpus_texts, files_of, ofd_pages, write_html, write_ofd
from ingest.finding import InputFile, find_files
from ingest.pipeline import job_of
from ingest.workers import CRASHED, Workers
from kb.errors import BadFile, Broken
from kb.records import ParsedDocument, RemovalKind
from kb.settings import Settings, read_settings

KINDS = (*DAMAGES, *HOSTILE)
SECONDS = 30  # for one file
HANGS_AFTER = 120  # seconds for all files of an archive, finding them included
LONGEST_MESSAGE = 600
DOCUMENT, ARCHIVE, NOTHING = "document", "archive", "nothing"  # outcomes that are no error code
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file: `outcome` is an error code or DOCUMENT, `finding` what is wrong with it, if anything."""

    number: int
    kind: str
    what: str
    outcome: str
    seconds: float
    peak_bytes: int = 0  # of the worker that read it
    finding: str = ""


class Hanging(Exception):
    """Finding the files took longer than anything may."""


def main() -> int:
    """Reads the damaged files and prints what became of them; returns how the program ends."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--files", type=int, default=500, help="how many files are made")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from", dest="folders", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--case", type=int, help="makes and keeps this one file only")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "kb-fuzz", metavar="FOLDER")
    options = parser.parse_args()
    numbers = range(options.files) if options.case is None else [options.case]
    with tempfile.TemporaryDirectory(prefix="kb-fuzz-") as folder:
        samples = collect_samples(options.folders, Path(folder))
        started = time.perf_counter()
        verdicts = []
        for one in examine(samples, numbers, options.seed, options.keep, keep_all=options.case is not None):
            verdicts.append(one)
            if one.finding:
                print(f"finding: {one.number} {one.kind} ({one.what}): {one.finding}", flush=True)
        seconds = time.perf_counter() - started
    forms = Counter(sample.suffix for sample in samples)
    print(f"{len(verdicts)} files in {seconds:.0f} s, seed {options.seed}, from {dict(sorted(forms.items()))}")
    print_outcomes(verdicts)
    findings = [verdict for verdict in verdicts if verdict.finding]
    print(f"\n{len(findings)} findings")
    if findings:
        again = " ".join(["--seed", str(options.seed), *(f"--from {one}" for one in options.folders)])
        print(f"Their files are kept in {options.keep}; python -m eval.fuzz {again} --case N makes one again.")
    return 1 if findings else 0


def collect_samples(folders: Iterable[Path], working: Path) -> list[Sample]:
    """The files to start from: the corpus, what is made of it, and the files of the folders."""
    texts = corpus_texts()
    samples = []
    for path in texts:
        lines = path.read_text(encoding="utf-8").splitlines()
        samples.append(Sample(f"{path.stem}.html", write_html(path.stem, lines)))
        samples.append(Sample(f"{path.stem}.ofd", write_ofd(ofd_pages(lines))))
    made = [path for form in OFFICE_FORMATS for path in convert(texts, form, working)]
    return samples + [Sample(path.name, path.read_bytes()) for path in [*texts, *made, *files_of(folders)]]


def examine(
    samples: Sequence[Sample], numbers: Iterable[int], seed: int, keep: Path, *, keep_all: bool = False
) -> Iterator[Verdict]:
    """What becomes of the damaged files of these numbers, on all cores. Files of findings are kept in a folder."""
    look = partial(_examine_one, tuple(samples), seed, keep, keep_all)
    with ProcessPoolExecutor() as pool:
        yield from pool.map(look, numbers)


def damaged(samples: Sequence[Sample], seed: int, number: int) -> tuple[str, Sample]:
    """The damaged file of a number, and the kind of damage. The same samples, seed and number give the same file."""
    chance = random.Random(f"{seed}/{number}")
    kind = KINDS[number % len(KINDS)]
    if kind in HOSTILE:
        made, before = Sample(*HOSTILE[kind](chance)), ""
    else:
        able = [one for one in samples if kind not in PACKAGES or one.data.startswith(b"PK")]
        suffix = chance.choice(sorted({one.suffix for one in able}))  # so that rare formats have their share
        sample, other = chance.choice([one for one in able if one.suffix == suffix]), chance.choice(samples)
        made, before = DAMAGES[kind](chance, sample, other), f"{sample.name}, "
    return kind, replace(made, name=f"{number:05}-{kind.replace(' ', '-')}{made.suffix}", note=before + made.note)


def _examine_one(samples: Sequence[Sample], seed: int, keep: Path, keep_all: bool, number: int) -> Verdict:
    kind, sample = damaged(samples, seed, number)
    with tempfile.TemporaryDirectory(prefix="kb-fuzz-") as folder:
        path = Path(folder) / sample.name
        path.write_bytes(sample.data)
        verdict = replace(read_file(path), number=number, kind=kind, what=sample.note)
    if verdict.finding or keep_all:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / sample.name).write_bytes(sample.data)
    return verdict


def read_file(path: Path) -> Verdict:
    """What becomes of a file, or of the files of an archive."""
    limits = {"KB_PARSE_SECONDS": str(SECONDS), "KB_WORKERS": "1"}
    settings = read_settings({**os.environ, **limits}, path.parent)
    started = time.perf_counter()
    signal.signal(signal.SIGALRM, _hang)
    signal.alarm(HANGS_AFTER)
    verdicts = []
    try:
        verdicts += [_read_one(file, settings) for file in find_files([path], settings.max_file_bytes)]
    except Exception as error:
        finding = f"{type(error).__name__} while the file was looked for: {error}"
        verdicts.append(Verdict(0, "", "", NOTHING, 0.0, finding=finding))
    finally:
        signal.alarm(0)
    seconds = time.perf_counter() - started
    if not verdicts:
        return Verdict(0, "", "", NOTHING, seconds, finding="the file gave no outcome at all")
    return Verdict(
        number=0,
        kind="",
        what="",
        outcome=verdicts[0].outcome if len(verdicts) == 1 else ARCHIVE,
        seconds=max(verdict.seconds for verdict in verdicts) if len(verdicts) > 1 else seconds,
        peak_bytes=max(verdict.peak_bytes for verdict in verdicts),
        finding="; ".join(dict.fromkeys(verdict.finding for verdict in verdicts if verdict.finding)),
    )


def _hang(signum: int, frame: FrameType | None) -> None:
    raise Hanging(f"more than {HANGS_AFTER} s")


def _read_one(file: InputFile, settings: Settings) -> Verdict:
    for process in _workers():
        (process / "clear_refs").write_text("5")  # forgets the peak of earlier files
    started = time.perf_counter()
    result: ParsedDocument | BadFile | Broken | None = None
    finding = ""
    try:
        result = file.error or next(Workers(settings).cut([job_of(file, settings)]))
    except Exception as error:
        finding = f"{type(error).__name__}: {error}"
    seconds = time.perf_counter() - started
    workers = _workers()
    peak = max((_peak_of(process) for process in workers), default=_peak_of_the_dead())
    if not finding and seconds >= SECONDS:
        finding = f"took {seconds:.0f} s"
    elif not finding and isinstance(result, BadFile) and result.message.endswith(CRASHED):
        finding = "the worker died"
    if isinstance(result, ParsedDocument):
        finding = finding or "; ".join(losses(result))
    elif isinstance(result, Broken):
        finding = result.message
    elif isinstance(result, BadFile):
        finding = finding or "; ".join(unclear(result, file.name))
    outcome = DOCUMENT if isinstance(result, ParsedDocument) else result.code if result else NOTHING
    return Verdict(0, "", "", outcome, seconds, peak, finding)


def losses(parsed: ParsedDocument) -> list[str]:
    """What of a document's source is lost, doubled or can't be stored, in words; nothing if it is whole."""
    found = []
    spans = [removal.span for removal in parsed.removals]
    for clause in parsed.clauses:
        spans += [*clause.heading_spans, *clause.text_spans]
        if clause.text != "".join(parsed.source[span.start : span.end] for span in clause.text_spans):
            found.append(f"clause {clause.id} differs from its source")
    places = sorted((span.start, span.end) for span in spans if span.end > span.start)
    edges = [(0, 0), *places, (len(parsed.source), len(parsed.source))]
    for (_, end), (start, _) in pairwise(edges):
        if start != end:
            found.append(f"characters {min(start, end)} to {max(start, end)} are {'lost' if start > end else 'double'}")
    for removal in parsed.removals:
        dropped = parsed.source[removal.span.start : removal.span.end]
        if removal.kind is RemovalKind.LAYOUT and any("\u4e00" <= character <= "\u9fff" for character in dropped):
            found.append(f"words are taken for layout at character {removal.span.start}: {dropped[:20]!r}")
    try:
        parsed.source.encode("utf-8")
    except UnicodeEncodeError as error:
        found.append(f"the text can't be stored: {error}")
    return found[:MOST_SHOWN]


def unclear(error: BadFile, name: str) -> list[str]:
    """What a message to people lacks."""
    return [
        what
        for wrong, what in (
            (name not in error.message, f"the message does not name the file: {error.message[:100]}"),
            (not error.remedy, f"no remedy: {error.message[:100]}"),
            (len(error.message) - len(name) > LONGEST_MESSAGE, f"a message of {len(error.message)} characters"),
        )
        if wrong
    ]


def _workers() -> list[Path]:
    """The worker processes of this process that live, as folders of /proc; none where there is no such folder."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        return []
    folders = [Path("/proc") / child for child in children.read_text().split()]
    return [folder for folder in folders if b"ingest.worker" in (folder / "cmdline").read_bytes()]


def _peak_of(process: Path) -> int:
    lines = (process / "status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def _peak_of_the_dead() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def print_outcomes(verdicts: Sequence[Verdict]) -> None:
    """Prints how often each kind of damage led to each outcome, the slowest files and those that took most memory."""
    outcomes = [outcome for outcome, _ in Counter(verdict.outcome for verdict in verdicts).most_common()]
    table = Counter((verdict.kind, verdict.outcome) for verdict in verdicts)
    kinds = list(dict.fromkeys(verdict.kind for verdict in verdicts))
    print(f"{'':<15}" + "".join(f"{outcome.removeprefix('file_'):>15}" for outcome in outcomes))
    for kind in kinds:
        print(f"{kind:<15}" + "".join(f"{table[kind, outcome] or '':>15}" for outcome in outcomes))
    totals = (sum(table[kind, outcome] for kind in kinds) for outcome in outcomes)
    print(f"{'all':<15}" + "".join(f"{total:>15}" for total in totals))
    print("\nslowest")
    for one in sorted(verdicts, key=lambda verdict: -verdict.seconds)[:MOST_SHOWN]:
        print(f"{one.seconds:>9.1f} s   {one.number} {one.kind} ({one.what}): {one.outcome}")
    print("most memory of a worker")
    for one in sorted(verdicts, key=lambda verdict: -verdict.peak_bytes)[:MOST_SHOWN]:
        print(f"{one.peak_bytes / 1e6:>8.0f} MB   {one.number} {one.kind} ({one.what}): {one.outcome}")


if __name__ == "__main__":
    sys.exit(main())
