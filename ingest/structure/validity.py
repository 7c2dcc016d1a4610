"""When a document holds, as its own sentences say: 本办法自2019年1月1日起施行，有效期5年."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from ingest.source import Piece
from ingest.structure.frame import iso_date
from kb.numerals import CHARACTERS, parse_numeral
from kb.records import Clause

DAY = (
    r"(?:(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|[一二][〇○零O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
ISSUED = r"(?:发布|印发|公布|下发|颁布|签发)之?日"
THIS = (
    r"本(?:法|意见|办法|规定|规划|方案|通知|细则|条例|决定|措施|政策|计划|指南|导则|公告|通告|规则|规程|指引|标准|章程"
    r"|制度|纲要|文件?)"
)
MOST_YEARS = 100  # of validity
SENTENCE = re.compile(r"[^。；\n]+")
EFFECTIVE = re.compile(
    rf"\s*(?:{THIS}[^。；]{{0,40}}?)?自(?P<day>{DAY}|{ISSUED})[^，]{{0,6}}?起(?:正式)?(?:施行|实施|执行|生效|试行)"
)
SPEAKS_OF_IT = re.compile("施行|实施|执行|生效|试行|有效")
OF_THIS = re.compile(rf"\s*(?:{THIS}|自(?:{DAY}|{ISSUED}))")
EXPIRES = re.compile(
    rf"(?:有效期|试行期)[为至到限]*[^，\d自]{{0,4}}?(?:(?P<until>{DAY})|(?P<years>\d{{1,2}}|[{CHARACTERS}]{{1,3}})\s*年)"
    rf"|(?:施行|实施|执行|有效)期?限?[为：:]?(?:自?(?P<from>{DAY})起?)?[至到](?P<to>{DAY})"
)


def read_validity(clauses: Sequence[Clause]) -> dict[str, Piece]:
    """The words that say from when and until when the document holds, by field: `effective`, `expires`."""
    found: dict[str, Piece] = {}
    for clause in clauses:
        if not SPEAKS_OF_IT.search(clause.text):
            continue
        for sentence in SENTENCE.finditer(clause.text):
            piece = Piece(clause.text, clause.text_spans).cut(*sentence.span())
            if not OF_THIS.match(piece.text):
                continue  # it speaks of another document, of a permit
            if match := EFFECTIVE.match(piece.text):
                found.setdefault("effective", piece.cut(*match.span("day")))
            if match := EXPIRES.search(piece.text):
                found.setdefault("expires", piece.cut(*match.span()))
                if match["from"]:
                    found.setdefault("effective", piece.cut(*match.span("from")))
    return found


def expiry_date(words: str, effective: str | None) -> str | None:
    """The last day: the one that is named, or that of as many years from `effective` on; None if that is unclear."""
    match = EXPIRES.search(words)
    if match is None:
        return iso_date(words)
    if day := match["until"] or match["to"]:
        return iso_date(day)
    years = parse_numeral(match["years"])
    if not years or years > MOST_YEARS or not effective:
        return None
    first = date.fromisoformat(effective)
    same_day = date(first.year + years, first.month, 1) + timedelta(days=first.day - 1)
    return (same_day - timedelta(days=1)).isoformat()
