import re
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.samples import zipped
from ingest.readers.word.numerals import write_number
from ingest.readers.word.reader import read_docx
from ingest.source import BlockKind
from kb.errors import (
    BadFile,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileHoldsNoText,
    FileNotText,
    FileTooComplex,
)
from kb.numerals import parse_numeral
from kb.records import RemovalKind
from tests.ingest.readers.word.files import (
    STRICT,
    abstract,
    cell,
    docx,
    field,
    level,
    lines,
    num,
    numbered,
    override,
    p,
    r,
    read,
    style,
    styled,
    table,
)
from tests.programs import convert, needs_libreoffice

OUTLINE = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
)


def numbering_lines(numbering: str, *places: tuple[int, int], **parts: str) -> list[str]:
    """The lines of a file whose paragraphs all read 文, at these (num, level)."""
    return lines("".join(numbered("文", *place) for place in places), numbering=numbering, **parts)


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


# Fields


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    simple = f'<w:fldSimple w:instr="DATE">{r("2020年")}</w:fldSimple>'
    nested = field("IF " + "x", r("甲") + field("PAGEREF a", "3"))
    assert lines(p(simple + nested + r("乙"))) == ["2020年甲3乙"]


def test_fields_within_an_instruction_are_not_shown() -> None:
    begin, end = r('<w:fldChar w:fldCharType="begin"/>'), r('<w:fldChar w:fldCharType="end"/>')
    separate = r('<w:fldChar w:fldCharType="separate"/>')
    assert lines(p(begin + field("REF x", "暗") + separate + r("明") + end)) == ["明"]


def test_the_entries_of_a_contents_table_stay_lines() -> None:
    first = p(field('TOC \\o "1-3"', r("一、总体要求") + r("<w:tab/>") + field("PAGEREF a", "1"), end=False))
    last = p(r("二、主要任务") + r("<w:tab/>") + r("5"))
    body = first + last + p(r('<w:fldChar w:fldCharType="end"/>')) + p("正文")
    assert lines(body) == ["一、总体要求 1", "二、主要任务 5", "正文"]


def test_a_field_without_an_end_hides_nothing() -> None:
    assert lines(p(r('<w:fldChar w:fldCharType="begin"/>') + r("甲")) + p("乙")) == ["甲", "乙"]


