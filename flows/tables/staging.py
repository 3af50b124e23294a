"""Rows on their way: parts of a shard between the workers that made them and the one that joins them.

A part is an Arrow stream file for each dataset. It is never seen by readers, and is as good as its size says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import pyarrow as pa

from flows.storage import explained


def stage_batch(batch: pa.RecordBatch, path: str) -> int:
    """Write a batch to a part file and return its size in bytes. Raises StorageError (disk full)."""
    with explained(f"stage rows in {path}"), pa.OSFile(path, "wb") as file:
        with pa.ipc.new_stream(file, batch.schema) as stream:
            stream.write_batch(batch)
        size: int = file.tell()
    return size


def staged_batches(paths: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """The batches of part files, one after another; one part at a time is in memory. Raises StorageError."""
    for path in paths:
        with explained(f"read the staged part {path}"), pa.memory_map(path) as file:
            yield from pa.ipc.open_stream(file)


def staged_size(path: str) -> int:
    """Size in bytes of a part file; -1 where there is none."""
    try:
        return os.path.getsize(path)
    except OSError:
        return -1
