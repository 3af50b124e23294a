"""How a run is shown to the person who started it: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from flows.plan.agenda import Agenda
from flows.printable import one_line
from flows.reports.pace import Pace
from flows.reports.summary import plan_lines, summary_lines
from flows.run import Report, Watcher
from flows.supervisor.supervise import Snapshot

LINE_SECONDS = 5.0


@contextmanager
def terminal(stream: TextIO | None = None) -> Iterator[Watcher]:
    """A watcher for this process's standard error."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield Lines(stream)
        return
    from flows.reports.bar import bar

    with bar(stream) as watcher:
        yield watcher


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
