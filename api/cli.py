"""The command `kb`. Exit codes: 0 done, 1 done but some inputs failed, 2 wrong usage, 3 the base can't be opened.

Prints JSON with --json, plain text into a pipe, and colours in a terminal. Imports what a command needs when it runs:
`kb ask` must not wait for the web server's libraries.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, NoReturn

from api import shapes
from api.text import Printer
from ingest.pipeline import Outcome, ingest_paths, inspect_file
from kb.errors import BadFile, BadFilter, BadInput, BadQuery, KbError, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.search.words import is_text
from kb.settings import Settings, read_settings
from kb.store.scope import FILTER_FIELDS, Scope, read_scope

DONE, SOME_FAILED, WRONG_USAGE, NOT_OPENED, INTERRUPTED = 0, 1, 2, 3, 130
# The first kind that an error is decides.
EXIT_CODES: tuple[tuple[type[KbError], int], ...] = (
    (NotFound, SOME_FAILED),
    (BadFile, SOME_FAILED),
    (BadInput, WRONG_USAGE),
    (KbError, NOT_OPENED),
)
LAST_PORT = 65535
LAST_REVISION = 2**31
Command = Callable[[argparse.Namespace, Settings, Printer], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    printer = _printer()
    command: Command = options.run
    try:
        _require_text(options)
        return command(options, read_settings(os.environ, options.home), printer)
    except KbError as error:
        if options.json:
            print_json({"error": shapes.shape_error(error)})
        printer.error(error.message, error.remedy)
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except KeyboardInterrupt:
        printer.note("已停止；已经入库的内容都在。")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _require_text(options: argparse.Namespace) -> None:
    """Refuses arguments, other than paths, whose bytes are no text in the terminal's encoding."""
    given = (value if isinstance(value, list) else [value] for value in vars(options).values())
    for text in (item for values in given for item in values if isinstance(item, str)):
        if not is_text(text):
            raise BadQuery("命令里有不能识别的字符（编码不对）。", "请用 UTF-8 传入，或检查终端的字符集设置。")


def _printer() -> Printer:
    if sys.stdout.isatty():
        from api.terminal import TerminalPrinter  # rich takes time that a pipe need not wait for

        return TerminalPrinter(sys.stdout, sys.stderr)
    return Printer(sys.stdout, sys.stderr)


class Parser(argparse.ArgumentParser):
    """argparse, speaking Chinese where an official reads."""

    # What argparse says, and what we say.
    WORDS = (
        (r"unrecognized arguments: (.*)", r"多出了不认识的内容：\1"),
        (r"the following arguments are required: (.*)", r"缺少：\1"),
        (r"argument 命令: invalid choice: '?(.*?)'? \(choose from (.*)\)", r"没有“\1”这个命令，可用的有：\2"),
        (r"argument (.*): invalid (?:int|_?\w+) value: '(.*)'", r"\1 的值“\2”不是整数"),
        (r"argument (.*): expected .*", r"\1 后面要有一个值"),
    )

    def error(self, message: str) -> NoReturn:
        """Says what is wrong with the usage and stops with exit code 2."""
        for pattern, words in self.WORDS:
            message = re.sub(f"^{pattern}$", words, message)
        self.exit(WRONG_USAGE, f"错误：{message}。\n办法：用 {self.prog} --help 查看用法。\n")


def _parser() -> Parser:
    parser = Parser(prog="kb", description="政策文件知识库：查条款、问问题，逐字引用，注明出处。")
    parser.add_argument("--home", metavar="DIR", help="知识库所在的文件夹（默认 KB_HOME，再默认用户数据文件夹）")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)

    command = _add(commands, "ingest", _ingest, "加入或更新文件和文件夹；没有变化的跳过")
    command.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="文件或文件夹")

    for name, run, help_text, what in (
        ("search", _search, "找条款", "query"),
        ("ask", _ask, "问问题，用原文作答", "question"),
    ):
        command = _add(commands, name, run, help_text)
        command.add_argument(what, metavar=what.upper(), nargs="+")
        command.add_argument("-k", type=int, default=10, help="最多几条（默认 10）")
        command.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help=f"筛选，可多次使用；字段：{'、'.join(FILTER_FIELDS)}",
        )

    command = _add(commands, "documents", _documents, "列出库里的文件")
    command.add_argument("--limit", type=int, help="最多几个")
    command = _add(commands, "show", _show, "显示一个文件或条款的全文")
    command.add_argument("id", metavar="ID")
    command.add_argument("--revision", type=int, help="第几版（默认现行版）")
    command = _add(commands, "remove", _remove, "移除一个文件")
    command.add_argument("id", metavar="ID")
    _add(commands, "check", _check, "检查库和索引是否完好")
    _add(commands, "rebuild", _rebuild, "由库重建检索索引")
    command = _add(commands, "inspect", _inspect, "看一个文件会被切成什么样，不入库")
    command.add_argument("file", metavar="FILE", type=Path)
    command = _add(commands, "serve", _serve, "启动 HTTP 服务", with_json=False)
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000)
    return parser


