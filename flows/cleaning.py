"""A worker's main work: the items of a range of positions, read, cleaned and staged in parts.

Parts are cut by count, size and time. Where they are cut does not show in the result, but it bounds what is lost
when the worker is killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaners.model import (
    Origin,
    RawRecord,
    Rejection,
    RejectReason,
    Stage,
)
from flows import faults
from flows.border import CleanUnit, Cursor, Part, Phase, Refusal
from flows.reading import Item, Read, Reader, check_unchanged
from flows.staging import Outcome, reject, stage_part

if TYPE_CHECKING:
    from flows.worker import Tools

PART_RECORDS = 256
PART_BYTES = 32 << 20  # of payloads held until their rows are staged
PART_SECONDS = 2.0


@dataclass(slots=True)
class _Batch:
    """Outcomes not yet staged: those of the positions [first, stop)."""

    first: int
    stop: int
    outcomes: list[Outcome] = field(default_factory=list)
    held_bytes: int = 0
    started: float = field(default_factory=time.monotonic)

    def add(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.held_bytes += outcome.held_bytes

    @property
    def full(self) -> bool:
        late = time.monotonic() - self.started >= PART_SECONDS
        return late or len(self.outcomes) >= PART_RECORDS or self.held_bytes >= PART_BYTES


class Cleaning:
    """Cleans ranges of positions. `staged` is told of each part as soon as it counts."""

    def __init__(self, tools: Tools, read: Read, cursor: Cursor, staged: Callable[[Part], None]) -> None:
        self._tools = tools
        self._cursor = cursor
        self._staged = staged
        self._reader = Reader(read, cursor)
        self._strike = faults.injector()

    def close(self) -> None:
        """Let go of open files, after an error."""
        self._reader.close()

    def clean(self, unit: CleanUnit) -> int | None:
        """Clean a unit; the position at which its container ended, None where it may go on.

        Raises StorageError: the input changed or vanished, the disk is full.
        """
        if unit.pages:
            self._pages(unit)
            return None
        return self._container(unit)

    def _pages(self, unit: CleanUnit) -> None:
        batch = _Batch(unit.first, unit.first)
        for position, page in enumerate(unit.inputs, unit.first):
            refusal = unit.refused.get(str(position))
            if refusal is not None and not refusal.readable:
                batch.add(Outcome(page.path, unread(page.path, 0, refusal)))
            else:
                for item in self._reader.page(page, unit.shard.options, position):
                    batch.add(self._outcome(page.path, position, item, refusal))
            batch.stop = position + 1
            if batch.full:
                batch = self._flush(unit, batch)
        self._flush(unit, batch)

    def _container(self, unit: CleanUnit) -> int | None:
        """Between records that must not even be read, ranges of those that may."""
        source = unit.inputs[0]
        batch = _Batch(unit.first, unit.first)
        while batch.stop < unit.stop:
            wall = min((p for p in _unreadable(unit) if p >= batch.stop), default=unit.stop)
            for position, item in self._reader.items(source, unit.shard.options, batch.stop, min(wall, unit.stop)):
                batch.add(self._outcome(source.path, position, item, unit.refused.get(str(position))))
                batch.stop = position + 1
                if batch.full:
                    batch = self._flush(unit, batch)
            if batch.stop < min(wall, unit.stop):
                self._flush(unit, batch)
                return batch.stop
            if wall < unit.stop:
                batch.add(Outcome(source.path, unread(source.path, wall, unit.refused[str(wall)])))
                batch.stop = wall + 1
        self._flush(unit, batch)
        return None

    def _outcome(self, path: str, position: int, item: Item, refusal: Refusal | None) -> Outcome:
        if not isinstance(item, RawRecord):
            return Outcome(path, item)
        if refusal is not None:
            return Outcome(path, reject(item, RejectReason(refusal.reason), refusal.detail))
        self._cursor.mark(position, Phase.CLEAN)
        if self._strike is not None:
            self._strike(item.origin.record_id)
        return Outcome(path, self._tools.clean(item), item)

    def _flush(self, unit: CleanUnit, batch: _Batch) -> _Batch:
        """Stage what is held, unless an input has changed meanwhile; the next batch."""
        if batch.stop > batch.first:
            self._cursor.mark(batch.stop, Phase.WRITE)
            done = unit.inputs[batch.first - unit.first : batch.stop - unit.first] if unit.pages else unit.inputs
            for source in done:
                check_unchanged(source)
            facts = (unit.shard.dump_date, self._tools.identity)
            self._staged(
                stage_part(unit.shard.parts, (batch.first, batch.stop), batch.outcomes, facts, self._reader.position)
            )
        return _Batch(batch.stop, batch.stop)


def _unreadable(unit: CleanUnit) -> list[int]:
    return [int(position) for position, refusal in unit.refused.items() if not refusal.readable]


def unread(path: str, ordinal: int, refusal: Refusal) -> Rejection:
    """The rejection of an item that cannot be read without harm, so that neither its id nor its payload is known."""
    origin = Origin(f"{path}#{ordinal}", path, "unknown", "ordinal", ordinal, 1, ordinal)
    return Rejection(origin, Stage.READ, RejectReason(refusal.reason), refusal.detail)