def test_check_boxes_lists_and_ringed_characters_are_shown() -> None:
    def form(inside: str) -> str:
        return (
            r(f'<w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar>')
            + r("<w:instrText>FORM</w:instrText>")
            + r('<w:fldChar w:fldCharType="end"/>')
        )

    ticked = form('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    empty = form('<w:checkBox><w:default w:val="0"/></w:checkBox>')
    choice = form('<w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList>')
    ringed = (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r("<w:instrText> eq \\o\\ac(○,</w:instrText>")
        + r("<w:instrText>3)</w:instrText>")
        + r('<w:fldChar w:fldCharType="end"/>')
    )
    assert lines(p(ticked + r("是") + empty + r("否") + choice + ringed)) == ["☑是□否乙③"]


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


# Tables


def test_rows_have_their_cells_and_the_number_of_their_table() -> None:
    source = read(p("前") + table(["甲", "乙"], ["丙", ""]) + p("间") + table(["丁", "戊"]))
    rows = [block for block in source.blocks if block.kind is BlockKind.TABLE_ROW]
    assert [[piece.text for piece in row.cells] for row in rows] == [["甲", "乙"], ["丙", ""], ["丁", "戊"]]
    assert [row.table for row in rows] == [1, 1, 2]
    assert all(
        source.text[piece.spans[0].start : piece.spans[0].end] == piece.text
        for row in rows
        for piece in row.cells
        if piece
    )


def test_a_merged_cell_stands_in_every_row_and_column_that_it_covers() -> None:
    rows = table(
        [cell("跨两列", '<w:gridSpan w:val="2"/>'), "丙"],
        [cell("跨两行", '<w:vMerge w:val="restart"/>'), "乙", "丙"],
        [cell("", "<w:vMerge/>"), "乙", cell("", '<w:hMerge w:val="continue"/>')],
    )
    cells = [[piece.text for piece in block.cells] for block in read(rows).blocks]
    assert cells == [["跨两列", "跨两列", "丙"], ["跨两行", "乙", "丙"], ["跨两行", "乙", "乙"]]


def test_columns_that_a_row_leaves_out_are_empty_cells() -> None:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="2"/></w:trPr>{cell("乙")}</w:tr>'
    assert [piece.text for piece in read(f"<w:tbl>{row}</w:tbl>").blocks[0].cells] == ["", "乙", "", ""]


def test_the_text_of_a_table_within_a_cell_stands_in_the_cell() -> None:
    inner = p("前") + table(["一", "二"], ["三", "四"]) + p("后")
    assert lines(table(["甲", inner])) == ["甲\t前 一 二 三 四 后"]


def test_a_frame_of_one_column_around_paragraphs_is_no_table() -> None:
    box = table([p("专栏1")], [numbered("甲。") + numbered("乙。") + table(["丙", "丁"])])
    source = read(p("前") + box, numbering=OUTLINE + num(1, 0))
    assert [block.text for block in source.blocks] == ["前", "专栏1", "一、甲。", "二、乙。", "丙\t丁"]
    assert [block.table for block in source.blocks] == [None, None, None, None, 1]


def test_automatic_numbers_in_cells_are_counted_along() -> None:
    body = table([numbered(""), "甲"], [numbered(""), "乙"])
    assert lines(body, numbering=abstract(0, level(0, "decimal", "%1")) + num(1, 0)) == ["1\t甲", "2\t乙"]


# Numbering


def test_labels_that_stand_only_in_the_numbering_are_written_before_the_text() -> None:
    places = ((1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1))
    labels = [line.removesuffix("文") for line in numbering_lines(OUTLINE + num(1, 0), *places)]
    assert labels == ["一、", "（一）", "（二）", "1.", "（1）", "二、", "（一）"]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("decimal", 21, "21"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("numberInDash", 2, "- 2 -"),
        ("chineseCounting", 0, "〇"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 105, "一百零五"),
        ("chineseLegalSimplified", 16, "壹拾陆"),
        ("ideographLegalTraditional", 23, "貳拾參"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 10, "癸"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographZodiacTraditional", 3, "丙寅"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircleChinese", 36, "㊱"),
        ("decimalEnclosedCircleChinese", 51, "51"),
        ("decimalEnclosedParen", 1, "⑴"),
        ("decimalEnclosedFullstop", 20, "⒛"),
        ("ideographEnclosedCircle", 10, "㊉"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 26, "z"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("none", 4, ""),
        ("somethingNew", 4, "4"),
    ],
)
def test_numbers_are_written_in_their_format(form: str, number: int, written: str) -> None:
    assert write_number(number, form) == written


@given(st.integers(1, 9999))
def test_a_counted_number_can_be_read_back(number: int) -> None:
    assert parse_numeral(write_number(number, "chineseCountingThousand")) == number


def test_an_unknown_format_is_written_in_digits_and_named() -> None:
    source = read(numbered("文"), numbering=abstract(0, level(0, "thaiCounting", "%1.")) + num(1, 0))
    assert source.blocks[0].text == "1.文"
    assert source.notes == ("自动编号的格式 thaiCounting 不认识，按阿拉伯数字写出。",)


@pytest.mark.parametrize(
    ("shown", "suffix", "text", "line"),
    [
        ("%1、", "", "文", "1、文"),
        ("（%1）", "tab", "文", "（1）文"),
        ("%1.", "", "文", "1.文"),
        ("%1.", "", "2020年", "1. 2020年"),
        ("第%1条", "", "所有", "第1条 所有"),
        ("%1", "tab", "2", "1 2"),
        ("%1、", "space", "文", "1、 文"),
        ("%1", "nothing", "文", "1文"),
        ("%1、", "", "", "1、"),
    ],
)
def test_a_label_is_parted_from_its_text_by_no_more_than_it_needs(
    shown: str, suffix: str, text: str, line: str
) -> None:
    numbering = abstract(0, level(0, "decimal", shown, suffix=suffix)) + num(1, 0)
    assert lines(numbered(text), numbering=numbering) == [line]


def test_bullets_are_left_out_but_dashes_are_punctuation() -> None:
    numbering = abstract(0, level(0, "bullet", "●")) + abstract(1, level(0, "bullet", "——")) + num(1, 0) + num(2, 1)
    assert numbering_lines(numbering, (1, 0), (2, 0)) == ["文", "—— 文"]


def test_a_format_of_none_leaves_the_words_around_it() -> None:
    assert numbering_lines(abstract(0, level(0, "none", "附件")) + num(1, 0), (1, 0)) == ["附件 文"]


def test_a_level_that_never_restarts_goes_on_below_the_next_one() -> None:
    never = level(1, "decimal", "第%2条", more='<w:lvlRestart w:val="0"/>', suffix="nothing")
    numbering = abstract(0, level(0, "chineseCounting", "第%1章", suffix="nothing"), never) + num(1, 0)
    written = numbering_lines(numbering, (1, 0), (1, 1), (1, 1), (1, 0), (1, 1))
    assert written == ["第一章文", "第1条文", "第2条文", "第二章文", "第3条文"]


def test_a_level_may_restart_after_a_higher_level_only() -> None:
    third = level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>', suffix="nothing")
    numbering = abstract(0, level(0), level(1), third) + num(1, 0)
    written = numbering_lines(numbering, (1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2))
    assert [line for line in written if ")" in line] == ["1)文", "2)文", "1)文"]


def test_a_legal_level_writes_all_its_numbers_in_digits() -> None:
    legal = level(1, "chineseCounting", "%1.%2", more="<w:isLgl/>")
    numbering = abstract(0, level(0, "chineseCounting", "第%1章"), legal) + num(1, 0)
    assert numbering_lines(numbering, (1, 0), (1, 1)) == ["第一章 文", "1.1 文"]


def test_a_custom_format_writes_its_zeros() -> None:
    choice = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    numbering = abstract(0, f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{choice}<w:lvlText w:val="%1."/></w:lvl>') + num(
        1, 0
    )
    assert numbering_lines(numbering, (1, 0)) == ["001.文"]


def test_a_level_linked_to_a_style_is_the_style_s_level() -> None:
    styles = style("A", '<w:numPr><w:numId w:val="1"/></w:numPr>') + style(
        "B", '<w:numPr><w:numId w:val="1"/></w:numPr>'
    )
    numbering = abstract(0, level(0), level(1, "decimal", "（%2）", more='<w:pStyle w:val="B"/>')) + num(1, 0)
    assert lines(styled("甲", "A") + styled("乙", "B"), numbering=numbering, styles=styles) == ["1、甲", "（1）乙"]


def test_the_default_style_counts_for_paragraphs_without_one() -> None:
    styles = style("N", '<w:outlineLvl w:val="0"/>').replace("<w:style ", '<w:style w:default="1" ')
    assert read(p("甲"), styles=styles).blocks[0].kind is BlockKind.HEADING


def test_what_leads_nowhere_gives_no_label() -> None:
    numbering = abstract(0, level(0)) + num(1, 0) + num(2, 99)
    loop = abstract(5, more='<w:numStyleLink w:val="L"/>') + num(6, 5)
    styles = style("L", '<w:numPr><w:numId w:val="6"/></w:numPr>', kind="numbering")
    body = numbered("甲", 2) + numbered("乙", 7) + numbered("丙", 1, 8) + numbered("丁", 6)
    assert lines(body, numbering=numbering + loop, styles=styles) == ["甲", "乙", "丙", "丁"]


# LibreOffice as the oracle

STYLES = (
    style("H1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    + style("H2", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based_on="H1")
    + style("H1b", based_on="H1")
    + style("Off", '<w:numPr><w:numId w:val="0"/></w:numPr>', based_on="H1")
    + style("H3", '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>')
)
THREE = (level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "decimal", "%1.%2.%3."))
LINKED = [
    level(at, "decimal", text, more=f'<w:pStyle w:val="H{at + 1}"/>')
    for at, text in enumerate(("%1.", "%1.%2.", "%1.%2.%3."))
]
FORMS = (
    "decimal decimalZero chineseCounting chineseCountingThousand chineseLegalSimplified ideographLegalTraditional"
    " ideographTraditional japaneseCounting taiwaneseCountingThousand decimalEnclosedCircle"
    " decimalEnclosedCircleChinese upperLetter lowerLetter upperRoman lowerRoman none"
).split()


def series(numbering: str, *places: tuple[int, int], **parts: str) -> bytes:
    """A file whose paragraphs all read 文, at these (num, level)."""
    return docx("".join(numbered("文", *place) for place in places), numbering=numbering, **parts)


def varied_files() -> dict[str, bytes]:
    """Files with numbering of every kind that LibreOffice 7.4 follows too (it passes over isLgl and lvlRestart)."""
    plain = abstract(0, *THREE)
    files = {f"form_{form}": series(abstract(0, level(0, form)) + num(1, 0), *[(1, 0)] * 125) for form in FORMS}
    zodiac = abstract(0, level(0, "ideographZodiac")) + num(1, 0)
    files |= {
        "zodiac": series(zodiac, *[(1, 0)] * 12),
        "levels": series(plain + num(1, 0), (1, 0), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)),
        "deep_first": series(plain + num(1, 0), (1, 1), (1, 1), (1, 0), (1, 2), (1, 1)),
        "shared": series(plain + num(1, 0) + num(2, 0), (1, 0), (1, 0), (2, 0), (2, 0), (1, 0)),
        "restart": series(plain + num(1, 0) + num(2, 0, override(0, 5)), *[(1, 0)] * 2, *[(2, 0)] * 2, (1, 0), (2, 0)),
        "restart_below": series(plain + num(1, 0) + num(2, 0, override(1, 7)), (1, 0), (1, 1), (2, 1), (2, 1), (1, 0), (1, 1)),
        "own_level": series(
            plain + num(1, 0) + num(2, 0, override(0, inside=level(0, "upperLetter", "%1)", start=3))), (1, 0), (2, 0), (1, 0)
        ),
        "no_start": series(abstract(0, level(0, "decimal", "%1.", start=None)) + num(1, 0), (1, 0), (1, 0)),
        "suffixes": series(
            abstract(0, *(level(at, "decimal", f"%{at + 1}.", suffix=gap) for at, gap in enumerate(("tab", "space", "nothing")))) + num(1, 0),
            (1, 0), (1, 1), (1, 2),
        ),
        "other_forms": series(
            abstract(0, level(0, "chineseCountingThousand", "第%1章"), level(1, "decimal", "%1.%2")) + num(1, 0), (1, 0), (1, 1), (1, 0), (1, 1)
        ),
        "empty": docx(numbered("文") + numbered("") + numbered("文"), numbering=plain + num(1, 0)),
        "rows": docx(numbered("文") + table([numbered("文")], [numbered("文")]) + numbered("文"), numbering=plain + num(1, 0)),
        "numbering_style": series(
            abstract(0, level(0, "chineseCounting"), level(1, "chineseCounting", "（%2）"), more='<w:styleLink w:val="L"/>')
            + abstract(1, more='<w:numStyleLink w:val="L"/>') + num(1, 0) + num(2, 1) + num(3, 1),
            (2, 0), (2, 1), (3, 0), (1, 0),
            styles=style("L", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering"),
        ),
        "styles": docx(
            "".join(styled("文", name) for name in ("H1", "H2", "H2", "H3", "H1b", "Off", "H1"))
            + p("文", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
            + p("文", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
            + p("文", '<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="1"/></w:numPr>'),
            numbering=abstract(0, *LINKED) + num(1, 0),
            styles=STYLES,
        ),
    }  # fmt: skip
    return files


def bare(line: str) -> str:
    """A line without its white space, which LibreOffice sets otherwise."""
    return re.sub(r"\s", "", line)


@needs_libreoffice
def test_labels_are_those_that_libreoffice_writes(tmp_path: Path) -> None:
    files = {tmp_path / f"{name}.docx": data for name, data in varied_files().items()}
    for path, data in files.items():
        path.write_bytes(data)
    written = convert(tmp_path, "txt:Text", *files)
    compared = 0
    for (path, data), text in zip(files.items(), written, strict=True):
        expected = [bare(line) for line in text.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        assert [bare(block.text) for block in read_docx(data, path.name).blocks] == expected, path.stem
        compared += len(expected)
    assert compared > 2000


@needs_libreoffice
def test_a_file_that_libreoffice_made_of_chinese_text_holds_the_text_again(tmp_path: Path) -> None:
    corpus = list((Path(__file__).parents[4] / "corpus").glob("*.txt"))
    assert corpus
    made = convert(tmp_path, "docx", *corpus, reading="Text (encoded):UTF8")
    for path, text in zip(made, corpus, strict=True):
        expected = [line.strip() for line in text.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        assert [block.text for block in read_docx(path.read_bytes(), path.name).blocks] == expected


@needs_libreoffice
def test_numbering_that_libreoffice_writes_itself_is_read_alike(tmp_path: Path) -> None:
    places = ((1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1), (1, 2))
    given_file = tmp_path / "given.docx"
    given_file.write_bytes(series(OUTLINE + num(1, 0), *places))
    (odt,) = convert(tmp_path, "odt", given_file)
    (made,) = convert(tmp_path, "docx", odt)
    assert [block.text for block in read_docx(made.read_bytes(), "a.docx").blocks] == numbering_lines(
        OUTLINE + num(1, 0), *places
    )


# Files that are none


def ole(stream: str) -> bytes:
    """The beginning of a compound file that names a stream in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + struct.pack("<H", 26)


GOOD = docx(p("甲乙丙" * 500))


@pytest.mark.parametrize(
    ("data", "error", "what"),
    [
        (b"", FileEmpty, "空"),
        (b" \n", FileEmpty, "空"),
        (b"%PDF-1.7\n", FileNotText, "PDF"),
        (b"{\\rtf1 x}", FileNotText, "RTF"),
        ("一、总体要求".encode(), FileNotText, "其他格式"),
        (ole("WordDocument"), FileNotText, "旧版 Word"),
        (ole("EncryptedPackage"), FileEncrypted, "密码"),
        (zipped({"xl/workbook.xml": "<workbook/>"}), FileNotText, "Excel"),
        (zipped({"a.txt": "文"}), FileNotText, "ZIP"),
        (zipped({"OFD.xml": "<OFD/>"}), FileNotText, "OFD"),
        (zipped({"word/styles.xml": "<styles/>"}), FileDamaged, "缺少 word/document.xml"),
        (zipped({"word/document.xml": "<document"}), FileDamaged, "不是完整的 XML"),
        (zipped({"word/document.xml": "<document/>"}), FileDamaged, "没有 Word 正文"),
        (zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), FileDamaged, "文档类型声明"),
        (GOOD[: len(GOOD) // 2], FileDamaged, "截断"),
        (docx(p()), FileEmpty, "没有文字"),
        (docx(p(r("<w:pict><v:imagedata/></w:pict>"))), FileHoldsNoText, "只有图片"),
    ],
)
def test_what_is_no_word_file_with_words_is_refused_with_the_reason(
    data: bytes, error: type[BadFile], what: str
) -> None:
    with pytest.raises(error, match=what) as caught:
        read_docx(data, "a.docx")
    assert caught.value.message.startswith("a.docx：")
    assert caught.value.remedy


def test_a_part_with_too_many_elements_is_refused_before_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.word.parts.MOST_TAGS", 100)
    with pytest.raises(FileTooComplex, match="word/document.xml"):
        read(p("甲") * 50)


@pytest.mark.parametrize("wrapper", ["ins", "sdt", "hyperlink", "customXml", "x", "r"])
def test_deep_nesting_is_read_or_refused(wrapper: str) -> None:
    assert lines(p(f"<w:{wrapper}>" * 200 + r("甲") + f"</w:{wrapper}>" * 200)) == ["甲"]
    with pytest.raises(FileDamaged):
        read(p(f"<w:{wrapper}>" * 2000 + r("甲") + f"</w:{wrapper}>" * 2000))


def test_tables_within_tables_are_read_to_the_deepest() -> None:
    body = p("底")
    for _ in range(60):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc/></w:tr></w:tbl>"
    assert lines(body) == ["底"]


def test_numbers_that_no_file_of_word_has_cost_nothing() -> None:
    wide = cell("甲", '<w:gridSpan w:val="2000000000"/>')
    far = abstract(0, level(0, "upperRoman", "%1.", start=999_999_999)) + abstract(
        1, level(0, "upperLetter", "%1.", start=888_888_888)
    )
    source = read(
        table([wide, "乙"]) + numbered("丙") + numbered("丁", 2) + p("戊", f'<w:ind w:firstLine="{"9" * 5000}"/>'),
        numbering=far + num(1, 0) + num(2, 1),
    )
    assert len(source.blocks[0].cells) <= 64
    assert [block.text for block in source.blocks[1:]] == ["999999999.丙", "888888888.丁", "戊"]


@settings(max_examples=200)
@given(st.data())
def test_any_damage_gives_a_source_or_a_reason(data: st.DataObject) -> None:
    whole = docx(
        numbered("甲") + table(["乙", "丙"]) + p(field("REF", "丁")), numbering=OUTLINE + num(1, 0), styles=style("a")
    )
    broken = bytearray(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    for _ in range(data.draw(st.integers(0, 8)) if broken else 0):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        source = read_docx(bytes(broken), "a.docx")
    except BadFile as error:
        assert error.message.startswith("a.docx")
        assert error.remedy
    else:
        assert source.blocks


TEXT = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=("C", "Z"), exclude_characters="\u00ad<&"), min_size=1
)


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_every_word_of_a_paragraph_comes_out_as_it_was(texts: list[str]) -> None:
    source = read("".join(p(f"{r(text)}{r(text)}") for text in texts))
    assert [block.text for block in source.blocks] == [(text + text).strip() for text in texts]
    assert all(
        "".join(source.text[span.start : span.end] for span in block.piece.spans) == block.text
        for block in source.blocks
    )
