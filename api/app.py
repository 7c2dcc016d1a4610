"""The HTTP service: routes that parse, call the knowledge base, and shape. Errors become problem+json."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, UploadFile
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline

from api import schemas, shapes
from api.pages import install_pages
from api.problems import MEDIA_TYPE, install_problems
from ingest.pipeline import ingest_upload
from kb.errors import FileTooLarge
from kb.knowledge_base import KnowledgeBase
from kb.store.scope import Scope, read_scope

MOST_DOCUMENTS = 1000
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": schemas.Problem, "content": {MEDIA_TYPE: {}}, "description": what}
    for status, what in ((422, "The request is not right"), (503, "The base can't serve this now"))
}
MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": schemas.Problem, "content": {MEDIA_TYPE: {}}, "description": "Not in the base"}
}
Revision = Annotated[int | None, Query(ge=1, le=2**31, description="A revision other than the current one")]


def create_app(base: KnowledgeBase) -> FastAPI:
    """The service over one knowledge base. Its pages, `/docs` too, load nothing from elsewhere."""
    app = FastAPIOffline(title="Policy knowledge base", version="1", redoc_url=None, responses=PROBLEMS)
    install_problems(app)
    install_pages(app)

    @app.post("/v1/search", response_model=schemas.SearchReply)
    def search(request: schemas.SearchRequest) -> JSONResponse:
        """Finds clauses."""
        hits = base.search(request.query, request.k, read_scope(request.filters))
        return JSONResponse(shapes.shape_search(request.query, hits))

    @app.post("/v1/ask", response_model=schemas.AnswerReply)
    def ask(request: schemas.AskRequest) -> JSONResponse:
        """Answers a question with verified quotations, or says that there is no evidence."""
        answer = base.ask(request.question, request.k, read_scope(request.filters))
        return JSONResponse(shapes.shape_answer(answer))

    @app.get("/v1/documents", response_model=schemas.DocumentsReply)
    def documents(limit: Annotated[int, Query(ge=1, le=MOST_DOCUMENTS)] = 100, after: str = "") -> JSONResponse:
        """Lists the documents in the order of their ids."""
        return JSONResponse(shapes.shape_documents(base.documents(limit=limit + 1, after=after), limit))

    @app.post(
        "/v1/documents",
        response_model=schemas.UploadReply,
        status_code=201,
        responses={200: {"model": schemas.UploadReply}},
    )
    def upload(file: UploadFile) -> JSONResponse:
        """Takes a file in. The same name again is a new revision (200), or nothing if the bytes are the same."""
        limit = base.settings.max_file_bytes
        data = file.file.read(limit + 1)
        if len(data) > limit:
            raise FileTooLarge(
                f"{file.filename}：超过了 {limit / 1e6:g} MB 的上限。", "请把文件拆小，或调大 KB_MAX_FILE_MB。"
            )
        report = ingest_upload(base, file.filename or "upload.txt", data)
        if report.error is not None:
            raise report.error
        return JSONResponse(shapes.shape_report(report), status_code=201 if report.outcome.value == "added" else 200)

    @app.get("/v1/documents/{document_id}", response_model=schemas.DocumentTreeReply, responses=MISSING)
    def document(document_id: str, revision: Revision = None) -> JSONResponse:
        """A document with its clauses."""
        return JSONResponse(shapes.shape_tree(*base.tree(document_id, Scope(revision=revision))))

    @app.get("/v1/documents/{document_id}/structure", response_model=schemas.StructureReply, responses=MISSING)
    def structure(document_id: str, revision: Revision = None) -> JSONResponse:
        """How a document was cut: what its metadata was read from, its clauses, what stands in no clause."""
        document, clauses = base.tree(document_id, Scope(revision=revision))
        pinned = Scope(revision=document.revision)
        notes, (source, removals) = base.notes(document_id, pinned), base.source(document_id, pinned)
        return JSONResponse(shapes.shape_structure(document, notes, clauses, source, removals))

    @app.delete("/v1/documents/{document_id}", response_model=schemas.Removed, responses=MISSING)
    def remove(document_id: str) -> JSONResponse:
        """Removes a document; from this answer on it is found no more."""
        base.remove(document_id)
        return JSONResponse({"removed": document_id})

    @app.get("/v1/clauses/{clause_id:path}", response_model=schemas.ClauseReply, responses=MISSING)
    def clause(clause_id: str, revision: Revision = None) -> JSONResponse:
        """A clause with those below it."""
        scope = Scope(revision=revision)
        found = base.clause(clause_id, scope)
        return JSONResponse(shapes.shape_clause_whole(found, base.below(found, scope)))

    @app.get("/healthz", response_model=schemas.Status)
    def healthz() -> JSONResponse:
        """Whether the process is alive."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", response_model=schemas.Status, responses={503: {"model": schemas.Status}})
    def readyz() -> JSONResponse:
        """Whether a question would be answered now."""
        ready = base.is_ready()
        return JSONResponse({"status": "ready" if ready else "not ready"}, status_code=200 if ready else 503)

    return app
