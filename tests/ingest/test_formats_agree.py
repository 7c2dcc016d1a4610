"""The same document gives the same clause tree, whatever format it comes in."""

from pathlib import Path

import pytest

from eval.samples import zipped
from ingest.readers import read_source
from ingest.structure.parse import parse_document
from tests.ingest.readers.ofd.files import official_document
from tests.programs import convert, needs_libreoffice

SMALL = Path(__file__).parent / "structure" / "small"
CORPUS = Path(__file__).parents[2] / "corpus"
# What the making of the file changes: paragraphs that the text breaks are paragraphs of their own (06, 11), columns that blanks draw
# come as one line or two (04, 07, 16 in OFD), and one line of PDF ends behind “（2）”.
DIFFERENT_AS = {
    ("04_yinfa_banfa", "ofd"),
    ("06_decimal_guide", "docx"),
    ("06_decimal_guide", "ofd"),
    ("07_plan", "ofd"),
    ("11_hardwrap", "ofd"),
    ("16_minutes", "ofd"),
    ("16_minutes", "pdf"),
}
DOCUMENTS = sorted(SMALL.glob("*.txt"))
LONG = CORPUS / "national-typical-cases-round-1.txt"

Tree = list[tuple[str, str, str]]


def tree(data: bytes, name: str) -> Tree:
    parsed = parse_document(read_source(data, name), "d", name, "0" * 64, "d")
    words = ("".join(f"{clause.heading}|{clause.text}".split()) for clause in parsed.clauses)
    return [(clause.id, clause.kind.value, text) for clause, text in zip(parsed.clauses, words, strict=True)]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every document as DOCX and PDF, made by LibreOffice."""
    folder = tmp_path_factory.mktemp("converted")
    for form in ("docx", "pdf:writer_pdf_Export"):
        convert(folder, form, *DOCUMENTS, LONG, reading="Text (encoded):UTF8,LF,,,")
    return folder / "out"


@needs_libreoffice
@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("path", [*DOCUMENTS, LONG], ids=lambda path: path.stem)
def test_word_and_pdf_give_the_tree_of_the_plain_text(converted: Path, path: Path, form: str) -> None:
    same = tree((converted / f"{path.stem}.{form}").read_bytes(), f"a.{form}") == tree(path.read_bytes(), "a.txt")
    assert same != ((path.stem, form) in DIFFERENT_AS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_ofd_gives_the_tree_of_the_plain_text(path: Path) -> None:
    title, *paragraphs = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    data = zipped(official_document(title, paragraphs))
    same = tree(data, "a.ofd") == tree(path.read_bytes(), "a.txt")
    assert same != ((path.stem, "ofd") in DIFFERENT_AS)
