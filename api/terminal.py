"""Colours, wrapped lines and a progress bar for a terminal. rich is used nowhere else."""

import contextlib
from collections.abc import Callable, Iterator
from typing import IO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from api.text import Printer

STYLES = {
    "citation": "bold cyan",
    "title": "bold",
    "id": "dim",
    "dim": "dim",
    "warning": "yellow",
    "outcome.added": "green",
    "outcome.updated": "green",
    "outcome.unchanged": "dim",
    "outcome.failed": "bold red",
    "status.answered": "bold green",
    "status.partial": "bold yellow",
    "status.no_evidence": "bold red",
}


class SpeedColumn(ProgressColumn):
    """How many items a second."""

    def render(self, task: Task) -> Text:
        """The speed, once it is known."""
        return Text(f"{task.speed:.1f} 个/秒" if task.speed else "")


class TerminalPrinter(Printer):
    """Writes to a terminal. Texts are never read as markup: `[1]` and `**` stay what they are."""

    def __init__(self, out: IO[str], err: IO[str]) -> None:
        super().__init__(out, err)
        self._console = Console(file=out, highlight=False, soft_wrap=True)
        self.width = self._console.width
        self._errors = Console(file=err, highlight=False, soft_wrap=True, stderr=True)

    def write(self, text: str = "", style: str = "", end: str = "\n") -> None:
        """Writes `text` in the colour of its style."""
        self._console.print(Text(text, style=STYLES.get(style, "")), end=end)

    def error(self, message: str, remedy: str = "") -> None:
        """Says what went wrong in red, and what to do."""
        self._errors.print(Text(f"错误：{message}", style="bold red"))
        if remedy:
            self._errors.print(Text(f"办法：{remedy}"))

    @contextlib.contextmanager
    def progress(self, what: str, quiet: bool = False) -> Iterator[Callable[[int, int, str], None]]:
        """A bar with the count, how many a second, the time left and the current item."""
        if quiet:
            yield lambda done, total, item: None
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            SpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[item]}"),
        )
        with Progress(*columns, console=self._errors, transient=True) as progress:
            task = progress.add_task(what, total=None, item="")

            def advance(done: int, total: int, item: str) -> None:
                progress.update(task, completed=done, total=total, item=item)

            yield advance
