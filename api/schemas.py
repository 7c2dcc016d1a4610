"""What HTTP takes in and gives out, for validation and for OpenAPI. The answers are made in `api.shapes`."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str | bool | int) else value


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


FilterValue = Annotated[str, BeforeValidator(_as_text)]
Filters = dict[str, Annotated[list[FilterValue], BeforeValidator(_as_list)]]


class Request(BaseModel):
    """Fields that no request has are refused by name."""

    model_config = ConfigDict(extra="forbid")


class SearchRequest(Request):
    """A search for clauses."""

    query: str = Field(examples=["土地保障"])
    k: int = Field(10, description="At most this many hits, 1..100.", examples=[10])
    filters: Filters = Field(
        default_factory=dict,
        description="Field → values. Several values of a field are alternatives; several fields must all hold.",
        examples=[{"region": ["广东省广州市"]}],
    )


class AskRequest(Request):
    """A question."""

    question: str = Field(examples=["旅游小镇的土地保障"])
    k: int = Field(10, description="How many of the best clauses the answer may draw on, 1..100.", examples=[10])
    filters: Filters = Field(default_factory=dict, examples=[{"kind": ["规划"]}])


class Cell(BaseModel):
    """A cell of a table's row. `own` is false for a merged cell that begins in a row above."""

    name: str
    text: str
    own: bool


class ClauseFields(BaseModel):
    """A clause with what must be known of its document."""

    clause_id: str
    document_id: str
    document_title: str
    document_number: str | None
    issuer: str | None
    date: str | None
    region: str | None
    kind: str | None
    validity: str
    revision: int
    clause_kind: str
    path: list[str]
    cells: list[Cell]
    page: int | None
    warnings: list[str]
    citation: str


class Hit(ClauseFields):
    """A clause that was found. `score` means the same from one query to the next."""

    rank: int
    score: float = Field(ge=0, le=1)
    similarity: float
    text: str


class SearchReply(BaseModel):
    """The hits of a search, best first."""

    query: str
    hits: list[Hit]


class Citation(ClauseFields):
    """A quotation: `text[start:end] == quote` in code points of the clause's text in this revision."""

    n: int
    quote: str
    start: int
    end: int
    quote_is_part: bool


class AnswerReply(BaseModel):
    """An answer. `answer` is plain text, no Markdown; `[n]` points to `citations`."""

    question: str
    status: str = Field(description="answered, partial or no_evidence")
    answer: str
    gaps: list[str]
    citations: list[Citation]
    nearest: list[Hit] = Field(description="With no_evidence: the closest clauses, which are no evidence.")


class DocumentReply(BaseModel):
    """What is known of a document."""

    document_id: str
    title: str
    kind: str | None
    region: str | None
    issuer: str | None
    document_number: str | None
    date: str | None
    period: str | None
    addressees: str | None
    published: str | None
    effective: str | None
    expires: str | None
    validity: str
    labels: list[str]
    warnings: list[str]
    evidence: dict[str, str]
    places: dict[str, list[tuple[int, int]]]
    revision: int
    latest_revision: int
    clause_count: int
    sha256: str
    origin: str
    ingested_at: str


class DocumentsReply(BaseModel):
    """A page of documents; `next` is the id to give as `after`, or null."""

    documents: list[DocumentReply]
    next: str | None


class NodeFields(BaseModel):
    """A node of a document's clause tree."""

    clause_id: str
    parent_id: str | None
    clause_kind: str
    label: str
    heading: str
    text: str
    cells: list[Cell]
    page: int | None


class Node(NodeFields):
    """A node with the form in which it is cited."""

    citation: str


class DocumentTreeReply(DocumentReply):
    """A document with its clauses in reading order."""

    clauses: list[Node]


class PlacedNode(NodeFields):
    """A node with the line of the text, from 1, that it begins in."""

    line: int | None


class LeftOut(BaseModel):
    """A slice of the text that stands in no clause, the line that it begins in, and why."""

    start: int
    end: int
    line: int
    why: str = Field(description="title, front, contents, snippet, page, site or layout")
    text: str


class Counts(BaseModel):
    """How many clauses; how many characters, white space aside, stand in clauses, are left out, are in neither."""

    clauses: int
    characters: int
    removed: int
    lost: int


class StructureReply(DocumentReply):
    """How a document was cut. Lines count from 1 in the text that was read from the file."""

    notes: list[str]
    evidence_lines: dict[str, int]
    clauses: list[PlacedNode]
    removed: list[LeftOut]
    counts: Counts


class ClauseReply(ClauseFields):
    """A clause, whole, with the clauses below it."""

    text: str
    source_spans: list[tuple[int, int]]
    below: list[Node]


class ErrorFields(BaseModel):
    """An error with its stable code."""

    code: str
    message: str
    remedy: str


class UploadReply(BaseModel):
    """What became of an uploaded file."""

    path: str
    outcome: str = Field(description="added, updated or unchanged")
    document_id: str | None
    title: str | None
    revision: int | None
    clauses: int
    notes: list[str]
    error: ErrorFields | None


class Removed(BaseModel):
    """The document that was removed."""

    removed: str


class Status(BaseModel):
    """The state of the service."""

    status: str


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; `detail` and `remedy` are for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    remedy: str
