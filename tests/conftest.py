"""What many tests share: the corpus, a knowledge base that holds it, and a small one of a test's own making."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import FileReport, ingest_paths
from kb.knowledge_base import KnowledgeBase
from kb.settings import read_settings

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write the golden files anew from what the code does now")


@pytest.fixture(scope="session")
def corpus_base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The five documents, ingested once; tests must not change it."""
    base = KnowledgeBase(read_settings({}, tmp_path_factory.mktemp("corpus") / "home"))
    reports = ingest_paths(base, [CORPUS])
    assert [report.error for report in reports] == [None] * 5
    return base


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """An empty knowledge base of this test's own."""
    return KnowledgeBase(read_settings({"KB_LOCK_WAIT_SECONDS": "20"}, tmp_path / "home"))


Ingest = Callable[..., list[FileReport]]


@pytest.fixture
def ingest(base: KnowledgeBase, tmp_path: Path) -> Ingest:
    """Writes files (name=text) into this test's folder and takes them in."""

    def write_and_ingest(**files: str) -> list[FileReport]:
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        paths = []
        for name, text in files.items():
            path = folder / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return ingest_paths(base, paths)

    return write_and_ingest
