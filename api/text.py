"""What a person reads: plain Chinese text, and the same in colours where the output is a terminal.

`Printer` writes plain text; `api.terminal` gives it colours.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from ingest.pipeline import FileReport, Outcome
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
    RemovalKind,
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
REMOVALS = {
    RemovalKind.TITLE: "标题",
    RemovalKind.FRONT: "文号、机关或日期",
    RemovalKind.CONTENTS: "目录",
    RemovalKind.SNIPPET: "重复开头的摘要",
    RemovalKind.PAGE: "页码、页眉页脚",
    RemovalKind.SITE: "网页上正文之外的内容",
    RemovalKind.LAYOUT: "换行、空白和格式标记",
}
FIELDS = (
    ("kind", "文种"),
    ("region", "地区"),
    ("issuer", "发文机关"),
    ("number", "文号"),
    ("date", "成文日期"),
    ("effective", "施行日期"),
    ("expires", "有效期至"),
    ("published", "发布日期"),
    ("period", "规划期"),
    ("addressees", "主送"),
)
SHORT_TEXT = 120
INDENT = "  "


class Printer:
    """Writes plain text. `style` names what a piece is; a terminal gives it a colour."""

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
            self._node(node.clause, node.clause.id.count("/") - found.clause.id.count("/"), whole=True)
        self._warnings([found])

    def document(self, document: Document, clauses: Sequence[FoundClause]) -> None:
        """A document, whole."""
        self.write(f"《{document.metadata.title}》", "citation", end="  ")
        self.write(f"{document.id} 第 {document.revision} 版", "id")
        for found in clauses:
            self._node(found.clause, found.clause.id.count("/") - 1, whole=True)
        for warning in document.warnings:
            self.write(f"注意：{warning}", "warning")

    def parsed(self, document: ParsedDocument, notes: Sequence[str]) -> None:
        """A file as it would be cut."""
        metadata = document.metadata
        self.write(f"《{metadata.title}》", "citation", end="  ")
        self.write(document.id, "id")
        for field, word in FIELDS:
            if value := getattr(metadata, field):
                self.write(f"{word}：{value}", end="  ")
                self.write(f"（据：{metadata.evidence.get(field, '')}）", "dim")
        for clause in document.clauses:
            self._node(clause, clause.id.count("/") - 1, whole=False)
        for removal in document.removals:
            text = document.source[removal.span.start : removal.span.end].strip()
            if text and removal.kind is not RemovalKind.LAYOUT:
                self.write(f"未作条款（{REMOVALS[removal.kind]}）：{_shorten(text)}", "dim")
        for warning in (*metadata.caveats, *notes):
            self.write(f"注意：{warning}", "warning")

    def check(self, report: CheckReport) -> None:
        """What a check found."""
        self.write(f"{report.documents} 个文件，{report.clauses} 个条款，第 {report.generation} 代。")
        for problem in report.problems:
            self.write(f"问题：{problem}", "warning")
        for note in report.notes:
            self.write(f"注意：{note}", "warning")
        self.write("发现问题。" if report.problems else "完好。")

    def _node(self, clause: Clause, depth: int, whole: bool) -> None:
        margin = INDENT * depth
        if clause.heading and not clause.text.startswith(clause.heading):
            self.write(f"{margin}{clause.heading}", "title")
        if clause.text:
            self.write(f"{margin}{clause.text if whole else _shorten(clause.text)}")
        if not whole:
            self.write(f"{margin}{clause.id}", "id")

    def _warnings(self, found: Sequence[FoundClause]) -> None:
        shown = {(item.document.id, warning): item for item in found for warning in item.document.warnings}
        if shown:
            self.write()
        for (_, warning), item in shown.items():
            self.write(f"注意（《{item.document.metadata.title}》）：{warning}", "warning")


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHORT_TEXT else f"{text[:SHORT_TEXT]}……（共 {len(text)} 字）"
