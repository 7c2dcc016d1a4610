"""The check at the door: a quote leaves only if it stands in its clause, and the clause in the stored source."""

from kb.errors import CitationBroken
from kb.records import Citation
from kb.store.reading import StoreReader


def verify(citation: Citation, reader: StoreReader) -> Citation:
    """The citation itself, when every character of the quote is where it says. Raises CitationBroken otherwise."""
    clause, document = citation.found.clause, citation.found.document
    where = f"{clause.id} 第{document.revision}版"
    if not citation.quote or clause.text[citation.start : citation.end] != citation.quote:
        raise CitationBroken(f"引文与条款 {where} 不一致，已拦下。", "请运行 kb check；这是程序的错误，请报告。")
    if "".join(reader.source_slices(document, clause.text_spans)) != clause.text:
        raise CitationBroken(f"条款 {where} 与库中原文不一致，已拦下。", "请运行 kb check，并用原文件重新入库。")
    return citation
