"""What a person reads: plain Chinese text, and the same in colours where the output is a terminal.

`Printer` writes plain text; `api.terminal` gives it colours.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from api.structure import (
    FIELDS,
    INDENT,
    REMOVALS,
    Styled,
    count_characters,
    evidence_lines,
    group_removals,
    show_clause,
    show_left_out,
    tell_evidence,
)
from ingest.pipeline import FileReport, Outcome
from ingest.source import LineIndex
from kb.answer.cite import cite
from kb.knowledge_base import CheckReport
from kb.records import (
    Answer,
    AnswerStatus,
    Clause,
    Document,
    FoundClause,
    Hit,
    ParsedDocument,
)

OUTCOMES = {
    Outcome.ADDED: "新增",
    Outcome.UPDATED: "更新",
    Outcome.UNCHANGED: "未变",
    Outcome.FAILED: "失败",
}
STATUSES = {
    AnswerStatus.ANSWERED: "已答",
    AnswerStatus.PARTIAL: "部分回答",
    AnswerStatus.NO_EVIDENCE: "无依据",
}
PIPE_WIDTH = 120  # columns of a line where no terminal says how many


class Printer:
    """Writes plain text. `style` names what a piece is; a terminal gives it a colour. `width` counts columns."""

    width = PIPE_WIDTH

    def __init__(self, out: IO[str], err: IO[str]) -> None:
        self._out = out
        self._err = err

    def write(self, text: str = "", style: str = "", end: str = "\n") -> None:
        """Writes `text` as it is; nothing in it is taken for a mark."""
        self._out.write(text + end)

    def note(self, text: str) -> None:
        """Says something beside the result."""
        self._err.write(text + "\n")
        self._err.flush()

    def error(self, message: str, remedy: str = "") -> None:
        """Says what went wrong and what to do."""
        self.note(f"错误：{message}" + (f"\n办法：{remedy}" if remedy else ""))

    @contextlib.contextmanager
    def progress(self, what: str, quiet: bool = False) -> Iterator[Callable[[int, int, str], None]]:
        """Hands out a function to call after each step; plain output shows no progress."""
        yield lambda done, total, item: None

    def reports(self, reports: Sequence[FileReport]) -> None:
        """What became of each file."""
        for report in reports:
            self.write(OUTCOMES[report.outcome], f"outcome.{report.outcome.value}", end="  ")
            if report.error is not None:
                self.write(report.error.message)
                self.write(f"{INDENT}办法：{report.error.remedy}", "dim")
            else:
                self.write(f"{report.document_id}", "id", end="  ")
                self.write(f"《{report.title}》 {report.clauses} 条，第 {report.revision} 版")
            for note in report.notes:
                self.write(f"{INDENT}注意：{note}", "warning")
        counts = [
            f"{OUTCOMES[outcome]} {count}"
            for outcome in Outcome
            if (count := sum(report.outcome is outcome for report in reports))
        ]
        self.write(f"共 {len(reports)} 个文件：{'，'.join(counts) or '没有可入库的文件'}。")

    def hits(self, query: str, hits: Sequence[Hit], filtered: bool) -> None:
        """The hits of a search."""
        if not hits:
            self.write(f"{'在所给的筛选条件下，' if filtered else ''}没有找到与“{query}”有关的条款。")
        for hit in hits:
            self.write(f"{hit.rank}. {cite(hit.found)}", "citation", end="  ")
            self.write(f"{hit.score:.2f}", "dim")
            self.write(f"{INDENT}{hit.found.clause.text}")
            self.write(f"{INDENT}{hit.found.clause.id}", "id")
        self._warnings([hit.found for hit in hits])

    def answer(self, answer: Answer) -> None:
        """An answer with its citations."""
        self.write(f"【{STATUSES[answer.status]}】", f"status.{answer.status.value}")
        self.write(answer.text)
        if answer.citations:
            self.write()
            self.write("出处", "title")
        for citation in answer.citations:
            self.write(f"[{citation.n}] {cite(citation.found)}", "citation")
            self.write(f"{INDENT}{citation.found.clause.id}  第 {citation.found.document.revision} 版", "id")
            length = len(citation.found.clause.text)
            if citation.end - citation.start < length:
                part = f"摘自该条第 {citation.start + 1}–{citation.end} 字，全条 {length} 字"
                self.write(f"{INDENT}{part}", "dim")
        if answer.nearest:
            self.write()
            self.write("最接近的条款（不能作为依据）", "title")
        for hit in answer.nearest:
            self.write(f"{INDENT}{cite(hit.found)}（相关度 {hit.score:.2f}）", "dim")
        self._warnings([citation.found for citation in answer.citations])

    def documents(self, documents: Sequence[Document]) -> None:
        """The documents of the base."""
        if not documents:
            self.write("库里还没有文件。")
        for document in documents:
            metadata = document.metadata
            about = "，".join(
                value for value in (metadata.kind, metadata.region, metadata.number, metadata.date) if value
            )
            self.write(document.id, "id", end="  ")
            self.write(
                f"《{metadata.title}》（{about or '性质未知'}）{document.clause_count} 条，第 {document.revision} 版"
            )

    def clause(self, found: FoundClause, below: Sequence[FoundClause]) -> None:
        """One clause, whole, and what stands below it."""
        self.write(cite(found), "citation")
        self.write(" › ".join(found.clause.path), "title")
        if found.clause.text:
            self.write(found.clause.text)
        for node in below:
            self._node(node.clause, node.clause.id.count("/") - found.clause.id.count("/"))
        self._warnings([found])

    def document(self, document: Document, clauses: Sequence[FoundClause]) -> None:
        """A document, whole."""
        self.write(f"《{document.metadata.title}》", "citation", end="  ")
        self.write(f"{document.id} 第 {document.revision} 版", "id")
        for found in clauses:
            self._node(found.clause, found.clause.id.count("/") - 1)
        for warning in document.warnings:
            self.write(f"注意：{warning}", "warning")

    def parsed(self, document: ParsedDocument, notes: Sequence[str]) -> None:
        """A file as it would be cut."""
        lines = LineIndex(document.source)
        self._metadata(document, lines)
        self.write("\n条款", "title")
        for clause in document.clauses:
            self._line(show_clause(clause, self.width))
        self.write("\n不作条款的部分", "title")
        for group in group_removals(document.source, document.removals, lines):
            self.write(f"{INDENT}{REMOVALS[group.kind]}：{group.places} 处，{group.characters} 字")
            for part in group.parts:
                self._line(show_left_out(part, self.width))
        self.write()
        for warning in dict.fromkeys((*document.metadata.caveats, *notes)):
            self.write(f"注意：{warning}", "warning")
        counts = count_characters(document.source, document.clauses, document.removals)
        self.write(
            f"条款数 {counts.clauses}，条款里的字数 {counts.characters}，不作条款的字数 {counts.removed}，"
            f"没有着落的字数 {counts.lost}（都不计空白）。"
        )

    def check(self, report: CheckReport) -> None:
        """What a check found."""
        self.write(f"{report.documents} 个文件，{report.clauses} 个条款，第 {report.generation} 代。")
        for problem in report.problems:
            self.write(f"问题：{problem}", "warning")
        for note in report.notes:
            self.write(f"注意：{note}", "warning")
        self.write("发现问题。" if report.problems else "完好。")

    def _metadata(self, document: ParsedDocument, lines: LineIndex) -> None:
        """Each value with where it comes from."""
        found = evidence_lines(document.metadata, document.source, lines)
        self.write("编号　　", "title", end=INDENT)
        self.write(document.id, "id")
        for field, name in FIELDS:
            if value := getattr(document.metadata, field):
                self.write(name.ljust(4, "　"), "title", end=INDENT)
                self.write(value, end=INDENT)
                self.write(tell_evidence(document.metadata, field, found.get(field)), "dim")

    def _line(self, line: Sequence[Styled]) -> None:
        """A line of several styles."""
        for words, style in line:
            self.write(words, style, end="")
        self.write()

    def _node(self, clause: Clause, depth: int) -> None:
        margin = INDENT * depth
        if clause.heading and not clause.text.startswith(clause.heading):
            self.write(f"{margin}{clause.heading}", "title")
        if clause.text:
            self.write(f"{margin}{clause.text}")

    def _warnings(self, found: Sequence[FoundClause]) -> None:
        shown = {(item.document.id, warning): item for item in found for warning in item.document.warnings}
        if shown:
            self.write()
        for (_, warning), item in shown.items():
            self.write(f"注意（《{item.document.metadata.title}》）：{warning}", "warning")
