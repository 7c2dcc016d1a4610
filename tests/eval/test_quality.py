"""The measures: what a perfect, a late and an empty ranking are worth."""

import pytest

from eval.baselines import rank_by_bm25, word_tokens
from eval.quality import score, summarise

GRADES = {"q1": {"a": 3, "b": 1}, "q2": {"c": 2}, "q3": {"d": 3}}


def test_measures_of_a_perfect_a_late_and_a_missing_hit() -> None:
    values = score({"q1": ["a", "b"], "q2": ["x", "y", "c"], "q3": []}, GRADES)
    assert values["q1"] == {"hit@1": 1.0, "hit@5": 1.0, "MRR@10": 1.0, "nDCG@10": pytest.approx(1.0)}
    assert (values["q2"]["hit@1"], values["q2"]["hit@5"], values["q2"]["MRR@10"]) == (0.0, 1.0, pytest.approx(1 / 3))
    assert set(values["q3"].values()) == {0.0}


def test_a_passage_that_only_touches_the_topic_is_no_hit() -> None:
    assert score({"q1": ["b"]}, GRADES)["q1"]["hit@5"] == 0.0


def test_means_lie_within_their_intervals() -> None:
    values = score({"q1": ["a"], "q2": ["c"], "q3": ["x"]}, GRADES)
    table = summarise(values, {"q1": "clause", "q2": "clause", "q3": "case"})
    mean, low, high = table["all"]["hit@1"]
    assert low <= mean <= high
    assert mean == pytest.approx(0.667)
    assert table["case"]["n"] == 1


def test_bm25_ranks_the_passage_with_the_rarest_shared_word_first() -> None:
    passages = ["特色小镇建设", "森林小镇建设", "科技小镇建设"]
    assert rank_by_bm25(word_tokens, passages, ["森林小镇"], 3)[0][0] == 1
