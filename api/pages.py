"""The web page: files that the browser gets as they are. Nothing is loaded from elsewhere, and nothing is built."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint

FOLDER = Path(__file__).parent / "page"
# Only our own scripts and styles run, and only our own service is asked.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}


def install_pages(app: FastAPI) -> None:
    """Adds the question page at `/`, the document page at `/document`, and for each document how it was cut."""
    app.mount("/assets", StaticFiles(directory=FOLDER), name="assets")

    @app.middleware("http")
    async def guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
        """No answer is taken for something else than it says, and no old script outlives an upgrade."""
        response = await call_next(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    @app.get("/", include_in_schema=False)
    def index() -> FileResponse:
        """The page with the question box."""
        return FileResponse(FOLDER / "index.html", headers=HEADERS)

    @app.get("/document", include_in_schema=False)
    def document() -> FileResponse:
        """The page that shows a document with a clause marked."""
        return FileResponse(FOLDER / "document.html", headers=HEADERS)

    @app.get("/documents/{document_id}/structure", include_in_schema=False)
    def structure(document_id: str) -> FileResponse:
        """The page that shows how a document was cut; its script reads the id from the address."""
        return FileResponse(FOLDER / "structure.html", headers=HEADERS)
