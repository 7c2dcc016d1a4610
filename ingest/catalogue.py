"""The catalogue of a folder: what is known about its documents besides their text.

`catalogue.toml` holds a `[[document]]` table for each file: `file`, and whatever is known of `id`, `title`, `sha256`,
`kind`, `region`, `issuer`, `number`, `date`, `period`, `effective`, `expires`, `caveats`, `labels`, `names`. A table
`[document.from]` says where each value comes from: words of the text, or a reason that begins with "catalogue".
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.errors import CatalogueInvalid
from kb.places import gazetteer
from kb.records import FROM_CATALOGUE, Metadata

FILE_NAME = "catalogue.toml"
TEXT_FIELDS = ("title", "kind", "region", "issuer", "number", "date", "period", "effective", "expires")
LIST_FIELDS = ("caveats", "labels", "names")
OTHER_FIELDS = ("id", "file", "sha256", "from")
VALID_ID = re.compile(r"[^\s/#?%~\\]+")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What the catalogue says about one file. `metadata.title` is "" where the text's own title holds."""

    id: str | None
    file: str
    sha256: str | None
    metadata: Metadata


def read_catalogue(folder: Path) -> dict[str, CatalogueEntry]:
    """The entries of the folder's catalogue by file name; empty if the folder has none.

    Raises CatalogueInvalid, naming the entry and the field.
    """
    path = folder / FILE_NAME
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise _invalid(str(path), f"读不出来（{error}）") from error
    return parse_catalogue(data, str(path))


def parse_catalogue(data: bytes, path: str) -> dict[str, CatalogueEntry]:
    """The entries of a catalogue by file name; `path` is for messages. Raises CatalogueInvalid."""
    try:
        tables = tomllib.loads(data.decode("utf-8")).get("document", [])
    except UnicodeDecodeError as error:
        raise _invalid(path, f"读不出来（{error}）") from error
    except tomllib.TOMLDecodeError as error:
        raise _invalid(path, f"不是有效的 TOML（{error}）") from error
    if not isinstance(tables, list):
        raise _invalid(path, " document 应写成 [[document]]")
    entries: dict[str, CatalogueEntry] = {}
    for at, table in enumerate(tables, start=1):
        entry = _read_entry(path, at, table)
        if entry.file in entries or (entry.id and any(entry.id == other.id for other in entries.values())):
            raise _invalid(path, f"第 {at} 条的 file 或 id 与前面重复（{entry.file}，{entry.id}）")
        entries[entry.file] = entry
    return entries


def _read_entry(path: str, at: int, table: dict[str, Any]) -> CatalogueEntry:
    unknown = set(table) - {*TEXT_FIELDS, *LIST_FIELDS, *OTHER_FIELDS}
    if unknown:
        raise _invalid(path, f"第 {at} 条有不认识的字段：{'、'.join(sorted(unknown))}")
    if not isinstance(table.get("file"), str) or not table["file"].strip():
        raise _invalid(path, f"第 {at} 条缺少 file")
    for field in (*TEXT_FIELDS, "sha256", "id"):
        if not isinstance(table.get(field, ""), str):
            raise _invalid(path, f"第 {at} 条的 {field} 应是文字")
    for field in LIST_FIELDS:
        values = table.get(field, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise _invalid(path, f"第 {at} 条的 {field} 应是文字的列表")
        if any(not value.strip() or len(value.splitlines()) > 1 for value in values):
            raise _invalid(path, f"第 {at} 条的 {field} 里有空的或跨行的一项")
    if "id" in table and not VALID_ID.fullmatch(table["id"]):
        raise _invalid(path, f"第 {at} 条的 id“{table['id']}”含有空格或 / # ? % ~ \\")
    region = table.get("region")
    if region and not _is_full_name(region):
        raise _invalid(path, f"第 {at} 条的 region“{region}”不是从省写起的行政区划（如 广东省江门市）")
    for field in ("date", "effective", "expires"):
        if field in table and not _is_date(table[field]):
            raise _invalid(path, f"第 {at} 条的 {field}“{table[field]}”不是 年-月-日（如 2019-05-03）")
    origins = table.get("from", {})
    metadata = Metadata(
        title=table.get("title", ""),
        kind=table.get("kind") or None,
        region=region or None,
        issuer=table.get("issuer") or None,
        number=table.get("number") or None,
        date=table.get("date") or None,
        period=table.get("period") or None,
        effective=table.get("effective") or None,
        expires=table.get("expires") or None,
        caveats=tuple(table.get("caveats", ())),
        labels=tuple(table.get("labels", ())),
        names=tuple(table.get("names", ())),
        evidence={field: str(origins.get(field, FROM_CATALOGUE)) for field in TEXT_FIELDS if table.get(field)},
    )
    return CatalogueEntry(table.get("id"), table["file"], table.get("sha256"), metadata)


def _is_full_name(region: str) -> bool:
    codes = gazetteer().resolve(region)
    return len(codes) == 1 and gazetteer().full_name(next(iter(codes))) == region


def _is_date(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _invalid(path: str, what: str) -> CatalogueInvalid:
    return CatalogueInvalid(
        f"{path}：目录文件{what}。", "请改正这一处；改好之前，这个文件夹里的文件不入库，已经入库的保持原样。"
    )
