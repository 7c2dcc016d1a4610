"""Damaged files: the same seed makes the same ones, each gives a clear outcome, and what is wrong would be noticed."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.damage import DAMAGES, PACKAGES, Sample
from eval.fuzz import KINDS, damaged, examine, losses, read_file, unclear
from eval.samples import corpus_texts, ofd_pages, write_docx, write_html, write_ofd
from ingest.readers.plain_text import read_text
from ingest.structure.parse import parse_document
from kb.errors import FileDamaged
from kb.records import ParsedDocument, RemovalKind, Span

TEXT = "某市管理办法\n第一条　为了加强管理，制定本办法。\n第二条　本办法适用于本市。\n"
BODY = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in TEXT.splitlines())
SAMPLES = (
    Sample("a.txt", TEXT.encode()),
    Sample("a.html", write_html("某市管理办法", TEXT.splitlines())),
    Sample("a.docx", write_docx(BODY)),
    Sample("a.ofd", write_ofd(ofd_pages(TEXT.splitlines()))),
)


def parsed() -> ParsedDocument:
    return parse_document(read_text(TEXT.encode(), "a.txt"), "a", "a.txt", "0" * 64, "a")


def test_twenty_damaged_files_give_twenty_clear_outcomes(tmp_path: Path) -> None:
    verdicts = list(examine(SAMPLES, range(20), 147, tmp_path / "kept"))
    assert [verdict.number for verdict in verdicts] == list(range(20))
    assert {verdict.kind for verdict in verdicts} == set(KINDS)
    assert [verdict.finding for verdict in verdicts if verdict.finding] == []
    assert not (tmp_path / "kept").exists()


@settings(deadline=None, max_examples=30)
@given(st.integers(), st.sampled_from([number for number, kind in enumerate(KINDS) if kind != "zip bomb"]))
def test_the_same_seed_and_number_make_the_same_file(seed: int, number: int) -> None:
    assert damaged(SAMPLES, seed, number) == damaged(SAMPLES, seed, number)


@pytest.mark.parametrize("kind", [kind for kind in DAMAGES if kind not in PACKAGES])
def test_every_kind_of_damage_changes_any_file(kind: str) -> None:
    for sample in SAMPLES:
        assert DAMAGES[kind](random.Random(1), sample, SAMPLES[0]) != sample


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_what_the_samples_hold_is_read_back(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / sample.name).write_bytes(sample.data)
    verdict = read_file(tmp_path / sample.name)
    assert (verdict.outcome, verdict.finding) == ("document", "")
    assert verdict.seconds > 0


def test_a_file_of_the_corpus_is_whole() -> None:
    path = corpus_texts()[0]
    assert losses(parse_document(read_text(path.read_bytes(), path.name), "a", path.name, "0" * 64, "a")) == []


def test_a_lost_clause_is_noticed() -> None:
    assert "lost" in losses(replace(parsed(), clauses=parsed().clauses[:-1]))[0]


def test_a_clause_that_stands_twice_is_noticed() -> None:
    assert "double" in losses(replace(parsed(), clauses=(*parsed().clauses, parsed().clauses[-1])))[0]


def test_a_clause_of_other_words_than_its_source_is_noticed() -> None:
    first, *others = parsed().clauses
    changed = first._replace(text=first.text + "吗")
    assert losses(replace(parsed(), clauses=(changed, *others))) == [f"clause {first.id} differs from its source"]


def test_words_that_are_taken_for_layout_are_noticed() -> None:
    layout = next(removal for removal in parsed().removals if removal.kind is RemovalKind.LAYOUT)
    removals = (*parsed().removals, layout._replace(span=Span(7, 15)))
    assert losses(replace(parsed(), removals=removals))[-1].startswith("words are taken for layout at character 7")


def test_a_message_must_name_the_file_and_the_remedy() -> None:
    assert unclear(FileDamaged("a.txt：坏了。", "请重新获取。"), "a.txt") == []
    assert len(unclear(FileDamaged("文件坏了。"), "a.txt")) == 2
    assert len(unclear(FileDamaged("a.txt：" + "坏" * 1_000, "请重新获取。"), "a.txt")) == 1
