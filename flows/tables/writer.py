"""Rows to Parquet: the same rows give the same bytes, however they were batched."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import TableError
from flows.manifest import FileEntry
from flows.storage import explained, fsync_path
from flows.tables.columns import CONTRACT_VERSION, Table

ROWS_PER_GROUP = 10_000
BYTES_PER_GROUP = 64 << 20  # of the table's bulk column, so that long texts do not make huge groups
SURROGATE = re.compile("[\ud800-\udfff]")
# Measured on 40,000 articles: zstd 3 is a third smaller than snappy at 20,000 rows a second and more;
# page checksums and the page index cost nothing.
OPTIONS: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "write_page_checksum": True,
    "write_page_index": True,
    "version": "2.6",
    "data_page_version": "1.0",
}


def to_batch(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    """Rows as an Arrow batch of the table's schema. Raises TableError for a null or a type that does not fit."""
    return _batch(table, ([row[column.name] for row in rows] for column in table.columns))


def batch_of(table: Table, sources: Sequence[Any]) -> pa.RecordBatch:
    """The batch of the rows that describe `sources`, a column at a time. Raises TableError as `to_batch` does."""
    return _batch(table, (list(map(column.value, sources)) for column in table.columns))


def _batch(table: Table, columns: Iterable[list[Any]]) -> pa.RecordBatch:
    arrays = [_column(table, index, values) for index, values in enumerate(columns)]
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _column(table: Table, index: int, values: list[Any]) -> pa.Array:
    column = table.columns[index]
    try:
        array = pa.array(values, column.type)
    except UnicodeEncodeError:
        array = pa.array([_encodable(value) for value in values], column.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise TableError(f"{table.name}.{column.name}: {error}") from error
    if array.null_count and not column.nullable:
        raise TableError(f"{table.name}.{column.name}: row {values.index(None)} of the batch is null")
    return array


def _encodable(value: Any) -> Any:
    """Lone surrogates, as JSON escapes and odd file names carry them, cannot be UTF-8: each becomes U+FFFD."""
    if isinstance(value, str):
        return SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    return [_encodable(item) for item in value] if isinstance(value, list) else value


def write_parquet(table: Table, batches: Iterable[pa.RecordBatch], path: str, engine_digest: str = "") -> FileEntry:
    """Write batches to `path`, whole or not at all; the bytes depend on the rows alone, not on the batches.

    Returns the entry for a manifest beside the file. Raises StorageError (disk full, no permission)
    and TableError (a batch of another schema); then no file is left.
    """
    temporary = f"{path}.tmp"
    try:
        with explained(f"write {table.name} to {path}"):
            rows = _write(table, batches, temporary, engine_digest)
            entry = FileEntry(table.name, os.path.basename(path), rows, os.path.getsize(temporary), sha256(temporary))
            os.replace(temporary, path)
            fsync_path(os.path.dirname(path) or ".")
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return entry


def _write(table: Table, batches: Iterable[pa.RecordBatch], path: str, engine_digest: str) -> int:
    """Write and sync; the number of rows. An exception leaves a short but valid file: the caller deletes it."""
    rows = 0
    schema = table.schema.with_metadata(_file_metadata(table, engine_digest))
    with open(path, "wb") as file:
        with pq.ParquetWriter(file, schema, **OPTIONS) as writer:
            for group in _groups(table, batches):
                writer.write_table(group, row_group_size=group.num_rows)
                rows += group.num_rows
        file.flush()
        os.fsync(file.fileno())
    return rows


def _file_metadata(table: Table, engine_digest: str) -> dict[str, str]:
    facts = {"winnow.contract_version": CONTRACT_VERSION, "winnow.dataset": table.name}
    return {**facts, "winnow.engine_digest": engine_digest} if engine_digest else facts


def _groups(table: Table, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Row groups of equal make whatever the batches: 10,000 rows, or fewer when their bulk column is long."""
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        if not batch.schema.equals(table.schema):
            raise TableError(f"a batch for {table.name} has another schema than the table")
        rest = batch
        while rest.num_rows:
            take, taken = _room(rest.column(table.bulk), ROWS_PER_GROUP - rows, BYTES_PER_GROUP - size)
            held.append(rest.slice(0, take))
            rest, rows, size = rest.slice(take), rows + take, size + taken
            if rows >= ROWS_PER_GROUP or size >= BYTES_PER_GROUP:
                yield _joined(held, table)
                held, rows, size = [], 0, 0
    if held:
        yield _joined(held, table)


def _room(bulk: pa.Array, rows: int, size: int) -> tuple[int, int]:
    """How many of these values still belong to the group, and their bytes. The value that fills it belongs to it.

    Arrow keeps where each value begins and ends: 32-bit numbers, in the types that tables use. The like in
    pyarrow.compute takes longer to import than it saves.
    """
    count = min(rows, len(bulk))
    ends = memoryview(bulk.buffers()[1]).cast("i")[bulk.offset : bulk.offset + count + 1]
    take = min(bisect_left(ends, ends[0] + size, lo=1), count)
    return take, ends[take] - ends[0]


def _joined(held: Sequence[pa.RecordBatch], table: Table) -> pa.Table:
    """One chunk a column: page borders would otherwise follow the borders of the batches."""
    return pa.Table.from_batches(held, table.schema).combine_chunks()


def sha256(path: str) -> str:
    """SHA-256 of a file's bytes in hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
