"""OFD files as a whole: paragraphs, templates, annotations, several documents."""

from collections import Counter

from tests.ingest.readers.ofd.files import (
    ANNOTATION,
    LEFT,
    PARAGRAPHS,
    SIZE,
    XMLNS,
    entry,
    joined,
    left_out,
    official_document,
    package,
    page,
    read,
    read_objects,
    text_object,
    texts,
)

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
