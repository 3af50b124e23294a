"""Work over the positions of a file or folder: which ranges are left, which records are suspected, which are done.

A record is blamed when its worker dies or stalls. One that stalled is quarantined at once; one whose worker died, or
outgrew the memory limit, is first tried once more, alone, because its neighbours or something outside may be to blame.
What a quarantined record is worth, and what a range is, its task says: cleaning, sketching and peeking are three.
"""

# ruff: noqa: ARG002 (a task need not use all that it is told)
from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cleaners.model import RejectReason
from flows.plan.shards import Shard
from flows.protocol import AssembleUnit, Part, Phase, Quarantine, RangeUnit, Unit, UnitInput
from flows.supervisor.job import Cause, Loss, Progress, ShardError

_ATTEMPTS = 2  # deaths after which a record is quarantined
_UNIT_ATTEMPTS = 8  # deaths, outside of any record, after which a job is given up
_REASONS = {
    Cause.DIED: RejectReason.WORKER_DIED,
    Cause.TIMEOUT: RejectReason.TIMEOUT,
    Cause.MEMORY: RejectReason.MEMORY,
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is to go through. `positions` is None where only reading tells how many there are.

    `one_file` is a container, behind whose unreadable records nothing may be readable; else they are pages of a folder.
    """

    name: str  # for errors
    bytes: int
    one_file: bool
    positions: int | None

    @classmethod
    def of(cls, shard: Shard) -> Extent:
        """The positions of a shard."""
        return cls(shard.name, shard.bytes, not shard.pages, len(shard.inputs) if shard.pages else None)


class Task(Generic[T]):
    """What is done to each range of positions, and what comes of all of them."""

    __slots__ = ()
    step: int  # positions in the next new range

    def begin(self) -> Iterable[Part]:
        """What an interrupted run has done, by position. Raises OSError."""
        return ()

    def unit(self, first: int, stop: int, quarantine: Quarantine | None) -> RangeUnit | None:
        """What to do with the positions [first, stop); with a quarantined one, which comes alone, maybe nothing."""
        raise NotImplementedError

    def staged(self, part: Part) -> None:
        """A part of a unit is on disk, and need not be done again."""
        raise AssertionError("this task stages nothing")

    def done(self, unit: RangeUnit, result: dict[str, Any]) -> None:
        """A unit is done. Where its result tells `bytes_read`, it staged no parts and counts as a whole."""

    def closing(self, end: int) -> AssembleUnit | None:
        """What is left to do when every position before `end` is done. Raises ShardError."""

    def result(self) -> T:
        """What comes of it when everything is done. Raises OSError, ManifestError."""
        raise NotImplementedError

    def given_up(self, error: ShardError) -> T:
        """What comes of it when it cannot be done. Raises the error where that is nothing."""
        raise error

    def progress(self, bytes_read: int) -> Progress:
        """How far the work has come; `bytes_read` is of input, roughly."""
        return Progress()


@dataclass(slots=True)
class RangeJob(Generic[T]):
    """Gives out the ranges of a task until the end is known and each is done."""

    extent: Extent
    task: Task[T]
    future: Future[T] = field(default_factory=Future)
    _left: list[tuple[int, int]] = field(default_factory=list)  # heap of ranges to do, before the frontier
    _alone: list[int] = field(default_factory=list)  # suspects to be tried alone, in a fresh worker
    _frontier: int = 0
    _end: int | None = None
    _given: int = 0  # units out with workers
    _closing: bool = False
    _done: dict[int, int] = field(default_factory=dict)  # first and past positions of what is done
    _quarantined: dict[int, Quarantine] = field(default_factory=dict)
    _attempts: Counter[int] = field(default_factory=Counter)
    _unit_attempts: int = 0
    _furthest: tuple[int, int] = (0, 0)  # past position of what is done, and bytes read until there
    _positions: int = 0  # of what is done

    def open(self) -> None:
        """Take over what an interrupted run has done. Raises OSError."""
        self._end = self.extent.positions
        for part in self.task.begin():
            if part.first >= self._frontier:
                self._add_range(self._frontier, part.first)
                self._frontier = part.stop
                self.staged(part)

    # What supervisors ask -------------------------------------------------------------------------------------------

    def next_unit(self) -> Unit | None:
        if self._closing:
            return None
        unit = self._next_range()
        if unit is not None:
            self._given += 1
            return unit
        return None if self._alone or self._given else self._close()

    def next_suspect(self) -> Unit | None:
        if not self._alone:
            return None
        self._given += 1
        position = self._alone.pop()
        return self.task.unit(position, position + 1, None)

    @property
    def bytes_left(self) -> int:
        if self._closing or (self._end is not None and self._frontier >= self._end):
            return 0
        return max(0, self.extent.bytes - self._bytes_read)

    @property
    def progress(self) -> Progress:
        return self.task.progress(self._bytes_read)

    @property
    def _bytes_read(self) -> int:
        """Roughly how many bytes of input are behind us: of those up to the furthest range, the share that is done."""
        if self._end is not None:
            return self.extent.bytes * self._positions // max(1, self._end)
        stop, read = self._furthest
        return min(self.extent.bytes, read * self._positions // max(1, stop))

    # What supervisors tell ------------------------------------------------------------------------------------------

    def staged(self, part: Part) -> None:
        self.task.staged(part)
        self._note(part.first, part.stop, part.bytes_read)

    def _note(self, first: int, stop: int, bytes_read: int) -> None:
        """These positions are done."""
        self._done[first] = stop
        self._unit_attempts = 0
        self._positions += stop - first
        self._furthest = max(self._furthest, (stop, bytes_read))

    def unit_done(self, unit: Unit, result: dict[str, Any]) -> None:
        """A unit came to its end; `ended_at` in its result is where its container did."""
        if isinstance(unit, AssembleUnit):
            self._finish()
            return
        self._given -= 1
        self.task.done(unit, result)
        if result["ended_at"] is not None:
            self._end_at(result["ended_at"])
        if "bytes_read" in result:
            self._note(unit.first, max(unit.first, self._clipped(unit.stop)), result["bytes_read"])

    def unit_failed(self, detail: str) -> None:
        if self.future.done():
            return
        try:
            self.future.set_result(self.task.given_up(ShardError(f"{self.extent.name}: {detail}")))
        except ShardError as error:
            self.future.set_exception(error)

    def unit_lost(self, unit: Unit, loss: Loss) -> None:
        """The worker of a unit is gone: find out what to do again, and whom to blame."""
        if isinstance(unit, AssembleUnit):
            self._closing = False
            self._blame_unit(loss)
            return
        self._given -= 1
        covered = self._covered(unit)
        position = loss.heartbeat.position
        if loss.heartbeat.phase not in (Phase.CLEAN, Phase.READ) or not covered <= position < unit.stop:
            self._blame_unit(loss)
            self._add_range(covered, unit.stop)
            return
        self._add_range(covered, position)
        self._blame(position, loss)
        self._add_range(position + 1, unit.stop)

    # Blame ----------------------------------------------------------------------------------------------------------

    def _blame(self, position: int, loss: Loss) -> None:
        """Quarantine the record at `position`, or have it tried alone."""
        self._attempts[position] += 1
        if loss.cause is not Cause.TIMEOUT and self._attempts[position] < _ATTEMPTS:
            self._alone.append(position)
            return
        reading = loss.heartbeat.phase is Phase.READ
        detail = loss.detail if loss.cause is Cause.TIMEOUT else f"{loss.detail}, and again when it was tried alone"
        if reading and self._gives_up_after(position):
            self._end_at(position + 1)
            detail += "; reading failed at the record before too, and the rest of the file was not read"
        self._quarantined[position] = Quarantine(_REASONS[loss.cause].value, detail, readable=not reading)
        self._add_range(position, position + 1)

    def _gives_up_after(self, position: int) -> bool:
        """Whether a container's reader now died at two items in a row, and would at all that follow."""
        before = self._quarantined.get(position - 1)
        return self.extent.one_file and before is not None and not before.readable

    def _blame_unit(self, loss: Loss) -> None:
        self._unit_attempts += 1
        if self._unit_attempts >= _UNIT_ATTEMPTS:
            self.unit_failed(f"gave up after {self._unit_attempts} lost workers ({loss.detail}); run again")

    # Ranges ---------------------------------------------------------------------------------------------------------

    def _covered(self, unit: RangeUnit) -> int:
        """How far what is done of a unit reaches without a gap."""
        covered = unit.first
        while covered in self._done and covered < unit.stop:
            covered = self._done[covered]
        return covered

    def _add_range(self, first: int, stop: int) -> None:
        if first < stop:
            heapq.heappush(self._left, (first, stop))

    def _next_range(self) -> RangeUnit | None:
        while (span := self._next_span()) is not None:
            unit = self.task.unit(*span, self._quarantined.get(span[0]))
            if unit is not None:
                return unit
        return None

    def _next_span(self) -> tuple[int, int] | None:
        """The first range that is left, else a new one; a quarantined position is a range of its own."""
        while self._left:
            first, stop = heapq.heappop(self._left)
            if first < self._clipped(stop):
                return first, self._clipped(stop)
        first, stop = self._frontier, self._clipped(self._frontier + self.task.step)
        self._frontier = max(first, stop)
        return (first, stop) if first < stop else None

    def _clipped(self, stop: int) -> int:
        return stop if self._end is None else min(stop, self._end)

    def _end_at(self, position: int) -> None:
        self._end = self._clipped(position)

    # The end --------------------------------------------------------------------------------------------------------

    def _close(self) -> Unit | None:
        """Every range is done: the last thing to do, if there is one."""
        self._closing = True
        assert self._end is not None
        try:
            unit = self.task.closing(self._end)
        except ShardError as error:
            self.future.set_exception(error)
            return None
        if unit is None:
            self._finish()
        return unit

    def _finish(self) -> None:
        result = self.task.result()
        if not self.future.done():
            self.future.set_result(result)


def unit_inputs(shard: Shard, first: int, stop: int) -> tuple[UnitInput, ...]:
    """What a worker opens for the positions [first, stop): the container, or the files of these numbers."""
    inputs = shard.inputs if not shard.pages else shard.inputs[first:stop]
    return tuple(UnitInput(item.root, item.path, item.size, item.mtime_ns) for item in inputs)
