"""What a clause is called: its id within the document, and its part of a citation.

An id is the label path (…/3/16); what has no label takes its ordinal among its like. A citation repeats the document's
own labels and coins none: 一、 under 第五部分 is cited 第五部分一, never 第X条.
"""

import re

from kb.numerals import format_numeral
from kb.records import ClauseKind

ID_STEMS = {
    ClauseKind.ANNEX: "annex",
    ClauseKind.ENCLOSURE: "enc",
    ClauseKind.BOX: "box",
    ClauseKind.FIGURE: "fig",
    ClauseKind.TABLE: "table",
    ClauseKind.ROW: "row",
    ClauseKind.NOTE: "note",
    ClauseKind.SUBTITLE: "sub",
    ClauseKind.DEPARTMENT: "dept",
    ClauseKind.PARAGRAPH: "p",
}
LABEL_END = re.compile(r"[\s、．.，,：:]+$")
HEADING_END = re.compile(r"[\s。：:；;，,]+$")
SUBTITLE_MARK = re.compile(r"^[—–－-]+\s*")
INNER_QUOTES = str.maketrans("“”", "‘’")
DASH = re.compile(r"\s*[-—–－.．]\s*")


def id_part(kind: ClauseKind, written_number: str, counts: dict[str, int]) -> str:
    """The last part of a clause's id; `counts` counts the clauses of each kind beside each other."""
    if kind is ClauseKind.SECTION:
        return written_number
    if kind is ClauseKind.PREFACE:
        return "preface"
    stem = ID_STEMS[kind]
    if written_number:
        return stem + DASH.sub("-", written_number)
    counts[stem] = counts.get(stem, 0) + 1
    return f"{stem}{counts[stem]}"


def citation_part(
    kind: ClauseKind, label: str, heading: str, written_number: str, ordinal: int, parent_family: str
) -> str:
    """How a citation calls one level. What has no label is quoted by its heading, or counted (第2自然段, 第二款)."""
    match kind:
        case ClauseKind.SECTION | ClauseKind.ANNEX:
            return LABEL_END.sub("", label)
        case ClauseKind.PREFACE:
            return "".join(heading.split())
        case ClauseKind.BOX:
            return f"专栏{written_number}"
        case ClauseKind.ROW:
            return f"第{written_number}行"
        case ClauseKind.NOTE:
            return "注释"
        case ClauseKind.TABLE if not heading:
            return "表格"
        case ClauseKind.PARAGRAPH if not heading:
            return f"第{format_numeral(ordinal)}款" if parent_family == "article" else f"第{ordinal}自然段"
        case _:
            words = HEADING_END.sub("", SUBTITLE_MARK.sub("", heading))
            return f"“{words.translate(INNER_QUOTES)}”"


def add_part(path: tuple[str, ...], part: str) -> tuple[str, ...]:
    """A citation with one more level; 1.2 takes the place of the 1 above it, which it repeats."""
    repeats = path and path[-1].isascii() and part.startswith(f"{path[-1]}.")
    return (*path[:-1], part) if repeats else (*path, part)
