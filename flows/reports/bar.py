"""The bar that shows a run to a person who watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from flows.plan.agenda import Agenda
from flows.printable import one_line
from flows.reports.pace import Pace
from flows.reports.summary import plan_lines, summary_lines
from flows.run import Report
from flows.supervisor.supervise import Snapshot


@contextmanager
def bar(stream: TextIO) -> Iterator[Bar]:
    """A bar on the terminal that `stream` writes to, gone at the end."""
    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[facts]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(console, progress)


@dataclass(slots=True)
class Bar:
    """Lines above, and how far the run is below them."""

    console: Console
    progress: Progress
    pace: Pace = field(default_factory=Pace)
    task: TaskID | None = None

    def planned(self, agenda: Agenda) -> None:
        self.pace = Pace.of(agenda)
        for line in plan_lines(agenda):
            self.said(line)
        if self.pace.shards:
            self.task = self.progress.add_task("cleaning", total=1.0, facts="")

    def moved(self, snapshot: Snapshot) -> None:
        if self.task is not None:
            self.progress.update(self.task, completed=self.pace.share(snapshot), facts=self.pace.facts(snapshot))

    def said(self, message: str) -> None:
        self.console.print(one_line(message))

    def finished(self, report: Report) -> None:
        self.progress.stop()
        for line in summary_lines(report):
            self.said(line)
