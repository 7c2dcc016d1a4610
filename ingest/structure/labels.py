"""The labels that Chinese official documents number their clauses with, as one table.

Each kind of label says how it is recognised at the start of a line, what number it carries, and how it would be
written for a number. `recognise_label` looks at one line only; which level a label opens is decided in `clauses`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kb.numerals import CHARACTERS, format_numeral, parse_numeral

NUMERAL = f"[{CHARACTERS}]{{1,7}}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class LabelKind:
    """One family of labels. `division` kinds open parts of a whole document and close every list below them.

    Labels of a `serial` kind may as well begin a sentence or an amount: they count only beside others of their series.
    """

    name: str
    pattern: re.Pattern[str]
    write: Callable[[int], str]
    division: bool = False
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at the start of a line: `line[:end]` is the label as written."""

    kind: LabelKind
    number: int
    end: int
    suffix: int = 0  # of 第二条之一


UNIT = "[倍亿万千百元米公吨个条平年月日号级代版亩小度分秒比至到—–-]"  # of an amount
# … that a blank may part from it
APART_UNIT = "(?:[倍亿万％%℃]|[公千]?[米克]|平方|立方|元(?!件|素)|[年月日](?=[底初前内起至，,。]))"
LETTERS = "abcdefgh"
# A line that begins with 第三条所称… or 第五条第二款规定的… speaks of a clause; it does not open one.
NOT_A_REFERENCE = r"(?![所的规第和及与至、，,或中内之])"


def _division(name: str, unit: str, more: str = "") -> LabelKind:
    pattern = re.compile(rf"第\s*(?P<number>{NUMERAL}|\d{{1,4}})\s*{unit}{more}{NOT_A_REFERENCE}")
    return LabelKind(name, pattern, lambda number: f"第{format_numeral(number)}{unit}", division=True)


def _decimal(levels: int) -> LabelKind:
    """Numbers such as 1.2 or 1.2.3, before a blank or a word that is no unit of an amount (1.5倍)."""
    before = rf"(?:\d{{1,2}}[.．]){{{levels - 1}}}"
    pattern = re.compile(
        rf"{before}(?P<number>\d{{1,2}})(?![\d.．%％])(?=\s|[\u4e00-\u9fff])(?!{UNIT}|\s*{APART_UNIT})"
    )
    return LabelKind(f"decimal{levels}", pattern, lambda number: "1." * (levels - 1) + str(number), serial=True)


# In the order in which they are tried. Divisions stand in the order in which they hold each other.
LABEL_KINDS: tuple[LabelKind, ...] = (
    LabelKind(
        "annex",
        # 附件1 or 附件 on its own; 附件：1.…；2.… only lists the annexes
        re.compile(
            rf"附\s*[件录表]\s*(?:(?P<number>\d{{1,2}}|{NUMERAL})(?![.．、\d所中的列和与及规至])\s*[：:]?|(?=\s*$))"
        ),
        lambda number: f"附件{number}",
        division=True,
    ),
    LabelKind("attached", re.compile(r"附\s*(?P<number>)[：:]"), lambda _number: "附：", division=True, serial=True),
    _division("part", "部分"),
    _division("aspect", "方面"),
    _division("book", "编"),
    _division("subbook", "分编"),
    _division("volume", "篇"),
    _division("chapter", "章"),
    _division("section", "节"),
    _division("article", "条", rf"(?:\s*之\s*(?P<suffix>{NUMERAL}))?"),
    LabelKind(
        "list",
        # 一、二、三产业融合 is a sentence, not the first item of a list
        re.compile(rf"(?P<number>{NUMERAL})\s*、(?!{NUMERAL}、)"),
        lambda number: f"{format_numeral(number)}、",
    ),
    LabelKind(
        "sublist",
        re.compile(rf"[（(]\s*(?P<number>{NUMERAL})\s*[）)]\s*、?(?![至和、（(])"),
        lambda number: f"（{format_numeral(number)}）",
    ),
    LabelKind("item", re.compile(r"(?P<number>\d{1,3})\s*[、．.](?!\d)"), lambda number: f"{number}."),
    LabelKind("subitem", re.compile(r"[（(]\s*(?P<number>\d{1,3})\s*[）)]"), lambda number: f"（{number}）"),
    LabelKind("bracket", re.compile(r"(?P<number>\d{1,3})[）)]"), lambda number: f"{number}）"),
    LabelKind("circled", re.compile(f"(?P<number>[{CIRCLED}])"), lambda number: CIRCLED[number - 1]),
    LabelKind(
        "point",
        re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})(?:是|要)"),
        lambda number: f"{format_numeral(number)}是",
        serial=True,
    ),
    LabelKind(
        "ordinal",
        re.compile(r"第(?P<number>[一二三四五六七八九十]{1,3})[，,、：:]"),
        lambda number: f"第{format_numeral(number)}，",
        serial=True,
    ),
    LabelKind(
        "step",
        re.compile(r"第(?P<number>[一二三四五六七八九十]{1,3})步[：:，,、]?"),
        lambda number: f"第{format_numeral(number)}步",
        serial=True,
    ),
    LabelKind(
        "letter",
        re.compile(r"(?P<number>[a-hA-H])\s*[)）.．、](?=\s*[\u4e00-\u9fff])"),
        lambda number: f"{LETTERS[number - 1]})",
        serial=True,
    ),
    _decimal(4),
    _decimal(3),
    _decimal(2),
    LabelKind(
        "decimal1",
        re.compile(rf"(?P<number>\d{{1,2}})(?=[ 　\t]+[\u4e00-\u9fff])(?!\s*{APART_UNIT})"),
        lambda number: f"{number}",
        serial=True,
    ),
)


