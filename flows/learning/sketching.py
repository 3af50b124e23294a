"""A worker's part in learning: the records of a range, counted by host or sketched, and written as one run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaners.clean import parse_record
from cleaners.hosts import host_of
from cleaners.model import RawRecord, Rejection
from cleaners.templates import folder_of
from flows.learning.record_index import RecordIndex, Slice
from flows.learning.sketches import HostCount, Sample, cell, count_key, page_key, read_hosts, sketch
from flows.protocol import Cursor, Phase, SketchUnit
from flows.storage import storage_at
from flows.worker.hook import hooked
from flows.worker.reading import Item, Read, Reader, check_unchanged

Run = HostCount | Sample


class Sketching:
    """Counts or sketches ranges of positions, and says in the cursor which record is in hand."""

    def __init__(self, read: Read, cursor: Cursor) -> None:
        self._read = read
        self._reader = Reader(read, cursor)
        self._index = RecordIndex()
        self._bytes_read = 0
        self._cursor = cursor
        self._hook = hooked()

    def close(self) -> None:
        """Let go of open files, after an error."""
        self._reader.close()

    def sketch(self, unit: SketchUnit) -> dict[str, Any]:
        """Write the unit's run; where its container ended, if it did, and how many bytes of it were read.

        Raises StorageError: the input changed or vanished, the disk is full.
        """
        run, ended_at = self._count(unit) if unit.hosts is None else self._sample(unit, read_hosts(unit.hosts))
        self._cursor.mark(unit.stop, Phase.WRITE)
        for source in unit.inputs:
            check_unchanged(source)
        run.write(unit.run)
        return {"ended_at": ended_at, "bytes_read": self._bytes_read}

    def _count(self, unit: SketchUnit) -> tuple[Run, int | None]:
        run, position = HostCount(), unit.first - 1
        self._index.begin(unit)
        for position, item in self._items(unit):
            if isinstance(item, RawRecord):
                host = _host(item)
                run.add(host, count_key(item.payload))
                self._index.add(position, cell(host), item.origin)
        self._bytes_read, ended_at = self._reader.position, _end(unit, position)
        self._index.end(unit.stop, ended_at)
        return run, ended_at

    def _sample(self, unit: SketchUnit, hosts: frozenset[str]) -> tuple[Run, int | None]:
        run, position = Sample(), unit.first - 1
        fetched = self._index.cover(unit)
        for position, item in self._fetched(unit, hosts) if fetched else self._items(unit):
            if isinstance(item, RawRecord):
                host = _host(item)
                if cell(host) in hosts:
                    self._add(run, position, item, host)
        self._bytes_read = self._index.bytes_before(unit.stop) if fetched else self._reader.position
        return run, self._index.ended_at if fetched else _end(unit, position)

    def _fetched(self, unit: SketchUnit, hosts: frozenset[str]) -> Iterator[tuple[int, Item]]:
        """The records of these hosts, read one by one by the index."""
        [source] = unit.inputs
        storage = storage_at(source.root)
        for entry in self._index.of(unit):
            if entry.host in hosts:
                self._cursor.mark(entry.position, Phase.READ)
                for item in self._read(Slice(storage, self._cursor, entry=entry), source.path, unit.options, 0):
                    yield entry.position, item

    def _items(self, unit: SketchUnit) -> Iterator[tuple[int, Item]]:
        if not unit.pages:
            yield from self._reader.items(unit.inputs[0], unit.options, unit.first, unit.stop)
            return
        for position, page in enumerate(unit.inputs, unit.first):
            for item in self._reader.page(page, unit.options, position):
                yield position, item

    def _add(self, sample: Sample, position: int, record: RawRecord, host: str) -> None:
        """Parse and sketch a record, unless its site has its pages already: that is known before it is parsed."""
        self._cursor.mark(position, Phase.CLEAN)
        if self._hook is not None:
            self._hook(record.origin.record_id)
        if host and not sample.wants(host, page_key(record.payload)):
            return
        document = parse_record(record)
        if not isinstance(document, Rejection):
            sample.add(sketch(document, record.payload, folder_of(record.origin.source_path)))


def _end(unit: SketchUnit, last: int) -> int | None:
    """The position at which the unit's container ended, if it did; `last` was the last to be read."""
    return last + 1 if not unit.pages and last + 1 < unit.stop else None


def _host(record: RawRecord) -> str:
    """The site of a record by the address in its container; empty where there is none."""
    return (host_of(record.hints.url) or "").removeprefix("www.")
