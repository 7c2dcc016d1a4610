"""The knowledge base as its callers see it, on documents of the test's own and on the five."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import BadQuery, EncoderChanged, HomeMissing, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.records import AnswerStatus
from kb.search.encoder import normalised
from kb.search.generations import Generations
from kb.settings import read_settings
from kb.store.scope import Scope
from tests.kb.samples import OPINION, PLAN, PLAN_CHANGED, sample


def put(base: KnowledgeBase, *documents) -> None:
    with base.writing() as writing:
        for document in documents:
            writing.put(document)


def ids(base: KnowledgeBase, query: str, scope: Scope | None = None) -> list[str]:
    return [hit.found.clause.id for hit in base.search(query, 10, scope or Scope())]


@pytest.fixture
def other(base: KnowledgeBase) -> KnowledgeBase:
    """Another process' view of the same home."""
    return KnowledgeBase(base.settings)


def test_a_document_is_found_as_soon_as_it_was_written(base: KnowledgeBase) -> None:
    put(base, sample("plan", PLAN))
    assert ids(base, "土地保障")[0] == "plan/1/1"


def test_a_changed_document_answers_with_its_new_text_only(base: KnowledgeBase, other: KnowledgeBase) -> None:
    put(base, sample("plan", PLAN))
    assert "plan/1/2" in ids(other, "财政投入")
    put(base, sample("plan", PLAN_CHANGED))
    texts = [hit.found.clause.text for hit in other.search("资金保障", 10)]
    assert "设立十亿元产业基金。" in texts
    assert "加大财政投入与支持。" not in texts
    assert other.clause("plan/1/2", Scope(revision=1)).clause.text == "加大财政投入与支持。"


def test_a_removed_document_is_gone_at_once_for_everybody(base: KnowledgeBase, other: KnowledgeBase) -> None:
    put(base, sample("plan", PLAN), sample("opinion", OPINION))
    assert ids(other, "土地保障")
    base.remove("plan")
    assert not any(found.startswith("plan/") for found in ids(other, "土地保障 资金 森林小镇"))
    assert KnowledgeBase(base.settings).documents()[0].id == "opinion"
    with pytest.raises(NotFound):
        other.clause("plan/1/1")


def test_nothing_removed_is_answered_even_while_the_index_still_holds_it(base: KnowledgeBase) -> None:
    put(base, sample("plan", PLAN))
    with base.writing() as writing:
        writing.remove("plan")
        assert ids(KnowledgeBase(base.settings), "土地保障") == []  # not yet published


def test_readers_keep_the_old_text_until_the_new_one_is_published(base: KnowledgeBase, other: KnowledgeBase) -> None:
    put(base, sample("plan", PLAN))
    with base.writing() as writing:
        writing.put(sample("plan", PLAN_CHANGED))
        assert [hit.found.clause.text for hit in other.search("资金保障", 1)] == ["加大财政投入与支持。"]
    assert [hit.found.clause.text for hit in other.search("资金保障", 1)] == ["设立十亿元产业基金。"]


