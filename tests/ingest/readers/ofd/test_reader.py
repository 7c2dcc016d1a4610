from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.samples import zipped
from ingest.readers.ofd.content import Allowance
from ingest.readers.ofd.reader import read_ofd
from ingest.source import Source
from kb.errors import BadFile, FileDamaged, FileEncrypted, FileHoldsNoText, FileTooComplex
from kb.records import RemovalKind
from tests.ingest.readers.ofd.files import (
    LEADING,
    LEFT,
    SIZE,
    TOP,
    XMLNS,
    Parts,
    entry,
    official_document,
    package,
    page,
    text_object,
)

PARAGRAPHS = (
    "为深入贯彻落实国务院关于加强数字政府建设的决策部署，进一步提高政务服务质量，现就有关事项通知如下。",
    "一、总体要求",
    "（一）坚持以人民为中心的发展思想，聚焦企业和群众反映强烈的突出问题，推动政务服务从能办向好办转变，不断增强人民群众的获得感、幸福感、安全感。",
    "（二）坚持问题导向。",
    "二、重点任务",
)
ANNOTATION = (
    '<ofd:Annot Type="{kind}" ID="9"><ofd:Appearance Boundary="10 20 100 10">{text}</ofd:Appearance></ofd:Annot>'
)


def read(parts: Parts) -> Source:
    return read_ofd(zipped(parts), "通知.ofd")


