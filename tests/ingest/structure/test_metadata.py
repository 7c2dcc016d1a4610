from dataclasses import replace

import pytest

from ingest.readers.html.reader import read_html
from ingest.readers.plain_text import read_text
from ingest.structure.parse import parse_document
from kb.records import Metadata, ParsedDocument, Secrecy
from tests.ending import must_end

BODY = "一、总体要求\n加快建设特色小镇，形成平台。\n二、保障措施\n加大投入，强化监督。\n"


def parse(text: str, entry: Metadata | None = None) -> ParsedDocument:
    return parse_document(read_text(text.encode(), "文件.txt"), "d", "/d.txt", "0" * 64, "文件", entry)


@pytest.mark.parametrize(
    ("title", "kind", "region"),
    [
        ("珠海市特色小镇发展规划", "规划", "广东省珠海市"),
        ("关于印发浙江省湖州市德清县小镇建设方案的通知", "通知", "浙江省湖州市德清县"),
        ("国家发展改革委关于加快美丽特色小城镇建设的指导意见", "意见", "全国"),
        ("江门市西部发展区发展战略规划（2019—2035年）", "战略规划", "广东省江门市"),
        ("第一轮全国特色小镇典型经验", "典型经验", "全国"),
        ("关于学习浙江经验的报告", "报告", None),
        ("2026年上海市政府工作报告", "报告", "上海市"),
        ("和平发展道路研究", None, None),
    ],
)
def test_kind_and_region_are_read_from_the_title(title: str, kind: str | None, region: str | None) -> None:
    metadata = parse(f"{title}\n{BODY}").metadata
    assert (metadata.title, metadata.kind, metadata.region) == (title, kind, region)


def test_title_lines_are_joined_and_number_and_date_are_taken() -> None:
    text = f"珠海市人民政府办公室文件\n珠府办〔2018〕12号\n{BODY}珠海市人民政府办公室\n2018年5月3日\n"
    document = parse(text)
    assert document.metadata.number == "珠府办〔2018〕12号"
    assert (document.metadata.issuer, document.metadata.date) == ("珠海市人民政府办公室", "2018-05-03")
    assert document.metadata.evidence["date"] == "2018年5月3日"
    assert not any("12号" in clause.text or "5月3日" in clause.text for clause in document.clauses)


def test_a_title_of_two_lines_is_one() -> None:
    document = parse(f"江门市西部发展区\n发展战略规划\n（2019—2035年）\n{BODY}")
    assert document.metadata.title == "江门市西部发展区发展战略规划（2019—2035年）"
    assert document.metadata.period == "2019—2035年"


def test_a_document_without_a_title_takes_its_file_name_and_says_so() -> None:
    metadata = parse(f"前 言\n特色小镇是创新平台，意义重大。\n{BODY}").metadata
    assert (metadata.title, metadata.evidence["title"]) == ("文件", "file name")


def test_what_the_text_does_not_say_stays_empty() -> None:
    metadata = parse(f"特色小镇的几点思考\n{BODY}").metadata
    assert [getattr(metadata, field) for field in ("kind", "region", "issuer", "number", "date", "period")] == [
        None
    ] * 6


def test_a_snippet_that_repeats_the_opening_is_left_out() -> None:
    opening = (
        "关于学习考察情况的报告\n6月18日至22日，市直部门负责同志先后赴五市学习考察特色小镇建设，现将情况报告如下：\n"
    )
    document = parse(opening.replace("\n", "") + "一、...\n" + opening + BODY)
    assert document.metadata.title == "关于学习考察情况的报告"
    assert [removal.kind.value for removal in document.removals if removal.kind.value == "snippet"] == ["snippet"]


def test_the_catalogue_wins_and_the_difference_is_reported() -> None:
    entry = Metadata(title="珠海市特色小镇规划（试行）", kind="意见", evidence={"kind": "catalogue: 文种"})
    document = parse(f"珠海市特色小镇规划\n{BODY}", entry)
    assert (document.metadata.title, document.metadata.kind) == ("珠海市特色小镇规划（试行）", "意见")
    assert document.metadata.region == "广东省珠海市"
    assert any("kind" in note and "意见" in note for note in document.notes)
    assert any("title" in note for note in document.notes)


def test_what_a_reader_warns_of_goes_with_every_quote_whatever_the_catalogue_says() -> None:
    source = replace(read_text(f"某市意见\n{BODY}".encode(), "a.txt"), caveats=("由文字识别读出。",))
    entry = Metadata(title="某市意见", caveats=("节选。",), evidence={"caveats": "catalogue: 节选"})
    document = parse_document(source, "d", "/d.txt", "0" * 64, "文件", entry)
    assert document.metadata.caveats == ("由文字识别读出。", "节选。")
    assert "由文字识别读出。" in document.notes


