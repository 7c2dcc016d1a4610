"""Composes an answer from hits: the quotations, where they stand, and what is missing.

The answer consists of quotations only, each cited; it adds no word about the matter itself. It is plain text.
"""

from collections.abc import Sequence

from kb.answer.cite import cite_document, join_parts
from kb.answer.select import choose_clauses, complete, is_evidence, left_out, select_quote
from kb.answer.verify import verify
from kb.records import Answer, AnswerStatus, Citation, Hit
from kb.search.conditions import ConditionKind, Fit
from kb.search.judge import NUMBER, Evidence, gather, view, weigh
from kb.search.lexical import LexicalIndex
from kb.search.question import Question, Wants
from kb.search.words import document_numbers, normalise
from kb.store.reading import StoreReader

MOST_NEAREST = 3
HEADING_END = " 。：:；;"
NO_EVIDENCE = "库内没有找到能回答这个问题的依据。"
EMPTY_BASE = "库里还没有文件。"


def compose(question: Question, hits: Sequence[Hit], lexical: LexicalIndex, reader: StoreReader) -> Answer:
    """The answer that these hits give."""
    weights = weigh(question, lexical)
    evidence = {hit.found.row: gather(question, weights, view(hit.found)) for hit in hits}
    usable = [hit for hit in hits if is_evidence(question, hit, evidence[hit.found.row])]
    if not usable:
        nearest = tuple(hits[:MOST_NEAREST])
        gaps = _unmet_gaps(question, [evidence[hit.found.row] for hit in nearest], "最接近的条款")
        text = "\n".join([NO_EVIDENCE if lexical.clause_count else EMPTY_BASE, *_write_gaps(gaps)])
        return Answer(question.text, AnswerStatus.NO_EVIDENCE, text, gaps=gaps, nearest=nearest)
    chosen = choose_clauses(usable, evidence, weights)
    citations: list[Citation] = []
    for found in complete(chosen, question, weights, reader):
        start, end = select_quote(question, weights, found)
        citation = Citation(len(citations) + 1, found, found.clause.text[start:end], start, end)
        citations.append(verify(citation, reader))
    quoted = [gather(question, weights, view(citation.found)) for citation in citations]
    gaps = (*_gaps(question, quoted, citations), *_unmet_gaps(question, quoted, "所引条款"))
    if more := left_out(chosen, reader):
        gaps = (*gaps, f"所列各项之后还有 {more} 项没有列出，请看原文。")
    status = AnswerStatus.PARTIAL if gaps else AnswerStatus.ANSWERED
    return Answer(question.text, status, _write(citations, gaps), tuple(citations), gaps)


def _gaps(question: Question, quoted: Sequence[Evidence], citations: Sequence[Citation]) -> tuple[str, ...]:
    """The things that were asked about and no quoted clause mentions."""
    said = {condition.written for condition in question.conditions}
    wanted = [idea.word for idea in question.ideas if idea.word not in said]
    unmentioned = [word for word in wanted if all(word in one.missing for one in quoted)]
    gaps = [f"所引条款没有提到“{word}”。" for word in unmentioned]
    quotes = [normalise(citation.quote) for citation in citations]
    if question.wants is Wants.NUMBER and not any(NUMBER.search(quote) for quote in quotes):
        gaps.append("所引条款没有给出具体数字。")
    if "文号" in question.text and not any(document_numbers(quote) for quote in quotes):
        gaps.append("所引条款没有给出文号。")
    return tuple(gaps)


def _unmet_gaps(question: Question, evidence: Sequence[Evidence], which: str) -> tuple[str, ...]:
    """The conditions that no clause meets, or that clauses meet only in passing."""
    gaps = []
    for condition in question.conditions:
        how = max((dict(one.fits)[condition] for one in evidence), default=Fit.NONE)
        if how is Fit.NONE:
            gaps.append(f"{which}没有提到“{condition.written}”。")
        elif how is Fit.BINDING:
            gaps.append(f"{which}所在的文件管到“{condition.written}”，但没有单独提到它。")
        elif how is Fit.PASSING and condition.kind is ConditionKind.BODY:
            gaps.append(f"{which}没有写“{condition.written}”，写的是名称相近的部门。")
        elif how is Fit.PASSING:
            gaps.append(f"{which}只是提到“{condition.written}”，所在的文件不是它的。")
    return tuple(gaps)


def _write(citations: Sequence[Citation], gaps: Sequence[str]) -> str:
    """The answer's text: one block for each document, one point for each quotation."""
    lines = []
    document_row = None
    for citation in citations:
        found = citation.found
        if found.document.row != document_row:
            document_row = found.document.row
            lines.append(f"{cite_document(found)}：")
        lines.append(f"· {_place(citation)}：{citation.quote}[{citation.n}]")
    return "\n".join([*lines, *_write_gaps(gaps)])


def _write_gaps(gaps: Sequence[str]) -> list[str]:
    return [f"（{gap}）" for gap in gaps]


def _place(citation: Citation) -> str:
    """The labels above the quote, the last with its heading as written, unless the quote itself begins with it."""
    clause = citation.found.clause
    parts = clause.citation_path
    if clause.heading and citation.quote.startswith(clause.heading):
        return join_parts(parts[:-1] if len(parts) > 1 else parts)
    heading = clause.heading.rstrip(HEADING_END)
    return join_parts([*parts[:-1], heading] if clause.label and heading else parts)
