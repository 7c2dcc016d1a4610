"""The words that everything else is written in: documents, clauses, hits, citations, answers.

Frozen records without behaviour beyond what can be read off them. Those of which a document has thousands are tuples,
which are made and handed from process to process fastest. Offsets count Unicode code points.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A slice `[start, end)` of a document's source text."""

    start: int
    end: int


class ClauseKind(StrEnum):
    """What a node of the clause tree is."""

    PREFACE = "preface"  # 前言
    SECTION = "section"  # any numbered label: 第X部分, 一、, （一）, 1、 …
    ANNEX = "annex"  # 附件1
    ENCLOSURE = "enclosure"  # the title of a document that a notice encloses
    SUBTITLE = "subtitle"  # a line that begins with ——, or 【…】
    BOX = "box"  # 专栏
    DEPARTMENT = "department"  # 市财政局：…
    PARAGRAPH = "paragraph"  # an unlabelled paragraph beside others
    FIGURE = "figure"  # the caption of a figure
    TABLE = "table"  # a table; its text is the row of column names, if it has one
    ROW = "row"  # a row of a table
    NOTE = "note"  # a footnote or endnote


class Secrecy(StrEnum):
    """Who may read a document, where it says so."""

    CLASSIFIED = "classified"  # 绝密, 机密, 秘密: a state secret
    INTERNAL = "internal"  # 内部资料, 不公开


class RemovalKind(StrEnum):
    """Why characters of the source stand in no clause."""

    TITLE = "title"  # the document's title, and lines that repeat it
    FRONT = "front"  # document number, issuer and date around the body
    CONTENTS = "contents"  # the contents table
    SNIPPET = "snippet"  # a line that repeats the opening
    PAGE = "page"  # page numbers, running heads and feet
    SITE = "site"  # what a web page puts around the text: navigation, tables about the document
    LAYOUT = "layout"  # line ends, indents, marks of the file format


class Removal(NamedTuple):
    """A slice of the source that belongs to no clause, and why."""

    span: Span
    kind: RemovalKind


class Cell(NamedTuple):
    """A cell of a table's row: the name of its column ("" if the table names none), and its words.

    `own` is False for a merged cell that begins in a row above: its words are that row's, and hold for this one too.
    """

    name: str
    text: str
    own: bool = True


class Clause(NamedTuple):
    """One node of a document's clause tree.

    `text` is the text of record: the node's own words, without its heading and without its children's. It is
    exactly `"".join(source[s.start:s.end] for s in text_spans)`. A node that only groups others has no text.
    `path` holds the headings from the top down to the node's own, as written. `citation_path` holds what a citation
    calls these levels, in the document's own labels (第五部分, 一, （二）).
    """

    id: str
    parent_id: str | None
    kind: ClauseKind
    label: str
    heading: str
    text: str
    path: tuple[str, ...]
    citation_path: tuple[str, ...]
    text_spans: tuple[Span, ...]
    heading_spans: tuple[Span, ...]
    page: int | None = None
    cells: tuple[Cell, ...] = ()  # of a row

    @property
    def context(self) -> tuple[str, ...]:
        """What a row of a table is about besides its own words: the names of its columns, merged cells from above."""
        return tuple(cell.name for cell in self.cells if cell.name) + tuple(
            cell.text for cell in self.cells if not cell.own
        )


FROM_CATALOGUE = "catalogue"
REGISTERED = "registered"  # the field of evidence for a 统一编号
FROM_FILE_NAME = "file name"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document besides its text. Unknown values are None or empty, never guessed.

    `region` is written from the province down (广东省广州市), 全国 for the whole country. `evidence` says for each
    field where its value comes from: words of the text, "catalogue: …" or "file name"; `places` where these words stand
    in the source. Dates are ISO 8601. `caveats` travel with every hit.
    `names` are proper names (towns, departments) that the word cutter must keep whole.
    """

    title: str
    kind: str | None = None
    region: str | None = None
    issuer: str | None = None
    number: str | None = None
    date: str | None = None
    period: str | None = None
    addressees: str | None = None
    published: str | None = None
    effective: str | None = None
    expires: str | None = None
    caveats: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> str:
        """The 文号, and the 统一编号 under which a registry of rules lists the document besides."""
        return " ".join(dict.fromkeys(filter(None, (self.number, self.evidence.get(REGISTERED)))))

    @property
    def title_is_in_text(self) -> bool:
        """Whether the document bears its title itself; otherwise the catalogue or the file's name gave it."""
        return not self.evidence.get("title", "").startswith((FROM_CATALOGUE, FROM_FILE_NAME))


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as `ingest` hands it to the store: text of the source, what is known, the tree, what is left out."""

    id: str
    origin: str
    sha256: str
    source: str
    rules: str
    metadata: Metadata
    clauses: tuple[Clause, ...]
    removals: tuple[Removal, ...]
    notes: tuple[str, ...] = ()
    secrecy: Secrecy | None = None
    known_as: str = ""  # tells what was known of the file beforehand from what was known another time

    def renamed(self, document_id: str) -> "ParsedDocument":
        """The document under another id, which its clauses' ids begin with."""
        if document_id == self.id:
            return self
        cut = len(self.id)
        clauses = tuple(
            clause._replace(
                id=document_id + clause.id[cut:],
                parent_id=None if clause.parent_id is None else document_id + clause.parent_id[cut:],
            )
            for clause in self.clauses
        )
        return replace(self, id=document_id, clauses=clauses)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the base, in one of its revisions. `row` is the store's key of the document, never reused."""

    row: int
    id: str
    revision: int
    latest_revision: int
    sha256: str
    origin: str
    ingested_at: str
    clause_count: int
    metadata: Metadata

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of any quote from this document must know."""
        warnings = list(self.metadata.caveats)
        if not self.metadata.title_is_in_text:
            origin = "取自文件名" if self.metadata.evidence["title"] == FROM_FILE_NAME else "是编目时拟定的"
            warnings.append(f"题名《{self.metadata.title}》{origin}，不是正文里的标题，引用前请核对。")
        if self.revision != self.latest_revision:
            warnings.append(f"此为第{self.revision}版，库中已有更新的第{self.latest_revision}版。")
        return tuple(warnings)


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause together with the document and revision that it stands in. `row` is the store's key, never reused."""

    row: int
    clause: Clause
    document: Document


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that a search returns. `score` lies in 0..1 and means the same from one question to the next.

    `similarity` is the cosine of the question's vector with the clause's, -1..1.
    """

    rank: int
    score: float
    found: FoundClause
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A verified quotation: `found.clause.text[start:end] == quote`."""

    n: int
    found: FoundClause
    quote: str
    start: int
    end: int


class AnswerStatus(StrEnum):
    """How far the base answers a question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer made of quotations. `gaps` names what was asked for and no quoted clause mentions."""

    question: str
    status: AnswerStatus
    text: str
    citations: tuple[Citation, ...] = ()
    gaps: tuple[str, ...] = ()
    nearest: tuple[Hit, ...] = ()
