"""CSV and TSV with a header line. Rows may span lines; a stray quote costs its own line, not the rest of the file."""

from __future__ import annotations

import csv
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cleaners.model import RejectReason
from flows.sources.base import Item, Place, Slot, SourceFile
from flows.sources.field_names import names_payload, no_payload
from flows.sources.framing.compression import Fault
from flows.sources.framing.lines import FramedLine, read_lines
from flows.sources.framing.opening import open_bytes
from flows.sources.framing.transcode import as_utf8
from flows.sources.jsonl import BOM, record_item

_DELIMITERS: Final = ",\t;|"
_MAX_REPLAYS: Final = 100  # rows broken by a stray quote whose further lines are read again as rows


class _OverCapError(Exception):
    """The row is longer than a record may be."""


class _BrokenError(Exception):
    """The stream broke in this row."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.detail)
        self.fault = fault


@dataclass(slots=True)
class _Feed:
    """Gives lines to the csv module and remembers those of the present row."""

    lines: Iterator[FramedLine]
    cap: int
    waiting: deque[FramedLine] = field(default_factory=deque)
    taken: list[FramedLine] = field(default_factory=list)
    size: int = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.lines)
        self.taken.append(line)
        if line.fault is not None:
            raise _BrokenError(line.fault)
        self.size += line.size
        if self.size > self.cap:
            raise _OverCapError
        return line.data.decode("utf-8", "surrogateescape") + "\n"

    def next_row(self) -> None:
        self.taken, self.size = [], 0

    def replay(self) -> None:
        """Give the lines of this row again, save the first."""
        self.waiting.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


@dataclass(frozen=True, slots=True)
class _Row:
    line: FramedLine  # the first of its lines
    size: int
    cells: list[str]
    raw: bytes
    fault: Fault | None = None  # of the stream, or with offset -1 of the row


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """Every row behind the header line."""
    csv.field_size_limit(sys.maxsize)  # the module's only knob is process-wide; rows are capped here instead
    stream = as_utf8(open_bytes(source.file, source.options.limits))
    kind = "decompressed_offset" if stream.compressed else "byte_offset"
    rows = _rows(_Feed(read_lines(stream, source.options.max_record_bytes), source.options.max_record_bytes))
    header = next(rows, None)
    if header is None:
        return
    names = [name.strip() for name in header.cells]
    if header.fault or not names_payload(names, source.options.fields):
        if first == 0:
            yield _no_header(source.whole(), header, names)
        return
    for ordinal, row in enumerate(rows):
        if ordinal >= first:
            yield _item(source.slot(Place(str(row.line.number), kind, row.line.offset, row.size), ordinal), names, row)


def _rows(feed: _Feed) -> Iterator[_Row]:
    """The header, then every row with as many cells; blank lines are none."""
    width, delimiter, replays = 0, "", 0
    while True:
        feed.next_row()
        row = _next_row(feed, delimiter)
        if row is None:
            return
        if not row.cells and not row.fault:
            continue
        if not width:
            delimiter = max(_DELIMITERS, key=row.raw.decode("utf-8", "replace").count)
            row = _parsed(feed.taken, delimiter, None)
            width = len(row.cells)
        row = _fitted(row, width, feed.taken[-1])
        if _is_runaway(row, feed.taken, delimiter, width) and replays < _MAX_REPLAYS:
            replays += 1
            feed.replay()
            row = _parsed(feed.taken, delimiter, row.fault)
        yield row


def _is_runaway(row: _Row, lines: list[FramedLine], delimiter: str, width: int) -> bool:
    """Whether a stray quote made one broken row of lines most of which are rows of their own."""
    if row.fault is None or row.fault.offset >= 0 or not lines[-1].ended:
        return False
    if row.fault.reason not in (RejectReason.BROKEN_RECORD, RejectReason.TRUNCATED):
        return False
    rows = sum(1 for line in lines[1:] if len(_parsed([line], delimiter, None).cells) == width)
    return rows > 0 and 2 * rows >= len(lines) - 1


def _next_row(feed: _Feed, delimiter: str) -> _Row | None:
    """Read the lines of one row. None at the end of the file."""
    try:
        cells = next(csv.reader(feed, delimiter=delimiter or ",", strict=True), None)
    except _BrokenError as error:
        return _parsed(feed.taken, delimiter, error.fault)
    except _OverCapError:
        return _parsed(feed.taken, delimiter, Fault(RejectReason.TOO_LARGE, "", -1))
    except csv.Error as error:
        at_end = "end of data" in str(error)
        fault = Fault(RejectReason.TRUNCATED, "the file ends in a quoted cell", -1) if at_end else None
        return _parsed(feed.taken, delimiter, fault)
    if cells is None:
        return None
    return _Row(feed.taken[0], _size(feed.taken), cells, _raw(feed.taken))


def _parsed(lines: list[FramedLine], delimiter: str, fault: Fault | None) -> _Row:
    """A row that the strict reader refused: read leniently, or kept with its fault."""
    raw = _raw(lines)
    if fault is not None:
        return _Row(lines[0], _size(lines), [], raw, fault)
    text = raw.decode("utf-8", "surrogateescape")
    try:
        cells = next(csv.reader([part + "\n" for part in text.split("\n")], delimiter=delimiter or ","), [])
    except csv.Error as error:
        return _Row(lines[0], _size(lines), [], raw, Fault(RejectReason.BROKEN_RECORD, str(error), -1))
    return _Row(lines[0], _size(lines), cells, raw)


def _fitted(row: _Row, width: int, last: FramedLine) -> _Row:
    """The row, if it has the header's number of cells (empty ones may follow)."""
    if row.fault or len(row.cells) == width or (len(row.cells) > width and not any(row.cells[width:])):
        return row
    detail = f"line {row.line.number} has {len(row.cells)} cells, the header {width}"
    reason = RejectReason.BROKEN_RECORD if last.ended else RejectReason.TRUNCATED
    return _Row(row.line, row.size, row.cells, row.raw, Fault(reason, detail, -1))


def _raw(lines: list[FramedLine]) -> bytes:
    raw = b"\n".join(line.data for line in lines)
    return raw.removeprefix(BOM) if lines[0].number == 1 else raw


def _size(lines: list[FramedLine]) -> int:
    return lines[-1].offset + lines[-1].size - lines[0].offset


def _item(slot: Slot, names: list[str], row: _Row) -> Item:
    if row.fault is not None:
        over = row.fault.reason is RejectReason.TOO_LARGE
        return slot.too_large(row.size, row.raw) if over else slot.broken(row.fault, row.raw)
    return record_item(slot, {name: _cell(cell) for name, cell in zip(names, row.cells, strict=False)}, row.raw)


def _cell(text: str) -> str | bytes | None:
    """A cell's text; its bytes as they were where they are not UTF-8; None when it is empty."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")
    return text or None


def _no_header(slot: Slot, header: _Row, names: list[str]) -> Item:
    if header.fault:
        return slot.broken(header.fault, header.raw)
    return slot.rejection(RejectReason.MISSING_PAYLOAD, no_payload("header line", names))
