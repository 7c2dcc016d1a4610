"""How well documents are cut: `make eval-structure DATA=…`, the folder of data sets.

Laws are measured against gold offsets of their 编, 章, 节 and 条 and what each stands under, beside a template cutter
in the same run. Then every document of every set is cut: no character may be lost, none may fail without a reason.
"""

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.template_cutter import cut_by_template
from ingest.readers import read_source
from ingest.readers.plain_text import read_text
from ingest.structure.labels import recognise_label
from ingest.structure.parse import parse_document
from kb.errors import BadFile
from kb.records import ParsedDocument

CORPUS = Path(__file__).parent.parent / "corpus"
LAWS = "structure/laws_gold_1000.jsonl.gz"
REPORTS = "train/provincial_government_reports_2026.jsonl.gz"
KIND_OF_LABEL = {"book": "编", "chapter": "章", "section": "节", "article": "条"}
SHOWN_DISAGREEMENTS = 60


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a division of a law begins, what kind it is, what it is called, and where its parent begins (-1: none)."""

    kind: str
    start: int
    label: str
    parent: int


Cutter = Callable[[str], list[Boundary]]


def main() -> None:
    """Prints the figures of the laws, then what became of every document."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    laws = list(_lines(data / LAWS))
    for name, cut in (("ours", our_boundaries), ("template", cut_by_template_boundaries)):
        _measure(name, cut, laws)
    _cut_everything(data)


def our_boundaries(text: str) -> list[Boundary]:
    """The divisions that the parser finds. Raises Broken if a character is lost."""
    clauses = _parse(text).clauses
    starts = {clause.id: clause.heading_spans[0].start for clause in clauses if clause.heading_spans}
    found = []
    for clause in clauses:
        label = recognise_label(clause.heading) if clause.label else None
        if label is not None and label.kind.name in KIND_OF_LABEL:
            parent = starts.get(clause.parent_id or "", -1)
            found.append(Boundary(KIND_OF_LABEL[label.kind.name], starts[clause.id], clause.label, parent))
    return found


def cut_by_template_boundaries(text: str) -> list[Boundary]:
    """The divisions that the template cutter finds."""
    return [Boundary(*one) for one in cut_by_template(text)]


def gold_boundaries(law: dict[str, Any]) -> list[Boundary]:
    """The divisions of the gold, each with the place of what it stands under.

    An article stands under the last heading of its path, a heading under the last one before it of a larger kind: the
    depths that the gold gives are those of its source's markup, which some laws swap (第一节 above its 第三章).
    """
    kinds = list(KIND_OF_LABEL.values())
    headings: dict[str, int] = {}  # heading as the gold writes it → where it last began
    last: dict[str, int] = {}  # kind → where it last began
    found = []
    for unit in law["units"]:
        kind, start = unit["type"], unit["start"]
        if "path" in unit:
            parent = headings.get(unit["path"][-1].strip(), -1) if unit["path"] else -1
        else:
            larger = kinds[: kinds.index(kind)] if kind in kinds else []
            parent = max((last[one] for one in larger if one in last), default=-1)
        if "text" in unit:
            headings[unit["text"].strip()] = start
        if kind in kinds:
            last[kind] = start
            found.append(Boundary(kind, start, unit.get("label", ""), parent))
    return found


def _measure(name: str, cut: Cutter, laws: list[dict[str, Any]]) -> None:
    """Prints precision, recall and F1 of each kind of boundary, of their labels and of their parents."""
    right, made, wanted, labelled, parented = (Counter[str]() for _ in range(5))
    disagreements = []
    seconds = 0.0
    for law in laws:
        started = time.perf_counter()
        found = {(one.kind, one.start): one for one in cut(law["text"])}
        seconds += time.perf_counter() - started
        gold = {(one.kind, one.start): one for one in gold_boundaries(law)}
        made.update(kind for kind, _ in found)
        wanted.update(kind for kind, _ in gold)
        for key in found.keys() & gold.keys():
            right[key[0]] += 1
            same_label = not gold[key].label or "".join(found[key].label.split()) == "".join(gold[key].label.split())
            labelled[key[0]] += same_label
            parented[key[0]] += found[key].parent == gold[key].parent
            if not same_label or found[key].parent != gold[key].parent:
                disagreements.append(f"{law['id']} {key[1]} {found[key].label} {found[key].parent} {gold[key].parent}")
        disagreements += [f"{law['id']} {at} {kind}" for kind, at in found.keys() ^ gold.keys()]
    characters = sum(len(law["text"]) for law in laws)
    print(f"\n{name}: {len(laws)} laws, {characters:,} characters, {characters / seconds / 1e6:.2f} million a second")
    for kind in KIND_OF_LABEL.values():
        scores = [_f1(counter[kind], made[kind], wanted[kind]) for counter in (right, labelled, parented)]
        precision, recall = right[kind] / max(made[kind], 1), right[kind] / max(wanted[kind], 1)
        print(
            f"{kind}  gold {wanted[kind]:>6}  precision {precision:.4f}  recall {recall:.4f}  "
            f"F1 {scores[0]:.4f}  with label {scores[1]:.4f}  with parent {scores[2]:.4f}"
        )
    print(f"disagreements: {len(disagreements)}")
    if name == "ours":
        print("\n".join(f"  {line}" for line in disagreements[:SHOWN_DISAGREEMENTS]))


def _f1(right: int, made: int, wanted: int) -> float:
    return 2 * right / max(made + wanted, 1)


def _cut_everything(data: Path) -> None:
    """Cuts every document of every set; a lost character is an exception, for it is our bug."""
    print("\nset                  documents   clauses    characters  failed with a reason")
    for name, documents in _sets(data):
        counts: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        for file_name, content in documents:
            try:
                parsed = _parse(content) if isinstance(content, str) else _parse_file(content, file_name)
            except BadFile as error:
                reasons[error.code] += 1
                continue
            counts.update(documents=1, clauses=len(parsed.clauses), characters=len(parsed.source))
        failed = ", ".join(f"{code} {count}" for code, count in reasons.items()) or "0"
        print(f"{name:20} {counts['documents']:>9} {counts['clauses']:>9} {counts['characters']:>13,}  {failed}")


def _sets(data: Path) -> Iterator[tuple[str, Iterator[tuple[str, str | bytes]]]]:
    yield "corpus", ((path.name, path.read_bytes()) for path in sorted(CORPUS.iterdir()) if path.suffix != ".toml")
    yield "laws", ((law["id"], law["text"]) for law in _lines(data / LAWS))
    yield "provincial reports", ((str(at), _text_of(one)) for at, one in enumerate(_lines(data / REPORTS)))
    for folder in sorted((data / "formats").iterdir()):
        yield folder.name, ((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))


def _text_of(record: dict[str, Any]) -> str:
    """The longest text of a record."""
    return max((value for value in record.values() if isinstance(value, str)), key=len)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _parse(text: str) -> ParsedDocument:
    return parse_document(read_text(text.encode("utf-8"), "law.txt"), "law", "law.txt", "0" * 64, "law")


def _parse_file(data: bytes, name: str) -> ParsedDocument:
    return parse_document(read_source(data, name), "d", name, "0" * 64, name)


if __name__ == "__main__":
    main()
