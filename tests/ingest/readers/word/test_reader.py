"""Word files as a whole: paragraphs, tracked changes, notes, text boxes, headers."""

import pytest

from ingest.source import BlockKind
from kb.records import RemovalKind
from tests.ingest.readers.word.files import (
    OUTLINE,
    STRICT,
    cell,
    field,
    lines,
    num,
    numbered,
    p,
    r,
    read,
    style,
    styled,
    table,
)

# Paragraphs


def test_each_paragraph_is_a_block_that_does_not_run_on() -> None:
    source = read(p("甲。") + p() + p("乙"))
    assert [block.text for block in source.blocks] == ["甲。", "乙"]
    assert [block.wrapped for block in source.blocks] == [False, False]
    assert source.notes == ()


def test_a_hard_line_break_begins_a_new_block_and_says_nothing_of_the_paragraph() -> None:
    blocks = read(p(r("关于印发") + r("<w:br/>") + r("办法的通知"))).blocks
    assert [(block.text, block.wrapped) for block in blocks] == [("关于印发", None), ("办法的通知", False)]


def test_tabs_hyphens_and_white_space_are_read_as_they_are_shown() -> None:
    runs = r("<w:t> 甲 </w:t>") + r("<w:tab/>") + r("乙 丙") + r("<w:softHyphen/>") + r("丁\u00ad戊")
    assert lines(p(runs) + p(r("A") + r("<w:noBreakHyphen/>") + r("1"))) == ["甲 乙 丙丁戊", "A-1"]


def test_words_inside_tags_links_and_content_controls_are_read_in_order() -> None:
    inside = (
        f"<w:hyperlink>{r('甲')}</w:hyperlink><w:smartTag><w:smartTagPr/>{r('乙')}</w:smartTag>"
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{r('丙')}</w:sdtContent></w:sdt>"
        f"<w:ruby><w:rubyPr/><w:rt>{r('dīng')}</w:rt><w:rubyBase>{r('丁')}</w:rubyBase></w:ruby>"
        f"<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    )
    source = read(f"<w:sdt><w:sdtContent>{p('前')}</w:sdtContent></w:sdt><w:customXml>{p(inside)}</w:customXml>")
    assert [block.text for block in source.blocks] == ["前", "甲乙丙丁1/2"]
    assert source.notes == ("公式 1 处（第 2 行），只按先后读出其中的文字。",)


def test_hidden_text_is_left_out_whether_the_run_or_its_style_hides_it() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:name w:val="H"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="I"><w:name w:val="I"/><w:basedOn w:val="H"/></w:style>'
    )
    runs = r("见") + r("一", "<w:vanish/>") + r("二", '<w:rStyle w:val="I"/>') + r("闻", '<w:vanish w:val="0"/>')
    assert lines(p(runs), styles=styles) == ["见闻"]


def test_signs_of_sign_fonts_become_signs_that_every_font_has() -> None:
    runs = r('<w:sym w:font="Wingdings" w:char="F0FE"/>') + r('<w:sym w:font="Wingdings 2" w:char="F0A3"/>')
    written = r("\uf0a8", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
    assert lines(p(runs + r("同意") + written)) == ["☑□同意□"]
    unknown = read(p(r("甲") + r('<w:sym w:font="Wingdings" w:char="F02A"/>')))
    assert unknown.blocks[0].text == "甲\uf02a"
    assert unknown.notes == ("符号字体中认不出的符号 1 处（第 1 行），请对照原文件。",)


def test_white_space_or_an_indent_marks_the_first_line_of_a_paragraph() -> None:
    styles = style("Body", '<w:ind w:firstLine="420" w:firstLineChars="200"/>') + style("Sub", based_on="Body")
    body = (
        p("甲", '<w:ind w:firstLineChars="200"/>')
        + p("　　乙")
        + styled("丙", "Sub")
        + p("丁", '<w:pStyle w:val="Sub"/><w:ind w:firstLine="0" w:firstLineChars="0"/>')
        + p("戊", '<w:pStyle w:val="Sub"/><w:ind w:hanging="420" w:hangingChars="200"/>')
        + p("己")
    )
    source = read(body, styles=styles)
    assert [block.text for block in source.blocks if block.indented] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("definition", "is_heading"),
    [
        (style("a", '<w:outlineLvl w:val="0"/>'), True),
        (style("a", '<w:outlineLvl w:val="9"/>', shown="heading 1"), False),
        (style("a", shown="heading 3"), True),
        (style("a", shown="标题 2"), True),
        (style("b", shown="heading 1") + style("a", based_on="b"), True),
        (style("a", shown="Normal"), False),
        (style("a", based_on="a"), False),
    ],
)
def test_headings_are_told_by_outline_level_or_by_the_style_s_name(definition: str, is_heading: bool) -> None:
    block = read(styled("总则", "a"), styles=definition).blocks[0]
    assert (block.kind is BlockKind.HEADING) is is_heading


def test_strict_files_read_like_transitional_ones() -> None:
    body = numbered("文") + p("标题", '<w:outlineLvl w:val="0"/>') + table(["甲", "乙"])
    numbering = OUTLINE + num(1, 0)
    strict = read(body, numbering=numbering, namespace=STRICT)
    assert strict == read(body, numbering=numbering)
    assert strict.blocks[0].text == "一、文"


def test_the_main_part_is_found_by_its_relation() -> None:
    assert lines(p("甲"), main="word/document2.xml") == ["甲"]