@pytest.mark.parametrize("damage", ["folder", "manifest", "file", "bytes", "everything"])
def test_a_lost_or_damaged_index_is_made_good_when_the_base_is_opened(base: KnowledgeBase, damage: str) -> None:
    put(base, sample("plan", PLAN), sample("opinion", OPINION))
    generations = Generations(base.settings.home)
    folder = generations.folder_of(generations.current())
    segment = max(folder.glob("*.term"))
    if damage in ("folder", "everything"):
        for path in folder.iterdir():
            path.unlink()
    if damage in ("manifest", "everything"):
        (generations.root / "current.json").unlink()
    if damage == "file":
        segment.unlink()
    if damage == "bytes":
        data = bytearray(segment.read_bytes())
        data[len(data) // 2] ^= 0xFF
        segment.write_bytes(bytes(data))
    opened = KnowledgeBase(base.settings)
    assert opened.check().problems
    assert ids(opened, "土地保障")[0] == "plan/1/1"
    assert opened.check().problems == ()


def test_an_index_built_with_other_words_is_built_anew(base: KnowledgeBase) -> None:
    put(base, sample("plan", PLAN))
    before = Generations(base.settings.home).current()
    put(base, sample("opinion", OPINION, "意见", names=("森林小镇",)))
    after = Generations(base.settings.home).current()
    assert before.fingerprint != after.fingerprint
    assert ids(base, "森林小镇")[0] == "opinion/1/1"
    assert ids(base, "土地保障")[0] == "plan/1/1"


def test_a_rebuilt_index_answers_the_same(base: KnowledgeBase) -> None:
    put(base, sample("plan", PLAN), sample("opinion", OPINION))
    before = [(hit.found.clause.id, hit.score) for hit in base.search("小镇保障", 10)]
    assert base.rebuild() == 4
    assert [(hit.found.clause.id, hit.score) for hit in base.search("小镇保障", 10)] == before


def test_many_small_writes_answer_like_one_big_one(base: KnowledgeBase, tmp_path: Path) -> None:
    put(base, sample("plan", PLAN_CHANGED), sample("opinion", OPINION))
    base.remove("opinion")
    put(base, sample("plan", PLAN))
    put(base, sample("opinion", OPINION))
    fresh = KnowledgeBase(read_settings({}, tmp_path / "fresh"))
    put(fresh, sample("plan", PLAN), sample("opinion", OPINION))
    for query in ("土地保障", "财政投入", "森林小镇建设", "科技创新"):
        assert ids(base, query) == ids(fresh, query)


@pytest.mark.parametrize("query", ["", "  \n", "问" * 2001])
def test_an_empty_or_overlong_question_is_refused(corpus_base: KnowledgeBase, query: str) -> None:
    for method in (corpus_base.search, corpus_base.ask):
        with pytest.raises(BadQuery, match=r"空|2000"):
            method(query)


@pytest.mark.parametrize("k", [0, -1, 101, 10**6])
def test_a_k_out_of_range_is_refused(corpus_base: KnowledgeBase, k: int) -> None:
    with pytest.raises(BadQuery, match=f"k={k}"):
        corpus_base.search("土地", k)


@pytest.mark.parametrize(
    "query", ["的了吗", "？？？", "🙂", "\x00", "a" * 2000, "%_'\"\\();--", "AND OR NOT *", "[1] <b>"]
)
def test_odd_questions_get_an_answer_not_an_error(corpus_base: KnowledgeBase, query: str) -> None:
    assert corpus_base.ask(query).status is AnswerStatus.NO_EVIDENCE


def test_reading_where_there_is_no_base_says_so(base: KnowledgeBase) -> None:
    for read in (lambda: base.search("土地"), base.documents, base.check, base.rebuild, lambda: base.remove("x")):
        with pytest.raises(HomeMissing):
            read()
    assert not base.settings.home.exists()


def test_an_empty_base_finds_nothing_and_is_ready(base: KnowledgeBase) -> None:
    base.prepare()
    assert base.search("土地") == []
    assert base.ask("土地").status is AnswerStatus.NO_EVIDENCE
    assert base.is_ready()


def test_filters_bound_what_is_found(corpus_base: KnowledgeBase) -> None:
    scope = Scope(regions=frozenset({"广东省广州市"}), region_exact=True)
    hits = corpus_base.search("土地", 20, scope)
    assert hits
    assert {hit.found.document.id for hit in hits} == {"guangzhou-characteristic-towns-opinions"}
    assert corpus_base.search("土地", 20, Scope(kinds=frozenset({"条例"}))) == []


def test_a_filtered_search_finds_as_deep_as_an_open_one(corpus_base: KnowledgeBase) -> None:
    """The filter bounds the candidates in the index, not only what is left of the best ones."""
    scope = Scope(document_ids=frozenset({"study-tour-report"}))
    assert len(corpus_base.search("小镇", 20, scope)) == 20


def test_several_threads_may_ask_at_once(corpus_base: KnowledgeBase) -> None:
    expected = ids(corpus_base, "土地保障")
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(ids(corpus_base, "土地保障"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_the_corpus_is_sound(corpus_base: KnowledgeBase) -> None:
    report = corpus_base.check()
    assert (report.documents, report.clauses, report.problems) == (5, 709, ())


def test_a_store_restored_from_a_backup_finds_its_own_documents_again(base: KnowledgeBase, tmp_path: Path) -> None:
    put(base, sample("plan", PLAN))
    home = base.settings.home
    shutil.copyfile(home / "kb.sqlite", tmp_path / "backup")
    put(base, sample("plan", PLAN_CHANGED))
    put(base, sample("opinion", OPINION))
    for path in home.glob("kb.sqlite*"):
        path.unlink()
    shutil.copyfile(tmp_path / "backup", home / "kb.sqlite")
    restored = KnowledgeBase(base.settings)
    assert any("备份" in problem for problem in restored.check().problems)
    assert ids(restored, "土地保障")[0] == "plan/1/1"
    assert not any(found.startswith("opinion") for found in ids(restored, "森林小镇建设"))
    assert restored.check().problems == ()
    put(restored, sample("opinion", OPINION))
    assert ids(restored, "森林小镇建设")[0] == "opinion/1/1"


def test_a_removal_is_done_though_the_index_cannot_be_written(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(base, sample("plan", PLAN), sample("opinion", OPINION))
    assert ids(base, "土地保障")
    monkeypatch.setenv("KB_FAILPOINT", "index.staged=full")
    base.remove("plan")
    assert not any(found.startswith("plan") for found in ids(base, "土地保障"))
    assert ids(base, "森林小镇")[0] == "opinion/1/1"


class CountingEncoder:
    """An encoder of a test's own; it counts what it is asked to encode."""

    dimensions = 8

    def __init__(self, name: str) -> None:
        self.name, self.fingerprint, self.encoded = name, f"counting-{name}", 0

    def encode_passages(self, texts):
        self.encoded += len(texts)
        return normalised(
            np.array([[len(text) + len(self.name), 1, *[0] * 6] for text in texts], dtype=np.float32).reshape(
                len(texts), 8
            )
        )

    def encode_queries(self, texts):
        return self.encode_passages(texts)

    def match_words(self, query, passages):
        return np.zeros(len(passages), dtype=np.float32)


@pytest.fixture
def opened_with(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Callable[[CountingEncoder], KnowledgeBase]:
    """Opens the test's base with an encoder of the test's own."""
    known: dict[str, CountingEncoder] = {}
    monkeypatch.setattr("kb.knowledge_base.open_encoder", lambda name, *prompts: known[name])

    def open_base(encoder: CountingEncoder) -> KnowledgeBase:
        known[encoder.name] = encoder
        return KnowledgeBase(replace(base.settings, encoder=encoder.name))

    return open_base


def test_vectors_are_made_once_and_kept_in_the_store(opened_with) -> None:
    encoder = CountingEncoder("one")
    opened = opened_with(encoder)
    put(opened, sample("plan", PLAN))
    made = encoder.encoded
    put(opened, sample("opinion", OPINION))
    assert opened.rebuild() == 4
    assert encoder.encoded == 2 * made  # as many for the second document, none for the rebuild


def test_another_encoder_is_taken_up_only_by_a_rebuild_and_the_old_one_serves_until_then(opened_with) -> None:
    one = opened_with(CountingEncoder("one"))
    put(one, sample("plan", PLAN))
    other = opened_with(CountingEncoder("other"))
    with pytest.raises(EncoderChanged, match="one") as caught:
        other.search("土地保障")
    assert "kb rebuild" in caught.value.remedy
    assert ids(one, "土地保障")[0] == "plan/1/1"
    with pytest.raises(EncoderChanged):
        put(other, sample("opinion", OPINION))
    assert [document.id for document in one.documents()] == ["plan"]
    other.rebuild()
    assert ids(other, "土地保障")[0] == "plan/1/1"
    with pytest.raises(EncoderChanged, match="other"):
        opened_with(CountingEncoder("one")).search("土地保障")


def test_no_word_of_a_removed_document_comes_back_in_an_answer(base: KnowledgeBase) -> None:
    put(
        base,
        sample("plan", PLAN),
        sample("secret", "某市通报\n一、情况\n王建国挪用资金，已经查处。\n二、要求\n各单位引以为戒，加强监督。\n"),
    )
    assert "王建国" in "".join(base.ask("wang jianguo").text)
    base.remove("secret")
    answer = base.ask("wang jianguo 土地保障")
    assert "王建国" not in answer.text
    assert not any("王建国" in gap for gap in answer.gaps)
