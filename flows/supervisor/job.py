"""One shard on its way: which ranges are left, which records are suspected, which parts are done.

A record is blamed when its worker dies or stalls. One that stalled, or outgrew the memory limit on its own, is refused
from then on; one whose worker died is first tried once more, alone, because the death may have come from outside.
"""

from __future__ import annotations

import heapq
import os
import shutil
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from cleaners.model import RejectReason
from flows.manifest import Counts, ShardManifest, load, total
from flows.plan.shards import InputFile, Shard
from flows.protocol import AssembleUnit, CleanUnit, Marker, Part, Phase, Refusal, ShardFacts, Unit, UnitInput
from flows.storage import explained
from flows.worker.assembly import MANIFEST
from flows.worker.parts import staged_parts

UNIT_SECONDS = 4.0  # of work that a unit should hold: few messages, and little left to wait for at the end
FIRST_RANGE, LEAST_RANGE, LONGEST_RANGE = 64, 16, 1024  # positions in a unit
_STRIKES = 2  # deaths after which a record is refused
_UNIT_STRIKES = 8  # deaths, outside of any record, after which a shard is given up


class ShardError(Exception):
    """A shard could not be finished. The message says why and what to do; the next run tries again."""


class Cause(StrEnum):
    """Why a worker is gone."""

    DIED = "died"
    TIMEOUT = "timeout"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Loss:
    """A worker that was lost: why, what its cursor said last, and the words for a person."""

    cause: Cause
    marker: Marker
    detail: str


class Job(Protocol):
    """Something that gives out units and is told what became of them."""

    future: Future[Any]

    def open(self) -> None: ...
    def next_unit(self) -> Unit | None: ...
    def next_suspect(self) -> Unit | None: ...
    @property
    def bytes_left(self) -> int: ...
    def staged(self, part: Part) -> None: ...
    def unit_done(self, unit: Unit, result: dict[str, Any]) -> None: ...
    def unit_failed(self, detail: str) -> None: ...
    def unit_lost(self, unit: Unit, loss: Loss) -> None: ...


@dataclass(frozen=True, slots=True)
class Places:
    """Where a shard's work lies: its parts, and the finished shard."""

    work: str

    def parts(self, digest: str) -> str:
        """Folder of staged parts."""
        return os.path.join(self.work, "parts", digest)

    def finished(self, digest: str) -> str:
        """Folder that appears when the shard is finished."""
        return os.path.join(self.work, "shards", digest)

    def manifest(self, digest: str) -> str:
        """The manifest of the finished shard."""
        return os.path.join(self.finished(digest), MANIFEST)


_REASONS = {
    Cause.DIED: RejectReason.WORKER_DIED,
    Cause.TIMEOUT: RejectReason.TIMEOUT,
    Cause.MEMORY: RejectReason.MEMORY,
}


