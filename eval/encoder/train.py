"""Trains the default encoder and writes it to `kb/default_encoder`: `python -m eval.encoder.train DATA`.

A text's vector is the mean of its words' vectors, normalised. Pairs that belong together are drawn to each other and
away from the rest of their batch (symmetric InfoNCE over in-batch negatives). While it is trained, a word's vector is
its own plus the mean of its parts', so that rare words learn from the characters that they share with others; and some
words of every text are left out, so that none is leant on alone. What is written is one vector a word. The same data
and seed give the same bytes on one machine.
"""

import argparse
import itertools
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from eval.encoder.pairs import Pair, PairSource, read_sources
from eval.encoder.vocabulary import make_tokenizer, parts_of

OUTPUT = Path(__file__).parents[2] / "kb" / "default_encoder"
VOCABULARY = 105_000
DIMENSIONS = 256  # of each vector
BATCH = 1024  # pairs
SCALE = 20.0  # of the cosines in the loss
SHORTEST_THINNED = 3  # words
LEFT_OUT = 0.4  # of the words of a text, each time that it is seen
LEARNING_RATE = 0.03
WARM_UP = 0.05  # share of the steps
EPOCHS = 2
SEED = 7
THREADS = 2


class Bag(nn.Module):
    """The mean of the words' vectors, normalised. `parts` names the parts of each word; theirs begin at nothing."""

    def __init__(self, start: Tensor, parts: Sequence[Sequence[str]]) -> None:
        super().__init__()
        rows: dict[str, int] = {}
        self._rows = [
            np.array([word, *(rows.setdefault(part, len(start) + len(rows)) for part in own)])
            for word, own in enumerate(parts)
        ]
        self._shares = [np.array([1.0, *(1 / len(own) for _ in own)], dtype=np.float32) for own in parts]
        table = torch.cat([start, torch.zeros(len(rows), start.shape[1])])
        self.embedding = nn.EmbeddingBag.from_pretrained(table, freeze=False, mode="sum", sparse=True)

    def forward(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Vectors of shape (texts, DIMENSIONS)."""
        rows = [self._rows[word] for words in texts for word in words]
        shares = [self._shares[word] / len(words) for words in texts for word in words]
        lengths = [sum(len(self._rows[word]) for word in words) for words in texts]
        offsets = torch.tensor([0, *itertools.accumulate(lengths[:-1])])
        weights = torch.from_numpy(np.concatenate(shares))
        return nn.functional.normalize(
            self.embedding(torch.from_numpy(np.concatenate(rows)), offsets, per_sample_weights=weights)
        )

    def word_vectors(self) -> np.ndarray:
        """Each word's vector with what its parts add; shape (words, DIMENSIONS)."""
        table = self.embedding.weight.detach().numpy()
        return np.stack([shares @ table[rows] for rows, shares in zip(self._rows, self._shares, strict=True)])


def main() -> None:
    """Reads the pairs, trains, writes the model."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder that holds train/")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    chance = random.Random(SEED)
    sources = read_sources(options.data, chance)
    tokenizer, counts = make_tokenizer(
        (text for source in sources for pair in source.pairs for text in pair), VOCABULARY
    )
    words = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    bag = Bag(start_vectors(counts), [parts_of(word) for word, _ in words])
    train(bag, tokenizer, sources, options.epochs, chance)
    write(options.output, tokenizer, bag.word_vectors())


def start_vectors(counts: list[float]) -> Tensor:
    """Random directions whose length is the word's rarity (idf), so that common words say little from the start."""
    total = sum(counts)
    rarity = torch.tensor([math.log(1 + total / (count + 1)) if count else 0.0 for count in counts])
    vectors = nn.functional.normalize(torch.randn(len(counts), DIMENSIONS)) * (rarity / rarity.max())[:, None]
    vectors[0] = 0.0
    return vectors


def train(bag: Bag, tokenizer: Tokenizer, sources: list[PairSource], epochs: int, chance: random.Random) -> None:
    """Trains for some epochs; the learning rate warms up and then falls to nothing."""
    encoded = [[encode_pair(tokenizer, pair) for pair in source.pairs] for source in sources]
    batches = list(itertools.chain.from_iterable(epoch_batches(sources, chance) for _ in range(epochs)))
    optimizer = torch.optim.SparseAdam(list(bag.parameters()), lr=LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step / len(batches)))
    started = time.perf_counter()
    for step, (source, members) in enumerate(batches, start=1):
        pairs = [encoded[source][member] for member in members]
        loss = contrast(bag, pairs, chance)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # type: ignore[no-untyped-call]
        schedule.step()
        if step % 100 == 0 or step == len(batches):
            print(f"step {step}/{len(batches)}  loss {loss.item():.3f}  {time.perf_counter() - started:.0f} s")


