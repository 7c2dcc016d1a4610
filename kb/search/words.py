"""The words of a text, for documents and questions alike. rjieba is used nowhere else.

One normaliser and one cutter serve both sides; `Words.fingerprint` changes with anything that would cut otherwise.
What comes out of here is searched, never shown.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise

import rjieba

from kb.numerals import CHARACTERS, parse_numeral
from kb.places import gazetteer

RULES = "2"  # goes up when the code below would cut a text otherwise

HAN_RUN = re.compile("[\u4e00-\u9fff]+")
TOKEN = re.compile(r"\w")
LATIN = re.compile("[a-z]+")
LONGEST_REMEMBERED = 1000  # characters of a text whose normal form is remembered
LONGEST_PAIR = 4  # characters of two words that together may be a name
DOCUMENT_NUMBER = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{0,16}) {0,2}[〔\[【(「]? {0,2}(?P<year>(?:19|20)\d{2}) {0,2}[〕\]】)」]? {0,2}"
    r"(?:第 {0,2})?0{0,4}(?P<number>[1-9]\d{0,4}) {0,2}号"
)
SHORT_NUMBER = re.compile(r"(?<!\d)0{0,4}(?P<number>[1-9]\d{1,4}) {0,2}号(?:文件|文)")
COUNTED = rf"(?:\d{{1,5}}|[{CHARACTERS}]{{1,7}})"
ORDER_YEAR = r"(?:(?P<year{0}>(?:19|20)\d{{2}}) {{0,2}}年 {{0,2}})?"
ORDER_NUMBER = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff]{{0,16}})(?<![责勒禁命指口司法政夏])令 {{0,2}}\(? {{0,2}}{ORDER_YEAR.format('')}"
    rf"第? {{0,2}}(?<!\d)(?P<number>{COUNTED}) {{0,2}}号"
    rf"|(?P<turned_agency>[\u4e00-\u9fff]{{0,16}}) {{0,2}}{ORDER_YEAR.format('_turned')}"
    rf"第 {{0,2}}(?P<turned>{COUNTED}) {{0,2}}号令(?!人)"
    rf"|(?<![\w])(?P<bare>{COUNTED}) {{0,2}}号令(?!人)"
)
STATE, COUNCIL = "中华人民共和国", "国务院"
SHORTEST_AGENCY = 2  # characters; 部令第5号 may be anybody's
REGISTERED_NUMBER = re.compile(r"(?<![a-z0-9-])[a-z]{2,8}\d{0,4}[-—–](?:19|20)\d{2}[-—–]\d{3,6}(?!\d)")
ORDER = "令"
DASH = re.compile("[—–]")
# Words that may stand directly before the agency's short name in running text.
BEFORE_AGENCY = re.compile(
    "^.*(?:根据|按照|依据|参照|落实|执行|贯彻|查询|请问|关于|文号|文件|印发|一下|[查找看按和及与的以了])(?=..)"
)
# The names of those who give orders hold 和 and 与.
BEFORE_ORDER = re.compile(
    "^.*(?:根据|按照|依据|参照|落实|执行|贯彻|查询|请问|介绍|知道|什么是|关于|文号|文件|印发|发布|公布|一下|[查找看按及以了问])(?=.)"
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A 文号 such as 发改规划〔2017〕2084号 at `[start, end)` of the normalised text; agency and year may be "".

    The number of an order (国令第707号) begins with 令; that of a 统一编号 is the whole of it (szdpr-2023-00012).
    """

    agency: str
    year: str
    number: str
    start: int
    end: int

    @property
    def tokens(self) -> tuple[str, ...]:
        """The terms under which every way of writing the number is indexed, the fullest first."""
        return (f"号{self.year}-{self.number}", f"号{self.number}") if self.year else (f"号{self.number}",)

    def matches(self, other: "DocumentNumber") -> bool:
        """Whether both write the same number; an agency or a year that is left out matches any."""
        if self.number != other.number or (self.year and other.year and self.year != other.year):
            return False
        if self.number.startswith(ORDER):
            return _may_be_one(self.agency, other.agency)
        return self.agency.endswith(other.agency) or other.agency.endswith(self.agency)


def _may_be_one(one: str, other: str) -> bool:
    """Whether two names may be the same body's: equal, or one the other's short form (发改委, 国家发展和改革委员会)."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_AGENCY:
        return True
    return any(_abbreviates(short, long[at:]) for at, character in enumerate(long) if character == short[0])


def _abbreviates(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


def is_text(written: str) -> bool:
    """Whether `written` is text throughout: bytes in another encoding reach us as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in written)


def normalise(text: str) -> str:
    """`text` with full-width forms narrowed, capitals lowered; the same number of characters is not kept."""
    return _normalise_short(text) if len(text) <= LONGEST_REMEMBERED else unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=20_000)
def _normalise_short(text: str) -> str:
    """Remembered, since a service sees the same titles, headings and clauses again and again."""
    return unicodedata.normalize("NFKC", text).lower()


