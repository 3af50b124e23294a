"""Rows on their way: parts of a shard between the workers that made them and the one that joins them.

A part is an Arrow stream file for each dataset. It is never seen by readers. It is not forced to the disk: after a
power cut its checksum tells whether it is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
from zlib_ng.zlib_ng import crc32

from flows.storage import explained

ABSENT = -1


def stage_batch(batch: pa.RecordBatch, path: str) -> int:
    """Write a batch to a part file and return its checksum. Raises StorageError (disk full)."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    data = sink.getvalue()
    with explained(f"stage rows in {path}"), open(path, "wb") as file:
        file.write(data)
    return crc32(data)


def staged_batches(paths: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """The batches of part files, one after another; one part at a time is in memory. Raises StorageError."""
    for path in paths:
        with explained(f"read the staged part {path}"), pa.memory_map(path) as file:
            yield from pa.ipc.open_stream(file)


def staged_checksum(path: str) -> int:
    """The checksum of a part file; ABSENT where there is none."""
    try:
        with open(path, "rb") as file:
            return crc32(file.read())
    except OSError:
        return ABSENT