BEGINS_LABEL = re.compile(rf"[附第（(\da-hA-H{CHARACTERS}{CIRCLED}]")
LOOKED_AT = 40  # characters at the beginning of a line; no label is longer


def recognise_label(line: str, *, serial: bool = False) -> Label | None:
    """The label that `line` begins with, or None. The line carries no leading white space.

    Labels of serial kinds are recognised only if the caller says that the line stands in a series (`serial`).
    """
    return _recognise(line[:LOOKED_AT], serial) if BEGINS_LABEL.match(line) else None


@lru_cache(maxsize=16_384)  # a line is looked at several times on its way into the tree
def _recognise(beginning: str, serial: bool) -> Label | None:
    for kind in LABEL_KINDS:
        match = kind.pattern.match(beginning) if serial or not kind.serial else None
        if match is None:
            continue
        groups = match.groupdict()
        number = _number_of(kind, groups["number"] or "1")
        if number:
            suffix = groups.get("suffix")
            return Label(kind, number, match.end(), (parse_numeral(suffix) or 0) if suffix else 0)
    return None


def _number_of(kind: LabelKind, written: str) -> int | None:
    if kind.name == "circled":
        return CIRCLED.index(written) + 1
    return LETTERS.index(written.lower()) + 1 if kind.name == "letter" else parse_numeral(written)


# Sentences that belong to the document, not to the clause that happens to stand before them.
OF_THE_DOCUMENT = re.compile(
    r"本(?:意见|办法|规定|规划|方案|通知|细则|条例|决定|措施|政策|计划|指南|导则)(?:自|由|印发|有效期)|附\s*件\s*[：:]|[（(]?联系(?:人|电话|地址|方式)|特此(?:通知|通告|公告|函|批复|报告|通报)"
    r"|(?:出席|列席|请假|缺席|参会|参加|主持|记录)(?:人员?|单位)?[：:]"
)
OF_THE_ARTICLE = re.compile("前(?:[一二三四五六七八九]?款|[一二三四五六七八九]?项)")
ANNEX_LIST = re.compile(r"附\s*件\s*[：:]")
PREFACE = re.compile(r"(?:前\s*言|序\s*言|引\s*言|导\s*言|导\s*语)$")
CONTENTS = re.compile(r"目\s*[录次]$")
BOX = re.compile(rf"专\s*栏\s*(?P<number>(?:\d{{1,3}}|{NUMERAL})(?:[-—–－.．](?:\d{{1,3}}|{NUMERAL}))?)(?![\d年])")
FIGURE = re.compile(r"[图表]\s*(?P<number>\d{1,3}(?:[-—–－.．]\d{1,3})?)(?=[\s：:]|[\u4e00-\u9fff])(?![中示表所为])")
BRACKETED = re.compile(r"【[^【】]{2,30}】")
# What a scan or a slip makes of a label, and what it probably is. Nothing is changed; a person is told.
SUSPECTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[—－\-ー]\s*[、，](?=[\u4e00-\u9fff])"), "一、"),
    (re.compile(r"[（(]\s*[—－\-ー]\s*[）)](?=[\u4e00-\u9fff])"), "（一）"),
    (re.compile(r"[lIｌ]\s*[.．、](?=\s*[\u4e00-\u9fff])"), "1."),
    (re.compile(r"第\s*[—－\-ー]\s*[编章节条](?=\s|[\u4e00-\u9fff])"), "第一…"),
    (re.compile(rf"第\s*[{CHARACTERS}]+[0Oo○][{CHARACTERS}]*\s*[编章节条]"), "〇"),
)
SUBTITLE = re.compile(r"[—–－-]{2,}\s*(?=[^\s—–－-])")
PAGE_NUMBER = re.compile(r"[-—–－·]+\s*\d{1,4}\s*[-—–－·]+$|第\s*\d{1,4}\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?$")

ENDS_SENTENCE = re.compile(r"[。！？；：!?;:…][”’）)》」』\]】]*$")
