"""How a run is shown to the person who started it: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from flows.prepare import Agenda
from flows.printable import one_line
from flows.run import Report, Watcher
from flows.summary import plan_lines, summary_lines
from flows.supervise import Snapshot

LINE_SECONDS = 5.0


@contextmanager
def terminal(stream: TextIO | None = None) -> Iterator[Watcher]:
    """A watcher for this process's standard error."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield Lines(stream)
        return
    from flows.bar import bar

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
