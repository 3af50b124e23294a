"""SIGKILL of a whole run, at any moment: nothing is left running, and a rerun gives the bytes of an undisturbed run."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import faults
import pytest
from conftest import bytes_of, write_lines

TOYRUN = Path(__file__).with_name("toyrun.py")


def start(raw: Path, curated: Path, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(TOYRUN), str(raw), str(curated)]
    return subprocess.Popen(command, env=os.environ | environment, start_new_session=True)


def finish(raw: Path, curated: Path) -> dict[str, str]:
    """Run to the end; the bytes that are published."""
    assert start(raw, curated).wait(timeout=90) == 0
    published = bytes_of(curated / "releases")
    return {name: digest for name, digest in published.items() if name.endswith(".parquet")}


def workers_of(pid: int) -> list[int]:
    """The children of a process; none when it is gone."""
    found: set[int] = set()
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found.update(map(int, path.read_text().split()))
    return sorted(found)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name in "abc":
        write_lines(tmp_path / "raw" / "news" / f"{name}.lines", 400, name)
    return tmp_path / "raw"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_die_with_a_killed_run(raw: Path, tmp_path: Path) -> None:
    run = start(raw, tmp_path / "curated", **faults.environment({"a100": {"fault": "spin"}}))
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("curated/_work/parts/*/*.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = workers_of(run.pid)
    assert workers
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 5
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, workers))


def test_a_killed_run_is_taken_up(raw: Path, tmp_path: Path) -> None:
    expected = finish(raw, tmp_path / "undisturbed")
    dice = random.Random(11)
    for _ in range(2):
        run = start(raw, tmp_path / "curated")
        time.sleep(dice.uniform(0.3, 2.5))
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    assert finish(raw, tmp_path / "curated") == expected