def _add(
    commands: "argparse._SubParsersAction[Parser]",
    name: str,
    run: Command,
    help_text: str,
    with_json: bool = True,
) -> "Parser":
    command = commands.add_parser(name, help=help_text, description=help_text)
    command.set_defaults(run=run, json=False)
    if with_json:
        command.add_argument("--json", action="store_true", help="输出 JSON")
    return command


def _open(settings: Settings, printer: Printer) -> KnowledgeBase:
    return KnowledgeBase(settings, on_wait=printer.note)


def _ingest(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    base = _open(settings, printer)
    with printer.progress("入库", quiet=options.json) as advance:
        reports = ingest_paths(base, options.paths, lambda done, total, report: advance(done, total, report.path))
    if options.json:
        print_json(shapes.shape_reports(reports))
    else:
        printer.reports(reports)
    return SOME_FAILED if any(report.outcome is Outcome.FAILED for report in reports) else DONE


def _scope(filters: Sequence[str]) -> Scope:
    given: dict[str, list[str]] = {}
    for written in filters:
        field, equals, value = written.partition("=")
        if not equals:
            raise BadFilter(f"筛选条件“{written}”里没有等号。", "请写成 字段=值，例如 region=广东省广州市。")
        given.setdefault(field.strip(), []).append(value)
    return read_scope(given)


def _search(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    query = " ".join(options.query)
    hits = _open(settings, printer).search(query, options.k, _scope(options.filter))
    if options.json:
        print_json(shapes.shape_search(query, hits))
    else:
        printer.hits(query, hits, filtered=bool(options.filter))
    return DONE


def _ask(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    answer = _open(settings, printer).ask(" ".join(options.question), options.k, _scope(options.filter))
    if options.json:
        print_json(shapes.shape_answer(answer))
    else:
        printer.answer(answer)
    return DONE


def _documents(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    if options.limit is not None and options.limit < 1:
        raise BadInput(f"--limit {options.limit} 不是正整数。", "请给出 1 以上的整数。")
    limit = options.limit
    documents = _open(settings, printer).documents(limit=limit + 1 if limit else None)
    if options.json:
        print_json(shapes.shape_documents(documents, limit))
    else:
        printer.documents(documents[:limit])
    return DONE


def _show(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    if options.revision is not None and not 1 <= options.revision <= LAST_REVISION:
        raise BadInput(f"--revision {options.revision} 不是版次。", "请给出 1 以上的整数。")
    base, scope = _open(settings, printer), Scope(revision=options.revision)
    if "/" in options.id:
        found = base.clause(options.id, scope)
        below = base.below(found, scope)
        if options.json:
            print_json(shapes.shape_clause_whole(found, below))
        else:
            printer.clause(found, below)
        return DONE
    document, clauses = base.tree(options.id, scope)
    if options.json:
        print_json(shapes.shape_tree(document, clauses))
    else:
        printer.document(document, clauses)
    return DONE


def _remove(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    base = _open(settings, printer)
    base.remove(options.id)
    if options.json:
        print_json({"removed": options.id})
    else:
        printer.note(f"已移除 {options.id}。")
    return DONE


def _check(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    report = _open(settings, printer).check()
    if options.json:
        print_json(shapes.shape_check(report))
    else:
        printer.check(report)
    return SOME_FAILED if report.problems else DONE


def _rebuild(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    count = _open(settings, printer).rebuild()
    if options.json:
        print_json({"clauses": count})
    else:
        printer.note(f"索引已重建，收入 {count} 个有正文的条款。")
    return DONE


def _inspect(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    document, notes = inspect_file(options.file, settings)
    if options.json:
        print_json(shapes.shape_parsed(document, notes))
    else:
        printer.parsed(document, notes)
    return DONE


def _serve(options: argparse.Namespace, settings: Settings, printer: Printer) -> int:
    if not 0 <= options.port <= LAST_PORT:
        raise BadInput(f"端口 {options.port} 不在 0 到 {LAST_PORT} 之间。", "请换一个端口。")
    from api.serve import serve  # the web server's libraries take half a second that no other command needs

    return serve(settings, options.host, options.port, printer)


def print_json(value: object, stream: IO[str] | None = None) -> None:
    """Writes JSON in UTF-8, whatever the terminal's encoding: that is what JSON is written in."""
    stream = stream or sys.stdout
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    stream.flush()
    if hasattr(stream, "buffer"):
        stream.buffer.write(text.encode("utf-8"))
        stream.buffer.flush()
    else:
        stream.write(text)
