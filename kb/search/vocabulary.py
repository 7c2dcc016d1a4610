"""The words of the base, and the bridges to them: from romanised names, and from English.

`vocabulary.json` of a publication maps each word of the clauses to the number of clauses that it was counted
in, and each romanised form to the words that sound so. Both are made when clauses are indexed; pypinyin, which takes
long to import, is needed only then.
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kb.search.words import HAN_RUN, Words, normalise
from kb.store.reading import IndexEntry

FILE_NAME = "vocabulary.json"
SHORTEST, LONGEST = 2, 6  # characters of a word that is romanised


class Vocabulary:
    """The words of a publication."""

    def __init__(self, counts: Counter[str], romanised: dict[str, list[str]]) -> None:
        self.counts = counts
        self.romanised = romanised

    @classmethod
    def read(cls, folder: Path) -> "Vocabulary":
        """The vocabulary that lies in `folder`; an empty one where none does."""
        try:
            written = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(Counter(), {})
        return cls(Counter(written["counts"]), written["romanised"])

    def add(self, entries: Iterable[IndexEntry], words: Words) -> None:
        """Counts the words of clauses."""
        new: set[str] = set()
        for entry in entries:
            text = normalise("\n".join([entry.document_title, *entry.clause.path, entry.clause.text]))
            found = {word for word in words.names_and_words(text) if SHORTEST <= len(word) <= LONGEST}
            new |= found - self.counts.keys()
            self.counts.update(found)
        self._romanise(sorted(new))

    def write(self, folder: Path) -> None:
        """Writes the file anew; the one that it replaces may be shared with an older publication."""
        path = folder / FILE_NAME
        path.unlink(missing_ok=True)
        path.write_text(
            json.dumps({"counts": self.counts, "romanised": self.romanised}, ensure_ascii=False), encoding="utf-8"
        )

    def _romanise(self, words: Iterable[str]) -> None:
        from pypinyin import lazy_pinyin

        for word in filter(HAN_RUN.fullmatch, words):
            self.romanised.setdefault("".join(lazy_pinyin(word)).replace("ü", "v"), []).append(word)
