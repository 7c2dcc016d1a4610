"""How labels, paragraphs, boxes and departments become a tree."""

from ingest.readers.html.reader import read_html
from ingest.readers.plain_text import read_text
from ingest.structure.parse import parse_document
from kb.records import Clause, ParsedDocument


def parse(text: str) -> ParsedDocument:
    return parse_document(read_text(text.encode(), "d.txt"), "d", "/d.txt", "0" * 64, "d")


def tree(text: str) -> dict[str, str]:
    """The ids (without the document's) and texts of the clauses."""
    return {clause.id.partition("/")[2]: clause.text for clause in parse(text).clauses}


def clause(text: str, clause_id: str) -> Clause:
    return next(item for item in parse(text).clauses if item.id == f"d/{clause_id}")


TITLE = "某市特色小镇发展规划\n"


def test_a_heading_on_its_own_line_takes_the_paragraph_that_follows() -> None:
    found = clause(TITLE + "一、保障措施\n（一）土地保障。\n科学规划用地规模。\n（二）资金保障。\n加大投入。\n", "1/1")
    assert (found.heading, found.text) == ("（一）土地保障。", "科学规划用地规模。")
    assert found.path == ("一、保障措施", "（一）土地保障。")
    assert found.citation_path == ("一", "（一）")


def test_a_heading_with_its_text_on_the_same_line_is_parted_from_it() -> None:
    found = clause(TITLE + "一、模式\n（一）政府搭建平台。小镇建设初期，政府邀请了咨询公司。\n", "1/1")
    assert (found.heading, found.text) == ("（一）政府搭建平台。", "小镇建设初期，政府邀请了咨询公司。")


def test_a_labelled_sentence_that_nothing_follows_is_text_behind_its_label() -> None:
    found = clause(TITLE + "一、要求\n（一）严守生态红线。\n（二）严控房地产化。\n", "1/1")
    assert (found.heading, found.text) == ("（一）", "严守生态红线。")


def test_the_first_of_several_paragraphs_is_the_clauses_own_and_the_others_are_counted() -> None:
    text = TITLE + "一、目标\n培育一批小镇，形成示范。\n到2025年，建设十个。\n到2035年，建设二十个。\n"
    assert tree(text) == {
        "1": "培育一批小镇，形成示范。",
        "1/p2": "到2025年，建设十个。",
        "1/p3": "到2035年，建设二十个。",
    }
    assert clause(text, "1/p3").citation_path == ("一", "第3自然段")


def test_paragraphs_with_a_lead_sentence_are_clauses_that_the_lead_heads() -> None:
    text = TITLE + "一、原则\n生态优先。坚持绿色发展理念。\n创新驱动。高起点谋划。\n"
    assert tree(text) == {"1": "", "1/p1": "生态优先。坚持绿色发展理念。", "1/p2": "创新驱动。高起点谋划。"}
    assert clause(text, "1/p2").path == ("一、原则", "创新驱动。")
    assert clause(text, "1/p2").citation_path == ("一", "“创新驱动”")


def test_department_lines_are_clauses_of_their_own() -> None:
    text = (
        TITLE
        + "一、分工\n各部门形成合力，协同推进。\n市财政局：落实资金支持。\n市委组织部：推进人才小镇。\n各区政府：发挥主体作用。\n"
    )
    assert list(tree(text)) == ["1", "1/dept1", "1/dept2", "1/dept3"]
    assert clause(text, "1/dept2").citation_path == ("一", "“市委组织部”")


def test_a_name_with_a_colon_that_is_no_public_body_is_a_paragraph() -> None:
    text = TITLE + "一、结构\n打造空间结构，分为三部分。\n一心：西部副核心。\n市中心：商业集聚。\n主办：商业活动。\n"
    assert list(tree(text)) == ["1", "1/p2", "1/p3", "1/p4"]