def texts(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


def left_out(source: Source) -> list[str]:
    assert all(removal.kind is RemovalKind.PAGE for removal in source.removals)
    return [source.text[removal.span.start : removal.span.end] for removal in source.removals]


def read_objects(*objects: str) -> list[str]:
    return texts(read(package([page(*objects)])))


def joined(source: Source) -> list[str]:
    """The paragraphs that the blocks make if a full line runs on to the next one, unless that is indented."""
    paragraphs: list[str] = []
    before = None
    for block in source.blocks:
        if before is not None and before.wrapped and not block.indented:
            paragraphs[-1] += block.text
        else:
            paragraphs.append(block.text)
        before = block
    return paragraphs


# A whole document


def test_the_paragraphs_of_an_official_document_come_back_whole_over_line_and_page_ends() -> None:
    source = read(official_document("关于加强政务服务工作的通知", PARAGRAPHS * 10))
    assert joined(source) == ["关于加强政务服务工作的通知", *PARAGRAPHS * 10]
    assert max(block.page or 0 for block in source.blocks) == 4
    assert [block.page for block in source.blocks] == sorted(block.page or 0 for block in source.blocks)
    assert source.notes == ()


def test_first_lines_of_paragraphs_are_indented_and_only_full_lines_run_on() -> None:
    source = read(official_document("关于加强政务服务工作的通知", PARAGRAPHS))
    assert [(block.indented, block.wrapped) for block in source.blocks][1:5] == [
        (True, True),
        (False, False),
        (True, False),
        (True, True),
    ]


def test_page_numbers_and_running_heads_are_left_out_and_kept_by_name() -> None:
    source = read(official_document("关于加强政务服务工作的通知", PARAGRAPHS * 10, head="某某市人民政府公报"))
    assert joined(source)[1:] == list(PARAGRAPHS * 10)
    assert Counter(left_out(source)) == Counter(
        ["某某市人民政府公报"] * 4 + [f"— {number} —" for number in range(1, 5)]
    )


def test_bare_numbers_that_count_the_pages_are_page_numbers_and_others_are_not() -> None:
    pages = [page(text_object(f"第{at}页的内容", 28, 50), text_object(str(at + 7), 100, 280)) for at in range(3)]
    assert left_out(read(package(pages))) == ["7", "8", "9"]
    pages = [
        page(text_object(f"有{number}项内容", 28, 50), text_object(number, 100, 280)) for number in ("12", "5", "40")
    ]
    assert left_out(read(package(pages))) == []


def test_what_stands_at_the_head_of_two_pages_only_is_text() -> None:
    pages = [page(text_object("附件", 28, 30), text_object(f"内容{word}项", 28, 50)) for word in "甲乙"]
    assert texts(read(package(pages))) == ["附件", "内容甲项", "附件", "内容乙项"]


# Places


def test_lines_are_read_from_top_to_bottom_whatever_the_order_of_the_file() -> None:
    objects = [text_object(word, LEFT, TOP + at * LEADING) for at, word in enumerate("甲乙丙丁")]
    assert read_objects(*reversed(objects)) == ["甲", "乙", "丙", "丁"]


def test_runs_on_one_baseline_make_one_line_without_invented_blanks() -> None:
    third = LEFT + 5 * SIZE
    assert read_objects(text_object("第三条", LEFT, 50), text_object("为了", third, 50.5)) == ["第三条 为了"]
    assert read_objects(text_object("第三条", LEFT, 50), text_object("为了", LEFT + 3.3 * SIZE, 50)) == ["第三条为了"]


def test_blanks_of_the_file_are_kept_within_a_line() -> None:
    first = text_object("Policy ", LEFT, 50, deltas=f'DeltaX="g 6 {SIZE / 2}"')
    second = text_object("base", LEFT + 3.5 * SIZE, 50, deltas=f'DeltaX="g 3 {SIZE / 2}"')
    assert read_objects(first, second) == ["Policy base"]
    assert read_objects(text_object("第一章　总则", LEFT, 50)) == ["第一章　总则"]


def test_a_name_stretched_over_its_place_is_no_two_words() -> None:
    assert read_objects(text_object("名称：", LEFT, 50, deltas='DeltaX="25 5.6"')) == ["名称："]
    spread = [text_object(word, LEFT + at * 2.2 * SIZE, 50) for at, word in enumerate("会议纪要")]
    assert read_objects(*spread) == ["会议纪要"]


def test_words_printed_into_the_gaps_of_a_form_are_read_there() -> None:
    form = text_object("年     月     日", 100, 50, deltas=f'DeltaX="{SIZE} g 5 3 {SIZE} g 5 3"')
    month = text_object("11", 108, 50, size=5, deltas='DeltaX="2.5"')
    day = text_object("01", 129, 50, size=5, deltas='DeltaX="2.5"')
    assert "".join(read_objects(month, day, form)).replace(" ", "") == "年11月01日"


def test_raised_figures_stay_in_their_line() -> None:
    raised = text_object("2", LEFT + 4 * SIZE, 48, size=3)
    assert read_objects(text_object("面积平方", LEFT, 50), raised, text_object("以上", LEFT + 4.4 * SIZE, 50)) == [
        "面积平方2以上"
    ]


def test_words_printed_twice_to_look_bold_are_taken_once() -> None:
    assert read_objects(text_object("通知", LEFT, 50), text_object("通知", LEFT + 0.3, 50)) == ["通知"]


def test_deltas_repeat_with_g_and_a_delta_y_begins_a_line() -> None:
    deltas = 'DeltaX="g 2 5.6 -11.2 g 2 5.6" DeltaY="g 2 0 9 g 2 0"'
    assert read_objects(text_object("第一行第二行", LEFT, 50, deltas=deltas)) == ["第一行", "第二行"]


def test_characters_without_deltas_follow_each_other() -> None:
    first = text_object("没有间距", LEFT, 50, deltas="")
    assert read_objects(first, text_object("也能读", LEFT + 4 * SIZE, 50)) == ["没有间距也能读"]


def test_characters_one_below_the_other_are_one_word() -> None:
    down = text_object("购买方", LEFT, 50, deltas='DeltaY="6 6"')
    assert read_objects(down, text_object("名称", 60, 56)) == ["购买方", "名称"]


def test_a_matrix_scales_and_moves() -> None:
    scaled = text_object("单位为一", 0, 1, size=1, ctm="5.6 0 0 5.6 28 45")
    assert read_objects(scaled, text_object("在后", LEFT + 4.2 * SIZE, 50)) == ["单位为一在后"]


def test_a_page_whose_text_is_turned_is_read_along_its_lines() -> None:
    lines = [
        text_object(line, 150 - 10 * at, 30, ctm="0 1 -1 0 0 0") for at, line in enumerate(("第一行文字", "第二行文字"))
    ]
    assert read_objects(*reversed(lines)) == ["第一行文字", "第二行文字"]


def test_slanting_text_is_a_watermark() -> None:
    watermark = text_object("内部使用", 50, 100, ctm="0.7071 -0.7071 0.7071 0.7071 0 0")
    source = read(package([page(text_object("正文", LEFT, 50), watermark)]))
    assert (texts(source), left_out(source)) == (["正文"], ["内部使用"])
    assert "第 1 页" in source.notes[0] and "内部使用" in source.notes[0]


def test_two_columns_are_read_one_after_the_other_and_the_title_first() -> None:
    left, right = "左栏的文字排得很满很整齐", "右栏的文字也排得又满又齐"
    objects = [text_object("两栏文章的标题写在最上面横跨两栏", 60, 30)]
    for at in range(8):
        objects += [
            text_object(f"{left}{at}", 20, 50 + at * 8, size=5.6),
            text_object(f"{right}{at}", 110, 50 + at * 8, size=5.6),
        ]
    source = read(package([page(*objects)]))
    expected = [f"{left}{at}" for at in range(8)] + [f"{right}{at}" for at in range(8)]
    assert texts(source)[1:] == expected
    assert all(block.wrapped and not block.indented for block in source.blocks[1:])


def test_a_table_of_short_cells_is_read_row_by_row() -> None:
    objects = []
    for at in range(8):
        objects += [text_object(f"任务{at}", 28, 50 + at * 10), text_object(f"市某某局{at}", 110, 50 + at * 10)]
    assert read_objects(*objects) == [f"任务{at} 市某某局{at}" for at in range(8)]


def test_short_lines_of_a_list_do_not_run_on() -> None:
    source = read(package([page(*(text_object(f"第{word}项", LEFT, 50 + at * 10) for at, word in enumerate("一二")))]))
    assert [block.wrapped for block in source.blocks] == [False, False]


# What a page is made of


def test_pages_come_in_the_order_of_the_list() -> None:
    parts = package([page(text_object(word, LEFT, 50)) for word in ("首页", "次页")])
    entries = parts["Doc_0/Document.xml"]
    first, second = '<ofd:Page ID="100"', '<ofd:Page ID="101"'
    parts["Doc_0/Document.xml"] = (
        entries.replace(first, "@").replace(second, first).replace("@", second).replace("Page_0", "@")
    )
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace("Page_1", "Page_0").replace("@", "Page_1")
    source = read(parts)
    assert [(block.text, block.page) for block in source.blocks] == [("次页", 1), ("首页", 2)]


def test_template_words_are_read_in_their_place_on_each_page() -> None:
    template = page(text_object("单位：", LEFT, 50), text_object("日期：", LEFT, 120))
    pages = [page(text_object(word, LEFT + 3 * SIZE, 50), template="7") for word in ("甲局", "乙局")]
    assert texts(read(package(pages, templates={"7": template}))) == ["单位：甲局", "日期：", "单位：乙局", "日期："]


def test_a_missing_template_is_noted_with_its_pages() -> None:
    parts = package([page(text_object("正文", LEFT, 50), template="7")])
    source = read(parts)
    assert texts(source) == ["正文"]
    assert source.notes == ("第 1 页：所用的模板页缺失或损坏，模板上的文字没有读到。",)


def test_nested_blocks_and_composite_units_hold_words() -> None:
    block = (
        f'<ofd:PageBlock ID="5"><ofd:PageBlock ID="6">{text_object("块中", LEFT, 50)}</ofd:PageBlock></ofd:PageBlock>'
    )
    unit = f'<ofd:CompositeGraphicUnit ID="8"><ofd:Content>{text_object("图元中", 0, 10)}</ofd:Content></ofd:CompositeGraphicUnit>'
    use = '<ofd:CompositeObject ID="9" ResourceID="8" Boundary="28 60 100 20"/>'
    assert texts(read(package([page(use, block)], units=unit))) == ["块中", "图元中"]


def test_a_composite_unit_that_holds_itself_ends() -> None:
    use = '<ofd:CompositeObject ID="9" ResourceID="8" Boundary="0 10 100 20"/>'
    unit = f'<ofd:CompositeGraphicUnit ID="8"><ofd:Content>{text_object("图", 28, 10)}{use}</ofd:Content></ofd:CompositeGraphicUnit>'
    assert set(texts(read(package([page(use)], units=unit)))) == {"图"}


def test_glyph_mapped_text_is_what_its_text_code_says() -> None:
    glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>3755 33</ofd:Glyphs></ofd:CGTransform>'
    assert read_objects(text_object("说明", LEFT, 50, inside=glyphs)) == ["说明"]
    source = read(package([page(text_object("说¤", LEFT, 50, inside=glyphs))]))
    assert texts(source) == ["说¤"]
    assert "没有字符编码" in source.notes[0]


def test_text_annotations_are_words_and_watermarks_and_stamps_are_not() -> None:
    kinds = {"Path": "意见", "Watermark": "水印", "Stamp": "印章"}
    annotations = "".join(
        ANNOTATION.format(kind=kind, text=text_object(text, at * 40, 5))
        for at, (kind, text) in enumerate(kinds.items())
    )
    source = read(package([page(text_object("正文", LEFT, 50))], annotations={0: annotations}))
    assert texts(source) == ["意见", "正文"]
    assert left_out(source) == ["水印", "印章"]
    assert source.notes == ("第 1 页：有注释文字“意见”，已按所在位置读作正文。",)


def test_hidden_text_is_left_out_and_noted() -> None:
    source = read(package([page(text_object("正文", LEFT, 50), text_object("旧稿", LEFT, 60, more='Visible="false"'))]))
    assert (texts(source), left_out(source)) == (["正文"], ["旧稿"])
    assert "旧稿" in source.notes[0]


def test_several_documents_of_a_package_are_read_one_after_the_other() -> None:
    parts = package([page(text_object("甲文", LEFT, 50))]) | package(
        [page(text_object("乙文", LEFT, 50))], folder="Doc_1"
    )
    parts["OFD.xml"] = entry("Doc_0", "Doc_1")
    source = read(parts)
    assert [(block.text, block.page) for block in source.blocks] == [("甲文", 1), ("乙文", 2)]
    assert "2 个文档" in source.notes[0]


def test_pages_of_pictures_among_pages_of_words_are_noted() -> None:
    picture = '<ofd:ImageObject ID="3" ResourceID="4" Boundary="0 0 210 297"/>'
    source = read(package([page(text_object("正文", LEFT, 50)), page(picture)]))
    assert source.notes == ("第 2 页：只有图片，没有文字。",)


def test_attachments_are_named() -> None:
    parts = package([page(text_object("正文", LEFT, 50))], document="<ofd:Attachments>Attachs.xml</ofd:Attachments>")
    parts["Doc_0/Attachs.xml"] = f'<ofd:Attachments {XMLNS}><ofd:Attachment Name="底稿" ID="1"/></ofd:Attachments>'
    assert read(parts).notes == ("带有附加文件（底稿），没有读；需要的话请另外入库。",)


# Locations


@pytest.mark.parametrize(
    "location",
    [
        "/Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "Pages\\Page_0\\Content.xml",
        "./Pages/../Pages/Page_0/Content.xml",
        "/Pages/Page_0/Content.xml",
        "pages/page_0/content.XML",
    ],
)
def test_locations_are_found_however_they_are_written(location: str) -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace("Pages/Page_0/Content.xml", location)
    assert texts(read(parts)) == ["正文"]


def test_the_older_namespace_is_read_too() -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    assert texts(read({part: text.replace("org/2016", "org") for part, text in parts.items()})) == ["正文"]


# Files that can't be read


def test_a_file_of_nothing_but_running_heads_holds_no_text() -> None:
    pages = [page(text_object("某某档案馆", LEFT, 20), text_object(f"— {at} —", 100, 280)) for at in range(1, 5)]
    with pytest.raises(FileHoldsNoText, match="页眉"):
        read(package(pages))


@pytest.mark.parametrize("part", ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"])
def test_a_missing_or_broken_part_fails_with_its_name(part: str) -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    with pytest.raises(FileDamaged, match=part):
        read({name: text for name, text in parts.items() if name != part})
    with pytest.raises(FileDamaged, match=part):
        read(parts | {part: parts[part][:-20]})


def test_an_entry_without_documents_and_a_page_without_content_are_damaged() -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    with pytest.raises(FileDamaged, match="DocRoot"):
        read(parts | {"OFD.xml": entry()})
    document = parts["Doc_0/Document.xml"].replace("BaseLoc", "Base")
    with pytest.raises(FileDamaged, match="BaseLoc"):
        read(parts | {"Doc_0/Document.xml": document})


def test_encrypted_files_are_refused_by_name() -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    with pytest.raises(FileEncrypted, match=r"通知\.ofd"):
        read(parts | {"Encryptions.xml": f"<ofd:Encryptions {XMLNS}/>"})


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        ("", "没有文字"),
        ('<ofd:ImageObject ID="3" ResourceID="4"/>', "扫描件"),
        (text_object("¤¤", LEFT, 50, inside="<ofd:CGTransform/>"), "字符编码"),
        (text_object("　 ", LEFT, 50), "没有文字"),
    ],
)
def test_a_file_without_words_says_why(drawn: str, reason: str) -> None:
    with pytest.raises(FileHoldsNoText, match=reason):
        read(package([page(drawn)]))


