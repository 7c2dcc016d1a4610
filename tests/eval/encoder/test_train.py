"""What is trained is what is written: one vector a word that holds what its parts add."""

from random import Random

import numpy as np
import pytest
import torch

from eval.encoder.train import Bag, _leave_out, start_vectors
from eval.encoder.vocabulary import parts_of

WORDS = ["[UNK]", "小镇", "特色小镇", "镇", "guarantees", "town", "2019"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("镇", ()),
        ("小镇", ("小", "镇")),
        ("小城镇", ("小", "城", "镇", "小城", "城镇")),
        ("guarantees", ("guar-", "guara-", "-ees")),
        ("the", ()),
        ("2019", ()),
        ("[UNK]", ()),
    ],
)
def test_a_word_shares_its_parts_with_others(word: str, parts: tuple[str, ...]) -> None:
    assert parts_of(word) == parts


def test_the_words_vectors_hold_what_their_parts_add() -> None:
    torch.manual_seed(1)
    bag = Bag(start_vectors([0.0, 5, 2, 9, 3, 4, 1]), [parts_of(word) for word in WORDS])
    with torch.no_grad():
        bag.embedding.weight.normal_()
        texts = [[1], [2, 3], [4, 5, 5], [6]]
        trained = bag(texts).numpy()
    written = bag.word_vectors()
    means = np.stack([written[text].mean(axis=0) for text in texts])
    assert np.allclose(trained, means / np.linalg.norm(means, axis=1, keepdims=True), atol=1e-5)


def test_short_texts_are_kept_whole_and_none_is_emptied() -> None:
    assert _leave_out([1, 2], Random(1)) == [1, 2]
    assert all(_leave_out([1, 2, 3], Random(seed)) for seed in range(200))
    assert len(_leave_out(list(range(1000)), Random(1))) < 900
