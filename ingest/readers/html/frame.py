"""Which lines of a page are the document's: those of one box, and of what stands directly before and after it.

The box is the innermost that holds nearly all the sentences. Title, number and signature often stand beside it, among
what the site adds: bars of tools, the source, lists of links. Nothing here knows what a policy document is.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.readers.html.lines import Box, Line, Page

HOLDERS = frozenset("body div table tbody tr td section article main form center dl dd ul li".split())
PARTS_OF_TABLES = frozenset("table thead tbody tfoot tr td th".split())
TITLES = ("h1", "h2")
OUTERMOST = frozenset(["html", "body"])
SENTENCE_MARK = re.compile("[，。；！？]")
LEAST_SHARE = 0.8  # of the sentences of a box, for the box within it that is looked into instead
LINKED_SHARE = 0.5  # of a line's or a box's characters, from which on it only leads elsewhere
SHORTEST_NAME = 4  # of a line that is told by the page's name to be the title
LONGEST_NAME, MOST_NAMES = 300, 10  # of a page
LONGEST_TOOL = 120  # characters of a line that the site puts on every page
AROUND = -1  # stands for the boxes of the chain where those within it are numbered
LONGEST_OPENING = 12  # lines at the top of a box, where a title stands
NOT_WORDS = re.compile(r"[\W_]+")
CONTROLS = re.compile(
    r"(?:打印|关闭|分享|收藏|字体|字号|返回|顶部|上一页|下一页|本页|本文|窗口|页面|内容|稿件|纠错|我要|朗读|语音|播报|复制|链接|下载|全文|推荐|转发|微信|微博"
    r"|空间|朋友圈|[大中小到至]|[+\-【】\[\]（）()|｜/·:：>《》「」\s])++"
)
# A line of the form 来源：…, alone or among others.
SITES_LABEL = re.compile(
    r"(?:^|[\s\[【（(|])(?:(?:信息|文章|稿件|文件|内容|新闻)?来\s?源|(?:发布|更新|发表|录入|公开|添加|生成)(?:时间|日期)|(?:责任|网站|本文)?编\s?辑|责\s?编"
    r"|审\s?核|校\s?对|作\s?者|供\s?稿|发布人|浏览(?:次数|量)?|访问(?:次数|量)?|阅读(?:次数|量)?|点击(?:次数|数|量)?|字\s?体|字号|分享到?|收藏|[上下]一[篇条页]"
    r"|(?:您的?|你的?|当前|现在)(?:现在的)?(?:所在)?位置)\s?[:：]"
)
SITES_OPENING = re.compile(
    r"\s*(?:扫一扫|扫码|扫描二维码|用?手机(?:扫|看|打开)|微信扫|相关(?:文件|文档|政策|链接|阅读|解读|新闻|信息|稿件|附件|报道|专题)|政策解读|图解|文字解读|延伸阅读"
    r"|推荐阅读|热点|最新(?:文件|政策|信息|发布|公开)|附件下载|网站(?:地图|声明)|关于我们|联系我们|友情链接|版权|技术支持|主\s?办|承\s?办|Copyright|©)",
    re.IGNORECASE,
)
SITES_FOOT = re.compile(
    r"版权所有|主办(?:单位)?(?:[:：\s|]|$)|承办[:：]|ICP备|公网安备|网站标识码|Copyright|技术支持[:：]", re.IGNORECASE
)
STAMP = re.compile(r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d\d月\d\d日)(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?")
LABELLED = re.compile(r"[^，。；！？：:\s]{1,4}(?:\s?[^，。；！？：:\s]{1,4})?\s?[：:]\s*\S")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A page seen from the box that holds its sentences.

    `chain` are the boxes around that box, from inside to outside; `blocks` says for each box which one it lies in of
    those that stand in the chain beside one another, and `heavy` which of these mostly lead elsewhere.
    """

    page: Page
    names: Sequence[str]  # what the page's head calls it, without blanks and marks
    main: Box
    chain: Sequence[int]
    blocks: Sequence[int]
    heavy: frozenset[int]

    def is_title(self, at: int) -> bool:
        """Whether a line is marked as the page's heading, or the page's head names it."""
        line = self.page.lines[at]
        words = bare(line.words)
        named = any(words in name and (words == name or not name.endswith(words)) for name in self.names)
        return self.page.boxes[line.box].heading in TITLES or (len(words) >= SHORTEST_NAME and named)

    def leads_away(self, at: int) -> bool:
        """Whether a line, or the block that it stands in, is links."""
        line = self.page.lines[at]
        return _is_linked(line) or self.blocks[line.box] in self.heavy

    def is_near(self, at: int, wide: int) -> bool:
        """Whether a line stands among the boxes around as text does, or in a block of its own within the box `wide`."""
        block = self.blocks[self.page.lines[at].box]
        if block == AROUND or (self.page.boxes[block].tag == "p" and self.page.lines[at].box == block):
            return True
        beside = self.page.boxes[block].above == wide and self.page.boxes[wide].tag not in OUTERMOST
        return beside and self.page.boxes[block].tag not in PARTS_OF_TABLES

    def opening(self) -> list[int]:
        """The lines at the top of the box, before its first sentence."""
        lines = range(self.main.first, min(self.main.end, self.main.first + LONGEST_OPENING))
        return list(takewhile(lambda at: not SENTENCE_MARK.search(self.page.lines[at].words), lines))


