"""The HTTP service: the same JSON as the command line, problem+json for every error, uploads and removals."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import schemas, shapes
from api.app import create_app
from api.cli import main
from api.problems import STATUS, status_of
from kb import errors
from kb.knowledge_base import KnowledgeBase
from kb.store.scope import Scope

PLAN = "甲市特色小镇发展规划\n一、保障措施\n（一）土地保障。\n科学规划用地规模，推进集约利用。\n"


@pytest.fixture(scope="module")
def client(corpus_base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(corpus_base)) as client:
        yield client


@pytest.fixture
def writable(base: KnowledgeBase) -> Iterator[TestClient]:
    base.prepare()
    with TestClient(create_app(base), raise_server_exceptions=False) as client:
        yield client


def upload(client: TestClient, text: str | bytes, name: str = "plan.txt"):
    return client.post("/v1/documents", files={"file": (name, text if isinstance(text, bytes) else text.encode())})


@pytest.mark.parametrize("command", ["search", "ask"])
@pytest.mark.parametrize("question", ["旅游小镇的土地保障", "个人所得税起征点是多少", "广州市林业园林局的职责"])
def test_http_and_command_line_answer_with_the_same_json(
    client: TestClient,
    corpus_base: KnowledgeBase,
    command: str,
    question: str,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["--home", str(corpus_base.settings.home), command, question, "--json"]) == 0
    printed = json.loads(capfdbinary.readouterr().out)
    field = "query" if command == "search" else "question"
    assert client.post(f"/v1/{command}", json={field: question}).json() == printed


def test_answers_are_of_the_documented_shape(client: TestClient, corpus_base: KnowledgeBase) -> None:
    """The models of OpenAPI and the shapes that are sent name exactly the same fields."""
    search = shapes.shape_search("土地", corpus_base.search("土地"))
    assert schemas.SearchReply(**search).model_dump() == search
    for question in ("土地保障", "个人所得税起征点是多少"):
        answer = shapes.shape_answer(corpus_base.ask(question))
        assert schemas.AnswerReply(**answer).model_dump() == answer
    tree = client.get("/v1/documents/study-tour-report").json()
    assert schemas.DocumentTreeReply(**tree).model_dump(mode="json") == tree
    structure = client.get("/v1/documents/study-tour-report/structure").json()
    assert schemas.StructureReply(**structure).model_dump(mode="json") == structure
    clause = client.get("/v1/clauses/guangzhou-characteristic-towns-opinions/3/16").json()
    assert schemas.ClauseReply(**clause).model_dump(mode="json") == clause


def test_filters_take_one_value_or_several(client: TestClient) -> None:
    for region in ("广东省广州市", ["广东省广州市"]):
        filters = {"region": region, "region_exact": True}
        hits = client.post("/v1/search", json={"query": "土地", "filters": filters}).json()["hits"]
        assert {hit["region"] for hit in hits} == {"广东省广州市"}


def test_documents_are_listed_by_page(client: TestClient) -> None:
    first = client.get("/v1/documents", params={"limit": 3}).json()
    assert len(first["documents"]) == 3
    assert first["next"] == first["documents"][-1]["document_id"]
    second = client.get("/v1/documents", params={"limit": 3, "after": first["next"]}).json()
    assert (len(second["documents"]), second["next"]) == (2, None)


def test_a_clause_is_given_whole_with_its_place_in_the_source(client: TestClient, corpus_base: KnowledgeBase) -> None:
    body = client.get("/v1/clauses/jiangmen-characteristic-towns-plan/5/1/2").json()
    source, _ = corpus_base.source("jiangmen-characteristic-towns-plan")
    assert "".join(source[start:end] for start, end in body["source_spans"]) == body["text"]
    assert body["citation"] == "《江门市特色小镇发展规划》第五部分一（二）"


def test_the_structure_holds_each_character_of_the_text_once(client: TestClient, corpus_base: KnowledgeBase) -> None:
    body = client.get("/v1/documents/jiangmen-western-region-strategy-2019-2035/structure").json()
    source, removals = corpus_base.source("jiangmen-western-region-strategy-2019-2035")
    counts = body["counts"]
    assert counts["characters"] + counts["removed"] == len("".join(source.split()))
    assert (counts["lost"], len(body["removed"])) == (0, len(removals))
    assert all(source[one["start"] : one["end"]] == one["text"] for one in body["removed"])


def test_the_structure_of_an_old_revision_is_that_of_its_own_text(writable: TestClient) -> None:
    upload(writable, PLAN)
    upload(writable, "— 1 —\n" + PLAN)
    first, second = (writable.get("/v1/documents/plan/structure", params={"revision": one}).json() for one in (1, 2))
    assert [clause["line"] for clause in first["clauses"]] == [2, 3]
    assert [clause["line"] for clause in second["clauses"]] == [3, 4]
    assert [one["text"] for one in second["removed"] if one["why"] == "page"] == ["— 1 —"]
    assert writable.get("/v1/documents/plan/structure").json() == second


def test_the_pages_run_only_our_own_scripts(client: TestClient) -> None:
    for address in ("/", "/document", "/documents/study-tour-report/structure"):
        reply = client.get(address)
        assert "default-src 'none'; script-src 'self'" in reply.headers["content-security-policy"]
        assert not re.search(r"https?://|<script>|style=", reply.text)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/v1/search", {"query": ""}, 422, "bad_query"),
        ("POST", "/v1/ask", {"question": "问" * 10_000}, 422, "bad_query"),
        ("POST", "/v1/search", {"query": "土地", "k": 0}, 422, "bad_query"),
        ("POST", "/v1/search", {"query": "土地", "k": 10**6}, 422, "bad_query"),
        ("POST", "/v1/search", {"query": "土地", "k": "many"}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "土地", "filters": {"colour": ["red"]}}, 422, "bad_filter"),
        ("POST", "/v1/search", {"query": "土地", "filters": {"region": ["火星"]}}, 422, "bad_filter"),
        ("POST", "/v1/search", {"query": "土地", "colour": "red"}, 422, "bad_request"),
        ("POST", "/v1/search", {}, 422, "bad_request"),
        ("GET", "/v1/clauses/no/such", None, 404, "not_found"),
        ("GET", "/v1/documents/none", None, 404, "not_found"),
        ("GET", "/v1/documents/none/structure", None, 404, "not_found"),
        ("GET", "/v1/documents/study-tour-report/structure?revision=9", None, 404, "not_found"),
        ("GET", "/v1/documents/study-tour-report?revision=9", None, 404, "not_found"),
        ("GET", "/v1/documents/study-tour-report?revision=0", None, 422, "bad_request"),
        ("DELETE", "/v1/documents/none", None, 404, "not_found"),
        ("GET", "/v1/documents?limit=0", None, 422, "bad_request"),
        ("GET", "/nowhere", None, 404, "not_found"),
        ("GET", "/v1/search", None, 405, "method_not_allowed"),
    ],
)
def test_every_error_is_a_problem_with_a_code_and_a_remedy(
    client: TestClient, method: str, path: str, body: dict | None, status: int, code: str
) -> None:
    reply = client.request(method, path, json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    problem = reply.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"]
    assert problem["remedy"]


def test_a_body_that_is_no_json_is_a_problem(client: TestClient) -> None:
    reply = client.post("/v1/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_request")


def test_an_upload_is_found_at_once_replaced_and_removed(writable: TestClient) -> None:
    assert upload(writable, PLAN).status_code == 201
    assert upload(writable, PLAN).json()["outcome"] == "unchanged"
    reply = upload(writable, PLAN.replace("科学", "严格"))
    assert (reply.status_code, reply.json()["revision"]) == (200, 2)
    assert "严格规划" in writable.post("/v1/search", json={"query": "土地保障"}).json()["hits"][0]["text"]
    assert "科学规划" in writable.get("/v1/clauses/plan/1/1", params={"revision": 1}).json()["text"]
    assert writable.delete("/v1/documents/plan").json() == {"removed": "plan"}
    assert writable.post("/v1/search", json={"query": "土地保障"}).json()["hits"] == []
    assert writable.get("/v1/clauses/plan/1/1").status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"", "a.txt", 422, "file_empty"),
        (b"\x00\x01" * 300, "a.txt", 422, "file_not_text"),
        (b"text", "a.exe", 415, "format_unknown"),
    ],
)
def test_a_bad_upload_is_a_problem(writable: TestClient, data: bytes, name: str, status: int, code: str) -> None:
    reply = upload(writable, data, name)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert writable.get("/v1/documents").json()["documents"] == []


def test_an_upload_over_the_limit_is_refused(tmp_path: Path) -> None:
    from kb.settings import read_settings

    base = KnowledgeBase(read_settings({"KB_MAX_FILE_MB": "0.001"}, tmp_path / "home"))
    base.prepare()
    with TestClient(create_app(base)) as client:
        reply = upload(client, PLAN * 100)
    assert (reply.status_code, reply.json()["code"]) == (413, "file_too_large")


def test_what_another_process_writes_is_answered_without_a_restart(writable: TestClient, base: KnowledgeBase) -> None:
    upload(writable, PLAN)
    assert writable.post("/v1/search", json={"query": "土地保障"}).json()["hits"]
    KnowledgeBase(base.settings).remove("plan")
    assert writable.post("/v1/search", json={"query": "土地保障"}).json()["hits"] == []


def test_the_service_says_whether_it_is_alive_and_ready(client: TestClient, tmp_path: Path) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    from kb.settings import read_settings

    with TestClient(create_app(KnowledgeBase(read_settings({}, tmp_path / "none")))) as empty:
        assert empty.get("/healthz").status_code == 200
        assert empty.get("/readyz").status_code == 503


def test_a_bug_is_a_problem_that_tells_nothing_inside(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("secret path")

    monkeypatch.setattr(base, "search", broken)
    with TestClient(create_app(base), raise_server_exceptions=False) as client:
        reply = client.post("/v1/search", json={"query": "土地"})
    assert (reply.status_code, reply.json()["code"]) == (500, "internal_error")
    assert "secret" not in reply.text


def test_openapi_documents_every_route_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/search",
        "/v1/ask",
        "/v1/documents",
        "/v1/documents/{document_id}",
        "/v1/documents/{document_id}/structure",
        "/v1/clauses/{clause_id}",
        "/healthz",
        "/readyz",
    }
    assert all(operation["summary"] for methods in paths.values() for operation in methods.values())
    docs = client.get("/docs").text
    assert not re.search(r"https?://", docs)
    assert all(client.get(asset).status_code == 200 for asset in re.findall(r'(?:src|href)="(/[^"]+)"', docs))
    assert not re.search(r"https?://(?!127)", client.get("/openapi.json").text)


def test_every_error_has_a_status_and_a_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.KbError)]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(400 <= status_of(kind("x")) < 600 for kind in kinds)
    assert set(STATUS) <= set(kinds)


def test_a_scope_may_be_asked_over_http_by_revision_only_where_it_means_something(client: TestClient) -> None:
    assert Scope(revision=1) != Scope()
    assert client.get("/v1/documents/study-tour-report", params={"revision": 1}).status_code == 200


def test_what_is_not_json_is_told_where(client: TestClient) -> None:
    reply = client.post(
        "/v1/ask", content='{"question": "土"'.encode("gb18030"), headers={"Content-Type": "application/json"}
    )
    assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")


def test_a_lone_surrogate_in_a_question_is_a_problem_not_a_crash(client: TestClient) -> None:
    reply = client.post("/v1/ask", content=b'{"question": "\\ud800"}', headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_query")
