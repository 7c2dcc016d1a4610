"""The encoder's vocabulary: words and their probabilities as counted in the training texts, as a Unigram tokenizer.

Chinese words are those that rjieba cuts; besides them every single character, English words, pieces of English words
and numbers. A text is cut into the likeliest row of them, so one tokenizer serves both languages without torch or
jieba at run time.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
RUNS = "[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z]+|[0-9]+"
RUN = re.compile(RUNS)
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
LONGEST_WORD = 8
LONGEST_PIECE = 6
ENGLISH_PIECES = 4_000
LEAST_ENGLISH_COUNT = 2
BEGINNING, ENDING = 4, 3  # letters of a Latin word that others share
COUNT_OF_PIECE = 0.01  # a piece is taken only where no word fits


def make_tokenizer(texts: Iterable[str], size: int) -> tuple[Tokenizer, list[float]]:
    """A tokenizer of `size` entries, and how often each was counted; entry 0 is the unknown."""
    counts = count_words(texts)
    chosen = _choose(counts, size - 1)
    total = sum(chosen.values())
    entries = [(UNKNOWN, math.log(COUNT_OF_PIECE / total) - 10.0)]
    entries += [(word, math.log(count / total)) for word, count in chosen.items()]
    tokenizer = Tokenizer(models.Unigram(entries, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(RUNS), behavior="removed", invert=True)
    return tokenizer, [0.0, *chosen.values()]


def parts_of(word: str) -> tuple[str, ...]:
    """What a word shares with others: its characters and pairs of them, or the beginning and end of a Latin word."""
    if HAN.match(word):
        pairs = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 else []
        return (*word, *pairs) if len(word) > 1 else ()
    if word.isalpha() and word.isascii() and len(word) > BEGINNING - 1:
        return tuple(dict.fromkeys((f"{word[:BEGINNING]}-", f"{word[: BEGINNING + 1]}-", f"-{word[-ENDING:]}")))
    return ()


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word, number and single character stands in the texts, normalised as the tokenizer does."""
    normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    cutter = rjieba.Jieba()
    counts: Counter[str] = Counter()
    for text in texts:
        for run in RUN.findall(normalizer.normalize_str(text)):
            if HAN.match(run):
                counts.update(word for word in cutter.cut(run) if len(word) <= LONGEST_WORD)
            else:
                counts[run] += 1
    return counts


def _choose(counts: Counter[str], size: int) -> dict[str, float]:
    """The commonest entries, at most `size`: every character and digit, the pieces, then words by their counts."""
    characters = {character for word in counts for character in word}
    chosen: dict[str, float] = {character: max(counts[character], COUNT_OF_PIECE) for character in sorted(characters)}
    pieces: Counter[str] = Counter()
    for word, count in counts.items():
        if word.isascii() and word.isalpha():
            for length in range(2, min(LONGEST_PIECE, len(word) - 1) + 1):
                pieces[word[:length]] += count
                pieces[word[-length:]] += count
    ranked = sorted(pieces.items(), key=lambda item: (-item[1], item[0]))
    for piece, _ in ranked[:ENGLISH_PIECES]:
        chosen.setdefault(piece, max(counts[piece], COUNT_OF_PIECE))
    words = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for word, count in words:
        if len(chosen) >= size:
            break
        if word not in chosen and (HAN.match(word) or count >= LEAST_ENGLISH_COUNT):
            chosen[word] = count
    return chosen
