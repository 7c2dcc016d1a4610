"""The command `kb`: what it prints, in which form, and its exit codes."""

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli import main
from api.structure import display_width
from api.text import PIPE_WIDTH
from kb.knowledge_base import KnowledgeBase

CORPUS = Path(__file__).parents[2] / "corpus"
PLAN = "甲市特色小镇发展规划\n一、保障措施\n（一）土地保障。\n科学规划用地规模，推进集约利用。\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `kb` on a home of this test's own; returns exit code, standard output and standard error."""

    def call(*arguments: object, home: Path = tmp_path / "home") -> tuple[int, str, str]:
        try:
            code = main(["--home", str(home), *map(str, arguments)])
        except SystemExit as stop:  # argparse
            code = int(stop.code or 0)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return call


@pytest.fixture
def ask(run: Run, corpus_base: KnowledgeBase) -> Run:
    """Runs `kb` on the five documents."""
    return lambda *arguments: run(*arguments, home=corpus_base.settings.home)


def test_ingest_tells_what_became_of_each_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN)
    code, out, _ = run("ingest", tmp_path / "a.txt")
    assert (code, out.splitlines()) == (0, ["新增  a  《甲市特色小镇发展规划》 2 条，第 1 版", "共 1 个文件：新增 1。"])
    code, out, _ = run("ingest", tmp_path / "a.txt", "--json")
    assert json.loads(out)["counts"] == {"unchanged": 1}


def test_a_failed_input_is_named_with_its_remedy_and_the_exit_code_is_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN)
    code, out, _ = run("ingest", tmp_path / "a.txt", tmp_path / "none.txt")
    assert code == 1
    assert "none.txt：没有这个文件或文件夹。" in out
    assert "办法：请检查路径有没有写错。" in out
    assert "新增 1，失败 1" in out


def test_ask_prints_answer_and_sources_as_plain_text(ask: Run) -> None:
    code, out, err = ask("ask", "广州市林业园林局的职责")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "【已答】",
        "《广州市进一步促进特色小镇健康发展的实施意见》：",
        "· 三（十六）：市林业园林局：推进全市森林小镇建设。[1]",
        "",
        "出处",
        "[1] 《广州市进一步促进特色小镇健康发展的实施意见》三（十六）“市林业园林局”",
        "  guangzhou-characteristic-towns-opinions/3/16/dept11  第 1 版",
    ]


def test_a_part_of_a_clause_is_said_to_be_one(ask: Run) -> None:
    _, out, _ = ask("ask", "德清地理信息小镇有多少家企业")
    assert "摘自该条第 25–86 字，全条 127 字" in out


def test_search_prints_hits_with_citation_score_and_id(ask: Run) -> None:
    code, out, _ = ask("search", "桃源", "-k", "2")
    assert code == 0
    assert "鹤山桃源伞蓬特色小镇" in out
    assert "jiangmen-characteristic-towns-plan/3/2/box3-2" in out


def test_json_is_utf8_and_holds_the_contracts_fields(ask: Run) -> None:
    code, out, _ = ask("ask", "旅游小镇的土地保障", "--json")
    body = json.loads(out)
    assert (code, body["status"], body["gaps"]) == (0, "partial", ["所引条款没有提到“旅游”。"])
    assert body["citations"][0]["clause_id"] == "jiangmen-characteristic-towns-plan/5/1/2"


def test_several_words_are_one_question(ask: Run) -> None:
    assert ask("ask", "林业园林局", "职责") == ask("ask", "林业园林局 职责")


def test_an_error_is_json_where_json_was_asked_for(ask: Run) -> None:
    code, out, err = ask("show", "none", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "not_found")
    assert "none" in err


def test_the_nearest_clauses_are_shown_where_there_is_no_evidence(ask: Run) -> None:
    code, out, _ = ask("ask", "揭阳市特色小镇的建设目标")
    assert (code, out.splitlines()[0]) == (0, "【无依据】")
    assert "（最接近的条款没有提到“揭阳市”。）" in out
    assert "相关度" in out


def test_a_search_without_hits_names_the_filters(ask: Run) -> None:
    _, out, _ = ask("search", "土地", "--filter", "kind=批复")
    assert "在所给的筛选条件下" in out


