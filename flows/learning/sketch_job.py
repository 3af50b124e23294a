"""One shard being sketched for learning: which ranges are left, which records are left out.

Learning can do without a record, so blame is simple: what stalls or swells a worker is left out at once, what kills one
is left out the second time; where reading itself fails, the rest of the file is.
"""

# ruff: noqa: ARG002 (the parameters are those of a job)
from __future__ import annotations

import heapq
import os
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from flows.plan.shards import Shard
from flows.protocol import Part, Phase, SketchUnit, Unit, UnitInput
from flows.supervisor.job import Cause, Loss, ShardError

RANGE = 512  # positions in a unit, and so pages in a run
COUNT_RANGE = 4096  # the same where pages are only counted
_STRIKES = 2
_UNIT_STRIKES = 8


@dataclass(slots=True)
class SketchJob:
    """Gives out ranges of one shard until its end is known and every range is sketched. The result: paths of runs."""

    shard: Shard
    folder: str
    hosts: str | None = None  # the file of the hosts whose pages are sketched; None: pages are only counted by host
    future: Future[tuple[str, ...]] = field(default_factory=Future)
    _left: list[int] = field(default_factory=list)  # heap of first positions of ranges to do again
    _frontier: int = 0
    _end: int | None = None
    _given: int = 0
    _runs: dict[int, str] = field(default_factory=dict)
    _refused: set[int] = field(default_factory=set)
    _strikes: Counter[int] = field(default_factory=Counter)
    _unit_strikes: int = 0
    _bytes_read: int = 0

    def open(self) -> None:
        """Make room for runs. Raises OSError."""
        os.makedirs(self.folder, exist_ok=True)
        if self.shard.pages:
            self._end = len(self.shard.inputs)

    def next_unit(self) -> Unit | None:
        """The next range; None when there is none to give out now. Ends the job when nothing is out or left."""
        first = heapq.heappop(self._left) if self._left else self._frontier
        if self._end is not None and first >= self._end:
            self._finish_if_done()
            return None
        past = first + (COUNT_RANGE if self.hosts is None else RANGE)
        self._frontier = max(self._frontier, past)
        self._given += 1
        stop = past if self._end is None else min(past, self._end)
        refused = tuple(sorted(p for p in self._refused if first <= p < stop))
        run = os.path.join(self.folder, f"{first:012d}.run")
        inputs = self._inputs(first, stop)
        return SketchUnit(self.shard.options, first, stop, self.shard.pages, inputs, refused, run, self.hosts)

    def _inputs(self, first: int, stop: int) -> tuple[UnitInput, ...]:
        chosen = self.shard.inputs[first:stop] if self.shard.pages else self.shard.inputs
        return tuple(UnitInput(item.root, item.path, item.size, item.mtime_ns) for item in chosen)

    def next_suspect(self) -> Unit | None:
        return None

    @property
    def bytes_left(self) -> int:
        """Roughly how many bytes of input nobody has begun to read."""
        if self._end is not None and self._frontier >= self._end:
            return 0
        return max(0, self.shard.bytes - self._bytes_read)

    def staged(self, part: Part) -> None:
        raise AssertionError("sketching stages nothing")

    def unit_done(self, unit: Unit, result: dict[str, Any]) -> None:
        assert isinstance(unit, SketchUnit)
        self._given -= 1
        self._runs[unit.first] = unit.run
        self._bytes_read = max(self._bytes_read, result["bytes_read"])
        if result["ended_at"] is not None:
            self._end_at(result["ended_at"])
        self._finish_if_done()

    def _end_at(self, position: int) -> None:
        self._end = position if self._end is None else min(self._end, position)

    def _finish_if_done(self) -> None:
        ended = self._end is not None and self._frontier >= self._end
        if ended and not self._left and not self._given and not self.future.done():
            self.future.set_result(tuple(self._runs[first] for first in sorted(self._runs) if first < (self._end or 0)))

    def unit_failed(self, detail: str) -> None:
        if not self.future.done():
            self.future.set_exception(ShardError(f"{self.shard.name}: {detail}"))

    def unit_lost(self, unit: Unit, loss: Loss) -> None:
        """The worker of a unit is gone: leave out what is to blame, and do the range again."""
        assert isinstance(unit, SketchUnit)
        self._given -= 1
        position = loss.marker.position
        if loss.marker.phase not in (Phase.CLEAN, Phase.READ) or not unit.first <= position < unit.stop:
            self._unit_strikes += 1
            if self._unit_strikes >= _UNIT_STRIKES:
                self.unit_failed(f"gave up learning after {self._unit_strikes} lost workers ({loss.detail})")
        else:
            self._blame(position, loss)
        if self._end is None or unit.first < self._end:
            heapq.heappush(self._left, unit.first)
        self._finish_if_done()

    def _blame(self, position: int, loss: Loss) -> None:
        self._strikes[position] += 1
        if loss.cause is Cause.DIED and self._strikes[position] < _STRIKES:
            return
        if loss.marker.phase is Phase.READ and not self.shard.pages:
            self._end_at(position)
        else:
            self._refused.add(position)