def document_numbers(text: str) -> list[DocumentNumber]:
    """The document numbers in `text`, whatever brackets they are written with; 2084号文 is one without a year."""
    text = normalise(text)
    found = []
    for match in DOCUMENT_NUMBER.finditer(text):
        agency = BEFORE_AGENCY.sub("", match["agency"])
        start = match.end("agency") - len(agency)
        found.append(DocumentNumber(agency, match["year"], match["number"], start, match.end()))
    found += [
        order for order in _orders(text) if not any(order.end > one.start and one.end > order.start for one in found)
    ]
    for match in REGISTERED_NUMBER.finditer(text):
        found.append(DocumentNumber("", "", DASH.sub("-", match[0]), match.start(), match.end()))
    for match in SHORT_NUMBER.finditer(text):
        if not any(number.start <= match.start() < number.end for number in found):
            found.append(DocumentNumber("", "", match["number"], match.start(), match.end()))
    return found


def _orders(text: str) -> Iterator[DocumentNumber]:
    """The numbers of orders in a normalised text: 国令第707号, 商务部令2020年第5号, 财政部第87号令."""
    for match in ORDER_NUMBER.finditer(text) if ORDER in text else ():
        written = match["agency"] or match["turned_agency"] or ""
        agency = BEFORE_ORDER.sub("", written)
        start = match.start() + len(written) - len(agency)
        agency = agency.rpartition(STATE)[2]
        number = parse_numeral(match["number"] or match["turned"] or match["bare"])
        year = match["year"] or match["year_turned"] or ""
        yield DocumentNumber(COUNCIL if agency == COUNCIL[0] else agency, year, f"{ORDER}{number}", start, match.end())


def bigrams(text: str) -> list[str]:
    """Every two neighbouring Chinese characters of a normalised text."""
    return [run[at : at + 2] for run in HAN_RUN.findall(text) for at in range(len(run) - 1)]


class Words:
    """Cuts texts into words. `names` are proper names that the documents of the base bring with them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._cutter = rjieba.Jieba()
        known = sorted({normalise(name) for name in (*gazetteer().names(), *_word_list("policy_words"), *names)})
        for name in known:
            self._cutter.add_word(name, None, "n")
        digest = hashlib.sha256("\n".join([RULES, version("rjieba"), unicodedata.unidata_version, *known]).encode())
        self.fingerprint = digest.hexdigest()[:16]

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """The words of a normalised text in order with jieba's part of speech; each character is in one of them."""
        return self._cutter.tag(text)

    def parts(self, word: str) -> tuple[str, ...]:
        """The shorter words that a word is put together from; empty if there are none."""
        parts = [part for part in self._cutter.cut_for_search(word) if len(part) > 1 and part != word]
        return tuple(parts) if len("".join(parts)) >= len(word) else ()

    def terms(self, text: str) -> list[str]:
        """The words under which a text is indexed: long words also by their parts, document numbers as one term."""
        text = normalise(text)
        terms = [word for word in self._cutter.cut_for_search(text) if TOKEN.search(word)]
        return terms + [token for number in document_numbers(text) for token in number.tokens]

    def names_and_words(self, text: str) -> set[str]:
        """The words of a normalised text, their parts, and pairs of words that may be a name (广海湾, 三瓜)."""
        words = self._cutter.cut(text)
        found = {word for word in self._cutter.cut_for_search(text) if HAN_RUN.fullmatch(word) or LATIN.fullmatch(word)}
        for one, other in pairwise(words):
            pair = one + other
            if min(len(one), len(other)) > 1 or len(pair) > LONGEST_PAIR or not HAN_RUN.fullmatch(pair):
                continue
            if not is_joining(one) and not is_joining(other):
                found.add(pair)
        return found


@lru_cache(maxsize=3)
def _word_list(name: str) -> frozenset[str]:
    lines = files("kb").joinpath(f"data/{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def asks(word: str) -> bool:
    """Whether a word asks, or says what kind of statement is wanted."""
    return word in _word_list("asking_words")


def is_joining(word: str) -> bool:
    """Whether a word only joins or asks (的, 哪个, 负责) and so is no part of a name."""
    return word in _word_list("joining_words") or asks(word)


def searched_words(words: Iterable[str]) -> list[str]:
    """The words of a question that are worth searching: no punctuation, none that only join others; each once."""
    kept = (word for word in words if TOKEN.search(word) and word not in _word_list("joining_words"))
    return list(dict.fromkeys(kept))


def content_words(words: Iterable[str]) -> list[str]:
    """The words that say what a question is about: those worth searching, without the ones that only ask."""
    return [word for word in searched_words(words) if not asks(word)]


def names_a_thing(tag: str) -> bool:
    """Whether a part of speech is that of nouns, names, foreign words and verbs used as nouns (旅游, 投资)."""
    return tag.startswith("n") or tag in ("vn", "an", "eng", "j", "l", "i", "s", "x")
