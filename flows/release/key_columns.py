"""The keys of all articles of a release as columns of numbers in a scratch file, which memory need not hold."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from cleaners.text.shingles import SIGNS
from flows.storage import explained
from flows.tables.reader import read_batches
from flows.tables.signatures import KEY_BYTES, SIGNATURES

Numbers = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

TEXT, URL, BANDS = 0, 1, 2  # columns; bands of the signature from BANDS on
# Four numbers of a signature make one number of eight bytes: two texts that share half of their shingles agree in one
# of the 32 bands with a chance of .87, .6: .99, .2: .05, .05: .0002 (1 - (1 - s**4)**32; Leskovec, Rajaraman and
# Ullman, Mining of Massive Datasets, chapter 3).
BAND_COUNT: Final = SIGNS // 4
_RANGE_ROWS = 1 << 24  # of a column sorted at a time
_TABLE = 1 << 24


@dataclass(frozen=True, slots=True)
class KeyColumns:
    """Numbers by column and row, 0 where a row has no such key. Rows are those of the files, one after another."""

    numbers: Numbers  # (2 + BAND_COUNT, rows)

    def repeated(self, column: int) -> Rows:
        """The rows, ascending, whose number in a column occurs more than once. One range of numbers at a time."""
        values = self.numbers[column]
        parts = -(-len(values) // _RANGE_ROWS)
        found = [_repeated(values, part, parts) for part in range(parts)]
        return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)

    def likeness(self, left: Rows, right: Rows) -> npt.NDArray[np.float32]:
        """What share of their shingles the texts of two rows share, estimated from signatures, pair by pair."""
        agreeing = (self._signatures(left) == self._signatures(right)).sum(axis=1, dtype=np.int32)
        return agreeing / np.float32(SIGNS)

    def _signatures(self, rows: Rows) -> npt.NDArray[np.uint16]:
        return np.ascontiguousarray(self.numbers[BANDS:, rows].T).view(np.uint16)


@contextmanager
def key_columns(paths: Sequence[str], folder: str) -> Iterator[KeyColumns]:
    """The keys of the files of `signatures` at `paths`, in a nameless file in `folder`, which goes with them.

    Raises TableError when a file is damaged, StorageError when the scratch file cannot be written.
    """
    shape = (BANDS + BAND_COUNT, sum(pq.read_metadata(path).num_rows for path in paths))
    with explained(f"compare articles in {folder}"), tempfile.TemporaryFile(dir=folder) as file:
        os.posix_fallocate(file.fileno(), 0, max(1, shape[0] * shape[1] * 8))  # a full disk is found out here
        numbers: Numbers = _mapped(file, shape)
        _fill(numbers, paths)
        yield KeyColumns(numbers)


def _mapped(file: IO[bytes], shape: tuple[int, int]) -> Numbers:
    return np.asarray(np.memmap(file, np.uint64, "r+", shape=shape)) if shape[1] else np.empty(shape, np.uint64)


def _fill(numbers: Numbers, paths: Sequence[str]) -> None:
    start = 0
    for batch in (one for path in paths for one in read_batches(SIGNATURES, path, ["text_key", "url_key", "minhash"])):
        rows = slice(start, start + batch.num_rows)
        numbers[TEXT, rows] = _wide(batch.column(0).to_pylist(), KEY_BYTES)[:, 0]
        numbers[URL, rows] = _wide(batch.column(1).to_pylist(), KEY_BYTES)[:, 0]
        numbers[BANDS:, rows] = _wide(batch.column(2).to_pylist(), 2 * SIGNS).T
        start += batch.num_rows


def _wide(values: list[Any], width: int) -> Numbers:
    """Values of `width` bytes as rows of numbers of eight bytes; 0 for None."""
    nothing = bytes(width)
    return np.frombuffer(b"".join(value or nothing for value in values), "<u8").reshape(-1, width // 8)


def _repeated(values: Numbers, part: int, parts: int) -> Rows:
    """Rows with a number of one range that occurs more than once in it."""
    width = (1 << 64) // parts
    low, high = max(1, part * width), (1 << 64) - 1 if part == parts - 1 else (part + 1) * width - 1
    rows = np.flatnonzero((values >= np.uint64(low)) & (values <= np.uint64(high)))
    mine = values[rows]
    ordered = np.sort(mine)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return rows[_among(mine, np.unique(again))]


def _among(values: Numbers, wanted: Numbers) -> npt.NDArray[np.bool_]:
    """Which of the values are among a few ascending ones. A table of their last bits spares nearly all look-ups."""
    mask = np.uint64(_TABLE - 1)
    table = np.zeros(_TABLE, np.bool_)
    table[wanted & mask] = True
    found = table[values & mask]
    if len(wanted):
        near = values[found]
        found[found] = wanted[np.searchsorted(wanted, near).clip(max=len(wanted) - 1)] == near
    return found
