"""The catalogue of a folder: what is known about its documents besides their text.

`catalogue.toml` holds a `[[document]]` table for each file: `id`, `file`, `title`, and whatever is known of
`sha256`, `kind`, `region`, `issuer`, `number`, `date`, `period`, `caveats`, `labels`, `names`. A table
`[document.from]` says where each value comes from: words of the text, or a reason that begins with "catalogue".
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.errors import CatalogueInvalid
from kb.places import COUNTRY, gazetteer
from kb.records import FROM_CATALOGUE, Metadata

FILE_NAME = "catalogue.toml"
TEXT_FIELDS = ("title", "kind", "region", "issuer", "number", "date", "period")
LIST_FIELDS = ("caveats", "labels", "names")
OTHER_FIELDS = ("id", "file", "sha256", "from")
VALID_ID = re.compile(r"[^\s/#?%~\\]+")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What the catalogue says about one file."""

    id: str
    file: str
    sha256: str | None
    metadata: Metadata


def read_catalogue(folder: Path) -> dict[str, CatalogueEntry]:
    """The entries of the folder's catalogue by file name; empty if the folder has none.

    Raises CatalogueInvalid, naming the entry and the field.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid(path, f"读不出来（{error}）") from error
    try:
        tables = tomllib.loads(text).get("document", [])
    except tomllib.TOMLDecodeError as error:
        raise _invalid(path, f"不是有效的 TOML（{error}）") from error
    if not isinstance(tables, list):
        raise _invalid(path, "document 应写成 [[document]]")
    entries: dict[str, CatalogueEntry] = {}
    for at, table in enumerate(tables, start=1):
        entry = _read_entry(path, at, table)
        if entry.file in entries or any(entry.id == other.id for other in entries.values()):
            raise _invalid(path, f"第 {at} 条的 file 或 id 与前面重复（{entry.file}，{entry.id}）")
        entries[entry.file] = entry
    return entries


def _read_entry(path: Path, at: int, table: dict[str, Any]) -> CatalogueEntry:
    unknown = set(table) - {*TEXT_FIELDS, *LIST_FIELDS, *OTHER_FIELDS}
    if unknown:
        raise _invalid(path, f"第 {at} 条有不认识的字段：{'、'.join(sorted(unknown))}")
    for field in ("id", "file", "title"):
        if not isinstance(table.get(field), str) or not table[field].strip():
            raise _invalid(path, f"第 {at} 条缺少 {field}")
    for field in (*TEXT_FIELDS, "sha256"):
        if not isinstance(table.get(field, ""), str):
            raise _invalid(path, f"第 {at} 条的 {field} 应是文字")
    for field in LIST_FIELDS:
        values = table.get(field, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise _invalid(path, f"第 {at} 条的 {field} 应是文字的列表")
    if not VALID_ID.fullmatch(table["id"]):
        raise _invalid(path, f"第 {at} 条的 id“{table['id']}”含有空格或 / # ? % ~ \\")
    region = table.get("region")
    if region and region != COUNTRY and len(gazetteer().resolve(region)) != 1:
        raise _invalid(path, f"第 {at} 条的 region“{region}”不是从省写起的行政区划（如 广东省江门市）")
    if "date" in table and not _is_date(table["date"]):
        raise _invalid(path, f"第 {at} 条的 date“{table['date']}”不是 年-月-日（如 2019-05-03）")
    origins = table.get("from", {})
    metadata = Metadata(
        title=table["title"],
        kind=table.get("kind") or None,
        region=region or None,
        issuer=table.get("issuer") or None,
        number=table.get("number") or None,
        date=table.get("date") or None,
        period=table.get("period") or None,
        caveats=tuple(table.get("caveats", ())),
        labels=tuple(table.get("labels", ())),
        names=tuple(table.get("names", ())),
        evidence={field: str(origins.get(field, FROM_CATALOGUE)) for field in TEXT_FIELDS if table.get(field)},
    )
    return CatalogueEntry(table["id"], table["file"], table.get("sha256"), metadata)


def _is_date(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _invalid(path: Path, what: str) -> CatalogueInvalid:
    return CatalogueInvalid(f"{path}：目录文件{what}。", "请改正这一处；在改好之前，这个文件夹里的文件按没有目录处理。")
