"""Measures the cutting of laws against gold offsets of their 编, 章, 节 and 条, and that no character is lost.

`python -m eval.structure laws_gold.jsonl.gz`: each line holds `text` and `units`, each with `type` and `start`.
"""

import argparse
import gzip
import json
import time
from collections import Counter
from pathlib import Path

from ingest.readers.plain_text import read_text
from ingest.structure.labels import recognise_label
from ingest.structure.parse import parse_document

KIND_OF_LABEL = {"book": "编", "chapter": "章", "section": "节", "article": "条"}


def main() -> None:
    """Cuts every law and prints precision, recall and F1 of each kind of boundary."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("gold", type=Path)
    options = parser.parse_args()
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    laws = characters = 0
    seconds = 0.0
    with gzip.open(options.gold, "rt", encoding="utf-8") as lines:
        for line in lines:
            law = json.loads(line)
            started = time.perf_counter()
            found = boundaries(law["text"])
            seconds += time.perf_counter() - started
            gold = {(unit["type"], unit["start"]) for unit in law["units"]}
            for counter, pairs in ((right, found & gold), (made, found), (wanted, gold)):
                counter.update(kind for kind, _ in pairs)
            laws += 1
            characters += len(law["text"])
    print(f"{laws} laws, {characters:,} characters, {characters / seconds / 1e6:.2f} million characters a second")
    for kind in KIND_OF_LABEL.values():
        precision, recall = right[kind] / max(made[kind], 1), right[kind] / max(wanted[kind], 1)
        f1 = 2 * right[kind] / max(made[kind] + wanted[kind], 1)
        print(f"{kind}  gold {wanted[kind]:>6}  precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")


def boundaries(text: str) -> set[tuple[str, int]]:
    """The kind and offset of each division that the parser finds. Raises Broken if a character is lost."""
    parsed = parse_document(read_text(text.encode("utf-8"), "law.txt"), "law", "law.txt", "0" * 64, "law")
    found = set()
    for clause in parsed.clauses:
        label = recognise_label(clause.heading) if clause.label else None
        if label is not None and label.kind.name in KIND_OF_LABEL:
            found.add((KIND_OF_LABEL[label.kind.name], clause.heading_spans[0].start))
    return found


if __name__ == "__main__":
    main()
