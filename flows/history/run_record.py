"""The record of a run in `_runs`: what it read, wrote, rejected and failed at."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from cleaners.model import EngineIdentity
from flows.manifest import Counts, RunManifest, ShardFailure, ShardManifest, dumps, total
from flows.release.layout import RUNS
from flows.storage import explained, write_atomic


@dataclass(slots=True)
class RunRecord:
    """A run's manifest as it grows. A run that does not come to its end leaves it as `interrupted`."""

    manifest: RunManifest
    shards: list[ShardManifest] = field(default_factory=list)
    failures: list[ShardFailure] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def begin(cls, command: str, engine: EngineIdentity) -> RunRecord:
        """The record of a run that starts now."""
        started = datetime.now(UTC)
        now = _written(started)
        stamp = started.strftime("%Y%m%dT%H%M%S%f")  # names of runs sort in the order of their starts
        run_id = f"{stamp}Z-{secrets.token_hex(3)}"
        return cls(RunManifest(run_id, command, "interrupted", now, now, engine, Counts()))

    @property
    def seconds(self) -> float:
        """How long the run has been at work."""
        return time.monotonic() - self.started

    def note(self, **facts: Any) -> None:
        """Set fields of the manifest."""
        self.manifest = replace(self.manifest, **facts)

    def finish(self) -> None:
        """The run came to its end: whether it completed is in its sums."""
        self.manifest = self._filled()
        self.note(status="completed" if self.manifest.balanced else "failed")

    def write(self, curated: str) -> None:
        """Write the record, whatever became of the run. Raises StorageError."""
        self.manifest = self._filled()
        folder = os.path.join(curated, RUNS)
        with explained(f"record the run in {folder}"):
            os.makedirs(folder, exist_ok=True)
            write_atomic(os.path.join(folder, f"{self.manifest.run_id}.json"), dumps(self.manifest))

    def _filled(self) -> RunManifest:
        return replace(
            self.manifest,
            shards=tuple(sorted(self.shards, key=lambda shard: shard.shard)),
            failed=tuple(sorted(self.failures, key=lambda failure: failure.shard)),
            counts=total(_counts(self.shards)),
            finished_at=_written(datetime.now(UTC)),
        )


def _counts(shards: Iterable[ShardManifest]) -> Iterable[Counts]:
    return (shard.counts for shard in shards)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