def test_numbering_that_runs_on_keeps_its_own_number_and_its_level() -> None:
    text = (
        TITLE
        + "一、要求\n（一）甲。\n甲文。\n（二）乙。\n乙文。\n二、任务\n（三）丙。\n丙文。\n三、保障\n（四）丁。\n丁文。\n"
    )
    assert list(tree(text)) == ["1", "1/1", "1/2", "2", "2/3", "3", "3/4"]


def test_a_list_in_a_box_does_not_end_the_list_around_it() -> None:
    text = (
        TITLE
        + "一、设施\n（一）构建网络。\n构建综合交通网络。\n专栏1-1 重点项目\n（一）铁路\n研究规划铁路。\n（二）公路\n建设公路。\n"
        "（三）航道\n整治航道。\n（二）提升服务。\n提升服务水平。\n"
    )
    assert list(tree(text)) == ["1", "1/1", "1/1/box1-1", "1/1/box1-1/1", "1/1/box1-1/2", "1/1/box1-1/3", "1/2"]


def test_a_heading_that_the_contents_table_lists_is_not_part_of_a_box() -> None:
    text = (
        TITLE + "目录\n一、设施......1\n（一）构建网络......1\n（二）提升服务......2\n"
        "一、设施\n（一）构建网络\n构建综合交通网络。\n专栏1 重点项目\n（一）铁路\n研究规划铁路。\n（二）提升服务\n提升服务水平。\n"
    )
    assert list(tree(text)) == ["1", "1/1", "1/1/box1", "1/1/box1/1", "1/2"]


def test_a_paragraph_in_the_manner_of_the_section_ends_a_box() -> None:
    text = (
        TITLE
        + "一、设施\n完善信息设施。加快构建网络。\n专栏1 信息项目\n（一）通信\n建设通信工程。\n（二）城市\n开展智慧工程。\n"
        "建设能源体系。完善输电网。\n"
    )
    assert list(tree(text)) == ["1", "1/p1", "1/box1", "1/box1/1", "1/box1/2", "1/p2"]


def test_a_list_that_begins_behind_its_introduction_is_parted_from_it() -> None:
    text = (
        TITLE
        + "一、情况\n完成一百个小镇。\n主要标准：（一）空间：相对独立于城区。规划面积三平方公里。\n（二）资金：投资50亿元以上。\n"
    )
    assert list(tree(text)) == ["1", "1/p2", "1/p2/1", "1/p2/2"]
    assert clause(text, "1/p2/1").heading == "（一）空间："


def test_an_enumeration_within_one_line_stays_one_paragraph() -> None:
    text = TITLE + "一、标准\n主要标准：（一）相对独立；（二）投资50亿元以上；（三）功能融合。\n"
    assert list(tree(text)) == ["1"]


def test_a_broken_paragraph_is_joined_without_a_space() -> None:
    text = TITLE + "一、情况\n2024年初，开始调研；1\n0月，首次提出“特色小镇”。\n"
    assert tree(text) == {"1": "2024年初，开始调研；10月，首次提出“特色小镇”。"}


def test_a_complete_phrase_without_a_full_stop_is_not_joined_to_the_next_paragraph() -> None:
    text = TITLE + "一、项目\n新建城北物流中心、零担货运中心\n实施除险加固工程，提升能力。\n"
    assert tree(text) == {"1": "新建城北物流中心、零担货运中心", "1/p2": "实施除险加固工程，提升能力。"}


def test_an_indented_line_begins_a_paragraph_even_after_a_line_without_a_full_stop() -> None:
    text = "　　总结推广经验\n　　会上介绍了情况，公布了名单\n　　根本目的是示范，形成平台。\n"
    assert list(tree(text).values()) == ["会上介绍了情况，公布了名单", "根本目的是示范，形成平台。"]


def test_dashes_inside_a_sentence_are_no_subtitle() -> None:
    text = TITLE + "一、区位\n位于最具活力的区域之一——珠江三角洲西部，北连广佛。\n"
    assert list(tree(text)) == ["1"]
    broken = TITLE + "一、区位\n位于最具活力的区域之一，\n——珠江三角洲西部，北连广佛。\n"
    assert list(tree(broken)) == ["1"]