# Tracked changes and comments


def test_tracked_changes_are_read_as_accepted_and_named() -> None:
    body = (
        p(r("一") + f"<w:ins>{r('二')}</w:ins><w:del><w:r><w:delText>三</w:delText></w:r></w:del>")
        + p(f"<w:moveFrom>{r('四')}</w:moveFrom>", "<w:rPr><w:moveFrom/></w:rPr>")
        + p(f"<w:moveTo>{r('四')}</w:moveTo>")
        + p("五", "<w:pPrChange><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:pPrChange>")
    )
    source = read(body)
    assert [block.text for block in source.blocks] == ["一二", "四", "五"]
    assert all(block.kind is BlockKind.TEXT for block in source.blocks)
    (caveat,) = source.caveats
    assert "修订痕迹" in caveat
    assert "草稿" in caveat
    assert "插入 1 处、删除 1 处、移动 1 处" in caveat


def test_a_deleted_paragraph_mark_joins_what_it_parted_and_counts_no_number() -> None:
    deleted = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>'
    body = numbered("甲") + p("乙", deleted) + numbered("丙") + p("", deleted) + numbered("丁")
    assert lines(body, numbering=OUTLINE + num(1, 0)) == ["一、甲", "二、乙丙", "三、丁"]


def test_deleted_rows_are_gone() -> None:
    rows = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('旧')}</w:tr><w:tr><w:trPr><w:ins/></w:trPr>{cell('新')}</w:tr>"
    assert lines(f"<w:tbl>{rows}</w:tbl>") == ["新"]


def test_comments_are_left_out_and_counted() -> None:
    body = p('<w:commentRangeStart w:id="0"/>' + r("甲") + r('<w:commentReference w:id="0"/>'))
    source = read(body, comments=f'<w:comment w:id="0">{p("改一下")}</w:comment>')
    assert source.text == "甲\n"
    assert source.notes == ("文件有批注 1 条，没有读入。",)


# Notes, text boxes, headers


def test_notes_stand_behind_the_text_with_the_mark_that_leads_to_them() -> None:
    def reference(kind: str, number: int, more: str = "") -> str:
        return r(f'<w:{kind}Reference w:id="{number}" {more}/>')

    body = p(r("甲") + reference("footnote", 7) + r("乙") + reference("endnote", 2)) + table(
        [p(r("丙") + reference("footnote", 3)), "丁"]
    )
    body += p(r("戊") + reference("footnote", 4, 'w:customMarkFollows="1"') + r("*"))
    footnotes = "".join(
        f'<w:footnote w:id="{number}">{p(r("<w:footnoteRef/>") + r(text))}</w:footnote>'
        for number, text in ((3, " 注三"), (4, "* 自注"), (7, " 注七"), (9, "没有引用"))
    )
    endnotes = f'<w:endnote w:id="2">{p("尾注一")}{p("又一段")}</w:endnote>'
    source = read(body, footnotes=footnotes, endnotes=endnotes)
    texts = [block.text for block in source.blocks]
    assert texts == ["甲[1]乙[尾1]", "丙[2]\t丁", "戊*", "[1] 注七", "[2] 注三", "* 自注", "[尾1] 尾注一", "又一段"]
    assert source.notes[0].startswith("脚注 2 条")


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框一')}{p('框二')}</w:txbxContent>"
    shape = (
        "<mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:txbx>{box}</wps:txbx></wp:anchor></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    assert lines(p(r("前") + r(shape) + r("后")) + p("末")) == ["前后", "框一", "框二", "末"]
    assert lines(table([p(r("前") + r(shape)), "乙"])) == ["前 框一 框二\t乙"]


def test_an_alternative_that_holds_nothing_known_gives_way_to_the_next() -> None:
    sign = '<mc:AlternateContent><mc:Choice Requires="w16se"><w14:x/></mc:Choice><mc:Fallback><w:t>☺</w:t></mc:Fallback></mc:AlternateContent>'
    assert lines(p(r("甲") + r(sign))) == ["甲☺"]


def test_headers_and_footers_are_kept_aside_as_parts_of_the_page() -> None:
    section = (
        '<w:headerReference w:type="default" r:id="rIdheader1"/><w:footerReference w:type="default" r:id="rIdfooter1"/>'
    )
    source = read(p("正文"), section=section, header1=p("某市文件"), footer1=p(r("— ") + field("PAGE", "1") + r(" —")))
    assert [block.text for block in source.blocks] == ["正文"]
    kept = [(source.text[removal.span.start : removal.span.end], removal.kind) for removal in source.removals]
    assert kept == [("某市文件", RemovalKind.PAGE), ("— 1 —", RemovalKind.PAGE)]


def test_pictures_are_named_with_the_line_where_they_stand() -> None:
    picture = r("<w:drawing><wp:inline><a:blip/></wp:inline></w:drawing>")
    source = read(p("甲") + p(picture) + p(r("乙") + picture))
    assert source.notes == ("图片、图表或嵌入对象 2 处（第 2、3 行），其中的文字没有读出。",)


def test_word_art_of_older_files_is_text() -> None:
    assert lines(p(r('<w:pict><v:shape><v:textpath string="某市文件"/></v:shape></w:pict>'))) == ["某市文件"]


def test_a_drop_capital_stands_in_its_paragraph() -> None:
    assert lines(p("深", '<w:framePr w:dropCap="drop"/>') + p("化改革。")) == ["深化改革。"]
