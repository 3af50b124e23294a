"""A worker's main work: the items of a range of positions, read, cleaned and staged in parts.

Some records are cleaned together, stage by stage (cleaners/clean.py); the cursor says each time whose turn it is, and
how much of its time that record has had. Parts are cut by count, size and time. Where either is cut does not show in
the result, but parts bound what is lost when the worker is killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cleaners.model import (
    CleanedArticle,
    EngineIdentity,
    Origin,
    RawRecord,
    Rejection,
    RejectReason,
    Stage,
)
from flows.protocol import CleanUnit, Cursor, Part, Phase, Quarantine
from flows.worker.hook import hooked
from flows.worker.parts import Outcome, reject, stage_part
from flows.worker.reading import Item, Read, Reader, check_unchanged

PART_RECORDS = 256
PART_BYTES = 32 << 20  # of payloads held until their rows are staged
PART_SECONDS = 2.0
# Records that are cleaned together: with 16 a page takes .6 ms longer, with one 2.4 ms (docs/operations.md).
TOGETHER = 32
TOGETHER_BYTES = 8 << 20  # of their payloads, from which no further one joins them: a tree takes ten times as much


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker cleans records with."""

    identity: EngineIdentity
    # What some records become, in their order; it tells whose turn it is, by its number, before it goes on with one.
    clean: Callable[[Sequence[RawRecord], Callable[[int], None]], list[CleanedArticle | Rejection]]


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


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item of an input as it is taken up: what is still a record is to be cleaned."""

    path: str
    position: int
    item: Item


def _unless_quarantined(item: Item, quarantine: Quarantine | None) -> Item:
    """The item, or the rejection of a record that is not to be cleaned."""
    if quarantine is None or not isinstance(item, RawRecord):
        return item
    return reject(item, RejectReason(quarantine.reason), quarantine.detail)


def _groups(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    """Entries that are cleaned together. All of one position are in one group, for parts end between positions."""
    group: list[_Entry] = []
    held = 0
    for entry in entries:
        full = len(group) >= TOGETHER or held >= TOGETHER_BYTES
        if full and entry.position != group[-1].position:
            yield group
            group, held = [], 0
        group.append(entry)
        held += len(entry.item.payload) if isinstance(entry.item, RawRecord) else 0
    if group:
        yield group


class _Turns:
    """Says in the cursor which of some records is at work, as if it had been at work without a pause."""

    def __init__(self, cursor: Cursor, positions: Sequence[int]) -> None:
        self._cursor = cursor
        self._positions = positions
        self._had = [(0, 0)] * len(positions)  # nanoseconds that each has had: by the clock, of CPU time
        self._at: tuple[int, int, int] | None = None  # whose turn it is; when it would have begun without its pauses

    def take(self, number: int) -> bool:
        """It is the turn of the record of this number; whether it is its first."""
        clock, cpu = time.monotonic_ns(), time.process_time_ns()
        if self._at is not None:
            former, since, cpu_since = self._at
            self._had[former] = (clock - since, cpu - cpu_since)
        is_first = self._had[number] == (0, 0)
        self._at = (number, clock - self._had[number][0], cpu - self._had[number][1])
        self._cursor.resume(self._positions[number], Phase.CLEAN, *self._at[1:])
        return is_first


class Cleaning:
    """Cleans ranges of positions. `staged` is told of each part as soon as it counts."""

    def __init__(self, tools: Tools, read: Read, cursor: Cursor, staged: Callable[[Part], None]) -> None:
        self._tools = tools
        self._cursor = cursor
        self._staged = staged
        self._reader = Reader(read, cursor)
        self._hook = hooked()

    def close(self) -> None:
        """Let go of open files, after an error."""
        self._reader.close()

    def clean(self, unit: CleanUnit) -> int | None:
        """Clean a unit; the position at which its container ended, None where it may go on.

        Raises StorageError: the input changed or vanished, the disk is full.
        """
        batch = _Batch(unit.first, unit.first)
        for group in _groups(self._entries(unit)):
            batch = self._add(unit, batch, group)
        ended = not (unit.pages or _is_unreadable(unit)) and batch.stop < unit.stop
        ended_at = batch.stop if ended else None
        batch.stop = batch.stop if ended else unit.stop  # also where the last page had no item
        self._flush(unit, batch)
        return ended_at

    def _entries(self, unit: CleanUnit) -> Iterator[_Entry]:
        """What is taken up of a unit; of a record that must not even be read, its rejection."""
        if unit.quarantine is not None and _is_unreadable(unit):
            path = unit.inputs[0].path
            yield _Entry(path, unit.first, unread(path, 0 if unit.pages else unit.first, unit.quarantine))
            return
        for path, position, item in self._items(unit):
            yield _Entry(path, position, _unless_quarantined(item, unit.quarantine))

    def _items(self, unit: CleanUnit) -> Iterator[tuple[str, int, Item]]:
        if unit.pages:
            for position, page in enumerate(unit.inputs, unit.first):
                for item in self._reader.page(page, unit.shard.options, position):
                    yield page.path, position, item
            return
        source = unit.inputs[0]
        for position, item in self._reader.items(source, unit.shard.options, unit.first, unit.stop):
            yield source.path, position, item

    def _add(self, unit: CleanUnit, batch: _Batch, group: Sequence[_Entry]) -> _Batch:
        """The batch with the outcomes of a group, staged when it is full."""
        for outcome in self._outcomes(group):
            batch.add(outcome)
        batch.stop = group[-1].position + 1
        return self._flush(unit, batch) if batch.full else batch

    def _outcomes(self, group: Sequence[_Entry]) -> Iterator[Outcome]:
        """What becomes of each entry, in their order."""
        waiting = [(entry.position, entry.item) for entry in group if isinstance(entry.item, RawRecord)]
        turns = _Turns(self._cursor, [position for position, _ in waiting])
        records = [record for _, record in waiting]

        def turn(number: int) -> None:
            if turns.take(number) and self._hook is not None:
                self._hook(records[number].origin.record_id)

        results = iter(self._tools.clean(records, turn))
        for entry in group:
            if isinstance(entry.item, RawRecord):
                yield Outcome(entry.path, next(results), entry.item)
            else:
                yield Outcome(entry.path, entry.item)

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


def _is_unreadable(unit: CleanUnit) -> bool:
    return unit.quarantine is not None and not unit.quarantine.readable


def unread(path: str, ordinal: int, quarantine: Quarantine) -> Rejection:
    """The rejection of an item that cannot be read without harm, so that neither its id nor its payload is known."""
    origin = Origin(f"{path}#{ordinal}", path, "unknown", "ordinal", ordinal, 1, ordinal)
    return Rejection(origin, Stage.READ, RejectReason(quarantine.reason), quarantine.detail)
