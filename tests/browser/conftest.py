"""A service over the five documents and two small ones, and pages of Chromium that look at it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from eval.service import serving
from kb.knowledge_base import KnowledgeBase
from tests.programs import CHROMIUM, REQUIRED

# A text that looks like markup.
ODD = "乙市<b>规划</b>（试行）\n乙府〔2020〕7号\n一、保障\n（一）**省<script>alert(1)</script>森林。\n加快推进**省森林小镇建设，投入<50%。\n（二）科技。\n推进平台。\n"
# A table in which one cell stands for two rows and one is empty.
TABLE = """<!doctype html><meta charset="utf-8"><body>
<h1>丙市古渡口保护任务分工方案</h1>
<p>丙府〔2021〕9号</p>
<p>一、任务分工</p>
<table>
<tr><th>领域</th><th>事项</th><th>牵头单位</th><th>时限</th></tr>
<tr><td rowspan="2">古渡口保护</td><td>修缮码头石阶</td><td>市文物局</td><td></td></tr>
<tr><td>疏浚渡口航道</td><td>市航道中心</td><td>2022年底前</td></tr>
</table>
"""


@pytest.fixture(scope="session")
def address(corpus_base: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service."""
    home = tmp_path_factory.mktemp("browser") / "home"
    shutil.copytree(corpus_base.settings.home, home)
    files = {"odd.txt": ODD, "table.html": TABLE}
    for name, text in files.items():
        (home.parent / name).write_text(text, encoding="utf-8")
    paths = [str(home.parent / name) for name in files]
    subprocess.run(
        [sys.executable, "-m", "api", "--home", str(home), "ingest", *paths], check=True, capture_output=True
    )
    with serving(home) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not REQUIRED:
        pytest.skip("needs Debian's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh page; afterwards it must have asked nothing of another origin and made no error."""
    page = browser.new_page(base_url=address)
    outside: list[str] = []
    errors: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith((address, "data:")) else outside.append(request.url)
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    yield page
    assert (outside, errors) == ([], [])
    page.close()