@dataclass(slots=True)
class ShardJob:
    """Gives out the units of one shard until its manifest is there."""

    shard: Shard
    digest: str
    places: Places
    contract_version: str
    future: Future[ShardManifest] = field(default_factory=Future)
    parts: list[Part] = field(default_factory=list)
    _left: list[tuple[int, int]] = field(default_factory=list)  # heap of ranges to do, before the frontier
    _alone: list[int] = field(default_factory=list)  # suspects to be tried alone, in a fresh worker
    _frontier: int = 0
    _end: int | None = None
    _given: int = 0  # units out with workers
    _refused: dict[int, Refusal] = field(default_factory=dict)
    _strikes: Counter[int] = field(default_factory=Counter)
    _unit_strikes: int = 0
    _assembling: bool = False
    counts: Counts = field(default_factory=Counts)
    _step: int = FIRST_RANGE
    _furthest: Part | None = None
    _positions: int = 0  # staged ones

    def open(self) -> None:
        """Take over what an interrupted run has staged. Raises StorageError."""
        with explained(f"stage {self.shard.name}"):
            os.makedirs(self._parts_folder, exist_ok=True)
            os.makedirs(os.path.dirname(self.places.finished(self.digest)), exist_ok=True)
        if self.shard.pages:
            self._end = len(self.shard.inputs)
        for part in staged_parts(self._parts_folder):
            if part.first >= self._frontier:
                self._add_range(self._frontier, part.first)
                self._frontier = part.stop
                self.staged(part)

    # What supervisors ask -------------------------------------------------------------------------------------------

    def next_unit(self) -> Unit | None:
        """The next thing that any worker may do; None when there is nothing to give out now."""
        if self._assembling:
            return None
        unit = self._next_clean()
        if unit is None and not self._alone and self._given == 0:
            self._assembling = True
            try:
                return self._assembly()
            except ShardError as error:
                self.future.set_exception(error)
                return None
        self._given += unit is not None
        return unit

    def next_suspect(self) -> Unit | None:
        """A record to be tried alone, by a worker that has done nothing before, so that it alone can be to blame."""
        if not self._alone:
            return None
        self._given += 1
        position = self._alone.pop()
        return self._clean(position, position + 1)

    @property
    def bytes_left(self) -> int:
        """Roughly how many bytes of input nobody has begun to read."""
        if self._assembling or (self._end is not None and self._frontier >= self._end):
            return 0
        return max(0, self.shard.bytes - self.bytes_read)

    @property
    def bytes_read(self) -> int:
        """Roughly how many bytes of input are behind us: of those up to the furthest part, the share that is done."""
        if self._furthest is None:
            return 0
        if self._end is not None:
            return self.shard.bytes * self._positions // max(1, self._end)
        return min(self.shard.bytes, self._furthest.bytes_read * self._positions // max(1, self._furthest.stop))

    # What supervisors tell ------------------------------------------------------------------------------------------

    def staged(self, part: Part) -> None:
        """A part is on disk."""
        self.parts.append(part)
        self._unit_strikes = 0
        self._positions += part.stop - part.first
        if self._furthest is None or part.stop > self._furthest.stop:
            self._furthest = part
        self.counts = total((self.counts, *part.counts.values()))

    def unit_done(self, unit: Unit, result: dict[str, Any]) -> None:
        """A unit came to its end; `ended_at` in its result is where its container did."""
        if isinstance(unit, AssembleUnit):
            self._finish()
            return
        self._given -= 1
        self._pace(unit, result["seconds"])
        ended_at = result["ended_at"]
        if ended_at is not None:
            self._end = ended_at if self._end is None else min(self._end, ended_at)

    def _pace(self, unit: Unit, seconds: float) -> None:
        """Make the next units last as long as they should, by how long this one took."""
        if isinstance(unit, CleanUnit):
            fitting = int((unit.stop - unit.first) * UNIT_SECONDS / max(seconds, 1e-3))
            self._step = max(LEAST_RANGE, min(fitting, 2 * self._step, LONGEST_RANGE))

    def unit_failed(self, detail: str) -> None:
        """A unit met something that no other worker could do better: the shard is given up for this run."""
        if not self.future.done():
            self.future.set_exception(ShardError(f"{self.shard.name}: {detail}"))

    def unit_lost(self, unit: Unit, loss: Loss) -> None:
        """The worker of a unit is gone: find out what to do again, and whom to blame."""
        if not isinstance(unit, CleanUnit):
            self._assembling = False
            self._blame_unit(loss)
            return
        self._given -= 1
        covered = self._covered(unit)
        position = loss.marker.position
        if loss.marker.phase not in (Phase.CLEAN, Phase.READ) or not covered <= position < unit.stop:
            self._blame_unit(loss)
            self._add_range(covered, unit.stop)
            return
        if self._blame(position, loss):
            self._add_range(covered, unit.stop)
        else:
            self._add_range(covered, position)
            self._alone.append(position)
            self._add_range(position + 1, unit.stop)

    # Blame ----------------------------------------------------------------------------------------------------------

    def _blame(self, position: int, loss: Loss) -> bool:
        """Whether the record at `position` is now refused, rather than only suspected."""
        self._strikes[position] += 1
        if loss.cause is not Cause.TIMEOUT and self._strikes[position] < _STRIKES:
            return False
        reading = loss.marker.phase is Phase.READ
        detail = loss.detail if loss.cause is Cause.TIMEOUT else f"{loss.detail}, and again when it was tried alone"
        if reading and self._gives_up_after(position):
            self._end = position + 1
            detail += "; reading failed at the record before too, and the rest of the file was not read"
        self._refused[position] = Refusal(_REASONS[loss.cause].value, detail, readable=not reading)
        return True

    def _gives_up_after(self, position: int) -> bool:
        """Whether a container's reader now died at two items in a row, and would at all that follow."""
        before = self._refused.get(position - 1)
        return not self.shard.pages and before is not None and not before.readable

    def _blame_unit(self, loss: Loss) -> None:
        self._unit_strikes += 1
        if self._unit_strikes >= _UNIT_STRIKES:
            self.unit_failed(f"gave up after {self._unit_strikes} lost workers ({loss.detail}); run again")

    # Ranges ---------------------------------------------------------------------------------------------------------

    def _covered(self, unit: CleanUnit) -> int:
        """How far the parts of a unit reach without a gap."""
        stops = {part.first: part.stop for part in self.parts}
        covered = unit.first
        while covered in stops and covered < unit.stop:
            covered = stops[covered]
        return covered

    def _add_range(self, first: int, stop: int) -> None:
        if first < stop:
            heapq.heappush(self._left, (first, stop))

    def _next_clean(self) -> CleanUnit | None:
        while self._left:
            first, stop = heapq.heappop(self._left)
            stop = stop if self._end is None else min(stop, self._end)
            if first < stop:
                return self._clean(first, stop)
        stop = self._frontier + self._step if self._end is None else min(self._frontier + self._step, self._end)
        if self._frontier >= stop:
            return None
        first, self._frontier = self._frontier, stop
        return self._clean(first, stop)

    def _clean(self, first: int, stop: int) -> CleanUnit:
        inputs = self.shard.inputs[first:stop] if self.shard.pages else self.shard.inputs
        return CleanUnit(
            shard=self._facts,
            first=first,
            stop=stop,
            pages=self.shard.pages,
            inputs=_unit_inputs(inputs),
            refused={str(p): refusal for p, refusal in self._refused.items() if first <= p < stop},
        )

    # The end --------------------------------------------------------------------------------------------------------

    def _assembly(self) -> AssembleUnit:
        return AssembleUnit(
            shard=self._facts,
            digests=tuple(item.digest for item in self.shard.inputs),
            inputs=_unit_inputs(self.shard.inputs),
            parts=self._joined_parts(),
            finished=self.places.finished(self.digest),
            contract_version=self.contract_version,
        )

    def _joined_parts(self) -> tuple[Part, ...]:
        """The parts in order. Raises ShardError if they leave a gap, which would be a fault of ours."""
        parts = tuple(sorted(self.parts, key=lambda part: part.first))
        stops = [0, *(part.stop for part in parts)]
        if [part.first for part in parts] != stops[:-1] or stops[-1] != self._end:
            raise ShardError(f"{self.shard.name}: parts leave a gap; delete {self._parts_folder} and run again")
        return parts

    def _finish(self) -> None:
        manifest = load(ShardManifest, self.places.manifest(self.digest))
        shutil.rmtree(self._parts_folder, ignore_errors=True)
        if not self.future.done():
            self.future.set_result(manifest)

    @property
    def _parts_folder(self) -> str:
        return self.places.parts(self.digest)

    @property
    def _facts(self) -> ShardFacts:
        shard = self.shard
        return ShardFacts(shard.name, shard.source, shard.dump_date, self.digest, self._parts_folder, shard.options)


def _unit_inputs(inputs: tuple[InputFile, ...]) -> tuple[UnitInput, ...]:
    return tuple(UnitInput(item.root, item.path, item.size, item.mtime_ns) for item in inputs)
