"""Citations in the form that officials write: 《title》（number）, then the document's own labels."""

import re
from collections.abc import Sequence

from kb.records import FoundClause

ENDS_OPEN = re.compile(r"[\d一二三四五六七八九十]$")
BEGINS_OPEN = re.compile(r"[\d一二三四五六七八九十]")


def cite(found: FoundClause) -> str:
    """The citation of a clause: 《title》（文号）第五部分一（二）. Labels are the document's own; none is coined."""
    return f"{cite_document(found)}{join_parts(found.clause.citation_path)}"


def cite_document(found: FoundClause) -> str:
    """The citation of the clause's document: 《title》（文号）."""
    metadata = found.document.metadata
    number = f"（{metadata.number}）" if metadata.number else ""
    return f"《{metadata.title}》{number}"


def join_parts(parts: Sequence[str]) -> str:
    """The parts of a citation in a row; two bare numerals are kept apart (五、2)."""
    joined = ""
    for part in parts:
        joined += "、" if ENDS_OPEN.search(joined) and BEGINS_OPEN.match(part) else ""
        joined += part
    return joined
