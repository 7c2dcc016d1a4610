"""What a document says about itself: title, kind, region, number, issuer, date, and oddities to warn of.

Each value comes with the words that it was read from. What the text does not say stays empty.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ingest.source import EMPTY, Piece
from ingest.structure.frame import Front, bare, iso_date
from ingest.structure.site import read_site
from ingest.structure.validity import expiry_date, read_validity
from kb.places import COUNTRY, gazetteer, without_rank
from kb.records import FROM_CATALOGUE, FROM_FILE_NAME, REGISTERED, Clause, ClauseKind, Metadata

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
    ("通报", "通报"),
    ("公报", "公报"),
    ("决议", "决议"),
    ("纪要", "会议纪要"),
    ("复函", "函"),
    ("函", "函"),
    ("请示", "请示"),
    ("预案", "预案"),
    ("公示", "公示"),
    ("建议", "建议"),
    ("答复", "答复"),
    ("方法", "方法"),
    ("做法", "典型经验"),
    ("导则", "导则"),
    ("指南", "指南"),
    ("规程", "规程"),
    ("规则", "规则"),
    ("章程", "章程"),
    ("要点", "要点"),
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
BEFORE_PLACE = re.compile(r"(?:(?:19|20)\d{2}年(?:度)?|中共|关于|印发|转发|公布|发布|[《“（])*")
NATIONAL = re.compile("国务院|国家|中华人民共和国|中共中央|中央|全国|最高人民|[^省市县区]{2,12}(?:部|总局|总署)$")
ISSUER_IN_TITLE = re.compile(
    "(?P<issuer>[\u4e00-\u9fff、 　]{2,60}?(?:国务院|政府|办公厅|办公室|委员会|中央军委|人大常委会|[局厅部委院]))"
    "(?=关于|印发|转发|批转|对[^外]|发布|公布)"
)
EDITION = re.compile(r"(?:[（(][^（）()]*[）)])+$")
BETWEEN_ISSUERS = re.compile(r"[\s、]+")
MASK = re.compile(r"\*{2,}")
SCAN_DEBRIS = re.compile(r"(?<=[\u4e00-\u9fff”）]) ?(?:and|or|etc|the|of) ?(?=[\u4e00-\u9fff“（])")


def read_metadata(front: Front, clauses: Sequence[Clause], fallback_title: str) -> tuple[Metadata, tuple[str, ...]]:
    """The metadata that the text itself gives, and notes on what the page around it says otherwise."""
    site = read_site(front.asides)
    title = _title(front, site)
    validity = read_validity(clauses)
    period = PERIOD.search(title.text)
    registered = front.registered or site.get(REGISTERED, EMPTY)
    pieces = {
        "title": title,
        "kind": title if _kind(title.text) else EMPTY,
        "number": front.number or site.get("number") or registered,
        REGISTERED: registered,
        "issuer": _issuer(title, front) or site.get("issuer", EMPTY),
        "date": front.date or site.get("date", EMPTY),
        "period": title.cut(*period.span("period")) if period else EMPTY,
        "addressees": front.addressees,
        "published": site.get("published", EMPTY),
        "effective": validity.get("effective") or site.get("effective", EMPTY),
        "expires": validity.get("expires") or site.get("expires", EMPTY),
    }
    day = iso_date(pieces["date"].text)
    published = iso_date(pieces["published"].text)
    effective = iso_date(pieces["effective"].text) or (day if pieces["effective"] else None)
    region, pieces["region"] = _region(title, pieces["issuer"])
    metadata = Metadata(
        title=title.text or fallback_title,
        kind=_kind(title.text),
        region=region,
        issuer=BETWEEN_ISSUERS.sub("、", pieces["issuer"].text.strip()) or None,
        number="".join(pieces["number"].text.split()) or None,
        date=day,
        period=pieces["period"].text or None,
        addressees=pieces["addressees"].text.rstrip("：:") or None,
        published=published,
        effective=effective,
        expires=expiry_date(pieces["expires"].text, effective),
        caveats=(*dict.fromkeys(front.caveats), *_caveats(clauses)),
        names=_names(clauses),
        evidence={"title": FROM_FILE_NAME} | {field: piece.text for field, piece in pieces.items() if piece},
        places={field: piece.spans for field, piece in pieces.items() if piece},
    )
    return metadata, _site_notes(metadata, site)


def _title(front: Front, site: dict[str, Piece]) -> Piece:
    """The title in the text; of an order that encloses one document, that document's; else what the page says."""
    if front.order and len(front.enclosed) == 1:
        return front.enclosed[0].piece
    return front.title or site.get("title", EMPTY)


def _issuer(title: Piece, front: Front) -> Piece:
    """Who issued the document: whoever its title names before 关于, else who signed it."""
    match = ISSUER_IN_TITLE.match(title.text)
    if match is not None and (not front.issuer or bare(match["issuer"]) != bare(front.issuer.text)):
        return title.cut(*match.span("issuer"))
    if front.order.text.endswith("令") and not front.issuer:
        return front.order.cut(0, len(front.order.text) - 1)
    return front.issuer


def _site_notes(metadata: Metadata, site: dict[str, Piece]) -> tuple[str, ...]:
    """Where the page's own table says otherwise than the text."""
    notes = []
    for field, called in (("title", "标题"), ("number", "文号"), ("date", "成文日期")):
        ours, theirs = getattr(metadata, field), site[field].text if field in site else ""
        said = iso_date(theirs) if field == "date" else theirs
        if said and ours and bare(said) != bare(ours):
            notes.append(f"网页登记的{called}是“{theirs}”，正文读出的是“{ours}”，以正文为准，请核对。")
    return tuple(notes)


def merge_catalogue(read: Metadata, entry: Metadata | None) -> tuple[Metadata, tuple[str, ...]]:
    """The catalogue's values above those that were read, and a note for each value on which they differ."""
    if entry is None:
        return read, ()
    values: dict[str, Any] = {}
    evidence = dict(read.evidence)
    notes = []
    for field in ("kind", "region", "issuer", "number", "date", "period", "effective", "expires"):
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
        places={field: spans for field, spans in read.places.items() if evidence.get(field) == read.evidence[field]},
        **values,
    )
    return merged, tuple(notes)


def _kind(title: str) -> str | None:
    """The kind whose word ends the title, an edition (（试行）) and quotation marks aside; of several, the longest."""
    words = EDITION.sub("", title).rstrip("》”」 ")
    found = [(len(word), kind) for word, kind in KINDS if words.endswith(word)]
    if not found and words.endswith("法") and words.startswith("中华人民共和国"):
        return "法律"
    return max(found)[1] if found else None


def _region(title: Piece, issuer: Piece) -> tuple[str | None, Piece]:
    """The place that the title begins with, or that the issuer's name begins with, and the words that say so."""
    for piece in (title, issuer):
        if region := _place_at_beginning(piece.text):
            return region, piece
    for piece in (title, issuer):
        if NATIONAL.match(piece.text):
            return COUNTRY, piece
    return (COUNTRY, title) if COUNTRY in title.text and not issuer else (None, EMPTY)


def _place_at_beginning(words: str) -> str | None:
    """The place at the beginning (珠海市…, 关于印发珠海市…); of several in a row, the innermost."""
    known = gazetteer()
    mentions = known.mentions(words)
    if not mentions or not BEFORE_PLACE.fullmatch(words[: mentions[0].start]):
        return None
    last = mentions[0]
    for mention in mentions[1:]:
        if mention.start != last.end:
            break
        last = mention
    return known.full_name(next(iter(last.codes))) if len(last.codes) == 1 else None


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
