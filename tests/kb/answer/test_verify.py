"""A quote that does not stand where its citation says never leaves."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.answer.cite import cite
from kb.answer.verify import verify
from kb.errors import CitationBroken
from kb.records import Citation, Span
from kb.store.scope import Scope
from kb.store.writing import StoreWriter, new_generation
from tests.kb.samples import PLAN, sample


@pytest.fixture
def store(tmp_path: Path) -> StoreWriter:
    store = StoreWriter(tmp_path / "home")
    store.put(sample("plan", PLAN, "规划", number="甲府〔2018〕1号"))
    store.activate(new_generation(0))
    return store


@pytest.fixture
def citation(store: StoreWriter) -> Citation:
    found = store.reader().clause("plan/1/1", Scope())
    return Citation(1, found, "推进集约利用", 9, 15)


def test_a_true_quotation_passes(store: StoreWriter, citation: Citation) -> None:
    assert verify(citation, store.reader()) == citation


@pytest.mark.parametrize("change", [{"quote": "推进集约使用"}, {"start": 8}, {"end": 14}, {"quote": "", "end": 9}])
def test_a_quotation_that_is_off_by_anything_is_stopped(store: StoreWriter, citation: Citation, change: dict) -> None:
    with pytest.raises(CitationBroken, match="plan/1/1"):
        verify(replace(citation, **change), store.reader())


def test_a_clause_that_does_not_stand_in_its_source_is_stopped(store: StoreWriter, citation: Citation) -> None:
    clause = citation.found.clause._replace(text_spans=(Span(0, 16),))
    with pytest.raises(CitationBroken, match="原文"):
        verify(replace(citation, found=replace(citation.found, clause=clause)), store.reader())


def test_a_citation_carries_title_number_and_the_documents_own_labels(citation: Citation) -> None:
    assert cite(citation.found) == "《规划》（甲府〔2018〕1号）一（一）"