def test_subtitles_hold_the_lists_that_follow_them() -> None:
    text = (
        "经验总结推广\n第一方面经验：新引擎\n——甲小镇经验\n甲小镇是服务类小镇，位于甲县。\n一、模式\n政府引导，企业主体。\n"
        "——乙小镇经验\n乙小镇是制造类小镇，位于乙县。\n一、模式\n企业主导，市场运作。\n第二方面经验：新路径\n——丙小镇经验\n丙小镇是时尚类小镇。\n"
    )
    assert list(tree(text)) == ["1", "1/sub1", "1/sub1/1", "1/sub2", "1/sub2/1", "2", "2/sub1"]
    assert clause(text, "1/sub2/1").citation_path == ("第一方面", "“乙小镇经验”", "一")


def test_a_list_that_begins_anew_stands_beside_the_open_one_not_inside_its_last_item() -> None:
    text = (
        TITLE
        + "一、甲\n（一）丙。\n丙文，内容。\n1.丁\n丁文，内容。\n（一）戊。\n戊文，内容。\n（二）己。\n己文，内容。\n二、乙\n乙文，内容。\n"
    )
    assert list(tree(text)) == ["1", "1/1", "1/1/1", "1/1~2", "1/2", "2"]


def test_a_repeated_label_gets_an_ordinal_of_its_own() -> None:
    text = TITLE + "一、甲\n甲文。\n一、乙\n乙文。\n"
    assert tree(text) == {"1": "甲文。", "1~2": "乙文。"}


def test_clauses_with_the_same_words_stay_two_clauses() -> None:
    text = TITLE + "第一章 甲\n第一条 本办法自发布之日起施行。\n第二章 乙\n第二条 本办法自发布之日起施行。\n"
    assert tree(text) == {"1": "", "1/1": "本办法自发布之日起施行。", "2": "", "2/2": "本办法自发布之日起施行。"}


def test_articles_of_a_law_hang_in_their_chapters() -> None:
    text = (
        "某市供水条例\n第一章 总则\n第一条 为了规范供水，制定本条例。\n第二条 本市供水适用本条例。\n供水单位应当遵守。\n第二章 管理\n"
        "第三条 市水务部门负责下列工作：\n（一）编制规划；\n（二）监督检查。\n第四条 违反第三条规定的，责令改正。\n"
    )
    assert list(tree(text)) == ["1", "1/1", "1/2", "1/2/p2", "2", "2/3", "2/3/1", "2/3/2", "2/4"]
    assert clause(text, "2/3/2").citation_path == ("第二章", "第三条", "（二）")


def test_points_are_clauses_when_each_begins_a_line() -> None:
    text = TITLE + "一、启示\n一是坚持顶层设计。\n自上而下推进，统一领导。\n二是做足特色文章。\n深挖特色，形成品牌。\n"
    assert tree(text) == {"1": "", "1/1": "自上而下推进，统一领导。", "1/2": "深挖特色，形成品牌。"}
    inside = TITLE + "一、启示\n一是坚持顶层设计，二是做足特色文章，三是以人为本。\n"
    assert list(tree(inside)) == ["1"]


def test_captions_stand_in_the_section_and_do_not_break_a_paragraph() -> None:
    text = TITLE + "一、布局\n形成一心两区，推动\n图1 空间布局图\n要素集中。\n"
    assert tree(text) == {"1": "形成一心两区，推动要素集中。", "1/fig1": "图1 空间布局图"}


NOTICE = (
    "甲市人民政府文件\n甲府〔2021〕5号\n甲市人民政府关于印发甲市供水办法的通知\n各区人民政府，市政府各部门：\n"
    "现将《甲市供水办法》印发给你们，请认真贯彻执行。\n附件：1.申请表\n2.流程图\n甲市人民政府\n2021年3月4日\n（此件公开发布）\n"
    "甲市供水办法\n第一章 总则\n第一条 为了规范供水，制定本办法。\n第二条 市水务局负责供水管理。\n第二条之一 区水务局负责本区供水。\n"
    "第二章 附则\n第三条 本办法自2021年5月1日起施行。\n附件1\n申请表\n一、申请人\n填写申请人的姓名，加盖公章。\n"
)


