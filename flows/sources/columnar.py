"""Parquet and Arrow (IPC files, streams, Feather 2): one row, one record. Only the columns that may matter are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from cleaners.model import RejectReason
from flows.sources.base import Item, Place, Slot, SourceFile
from flows.sources.field_names import names_payload, no_payload, wanted_columns
from flows.sources.fields import to_utf8
from flows.sources.jsonl import record_item

_BATCH_BYTES: Final = 8 << 20  # what a batch of rows should hold, by the mean size of a row
_BATCH_ROWS: Final = 128
_BATCH_WORST: Final = 512 << 20
_BUFFER_BYTES: Final = 1 << 20
_IMPLAUSIBLE_ROWS: Final = 1 << 20  # a row group that declares more rows than this, and than it has bytes, is a lie
# What bad bytes make Arrow raise; the last when a false length asks for more memory than there is.
_ERRORS: Final = (pa.ArrowException, OSError, ValueError, MemoryError)
_ARROW_MAGIC: Final = b"ARROW1\0\0"


class _Bounded:
    """The file as Arrow reads it: a false length in it asks for no more memory than the file is long."""

    closed = False

    def __init__(self, source: SourceFile) -> None:
        self._file = source.file
        self._size = source.size
        self.seek, self.tell = source.file.seek, source.file.tell

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self._file.tell())
        return self._file.read(left if size < 0 else min(size, left))

    def close(self) -> None:
        """Left to the one who opened the file."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


def read(source: SourceFile, first: int) -> Iterator[Item]:
    """Every row of the file. A row that cannot be read is a rejection of its own, so that rows and items agree."""
    return _parquet(source, first) if source.format == "parquet" else _arrow(source, first)


def _parquet(source: SourceFile, first: int) -> Iterator[Item]:
    problem = _parquet_problem(source)
    if problem is None:
        try:
            file = pq.ParquetFile(_Bounded(source), buffer_size=_BUFFER_BYTES, page_checksum_verification=True)
        except _ERRORS as error:
            problem = RejectReason.CORRUPT_CONTAINER, f"the footer cannot be read: {_said(error)}"
        else:
            yield from _row_groups(source, file, first)
            return
    if first == 0:
        yield source.whole().rejection(*problem)


def _parquet_problem(source: SourceFile) -> tuple[RejectReason, str] | None:
    """Why the file is no whole Parquet file, by its first and last four bytes."""
    head = source.file.read(4)
    source.file.seek(max(0, source.size - 4))
    tail = source.file.read(4)
    source.file.seek(0)
    if head != b"PAR1":
        return RejectReason.UNREADABLE_FILE, "the file does not begin as Parquet does; give it its right name"
    if tail != b"PAR1" or source.size < 12:
        return RejectReason.TRUNCATED, "the footer is cut off, without which no row can be found; fetch the file again"
    return None


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a row group begins in the file's rows and items, and how many of its items are to be passed."""

    columns: list[str]
    row: int
    ordinal: int
    skip: int

    def slot(self, source: SourceFile, at: int) -> Slot:
        return source.slot(_row_place(self.row + at), self.ordinal + at)


def _row_groups(source: SourceFile, file: pq.ParquetFile, first: int) -> Iterator[Item]:
    """The rows of every row group; those wholly before `first` are not read."""
    columns = wanted_columns(file.schema_arrow.names, source.options.fields)
    if not names_payload(columns, source.options.fields):
        if first == 0:
            yield source.whole().rejection(RejectReason.MISSING_PAYLOAD, no_payload("schema", file.schema_arrow.names))
        return
    ordinal = row = 0
    for index in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(index)
        bomb = _bomb(group, source)
        items = 1 if bomb else group.num_rows
        if bomb and ordinal >= first:
            yield source.slot(_row_place(row), ordinal).rejection(RejectReason.BOMB, f"row group {index} {bomb}")
        elif ordinal + items > first:
            yield from _rows_of_group(source, file, index, _Span(columns, row, ordinal, max(0, first - ordinal)))
        ordinal, row = ordinal + items, row + group.num_rows


def _bomb(group: Any, source: SourceFile) -> str:
    """Why a row group must not be opened, judged by what it declares; empty when nothing speaks against it.

    Only the group's own figures are asked: a damaged description of one column aborts the process (Arrow 26).
    """
    limits = source.options.limits
    if group.num_rows > max(_IMPLAUSIBLE_ROWS, source.size):
        return f"declares {group.num_rows:,} rows in a file of {source.size:,} bytes"
    expanded = group.total_byte_size
    if expanded > limits.expanded and expanded > limits.ratio * source.size:
        return f"expands to {expanded:,} bytes from a file of {source.size:,}"
    return ""


def _rows_of_group(source: SourceFile, file: pq.ParquetFile, index: int, span: _Span) -> Iterator[Item]:
    """As many items as the group declares rows, from the `skip`-th on."""
    group = file.metadata.row_group(index)
    at, fault = 0, f"row group {index} ends before its declared rows"
    batches = file.iter_batches(_batch_rows(group), row_groups=[index], columns=span.columns)
    try:
        for batch in batches:
            for within in range(min(batch.num_rows, group.num_rows - at)):
                if at >= span.skip:
                    yield _row(span.slot(source, at), batch, within)
                at += 1
    except _ERRORS as error:
        _raise_if_storage(error)
        fault = f"row group {index} is corrupt: {_said(error)}"
    for lost in range(max(at, span.skip), group.num_rows):
        yield span.slot(source, lost).rejection(RejectReason.CORRUPT_CONTAINER, fault)


