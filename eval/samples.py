"""Files to damage and to measure with: the corpus, and what is made of its texts (web pages, OFD, DOCX, PDF, RTF).

Web pages and OFD are written here in their simplest form; DOCX, PDF and RTF come from LibreOffice, where it is there.
"""

import html
import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
TEXTS = (".txt", ".md")
OFFICE_FORMATS = ("docx", "pdf", "rtf")
OFFICE_SECONDS = 600
READ_AS_UTF8 = "Text (encoded):UTF8,LF,,,"
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# A page of GB/T 9704-2012 in millimetres: characters of 三号, 28 in a line, 22 lines.
SIZE, LEFT, TOP, LEADING = 5.6, 28.0, 45.0, 10.2
PER_LINE, PER_PAGE = 28, 22


def files_of(folders: Iterable[Path]) -> list[Path]:
    """The files of folders, and of those below them, in order."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix)


def corpus_texts() -> list[Path]:
    """The texts that ship with the project."""
    return [path for path in files_of([CORPUS]) if path.suffix in TEXTS]


def convert(files: Sequence[Path], form: str, folder: Path) -> list[Path]:
    """What LibreOffice makes of plain texts; nothing where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return []
    out = folder / form
    plain = folder / "plain"
    plain.mkdir(exist_ok=True)
    copies = [Path(shutil.copy(file, plain / f"{file.stem}.txt")) for file in files]
    profile = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"
    command = [program, profile, "--headless", f"--infilter={READ_AS_UTF8}", "--convert-to", form, "--outdir", str(out)]
    subprocess.run([*command, *map(str, copies)], check=True, capture_output=True, timeout=OFFICE_SECONDS)
    return sorted(out.iterdir())


def write_html(title: str, lines: Iterable[str]) -> bytes:
    """A web page with a paragraph for each line."""
    paragraphs = "".join(f'<p style="text-indent:2em">{html.escape(line)}</p>\n' for line in lines if line.strip())
    head = f'<html><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
    return f'<!DOCTYPE html>\n{head}<body><div class="content">\n{paragraphs}</div></body></html>'.encode()


def write_docx(body: str, declaration: str = "") -> bytes:
    """A Word file with this body (XML) and nothing else; `declaration` stands before its root."""
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    return zipped(
        {
            "_rels/.rels": links,
            "word/document.xml": f"{declaration}<w:document {WORD}><w:body>{body}</w:body></w:document>",
        }
    )


def write_ofd(pages: Sequence[str], *, units: str = "", declaration: str = "") -> bytes:
    """An OFD file that draws these objects (XML) on its pages; `units` are composite units that they may draw."""
    listed = "".join(f'<ofd:Page ID="{at + 100}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages)))
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    if units:
        common += "<ofd:DocumentRes>Res.xml</ofd:DocumentRes>"
    parts = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc/Res.xml": f"<ofd:Res {OFD}><ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>",
    }
    for at, drawn in enumerate(pages):
        layer = f'<ofd:Content><ofd:Layer ID="2">{drawn}</ofd:Layer></ofd:Content>'
        parts[f"Doc/Pages/{at}.xml"] = f"{declaration}<ofd:Page {OFD}>{layer}</ofd:Page>"
    return zipped(parts)


def ofd_pages(lines: Iterable[str]) -> list[str]:
    """The objects of the pages that paragraphs fill, each beginning two characters in."""
    placed: list[tuple[float, str]] = []
    for line in filter(None, map(str.strip, lines)):
        first, rest = line[: PER_LINE - 2], line[PER_LINE - 2 :]
        placed.append((LEFT + 2 * SIZE, first))
        placed += [(LEFT, rest[at : at + PER_LINE]) for at in range(0, len(rest), PER_LINE)]
    return [
        "".join(ofd_text(words, x, TOP + row * LEADING) for row, (x, words) in enumerate(placed[at : at + PER_PAGE]))
        for at in range(0, len(placed), PER_PAGE)
    ]


def ofd_text(words: str, x: float, y: float) -> str:
    """A text object of full-width characters."""
    deltas = f'DeltaX="g {len(words) - 1} {SIZE}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="{SIZE}" Boundary="{x:.1f} {y - SIZE:.1f} 200 {SIZE * 1.3:.1f}">'
        f'<ofd:TextCode X="0" Y="{SIZE}" {deltas}>{html.escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)  # without the time of day
    return stream.getvalue()
