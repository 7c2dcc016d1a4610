"""Training pairs from the data folder: two texts that mean the same, or of which one answers the other.

Each source yields pairs of one kind, so that a training batch is never told apart by its style.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from eval.encoder.vocabulary import HAN
from kb.answer.sentences import sentence_spans
from kb.search.bridge import listed_terms

Pair = tuple[str, str]
Block = tuple[str, ...]  # an official sentence, then everyday questions that it answers, Chinese before English

EVERYDAY_QUESTIONS = Path(__file__).parent / "everyday_questions.txt"
ONE_HELD_OUT_OF = 20  # blocks
GLOSS_END = re.compile(r"[;；/]")
GLOSS_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
SHORTEST_SENTENCE = 8
SHORTEST_PARAGRAPH = 40
LONGEST_TEXT = 400  # characters; a mean over more words says less


@dataclass(frozen=True, slots=True)
class PairSource:
    """Pairs of one kind. An epoch passes over them `passes` times."""

    name: str
    passes: int
    pairs: list[Pair]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a `.jsonl.gz` file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_sources(folder: Path, chance: random.Random) -> list[PairSource]:
    """Every source under `folder/train`; `chance` picks the sentences that stand for their paragraphs."""
    train = folder / "train"
    laws = _read_pairs(train / "local_law_title_article.jsonl.gz")
    papers = _read_pairs(train / "csl_title_abstract.jsonl.gz")
    reports = list(_read_reports(train / "provincial_government_reports_2026.jsonl.gz"))
    glosses, variants = _read_dictionary(train / "cedict.jsonl.gz")
    return [
        PairSource("law title and chapter, article", 1, laws),
        PairSource("law sentence, rest of its article", 1, _sentence_and_rest([text for _, text in laws], chance)),
        PairSource("paper title, abstract", 2, papers),
        PairSource("report sentence, rest of its paragraph", 6, _sentence_and_rest(reports * 2, chance)),
        PairSource("question, statute", 6, _read_pairs(train / "stard_question_article.jsonl.gz")),
        PairSource("question, answer", 6, _read_pairs(train / "lecoqa_question_answer.jsonl.gz")),
        PairSource("question, paragraph", 4, _read_pairs(train / "cmrc2018_question_paragraph.jsonl.gz")),
        PairSource(
            "question, paragraph in Traditional script", 3, _read_pairs(train / "drcd_dev_question_paragraph.jsonl.gz")
        ),
        PairSource(
            "English and Chinese sentence of a report", 10, _read_pairs(train / "gov_report_en_zh_2008_2017.jsonl.gz")
        ),
        PairSource("English and Chinese everyday sentence", 2, _read_pairs(train / "tatoeba_en_zh.jsonl.gz")),
        PairSource("English gloss, Chinese word", 2, glosses),
        PairSource("Traditional and Simplified word", 1, variants),
        *_written_for_us(),
    ]


def _written_for_us() -> list[PairSource]:
    """The sources that were written for this project and come with it."""
    _, blocks = read_blocks()
    asked = [(question, block[0]) for block in blocks for question in block[1:]]
    aside = [(one, other) for _, *questions in blocks for one, other in pairwise(questions)]
    return [
        PairSource("everyday question, official sentence", 8, [pair for pair in asked if is_chinese(pair[0])]),
        PairSource("English question, official sentence", 8, [pair for pair in asked if not is_chinese(pair[0])]),
        PairSource("two questions that one sentence answers", 4, aside),
        PairSource("everyday term, official words", 4, read_terms("everyday_terms")),
        PairSource("English term, Chinese words", 4, read_terms("english_terms")),
    ]


def is_chinese(text: str) -> bool:
    """Whether a question holds Chinese characters."""
    return bool(HAN.search(text))


def read_blocks() -> tuple[list[Block], list[Block]]:
    """The blocks of the file of everyday questions: those held out to measure with, and those to train with."""
    text = EVERYDAY_QUESTIONS.read_text(encoding="utf-8").strip()
    blocks = [tuple(line.removeprefix("- ") for line in block.splitlines()) for block in text.split("\n\n")]
    return blocks[::ONE_HELD_OUT_OF], [block for at, block in enumerate(blocks) if at % ONE_HELD_OUT_OF]


def read_terms(name: str) -> list[Pair]:
    """A list of the search: each term and all its words."""
    return [(term, " ".join(words)) for term, words in listed_terms(name) if words]


def _read_pairs(path: Path) -> list[Pair]:
    pairs = ((record["a"], record["b"]) for record in read_lines(path))
    return [(a[:LONGEST_TEXT], b[:LONGEST_TEXT]) for a, b in pairs if isinstance(a, str) and isinstance(b, str)]


def _read_reports(path: Path) -> Iterator[str]:
    for record in read_lines(path):
        yield from (line.strip() for line in record["text"].splitlines() if len(line.strip()) >= SHORTEST_PARAGRAPH)


def _sentence_and_rest(texts: list[str], chance: random.Random) -> list[Pair]:
    """One sentence of each text and what the text says besides."""
    pairs = []
    for text in texts:
        spans = [span for span in sentence_spans(text) if span[1] - span[0] >= SHORTEST_SENTENCE]
        if len(spans) < 2:
            continue
        start, end = chance.choice(spans)
        pairs.append((text[start:end], (text[:start] + text[end:])[:LONGEST_TEXT]))
    return pairs


def _read_dictionary(path: Path) -> tuple[list[Pair], list[Pair]]:
    """Each sense of each entry with its headword, and the headwords that Traditional script writes otherwise."""
    glosses, variants = [], []
    for record in read_lines(path):
        for sense in GLOSS_END.split(GLOSS_NOTE.sub(" ", record["a"])):
            if sense.strip():
                glosses.append((sense.strip(), record["b"]))
        if record["trad"] != record["b"]:
            variants.append((record["trad"], record["b"]))
    return glosses, variants