def test_masks_and_scan_debris_become_caveats() -> None:
    document = parse(f"调研报告\n一、情况\n**省出台意见，推动产业 and 城镇融合。\n{BODY}")
    assert len(document.metadata.caveats) == 2
    assert "and" in document.metadata.caveats[1]


def test_departments_bring_their_names_for_the_word_cutter() -> None:
    text = f"某市意见\n一、分工\n市林业园林局：推进建设。\n市农业局（市海洋渔业局）：提供支撑。\n{BODY}"
    assert parse(text).metadata.names == ("林业园林局", "农业局")


def test_a_letterhead_is_no_title() -> None:
    document = parse(f"甲市人民政府文件\n甲府〔2021〕5号\n甲市人民政府关于供水的意见\n{BODY}")
    assert (document.metadata.title, document.metadata.number) == ("甲市人民政府关于供水的意见", "甲府〔2021〕5号")
    assert "front" in {removal.kind.value for removal in document.removals}


@pytest.mark.parametrize(
    "line", ["统一编号：SZDPR-2023-00012", "SZDPR—2023—00012", "规范性文件编号： SZDPR-2023-00012"]
)
def test_the_number_of_a_registry_stands_in_for_a_missing_document_number(line: str) -> None:
    document = parse(f"{line}\n甲市供水办法\n{BODY}")
    assert document.metadata.number == line[-len("SZDPR-2023-00012") :]
    assert not any("SZDPR" in clause.heading + clause.text for clause in document.clauses)
    numbered = parse(f"{line}\n甲市供水办法\n甲府〔2021〕5号\n{BODY}")
    assert numbered.metadata.number == "甲府〔2021〕5号"
    assert numbered.metadata.numbers == f"甲府〔2021〕5号 {numbered.metadata.evidence['registered']}"


def test_the_number_of_a_form_in_the_text_is_no_number_of_the_document() -> None:
    document = parse(
        "甲市住房局关于推广合同示范文本的通知\n各区住房局：\n现将下列文本印发给你们，请推广使用：\nGF-2017-0201\nGF-2020-2605\n请认真执行。\n"
    )
    assert document.metadata.number is None
    assert any("GF-2017-0201" in clause.heading + clause.text for clause in document.clauses)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("统一编号：SZDPR-2023-00012  有效性：有效", "SZDPR-2023-00012"),
        ("登记号：无", None),
        ("文号：无", None),
    ],
)
def test_of_a_pages_table_only_what_is_a_number_is_taken(line: str, number: str | None) -> None:
    assert parse(f"{line}\n甲市供水办法\n{BODY}").metadata.number == number


def test_an_order_gives_its_number_to_what_it_encloses_and_takes_its_title() -> None:
    document = parse(f"广东省人民政府令\n第275号\n广东省供水办法\n第一条 为了规范供水，制定本办法。\n{BODY}")
    assert document.metadata.title == "广东省供水办法"
    assert document.metadata.number == "广东省人民政府令第275号"


def test_signatures_and_the_printers_box_are_no_clauses() -> None:
    document = parse(f"甲市意见\n{BODY}甲市人民政府\n2020年1月2日\n（此件公开发布）\n抄送：市委各部门。\n")
    assert document.metadata.date == "2020-01-02"
    assert not any("抄送" in clause.text or "此件" in clause.text for clause in document.clauses)


def test_the_adoption_note_is_no_part_of_a_laws_title() -> None:
    note = "（2019年3月1日某市第十五届人民代表大会常务委员会第二十次会议通过 2020年9月29日某省第十三届人民代表大会常务委员会第二十五次会议批准）"
    document = parse(
        f"某市供水条例\n{note}\n第一章 总则\n第一条 为了规范供水，制定本条例。\n第二条 本条例自发布之日起施行。\n"
    )
    assert (document.metadata.title, document.metadata.date) == ("某市供水条例", "2020-09-29")


def test_a_date_on_a_line_of_its_own_is_no_signature() -> None:
    document = parse(
        f"某市考核方案\n一、自查阶段\n2021年11月30日\n各单位提交报告，附佐证。\n{BODY}某市人民政府\n2021年10月8日\n"
    )
    assert document.metadata.date == "2021-10-08"
    assert any("2021年11月30日" in clause.heading + clause.text for clause in document.clauses)


def test_the_addressees_are_no_clause() -> None:
    document = parse(f"某市关于供水的意见\n各区人民政府，市政府各部门：\n为了做好供水，提出以下意见。\n{BODY}")
    assert not any("市政府各部门" in clause.text for clause in document.clauses)


