"""The web page in Chromium: question, answer, citation, the marked clause; nothing is asked of another origin."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


def ask(page: Page, question: str) -> None:
    page.goto("/")
    page.get_by_label("要问的问题").fill(question)
    page.get_by_role("button", name="查询").click()
    page.wait_for_selector("#answer .badge")


def test_from_the_question_to_the_marked_clause_and_back(page: Page, tmp_path: Path) -> None:
    ask(page, "旅游小镇的土地保障")
    assert page.inner_text("#answer .badge") == "部分回答"
    assert "所引条款没有提到“旅游”。" in page.inner_text("#answer .gaps")
    quote = page.inner_text("#answer .quote").removesuffix("[1]").strip()
    page.click("#answer .citation")
    page.wait_for_selector(".clause.marked")
    assert page.inner_text(".clause.marked mark") == quote
    assert page.inner_text(".clause.marked .heading") == "（二）土地保障。"
    assert page.inner_text("article h2") == "《江门市特色小镇发展规划》"
    assert "江门市特色小镇发展规划" in page.title()
    assert page.locator(".clause.marked").bounding_box()["y"] < page.viewport_size["height"]
    page.screenshot(path=tmp_path / "document.png")
    page.go_back()
    page.wait_for_selector("#answer .badge")
    assert page.input_value("#question") == "旅游小镇的土地保障"


def test_all_hits_stand_below_and_open_their_clause(page: Page) -> None:
    ask(page, "桃源")
    hits = page.locator("#hits li")
    assert hits.count() >= 2
    hits.first.get_by_role("link").click()
    page.wait_for_selector(".clause.marked")
    assert "桃源" in page.inner_text(".clause.marked")


def test_the_filters_keep_to_a_region_and_a_kind(page: Page) -> None:
    ask(page, "土地")
    page.get_by_label("文种").select_option("意见")
    links = page.locator("#hits li a")
    expect(links.filter(has_not_text="广州市")).to_have_count(0)
    assert links.count() > 0
    assert "kind=" in page.url
    assert "库里有 7 份文件" in page.inner_text("#holdings")


def test_where_there_is_no_evidence_the_page_says_so_and_cites_nothing(page: Page) -> None:
    ask(page, "个人所得税起征点是多少")
    assert page.inner_text("#answer .badge") == "无依据"
    assert page.locator("#answer .citation").count() == 0


def test_marks_in_a_document_are_shown_as_they_stand(page: Page) -> None:
    ask(page, "乙市森林小镇建设")
    assert "加快推进**省森林小镇建设，投入<50%。" in page.inner_text("#answer")
    page.click("#answer .citation")
    page.wait_for_selector(".clause.marked")
    assert "**省<script>alert(1)</script>森林。" in page.inner_text(".clause.marked .heading")
    assert "文号：乙府〔2020〕7号" in page.inner_text("article .place")


def test_an_error_is_said_in_words(page: Page) -> None:
    for address, words in (("/document?id=none&clause=none/1", "none"), ("/document", "没有写是哪一份文件")):
        page.goto(address)
        page.wait_for_selector("#status.error")
        assert words in page.inner_text("#status")


@pytest.mark.parametrize("width", [390, 1100])
def test_nothing_runs_over_the_edge_of_a_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for question in ("旅游小镇的土地保障", "长" * 500):
        ask(page, question)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_number_is_shown_as_a_part_of_its_clause(page: Page) -> None:
    ask(page, "德清地理信息小镇有多少家企业")
    assert "摘自该条第 25–86 字" in page.inner_text("#answer")


def test_the_description_of_the_interface_works_without_a_network(page: Page) -> None:
    page.goto("/docs")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() >= 8


def test_the_page_can_be_used_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.type("桃源")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .badge")
    assert page.evaluate("document.activeElement.id") == "question"


def test_what_is_typed_while_the_page_loads_stays(page: Page) -> None:
    page.route("**/v1/documents*", lambda route: (time.sleep(0.5), route.continue_()))
    page.goto("/")
    page.get_by_label("要问的问题").fill("桃源")
    page.wait_for_selector("#region option:nth-child(2)", state="attached")
    assert page.input_value("#question") == "桃源"


def test_a_filter_of_the_address_is_never_dropped(page: Page) -> None:
    page.goto("/?q=土地保障&kind=没有的文种")
    page.wait_for_selector("#answer .badge")
    assert page.inner_text("#answer .badge") == "无依据"
    assert page.input_value("#kind") == "没有的文种"


def test_an_empty_question_takes_the_old_answer_away(page: Page) -> None:
    ask(page, "桃源")
    page.get_by_label("要问的问题").fill("   ")
    page.get_by_label("要问的问题").press("Enter")
    expect(page.locator("#answer")).to_be_hidden()
    assert "请写出" in page.inner_text("#status")


def test_the_keyboard_goes_on_from_the_marked_clause(page: Page) -> None:
    ask(page, "桃源")
    page.click("#answer .citation")
    page.wait_for_selector(".clause.marked")
    assert page.evaluate("document.activeElement.classList.contains('marked')")
