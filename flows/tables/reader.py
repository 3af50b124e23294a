"""Parquet back to rows, with the page checksums checked: other readers skip them, so a flipped bit goes unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import TableError
from flows.manifest import FileEntry
from flows.tables.columns import Table
from flows.tables.writer import sha256

BATCH_ROWS = 1_000


def read_batches(table: Table, path: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of one file in order. Raises TableError: not Parquet, another schema, a damaged page."""
    with _opened(path) as file:
        if not file.schema_arrow.equals(table.schema):
            raise TableError(f"{path} has another schema than {table.name}{_difference(table, file.schema_arrow)}")
        yield from file.iter_batches(BATCH_ROWS, columns=list(columns) if columns else None)


def read_any_batches(path: str) -> Iterator[pa.RecordBatch]:
    """The rows of one file in order, whatever its schema. Raises TableError: not Parquet, a damaged page."""
    with _opened(path) as file:
        yield from file.iter_batches(BATCH_ROWS)


def read_rows(table: Table, path: str, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of one file in order, as dicts. Raises TableError."""
    for batch in read_batches(table, path, columns):
        yield from batch.to_pylist()


def check_file(table: Table, path: str, entry: FileEntry) -> None:
    """Compare a file with its manifest entry, and read it through. Raises TableError or OSError."""
    size = os.path.getsize(path)
    if size != entry.bytes:
        raise TableError(f"{path} has {size} bytes, its manifest says {entry.bytes}")
    if sha256(path) != entry.sha256:
        raise TableError(f"{path} does not have the SHA-256 of its manifest")
    rows = sum(batch.num_rows for batch in read_batches(table, path))
    if rows != entry.rows:
        raise TableError(f"{path} has {rows} rows, its manifest says {entry.rows}")


@contextmanager
def _opened(path: str) -> Iterator[pq.ParquetFile]:
    """The file, and whatever is wrong with its bytes told as a TableError."""
    try:
        with open(path, "rb") as source:
            yield pq.ParquetFile(source, page_checksum_verification=True, pre_buffer=False)
    except TableError:
        raise
    except FileNotFoundError as error:
        raise TableError(f"{path} is missing") from error
    except (pa.ArrowException, OSError, EOFError) as error:
        raise TableError(f"{path} is damaged or not Parquet: {error}") from error


def _difference(table: Table, found: pa.Schema) -> str:
    expected = {str(field) for field in table.schema}
    present = {str(field) for field in found}
    parts = [f"lacks {item}" for item in sorted(expected - present)]
    parts += [f"has {item}" for item in sorted(present - expected)]
    return ": " + "; ".join(parts) if parts else " (order of columns)"
