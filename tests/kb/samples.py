"""Small parsed documents for tests of the store and the search, made by the real parser."""

from ingest.readers.plain_text import read_text
from ingest.structure.parse import parse_document
from kb.records import Metadata, ParsedDocument


def sample(document_id: str, text: str, title: str | None = None, **metadata: object) -> ParsedDocument:
    """A document cut from `text`; `metadata` is what a catalogue would say."""
    entry = Metadata(title=title or document_id, **metadata) if title or metadata else None  # type: ignore[arg-type]
    source = read_text(text.encode("utf-8"), f"{document_id}.txt")
    return parse_document(source, document_id, f"/{document_id}.txt", f"{hash(text):064x}", document_id, entry)


PLAN = "甲市特色小镇发展规划\n一、保障措施\n（一）土地保障。\n科学规划用地规模，推进集约利用。\n（二）资金保障。\n加大财政投入与支持。\n"
PLAN_CHANGED = PLAN.replace("加大财政投入与支持。", "设立十亿元产业基金。")
OPINION = "乙市实施意见\n一、任务\n（一）森林小镇。\n加快推进森林小镇建设。\n（二）科技小镇。\n推进科技创新平台。\n"
