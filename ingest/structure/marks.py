"""Marks on the first and last lines of a document that are no words of it: secrecy, copy number, urgency, validity."""

import re
from collections.abc import Sequence

from ingest.source import Block
from ingest.structure.frame import Front
from kb.records import RemovalKind, Secrecy

TOP_LINES, LAST_LINES = 8, 10  # in which marks are looked for
LEVEL = re.compile(r"(?:密\s*级\s*[：:]\s*)?(?:绝\s*密|机\s*密|秘\s*密)(?:\s*[★☆*＊].{0,12}|\s*级)?")
INTERNAL = re.compile(
    r"[（(【]?\s*(?:(?:公开(?:属性|方式|类型)|此\s*件|信息公开选项)\s*[：:]?\s*)?"
    r"(?:内部\s*(?:资料|文件|参考|使用|材料|刊物)|不\s*(?:予)?\s*公\s*开|不得(?:公开|外传))"
    r"(?:[，,　 ].{0,14})?\s*[）)】]?"
)
COPY_NUMBER = re.compile(r"(?:份\s*号\s*[：:]\s*)?\d{6}")
URGENCY = re.compile(r"(?:紧急程度\s*[：:]\s*)?(?:特\s*提|特\s*急|加\s*急|平\s*急|急\s*件)")
SIGNER = re.compile(r"签\s*发\s*人?\s*[：:].{2,20}")
REPEALED = re.compile(
    r"[【\[（(]\s*(?:本?(?:文件?|篇法规|规章)?)?\s*(?:已|全文|部分|条款)?\s*(?:宣布)?(?:失效|废止|停止执行|被修[改订])\s*[】\]）)]"
)
# What a page says of itself above the text, kept by whoever copied it.
SITE_LINE = re.compile(
    r"(?:来\s*源|信息来源|文章来源|(?:发布|公开|更新)?(?:时间|日期)|作者|编辑|责任编辑|字\s*[号体]|浏览(?:次数|量)|阅读(?:次数|量)?|点击(?:次数|量)?"
    r"|索\s*引\s*号|主题分类|发文机关|发文字号|成文日期|发布日期|标\s*题|主\s*题\s*词|信息分类|公开方式|有效性|打印)\s*[：:][^。；]{0,60}"
)
ABRIDGED = re.compile(r"[（(]\s*(?:本\s*文\s*|此\s*件\s*|略?\s*)?有\s*删\s*[减节]\s*[）)]")


def take_marks(blocks: list[Block], front: Front) -> list[Block]:
    """Takes the marks from the first and last lines, and notes what they say in `front`."""
    taken: set[int] = set()
    places = {*range(min(TOP_LINES, len(blocks))), *range(max(0, len(blocks) - LAST_LINES), len(blocks))}
    for at, block in enumerate(blocks):
        if at < TOP_LINES and SITE_LINE.fullmatch(block.text):
            taken.add(at)
            front.asides.append(block)
            front.remove(block.piece, RemovalKind.SITE)
            continue
        abridged = ABRIDGED.fullmatch(block.text)
        if abridged:
            front.caveats.append(f"发布时标明{block.text.strip('（）() ')}。")
        if abridged or (at in places and _is_mark(block.text, at < TOP_LINES, front)):
            taken.add(at)
            front.remove(block.piece, RemovalKind.FRONT)
    _look_at_asides(front)
    return [block for at, block in enumerate(blocks) if at not in taken]


def take_title_mark(front: Front) -> None:
    """Parts a mark that the document is no longer in force from the title (关于…的通知【已失效】)."""
    for match in REPEALED.finditer(front.title.text):
        if match.start() == 0 or match.end() == len(front.title.text):
            front.caveats.append(_repealed(match[0]))
            rest = front.title.cut(0, match.start()) + front.title.cut(match.end())
            front.title = rest.strip()
            return


def _is_mark(text: str, on_top: bool, front: Front) -> bool:
    if REPEALED.fullmatch(text):
        front.caveats.append(_repealed(text))
        return True
    if secrecy := secrecy_of(text, on_top):
        front.secrecy = front.secrecy if front.secrecy is Secrecy.CLASSIFIED else secrecy
        return True
    return on_top and any(mark.fullmatch(text) for mark in (COPY_NUMBER, URGENCY, SIGNER))


def secrecy_of(text: str, on_top: bool) -> Secrecy | None:
    """What a line says about who may read the document; a secrecy level stands on top only."""
    if on_top and LEVEL.fullmatch(text):
        return Secrecy.CLASSIFIED
    return Secrecy.INTERNAL if INTERNAL.fullmatch(text) else None


def _look_at_asides(front: Front) -> None:
    for words in _cells(front.asides):
        if REPEALED.fullmatch(words):
            front.caveats.append(_repealed(words))


def _cells(blocks: Sequence[Block]) -> list[str]:
    return [cell.text for block in blocks for cell in (block.cells or (block.piece,))]


def _repealed(mark: str) -> str:
    return f"发布页面标有“{mark.strip('【】[]（）() ')}”，引用前请核对是否有效。"
