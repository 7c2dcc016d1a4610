"""Composes an answer from hits: the quotations, where they stand, and what is missing.

The answer consists of quotations only, each cited; it adds no word about the matter itself. It is plain text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.answer.cite import cite_document, join_parts
from kb.answer.select import choose_clauses, complete, holds_evidence, is_usable, left_out, select_quote, unheard_of
from kb.answer.verify import verify
from kb.records import Answer, AnswerStatus, Citation, Hit
from kb.search.conditions import ConditionKind, Fit
from kb.search.judge import Evidence, Weights, gather, has_answer, view, weigh
from kb.search.lexical import LexicalIndex
from kb.search.question import FIGURES, Idea, Question, Wants
from kb.search.words import document_numbers, normalise
from kb.store.reading import StoreReader

MOST_NEAREST = 3
MOST_UNKNOWN = 3  # unknown things that a refusal names
SURE_FORM = 0.7  # below this it is a guess what a foreign word stands for
HEADING_END = " 。：:；;"
# Words for what a number measures; who asks for the number need not find the word.
MEASURE = re.compile(
    "(?:[人次件]数|人次|数量|总量|总额|金额|比例|比重|占比|距离|高度|长度|宽度|厚度|时间|时长|期限|日期|年份|单位)$"
)
NOT_GIVEN = {
    Wants.NUMBER: "没有给出具体数字。",
    Wants.DATE: "没有给出日期。",
    Wants.BODY: "没有写明是哪个单位。",
}
# What is said of a condition that is met so far only; None stands for every other kind of condition.
UNMET: dict[tuple[Fit, ConditionKind | None], str] = {
    (Fit.NONE, None): "{which}没有提到“{written}”。",
    (Fit.BINDING, None): "{which}所在的文件管到“{written}”，但没有单独提到它。",
    (Fit.BINDING, ConditionKind.LABEL): "“{written}”之下的条款可能没有全部列出，请看原文。",
    (Fit.BINDING, ConditionKind.YEAR): "{which}所在的文件是{written}年的，条款本身没有写年份。",
    (Fit.PASSING, None): "{which}所在的文件不是“{written}”的，只涉及其中一部分，或只是提到它。",
    (Fit.PASSING, ConditionKind.BODY): "{which}没有写“{written}”，写的是名称相近的部门。",
    (Fit.PASSING, ConditionKind.LABEL): "没有编号为“{written}”的条款；{which}的编号只是数字相同。",
}
NO_EVIDENCE = "库内没有找到能回答这个问题的依据。"
EMPTY_BASE = "库里还没有文件。"


def compose(question: Question, hits: Sequence[Hit], lexical: LexicalIndex, reader: StoreReader) -> Answer:
    """The answer that these hits give."""
    weights = weigh(question, lexical)
    evidence = {hit.found.row: gather(question, weights, view(hit.found)) for hit in hits}
    usable = [hit for hit in hits if is_usable(question, hit, evidence[hit.found.row])]
    unheard = unheard_of(weights, evidence)
    if not holds_evidence(weights, hits, usable, unheard):
        unknown = [idea.word for idea in question.ideas if idea.word in unheard]
        said = tuple(f"库里没有提到“{word}”。" for word in unknown[:MOST_UNKNOWN])
        return _no_evidence(question, hits, evidence, lexical, said)
    chosen = choose_clauses(usable, evidence, weights)
    citations: list[Citation] = []
    for found in complete(chosen, question, weights, reader):
        start, end = select_quote(question, weights, found)
        citation = Citation(len(citations) + 1, found, found.clause.text[start:end], start, end)
        citations.append(verify(citation, reader))
    citations = _to_the_point(question, citations)
    quoted = [gather(question, weights, view(citation.found)) for citation in citations]
    if _misses_the_point(question, weights, quoted, citations):
        return _no_evidence(question, hits, evidence, lexical, _gaps(question, quoted, citations, "最接近的条款"))
    gaps = (*_gaps(question, quoted, citations, "所引条款"), *_unmet_gaps(question, quoted, "所引条款"))
    if more := left_out(chosen, reader):
        gaps = (*gaps, f"所列各项之后还有 {more} 项没有列出，请看原文。")
    status = AnswerStatus.PARTIAL if gaps else AnswerStatus.ANSWERED
    return Answer(question.text, status, _write(citations, gaps), tuple(citations), gaps)


def _no_evidence(
    question: Question,
    hits: Sequence[Hit],
    evidence: Mapping[int, Evidence],
    lexical: LexicalIndex,
    gaps: tuple[str, ...],
) -> Answer:
    nearest = tuple(hits[:MOST_NEAREST])
    unmet = _unmet_gaps(question, [evidence[hit.found.row] for hit in nearest], "最接近的条款")
    gaps = (*gaps, *unmet)
    text = "\n".join([NO_EVIDENCE if lexical.clause_count else EMPTY_BASE, *_write_gaps(gaps)])
    return Answer(question.text, AnswerStatus.NO_EVIDENCE, text, gaps=gaps, nearest=nearest)


def _to_the_point(question: Question, citations: list[Citation]) -> list[Citation]:
    """Of several figures those whose sentence names what is counted, if any does; numbered anew."""
    if question.wants not in FIGURES or question.focus is None:
        return citations
    kept = [
        citation
        for citation, quote in zip(citations, _quotes(citations), strict=True)
        if question.focus.said_in(quote) and has_answer(question, quote)
    ]
    return [replace(citation, n=n) for n, citation in enumerate(kept or citations, start=1)]


def _misses_the_point(
    question: Question, weights: Weights, quoted: Sequence[Evidence], citations: Sequence[Citation]
) -> bool:
    """Whether the very thing that is asked is lacking: the figure, the date, or a thing that no clause names at all."""
    quotes = _quotes(citations)
    answered = any(has_answer(question, quote) for quote in quotes)
    if question.wants in FIGURES and not answered:
        return True
    focus = question.focus
    if focus is None or (question.wants in NOT_GIVEN and answered and MEASURE.search(focus.word)):
        return False
    return focus.word in weights.unheard and all(focus.word in one.missing for one in quoted)


def _counted(question: Question) -> Idea | None:
    """The thing whose figure or date is asked for; none where the question only names what is measured (人数)."""
    focus = question.focus if question.wants in FIGURES else None
    return None if focus is None or MEASURE.search(focus.word) else focus


def _named(idea: Idea) -> str:
    """An idea as the reader knows it; an English word with the first Chinese word that was looked for."""
    return f"{idea.word}（{idea.forms[0][0]}）" if idea.word.isascii() and idea.forms else idea.word


def _quotes(citations: Sequence[Citation]) -> list[str]:
    """What is quoted, with the heading that is shown before it, normalised."""
    return [normalise(f"{citation.found.clause.heading}\n{citation.quote}") for citation in citations]


def _gaps(question: Question, quoted: Sequence[Evidence], citations: Sequence[Citation], which: str) -> tuple[str, ...]:
    """The things that were asked about and no quoted clause mentions."""
    said = {condition.written for condition in question.conditions}
    wanted = {idea.word: idea for idea in question.ideas if idea.word not in said}
    unmentioned = [word for word in wanted if all(word in one.missing for one in quoted)]
    quotes = _quotes(citations)
    answered = any(has_answer(question, quote) for quote in quotes)
    said_by_answer = question.wants in NOT_GIVEN and answered
    gaps = [
        f"{which}没有提到“{_named(wanted[word])}”。"
        for word in unmentioned
        if not (said_by_answer and MEASURE.search(word))
    ]
    counted = _counted(question)
    if counted and answered and counted.word not in unmentioned and not any(map(counted.said_in, quotes)):
        gaps.append(f"{which}里的数字不是直接写“{_named(counted)}”的。")
    guessed = [idea for idea in wanted.values() if idea.certainty < SURE_FORM and idea.word not in unmentioned]
    gaps += [f"按“{idea.forms[0][0]}”理解了“{idea.word}”，请核对。" for idea in guessed]
    if not answered:
        gaps.append(f"{which}{NOT_GIVEN[question.wants]}")
    if "文号" in question.text and not any(document_numbers(quote) for quote in quotes):
        gaps.append(f"{which}没有给出文号。")
    return tuple(gaps)


def _unmet_gaps(question: Question, evidence: Sequence[Evidence], which: str) -> tuple[str, ...]:
    """The conditions that no clause meets, or that clauses meet only in passing."""
    gaps = []
    for condition in question.conditions:
        how = max((dict(one.fits)[condition] for one in evidence), default=Fit.NONE)
        words = UNMET.get((how, condition.kind)) or UNMET.get((how, None))
        if words:
            gaps.append(words.format(which=which, written=condition.written))
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