def find_document(page: Page, names: Sequence[str]) -> set[int]:
    """The numbers of the lines that are the document's; `names` are the titles that the page's head gives."""
    around = _look_around(page, [bare(name)[:LONGEST_NAME] for name in names[:MOST_NAMES]])
    before, title = _before(around)
    kept = {*_within(around), *before, *_after(around, title)}
    return {at for at in kept if not _is_beside(page, at)}


def bare(text: str) -> str:
    """A text without blanks and marks."""
    return NOT_WORDS.sub("", text)


def _look_around(page: Page, names: Sequence[str]) -> Surroundings:
    main = _find_main(page)
    chain: list[int] = []
    at = page.boxes[main].above
    while at >= 0:
        chain.append(at)
        at = page.boxes[at].above
    linked: Counter[int] = Counter()
    blocks: list[int] = []
    inner = set(chain)
    for at, box in enumerate(page.boxes):
        outermost = box.above < 0 or box.above in inner
        blocks.append(AROUND if at in inner else at if outermost else blocks[box.above])
    for line in page.lines:
        if not is_tool(line.words):
            linked[blocks[line.box]] += line.linked - round(LINKED_SHARE * len(line.words))
    heavy = frozenset(at for at, excess in linked.items() if excess > 0 and at not in (AROUND, main))
    return Surroundings(page, names, page.boxes[main], chain, blocks, heavy)


def _find_main(page: Page) -> int:
    """The innermost box that holds nearly all the sentences of the page."""
    weights = [0] * len(page.boxes)
    for line in page.lines:
        if SENTENCE_MARK.search(line.words) and not _is_linked(line):
            weights[line.box] += len(line.words)
    heaviest = [0] * len(page.boxes)  # the box within each box
    for at in range(len(page.boxes) - 1, 0, -1):
        above = page.boxes[at].above
        weights[above] += weights[at]
        if weights[at] and weights[at] >= weights[heaviest[above]] * (heaviest[above] > 0):
            heaviest[above] = at
    main = 0
    while within := heaviest[main]:
        if page.boxes[within].tag not in HOLDERS or weights[within] < LEAST_SHARE * weights[main]:
            break
        main = within
    return main


def _within(around: Surroundings) -> set[int]:
    """The lines of the box itself, without the bars of tools and lists of links at its ends."""
    lines = around.page.lines
    opening = around.opening()
    title = next((at for at in opening if around.is_title(at)), around.main.first)
    left_out = {at for at in opening if is_tool(lines[at].words) or (at < title and _is_linked(lines[at]))}
    end = around.main.end
    for at in range(around.main.end - 1, around.main.first, -1):
        if is_tool(lines[at].words):
            end = at
        elif not _is_linked(lines[at]):
            break
    return set(range(around.main.first, end)) - left_out


def _before(around: Surroundings) -> tuple[list[int], int | None]:
    """The lines before the box that are the document's, and the first of them if it is the title."""
    page = around.page
    plain: list[int] = []
    for at in range(around.main.first - 1, -1, -1):
        if _is_beside(page, at) or page.lines[at].cells or is_tool(page.lines[at].words):
            continue
        if around.leads_away(at):
            break
        plain.append(at)
    title = min((at for at in plain if around.is_title(at)), default=None)
    said = bare("".join(page.lines[at].words for at in around.opening())[:LONGEST_NAME])
    if title is None:
        wide = next((at for at in around.chain if page.boxes[at].first < around.main.first), 0)
        named = any(map(around.is_title, around.opening()))
        return list(takewhile(lambda at: around.is_near(at, -1 if named else wide), plain)), None
    front = (at for at in plain if at >= title and not LABELLED.match(page.lines[at].words))
    return [at for at in front if bare(page.lines[at].words) not in said], title


def _after(around: Surroundings, title: int | None) -> list[int]:
    """The lines after the box that are the document's, up to the first that is the site's."""
    page, main = around.page, around.main
    wide = next((at for at in around.chain if page.boxes[at].end > main.end), None)
    if title is not None:
        wide = next(at for at in around.chain if page.boxes[at].first <= title)
    if wide is None:
        return []
    named = any(map(around.is_title, around.opening()))
    free = title is not None or (named and page.boxes[wide].tag not in OUTERMOST)
    kept: list[int] = []
    for at in range(main.end, page.boxes[wide].end):
        if _is_beside(page, at):
            continue
        line = page.lines[at]
        if is_tool(line.words) or SITES_FOOT.search(line.words) or around.leads_away(at):
            break
        if not (free or around.is_near(at, wide)):
            break
        kept.append(at)
    while kept and kept[-1] + 1 < len(page.lines) and _heads_links(around, kept[-1]):
        kept.pop()
    return kept


def _heads_links(around: Surroundings, at: int) -> bool:
    """Whether a line is the heading of a list of links below it."""
    return bool(around.page.boxes[around.page.lines[at].box].heading) and around.leads_away(at + 1)


def is_tool(text: str) -> bool:
    """Whether a line is one that sites put on every page: tools, source and editor, when it was put up."""
    text = text.strip()
    return len(text) <= LONGEST_TOOL and bool(
        CONTROLS.fullmatch(text) or SITES_LABEL.search(text) or SITES_OPENING.match(text) or STAMP.fullmatch(text)
    )


def _is_linked(line: Line) -> bool:
    return line.linked > 0 and line.linked >= LINKED_SHARE * len(line.words)


def _is_beside(page: Page, at: int) -> bool:
    return page.lines[at].gloss or page.boxes[page.lines[at].box].beside
