"""Fifty seeded kills, of whole runs and of single workers, while a reader looks on (`make faults`)."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import write_lines
from test_kill import finish, start, workers_of

from flows.verify import verify

pytestmark = [pytest.mark.faults, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
TRIALS = 50
RECORDS = 300  # a file; there are two


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    for name in "ab":
        write_lines(folder / "news" / f"{name}.lines", RECORDS, name)
    return folder


@pytest.fixture(scope="module")
def expected(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return finish(raw, tmp_path_factory.mktemp("undisturbed") / "curated")


def read_all(curated: Path) -> int:
    """Rows that a reader sees now; it resolves `latest` once, as the contract says."""
    latest = curated / "latest"
    if not latest.exists():
        return 0
    return sum(pq.ParquetFile(file).read().num_rows for file in latest.resolve().glob("articles/*.parquet"))


@pytest.mark.parametrize("seed", range(TRIALS))
def test_a_rerun_heals_a_kill(seed: int, raw: Path, expected: dict[str, str], tmp_path: Path) -> None:
    dice, curated = random.Random(seed), tmp_path / "curated"
    run = start(raw, curated)
    end = time.monotonic() + dice.uniform(0.1, 3.0)
    while time.monotonic() < end and run.poll() is None:
        assert read_all(curated) in (0, 2 * RECORDS)
        time.sleep(0.02)
    workers = workers_of(run.pid) if run.poll() is None else []
    if seed % 2 and workers:
        os.kill(dice.choice(workers), signal.SIGKILL)  # the run replaces it and goes on
        assert run.wait(timeout=90) == 0
    else:
        run.kill()
        run.wait()
    assert finish(raw, curated) == expected
    assert verify(str(curated)) == []
    assert read_all(curated) == 2 * RECORDS