def test_filters_are_given_as_field_and_value(ask: Run) -> None:
    _, out, _ = ask("search", "土地", "--filter", "region=广东省广州市", "--filter", "region_exact=true", "--json")
    assert {hit["document_id"] for hit in json.loads(out)["hits"]} == {"guangzhou-characteristic-towns-opinions"}
    _, out, _ = ask("search", "土地", "--filter", "kind=意见", "--filter", "kind=考察报告", "--json")
    assert {hit["kind"] for hit in json.loads(out)["hits"]} <= {"意见", "考察报告"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("search",),
        ("nonsense",),
        ("search", "土地", "-k", "many"),
        ("search", "土地", "-k", "0"),
        ("search", "土地", "-k", "1000000"),
        ("search", ""),
        ("ask", "问" * 10_000),
        ("search", "土地", "--filter", "colour=red"),
        ("search", "土地", "--filter", "region"),
        ("documents", "--limit", "0"),
        ("serve", "--port", "70000"),
        ("search", "土\udce5"),
    ],
)
def test_wrong_usage_exits_with_two_and_says_what_is_wrong(ask: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert "办法：" in err


def test_a_base_that_is_not_there_exits_with_three(run: Run) -> None:
    code, _, err = run("ask", "土地保障")
    assert code == 3
    assert "还没有知识库" in err
    assert "kb ingest" in err


def test_a_damaged_store_exits_with_three(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "kb.sqlite").write_bytes(b"no database" * 1000)
    code, _, err = run("documents")
    assert (code, "备份" in err) == (3, True)


def test_what_is_not_there_exits_with_one(ask: Run) -> None:
    for arguments in (("show", "none"), ("show", "none/1"), ("remove", "none")):
        code, _, err = ask(*arguments)
        assert (code, "none" in err) == (1, True)


def test_show_prints_a_clause_whole_and_what_is_below_it(ask: Run) -> None:
    _, out, _ = ask("show", "guangzhou-characteristic-towns-opinions/3/16")
    assert out.startswith(
        "《广州市进一步促进特色小镇健康发展的实施意见》三（十六）\n三、保障措施 › （十六）建立健全工作推进机制。\n"
    )
    assert "  市林业园林局：推进全市森林小镇建设。\n" in out
    _, out, _ = ask("show", "jiangmen-characteristic-towns-plan/5/1/2", "--json")
    assert json.loads(out)["text"].startswith("根据特色小镇发展建设需要")


def test_show_prints_a_document_whole_with_its_warnings(ask: Run) -> None:
    _, out, _ = ask("show", "study-tour-report")
    assert "《关于赴**部分特色小镇学习考察情况的报告》" in out
    assert "注意：文中的地名、人名以“**”遮盖" in out


def test_an_old_revision_can_be_shown(run: Run, tmp_path: Path) -> None:
    for text in (PLAN, PLAN.replace("科学", "严格")):
        (tmp_path / "a.txt").write_text(text)
        run("ingest", tmp_path / "a.txt")
    assert "严格规划" in run("show", "a/1/1")[1]
    _, old, _ = run("show", "a/1/1", "--revision", "1")
    assert "科学规划" in old
    assert "更新的第2版" in old
    assert run("show", "a/1/1", "--revision", "3")[0] == 1


def test_documents_check_rebuild_and_remove(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN)
    run("ingest", tmp_path / "a.txt")
    assert "a  《甲市特色小镇发展规划》（规划）2 条，第 1 版" in run("documents")[1]
    assert run("check")[:2] == (0, "1 个文件，2 个条款，第 1 代。\n完好。\n")
    assert run("rebuild")[0] == 0
    assert run("remove", "a")[0] == 0
    assert "库里还没有文件。" in run("documents")[1]
    assert json.loads(run("search", "土地", "--json")[1])["hits"] == []


def test_check_finds_damage_and_exits_with_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN)
    run("ingest", tmp_path / "a.txt")
    for path in (tmp_path / "home" / "index").glob("*/*.term"):
        path.unlink()
    code, out, _ = run("check")
    assert (code, "不见了" in out) == (1, True)


def test_inspect_shows_the_tree_what_is_left_out_and_the_evidence(run: Run) -> None:
    code, out, _ = run("inspect", CORPUS / "jiangmen-western-region-strategy-2019-2035.md")
    assert code == 0
    assert "规划期　  2019—2035年  据第 5 行\n" in out
    assert "\n    box5-2  专栏 5-2" in out
    assert "\n  目录：53 处" in out
    assert "    第 7 行  目 录\n" in out
    assert out.splitlines()[-2].startswith("注意：本件由扫描件转换而来")
    assert "没有着落的字数 0" in out.splitlines()[-1]
    tree = out.split("\n条款\n")[1].split("\n\n")[0].splitlines()
    assert len(tree) == 165
    assert max(map(display_width, tree)) == PIPE_WIDTH


