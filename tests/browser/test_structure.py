"""A table in its document, and the page of how a document was cut, in Chromium."""

import pytest
from playwright.sync_api import Page, expect


def test_from_a_document_to_how_it_was_cut_and_back(page: Page) -> None:
    page.goto("/document?id=odd")
    page.get_by_role("link", name="看这份文件是怎样切分的").click()
    page.wait_for_selector("#structure li")
    assert page.inner_text("#structure h2") == "《乙市<b>规划</b>（试行）》的结构"
    row = page.locator("#structure tr").filter(has_text="文号")
    assert row.locator("td").all_inner_texts() == ["乙府〔2020〕7号", "第 2 行"]
    node = page.locator('[id="odd/1/2"]')
    assert node.inner_text().split("\n")[0] == "2"
    assert "（二）科技。" in node.inner_text()
    assert "没有着落的字数 0" in page.inner_text("#structure")
    removed = page.locator("details").filter(has_text="文号、机关或日期")
    assert removed.locator("li").all_inner_texts() == ["第 2 行 乙府〔2020〕7号"]
    page.get_by_role("link", name="返回原文").click()
    page.wait_for_selector(".clause")
    assert page.inner_text("article h2") == "《乙市<b>规划</b>（试行）》"


def test_a_clause_of_the_structure_has_an_address_and_leads_to_its_words(page: Page) -> None:
    page.goto("/documents/odd/structure#odd/1/2")
    expect(page.locator("li.marked")).to_have_attribute("id", "odd/1/2")
    page.locator('[id="odd/1/1"] .name').click()
    expect(page.locator("li.marked")).to_have_attribute("id", "odd/1/1")
    page.locator('[id="odd/1/1"] .words').click()
    page.wait_for_selector(".clause.marked")
    assert "投入<50%。" in page.inner_text(".clause.marked")


def test_a_table_is_shown_as_one_with_merged_cells_repeated(page: Page) -> None:
    page.goto("/document?id=table")
    page.wait_for_selector("article table")
    assert page.locator("article th").all_inner_texts() == ["领域", "事项", "牵头单位", "时限"]
    rows = [row.locator("td").all_inner_texts() for row in page.locator("article tbody tr").all()]
    assert rows == [
        ["古渡口保护", "修缮码头石阶", "市文物局", ""],
        ["古渡口保护", "疏浚渡口航道", "市航道中心", "2022年底前"],
    ]
    assert page.locator("article td.inherited").all_inner_texts() == ["古渡口保护"]


def test_the_quoted_part_of_a_row_is_marked_in_its_cells(page: Page) -> None:
    page.goto("/document?id=table&clause=table/1/table1/row2&start=4&end=12")
    page.wait_for_selector("tr.marked")
    assert page.locator("tr.marked mark").all_inner_texts() == ["航道", "市航道中心"]
    assert page.evaluate("document.activeElement.id") == "table/1/table1/row2"


def test_a_row_of_the_structure_names_its_columns(page: Page) -> None:
    page.goto("/documents/table/structure")
    row = page.locator('[id="table/1/table1/row2"] .words')
    expect(row).to_have_text("领域：古渡口保护｜事项：疏浚渡口航道｜牵头单位：市航道中心｜时限：2022年底前")
    assert row.locator(".inherited").inner_text() == "领域：古渡口保护"


def test_a_document_that_is_not_there_is_said_in_words(page: Page) -> None:
    page.goto("/documents/none/structure")
    page.wait_for_selector("#status.error")
    assert "none" in page.inner_text("#status")


@pytest.mark.parametrize("width", [390, 1100])
@pytest.mark.parametrize(
    "path", ["/document?id=table", "/documents/table/structure", "/documents/study-tour-report/structure"]
)
def test_neither_page_runs_over_the_edge_of_a_screen(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    page.wait_for_selector("article:not([hidden])")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
