"""The web page: files that the browser gets as they are. Nothing is loaded from elsewhere, and nothing is built."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "page"
# Only our own scripts and styles run, and only our own service is asked.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def install_pages(app: FastAPI) -> None:
    """Adds the question page at `/` and the document page at `/document`."""
    app.mount("/assets", StaticFiles(directory=FOLDER), name="assets")

    @app.get("/", include_in_schema=False)
    def index() -> FileResponse:
        """The page with the question box."""
        return FileResponse(FOLDER / "index.html", headers=HEADERS)

    @app.get("/document", include_in_schema=False)
    def document() -> FileResponse:
        """The page that shows a document with a clause marked."""
        return FileResponse(FOLDER / "document.html", headers=HEADERS)