def _batch_rows(group: Any) -> int:
    """Rows to take at a time: few enough that the batch is small by the mean row, and not huge even where one long
    value, stored once, is every row's."""
    size = max(1, group.total_byte_size)
    mean = max(1, size // max(1, group.num_rows))
    return int(max(1, min(_BATCH_ROWS, _BATCH_BYTES // mean, _BATCH_WORST // size)))


def _arrow(source: SourceFile, first: int) -> Iterator[Item]:
    """An IPC file by its footer; a stream, or a file whose footer is cut off, from its beginning."""
    is_file = source.file.read(len(_ARROW_MAGIC)) == _ARROW_MAGIC
    source.file.seek(0)
    try:
        schema, batches = (_ipc_file if is_file else _ipc_stream)(source)
    except _ERRORS as error:
        if first == 0:
            detail = f"the file does not begin as Arrow does ({_said(error)}); give it its right name"
            yield source.whole().rejection(RejectReason.UNREADABLE_FILE, detail)
        return
    if not names_payload(schema.names, source.options.fields):
        if first == 0:
            yield source.whole().rejection(RejectReason.MISSING_PAYLOAD, no_payload("schema", schema.names))
        return
    ordinal = row = 0
    for batch in batches:
        if isinstance(batch, str):
            if ordinal >= first:
                yield source.slot(_row_place(row), ordinal).rejection(_arrow_reason(batch), batch)
            ordinal += 1
            continue
        for at in range(max(0, first - ordinal), batch.num_rows):
            yield _row(source.slot(_row_place(row + at), ordinal + at), batch, at)
        ordinal, row = ordinal + batch.num_rows, row + batch.num_rows


def _arrow_reason(detail: str) -> RejectReason:
    return RejectReason.TRUNCATED if "cut" in detail else RejectReason.CORRUPT_CONTAINER


Batches = Iterator[pa.RecordBatch | str]


def _ipc_file(source: SourceFile) -> tuple[pa.Schema, Batches]:
    try:
        reader = pa.ipc.open_file(_Bounded(source))
    except _ERRORS:
        source.file.seek(len(_ARROW_MAGIC))
        return _ipc_stream(source)
    options = _only(reader.schema, source)
    source.file.seek(0)
    return reader.schema, _file_batches(pa.ipc.open_file(_Bounded(source), options=options))


def _file_batches(reader: Any) -> Batches:
    for index in range(reader.num_record_batches):
        try:
            yield _checked(reader.get_batch(index))
        except _ERRORS as error:
            _raise_if_storage(error)
            yield f"record batch {index} is corrupt: {_said(error)}"


def _checked(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch, safe to touch: Arrow trusts offsets as they are stored, and a false one ends the process.

    Strings are taken as bytes first, so that one that is not UTF-8 costs its own row only. Raises ArrowInvalid.
    """
    plain = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    columns = [column.view(plain[column.type]) if column.type in plain else column for column in batch.columns]
    checked = pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
    checked.validate(full=True)
    return checked


def _ipc_stream(source: SourceFile) -> tuple[pa.Schema, Batches]:
    start = source.file.tell()
    schema = pa.ipc.open_stream(_Bounded(source)).schema
    source.file.seek(start)
    return schema, _stream_batches(pa.ipc.open_stream(_Bounded(source), options=_only(schema, source)), start > 0)


def _stream_batches(reader: Any, cut: bool) -> Batches:
    index = 0
    try:
        while True:
            yield _checked(reader.read_next_batch())
            index += 1
    except StopIteration:
        if cut:
            yield f"the file is cut off behind record batch {index}; fetch it again"
    except _ERRORS as error:
        _raise_if_storage(error)
        yield f"the file is cut off or corrupt in record batch {index} ({_said(error)}); fetch it again"


def _only(schema: pa.Schema, source: SourceFile) -> Any:
    """Read options for the columns that may matter."""
    wanted = set(wanted_columns(schema.names, source.options.fields))
    included = [index for index, name in enumerate(schema.names) if name in wanted]
    return pa.ipc.IpcReadOptions(included_fields=included)


def _row(slot: Slot, batch: pa.RecordBatch, at: int) -> Item:
    try:
        record = {name: _value(column, at) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    except (pa.ArrowException, ValueError, OverflowError) as error:
        return slot.rejection(RejectReason.BROKEN_RECORD, f"row {slot.place.offset} cannot be read: {_said(error)}")
    largest = max((value for value in record.values() if isinstance(value, str | bytes)), key=len, default=b"")
    if len(largest) > slot.source.options.max_record_bytes:
        data = largest[: slot.source.options.kept_bytes]
        return slot.too_large(len(largest), data if isinstance(data, bytes) else to_utf8(data))
    return record_item(slot, record, b"")


def _value(column: Any, at: int) -> object:
    """One cell. Times as ISO text, which no year and no unit can break; a string that is not UTF-8 as its bytes."""
    cell = column[at]
    if pa.types.is_temporal(column.type):
        if pa.types.is_timestamp(column.type) and column.type.tz:
            cell = cell.cast(pa.timestamp(column.type.unit, "UTC"))
        return cell.cast(pa.string()).as_py()
    try:
        value = cell.as_py()
        return value.decode("utf-8") if isinstance(value, bytes) else value
    except UnicodeDecodeError:
        return _bytes_of(cell)


def _bytes_of(cell: Any) -> bytes | None:
    value = cell.value if isinstance(cell, pa.DictionaryScalar) else cell
    buffer = value.as_buffer() if hasattr(value, "as_buffer") else None
    return buffer.to_pybytes() if buffer is not None else None


def _row_place(row: int) -> Place:
    return Place(str(row), "row", row, 1)


def _said(error: BaseException) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


def _raise_if_storage(error: BaseException) -> None:
    """Arrow reports bad bytes as OSError too, but without an error number; one with it is the storage's."""
    if isinstance(error, OSError) and error.errno:
        raise error
