"""An index of where records lie that one ranged read can fetch: made while a container is counted, so that the few of
its records that are worth more need not be searched for by reading all of it again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from cleaners.model import Origin
from flows.protocol import SketchUnit, UnitInput
from flows.worker.reading import WatchedStorage

RANGED = "warc_offset"  # the locator kind of Origin that names stored bytes which hold one record and nothing else
MOST = 1 << 16  # entries of an index


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The stored bytes of one record, and the site it is of."""

    position: int
    host: str
    offset: int
    length: int


@dataclass(slots=True)
class RecordIndex:
    """Where one container's records lie: those at the positions [first, stop), if all of them can be fetched."""

    _of: tuple[UnitInput, str] | None = None
    _first: int = 0
    _stop: int = 0
    ended_at: int | None = None
    _entries: dict[int, IndexEntry] = field(default_factory=dict)

    def begin(self, unit: SketchUnit) -> None:
        """A unit is counted: go on behind the last one, else begin anew."""
        container = None if unit.pages else (unit.inputs[0], unit.options)
        if self._of != container or self._stop != unit.first:
            self._entries.clear()
            self._first = unit.first
        self._of, self._stop, self.ended_at = container, unit.first, None

    def add(self, position: int, host: str, origin: Origin) -> None:
        """One more record. Where one cannot be fetched, none is remembered."""
        if origin.locator_kind != RANGED or len(self._entries) >= MOST:
            self._of = None
        if self._of is None:
            self._entries.clear()
        else:
            self._entries[position] = IndexEntry(position, host, origin.offset, origin.length)

    def end(self, stop: int, ended_at: int | None) -> None:
        """The unit is counted up to `stop`, or its container ended before."""
        self._stop, self.ended_at = stop, ended_at

    def cover(self, unit: SketchUnit) -> bool:
        """Whether every record of the unit is among these."""
        known = not unit.pages and self._of == (unit.inputs[0], unit.options) and self._first <= unit.first
        return known and (unit.stop <= self._stop or self.ended_at is not None)

    def bytes_before(self, position: int) -> int:
        """How many bytes of the container lie before a position, roughly."""
        return max((entry.offset for entry in self._entries.values() if entry.position < position), default=0)

    def of(self, unit: SketchUnit) -> Iterator[IndexEntry]:
        """The entries of the unit's records, in order."""
        for position in range(unit.first, min(unit.stop, self._stop)):
            entry = self._entries.get(position)
            if entry is not None:
                yield entry


@dataclass(slots=True)
class Slice(WatchedStorage):
    """A storage in which a file holds no more than the stored bytes of one record."""

    entry: IndexEntry = IndexEntry(0, "", 0, 0)

    def open_read(self, path: str) -> BinaryIO:
        with open(self.local_path(path), "rb", buffering=0) as file:
            file.seek(self.entry.offset)
            data = file.read(self.entry.length)
        self.cursor.advance(len(data))
        return io.BytesIO(data)
