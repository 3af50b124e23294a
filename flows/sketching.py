"""A worker's part in learning: the records of a range, counted by host or sketched, and written as one run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaners.clean import parse_record
from cleaners.metadata.evidence import host_of
from cleaners.model import RawRecord, Rejection
from cleaners.templates import folder_of
from flows import faults
from flows.border import Cursor, Phase, SketchUnit
from flows.reading import Item, Read, Reader, check_unchanged
from flows.sketches import HostCount, Sample, cell, count_key, page_key, read_hosts, sketch


class Sketching:
    """Counts or sketches ranges of positions, and says in the cursor which record is in hand."""

    def __init__(self, read: Read, cursor: Cursor) -> None:
        self._reader = Reader(read, cursor)
        self._cursor = cursor
        self._strike = faults.injector()

    def close(self) -> None:
        """Let go of open files, after an error."""
        self._reader.close()

    def sketch(self, unit: SketchUnit) -> dict[str, Any]:
        """Write the unit's run; where its container ended, if it did, and how many bytes of it were read.

        Raises StorageError: the input changed or vanished, the disk is full.
        """
        run: HostCount | Sample = HostCount() if unit.hosts is None else Sample()
        hosts = frozenset[str]() if unit.hosts is None else read_hosts(unit.hosts)
        position = unit.first - 1
        for position, item in self._items(unit):
            if not isinstance(item, RawRecord) or position in unit.refused:
                continue
            host = _host(item)
            if isinstance(run, HostCount):
                run.add(host, count_key(item.payload))
            elif cell(host) in hosts:
                self._add(run, position, item, host)
        self._cursor.mark(unit.stop, Phase.WRITE)
        read = self._reader.position
        for source in unit.inputs:
            check_unchanged(source)
        run.write(unit.run)
        ended = not unit.pages and position + 1 < unit.stop
        return {"ended_at": position + 1 if ended else None, "bytes_read": read}

    def _items(self, unit: SketchUnit) -> Iterator[tuple[int, Item]]:
        if not unit.pages:
            yield from self._reader.items(unit.inputs[0], unit.options, unit.first, unit.stop)
            return
        for position, page in enumerate(unit.inputs, unit.first):
            if position not in unit.refused:
                for item in self._reader.page(page, unit.options, position):
                    yield position, item

    def _add(self, sample: Sample, position: int, record: RawRecord, host: str) -> None:
        """Parse and sketch a record, unless its site has its pages already: that is known before it is parsed."""
        self._cursor.mark(position, Phase.CLEAN)
        if self._strike is not None:
            self._strike(record.origin.record_id)
        if host and not sample.wants(host, page_key(record.payload)):
            return
        document = parse_record(record)
        if not isinstance(document, Rejection):
            sample.add(sketch(document, record.payload, folder_of(record.origin.source_path)))


def _host(record: RawRecord) -> str:
    """The site of a record by the address in its container; empty where there is none."""
    return (host_of(record.hints.url) or "").removeprefix("www.")