def test_an_amount_at_the_end_of_a_line_is_no_page_number() -> None:
    document = parse("某市补贴目录\n目录\n一、养老服务床位补贴标准 500\n二、护理补贴标准 300\n三、其他补贴标准 200\n")
    assert "养老服务床位补贴标准 500" in "".join(clause.heading + clause.text for clause in document.clauses)


@pytest.mark.parametrize(
    ("line", "secrecy"),
    [
        ("秘密", Secrecy.CLASSIFIED),
        ("机密★1年", Secrecy.CLASSIFIED),
        ("密级：绝密", Secrecy.CLASSIFIED),
        ("内部资料", Secrecy.INTERNAL),
        ("（内部文件，注意保存）", Secrecy.INTERNAL),
        ("公开属性：不公开", Secrecy.INTERNAL),
        ("000001　　机密★1年　　特急", Secrecy.CLASSIFIED),
        ("绝密级★长期", Secrecy.CLASSIFIED),
        ("【秘密】", Secrecy.CLASSIFIED),
        ("（秘密，一年）", Secrecy.CLASSIFIED),
        ("（本件属秘密文件，不得外传）", Secrecy.CLASSIFIED),
        ("此件为机密级", Secrecy.CLASSIFIED),
        ("本文所称秘密，是指商业秘密。", None),
        ("公开方式：不予公开", Secrecy.INTERNAL),
        ("公开方式：主动公开", None),
        ("商业 秘密 保护", None),
        ("保守国家秘密是公民的义务。", None),
        ("秘密通道", None),
    ],
)
def test_a_secrecy_level_is_told_from_words_about_secrets(line: str, secrecy: Secrecy | None) -> None:
    assert parse(f"{line}\n甲市工作方案\n{BODY}").secrecy is secrecy


def test_a_document_that_is_not_to_be_published_says_so_on_its_last_lines() -> None:
    assert parse(f"甲市工作方案\n{BODY}甲市人民政府\n2020年1月2日\n（此件不公开）\n").secrecy is Secrecy.INTERNAL


def test_copy_number_urgency_and_signer_are_no_words_of_the_document() -> None:
    document = parse(f"000123\n特急\n甲市人民政府文件\n甲府〔2020〕3号\n签发人：张三\n甲市工作方案\n{BODY}")
    assert (document.metadata.title, document.metadata.number) == ("甲市工作方案", "甲府〔2020〕3号")
    assert not any("张三" in clause.text for clause in document.clauses)


@pytest.mark.parametrize("title", ["甲市工作方案【已失效】", "【全文废止】甲市工作方案", "甲市工作方案\n（已失效）"])
def test_a_mark_that_the_document_is_repealed_is_a_warning_and_no_part_of_the_title(title: str) -> None:
    metadata = parse(f"{title}\n{BODY}").metadata
    assert metadata.title == "甲市工作方案"
    assert any("引用前请核对" in caveat for caveat in metadata.caveats)


def test_an_abridged_document_says_so() -> None:
    document = parse(f"甲市工作方案\n（本文有删减）\n{BODY}")
    assert document.metadata.caveats == ("发布时标明本文有删减。",)


@pytest.mark.parametrize(
    ("sentence", "effective", "expires"),
    [
        ("本方案自2019年3月1日起施行，有效期5年。", "2019-03-01", "2024-02-29"),
        ("本方案自印发之日起施行，有效期三年。", "2018-05-03", "2021-05-02"),
        ("自2019年3月1日起施行。", "2019-03-01", None),
        ("本方案有效期至2020年12月31日。", None, "2020-12-31"),
        ("本方案有效期自2020年1月1日至2024年12月31日。", "2020-01-01", "2024-12-31"),
        ("本方案自2019年3月1日起施行，有效期九千年。", "2019-03-01", None),
        ("《供水条例》自2019年3月1日起施行，许可证有效期5年。", None, None),
        ("取得的许可证有效期为五年。", None, None),
    ],
)
def test_from_and_until_when_it_holds_is_read_from_the_documents_own_sentences(
    sentence: str, effective: str | None, expires: str | None
) -> None:
    document = parse(f"甲市工作方案\n{BODY}三、附则\n{sentence}\n甲市人民政府\n2018年5月3日\n")
    assert (document.metadata.effective, document.metadata.expires) == (effective, expires)


def test_each_value_knows_where_its_words_stand() -> None:
    text = f"甲市人民政府关于土地的意见\n甲府〔2020〕3号\n各区人民政府：\n为用好土地，提出以下意见。\n{BODY}甲市人民政府\n2020年1月2日\n"
    document = parse(text)
    said = {
        field: "".join(text[span.start : span.end] for span in spans)
        for field, spans in document.metadata.places.items()
    }
    assert said == {
        "title": "甲市人民政府关于土地的意见",
        "kind": "甲市人民政府关于土地的意见",
        "number": "甲府〔2020〕3号",
        "issuer": "甲市人民政府",
        "date": "2020年1月2日",
        "addressees": "各区人民政府：",
    }
    assert document.metadata.addressees == "各区人民政府"


