"""Selects what an answer quotes: which clauses, what belongs to them, which of their sentences."""

from collections.abc import Collection, Mapping, Sequence

from kb.answer.sentences import sentence_spans
from kb.records import Clause, ClauseKind, FoundClause, Hit
from kb.search.conditions import ConditionKind, Fit
from kb.search.judge import Evidence, Weights, has_answer, view
from kb.search.question import FIGURES, Idea, Question
from kb.search.words import normalise
from kb.store.reading import StoreReader
from kb.store.scope import Scope

LEAST_SCORE = 0.2  # below this a clause is never cited
# When there is an answer at all. The weights came from a logistic regression on the open questions, which
# `eval.evidence` fits anew; the threshold was set so that nine of ten questions without an answer are refused.
LEAST_SURE = 0.45
FOR_LIKENESS = 0.54
FOR_MARGIN = 0.92
FOR_UNHEARD = 0.49
NEAR_BEST = 0.85  # a clause is cited beside the best one from this share of its score on
MOST_CLAUSES = 5
MOST_ITEMS = 20  # of a list that a cited clause introduces
LONGEST_QUOTE = 600  # characters; a longer clause is quoted in part
TOPIC_HEADING = 0.4  # from this share on a heading says that the whole clause is about the question
WHOLE_TOPIC = 0.8  # from this share on it is the heading of what was asked for
NO_FIGURE_IN_SENTENCE = 0.2


def holds_evidence(weights: Weights, hits: Sequence[Hit], usable: Sequence[Hit], unheard: Collection[str]) -> bool:
    """Whether the best usable hit answers at all.

    For it speak its score, its likeness and its distance to the next; against it what is `unheard` of the question.
    """
    if not usable:
        return False
    best = usable[0]
    margin = best.score - (hits[best.rank].score if best.rank < len(hits) else 0.0)
    share = sum(weight for idea, weight in weights.ideas.items() if idea.word in unheard) / (weights.total or 1.0)
    sure = best.score + FOR_LIKENESS * best.similarity + FOR_MARGIN * margin - FOR_UNHEARD * share
    return sure >= LEAST_SURE


def unheard_of(weights: Weights, evidence: Mapping[int, Evidence]) -> frozenset[str]:
    """The ideas of the question that no clause of the base names and none of the hits comes near."""
    return weights.unheard.intersection(*(one.missing for one in evidence.values()))


def is_usable(question: Question, hit: Hit, evidence: Evidence) -> bool:
    """Whether a hit may be cited: something of the question in it, and every condition met."""
    fits = evidence.best_fits()
    if hit.score < LEAST_SCORE or Fit.NONE in fits or hit.found.clause.kind is ClauseKind.FIGURE:
        return False
    # A question that names nothing but a place must find it named.
    return bool(question.ideas or question.numbers) or bool({Fit.FULL, Fit.PASSING} & set(fits))


def choose_clauses(usable: Sequence[Hit], evidence: Mapping[int, Evidence], weights: Weights) -> list[FoundClause]:
    """The clauses to cite: those near the best, and the best for each place or body that the question names.

    A clause beside the best one must speak of the rarest thing that the best one speaks of: what it says of another
    town would answer for this one.
    """
    least = NEAR_BEST * usable[0].score
    spoken = {idea.word: weight for idea, weight in weights.ideas.items() if idea.is_thing}
    for word in evidence[usable[0].found.row].missing:
        spoken.pop(word, None)
    rarest = max(spoken, key=lambda word: spoken[word], default=None)
    near = [hit.found for hit in usable if hit.score >= least and rarest not in evidence[hit.found.row].missing]
    # Where a clause meets every condition, one that is only bound by the place's document does not stand beside it.
    whole = [found for found in near if set(evidence[found.row].best_fits()) <= {Fit.FULL}]
    chosen = (whole or near)[:MOST_CLAUSES]
    for condition, _ in evidence[usable[0].found.row].fits:
        met = [hit.found for hit in usable if (condition, Fit.FULL) in evidence[hit.found.row].fits]
        if met and not any(found in met for found in chosen):
            chosen.append(met[0])
    return chosen


