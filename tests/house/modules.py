"""The project's modules and what each imports, read from the source."""

import ast
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("kb", "ingest", "api", "eval")


@lru_cache(maxsize=1)
def imports() -> dict[str, frozenset[str]]:
    """For each module of the project, the full names of the modules that it imports, wherever in the file."""
    paths = {name_of(path): path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))}
    return {name: frozenset(_imported(path, frozenset(paths))) for name, path in paths.items()}


def name_of(path: Path) -> str:
    """The dotted name of a source file; a package is named by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, ours: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in ours else node.module)
    return found