def test_inspect_as_json_holds_everything_that_is_printed(run: Run) -> None:
    code, out, _ = run("inspect", CORPUS / "study-tour-report.txt", "--json")
    body = json.loads(out)
    assert (code, body["counts"]["clauses"], body["counts"]["lost"]) == (0, len(body["clauses"]), 0)
    assert {removal["why"] for removal in body["removed"]} == {"snippet", "title", "layout"}
    lines = (CORPUS / "study-tour-report.txt").read_text().splitlines()
    titles = [removal for removal in body["removed"] if removal["why"] == "title"]
    assert all(removal["text"].strip() in lines[removal["line"] - 1] for removal in titles)
    assert body["evidence"]["title"] in lines[body["evidence_lines"]["title"] - 1]
    assert all(clause["heading"] in lines[clause["line"] - 1] for clause in body["clauses"] if clause["heading"])


def test_inspect_names_the_columns_of_a_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# 甲市分工\n\n一、任务\n\n| 事项 | 单位 |\n|---|---|\n| 规划 | 甲局 |\n| 用地 | 乙局 |\n"
    )
    _, out, _ = run("inspect", tmp_path / "a.md")
    assert "    row1  事项：规划｜单位：甲局\n" in out


def test_inspect_of_a_file_that_is_not_there_exits_with_one(run: Run) -> None:
    code, out, err = run("inspect", CORPUS / "none.txt")
    assert (code, out) == (1, "")
    assert "none.txt" in err


def test_a_setting_that_is_no_number_exits_with_two(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_MAX_FILE_MB", "huge")
    code, _, err = run("documents")
    assert (code, "KB_MAX_FILE_MB=huge" in err) == (2, True)


def kb(*arguments: str, home: Path, **environment: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "api", "--home", str(home), *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_two_ingests_at_once_both_succeed(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(PLAN.replace("甲市", f"{name}市"))
    both = [kb("ingest", str(tmp_path / f"{name}.txt"), home=tmp_path / "home") for name in "ab"]
    assert [process.communicate(timeout=60) and process.returncode for process in both] == [0, 0]
    listed = kb("documents", home=tmp_path / "home").communicate(timeout=60)[0].decode()
    assert listed.count("第 1 版") == 2


def test_a_writer_that_may_not_wait_says_who_holds_the_lock(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN)
    fifo = tmp_path / "home"
    from kb.store.lock import writer_lock

    with writer_lock(fifo, 0):
        process = kb("ingest", str(tmp_path / "a.txt"), home=fifo, KB_LOCK_WAIT_SECONDS="0.2")
        out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert f"进程 {os.getpid()}" in err.decode()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "ascii"])
def test_output_can_be_read_in_every_encoding_of_a_terminal(corpus_base: KnowledgeBase, encoding: str) -> None:
    home = corpus_base.settings.home
    out, err = kb("ask", "土地保障", home=home, PYTHONIOENCODING=encoding, PYTHONUTF8="0").communicate(timeout=60)
    assert err == b""
    text = out.decode(encoding)
    assert ("土地" if encoding != "ascii" else "\\u571f\\u5730") in text
    out, _ = kb("ask", "土地保障", "--json", home=home, PYTHONIOENCODING=encoding, PYTHONUTF8="0").communicate(
        timeout=60
    )
    assert json.loads(out.decode("utf-8"))["citations"]


def test_a_reader_that_goes_away_is_no_error(corpus_base: KnowledgeBase) -> None:
    process = kb("show", "national-typical-cases-round-1", home=corpus_base.settings.home)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_terminal_gets_colours_and_no_mark_is_taken_for_markup(corpus_base: KnowledgeBase) -> None:
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    command = [
        sys.executable,
        "-m",
        "api",
        "--home",
        str(corpus_base.settings.home),
        "ask",
        "**省委省政府是特色小镇建设的策源地",
    ]
    process = subprocess.Popen(command, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    shown = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            shown += os.read(leader, 65536)
        except OSError:  # the program has closed its end
            break
    os.close(leader)
    assert process.wait(60) == 0
    text = shown.decode("utf-8")
    assert "\x1b[" in text
    assert "**省委省政府" in text
    assert "[1]" in text


def test_ask_imports_neither_web_server_nor_torch_nor_colours(corpus_base: KnowledgeBase) -> None:
    program = (
        "import sys; from api.cli import main; "
        f"main(['--home', {str(corpus_base.settings.home)!r}, 'ask', '土地保障']); "
        "print(sorted({'fastapi', 'pydantic', 'uvicorn', 'torch', 'jieba', 'pypinyin', 'rich', 'sentence_transformers'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True).stdout
    assert out.splitlines()[-1] == "[]"