def complete(
    chosen: Sequence[FoundClause], question: Question, weights: Weights, reader: StoreReader
) -> list[FoundClause]:
    """The chosen clauses with what they can't be read without, grouped by document.

    A clause that introduces a list (…：) brings its items; an item brings the introduction, a row of a table the row of
    column names; a clause whose heading is
    the question's topic brings its further paragraphs, and one of several under such a heading brings the others.
    """
    whole: dict[int, FoundClause] = {}
    for found in chosen:
        parent = _parent(found, reader)
        holder = parent
        while holder is not None and holder.clause.kind is ClauseKind.ROW:
            holder = _parent(holder, reader)
        if holder is not None and _introduces(holder.clause):
            whole.setdefault(holder.row, holder)
        if parent is not None and not parent.clause.text and heads_topic(parent, question, weights):
            for beside in reader.children(parent)[:MOST_ITEMS]:
                if beside.clause.text:
                    whole.setdefault(beside.row, beside)
        whole.setdefault(found.row, found)
        if _introduces(found.clause):
            below = reader.children(found)
        elif is_about(found, question, weights):
            below = [child for child in reader.children(found) if child.clause.kind is ClauseKind.PARAGRAPH]
        else:
            below = []
        for child in below[:MOST_ITEMS]:
            if child.clause.text:
                whole.setdefault(child.row, child)
    order = list(dict.fromkeys(found.document.row for found in chosen))
    return sorted(whole.values(), key=lambda found: (order.index(found.document.row), found.row))


def left_out(chosen: Sequence[FoundClause], reader: StoreReader) -> int:
    """How many items of the lists that chosen clauses introduce are not quoted."""
    counts = (len(reader.children(found)) for found in chosen if _introduces(found.clause))
    return sum(max(count - MOST_ITEMS, 0) for count in counts)


def is_about(found: FoundClause, question: Question, weights: Weights) -> bool:
    """Whether the clause's heading is the topic of the question."""
    heading = normalise(found.clause.heading)
    in_heading = sum(idea.said_in(heading) * weight for idea, weight in weights.ideas.items())
    return question.wants not in FIGURES and in_heading >= TOPIC_HEADING * weights.total > 0


def heads_topic(found: FoundClause, question: Question, weights: Weights) -> bool:
    """Whether the clause's heading says nearly all that the question asks about besides the document's title."""
    views = view(found)
    asked = {idea: weight for idea, weight in weights.ideas.items() if not idea.said_in(views.title)}
    in_heading = sum(idea.said_in(views.heading) * weight for idea, weight in asked.items())
    return question.wants not in FIGURES and in_heading >= WHOLE_TOPIC * sum(asked.values()) > 0


def select_quote(question: Question, weights: Weights, found: FoundClause) -> tuple[int, int]:
    """Which slice of the clause's text to quote, in whole sentences.

    A number or a date is quoted by the sentence that holds it. Otherwise a clause is quoted whole, or, where it is
    long, from the sentence on that answers; from its beginning if its heading is the topic and no sentence stands out.
    """
    text = found.clause.text
    if question.wants not in FIGURES and len(text) <= LONGEST_QUOTE:
        return 0, len(text)
    spans = sentence_spans(text)
    views = view(found)
    wanted = {
        idea: weight
        for idea, weight in weights.ideas.items()
        if not idea.said_in(views.path) and not idea.said_in(views.title)
    }
    for condition in question.conditions:
        if condition.kind is not ConditionKind.PLACE:
            wanted[Idea(condition.written, True)] = max(weights.ideas.values(), default=1.0)
    best = max(range(len(spans)), key=lambda at: (_weight(question, wanted, text[slice(*spans[at])]), -at))
    if question.wants in FIGURES:
        return spans[best]
    first = _grow(spans, 0)
    return first if spans[best][1] <= first[1] else _grow(spans, best)


def _parent(found: FoundClause, reader: StoreReader) -> FoundClause | None:
    if found.clause.parent_id is None:
        return None
    return reader.clause(found.clause.parent_id, Scope(revision=found.document.revision))


def _introduces(clause: Clause) -> bool:
    """Whether what a clause says is said by the clauses below it: a list, the rows of a table."""
    return clause.text.endswith(("：", ":")) or (clause.kind is ClauseKind.TABLE and bool(clause.text))


def _weight(question: Question, wanted: Mapping[Idea, float], sentence: str) -> float:
    normal = normalise(sentence)
    weight = sum(idea.said_in(normal) * weight for idea, weight in wanted.items())
    if question.wants in FIGURES:
        return weight + 0.01 if has_answer(question, normal) else weight * NO_FIGURE_IN_SENTENCE
    return weight


def _grow(spans: Sequence[tuple[int, int]], first: int) -> tuple[int, int]:
    """The sentence `first` and those after it, as long as the quote stays readable."""
    start, end = spans[first]
    for _, next_end in spans[first + 1 :]:
        if next_end - start > LONGEST_QUOTE:
            break
        end = next_end
    return start, end
