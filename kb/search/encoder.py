"""Encoders: texts to vectors. tokenizers, safetensors and sentence-transformers are used nowhere else.

The default encoder is read directly, without torch: the mean of its words' 8-bit rows, each with its scale. Any other
model is a folder or a hub name for sentence-transformers, which is imported only then.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from kb.errors import EncoderUnusable

Vectors = npt.NDArray[np.float32]

DEFAULT = "default"
DEFAULT_FOLDER = Path(str(files("kb") / "default_encoder"))
MOST_REMEMBERED = 5_000  # passages
LONGEST_MATCHED = 4_000  # characters of a passage that are looked at word by word
UNKNOWN = 0  # the id of what is not in the vocabulary; its row is zero


class Encoder(Protocol):
    """Texts to vectors of length 1 (or 0, for a text without any known word), shape (texts, dimensions)."""

    name: str
    fingerprint: str
    dimensions: int

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts that are searched."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        ...

    def match_words(self, query: str, passages: Sequence[str]) -> Vectors:
        """How well each passage meets the single words of a question, 0..1, shape (passages,).

        Zeros for a model that gives words no vectors of their own.
        """
        ...


class StaticEncoder:
    """An encoder whose vectors are the normalised mean of its words' vectors (the layout of model2vec)."""

    def __init__(self, folder: Path = DEFAULT_FOLDER) -> None:
        try:
            tensors = load_file(folder / "model.safetensors")
            written = (folder / "tokenizer.json").read_text(encoding="utf-8")
            self._tokenizer = Tokenizer.from_str(written)
            self._rows, self._scales = tensors["embeddings"], tensors["weights"]
        except Exception as error:  # these libraries raise bare Exception
            raise EncoderUnusable(f"编码模型 {folder} 读不出来（{error}）。", "请重新安装本程序。") from error
        self.name = DEFAULT
        self._remembered: dict[str, npt.NDArray[np.intp]] = {}
        self.dimensions = int(self._rows.shape[1])
        digest = hashlib.sha256(self._rows.tobytes() + self._scales.tobytes() + written.encode())
        self.fingerprint = f"static-{digest.hexdigest()[:16]}"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, passages and questions alike."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at, ids in enumerate(self._words_of(texts)):
            if ids:
                vectors[at] = self._scales[ids] @ self._rows[ids].astype(np.float32)
        return normalised(vectors)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        return self.encode_passages(texts)

    def match_words(self, query: str, passages: Sequence[str]) -> Vectors:
        """How well each passage meets the single words of a question, 0..1, shape (passages,).

        Each word of the question looks for the nearest one of the passage (late interaction, as in Khattab and
        Zaharia's ColBERT); the cosines are averaged, each by the length of its word's vector, which grows with what a
        word says.
        """
        (asked,) = self._words_of([query])
        held = [self._different_words(text[:LONGEST_MATCHED]) for text in passages]
        if not asked or not any(map(len, held)):
            return np.zeros(len(passages), dtype=np.float32)
        known, places = np.unique(np.concatenate(held), return_inverse=True)
        cosines = normalised(self._rows[asked].astype(np.float32)) @ normalised(self._rows[known].astype(np.float32)).T
        lengths = self._scales[asked] * np.linalg.norm(self._rows[asked].astype(np.float32), axis=1)
        matched = np.zeros(len(passages), dtype=np.float32)
        start = 0
        for at, ids in enumerate(held):
            if len(ids):
                nearest = cosines[:, places[start : start + len(ids)]].max(axis=1)
                matched[at] = np.maximum(nearest, 0.0) @ lengths / lengths.sum()
            start += len(ids)
        return np.minimum(matched, np.float32(1.0))

    def _different_words(self, text: str) -> npt.NDArray[np.intp]:
        """The rows of a text's words, each once; remembered, since a service sees the same clauses again and again."""
        found = self._remembered.get(text)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[text] = np.unique(np.array(self._words_of([text])[0], dtype=np.intp))
        return found

    def _words_of(self, texts: Sequence[str]) -> list[list[int]]:
        """The rows of each text's words; what is not in the vocabulary is left out."""
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [[word for word in encoding.ids if word != UNKNOWN] for encoding in found]

    def knows(self, word: str) -> bool:
        """Whether a normalised word has a vector of its own."""
        return self._tokenizer.token_to_id(word) is not None

    def word_vectors(self, words: Sequence[str]) -> tuple[list[str], Vectors]:
        """Those of the normalised words that the encoder knows, and their vectors, shape (words, dimensions)."""
        ids = {word: found for word in words if (found := self._tokenizer.token_to_id(word)) is not None}
        return list(ids), normalised(self._rows[list(ids.values())].astype(np.float32))


class SentenceEncoder:
    """Any model of sentence-transformers, by folder or hub name, with the prompts that it wants before its texts."""

    def __init__(self, name: str, query_prompt: str, passage_prompt: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer  # torch takes seconds to import
        except ImportError as error:
            raise EncoderUnusable(
                f"用编码模型 {name} 需要 sentence-transformers，这里没有安装。",
                "请安装 policy-kb[models]，或取消 KB_ENCODER。",
            ) from error
        try:
            self._model = SentenceTransformer(name)
        except Exception as error:  # whatever a model's files can raise
            raise EncoderUnusable(
                f"编码模型 {name} 读不出来（{error}）。", "请检查 KB_ENCODER 写的文件夹或模型名。"
            ) from error
        # Passages of another prompt have other vectors; what stands before questions changes none.
        self.name = f"{name}（{passage_prompt.strip()}）" if passage_prompt.strip() else name
        self._prompts = {"query": query_prompt, "passage": passage_prompt}
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = f"sentence-{self._digest()}"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts that are searched."""
        return self._encode(texts, self._prompts["passage"])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        return self._encode(texts, self._prompts["query"])

    def match_words(self, query: str, passages: Sequence[str]) -> Vectors:
        """Zeros: the model's vector of a text already sees its words."""
        return np.zeros(len(passages), dtype=np.float32)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        made = self._model.encode([prompt + text for text in texts], convert_to_numpy=True, show_progress_bar=False)
        return normalised(np.asarray(made, dtype=np.float32).reshape(len(texts), self.dimensions))

    def _digest(self) -> str:
        """Of the name, the prompt of passages and what the model makes of a text: other weights of one name differ."""
        probe = self._encode(["第一条 土地保障 land"], self._prompts["passage"])
        rounded = (np.round(probe, 2) + 0.0).tolist()
        return hashlib.sha256(json.dumps([self.name, rounded]).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def open_encoder(name: str, query_prompt: str, passage_prompt: str) -> Encoder:
    """The encoder of this name: `default`, or a model of sentence-transformers; opened once. Raises EncoderUnusable."""
    if name == DEFAULT:
        return StaticEncoder()
    return SentenceEncoder(name, query_prompt, passage_prompt)


def normalised(vectors: Vectors) -> Vectors:
    """Each row divided by its length; a row of zeros, or one that is no number, becomes zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    good = np.isfinite(lengths) & (lengths > 0)
    whole: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=good)
    return whole
