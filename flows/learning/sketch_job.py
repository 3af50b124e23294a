"""One shard being sketched for learning: each range gives one run.

Learning does without the records that stall or kill a worker, and without what a container holds behind two of them in
a row that cannot be read.
"""

# ruff: noqa: ARG002 (the parameters are those of a task)
from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from flows.plan.shards import Shard
from flows.protocol import Part, Quarantine, RangeUnit, SketchUnit
from flows.supervisor.range_job import Extent, RangeJob, Task, unit_inputs

RANGE = 512  # positions in a unit, and so pages in a run
COUNT_RANGE = 4096  # the same where pages are only counted


def sketch_job(shard: Shard, folder: str, hosts: str | None) -> RangeJob[tuple[str, ...]]:
    """Sketch a shard's pages of the hosts that the file `hosts` names, or without it count the pages of each host,
    into run files in `folder`; the paths of the runs."""
    return RangeJob(Extent.of(shard), SketchTask(shard, folder, hosts, COUNT_RANGE if hosts is None else RANGE))


@dataclass(slots=True)
class SketchTask(Task[tuple[str, ...]]):
    """Makes one run of each range."""

    shard: Shard
    folder: str
    hosts: str | None
    step: int
    _runs: dict[int, str] = field(default_factory=dict)

    def begin(self) -> tuple[Part, ...]:
        """Make room for runs. Raises OSError."""
        os.makedirs(self.folder, exist_ok=True)
        return ()

    def unit(self, first: int, stop: int, quarantine: Quarantine | None) -> SketchUnit | None:
        if quarantine:
            return None
        run = os.path.join(self.folder, f"{first:012d}.run")
        inputs = unit_inputs(self.shard, first, stop)
        return SketchUnit(self.shard.options, first, stop, self.shard.pages, inputs, run, self.hosts)

    def done(self, unit: RangeUnit, result: dict[str, Any]) -> None:
        assert isinstance(unit, SketchUnit)
        self._runs[unit.first] = unit.run

    def result(self) -> tuple[str, ...]:
        return tuple(self._runs[first] for first in sorted(self._runs))
