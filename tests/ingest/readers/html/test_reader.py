import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.html import read_html
from ingest.source import Block, BlockKind
from kb.errors import FileHoldsNoText

BODY = "<p>为推进建设，提出意见。</p><p>一、总体要求</p><p>坚持绿色发展，节约用地。</p>"


def blocks(html: str) -> list[Block]:
    return list(read_html(html.encode(), "a.html").blocks)


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html) if not block.aside]


def test_lines_are_those_that_a_browser_breaks() -> None:
    assert texts("<div>甲<b>乙</b>\n 丙<br>丁<div>戊</div>己</div>") == ["甲乙 丙", "丁", "戊", "己"]


def test_scripts_styles_and_what_is_hidden_are_not_words() -> None:
    assert texts(
        "<p>甲，<script>x()</script><span style='display: none'>乙</span></p><p hidden>丙</p><style>p{}</style>"
    ) == ["甲，"]


def test_entities_and_full_width_blanks_are_the_texts_own() -> None:
    (block,) = blocks("<p>　　甲&nbsp;乙&lt;丙&gt;&#12295;，</p>")
    assert block.text == "甲\xa0乙<丙>〇，"
    assert block.indented


def test_what_stands_around_the_document_is_set_aside() -> None:
    page = f"<nav>首页 <a>政策</a></nav><div class=top>某市政府网</div><div id=text>{BODY}</div><div>主办：某市政府办公室</div>"
    assert texts(page) == ["为推进建设，提出意见。", "一、总体要求", "坚持绿色发展，节约用地。"]
    assert [block.text for block in blocks(page) if block.aside] == ["首页 政策", "某市政府网", "主办：某市政府办公室"]


def test_a_table_that_only_lays_the_page_out_is_read_through() -> None:
    assert texts(f"<table><tr><td>{BODY}</td></tr></table>") == texts(BODY)
    assert texts(f"<table><tr><td>左栏</td><td>{BODY}</td></tr></table>") == texts(BODY)


def test_a_table_of_data_gives_its_rows_and_merged_cells_stand_in_each_row_that_they_cover() -> None:
    table = (
        "<table><tr><th>任务</th><th colspan=2>单位</th></tr>"
        "<tr><td rowspan=2>供地</td><td>甲局</td><td>乙局</td></tr><tr><td>丙<br>局</td><td></td></tr></table>"
    )
    rows = [block for block in blocks(BODY + table) if block.kind is BlockKind.TABLE_ROW]
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["任务", "单位", "单位"],
        ["供地", "甲局", "乙局"],
        ["供地", "丙 局", ""],
    ]
    assert [row.text for row in rows] == ["任务\t单位", "供地\t甲局\t乙局", "丙 局"]
    assert {row.table for row in rows} == {1}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encoding_is_told_by_the_bytes_not_by_what_the_page_claims(encoding: str) -> None:
    page = "<html><head><meta charset='iso-8859-1'></head><body><p>特色小镇，土地保障。</p></body></html>"
    assert [block.text for block in read_html(page.encode(encoding), "a.html").blocks] == ["特色小镇，土地保障。"]


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(FileHoldsNoText, match=r"a\.html"):
        read_html(b"<html><body><img src=a.png></body></html>", "a.html")


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "<br>", "甲，", "乙 ", "<b>", "</div>", "<!--"]
        )
    )
)
def test_any_mixture_of_tags_keeps_every_word(parts: list[str]) -> None:
    words = "".join(part for part in parts if not part.startswith("<")).split()
    if not words or "<!--" in parts:
        return
    source = read_html("".join(parts).encode(), "a.html")
    assert "".join(source.text.split()) == "".join(words)
