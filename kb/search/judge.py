"""How well a clause answers a question: absolute features of the two texts, one calibrated score.

Pure functions over texts and numbers. The score lies in 0..1 and means the same from one question to the next, because
it only looks at what share of the question's weight the clause mentions, where, and whether it meets the conditions.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.records import Clause, ClauseKind, FoundClause
from kb.search.conditions import Condition, Fit, Views, fit
from kb.search.encoder import Encoder
from kb.search.lexical import LexicalIndex
from kb.search.question import FIGURES, Idea, Question, Wants
from kb.search.references import labels_of
from kb.search.words import HAN_RUN, document_numbers, normalise

NO_THING = 0.7  # what a verb or an adverb of the question counts, beside a noun or a name
UNHEARD = 0.25  # … that no clause knows: a manner of speaking
IN_TITLE = 0.7  # what an idea counts that only the document's title mentions
IN_PARTS = 0.9  # … whose parts stand apart in the clause (取消其资格 for 取消资格)
IN_PIECES = 0.6  # … that is mentioned only by some of its pairs of characters
# What is left of the score for each kind of condition, by how far the clause meets it.
FITS = {Fit.FULL: 1.0, Fit.BINDING: 0.95, Fit.PASSING: 0.85, Fit.NONE: 0.4}
NO_BODY = 0.75  # … when the question asks for a department and the clause is no department's line
NO_FIGURE = 0.8  # … when the question asks for a number or a date and the clause has none
BM25_IN_ORDER = 0.15
SIMILARITY_IN_ORDER = 1.5
WORDS_IN_ORDER = 2.0
LOOKED_AT_CLOSELY = 30  # clauses, word by word
LIKE = 0.5  # a cosine from which on a clause counts as wholly like the question
# 一个 and 一批 count nothing.
COUNT = "(?:[二两三四五六七八九十百千万亿]|一(?=[十百千万亿]))[一二三四五六七八九十百千万亿]*"
NUMBER = re.compile(rf"\d|{COUNT}(?:[个家项种条年亩米人倍幢套%％]|平方|公里|公顷)")
NO_COUNT = re.compile(
    r"[〔\[(]\d{4}[〕\])]\s*\d+\s*号|(?:19|20)\d{2}(?:\s*[-—–－~～至到]\s*(?:19|20)\d{2})?\s*年|\d{1,2}月(?:\d{1,2}日)?|第\d+"
)
DATE = re.compile(r"\d{4}\s*年|\d{1,2}\s*月\s*\d{1,2}\s*日|[〇○零一二三四五六七八九]{4}年|之日|年底|年末|月底")
BODY = re.compile(
    "[局委厅办署处]|部门|政府|单位|委员会|办公室|小组|指挥部|公司|集团|企业|主任|主席|[省市区县州]长|法院|部长|组长"
)
# What a clause must hold to answer what is wanted.
ANSWER = {Wants.NUMBER: NUMBER, Wants.DATE: DATE, Wants.BODY: BODY}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of a question a clause mentions. Shares are of the question's weight, 0..1."""

    coverage: float  # anywhere: text, headings, title
    heading: float  # in the clause's own heading
    text: float  # in the clause's own text
    fits: tuple[tuple[Condition, Fit], ...]  # how far it meets each condition
    missing: tuple[str, ...]  # things, and words that the base does not know, that are mentioned nowhere
    has_answer: bool  # it holds the kind of thing that is wanted: a number, a date, a body

    def best_fits(self) -> list[Fit]:
        """For each kind of condition, how far the clause meets the best met one: several places are alternatives."""
        best: dict[str, Fit] = {}
        for condition, how in self.fits:
            best[condition.kind] = max(best.get(condition.kind, Fit.NONE), how)
        return list(best.values())


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each idea of a question counts."""

    ideas: dict[Idea, float]
    unheard: frozenset[str] = frozenset()  # the ideas that no clause of the base holds, whole or in parts

    @property
    def total(self) -> float:
        """The weight of the whole question."""
        return sum(self.ideas.values())


def weigh(question: Question, lexical: LexicalIndex) -> Weights:
    """Rare ideas count more (inverse document frequency among the base's clauses); verbs count less than things."""
    total = lexical.clause_count
    weights = {}
    unheard = set()
    for idea in question.ideas:
        holders = max(lexical.holders(word) for word, _ in idea.spoken)
        known = holders or (idea.parts and all(lexical.holders(part) for part in idea.parts))
        weight = idea.certainty * math.log(1 + total / (1 + holders))
        if not idea.is_thing:
            weight *= NO_THING if known else UNHEARD
        if not known:
            unheard.add(idea.word)
        weights[idea] = weight
    return Weights(weights, frozenset(unheard))


def view(found: FoundClause) -> Views:
    """The texts of a clause, normalised as questions are."""
    clause, metadata = found.clause, found.document.metadata
    above = clause.path[:-1] if clause.heading and clause.text.startswith(clause.heading) else clause.path
    about = [metadata.title, metadata.numbers, metadata.kind or ""]
    return Views(
        text=normalise(_said_by(clause)),
        heading=normalise(clause.heading),
        path=normalise("\n".join([*above, *clause.context])),
        title=normalise("\n".join(about)),
        region=metadata.region,
        date=metadata.date or "",
        period=normalise(metadata.period or ""),
        labels=labels_of(clause.citation_path),
    )


def _said_by(clause: Clause) -> str:
    """What a clause says: its text; a row of a table says each cell under the name of its column."""
    return "；".join(f"{cell.name}：{cell.text}" for cell in clause.cells) if clause.cells else clause.text


def gather(question: Question, weights: Weights, views: Views) -> Evidence:
    """What of the question a clause mentions."""
    total = weights.total or 1.0
    coverage = in_heading = in_text = 0.0
    missing = []
    for idea, weight in weights.ideas.items():
        in_heading += idea.said_in(views.heading) * weight
        in_text += idea.said_in(views.text) * weight
        share = _mention(idea, views)
        coverage += share * weight
        if (idea.is_thing or idea.word in weights.unheard) and share < IN_TITLE:
            missing.append(idea.word)
    if question.numbers:
        # The clause names the document number that was asked for, which weighs as much as all the words.
        coverage, in_text, total = coverage + total, in_text + total, 2 * total
    elif not weights.ideas:
        coverage = in_text = total  # nothing but conditions: whoever meets them answers
    topics = [word for idea in question.ideas for word, _ in idea.spoken]
    fits = tuple((condition, fit(condition, views, topics)) for condition in question.conditions)
    return Evidence(
        coverage / total, in_heading / total, in_text / total, fits, tuple(missing), has_answer(question, views.text)
    )


def has_answer(question: Question, text: str) -> bool:
    """Whether a normalised text holds the kind of thing that is wanted."""
    pattern = ANSWER.get(question.wants)
    if question.wants is Wants.NUMBER:
        text = NO_COUNT.sub(" ", text)
    return pattern is None or bool(pattern.search(text))


def _mention(idea: Idea, views: Views) -> float:
    """How far a clause mentions an idea, 0..1."""
    said = max(idea.said_in(views.text), idea.said_in(views.path), IN_TITLE * idea.said_in(views.title))
    if said > IN_TITLE or idea.forms:
        return said
    if idea.parts and all(part in views.text or part in views.path for part in idea.parts):
        return IN_PARTS
    if said:
        return said
    # An idea of two characters is mentioned or not, and so is one of letters.
    long = len(idea.word) > 2 and HAN_RUN.fullmatch(idea.word)
    pairs = [idea.word[at : at + 2] for at in range(len(idea.word) - 1)] if long else []
    return IN_PIECES * sum(pair in views.everything for pair in pairs) / len(pairs) if pairs else 0.0


def calibrate(evidence: Evidence, similarity: float, left: float) -> float:
    """The score of a clause, 0..1: a weighted mean of the shares, of which conditions leave what is `left`."""
    value = 0.65 * evidence.coverage + 0.2 * evidence.heading + 0.1 * evidence.text
    value += 0.05 * min(max(similarity, 0.0) / LIKE, 1.0)
    return round(value * left, 4)


def left_by_conditions(question: Question, evidence: Evidence, kind: ClauseKind) -> float:
    """What share of its score the question's conditions leave a clause."""
    left = math.prod(FITS[how] for how in evidence.best_fits())
    if question.wants is Wants.BODY and kind is not ClauseKind.DEPARTMENT:
        left *= NO_BODY
    if question.wants in FIGURES and not evidence.has_answer:
        left *= NO_FIGURE
    return left


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that an index suggested: its BM25 (0 if its words did not), the cosines of its text and its headings."""

    found: FoundClause
    bm25: float
    body: float
    path: float

    @property
    def similarity(self) -> float:
        """The cosine of the question with the clause, a third of it with what stands above."""
        return (2 * self.body + self.path) / 3


@dataclass(slots=True)
class Judged:
    """A candidate with its calibrated score, its place in the order (larger is better) and what it is read by."""

    candidate: Candidate
    score: float
    order: float
    left: float  # by the question's conditions
    words: str  # of the clause and above it


def judge(
    question: Question, candidates: Sequence[Candidate], lexical: LexicalIndex, encoder: Encoder
) -> list[tuple[Candidate, float]]:
    """The candidates with their calibrated scores, best first.

    The order also heeds BM25 (frequency and length, which shares don't see), more of the similarity and, for the first
    ones, how well they meet the question's single words; the score does not, for these mean something else for every
    question.
    """
    weights = weigh(question, lexical)
    best = max((candidate.bm25 for candidate in candidates), default=0.0) or 1.0
    judged = []
    for candidate in candidates:
        clause = candidate.found
        if _has_numbers(question, clause):
            views = view(clause)
            evidence = gather(question, weights, views)
            left = left_by_conditions(question, evidence, clause.clause.kind)
            score = calibrate(evidence, candidate.similarity, left)
            like = max(candidate.similarity, 0.0) * left
            order = score + BM25_IN_ORDER * candidate.bm25 / best + SIMILARITY_IN_ORDER * like
            judged.append(Judged(candidate, score, order, left, views.everything))
    judged.sort(key=_place)
    first = judged[:LOOKED_AT_CLOSELY]
    matches = encoder.match_words(question.topic, [one.words for one in first])
    for one, matched in zip(first, matches, strict=True):
        one.order += WORDS_IN_ORDER * float(matched) * one.left
    judged.sort(key=_place)
    return [(one.candidate, one.score) for one in judged]


def _place(judged: Judged) -> tuple[float, int]:
    return -judged.order, judged.candidate.found.row


def _has_numbers(question: Question, found: FoundClause) -> bool:
    """Whether every document number of the question stands in the clause, or is its document's own."""
    if not question.numbers:
        return True
    held = document_numbers("\n".join([found.clause.heading, found.clause.text, found.document.metadata.numbers]))
    return all(any(wanted.matches(number) for number in held) for wanted in question.numbers)
