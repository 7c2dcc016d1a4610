"""Citations in the form that officials write: 《title》（number）, then the document's own labels."""

from kb.records import FoundClause


def cite(found: FoundClause) -> str:
    """The citation of a clause: 《title》（文号）第五部分一（二）. Labels are the document's own; none is coined."""
    metadata = found.document.metadata
    number = f"（{metadata.number}）" if metadata.number else ""
    return f"《{metadata.title}》{number}{''.join(found.clause.citation_path)}"
