"""Marks on the first and last lines of a document that are no words of it: secrecy, numbers, urgency, validity.

Patterns look at lines without white space, and only at short ones: no mark is long, and anybody may have made the file.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.source import Block
from ingest.structure.frame import NUMBER_LINE, Front
from ingest.structure.site import LABELS, REGISTRY_NUMBER
from kb.records import RemovalKind, Secrecy

TOP_LINES, LAST_LINES = 12, 10  # in which marks are looked for
LONGEST_MARK = 80
LEVEL = re.compile(
    r"(?:密级[：:])?[【\[（(]?(?:绝密|机密|秘密)级?(?:[★☆*＊].{0,12}|[，,、·].{1,12})?[】\]）)]?"
    r"|[【\[（(]?[本此](?:文件|资料|材料|文|件)[属为系是]于?(?:国家)?(?:绝密|机密|秘密)级?(?:文件|资料|材料|文|件|事项)?"
    r"(?:[，,。].{0,20})?[】\]）)]?"
)
INTERNAL = re.compile(
    r"[（(【]?(?:(?:公开(?:属性|方式|类型)|此件|信息公开选项)[：:]?)?"
    r"(?:内部(?:资料|文件|参考|使用|材料|刊物)|不予?公开|不得(?:公开|外传))(?:[，,].{0,14})?[）)】]?"
    r"|[（(【]?内部(?:资料|文件|参考|使用|材料|刊物)[，,]?(?:注意|妥善|请勿|不得|严禁).{0,14}[）)】]?"
)
COPY_NUMBER = re.compile(r"(?:份号[：:])?\d{6}")
URGENCY = re.compile(r"(?:紧急程度[：:])?(?:特提|特急|加急|平急|急件)")
REGISTERED = re.compile(
    rf"(?P<label>(?:行政)?(?:规范性文件|统一)(?:统一)?(?:编号|登记编?号|备案编?号)[：:]?)?(?:编号[：:])?{REGISTRY_NUMBER}"
)
SIGNER = re.compile(r"签发人?[：:].{2,20}")
NUMBER_AND_SIGNER = re.compile(r"(?P<number>\S{4,40}号)\s{1,40}签\s?发\s?人\s?[：:].{2,30}")
REPEALED = re.compile(
    r"[【\[（(](?:本?(?:文件?|篇法规|规章)?)?(?:已|全文|部分|条款)?(?:宣布)?(?:失效|废止|停止执行|被修[改订])[】\]）)]"
)
ABRIDGED = re.compile(r"[（(](?:本文|此件|略)?有删[减节][）)]")
# What a page says of itself above the text, kept by whoever copied it. The weak labels count beside others only.
OTHER_LABELS = (
    "来源 信息来源 文章来源 发布时间 公开时间 更新时间 责任编辑 浏览次数 阅读次数 点击次数 "
    "索引号 主题分类 主题词 信息分类 分类 公开方式 有效性 体裁分类 服务对象"
).split()
STRONG = "|".join([*LABELS, *OTHER_LABELS])
SITE_LINE = re.compile(
    rf"[【\[]?(?:(?P<strong>{STRONG})|时间|日期|作者|编辑|字[号体]|浏览量?|阅读量?|点击量?)[】\]]?[：:][^。；]*"
)


def take_marks(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the marks from the first and last lines, and notes what they say in `front`."""
    site = _site_lines(blocks[:TOP_LINES])
    rest: list[Block] = []
    for at, block in enumerate(blocks):
        on_top = at < TOP_LINES
        place = on_top or at >= len(blocks) - LAST_LINES
        if place and _is_secret(block, on_top, front):
            front.remove(block.piece, RemovalKind.FRONT)
        elif at in site:
            front.asides.append(block)
            front.remove(block.piece, RemovalKind.SITE)
        elif _is_mark(block, on_top, place, not rest, front):
            front.remove(block.piece, RemovalKind.FRONT)
        else:
            rest.append(block)
    for block in front.asides:
        for piece in block.cells or (block.piece,):
            if REPEALED.fullmatch(_tight(piece.text)):
                front.caveats.append(_repealed(piece.text))
        _is_secret(block, True, front)
    return rest


def take_title_mark(front: Front) -> None:
    """Parts a mark that the document is no longer in force from the title (关于…的通知【已失效】)."""
    text = front.title.text
    for match in REPEALED.finditer(text):
        if match.start() == 0 or match.end() == len(text):
            front.caveats.append(_repealed(match[0]))
            front.title = (front.title.cut(0, match.start()) + front.title.cut(match.end())).strip()
            return


def _site_lines(top: Sequence[Block]) -> set[int]:
    found = {at: match for at, block in enumerate(top) if (match := SITE_LINE.fullmatch(_tight(block.text)))}
    return set(found) if any(match["strong"] for match in found.values()) or len(found) > 1 else set()


def _is_secret(block: Block, on_top: bool, front: Front) -> bool:
    """Whether a line says who may read the document; kept in `front`. A secrecy level stands on top only."""
    for words in _parts(block):
        if on_top and LEVEL.fullmatch(words):
            front.secrecy = Secrecy.CLASSIFIED
            return True
        if INTERNAL.fullmatch(words):
            front.secrecy = front.secrecy or Secrecy.INTERNAL
            return True
    return False


def _parts(block: Block) -> Iterator[str]:
    """A line without white space, its cells, and its words where all of them are marks (000001　机密★1年　特急)."""
    yield _tight(block.text)
    for cell in block.cells:
        yield _tight(cell.text)
    words = block.text.split() if len(block.text) <= LONGEST_MARK else []
    if len(words) > 1 and all(any(mark.fullmatch(word) for mark in (LEVEL, COPY_NUMBER, URGENCY)) for word in words):
        yield from words


def _is_mark(block: Block, on_top: bool, place: bool, above: bool, front: Front) -> bool:
    """Whether a line is a mark; `above` that no words of the document stand before it."""
    words = _tight(block.text)
    if ABRIDGED.fullmatch(words):
        front.caveats.append(f"发布时标明{words.strip('（）()')}。")
        return True
    if place and REPEALED.fullmatch(words):
        front.caveats.append(_repealed(words))
        return True
    if not on_top or block.cells:
        return False
    if signed := NUMBER_AND_SIGNER.fullmatch(block.text):
        number = block.piece.cut(*signed.span("number"))
        if NUMBER_LINE.fullmatch(number.text) and not front.number:
            front.number = number
            return True
    registered = REGISTERED.fullmatch(words)
    if registered and not front.registered and (above or registered["label"]):
        front.registered = block.piece.cut(block.text.index(registered["number"][0]))
        return True
    return any(mark.fullmatch(words) for mark in (COPY_NUMBER, URGENCY, SIGNER))


def _tight(text: str) -> str:
    """A short text without white space; "" for one that is too long to be a mark."""
    return "".join(text.split()) if len(text) <= LONGEST_MARK else ""


def _repealed(mark: str) -> str:
    return f"发布页面标有“{mark.strip('【】[]（）() ')}”，引用前请核对是否有效。"
