"""How well a clause answers a question: absolute features of the two texts, one calibrated score.

Pure functions over texts and numbers. The score lies in 0..1 and means the same from one question to the next, because
it only looks at what share of the question's weight the clause mentions, and where.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kb.places import covers, gazetteer
from kb.records import ClauseKind, FoundClause
from kb.search.lexical import LexicalIndex
from kb.search.question import Idea, Question, WantedPlace, Wants
from kb.search.words import document_numbers, normalise

NO_THING = 0.8  # what a verb or an adverb of the question counts, beside a noun or a name
IN_TITLE = 0.7  # what an idea counts that only the document's title mentions
IN_PIECES = 0.6  # … that is mentioned only by its pairs of characters
OUT_OF_PLACE = 0.4  # what is left of the score when the clause speaks of another place or year
NO_BODY = 0.75  # … when the question asks for a department and the clause is no department's line
BM25_IN_ORDER = 0.15


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of a question a clause mentions. Shares are of the question's weight, 0..1."""

    coverage: float  # anywhere: text, headings, title
    heading: float  # in the clause's own heading
    text: float  # in the clause's own text
    place: bool  # every place that the question names is the clause's, or its document's
    year: bool  # every year that the question names is the clause's, or the document's date
    missing: tuple[str, ...]  # things that are mentioned nowhere


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each idea of a question counts."""

    ideas: dict[Idea, float]

    @property
    def total(self) -> float:
        """The weight of the whole question."""
        return sum(self.ideas.values())


def weigh(question: Question, lexical: LexicalIndex) -> Weights:
    """Rare ideas count more (inverse document frequency among the base's clauses); verbs count less than things."""
    total = lexical.clause_count
    rarity = {idea: math.log(1 + total / (1 + lexical.holders(idea.word))) for idea in question.ideas}
    return Weights({idea: weight if idea.is_thing else NO_THING * weight for idea, weight in rarity.items()})


def gather(question: Question, weights: Weights, found: FoundClause) -> Evidence:
    """What of the question this clause mentions."""
    clause, metadata = found.clause, found.document.metadata
    text, heading = normalise(clause.text), normalise(clause.heading)
    path = normalise("\n".join(clause.path))
    title = normalise(f"{metadata.title}\n{metadata.region or ''}\n{metadata.number or ''}")
    everywhere = "\n".join([text, path, title])
    total = weights.total or 1.0
    coverage = in_heading = in_text = 0.0
    missing = []
    for idea, weight in weights.ideas.items():
        word = idea.word
        if word in heading:
            in_heading += weight
        if word in text:
            in_text += weight
        if word in text or word in path:
            coverage += weight
        elif word in title:
            coverage += IN_TITLE * weight
        else:
            share = _share_mentioned(word, everywhere)
            coverage += IN_PIECES * share * weight
            if share < 1 and idea.is_thing:
                missing.append(word)
    places = all(_is_about(place, everywhere, metadata.region) for place in question.places)
    if not weights.ideas:
        coverage = in_text = total
    years = all(year in text + path + (metadata.date or "") for year in question.years)
    return Evidence(coverage / total, in_heading / total, in_text / total, places, years, tuple(missing))


def _share_mentioned(idea: str, text: str) -> float:
    """The share of an idea's character pairs that a text holds; an idea of two characters is mentioned or not."""
    if len(idea) < 3:
        return 0.0
    pairs = [idea[at : at + 2] for at in range(len(idea) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs)


def _is_about(place: WantedPlace, text: str, region: str | None) -> bool:
    if any(name in text for name in place.names):
        return True
    if region is None:
        return False
    # A document of the province or city that holds the place binds it; one of the whole country only if it names it.
    own = gazetteer().resolve(region) - {"000000"}
    return any(covers(code, wanted) for code in own for wanted in place.codes)


def calibrate(question: Question, evidence: Evidence, kind: ClauseKind) -> float:
    """The score of a clause, 0..1: a weighted mean of the shares, lowered where place, year or kind don't fit."""
    value = 0.7 * evidence.coverage + 0.2 * evidence.heading + 0.1 * evidence.text
    if not (evidence.place and evidence.year):
        value *= OUT_OF_PLACE
    if question.wants is Wants.BODY and kind is not ClauseKind.DEPARTMENT:
        value *= NO_BODY
    return round(value, 4)


def judge(
    question: Question, found: Sequence[tuple[FoundClause, float]], lexical: LexicalIndex
) -> list[tuple[FoundClause, float]]:
    """The clauses with their calibrated scores, best first.

    The order also heeds BM25 (proximity of length and frequency that shares don't see); the score does not, because
    BM25 means something else for every question.
    """
    weights = weigh(question, lexical)
    best = max((bm25 for _, bm25 in found), default=1.0)
    judged = []
    for clause, bm25 in found:
        if _has_numbers(question, clause):
            value = calibrate(question, gather(question, weights, clause), clause.clause.kind)
            judged.append((value + BM25_IN_ORDER * bm25 / best, clause, value))
    judged.sort(key=lambda item: (-item[0], item[1].row))
    return [(clause, value) for _, clause, value in judged]


def _has_numbers(question: Question, found: FoundClause) -> bool:
    """Whether every document number of the question stands in the clause, or is its document's own."""
    if not question.numbers:
        return True
    held = document_numbers("\n".join([found.clause.heading, found.clause.text, found.document.metadata.number or ""]))
    return all(any(wanted.matches(number) for number in held) for wanted in question.numbers)
