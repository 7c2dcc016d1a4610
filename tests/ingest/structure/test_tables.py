from ingest.source import Covered, Source, SourceWriter
from ingest.structure.parse import parse_document
from kb.records import Cell, Clause, ClauseKind

HEAD = ["序号", "工作任务", "责任单位"]


def source(rows: list[list[str | Covered]], *before: str) -> Source:
    writer = SourceWriter()
    for line in ("某市实施方案", "一、任务分工", *before):
        writer.add(line, wrapped=False)
    for row in rows:
        writer.add_row(row, 1)
    writer.add("二、附则", wrapped=False)
    writer.add("本方案自印发之日起施行。", wrapped=False)
    return writer.finish()


def clauses(rows: list[list[str | Covered]], *before: str) -> list[Clause]:
    return list(parse_document(source(rows, *before), "d", "d.txt", "0" * 64, "d").clauses)


def of_kind(found: list[Clause], kind: ClauseKind) -> list[Clause]:
    return [clause for clause in found if clause.kind is kind]


def test_each_row_is_a_clause_that_names_its_columns() -> None:
    found = clauses([[*HEAD], ["1", "加强用地保障。", "市自然资源局"], ["2", "扩大投资。", "市发展改革委"]])
    (table,) = of_kind(found, ClauseKind.TABLE)
    assert (table.id, table.parent_id, table.text) == ("d/1/table1", "d/1", "序号\t工作任务\t责任单位")
    rows = of_kind(found, ClauseKind.ROW)
    assert [row.id for row in rows] == ["d/1/table1/row1", "d/1/table1/row2"]
    assert rows[0].text == "1\t加强用地保障。\t市自然资源局"
    assert rows[0].cells == (Cell("序号", "1"), Cell("工作任务", "加强用地保障。"), Cell("责任单位", "市自然资源局"))
    assert rows[1].citation_path == ("一", "表格", "第2行")


def test_a_merged_cell_holds_for_every_row_that_it_covers_and_is_quoted_once() -> None:
    found = clauses([[*HEAD], ["1", "用地", "甲局"], [Covered.FROM_ABOVE, "用林", "乙局"]])
    row = of_kind(found, ClauseKind.ROW)[1]
    assert row.text == "用林\t乙局"
    assert row.cells == (Cell("序号", "1", own=False), Cell("工作任务", "用林"), Cell("责任单位", "乙局"))


def test_names_over_several_columns_stand_before_those_below_them() -> None:
    rows: list[list[str | Covered]] = [
        ["省份", "招生任务", Covered.FROM_LEFT],
        [Covered.FROM_ABOVE, "一九九六年", "一九九七年"],
        ["江苏", "120", "140"],
    ]
    (row,) = of_kind(clauses(rows), ClauseKind.ROW)
    assert [cell.name for cell in row.cells] == ["省份", "招生任务 一九九六年", "招生任务 一九九七年"]


def test_a_row_that_says_one_thing_over_all_columns_heads_those_below_it() -> None:
    group: list[str | Covered] = ["一、知识产权", Covered.FROM_LEFT, Covered.FROM_LEFT]
    found = clauses([[*HEAD], group, ["1", "审判", "法院"]])
    rows = of_kind(found, ClauseKind.ROW)
    assert (rows[0].heading, rows[0].text) == ("一、知识产权", "")
    assert rows[1].parent_id == rows[0].id
    assert rows[1].path[-1] == "一、知识产权"


def test_a_line_before_the_table_that_calls_itself_a_table_is_its_caption() -> None:
    found = clauses([[*HEAD], ["1", "用地", "甲局"]], "重点任务分工表")
    (table,) = of_kind(found, ClauseKind.TABLE)
    assert table.heading == "重点任务分工表"
    found = clauses([[*HEAD], ["1", "用地", "甲局"]], "表1 分工")
    (table,) = of_kind(found, ClauseKind.TABLE)
    assert (table.id, table.heading) == ("d/1/table1", "表1 分工")


def test_a_table_whose_first_row_is_like_the_others_has_no_column_names() -> None:
    found = clauses([["1", "加强用地保障。"], ["2", "扩大投资。"]])
    (table,) = of_kind(found, ClauseKind.TABLE)
    assert table.text == ""
    assert [row.cells[0] for row in of_kind(found, ClauseKind.ROW)] == [Cell("", "1"), Cell("", "2")]


def test_what_follows_the_table_goes_on_with_the_document() -> None:
    found = clauses([[*HEAD], ["1", "用地", "甲局"]])
    assert [clause.id for clause in found][-2:] == ["d/2", "d/p1"]


def test_what_a_table_is_measured_in_belongs_to_its_heading() -> None:
    (table,) = of_kind(clauses([[*HEAD], ["1", "用地", "甲局"]], "表1 用地", "单位：亩"), ClauseKind.TABLE)
    assert table.heading == "表1 用地单位：亩"