def test_a_notice_holds_the_document_that_it_encloses() -> None:
    found = {item.id.partition("/")[2]: item for item in parse(NOTICE).clauses}
    assert found["enc1"].heading == "甲市供水办法"
    assert found["enc1/2/3"].text == "本办法自2021年5月1日起施行。"
    assert found["enc1/2/3"].citation_path == ("“甲市供水办法”", "第二章", "第三条")
    assert any(item.text.startswith("现将《甲市供水办法》") and "/" not in key for key, item in found.items())


def test_an_article_between_two_others_keeps_its_own_number() -> None:
    between = clause(NOTICE, "enc1/1/2-1")
    assert (between.label, between.text) == ("第二条之一", "区水务局负责本区供水。")
    assert parse(NOTICE).notes == ()


def test_an_annex_is_a_division_and_its_list_does_not_go_on_with_the_documents() -> None:
    assert clause(NOTICE, "enc1/annex1/1").text == "填写申请人的姓名，加盖公章。"


def test_when_it_comes_into_force_is_a_sentence_of_the_document() -> None:
    text = TITLE + "一、甲\n（一）乙。\n乙的内容。\n二、丙\n丙的内容。\n本规划自印发之日起施行。\n"
    assert tree(text)["p1"] == "本规划自印发之日起施行。"


def test_a_list_that_begins_anew_in_an_introduction_is_held_by_it() -> None:
    text = TITLE + "一、甲\n（一）乙。\n主要标准：（一）空间相对独立。\n（二）投资充足。\n（二）丙。\n丙的内容。\n"
    assert {"1/1", "1/2"} <= tree(text).keys()


def test_the_paragraph_behind_a_list_is_the_articles_not_its_last_items() -> None:
    text = "某市养犬条例\n第一条 禁止携犬进入下列场所：\n（一）学校；\n（二）医院。\n市人民政府可以划定其他区域。\n第二条 本条例自发布之日起施行。\n"
    assert tree(text) == {
        "1": "禁止携犬进入下列场所：",
        "1/1": "学校；",
        "1/2": "医院。",
        "1/p2": "市人民政府可以划定其他区域。",
        "2": "本条例自发布之日起施行。",
    }


def test_a_paragraph_that_speaks_of_the_one_before_belongs_to_the_article() -> None:
    text = "某市条例\n第一条 下列事项须报批：\n（一）新建的；\n（二）改建的。\n前款规定的事项，由市政府决定。\n第二条 略，另行规定。\n"
    assert tree(text)["1/p2"] == "前款规定的事项，由市政府决定。"


def test_an_annex_list_behind_the_last_section_is_the_documents() -> None:
    text = TITLE + "一、甲\n甲的内容，第一句。\n附件：1.申请表\n2.流程图\n"
    assert not any(key.startswith("1/") for key in tree(text))


def test_introductions_stand_beside_each_other() -> None:
    found = parse(
        "某市惠企政策\n申报条件：（一）甲条件。\n（二）乙条件。\n支持标准：（一）甲标准。\n（二）乙标准。\n"
    ).clauses
    heads = [clause for clause in found if clause.heading.endswith("：")]
    assert [clause.parent_id for clause in heads] == [None, None]


def test_paragraphs_that_a_format_tells_apart_are_never_put_together_into_new_numbers() -> None:
    page = "<p>某市通知</p><p>联系人：张三，电话，020-8312</p><p>83123457（传真），邮编。</p><p>一、总则</p><p>甲，乙，</p><p>丙。</p>"
    document = parse_document(read_html(page.encode(), "a.html"), "d", "a", "0" * 64, "a")
    texts = [clause.text for clause in document.clauses]
    assert not any("831283123457" in text for text in texts)
    assert "甲，乙，丙。" in texts
