"""Measures an encoder beside BM25: `python -m eval.encoder.measure DATA`.

`gov_report_en2zh`: an English sentence finds its Chinese one. `stard_dev`: a lay question finds the article of a
statute. `everyday` and `everyday, English`: questions that were written for this project and held out of the training
find the official sentence that answers them. All queries; hit@k is the share of queries with a right passage among the
first k.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from eval.baselines import bigram_tokens, rank_by_bm25, word_tokens
from eval.encoder.pairs import is_chinese, read_blocks, read_lines
from kb.search.encoder import DEFAULT_FOLDER, StaticEncoder

SETS = ("gov_report_en2zh", "stard_dev")
DEPTHS = (1, 10)
MOST = max(DEPTHS)

Ranking = Sequence[Sequence[int]]
Graded = tuple[list[str], list[str], list[set[int]]]  # passages, queries, the places of each query's right passages


def main() -> None:
    """Prints a line for each set and way of searching."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder that holds eval/")
    parser.add_argument("--encoder", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--without-bm25", action="store_true")
    options = parser.parse_args()
    encoder = StaticEncoder(options.encoder)
    sets = {name: read_set(options.data / "eval" / name) for name in SETS}
    for name, (passages, queries, right) in (sets | read_held_out()).items():
        ways: dict[str, Callable[[list[str], list[str]], Ranking]] = {"encoder": partial(rank_by_cosine, encoder)}
        if not options.without_bm25:
            ways["BM25 on words"] = partial(rank_by_bm25, word_tokens, most=MOST)
            ways["BM25 on bigrams"] = partial(rank_by_bm25, bigram_tokens, most=MOST)
        for way, rank in ways.items():
            ranking = rank(passages, queries)
            hits = (f"hit@{depth} {hit_rate(ranking, right, depth):.3f}" for depth in DEPTHS)
            print(f"{name:<18} {way:<16} {'  '.join(hits)}  ({len(queries)} queries)")


def read_held_out() -> dict[str, Graded]:
    """The everyday questions that no encoder was trained with, Chinese and English; all official sentences passages."""
    held_out, others = read_blocks()
    passages = [sentence for sentence, *_ in (*held_out, *others)]
    asked = [(question, at) for at, (_, *questions) in enumerate(held_out) for question in questions]
    sets = {
        "everyday": [one for one in asked if is_chinese(one[0])],
        "everyday, English": [one for one in asked if not is_chinese(one[0])],
    }
    return {
        name: (passages, [question for question, _ in some], [{at} for _, at in some]) for name, some in sets.items()
    }


def read_set(folder: Path) -> Graded:
    """A set of the data folder."""
    corpus = list(read_lines(folder / "corpus.jsonl.gz"))
    place = {record["id"]: at for at, record in enumerate(corpus)}
    queries = list(read_lines(folder / "queries.jsonl.gz"))
    right: dict[str, set[int]] = {record["id"]: set() for record in queries}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, passage, _ = line.split("\t")
        right[query].add(place[passage])
    passages = [f"{record.get('title', '')} {record['text']}".strip() for record in corpus]
    return passages, [record["text"] for record in queries], [right[record["id"]] for record in queries]


def rank_by_cosine(encoder: StaticEncoder, passages: Sequence[str], queries: Sequence[str]) -> Ranking:
    """For each query the places of the nearest passages."""
    scores = encoder.encode_queries(queries) @ encoder.encode_passages(passages).T
    return [list(np.argsort(-row, kind="stable")[:MOST]) for row in scores]


def hit_rate(ranking: Ranking, right: Sequence[set[int]], depth: int) -> float:
    """The share of queries with a right passage among the first `depth`."""
    return float(np.mean([bool(set(row[:depth]) & wanted) for row, wanted in zip(ranking, right, strict=True)]))


if __name__ == "__main__":
    main()
