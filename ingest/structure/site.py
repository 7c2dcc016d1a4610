"""What the tables of a web page say about the document on it: label and value side by side (发文字号：…)."""

import re
from collections.abc import Iterator, Sequence

from ingest.source import EMPTY, Block, Piece
from kb.records import REGISTERED

LABELS: dict[str, str] = {
    "标题": "title",
    "名称": "title",
    "文件名称": "title",
    "信息名称": "title",
    "发文字号": "number",
    "文号": "number",
    "文件编号": "number",
    "统一编号": REGISTERED,
    "统一登记号": REGISTERED,
    "登记号": REGISTERED,
    "发文机关": "issuer",
    "发文单位": "issuer",
    "发布机构": "issuer",
    "发布机关": "issuer",
    "制定机关": "issuer",
    "成文日期": "date",
    "发文日期": "date",
    "发布日期": "published",
    "公开日期": "published",
    "生效日期": "effective",
    "施行日期": "effective",
    "实施日期": "effective",
    "失效日期": "expires",
    "废止日期": "expires",
}
# As registries of municipal rules number them: SZDPR-2023-00012.
REGISTRY_NUMBER = r"(?P<number>[A-Z]{2,8}\d{0,4}\s?[-—–－]\s?(?:19|20)\d{2}\s?[-—–－]\s?\d{3,6})"
NOTHING = ("无", "／", "/", "-", "—", "——")  # what a table says where there is nothing to say
LONGEST_LINE = 300
LABEL_END = re.compile(r"[\s：:【】\[\]]+")
SPACED = "|".join(r"\s{0,4}".join(label) for label in LABELS)
LABELLED = re.compile(rf"[【\[]?(?P<label>{SPACED})\s{{0,4}}[】\]]?\s{{0,4}}[：:]\s{{0,4}}(?P<value>\S.*)")


def read_site(blocks: Sequence[Block]) -> dict[str, Piece]:
    """The values by field, each with its place in the source; the first value of a field holds."""
    found: dict[str, Piece] = {}
    for label, value in _pairs(blocks):
        field = LABELS.get(LABEL_END.sub("", label))
        if field == REGISTERED:
            number = re.search(REGISTRY_NUMBER, value.text)
            value = value.cut(*number.span()) if number else EMPTY
        if field and value and value.text not in NOTHING:
            found.setdefault(field, value)
    return found


def _pairs(blocks: Sequence[Block]) -> Iterator[tuple[str, Piece]]:
    """Cells side by side, and lines of the form 发文字号：…."""
    for block in blocks:
        for label, value in zip(block.cells, block.cells[1:], strict=False):
            yield label.text, value
        for piece in block.cells or (block.piece,):
            if len(piece.text) <= LONGEST_LINE and (match := LABELLED.fullmatch(piece.text)):
                yield match["label"], piece.cut(match.start("value")).strip()
