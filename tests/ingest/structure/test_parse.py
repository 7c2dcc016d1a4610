"""No character is lost or used twice, whatever the document looks like."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_text
from ingest.structure.clauses import build_clauses
from ingest.structure.front import separate_front
from ingest.structure.parse import account_for, parse_document
from ingest.structure.units import read_units
from kb.errors import BadFile, Broken
from kb.records import ParsedDocument

LABELS = [
    "GDP2019 and ",
    "第一部分 ", "第二部分", "第三章 ", "第五条 ", "第五条所称", "一、", "二、", "十六、", "（一）", "（二）", "(三) ", "（十八）", "1、", "2.",
    "3．", "（1）", "①", "一是", "二是", "——", "专栏1-1：", "专栏 5-2 ", "图1 ", "前 言", "目 录", "第一方面典型经验：", "5A级", "0月，",
    "市财政局：", "各区政府：", "主要标准：（一）", "附件1：", "- 3 -", "第 3 页", "1.5倍", "二、三产业",
]  # fmt: skip
WORDS = st.sampled_from(
    [
        "加快建设",
        "特色小镇",
        "，",
        "。",
        "；",
        "：",
        "、",
        "“双创”",
        "（含）",
        " ",
        "　　",
        "2019年",
        "**省",
        "—",
        "……",
        "and",
        "\t",
    ]
)
PHRASES = st.lists(WORDS, max_size=12).map("".join)
LINES = st.tuples(st.sampled_from(["", "　　", " ", "## ", "> ", "| a | b |"]), st.sampled_from(["", *LABELS]), PHRASES)
DOCUMENTS = st.lists(
    st.tuples(LINES, st.sampled_from(["\n", "\n\n", "\r\n", "\f", "\u2028"])), min_size=1, max_size=25
).map(lambda lines: "".join("".join(parts) + end for parts, end in lines))


def require_whole(text: str, parsed: ParsedDocument) -> None:
    """Each character is in exactly one clause's text or heading, or in one removal; the tree is one."""
    used = [0] * len(text)
    for clause in parsed.clauses:
        assert clause.text == "".join(text[span.start : span.end] for span in clause.text_spans)
        for span in (*clause.text_spans, *clause.heading_spans):
            for at in range(span.start, span.end):
                used[at] += 1
    for removal in parsed.removals:
        for at in range(removal.span.start, removal.span.end):
            used[at] += 1
    assert set(used) <= {1}
    ids = [clause.id for clause in parsed.clauses]
    assert len(set(ids)) == len(ids)
    seen: set[str | None] = {None}
    for clause in parsed.clauses:
        assert clause.parent_id in seen
        assert clause.id.startswith(f"{clause.parent_id or parsed.id}/")
        assert len(clause.citation_path) == clause.id.count("/")
        seen.add(clause.id)


def parse(text: str, markdown: bool = False) -> ParsedDocument | None:
    """The parsed document; None where the bytes are refused as no text."""
    reader = read_markdown if markdown else read_text
    try:
        source = reader(text.encode("utf-8"), "a.txt")
    except BadFile:
        return None
    return parse_document(source, "doc", "/a.txt", "0" * 64, "a")


@given(DOCUMENTS)
@settings(max_examples=300, deadline=None)
def test_every_character_of_a_plain_text_is_accounted_for_once(text: str) -> None:
    parsed = parse(text)
    if parsed is not None:
        assert parsed.source == text
        require_whole(text, parsed)


@given(DOCUMENTS)
@settings(max_examples=300, deadline=None)
def test_every_character_of_a_markdown_file_is_accounted_for_once(text: str) -> None:
    parsed = parse(text, markdown=True)
    if parsed is not None:
        assert parsed.source == text
        require_whole(text, parsed)


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_is_accounted_for_once(text: str) -> None:
    parsed = parse(text.encode("utf-8", "replace").decode("utf-8"))
    if parsed is not None:
        require_whole(parsed.source, parsed)


@pytest.mark.parametrize("lost", range(4))
def test_losing_a_clause_or_using_words_twice_is_found(lost: int) -> None:
    """The proof can fail: without any one of the clauses, or with one of them twice, it does."""
    text = "某市规划\n一、总则\n总则的内容，第一句。\n（一）目标。目标的内容。\n二、保障\n保障的内容。\n"
    source = read_text(text.encode(), "a.txt")
    front = separate_front(source.blocks)
    clauses = build_clauses(read_units(front.body), "d", front.contents)
    assert len(clauses) == 3
    account_for(source, clauses, front)
    broken = [clause for at, clause in enumerate(clauses) if at != lost] if lost < 3 else [*clauses, clauses[0]]
    with pytest.raises(Broken):
        account_for(source, broken, front)


def test_a_number_that_jumps_is_reported_with_its_line() -> None:
    parsed = parse("某市特色小镇规划\n一、总则\n总则的内容。\n二、目标\n目标的内容。\n四、保障\n保障的内容。\n")
    assert parsed is not None
    assert parsed.notes == ("第 6 行：编号“四、”不连续（前一个编号是 2）。",)


def test_numbering_that_runs_on_across_chapters_is_no_jump() -> None:
    parsed = parse(
        "某市实施意见\n一、要求\n（一）甲。\n甲的内容。\n（二）乙。\n乙的内容。\n二、任务\n（三）丙。\n丙的内容。\n"
    )
    assert parsed is not None
    assert parsed.notes == ()
    assert [clause.id for clause in parsed.clauses] == ["doc/1", "doc/1/1", "doc/1/2", "doc/2", "doc/2/3"]
