"""The words of the base and how they sound: what romanised names, English and everyday words are led to.

`vocabulary.json` of a publication maps each word to the number of documents that hold it, and each romanised form to
the words that sound so. `document_words.json` keeps the words of each document, so that they leave with it; only a
writer reads it. pypinyin, which takes long to import, is needed only then.
"""

import json
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from kb.search.words import HAN_RUN, Words, normalise
from kb.store.reading import IndexEntry

RULES = "1"  # goes up when the code below would collect other words
FILE_NAME = "vocabulary.json"
DOCUMENTS_FILE = "document_words.json"
SHORTEST, LONGEST = 2, 6  # characters of a word that is kept


def vocabulary_fingerprint() -> str:
    """Changes with everything that decides what a vocabulary holds, besides the cutter."""
    return f"vocabulary-{RULES}-{version('pypinyin')}"


class Vocabulary:
    """The words of a publication, for those who ask."""

    def __init__(self, folder: Path) -> None:
        written = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        self.counts: dict[str, int] = written["counts"]
        self.romanised: dict[str, list[str]] = written["romanised"]


class VocabularyBuilder:
    """Collects the words of a staged publication, which may start from the last one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            written = json.loads((folder / DOCUMENTS_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            written = {}
        self._words: dict[int, set[str]] = {int(row): set(words.split()) for row, words in written.items()}

    def remove_document(self, document_row: int) -> None:
        """Takes the words of a document out."""
        self._words.pop(document_row, None)

    def add(self, entries: Iterable[IndexEntry], words: Words) -> None:
        """Takes the words of clauses in."""
        for entry in entries:
            held = self._words.setdefault(entry.document_row, set())
            for line in (entry.document_title, *entry.clause.path, *entry.clause.text.splitlines()):
                held |= {word for word in words.names_and_words(normalise(line)) if SHORTEST <= len(word) <= LONGEST}

    def write(self) -> None:
        """Writes the files anew; those that they replace may be shared with an older publication."""
        counts = Counter(word for held in self._words.values() for word in held)
        ordered = dict(sorted(counts.items()))
        documents = {row: " ".join(sorted(held)) for row, held in self._words.items()}
        _write(self._folder / FILE_NAME, {"counts": ordered, "romanised": _romanise(ordered)})
        _write(self._folder / DOCUMENTS_FILE, documents)


def _romanise(words: Iterable[str]) -> dict[str, list[str]]:
    from pypinyin import lazy_pinyin

    romanised: dict[str, list[str]] = {}
    for word in filter(HAN_RUN.fullmatch, words):
        romanised.setdefault("".join(lazy_pinyin(word)).replace("ü", "v"), []).append(word)
    return romanised


def _write(path: Path, value: object) -> None:
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
