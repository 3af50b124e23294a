"""What finding repetitions costs at size: made-up signatures, one article in twenty a version and one a repetition.

python -m benchmarks.near [--rows 2000000] [--files 8]
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from flows.release.duplicates import find_duplicates
from flows.tables import SIGNATURES, write_parquet

BATCH = 10_000
STORIES = 2_000  # of which all versions are


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--files", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, f"{number:05d}.parquet") for number in range(given.files)]
        rng = np.random.default_rng(1)
        stories = rng.integers(0, 1 << 16, (STORIES, 128), np.uint16)
        for path in paths:
            write_parquet(SIGNATURES, _batches(rng, stories, given.rows // given.files, path), path)
        started, cpu = time.perf_counter(), time.process_time()
        found = find_duplicates(paths, folder)
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{given.rows:,} articles, {len(found):,} repetitions: {wall:.1f} s, {cpu:.1f} s of CPU, {peak:,} MiB at most"
    )


def _batches(rng: np.random.Generator, stories: Any, rows: int, path: str) -> Iterator[pa.RecordBatch]:
    for first in range(0, rows, BATCH):
        count = min(BATCH, rows - first)
        numbers = rng.integers(0, 1 << 16, (count, 128), np.uint16)
        texts = rng.integers(0, 256, (count, 16), np.uint8)
        some = count // 20
        numbers[:some] = np.where(
            rng.random((some, 128)) < 0.25, numbers[:some], stories[rng.integers(0, STORIES, some)]
        )
        texts[some : 2 * some] = np.arange(some, dtype=np.uint8)[:, None] % 200
        names = [f"{os.path.basename(path)}{first + number:019d}" for number in range(count)]
        keys = [_binary(values) for values in (texts, rng.integers(0, 256, (count, 16), np.uint8), numbers)]
        facts = [pa.array(names), pa.array([path] * count), pa.array(["2026-01-01"] * count)]
        yield pa.RecordBatch.from_arrays([*facts, *keys], schema=SIGNATURES.schema)


def _binary(values: Any) -> pa.Array:
    return pa.array([row.tobytes() for row in values], pa.binary())


if __name__ == "__main__":
    main()
