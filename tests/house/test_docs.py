"""The docs say what is true: commands, settings, filters, errors, routes, and the answers that README shows."""

import re
import shlex
from pathlib import Path

import pytest

from api.app import create_app
from api.cli import _parser, main
from api.problems import HTTP_CODES, STATUS, status_of
from kb import errors
from kb.knowledge_base import KnowledgeBase
from kb.settings import SETTINGS
from kb.store.scope import FILTER_FIELDS
from tests.house.modules import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/reference.md").read_text(encoding="utf-8")


def table(section: str) -> dict[str, str]:
    """The rows of a section's table in the reference: first column (without code marks) → second column."""
    body = REFERENCE.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (`.+?`.*?) \| (.+?) \|", body, re.MULTILINE)
    return {name.replace("`", ""): value for name, value in rows}


def test_every_command_is_documented() -> None:
    commands = next(action for action in _parser()._actions if action.choices)
    assert {name.split()[0] for name in table("Commands")} == set(commands.choices)


def test_every_setting_is_documented_with_its_default() -> None:
    documented = table("Settings")
    assert documented.keys() == {name for name, _, _ in SETTINGS}
    assert all(default in documented[name] for name, default, _ in SETTINGS)


def test_every_filter_is_documented() -> None:
    assert {name for row in table("Filters") for name in row.split(", ")} == set(FILTER_FIELDS)


def test_every_error_code_is_documented_with_its_status() -> None:
    documented = table("Error codes")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.KbError)]
    codes = {kind.code: status_of(kind("x")) for kind in kinds} | {code: 0 for code, _ in HTTP_CODES.values()}
    assert documented.keys() == {*codes, "http_error", "internal_error"}
    assert all(documented[kind.code] == str(status_of(kind("x"))) for kind in kinds)
    assert set(STATUS) <= set(kinds)


def test_every_route_is_documented(base: KnowledgeBase) -> None:
    paths = create_app(base).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    documented = {route.split("?")[0] for row in table("HTTP") for route in row.split(", ")}
    assert documented == routes | {"GET /openapi.json", "GET /docs", "GET /", "GET /document"}


SHOWN = re.findall(r"^\$ \.venv/bin/kb (ask .+)\n((?:(?!\$|```).*\n)+)```", README, re.MULTILINE)


def test_readme_shows_real_answers() -> None:
    assert len(SHOWN) >= 3


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_an_answer_in_readme_is_what_the_program_answers(
    corpus_base: KnowledgeBase, command: str, shown: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["--home", str(corpus_base.settings.home), *shlex.split(command)]) == 0
    assert capfdbinary.readouterr().out.decode("utf-8").strip() == shown.strip()


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    docs = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]
    named = {target for path in docs for target in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))}
    assert named <= targets


def test_every_file_that_the_docs_link_to_exists() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), (path.name, link)


def test_every_dependency_is_pinned_in_the_lock_file() -> None:
    lock = (ROOT / "requirements.lock").read_text().splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.!]+", line) for line in lock)
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lock}
    wanted = re.findall(r'^    "([\w-]+)[>=<]', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert {name.lower() for name in wanted} <= pinned


def test_no_page_of_the_service_loads_anything_from_elsewhere() -> None:
    for room in ("kb", "ingest", "api"):
        for path in Path(ROOT / room).rglob("*.py"):
            assert not re.search(r"https?://(?!\{)", path.read_text(encoding="utf-8")), path
