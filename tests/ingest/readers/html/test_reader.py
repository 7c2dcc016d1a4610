from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.html.reader import read_html
from ingest.source import Block, BlockKind
from kb.errors import FileHoldsNoText, FileTooComplex
from tests.ending import must_end

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
        ["供地", "丙局", ""],
    ]
    assert [row.text for row in rows] == ["任务\t单位", "供地\t甲局\t乙局", "丙局"]
    assert {row.table for row in rows} == {1}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encoding_is_told_by_the_bytes_not_by_what_the_page_claims(encoding: str) -> None:
    page = "<html><head><meta charset='iso-8859-1'></head><body><p>特色小镇，土地保障。</p></body></html>"
    assert [block.text for block in read_html(page.encode(encoding), "a.html").blocks] == ["特色小镇，土地保障。"]


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(FileHoldsNoText, match=r"a\.html"):
        read_html(b"<html><body><img src=a.png></body></html>", "a.html")


@pytest.mark.parametrize("depth", [399, 1000])
def test_deeply_nested_words_are_read(depth: int) -> None:
    assert texts("<div><p>甲，</p>" * depth) == ["甲，"] * depth


@pytest.mark.parametrize("opened", ["<div>", "<div><p>甲</p>", "<b>", "<table><tr><td>", "</x>&y;" * 9 + "<div>"])
def test_a_page_nested_too_deep_is_refused_and_never_read_in_part(opened: str) -> None:
    with pytest.raises(FileTooComplex, match=r"a\.html"):
        read_html((opened * 3000 + "乙").encode(), "a.html")


def test_a_page_of_too_many_tags_is_refused() -> None:
    with pytest.raises(FileTooComplex, match="上限"):
        read_html(b"<p>a" * 4_000_001, "a.html")


@pytest.mark.parametrize(
    "page",
    [
        "甲" + " " * 1_000_000 + "乙",
        "甲" + "\xa0" * 1_000_000 + "乙<pre>丙" + " " * 1_000_000 + "丁</pre>",
        "<p style='display" + " " * 1_000_000 + "'>甲",
        "<p style='text-indent:" + " " * 1_000_000 + "'>甲",
        "甲<!---->" * 1_000_000,
        "<p>" + "来" * 1_000_000,
        "<p>大中小，</p>" * 100_000,
        "<div>" * 1000 + "<p>甲，</p>" * 100_000,
        "<a href=b>甲</a><br>" * 100_000 + "<h1>乙</h1>" * 30_000,
    ],
)
def test_hostile_pages_are_read_in_time_that_grows_with_their_length(page: str) -> None:
    with must_end():
        read_html(page.encode(), "a.html")


def test_what_stands_in_a_table_beside_its_rows_is_a_line_before_them() -> None:
    table = "<table><caption>表1 分工</caption>注：<tr><td>任务</td><td>单位</td></tr><tr><td>供地</td><td>甲局</td></tr></table>"
    assert texts(BODY + table)[3:] == ["表1 分工", "注：", "任务\t单位", "供地\t甲局"]


def test_rows_and_cells_that_are_not_shown_are_not_read() -> None:
    table = (
        "<table><tr style='display:none'><td>藏</td><td>藏</td></tr><tbody hidden><tr><td>藏</td><td>藏</td></tr></tbody>"
        "<tr><td>任务</td><td hidden>藏</td><td>单位</td></tr><tr><td>供地</td><td>甲局</td></tr></table>"
    )
    assert texts(BODY + table)[3:] == ["任务\t单位", "供地\t甲局"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("自然<br>资源局", "自然资源局"),
        ("land<br>use", "land use"),
        ("甲局；<br/>2.乙局", "甲局； 2.乙局"),
        ("<p>甲局</p><p>乙局</p>", "甲局 乙局"),
        ("<p>甲局<br></p><p>乙局</p>", "甲局 乙局"),
    ],
)
def test_a_line_break_within_a_chinese_word_of_a_cell_leaves_no_blank(cell: str, text: str) -> None:
    table = f"<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>{cell}</td></tr></table>"
    assert texts(table)[-1] == f"丙\t{text}"


