"""From a question to hits: candidates from the indexes, looked up in the store, judged, put in order.

A candidate is only a suggestion. What leaves this module was read from the store in one transaction: alive, visible,
within the scope.
"""

from kb.records import Hit
from kb.search.judge import judge
from kb.search.lexical import LexicalIndex
from kb.search.question import Question
from kb.store.reading import StoreReader
from kb.store.scope import Scope

CANDIDATES = 100


def retrieve(question: Question, k: int, scope: Scope, reader: StoreReader, lexical: LexicalIndex) -> list[Hit]:
    """The `k` best clauses for the question within the scope, best first, with their scores."""
    rows = reader.document_rows(scope)
    if rows == []:
        return []
    candidates = lexical.search(question.lexical, max(CANDIDATES, 2 * k), rows)
    live = reader.live_clauses([row for row, _ in candidates], scope)
    found = [(live[row], score) for row, score in candidates if row in live]
    judged = judge(question, found, lexical)
    return [Hit(rank, score, clause) for rank, (clause, score) in enumerate(judged[:k], start=1)]