def rate(done: float) -> float:
    """The learning rate's share after this share of the steps."""
    return done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def encode_pair(tokenizer: Tokenizer, pair: Pair) -> tuple[list[int], list[int]]:
    """The word ids of both texts, without unknown ones."""
    one, other = ([item for item in tokenizer.encode(text).ids if item] or [0] for text in pair)
    return one, other


def epoch_batches(sources: list[PairSource], chance: random.Random) -> Iterator[tuple[int, list[int]]]:
    """The batches of one epoch in random order: which source, which of its pairs."""
    batches = []
    for number, source in enumerate(sources):
        for _ in range(source.passes):
            order = list(range(len(source.pairs)))
            chance.shuffle(order)
            batches += [(number, order[start : start + BATCH]) for start in range(0, len(order), BATCH)]
    chance.shuffle(batches)
    yield from batches


def contrast(bag: Bag, pairs: list[tuple[list[int], list[int]]], chance: random.Random) -> Tensor:
    """InfoNCE in both directions. Pairs of the same text are no negatives of each other."""
    one, other = (bag([_leave_out(pair[side], chance) for pair in pairs]) for side in (0, 1))
    scores = one @ other.T * SCALE
    same = _same([pair[0] for pair in pairs]) | _same([pair[1] for pair in pairs])
    scores = scores.masked_fill(same, float("-inf"))
    target = torch.arange(len(pairs))
    return (nn.functional.cross_entropy(scores, target) + nn.functional.cross_entropy(scores.T, target)) / 2


def _leave_out(words: list[int], chance: random.Random) -> list[int]:
    """A text without some of its words, chosen anew each time; a short one stays as it is."""
    if len(words) < SHORTEST_THINNED:
        return words
    return [word for word in words if chance.random() >= LEFT_OUT] or words


def _same(texts: list[list[int]]) -> Tensor:
    """Whether two texts of a batch are alike, but for each with itself; shape (texts, texts)."""
    number: dict[tuple[int, ...], int] = {}
    numbers = torch.tensor([number.setdefault(tuple(ids), len(number)) for ids in texts])
    same = numbers[:, None] == numbers[None, :]
    same.fill_diagonal_(False)
    return same


def write(folder: Path, tokenizer: Tokenizer, vectors: np.ndarray) -> None:
    """Writes the model in the layout that sentence-transformers and model2vec read: 8-bit rows, a scale for each."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.abs(vectors).max(axis=1) / 127
    rows = np.round(vectors / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
    rows[0], scales[0] = 0, 0.0  # the unknown says nothing
    save_file({"embeddings": rows, "weights": scales.astype(np.float32)}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [("0", ".", "StaticEmbedding"), ("1", "1_Normalize", "Normalize")]
    _write_json(
        folder / "modules.json",
        [
            {"idx": number, "name": name, "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (name, path, kind) in enumerate(modules)
        ],
    )
    config = {"model_type": "model2vec", "normalize": True, "max_length": None, "embedding_dtype": "int8"}
    _write_json(folder / "config.json", config)
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    print(f"{folder}: {len(rows)} words, {rows.shape[1]} dimensions, {size / 1e6:.1f} MB")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
