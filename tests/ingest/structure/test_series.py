from ingest.readers.plain_text import read_text
from ingest.structure.parse import parse_document
from ingest.structure.series import serial_lines
from kb.records import Clause


def lines_in_series(text: str) -> list[str]:
    blocks = read_text(text.encode(), "a.txt").blocks
    return [blocks[at].text for at in sorted(serial_lines(blocks))]


def clauses(text: str) -> list[Clause]:
    return list(parse_document(read_text(text.encode(), "a.txt"), "d", "a.txt", "0" * 64, "a").clauses)


GUIDE = """特色小镇建设导则
1 总则
1.1 目的
为规范建设，制定本导则。
1.2 适用范围
适用于本市。
2 基本规定
2.1 选址
2.1.1 应避让生态红线。
2.1.2 规模约为
1.5倍于原有用地。
1.6倍以上的另行论证。
2.2 用地
12 月底前完成。
"""


def test_a_line_counts_where_another_bears_the_next_number() -> None:
    assert lines_in_series("一是甲。\n二是乙。\n三要丙。\n五是戊。\n") == ["一是甲。", "二是乙。", "三要丙。"]
    assert lines_in_series("第一，甲。\n中间。\n第二，乙。\n") == ["第一，甲。", "第二，乙。"]
    assert lines_in_series("一是甲；二是乙。\n二是丙。\n") == []


def test_decimal_numbers_form_a_tree_and_amounts_stay_text() -> None:
    found = {clause.id: clause for clause in clauses(GUIDE)}
    assert found["d/2/1/1"].text == "应避让生态红线。"
    assert found["d/1/2"].heading == "1.2 适用范围"
    assert "1.5倍" in found["d/2/1/2"].text
    assert not any(clause.label.startswith(("1.5", "1.6", "12")) for clause in found.values())


def test_a_decimal_number_is_cited_without_what_it_repeats() -> None:
    found = {clause.id: clause for clause in clauses(GUIDE)}
    assert found["d/2/1/1"].citation_path == ("2.1.1",)


def test_bracketed_headings_hold_what_follows() -> None:
    found = clauses("某市工作要点\n【土地】保障用地。\n加大供给。\n【资金】\n增加投入。\n扩大融资。\n")
    assert [(clause.heading, clause.id) for clause in found if clause.heading] == [
        ("【土地】", "d/sub1"),
        ("【资金】", "d/sub2"),
    ]
    assert found[0].text == "保障用地。"


def test_articles_stand_under_the_headings_that_the_document_gives_them() -> None:
    found = clauses(
        "关于审理案件的规定\n一、一般规定\n第一条 为了审理案件，制定本规定。\n第二条 有下列情形之一的：\n（一）甲；\n（二）乙。\n"
        "二、附则\n第三条 本规定自2020年1月1日起施行。\n"
    )
    assert [clause.id for clause in found if clause.label.endswith("条")] == ["d/1/1", "d/1/2", "d/2/3"]


def test_a_list_within_an_article_stays_in_it() -> None:
    found = clauses(
        "关于审理案件的规定\n一、一般规定\n第一条 有下列情形之一的：\n一、甲情形；\n二、乙情形。\n第二条 其他情形。\n"
    )
    assert [clause.id for clause in found] == ["d/1", "d/1/1", "d/1/1/1", "d/1/1/2", "d/1/2"]