def test_how_a_character_is_read_stands_aside_and_the_sentence_stays_whole() -> None:
    page = blocks("<p>为推进<ruby>垚<rp>（</rp><rt>yáo</rt><rp>）</rp></ruby>山建设，提出意见。</p>")
    assert [(block.text, block.aside) for block in page] == [("为推进垚山建设，提出意见。", False), ("（yáo）", True)]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<ol><li>甲<li>乙</ol><ul><li>丙</ul>", ["1. 甲", "2. 乙", "丙"]),
        ("<ol start=3><li>甲<li value=7>乙<li>丙</ol>", ["3. 甲", "7. 乙", "8. 丙"]),
        ("<ol type=a start=26><li>甲<li>乙</ol>", ["z. 甲", "aa. 乙"]),
        ("<ol type=A><li>甲<li type=i>乙</ol>", ["A. 甲", "ii. 乙"]),
        ("<ol type=I start=4><li>甲</ol><ol start=0><li>甲</ol>", ["IV. 甲", "0. 甲"]),
        ("<ol><li>甲<ol type=a><li>乙</ol><li><p>丙</p><p>丁</p></ol>", ["1. 甲", "a. 乙", "2. 丙", "丁"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<ol><li hidden>甲<li>乙<li><li>丙</ol>", ["1. 乙", "3. 丙"]),
        ("<ol style='list-style: none'><li>甲</ol>", ["甲"]),
        ("<ol style='list-style-type: lower-roman'><li>甲</ol>", ["i. 甲"]),
        ("<ol><li>1．甲<li>（二）乙<li>3.5亩</ol>", ["1．甲", "（二）乙", "3. 3.5亩"]),
        ("<ol start=99999999999><li>甲</ol><ol type=I start=4000><li>甲</ol>", ["1. 甲", "4000. 甲"]),
    ],
)
def test_items_of_lists_bear_the_numbers_that_a_browser_shows(page: str, lines: list[str]) -> None:
    assert texts(page) == lines


