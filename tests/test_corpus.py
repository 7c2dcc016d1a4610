"""The documents that ship with the project: unchanged, and described without guessing."""

import hashlib
from pathlib import Path

import pytest

from ingest.catalogue import FILE_NAME, CatalogueEntry, read_catalogue
from ingest.readers import read_source

CORPUS = Path(__file__).parent.parent / "corpus"
ENTRIES = read_catalogue(CORPUS)
FIELDS = ("title", "kind", "region", "issuer", "number", "date", "period")


def test_every_document_is_in_the_catalogue_and_the_other_way_round() -> None:
    assert {path.name for path in CORPUS.iterdir()} - {FILE_NAME} == ENTRIES.keys()
    assert len(ENTRIES) == 5


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.id)
def test_the_bytes_are_those_that_the_catalogue_names(entry: CatalogueEntry) -> None:
    assert hashlib.sha256((CORPUS / entry.file).read_bytes()).hexdigest() == entry.sha256


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.id)
def test_every_value_comes_from_words_of_the_text_or_says_why_not(entry: CatalogueEntry) -> None:
    text = read_source((CORPUS / entry.file).read_bytes(), entry.file).text
    for field in FIELDS:
        if getattr(entry.metadata, field):
            evidence = entry.metadata.evidence[field]
            if evidence.startswith("catalogue"):
                assert len(evidence) > len("catalogue: ")
            else:
                assert evidence in text


def test_only_the_jiangmen_plan_has_a_title_of_the_catalogues_own() -> None:
    own = [entry.id for entry in ENTRIES.values() if entry.metadata.evidence["title"].startswith("catalogue")]
    assert own == ["jiangmen-characteristic-towns-plan"]


def test_every_name_for_the_word_cutter_stands_in_the_text() -> None:
    for entry in ENTRIES.values():
        text = (CORPUS / entry.file).read_text(encoding="utf-8")
        assert [name for name in entry.metadata.names if name not in text] == []


def test_masked_and_scanned_documents_carry_their_caveats() -> None:
    with_caveats = {entry.id: entry.metadata.caveats for entry in ENTRIES.values() if entry.metadata.caveats}
    assert with_caveats.keys() == {"study-tour-report", "jiangmen-western-region-strategy-2019-2035"}
    assert "2024" in "".join(with_caveats["study-tour-report"])
