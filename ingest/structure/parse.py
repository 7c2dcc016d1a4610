"""A source to a parsed document: front, units, clauses, metadata, and the proof that nothing was lost."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.source import Block, LineIndex, Source
from ingest.structure.clauses import build_clauses
from ingest.structure.frame import Front
from ingest.structure.front import separate_front
from ingest.structure.labels import SUSPECTS, recognise_label
from ingest.structure.lines import join_lines
from ingest.structure.metadata import merge_catalogue, read_metadata
from ingest.structure.rules import RULES
from ingest.structure.units import read_units
from kb.errors import Broken
from kb.records import Clause, Metadata, ParsedDocument, Removal, RemovalKind, Span


def parse_document(
    source: Source, document_id: str, origin: str, sha256: str, fallback_title: str, entry: Metadata | None = None
) -> ParsedDocument:
    """Cuts `source` into clauses. `entry` holds what a catalogue says about the document."""
    front = separate_front(join_lines(source.blocks, source.text))
    clauses = build_clauses(read_units(front.body, front.enclosed), document_id, front.contents)
    removals = account_for(source, clauses, front)
    read, doubts = read_metadata(front, clauses, fallback_title)
    metadata, differences = merge_catalogue(read, entry)
    return ParsedDocument(
        id=document_id,
        origin=origin,
        sha256=sha256,
        source=source.text,
        rules=RULES,
        metadata=replace(metadata, caveats=(*source.caveats, *metadata.caveats)),
        clauses=clauses,
        removals=removals,
        secrecy=front.secrecy,
        notes=(
            *source.caveats,
            *source.notes,
            *doubts,
            *differences,
            *_number_notes(source.text, clauses),
            *_suspects(source.text, front.body),
        ),
    )


def account_for(source: Source, clauses: Sequence[Clause], front: Front) -> tuple[Removal, ...]:
    """Every removal of the document, in order; together with the clauses they cover each character exactly once.

    What neither a clause nor the front holds must be white space or a mark of the format, which no block contains.
    """
    for clause in clauses:
        if clause.text != "".join(source.text[span.start : span.end] for span in clause.text_spans):
            raise Broken(f"条款 {clause.id} 的正文与来源不一致。")
    used: list[Span] = [removal.span for removal in (*source.removals, *front.removals)]
    for clause in clauses:
        used += [*clause.heading_spans, *clause.text_spans]
    used.sort(key=lambda span: span.start)
    words = sorted((span for block in source.blocks for span in block.piece.spans), key=lambda span: span.start)
    gaps = []
    position = 0
    for span in [*used, Span(len(source.text), len(source.text))]:
        if span.start < position:
            raise Broken(f"正文第 {span.start} 字被两个条款重复使用。")
        if span.start > position:
            gaps.append(Span(position, span.start))
        position = span.end
    _require_no_words(source.text, gaps, words)
    removals = [*source.removals, *front.removals, *(Removal(gap, RemovalKind.LAYOUT) for gap in gaps)]
    return tuple(sorted(removals, key=lambda removal: removal.span.start))


def _require_no_words(text: str, gaps: Sequence[Span], words: Sequence[Span]) -> None:
    """Raises if a word of some block lies in a gap: it would be lost. Both lists are in order and without overlap."""
    at = 0
    for gap in gaps:
        while at < len(words) and words[at].start < gap.end:
            low, high = max(words[at].start, gap.start), min(words[at].end, gap.end)
            if low < high and text[low:high].strip():
                raise Broken(f"正文第 {low} 字处的“{text[low:high][:20]}”没有归入任何条款。")
            if words[at].end > gap.end:
                break  # the rest of it may lie in the next gap
            at += 1


def _number_gaps(clauses: Sequence[Clause], number_of: dict[str, tuple[str, int]]) -> list[tuple[Clause, int]]:
    """Labelled clauses whose number does not follow, each with the number before it.

    A list may begin at 1 or go on from where the same kind of list ended in an earlier chapter.
    """
    gaps = []
    last: dict[str, int] = {}
    beside: dict[tuple[str | None, str], int] = {}
    for clause in clauses:
        if clause.id not in number_of:
            continue
        family, number = number_of[clause.id]
        previous = beside.get((clause.parent_id, family))
        expected = {previous + 1} if previous is not None else {1, last.get(family, 0) + 1}
        if number not in expected:
            gaps.append((clause, previous if previous is not None else 0))
        beside[clause.parent_id, family] = last[family] = number
    return gaps


def _number_notes(text: str, clauses: Sequence[Clause]) -> list[str]:
    numbers = {}
    for clause in clauses:
        label = recognise_label(clause.heading, serial=True) if clause.label else None
        if label and not label.suffix:
            numbers[clause.id] = (label.kind.name, label.number)
    lines = LineIndex(text)
    notes = []
    for clause, previous in _number_gaps(clauses, numbers):
        line = lines.line_of(clause.heading_spans[0].start)
        before = f"前一个编号是 {previous}" if previous else "前面没有编号"
        notes.append(f"第 {line} 行：编号“{clause.label}”不连续（{before}）。")
    return notes


def _suspects(text: str, body: Sequence[Block]) -> list[str]:
    """Lines that begin with what may be a label that was scanned or typed wrongly. Nothing is changed."""
    lines = LineIndex(text)
    return [
        f"第 {lines.line_of(block.piece.spans[0].start)} 行：“{match[0]}”可能是编号“{probably}”的误识，"
        "没有当作编号；请核对原件。"
        for block in body
        for pattern, probably in SUSPECTS
        if (match := pattern.match(block.text))
    ]
