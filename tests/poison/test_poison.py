"""Poison records through whole runs of the real engine: bounded time and memory, neighbours unharmed, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faults
import pyarrow.parquet as pq
import pytest
from poisons import AFTER, ARTICLE, BEFORE, POISONS, STORY, Poison, line, page

MIB = 1 << 20
LIMITED = Path(__file__).with_name("limited.py")
RECORD_SECONDS, MEMORY = 6.0, 1024 * MIB
START_SECONDS = 60.0  # of two processes' start on a busy machine
OVERSHOOT = 512 * MIB  # what a worker may take between two looks of its supervisor, and the run's own process

# In between, because a process's peak begins with that of the process that started it, and pytest's is high.
MEASURED = """
import resource, subprocess, sys, time
started = time.monotonic()
subprocess.run(sys.argv[1:], stdout=sys.stderr, check=True)
print(time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@dataclass(frozen=True)
class Outcome:
    """What a run made of a landing zone. `rows` are (source path, record id, reason), the reason empty for articles."""

    rows: tuple[tuple[str, str, str], ...]
    seconds: float
    peak_bytes: int  # of the largest process of the run

    def of(self, poison: Poison) -> list[tuple[str, str]]:
        return [(record, reason) for path, record, reason in self.rows if path == f"dump/{poison.name}"]


def clean(folder: Path, record_seconds: float = RECORD_SECONDS, **environment: str) -> Outcome:
    """Backfill `folder`/raw in a process of its own."""
    command = [sys.executable, str(LIMITED), "backfill", "--direct", "--no-learn", "--workers", "1"]
    command += ["--record-seconds", str(record_seconds), "--memory", str(MEMORY / (1 << 30))]
    command += ["--raw", str(folder / "raw"), "--curated", str(folder / "curated")]
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], env=os.environ | environment, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    seconds, peak = map(float, run.stdout.split())
    return Outcome(tuple(published(folder / "curated")), seconds, int(peak) << 10)


def published(curated: Path) -> list[tuple[str, str, str]]:
    rows = read(curated, "articles", ["source_path", "record_id"])
    found = [(row["source_path"], row["record_id"], ARTICLE) for row in rows]
    rows = read(curated, "rejects", ["source_path", "record_id", "reason"])
    return found + [(row["source_path"], row["record_id"], row["reason"]) for row in rows]


def read(curated: Path, table: str, columns: list[str]) -> list[dict[str, Any]]:
    return pq.read_table(curated / "latest" / table, columns=columns).to_pylist()


def lay(folder: Path, *poisons: Poison) -> None:
    (folder / "raw" / "dump").mkdir(parents=True)
    for poison in poisons:
        (folder / "raw" / "dump" / poison.name).write_bytes(poison.make())


def check(poison: Poison, outcome: Outcome) -> None:
    found = outcome.of(poison)
    sound = [record for record, reason in found if record.partition(".")[0] in (BEFORE, AFTER) and reason == ARTICLE]
    assert len(sound) == poison.neighbours, found
    rest = [reason for record, reason in found if record not in sound]
    assert len(rest) == 1, found
    assert rest[0] in poison.reasons, found


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One run over all of them."""
    folder = tmp_path_factory.mktemp("together")
    lay(folder, *POISONS)
    return clean(folder)


@pytest.mark.parametrize("poison", POISONS, ids=lambda poison: poison.name)
def test_a_poison_costs_itself_alone(poison: Poison, together: Outcome) -> None:
    check(poison, together)


def test_poisons_take_bounded_time_and_memory(
    together: Outcome, record_property: Callable[[str, object], None]
) -> None:
    record_property("seconds", round(together.seconds, 1))
    record_property("peak MiB", together.peak_bytes // MIB)
    record_property("rejects", [row for row in together.rows if row[2]])
    assert together.peak_bytes < MEMORY + OVERSHOOT
    assert together.seconds < START_SECONDS + len(POISONS) * RECORD_SECONDS


# Faults of a worker that no input is known to cause, by the hook of workers (tests/faults.py): the time that a record
# is given, the reason and words of the rejection. The two that are not about time have more of it than the slowest
# machine takes.
HOOKED = {
    "hold": (2.0, "timeout", "2 s of work"),  # in C code, which holds the interpreter's lock
    "swell": (120.0, "memory", "bytes of memory"),
    "segfault": (120.0, "worker_died", "SIGSEGV"),
}


@pytest.mark.parametrize("fault", HOOKED)
def test_a_worker_that_hangs_swells_or_dies_in_c_is_replaced(fault: str, tmp_path: Path) -> None:
    seconds, reason, words = HOOKED[fault]
    (tmp_path / "raw" / "dump").mkdir(parents=True)
    html = page(STORY)
    (tmp_path / "raw" / "dump" / "a.jsonl").write_bytes(b"".join(line(name, html) for name in (BEFORE, fault, AFTER)))
    outcome = clean(tmp_path, seconds, **faults.environment({fault: {"fault": fault}}))
    assert {record: found for _, record, found in outcome.rows} == {BEFORE: ARTICLE, fault: reason, AFTER: ARTICLE}
    (kept,) = read(tmp_path / "curated", "rejects", ["payload", "detail"])
    assert kept["payload"] == html.encode()
    assert words in kept["detail"]
    assert outcome.peak_bytes < MEMORY + OVERSHOOT
