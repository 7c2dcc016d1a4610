"""What a document says about itself: title, kind, region, number, issuer, date, and oddities to warn of.

Each value comes with the words that it was read from. What the text does not say stays empty.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ingest.structure.frame import DATE_LINE, Front
from kb.numerals import parse_numeral
from kb.places import COUNTRY, gazetteer, without_rank
from kb.records import FROM_CATALOGUE, FROM_FILE_NAME, Clause, ClauseKind, Metadata

# The kind of a document by the last of these words in its title.
KINDS: tuple[tuple[str, str], ...] = (
    ("战略规划", "战略规划"),
    ("规划", "规划"),
    ("纲要", "规划"),
    ("意见", "意见"),
    ("通知", "通知"),
    ("方案", "方案"),
    ("办法", "办法"),
    ("条例", "条例"),
    ("规定", "规定"),
    ("细则", "细则"),
    ("决定", "决定"),
    ("公告", "公告"),
    ("通告", "通告"),
    ("批复", "批复"),
    ("计划", "计划"),
    ("政策", "政策"),
    ("措施", "措施"),
    ("经验", "典型经验"),
    ("案例", "典型经验"),
    ("考察情况的报告", "考察报告"),
    ("考察报告", "考察报告"),
    ("报告", "报告"),
)
PERIOD = re.compile(r"[（(](?P<period>(?:19|20)\d{2}\s*[-—–－~～至]+\s*(?:19|20)\d{2}\s*年?)[）)]")
BEFORE_PLACE = re.compile("(?:中共|关于|印发|转发|公布|发布|[《“（])*")
ZEROS = str.maketrans("○O", "〇〇")
MASK = re.compile(r"\*{2,}")
SCAN_DEBRIS = re.compile(r"(?<=[\u4e00-\u9fff”）]) ?(?:and|or|etc|the|of) ?(?=[\u4e00-\u9fff“（])")


def read_metadata(front: Front, clauses: Sequence[Clause], fallback_title: str) -> Metadata:
    """The metadata that the text itself gives."""
    title = front.title.text
    evidence = {"title": title or FROM_FILE_NAME}
    kind = _kind(title)
    if kind:
        evidence["kind"] = title
    region = _region(title)
    if region:
        evidence["region"] = title
    period = PERIOD.search(title)
    if period:
        evidence["period"] = period["period"]
    for field, piece in (("number", front.number), ("issuer", front.issuer), ("date", front.date)):
        if piece:
            evidence[field] = piece.text
    return Metadata(
        title=title or fallback_title,
        kind=kind,
        region=region,
        issuer=front.issuer.text or None,
        number=front.number.text or None,
        date=_iso_date(front.date.text),
        period=period["period"] if period else None,
        caveats=_caveats(clauses),
        names=_names(clauses),
        evidence=evidence,
    )


def merge_catalogue(read: Metadata, entry: Metadata | None) -> tuple[Metadata, tuple[str, ...]]:
    """The catalogue's values above those that were read, and a note for each value on which they differ."""
    if entry is None:
        return read, ()
    values: dict[str, str | None] = {}
    evidence = dict(read.evidence)
    notes = []
    for field in ("kind", "region", "issuer", "number", "date", "period"):
        ours, theirs = getattr(read, field), getattr(entry, field)
        values[field] = theirs or ours
        if theirs:
            evidence[field] = entry.evidence.get(field, FROM_CATALOGUE)
        if ours and theirs and ours != theirs:
            notes.append(f"目录登记的 {field} 是“{theirs}”，正文读出的是“{ours}”，以目录为准。")
    if read.title_is_in_text and entry.title not in ("", read.title):
        notes.append(f"目录登记的 title 是“{entry.title}”，正文读出的是“{read.title}”，以目录为准。")
    if entry.title not in ("", read.title):
        evidence["title"] = entry.evidence.get("title", FROM_CATALOGUE)
    merged = replace(
        read,
        title=entry.title or read.title,
        caveats=entry.caveats or read.caveats,
        labels=entry.labels,
        names=tuple(dict.fromkeys((*entry.names, *read.names))),
        evidence=evidence,
        **values,
    )
    return merged, tuple(notes)


def _kind(title: str) -> str | None:
    """The kind whose word ends last in the title; of several that end there, the longest."""
    found = [(title.rfind(word) + len(word), len(word), kind) for word, kind in KINDS if word in title]
    return max(found)[2] if found else None


def _region(title: str) -> str | None:
    """The place that a title begins with (珠海市…, 关于印发珠海市…); of several in a row, the innermost."""
    known = gazetteer()
    mentions = known.mentions(title)
    if not mentions or not BEFORE_PLACE.fullmatch(title[: mentions[0].start]):
        return COUNTRY if COUNTRY in title else None
    last = mentions[0]
    for mention in mentions[1:]:
        if mention.start != last.end:
            break
        last = mention
    return known.full_name(next(iter(last.codes))) if len(last.codes) == 1 else None


def _iso_date(text: str) -> str | None:
    match = DATE_LINE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (parse_numeral(match[part].translate(ZEROS)) or 0 for part in ("year", "month", "day"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _names(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Departments that have a line of their own, for the word cutter."""
    found: dict[str, None] = {}
    for clause in clauses:
        if clause.kind is ClauseKind.DEPARTMENT:
            name = re.sub(r"[（(][^（）()]*[）)]", "", clause.heading.rstrip("：: "))
            found[without_rank(name)] = None
    return tuple(name for name in found if len(name) > 2)


def _caveats(clauses: Sequence[Clause]) -> tuple[str, ...]:
    texts = [clause.heading + clause.text for clause in clauses]
    caveats = []
    if any(MASK.search(text) for text in texts):
        caveats.append("文中有以“**”遮盖的名称。")
    debris = sorted({match[0].strip() for text in texts for match in SCAN_DEBRIS.finditer(text)})
    if debris:
        caveats.append(f"文中有疑似扫描残留的字样（{'、'.join(debris)}）。")
    return tuple(caveats)
