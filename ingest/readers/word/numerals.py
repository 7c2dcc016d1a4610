"""The number formats of Word's automatic numbering (ISO/IEC 29500-1, 17.18.59 ST_NumberFormat)."""

from collections.abc import Callable

from ingest.readers.roman import write_roman
from kb.numerals import DIGITS, format_numeral

MOST_COUNTED = 9999
ZERO = "〇"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
FINANCIAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
CYCLE = 60  # years of stem and branch
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_LETTERED = 30 * len(ALPHABET)


def _characters(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


CIRCLED = _characters(0x2460, 0x2473) + _characters(0x3251, 0x325F) + _characters(0x32B1, 0x32BF)


def is_known_form(form: str) -> bool:
    """Whether numbers in this format are written as Word writes them."""
    return form in FORMS


def write_number(number: int, form: str, zeros: int = 0) -> str:
    """`number` in one of Word's formats; `zeros` is the width of a custom format (001, 002, …).

    What a format has no sign for, and a number in an unknown format, is written in digits.
    """
    if form == "custom":
        return str(number).zfill(zeros)
    write = FORMS.get(form, str)
    return write(number) if number >= 0 else str(number)


def _counted(number: int) -> str:
    if number == 0:
        return ZERO
    return format_numeral(number) if number <= MOST_COUNTED else str(number)


def _financial(signs: dict[int, int]) -> Callable[[int], str]:
    def write(number: int) -> str:
        words = _counted(number)
        return ("一" + words if words.startswith("十") else words).translate(signs)

    return write


def _from(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _stem_and_branch(number: int) -> str:
    if not 1 <= number <= CYCLE:
        return str(number)
    return STEMS[(number - 1) % len(STEMS)] + BRANCHES[(number - 1) % len(BRANCHES)]


def _letters(number: int) -> str:
    """A … Z, AA, BB … ZZ, AAA …"""
    if not 1 <= number <= MOST_LETTERED:
        return str(number)
    return ALPHABET[(number - 1) % len(ALPHABET)] * ((number - 1) // len(ALPHABET) + 1)


FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(FULL_WIDTH),
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda number: "",
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": lambda number: write_roman(number, MOST_COUNTED),
    "lowerRoman": lambda number: write_roman(number, MOST_COUNTED).lower(),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand"), _counted
    ),
    "japaneseCounting": _counted,
    **dict.fromkeys(
        ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"),
        lambda number: "".join(DIGITS[int(digit)] for digit in str(number)),
    ),
    "chineseLegalSimplified": _financial(FINANCIAL),
    "ideographLegalTraditional": _financial(FINANCIAL_TRADITIONAL),
    "ideographTraditional": _from(STEMS),
    "ideographZodiac": _from(BRANCHES),
    "ideographZodiacTraditional": _stem_and_branch,
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _from(CIRCLED)),
    "decimalEnclosedFullstop": _from(_characters(0x2488, 0x249B)),
    "decimalEnclosedParen": _from(_characters(0x2474, 0x2487)),
    "ideographEnclosedCircle": _from(_characters(0x3280, 0x3289)),
}
