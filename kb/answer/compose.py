"""Composes an answer from hits: which clauses speak to the question, which of their sentences, what is missing.

The answer consists of quotations only, each cited; it adds no word about the matter itself. It is plain text.
"""

import re
from collections.abc import Sequence

from kb.answer.cite import cite
from kb.answer.sentences import sentence_spans
from kb.answer.verify import verify
from kb.records import Answer, AnswerStatus, Citation, ClauseKind, FoundClause, Hit
from kb.search.judge import Evidence, Weights, gather, weigh
from kb.search.lexical import LexicalIndex
from kb.search.question import Question, Wants
from kb.search.words import normalise
from kb.store.reading import StoreReader

LEAST_SCORE = 0.35  # below this a clause is no evidence
NEAR_BEST = 0.85  # a clause is cited beside the best one from this share of its score on
MOST_CITED = 5
MOST_NEAREST = 3
LONGEST_QUOTE = 300
TOPIC_HEADING = 0.4  # from this share on a heading says that the whole clause is about the question
HEADING_END = " 。：:；;"
DIGIT = re.compile(r"\d|[一二三四五六七八九十百千万亿]+[个家项种条年亩万亿%％]")

NO_EVIDENCE = "库内没有找到能回答这个问题的依据。"


def compose(question: Question, hits: Sequence[Hit], lexical: LexicalIndex, reader: StoreReader) -> Answer:
    """The answer that these hits give."""
    weights = weigh(question, lexical)
    evidence = {hit.found.row: gather(question, weights, hit.found) for hit in hits}
    usable = [hit for hit in hits if _is_evidence(hit, evidence[hit.found.row])]
    if not usable:
        nearest = tuple(hits[:MOST_NEAREST])
        gaps = _strange(question, nearest)
        text = "\n".join([NO_EVIDENCE, *_write_gaps(gaps)])
        return Answer(question.text, AnswerStatus.NO_EVIDENCE, text, gaps=gaps, nearest=nearest)
    least = max(LEAST_SCORE, NEAR_BEST * usable[0].score)
    chosen = [hit.found for hit in usable if hit.score >= least][:MOST_CITED]
    citations: list[Citation] = []
    for found in _by_document(chosen):
        start, end = select_quote(question, weights, found)
        quote = found.clause.text[start:end]
        citations.append(verify(Citation(len(citations) + 1, found, quote, start, end), reader))
    gaps = _gaps(question, [evidence[found.row] for found in chosen], citations)
    status = AnswerStatus.PARTIAL if gaps else AnswerStatus.ANSWERED
    return Answer(question.text, status, _write(citations, gaps), tuple(citations), gaps)


def select_quote(question: Question, weights: Weights, found: FoundClause) -> tuple[int, int]:
    """Which slice of the clause's text to quote: whole sentences, the ones that answer.

    When the heading says that the clause is about the question, it is quoted from its beginning.
    """
    text = found.clause.text
    spans = sentence_spans(text)
    path = normalise("\n".join(found.clause.path))
    heading = normalise(found.clause.heading)
    in_heading = sum(weight for idea, weight in weights.ideas.items() if idea.word in heading)
    about_all = in_heading >= TOPIC_HEADING * weights.total and question.wants is not Wants.NUMBER
    if about_all or found.clause.kind is ClauseKind.DEPARTMENT:
        return _grow(spans, 0, 0)
    wanted = {idea.word: weight for idea, weight in weights.ideas.items() if idea.word not in path}
    best = max(range(len(spans)), key=lambda at: (_sentence_weight(question, wanted, text[slice(*spans[at])]), -at))
    return _grow(spans, best, best) if question.wants is Wants.PASSAGE else spans[best]


def _sentence_weight(question: Question, wanted: dict[str, float], sentence: str) -> float:
    normal = normalise(sentence)
    weight = sum(weight for word, weight in wanted.items() if word in normal)
    if question.wants is Wants.NUMBER and not DIGIT.search(normal):
        weight *= 0.2
    return weight


def _grow(spans: list[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    """The sentences `first` to `last` and those after them, as long as the quote stays readable."""
    start, end = spans[first][0], spans[last][1]
    for _, next_end in spans[last + 1 :]:
        if next_end - start > LONGEST_QUOTE:
            break
        end = next_end
    return start, end


def _is_evidence(hit: Hit, evidence: Evidence) -> bool:
    return (
        hit.score >= LEAST_SCORE and evidence.place and evidence.year and hit.found.clause.kind is not ClauseKind.FIGURE
    )


def _by_document(chosen: Sequence[FoundClause]) -> list[FoundClause]:
    """The clauses grouped by document, documents in the order of their best clause."""
    order = list(dict.fromkeys(found.document.row for found in chosen))
    return sorted(chosen, key=lambda found: order.index(found.document.row))


def _gaps(question: Question, evidence: Sequence[Evidence], citations: Sequence[Citation]) -> tuple[str, ...]:
    """What was asked for and no quoted clause mentions."""
    unmentioned = [idea.word for idea in question.ideas if all(idea.word in one.missing for one in evidence)]
    for place in question.places:
        if not any(name in _context(citation.found) for citation in citations for name in place.names):
            unmentioned.append(place.written)
    gaps = [f"所引条款没有提到“{word}”。" for word in unmentioned]
    if question.wants is Wants.NUMBER and not any(DIGIT.search(normalise(citation.quote)) for citation in citations):
        gaps.append("所引条款没有给出具体数字。")
    return tuple(gaps)


def _strange(question: Question, nearest: Sequence[Hit]) -> tuple[str, ...]:
    """The places, years and document numbers of a question that even the nearest clauses don't speak of."""
    contexts = [_context(hit.found) for hit in nearest]
    wanted = [(place.written, place.names) for place in question.places]
    wanted += [(year, (year,)) for year in question.years]
    strange = [written for written, names in wanted if not any(name in text for text in contexts for name in names)]
    numbers = [f"{number.agency}〔{number.year}〕{number.number}号" for number in question.numbers if not nearest]
    return tuple(f"最接近的条款没有提到“{word}”。" for word in strange) + tuple(f"库内没有提到“{n}”。" for n in numbers)


def _context(found: FoundClause) -> str:
    return normalise("\n".join([*found.clause.path, found.clause.text, found.document.metadata.title]))


def _place(citation: Citation) -> str:
    """The labels above the quote with the words of the clause's heading, unless the quote itself begins with them."""
    clause = citation.found.clause
    parts = clause.citation_path
    if clause.heading and citation.quote.startswith(clause.heading):
        return "".join(parts[:-1] if len(parts) > 1 else parts)
    words = clause.heading.removeprefix(clause.label).rstrip(HEADING_END) if clause.label else ""
    return "".join(parts) + words.strip()


def _write(citations: Sequence[Citation], gaps: Sequence[str]) -> str:
    """The answer's text: one block for each document, one point for each quotation."""
    lines = []
    document_row = None
    for citation in citations:
        found = citation.found
        if found.document.row != document_row:
            document_row = found.document.row
            lines.append(f"{cite(found).split('》', 1)[0]}》：")
        lines.append(f"· {_place(citation)}：{citation.quote}[{citation.n}]")
    return "\n".join([*lines, *_write_gaps(gaps)])


def _write_gaps(gaps: Sequence[str]) -> list[str]:
    return [f"（{gap}）" for gap in gaps]
