"""Records to the JSON of the contract. The command line and HTTP both answer with these, so they answer alike."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.structure import count_characters, evidence_lines, line_of_clause
from ingest.pipeline import FileReport
from ingest.source import LineIndex
from kb.answer.cite import cite
from kb.errors import KbError
from kb.knowledge_base import CheckReport
from kb.records import Answer, Citation, Clause, Document, FoundClause, Hit, Metadata, ParsedDocument, Removal
from kb.store.scope import VALIDITY_UNKNOWN

Json = dict[str, Any]


def shape_search(query: str, hits: Sequence[Hit]) -> Json:
    """The answer to a search."""
    return {"query": query, "hits": [shape_hit(hit) for hit in hits]}


def shape_hit(hit: Hit) -> Json:
    """One hit."""
    return {"rank": hit.rank, "score": hit.score, "similarity": hit.similarity, **shape_clause(hit.found)}


def shape_clause(found: FoundClause) -> Json:
    """A clause with what must be known of its document."""
    clause, document = found.clause, found.document
    return {
        "clause_id": clause.id,
        "document_id": document.id,
        "document_title": document.metadata.title,
        "document_number": document.metadata.number,
        "issuer": document.metadata.issuer,
        "date": document.metadata.date,
        "region": document.metadata.region,
        "kind": document.metadata.kind,
        "validity": VALIDITY_UNKNOWN,
        "revision": document.revision,
        "clause_kind": clause.kind.value,
        "path": list(clause.path),
        "text": clause.text,
        "cells": _shape_cells(clause),
        "page": clause.page,
        "warnings": list(document.warnings),
        "citation": cite(found),
    }


def shape_answer(answer: Answer) -> Json:
    """The answer to a question."""
    return {
        "question": answer.question,
        "status": answer.status.value,
        "answer": answer.text,
        "gaps": list(answer.gaps),
        "citations": [shape_citation(citation) for citation in answer.citations],
        "nearest": [shape_hit(hit) for hit in answer.nearest],
    }


def shape_citation(citation: Citation) -> Json:
    """One citation of an answer."""
    clause = shape_clause(citation.found)
    is_part = citation.quote != clause.pop("text")
    return {
        "n": citation.n,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "quote_is_part": is_part,
        **clause,
    }


def shape_document(document: Document) -> Json:
    """What is known of a document."""
    return {
        **_shape_metadata(document.id, document.metadata),
        "warnings": list(document.warnings),
        "revision": document.revision,
        "latest_revision": document.latest_revision,
        "clause_count": document.clause_count,
        "sha256": document.sha256,
        "origin": document.origin,
        "ingested_at": document.ingested_at,
    }


def shape_tree(document: Document, clauses: Sequence[FoundClause]) -> Json:
    """A document with its clauses in reading order."""
    return {**shape_document(document), "clauses": [shape_node(found) for found in clauses]}


def shape_node(found: FoundClause) -> Json:
    """A clause as a node of its document's tree."""
    return {**_shape_tree_clause(found.clause), "citation": cite(found)}


def shape_clause_whole(found: FoundClause, below: Sequence[FoundClause]) -> Json:
    """A clause, where it stands in its source, and the clauses below it."""
    return {
        **shape_clause(found),
        "source_spans": [[span.start, span.end] for span in found.clause.text_spans],
        "below": [shape_node(node) for node in below],
    }


def shape_reports(reports: Sequence[FileReport]) -> Json:
    """What became of each file of an ingest run."""
    counts: dict[str, int] = {}
    for report in reports:
        counts[report.outcome.value] = counts.get(report.outcome.value, 0) + 1
    return {"files": [shape_report(report) for report in reports], "counts": counts}


def shape_report(report: FileReport) -> Json:
    """What became of one file."""
    return {
        "path": report.path,
        "outcome": report.outcome.value,
        "document_id": report.document_id,
        "title": report.title,
        "revision": report.revision,
        "clauses": report.clauses,
        "notes": list(report.notes),
        "error": shape_error(report.error) if report.error else None,
    }


def shape_parsed(document: ParsedDocument, notes: Sequence[str]) -> Json:
    """A file as it would be taken in."""
    return {
        **_shape_metadata(document.id, document.metadata),
        "warnings": list(document.metadata.caveats),
        "notes": list(notes),
        "secrecy": document.secrecy.value if document.secrecy else None,
        **_shape_cut(document.metadata, document.clauses, document.source, document.removals),
    }


def shape_structure(
    document: Document,
    notes: Sequence[str],
    clauses: Sequence[FoundClause],
    source: str,
    removals: Sequence[Removal],
) -> Json:
    """How a document of the base was cut."""
    cut = _shape_cut(document.metadata, [found.clause for found in clauses], source, removals)
    return {**shape_document(document), "notes": list(notes), **cut}


def _shape_cut(metadata: Metadata, clauses: Sequence[Clause], source: str, removals: Sequence[Removal]) -> Json:
    """The clauses and what stands in none, with their lines in the text; the lines of the metadata's evidence."""
    lines = LineIndex(source)
    counts = count_characters(source, clauses, removals)
    return {
        "evidence_lines": evidence_lines(metadata, source, lines),
        "clauses": [{**_shape_tree_clause(clause), "line": line_of_clause(clause, lines)} for clause in clauses],
        "removed": [
            {
                "start": removal.span.start,
                "end": removal.span.end,
                "line": lines.line_of(removal.span.start),
                "why": removal.kind.value,
                "text": source[removal.span.start : removal.span.end],
            }
            for removal in removals
        ],
        "counts": asdict(counts),
    }


def _shape_metadata(document_id: str, metadata: Metadata) -> Json:
    return {
        "document_id": document_id,
        "title": metadata.title,
        "kind": metadata.kind,
        "region": metadata.region,
        "issuer": metadata.issuer,
        "document_number": metadata.number,
        "date": metadata.date,
        "period": metadata.period,
        "addressees": metadata.addressees,
        "published": metadata.published,
        "effective": metadata.effective,
        "expires": metadata.expires,
        "validity": VALIDITY_UNKNOWN,
        "labels": list(metadata.labels),
        "evidence": metadata.evidence,
        "places": {field: [[span.start, span.end] for span in spans] for field, spans in metadata.places.items()},
    }


def _shape_tree_clause(clause: Clause) -> Json:
    return {
        "clause_id": clause.id,
        "parent_id": clause.parent_id,
        "clause_kind": clause.kind.value,
        "label": clause.label,
        "heading": clause.heading,
        "text": clause.text,
        "cells": _shape_cells(clause),
        "page": clause.page,
    }


def _shape_cells(clause: Clause) -> list[Json]:
    return [{"name": cell.name, "text": cell.text, "own": cell.own} for cell in clause.cells]


def shape_documents(documents: Sequence[Document], limit: int | None) -> Json:
    """A page of documents. One more than `limit` was read, to know whether others follow."""
    page = documents[:limit]
    following = page[-1].id if len(documents) > len(page) else None
    return {"documents": [shape_document(document) for document in page], "next": following}


def shape_check(report: CheckReport) -> Json:
    """What a check found."""
    return {
        "documents": report.documents,
        "clauses": report.clauses,
        "generation": report.generation,
        "problems": list(report.problems),
        "notes": list(report.notes),
    }


def shape_error(error: KbError) -> Json:
    """An error with its stable code."""
    return {"code": error.code, "message": error.message, "remedy": error.remedy}