TITLE, NUMBER, ISSUER, DAY = "某市人民政府关于节约用地的意见", "某政发〔2019〕12号", "某市人民政府", "2019年5月6日"
SECTIONS = (
    "<p>为推进节约用地，提出如下意见。</p><p>一、总体要求</p><p>坚持绿色发展，节约用地。</p>"
    "<p>二、组织实施</p><p>各县（市、区）要加强领导，抓好落实。</p>"
)
WORDS = ["为推进节约用地，提出如下意见。", "一、总体要求", "坚持绿色发展，节约用地。"]
WORDS += ["二、组织实施", "各县（市、区）要加强领导，抓好落实。"]
SIGNED = f"<p>{ISSUER}</p><p>{DAY}</p>"
WHOLE = [TITLE, NUMBER, *WORDS, ISSUER, DAY]
HEAD = f"<head><title>{TITLE}_某市政府网</title></head>"
MENU = "<div><ul><li><a href=1>首页</a><li><a href=2>政务公开</a></ul></div>"
TRAIL = "<div>当前位置：<a href=1>首页</a> &gt; <a href=2>市政府文件</a></div>"
TOOLS = "<div>字体：【<a href=#>大</a> <a href=#>中</a> <a href=#>小</a>】 <a href=#>打印</a> <a href=#>关闭</a></div>"
RELATED = (
    "<div><h3>相关文件</h3><ul><li><a href=1>关于土地利用计划的通知，2018年</a><li><a href=2>某办法</a></ul></div>"
)
FOOT = "<div><p>主办：某市人民政府办公室</p><p>某ICP备05000001号 <a href=#>网站地图</a></p></div>"
PAGES = {
    "parts in divs": (
        f"{HEAD}<div>某市人民政府门户网站</div>{MENU}{TRAIL}<div><h1>{TITLE}</h1><div>{NUMBER}</div>{TOOLS}"
        f"<div>{SECTIONS}</div><div>{ISSUER}<br>{DAY}</div>{RELATED}</div>{FOOT}",
        WHOLE,
    ),
    "directly in the body": (
        f"<h1>{TITLE}</h1><div>{NUMBER}</div><div>{SECTIONS}</div><div>{SIGNED}</div>{FOOT}",
        WHOLE,
    ),
    "an article with a header": (
        f"<header><h1>{ISSUER}</h1></header>{MENU}<main><article><header><h1>{TITLE}</h1><p>{NUMBER}</p>"
        f"<p>发布时间：2019-05-08　来源：市府办</p></header><section>{SECTIONS}</section><footer>{SIGNED}</footer></article>"
        "</main><footer>版权所有</footer>",
        WHOLE,
    ),
    "a table of metadata, meta tags and an editor's div": (
        f"<head><meta name=ArticleTitle content={TITLE}><title>市政府文件 {TITLE}</title></head><div>{MENU}{TRAIL}"
        f"<table><tr><td>索引号：</td><td>01</td></tr><tr><td>发文机关：</td><td>{ISSUER}</td></tr></table>"
        f"<div>{TITLE}</div><div>{NUMBER}</div><div>信息来源：市府办　浏览次数：<b>121</b></div><div id=Zoom>"
        f"<div>{SECTIONS}{SIGNED}</div></div><div>附件：<a href=a.doc>1.用地指标表.doc</a></div><div>责任编辑：张三</div>"
        f"<div>【打印本页】【关闭窗口】</div>{RELATED}</div>{FOOT}",
        WHOLE,
    ),
    "a heading that the text repeats in two lines": (
        f"{HEAD}<div><h1>{TITLE}</h1><div>2019-05-08 16:30<i> 来源：市府办</i></div><div id=UCAP-CONTENT>"
        f"<p>{TITLE[:8]}<br>{TITLE[8:]}</p><p>{NUMBER}</p>{SECTIONS}{SIGNED}</div><div>扫一扫在手机打开当前页</div></div>",
        [TITLE[:8], TITLE[8:], *WHOLE[1:]],
    ),
    "rows of a layout table": (
        f"<table><tr><td>{MENU}</td></tr></table><table><tr><td><h2>{TITLE}</h2></td></tr><tr><td>{NUMBER}</td></tr>"
        f"<tr><td>时间：2019-5-8　来源：本站</td></tr><tr><td>{SECTIONS}</td></tr><tr><td>{ISSUER}</td></tr>"
        f"<tr><td>{DAY}</td></tr><tr><td>上一篇：<a href=1>某通知</a></td></tr></table>",
        WHOLE,
    ),
    "a column of news beside the text": (
        f"{HEAD}{MENU}<table><tr><td><h1>{TITLE}</h1><p>{NUMBER}</p>{SECTIONS}{SIGNED}</td><td><div>我市动态</div><ul>"
        "<li><a href=1>召开会议，部署工作</a><li><a href=2>开展检查</a></ul></td></tr></table>",
        WHOLE,
    ),
    "a page for telephones": (
        f"{HEAD}<header><a href=/>某市</a></header><article><h1>{TITLE}</h1><section><i>2019-05-08</i> <i>来源：市府办</i>"
        f"</section><section><p>{NUMBER}</p>{SECTIONS}</section><section>{SIGNED}</section><section>分享到：微信 微博"
        "</section></article><section><h2>政策解读</h2><a href=1>一图读懂，节约用地</a></section>",
        WHOLE,
    ),
    "all in one cell": (
        f"{HEAD}<table><tr><td>{TRAIL}<p><b>{TITLE}</b></p><p>发布日期：2019-05-08 字体：[大 中 小]</p><p>{NUMBER}</p>"
        f"{SECTIONS}{SIGNED}<p>【<a href=#>打印</a>】【<a href=#>关闭</a>】</p></td></tr></table>",
        WHOLE,
    ),
    "a title that nothing marks as one": (
        f"<head><title>市政府文件</title></head>{MENU}<div><div>{TITLE}</div><div>{NUMBER}</div>{TOOLS}"
        f"<div>{SECTIONS}</div><div>{SIGNED}</div>{RELATED}</div>{FOOT}",
        WHOLE,
    ),
    "paragraphs around a div, without a title": (
        f"<div><p>{NUMBER}</p><div>{SECTIONS * 3}</div><p>本意见自发布之日起施行，有效期五年。</p></div>{FOOT}",
        [NUMBER, *WORDS * 3, "本意见自发布之日起施行，有效期五年。"],
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_title_number_and_signature_beside_the_text_belong_to_it_and_the_sites_own_lines_do_not(kind: str) -> None:
    page, document = PAGES[kind]
    assert texts(page) == document


PARTS = (
    "<p> </p> <div> </div> <table> </table> <caption> <tr> <td> </td> <th> <br> <b> <span> </span> <ol> <ul> <li> "
    "</li> </ol> <h1> <nav> <article> <header> <pre>"
).split()


@given(
    st.lists(
        st.sampled_from(
            [
                *PARTS,
                *("甲，", "乙 ", "丙&nbsp;", "&#19969;", "来源：", "<td rowspan=2 colspan=3>", "<a href=a>", "</a>"),
                *("<ruby>", "<rt>", "</rt>", "</ruby>", "<div>" * 300, "<!-- -->", "<p hidden>藏</p>"),
            ]
        )
    )
)
def test_any_mixture_of_tags_keeps_every_word(parts: list[str]) -> None:
    words = "".join(part for part in parts if not part.startswith("<")).split()
    words = list("".join(words).replace("&nbsp;", "").replace("&#19969;", "丁"))
    if not words or parts.count("<div>" * 300) > 5:
        return
    source = read_html("".join(parts).encode(), "a.html")
    shown = [character for character in source.text if character in "甲乙丙丁藏，来源："]
    assert Counter(shown) == Counter(words)
    if not any(part in parts for part in ("<rt>", "<caption>", "<table>")):
        assert shown == words
