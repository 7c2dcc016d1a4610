"""From a question to hits: candidates from the indexes, looked up in the store, judged, put in order.

A candidate is only a suggestion. What leaves this module was read from the store in one transaction: alive, visible,
within the scope.
"""

from kb.records import Hit
from kb.search.encoder import Encoder
from kb.search.indexing import OpenIndex
from kb.search.judge import Candidate, judge
from kb.search.question import Question
from kb.store.reading import StoreReader
from kb.store.scope import Scope

CANDIDATES = 100  # by their words
NEAREST = 30  # by the vector of their text, and by that of their headings


def retrieve(
    question: Question, k: int, scope: Scope, reader: StoreReader, index: OpenIndex, encoder: Encoder
) -> list[Hit]:
    """The `k` best clauses for the question within the scope, best first, with their scores."""
    documents = reader.document_rows(scope)
    if documents == []:
        return []
    by_words = dict(index.lexical.search(question.lexical, max(CANDIDATES, 2 * k), documents))
    vector = encoder.encode_queries([question.topic])[0]
    near = index.vectors.search(vector, max(NEAREST, k), documents) if not question.lexical.required else []
    rows = list(dict.fromkeys([*by_words, *(row for of_field in near for row in of_field)]))
    live = reader.live_clauses(rows, scope)
    similar = index.vectors.similarities(vector, [(found.document.row, row) for row, found in live.items()])
    candidates = [
        Candidate(found, by_words.get(row, 0.0), *similar.get(row, (0.0, 0.0))) for row, found in live.items()
    ]
    judged = judge(question, candidates, index.lexical, encoder)
    return [
        Hit(rank, score, candidate.found, round(candidate.similarity, 4))
        for rank, (candidate, score) in enumerate(judged[:k], start=1)
    ]
