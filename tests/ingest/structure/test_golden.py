"""The clause trees of the five documents, as they were checked by hand against the text.

`pytest --bless` writes the files anew; look at the difference before you commit it. The trees were compared line by
line with an outline that a reader made by hand without knowing the program.
"""

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.catalogue import read_catalogue
from ingest.pipeline import inspect_file
from ingest.structure.rules import RULES
from kb.records import Clause, ClauseKind, ParsedDocument, RemovalKind
from kb.settings import read_settings

CORPUS = Path(__file__).parents[3] / "corpus"
GOLDEN = Path(__file__).parent / "golden"
DOCUMENTS = sorted(read_catalogue(CORPUS))
EDGE = 16
SETTINGS = read_settings({})


def parsed(name: str) -> ParsedDocument:
    document, _ = inspect_file(CORPUS / name, SETTINGS)
    return document


def line_of(clause: Clause) -> str:
    """A clause in one line: depth, id, citation, heading, how its text begins and ends, and how long it is."""
    text = clause.text if len(clause.text) <= 2 * EDGE else f"{clause.text[:EDGE]}……{clause.text[-EDGE:]}"
    columns = (clause.kind.value, clause.id.partition("/")[2], "".join(clause.citation_path), clause.heading, text)
    return "\t".join([*columns, str(len(clause.text))])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_clause_tree_is_the_one_that_was_checked_by_hand(name: str, request: pytest.FixtureRequest) -> None:
    document = parsed(name)
    tree = "".join(f"{line_of(clause)}\n" for clause in document.clauses)
    removed = "".join(
        f"removed\t{removal.kind.value}\t{document.source[removal.span.start : removal.span.end]!r}\n"
        for removal in document.removals
        if removal.kind is not RemovalKind.LAYOUT
    )
    golden = GOLDEN / f"{document.id}.tsv"
    if request.config.getoption("--bless"):
        golden.write_text(tree + removed, encoding="utf-8")
    assert tree + removed == golden.read_text(encoding="utf-8")


def test_the_rules_number_goes_up_when_a_tree_changes(request: pytest.FixtureRequest) -> None:
    """Documents in a base are cut anew only where the number differs from the one that they were cut with."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(GOLDEN.glob("*.tsv")))).hexdigest()
    recorded = GOLDEN / "rules.txt"
    number, of_number = recorded.read_text(encoding="utf-8").split()
    if digest != of_number:
        assert number != RULES, "raise RULES in ingest/structure/rules.py, for the trees have changed"
        assert request.config.getoption("--bless"), "run pytest --bless"
        recorded.write_text(f"{RULES} {digest}\n", encoding="utf-8")


def test_the_national_cases_are_sixteen_with_their_sections() -> None:
    clauses = parsed("national-typical-cases-round-1.txt").clauses
    cases = [clause for clause in clauses if clause.kind is ClauseKind.SUBTITLE]
    assert len(cases) == 16
    sections = Counter(clause.parent_id for clause in clauses if clause.parent_id in {case.id for case in cases})
    assert sorted(sections.values()) == [5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6]
    assert all(case.text for case in cases)


def test_each_of_guangzhous_seventeen_departments_has_a_clause_of_its_own() -> None:
    clauses = parsed("guangzhou-characteristic-towns-opinions.txt").clauses
    departments = [clause for clause in clauses if clause.kind is ClauseKind.DEPARTMENT]
    assert len(departments) == 17
    assert {clause.parent_id for clause in departments} == {"guangzhou-characteristic-towns-opinions/3/16"}
    assert departments[10].text == "市林业园林局：推进全市森林小镇建设。"


@pytest.mark.parametrize(
    ("name", "boxes"),
    [
        (
            "jiangmen-characteristic-towns-plan.txt",
            {"box1-1": "1/1/3", "box1-2": "1/1/4", "box3-1": "3/1", "box3-2": "3/2", "box3-3": "3/3", "box4-1": "4/3"},
        ),
        (
            "jiangmen-western-region-strategy-2019-2035.md",
            {"box5-1": "5/1", "box5-2": "5/2", "box5-3": "5/3", "box5-4": "5/4", "box5-5": "5/4", "box5-6": "5/4"},
        ),
    ],
)
def test_every_box_stands_under_its_section(name: str, boxes: dict[str, str]) -> None:
    document = parsed(name)
    found = {
        clause.id.rpartition("/")[2]: (clause.parent_id or "").partition("/")[2]
        for clause in document.clauses
        if clause.kind is ClauseKind.BOX
    }
    assert found == boxes


def test_the_contents_table_is_left_out_and_recorded() -> None:
    document = parsed("jiangmen-western-region-strategy-2019-2035.md")
    contents = [removal for removal in document.removals if removal.kind.value == "contents"]
    text = "".join(document.source[removal.span.start : removal.span.end] for removal in contents)
    assert "（四）发展目标" not in text
    assert "(四) 发展目标....." in text
    assert not any("....." in clause.heading + clause.text for clause in document.clauses)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_left_out_as_layout_is_white_space_or_marks_of_the_format(name: str) -> None:
    document = parsed(name)
    marks = set("#*|- ") if name.endswith(".md") else set()
    for removal in document.removals:
        if removal.kind is RemovalKind.LAYOUT:
            left_out = re.sub("</?b>", "", document.source[removal.span.start : removal.span.end])
            assert all(character.isspace() or character in marks for character in left_out)


def test_a_paragraph_broken_by_a_page_is_whole_and_knows_its_two_slices() -> None:
    clauses = {clause.id: clause for clause in parsed("jiangmen-western-region-strategy-2019-2035.md").clauses}
    broken = clauses["jiangmen-western-region-strategy-2019-2035/3/1/p1"]
    assert broken.text.endswith("辐射带动功能。")
    assert len(broken.text_spans) == 2


def test_blessing_is_off_unless_it_is_asked_for(request: pytest.FixtureRequest) -> None:
    assert (
        request.config.getoption("--bless", default=False) is False
        or "--bless" in request.config.invocation_params.args
    )
