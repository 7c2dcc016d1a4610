from pathlib import Path

from kb.search.vocabulary import Vocabulary
from kb.search.words import Words
from kb.store.reading import IndexEntry
from tests.kb.samples import OPINION, PLAN, sample


def entries(document_id: str, text: str) -> list[IndexEntry]:
    document = sample(document_id, text)
    return [
        IndexEntry(row, 1, document.metadata.title, None, None, clause) for row, clause in enumerate(document.clauses)
    ]


def test_words_are_counted_by_clause_and_found_by_their_sound(tmp_path: Path) -> None:
    vocabulary = Vocabulary.read(tmp_path)
    words = Words([])
    vocabulary.add(entries("plan", PLAN), words)
    assert vocabulary.counts["土地"] == 1
    assert "土地" in vocabulary.romanised["tudi"]
    vocabulary.write(tmp_path)
    again = Vocabulary.read(tmp_path)
    assert (again.counts, again.romanised) == (vocabulary.counts, vocabulary.romanised)
    again.add(entries("opinion", OPINION), words)
    assert again.counts["小镇"] > vocabulary.counts["小镇"]
    assert all(len(set(words)) == len(words) for words in again.romanised.values())
