"""The walls between the rooms, and one door for each library."""

import re
import sys

import pytest

from tests.house.modules import ROOT, imports

LAYERS = re.findall(
    r"^\| `([\w.]+)` \| .* \| ([\w, ]*) ?\|$", (ROOT / "docs/architecture.md").read_text(), re.MULTILINE
)
ORDER = [module for module, _ in LAYERS]
MAY_IMPORT = {
    "kb": {"kb"},
    "ingest": {"kb", "ingest"},
    "api": {"kb", "ingest", "api"},
    "eval": {"kb", "ingest", "eval"},
}
# Libraries that several modules of one room use.
ROOM_LIBRARIES = {
    "sqlite3": "kb.store",
    "fastapi": "api",
    "starlette": "api",
    "numpy": "kb.search",
    "lxml": "ingest.readers",
}


def packages() -> set[str]:
    """Packages that hold nothing but their docstring."""
    return {name for name, wanted in imports().items() if not wanted}


def test_every_module_stands_in_the_architecture_and_no_other() -> None:
    runtime = {name for name in imports() if not name.startswith("eval") and name != "api.__main__"}
    assert set(ORDER) - runtime == set()
    assert runtime - set(ORDER) - packages() == set()


@pytest.mark.parametrize("module", ORDER)
def test_a_module_imports_only_from_the_layers_above_it(module: str) -> None:
    ours = imports()[module] & set(ORDER)
    assert {other for other in ours if ORDER.index(other) >= ORDER.index(module)} == set()


@pytest.mark.parametrize("module", sorted(imports()))
def test_no_room_reaches_into_a_later_one(module: str) -> None:
    room = module.split(".")[0]
    assert {wanted.split(".")[0] for wanted in imports()[module]} & MAY_IMPORT.keys() <= MAY_IMPORT[room]


def test_each_library_has_one_door() -> None:
    doors: dict[str, set[str]] = {}
    for module, wanted in imports().items():
        for name in {item.split(".")[0] for item in wanted} - MAY_IMPORT.keys():
            if name not in sys.stdlib_module_names or name == "sqlite3":
                doors.setdefault(name, set()).add(module)
    for library, modules in doors.items():
        modules = {module for module in modules if not module.startswith("eval")}
        if library in ROOM_LIBRARIES:
            assert all(module.startswith(ROOM_LIBRARIES[library]) for module in modules)
        else:
            assert len(modules) <= 1, (library, modules)


def test_the_architecture_names_the_library_behind_each_door() -> None:
    for module, libraries in LAYERS:
        for library in filter(None, (name.strip() for name in libraries.split(","))):
            assert any(item.split(".")[0] == library for item in imports()[module]), (module, library)


@pytest.mark.parametrize("module", sorted(imports()))
def test_a_module_can_be_read_in_one_sitting(module: str) -> None:
    path = ROOT / (module.replace(".", "/") + ".py")
    path = path if path.exists() else ROOT / module.replace(".", "/") / "__init__.py"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320


@pytest.mark.parametrize("module", sorted(imports()))
def test_a_module_says_what_lives_in_it(module: str) -> None:
    path = ROOT / (module.replace(".", "/") + ".py")
    path = path if path.exists() else ROOT / module.replace(".", "/") / "__init__.py"
    assert path.read_text(encoding="utf-8").startswith('"""')
