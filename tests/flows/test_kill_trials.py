"""Fifty seeded kills, of whole runs and of single workers, while a reader looks on (`make faults`)."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import write_lines
from test_kill import finish, is_running, start, workers_of

from flows.release.verify import verify

pytestmark = [pytest.mark.faults, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
TRIALS = 50
RECORDS = 300  # a file; there are two


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    for name in "ab":
        write_lines(folder / "news" / f"{name}.lines", RECORDS, name)
    return folder


@dataclass(frozen=True)
class Undisturbed:
    """What a run gives that nobody kills, and how long it takes."""

    tables: dict[str, str]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    started = time.monotonic()
    tables = finish(raw, tmp_path_factory.mktemp("undisturbed") / "curated")
    return Undisturbed(tables, time.monotonic() - started)


@pytest.fixture(scope="module")
def struck() -> list[str]:
    """What each trial killed, while it was at work."""
    return []


def read_all(curated: Path) -> int:
    """Rows that a reader sees now; it resolves `latest` once, as the contract says."""
    latest = curated / "latest"
    if not latest.exists():
        return 0
    return sum(pq.ParquetFile(file).read().num_rows for file in latest.resolve().glob("articles/*.parquet"))


def left_behind(curated: Path) -> list[str]:
    """What a dead run left and the next should have taken up or swept away."""
    work = [path.name for path in curated.glob("_work/*/*") if path.parent.name in {"parts", "shards"}]
    return work + [path.name for path in curated.glob("releases/*") if path.resolve() != (curated / "latest").resolve()]


@pytest.mark.parametrize("seed", range(TRIALS))
def test_a_rerun_heals_a_kill(
    seed: int,
    raw: Path,
    undisturbed: Undisturbed,
    struck: list[str],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    dice, curated, even = random.Random(seed), tmp_path / "curated", seed % 2 == 0
    run = start(raw, curated)
    end = time.monotonic() + dice.uniform(0.05, 0.95) * undisturbed.seconds
    while (time.monotonic() < end or not (even or workers_of(run.pid))) and run.poll() is None:
        assert read_all(curated) in (0, 2 * RECORDS)
        time.sleep(0.02)
    workers = workers_of(run.pid) if run.poll() is None else []
    victim = "run" if even or not workers else "worker"
    struck += [victim] if run.poll() is None else []
    killed = time.monotonic()
    if victim == "worker":
        os.kill(dice.choice(workers), signal.SIGKILL)  # the run replaces it and goes on
        assert run.wait(timeout=90) == 0
    else:
        run.kill()
        run.wait()
    assert finish(raw, curated) == undisturbed.tables
    record_property(f"healed after {victim}", round(time.monotonic() - killed, 1))
    assert not [pid for pid in workers if is_running(pid)]
    assert left_behind(curated) == []
    assert verify(str(curated)) == []
    assert read_all(curated) == 2 * RECORDS


def test_most_kills_struck_a_run_at_work(struck: list[str]) -> None:
    """A kill of what has ended proves nothing."""
    assert len(struck) >= 0.8 * TRIALS
    assert set(struck) == {"run", "worker"}
