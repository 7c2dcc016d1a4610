from pathlib import Path

from kb.search.vocabulary import DOCUMENTS_FILE, FILE_NAME, Vocabulary, VocabularyBuilder
from kb.search.words import Words
from kb.store.reading import IndexEntry
from tests.kb.samples import OPINION, PLAN, sample


def entries(document_row: int, text: str) -> list[IndexEntry]:
    document = sample(f"d{document_row}", text)
    title = document.metadata.title
    return [IndexEntry(row, document_row, title, "", None, clause) for row, clause in enumerate(document.clauses)]


def build(folder: Path, words: Words, *documents: tuple[int, str], gone: int | None = None) -> Vocabulary:
    builder = VocabularyBuilder(folder)
    if gone is not None:
        builder.remove_document(gone)
    for row, text in documents:
        builder.add(entries(row, text), words)
    builder.write()
    return Vocabulary(folder)


def test_words_are_counted_by_document_and_found_by_their_sound(tmp_path: Path) -> None:
    vocabulary = build(tmp_path, Words([]), (1, PLAN), (2, OPINION))
    assert vocabulary.counts["土地"] == 1
    assert vocabulary.counts["小镇"] == 2
    assert "土地" in vocabulary.romanised["tudi"]


def test_the_words_of_a_removed_document_leave_with_it(tmp_path: Path) -> None:
    words = Words([])
    build(tmp_path, words, (1, PLAN), (2, OPINION))
    left = build(tmp_path, words, gone=1)
    assert "土地" not in left.counts
    assert "tudi" not in left.romanised
    assert "森林" in left.counts
    assert not any("土地" in (tmp_path / name).read_text(encoding="utf-8") for name in (FILE_NAME, DOCUMENTS_FILE))


def test_words_are_not_put_together_across_punctuation_or_lines(tmp_path: Path) -> None:
    text = "某市规划\n一、总则\n海，湾建设平台。\n二、保障\n加大投入，增加财力。\n"
    counts = build(tmp_path, Words([]), (1, text)).counts
    assert "一总则" not in counts
    assert "海湾" not in counts


def test_latin_words_of_the_texts_are_kept_and_not_romanised(tmp_path: Path) -> None:
    vocabulary = build(
        tmp_path, Words([]), (1, "某市规划\n一、能源\n建设 LNG 接收站，完善管网。\n二、保障\n加大投入，增加财力。\n")
    )
    assert "lng" in vocabulary.counts
    assert "lng" not in vocabulary.romanised
