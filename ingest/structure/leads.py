"""Leads: the short first sentence or name that heads a paragraph (推动“台开同城”发展。…, 市财政局：…)."""

import re

LEAD = re.compile(r"[^，。；：！？,;!?:]{2,24}[。：:](?=.)", re.DOTALL)
# How the names of public bodies end; the weaker endings also end other words and need a rank before the name.
BODY_ENDS = ("局", "委", "厅", "办", "署", "政府", "部门", "委员会", "办公室", "管委会", "指挥部", "领导小组")
BODY_ENDS_AFTER_RANK = ("部", "院", "会", "集团", "公司", "银行", "支队", "街道")
RANK = re.compile(r"[各省市区县州]|国家|自治")
REMARK = re.compile(r"[（(][^（）()]*[）)]$")


def lead_of(text: str) -> str:
    """The lead of a paragraph, with its full stop or colon; "" if it has none."""
    match = LEAD.match(text)
    return match[0] if match else ""


def has_sentence_lead(text: str) -> bool:
    """Whether the lead is a sentence."""
    return lead_of(text).endswith("。")


def names_a_body(text: str) -> bool:
    """Whether the lead is the name of a public body, whose duties follow."""
    lead = lead_of(text)
    if lead[-1:] not in ("：", ":"):
        return False
    name = REMARK.sub("", lead[:-1].strip())
    if len(name) < 3:
        return False
    return name.endswith(BODY_ENDS) or (
        bool(RANK.match(name)) and name.endswith(BODY_ENDS_AFTER_RANK) and len(name) > 3
    )