def test_what_a_file_draws_is_bounded() -> None:
    allowance = Allowance("通知.ofd", objects=10, characters=10)
    allowance.spend(10, 10)
    with pytest.raises(FileTooComplex, match=r"通知\.ofd"):
        allowance.spend(0, 1)


def test_units_that_multiply_each_other_end_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.ofd.package.Allowance", lambda name: Allowance(name, objects=1000))
    use = '<ofd:CompositeObject ID="9" ResourceID="{}" Boundary="0 0 9 9"/>'
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{at}"><ofd:Content>{use.format(at + 1) * 10}</ofd:Content></ofd:CompositeGraphicUnit>'
        for at in range(8)
    )
    with pytest.raises(FileTooComplex):
        read(package([page(use.format(0))], units=units))


WORDS = st.text(st.characters(categories=("Lo", "Nd", "Lu", "Po"), max_codepoint=0xFFFF), min_size=1, max_size=12)
PLACES = st.tuples(
    WORDS, st.integers(0, 200), st.integers(10, 290), st.sampled_from(["", "0 1 -1 0 0 0", "2 0 0 2 3 3"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PLACES, min_size=1, max_size=6, unique_by=lambda place: place[0]), min_size=1, max_size=3))
def test_every_character_is_in_the_source(pages: list[list[tuple[str, int, int, str]]]) -> None:
    drawn = [page(*(text_object(word, x, y, ctm=ctm) for word, x, y, ctm in places)) for places in pages]
    try:
        found = read(package(drawn)).text
    except FileHoldsNoText:
        return
    wanted = Counter(sign for places in pages for word, *_ in places for sign in word if not sign.isspace())
    assert Counter(sign for sign in found if not sign.isspace()) == wanted


ODD = st.sampled_from(
    ["", "-1", "1e400", "nan", "inf", "g", "g 5", "g 1000000000 3", "g -5 3", "x", "../../x", "9" * 400]
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["Boundary", "CTM", "Size", "X", "DeltaX", "DeltaY", "BaseLoc", "ID", "TemplateID"]), ODD)
def test_odd_values_end_in_a_source_or_in_a_bad_file(attribute: str, value: str) -> None:
    parts = package([page(text_object("正文", LEFT, 50, ctm="1 0 0 1 0 0"), template="7")], templates={"7": page()})
    odd = {
        part: "".join(
            piece if at % 2 == 0 else f' {attribute}="{value}"' for at, piece in enumerate(_around(text, attribute))
        )
        for part, text in parts.items()
    }
    try:
        assert texts(read(odd)) == ["正文"]
    except BadFile as error:
        assert error.message.startswith("通知.ofd：") and error.remedy


def _around(text: str, attribute: str) -> list[str]:
    """The text cut around each value of an attribute, at the odd places of the list."""
    pieces = text.split(f' {attribute}="')
    return [pieces[0], *(part for piece in pieces[1:] for part in ("", piece.partition('"')[2]))]
