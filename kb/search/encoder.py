"""Encoders: texts to vectors. tokenizers, safetensors and sentence-transformers are used nowhere else.

The default encoder is read directly, without torch: the mean of its words' 8-bit rows, each with its scale. Any other
model is a folder or a hub name for sentence-transformers, which is imported only then.
"""

import hashlib
from collections.abc import Sequence
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
UNKNOWN = 0  # the id of what is not in the vocabulary; its row is zero
BATCH = 256


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


class StaticEncoder:
    """An encoder whose vectors are the normalised mean of its words' vectors (the layout of model2vec)."""

    def __init__(self, folder: Path) -> None:
        try:
            tensors = load_file(folder / "model.safetensors")
            tokenizer = (folder / "tokenizer.json").read_text(encoding="utf-8")
            self._tokenizer = Tokenizer.from_str(tokenizer)
            self._rows, self._scales = tensors["embeddings"], tensors["weights"]
        except Exception as error:  # these libraries raise bare Exception
            raise EncoderUnusable(f"编码模型 {folder} 读不出来（{error}）。", "请重新安装本程序。") from error
        self.name = DEFAULT
        self.dimensions = int(self._rows.shape[1])
        digest = hashlib.sha256(self._rows.tobytes() + self._scales.tobytes() + tokenizer.encode())
        self.fingerprint = f"static-{digest.hexdigest()[:16]}"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, passages and questions alike."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at, encoding in enumerate(self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
            ids = [word for word in encoding.ids if word != UNKNOWN]
            if ids:
                vectors[at] = self._scales[ids] @ self._rows[ids].astype(np.float32)
        return normalised(vectors)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        return self.encode_passages(texts)


def normalised(vectors: Vectors) -> Vectors:
    """Each row divided by its length; a row of zeros, or one that is no number, becomes zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    good = np.isfinite(lengths) & (lengths > 0)
    whole: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=good)
    return whole
