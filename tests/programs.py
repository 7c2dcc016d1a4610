"""The programs that some tests need beside the package: LibreOffice, Chromium, and a font with Chinese characters.

Where one is missing, its tests are skipped; where KB_REQUIRE_PROGRAMS is set, they fail.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ingest.readers.office import PROGRAMS

REQUIRED = bool(os.environ.get("KB_REQUIRE_PROGRAMS"))
LIBREOFFICE = next(filter(None, map(shutil.which, PROGRAMS)), None)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def find_font() -> tuple[str, int] | None:
    """A font of this machine with simplified Chinese characters, and its place in its file."""
    if shutil.which("fc-match") is None:
        return None
    asked = ["fc-match", "-f", "%{file}\n%{index}\n%{lang}", ":lang=zh-cn"]
    file, index, languages = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\n")
    return (file, int(index)) if "zh-cn" in languages.split("|") else None


FONT = find_font()


def _needs(program: object, reason: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(program is None and not REQUIRED, reason=reason)


needs_libreoffice = _needs(LIBREOFFICE, "LibreOffice is not installed")
needs_chromium = _needs(CHROMIUM, "Chromium is not installed")
needs_font = _needs(FONT, "no font with Chinese characters on this machine")


def convert(folder: Path, form: str, *files: Path, reading: str = "") -> list[Path]:
    """What LibreOffice makes of the files: `txt:Text`, `docx`, …; `reading` names the filter that they are read with."""
    assert LIBREOFFICE
    subprocess.run(
        [
            LIBREOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *([f"--infilter={reading}"] if reading else []),
            "--convert-to",
            form,
            "--outdir",
            str(folder / "out"),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return [folder / "out" / f"{file.stem}.{form.split(':')[0]}" for file in files]