def test_the_table_of_a_web_page_fills_what_the_text_does_not_say_and_differences_are_noted() -> None:
    page = (
        "<table><tr><td>发文字号：</td><td>甲府〔2020〕3号</td><td>成文日期：</td><td>2020年01月02日</td></tr>"
        "<tr><td>标　　题：</td><td>甲市工作意见</td><td>发布日期：</td><td>2020-02-01</td></tr></table>"
        "<div><p>甲市工作方案</p><p>一、总体要求</p><p>加快建设，形成平台。加大投入，强化监督，完善体系。</p></div>"
    )
    metadata_and_notes = parse_document(read_html(page.encode(), "a.html"), "d", "/d.html", "0" * 64, "文件")
    metadata = metadata_and_notes.metadata
    assert (metadata.number, metadata.date, metadata.published) == ("甲府〔2020〕3号", "2020-01-02", "2020-02-01")
    assert metadata.title == "甲市工作方案"
    assert any("甲市工作意见" in note for note in metadata_and_notes.notes)


def test_lines_that_a_page_puts_above_the_text_are_no_clauses_and_fill_what_is_missing() -> None:
    text = f"发文字号：甲府〔2020〕3号\n来源：某报\n发布日期：2020-02-01\n甲市工作方案\n{BODY}来源：各区上报的材料。\n"
    document = parse(text)
    assert (document.metadata.title, document.metadata.number) == ("甲市工作方案", "甲府〔2020〕3号")
    assert document.metadata.published == "2020-02-01"
    held = "".join(clause.heading + clause.text for clause in document.clauses)
    assert "某报" not in held
    assert "各区上报" in held


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("甲市人民政府关于土地的意见\n（甲府〔2020〕3号）", "甲府〔2020〕3号"),
        ("甲市人民政府文件\n甲府〔2020〕3号　　　签发人：张三\n甲市人民政府关于土地的请示", "甲府〔2020〕3号"),
        ("甲省自然资源厅公告\n2021年第12号", "甲省自然资源厅公告2021年第12号"),
    ],
)
def test_a_number_is_read_wherever_officials_put_it(head: str, number: str) -> None:
    metadata = parse(f"{head}\n为用好土地，提出以下意见。\n{BODY}").metadata
    assert metadata.number == number
    assert "文件" not in metadata.title
    assert "号" not in metadata.title


@pytest.mark.parametrize(
    ("title", "kind"),
    [("甲市规划许可证遗失声明", None), ("甲市政策解读", None), ("甲市应急预案", "预案"), ("甲市办法（试行）", "办法"),
     ("中华人民共和国测试法", "法律")],
)  # fmt: skip
def test_the_kind_stands_at_the_end_of_the_title(title: str, kind: str | None) -> None:
    assert parse(f"{title}\n{BODY}").metadata.kind == kind


def test_an_entry_of_a_chronicle_is_no_signature() -> None:
    document = parse(
        "甲市大事记\n一、服务\n甲市政务服务中心\n2019年5月1日\n正式挂牌，启用新楼。\n二、其他\n无其他事项。\n"
    )
    assert (document.metadata.issuer, document.metadata.date) == (None, None)
    assert any("2019年5月1日" in clause.heading + clause.text for clause in document.clauses)


def test_when_a_meeting_was_held_is_no_line_of_a_web_page() -> None:
    document = parse(f"甲市会议纪要\n时间：2021年3月4日上午\n地点：市政府\n{BODY}")
    assert any("3月4日" in clause.heading + clause.text for clause in document.clauses)


@pytest.mark.parametrize(
    "line",
    ["（", "公开方式", "（通过", "印发", "第1页", "文号", "〔", "附件", "【", "——", "1.", "年年", "本办法自", "a"],
)
@pytest.mark.parametrize("filler", [" ", "\u3000", "通过", "年", "印发", "1.", "（", "有效期", "本"])
def test_no_line_takes_long_to_look_at(line: str, filler: str) -> None:
    with must_end():
        parse(f"甲市工作方案\n{line}{filler * 200_000}x\n{BODY}{line}{filler * 200_000}\n甲市人民政府\n2020年1月2日\n")


def test_a_notice_of_many_short_lines_is_cut_in_linear_time() -> None:
    lines = "".join(f"{at} 甲方\n{at}.1 甲乙\n《某办法{at}》\n" for at in range(1, 20_000))
    with must_end():
        parse(f"关于印发甲市办法的通知\n{lines}{BODY}")
