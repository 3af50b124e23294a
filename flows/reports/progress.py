"""How a run is shown to the person who started it: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from flows.plan.agenda import Agenda
from flows.printable import one_line
from flows.reports.summary import plan_lines, summary_lines
from flows.run import Report, Watcher
from flows.supervisor.supervise import Snapshot

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

LINE_SECONDS = 5.0


@contextmanager
def terminal(stream: TextIO | None = None) -> Iterator[Watcher]:
    """A watcher for this process's standard error."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield Lines(stream)
        return
    with bar(stream) as watcher:
        yield watcher


@dataclass(slots=True)
class Pace:
    """How many bytes there are to read, and how fast records go by."""

    shards: int = 0
    bytes: int = 0
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, agenda: Agenda) -> Pace:
        todo = agenda.todo
        return cls(len(todo), sum(item.shard.bytes for item in todo))

    def facts(self, snapshot: Snapshot) -> str:
        """Records, their rate, and what went wrong, in words."""
        seconds = max(time.monotonic() - self.started, 1e-3)
        counts = snapshot.counts
        words = f"{counts.read} records, {counts.read / seconds:.0f}/s, {counts.rejected} rejects"
        return words + (f", {snapshot.restarts} workers replaced" if snapshot.restarts else "")

    def share(self, snapshot: Snapshot) -> float:
        """How much of the input is read, 0 to 1."""
        return min(1.0, snapshot.bytes_read / self.bytes) if self.bytes else 1.0


@dataclass(slots=True)
class Lines:
    """For logs and pipes: a line every few seconds."""

    stream: TextIO
    pace: Pace = field(default_factory=Pace)
    last: float = field(default_factory=time.monotonic)

    def planned(self, agenda: Agenda) -> None:
        self.pace = Pace.of(agenda)
        for line in plan_lines(agenda):
            self.said(line)

    def moved(self, snapshot: Snapshot) -> None:
        now = time.monotonic()
        if now - self.last >= LINE_SECONDS:
            self.last = now
            share = self.pace.share(snapshot)
            self.said(f"{share:4.0%}  {snapshot.shards}/{self.pace.shards} shards, {self.pace.facts(snapshot)}")

    def said(self, message: str) -> None:
        print(one_line(message), file=self.stream, flush=True)

    def finished(self, report: Report) -> None:
        for line in summary_lines(report):
            self.said(line)


@contextmanager
def bar(stream: TextIO) -> Iterator[Bar]:
    """A bar on the terminal that `stream` writes to, gone at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

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
