"""How fast a run goes and how far it has come, for whatever shows it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from flows.plan.agenda import Agenda
from flows.supervisor.supervise import Snapshot


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
