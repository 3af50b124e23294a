"""Several runs at once on one curated folder: one works, the others wait or leave, and nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import faults
import pytest
from conftest import bytes_of, write_lines

from flows.manifest import RunManifest, load
from flows.release.verify import verify

TOYCLI = Path(__file__).with_name("toycli.py")
SHARDS = 4


@pytest.fixture
def zones(tmp_path: Path) -> list[str]:
    for name in "abcd":
        write_lines(tmp_path / "raw" / "news" / f"{name}.lines", 300, name)
    return ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "curated")]


def start(zones: Sequence[str], name: str = "backfill", *options: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(TOYCLI), name, "--direct", "--no-learn", "--workers", "1", *zones, *options]
    return subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.PIPE, text=True)


def ends(*processes: subprocess.Popen[str]) -> list[tuple[int, str]]:
    """Exit status and words of each."""
    words = [process.communicate(timeout=120)[1] for process in processes]
    return [(process.returncode, said) for process, said in zip(processes, words, strict=True)]


def cleaned(zones: Sequence[str]) -> list[str]:
    """The shards that all runs have cleaned, as often as they did."""
    paths = sorted(Path(zones[3], "_runs").glob("*.json"))
    return sorted(shard.shard for path in paths for shard in load(RunManifest, str(path)).shards)


def tables(zones: Sequence[str]) -> dict[str, str]:
    found = bytes_of(Path(zones[3], "releases"))
    return {name: digest for name, digest in found.items() if name.endswith(".parquet")}


def undisturbed(zones: Sequence[str], tmp_path: Path) -> dict[str, str]:
    alone = [*zones[:3], str(tmp_path / "alone")]
    assert ends(start(alone))[0][0] == 0
    return tables(alone)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_backfills_at_once_share_the_work(zones: list[str], tmp_path: Path) -> None:
    done = ends(*(start(zones) for _ in range(3)))
    assert [status for status, _ in done] == [0, 0, 0], done
    assert len(cleaned(zones)) == len(set(cleaned(zones))) == SHARDS
    assert tables(zones) == undisturbed(zones, tmp_path)
    assert len(os.listdir(Path(zones[3], "releases"))) == 1
    assert verify(zones[3]) == []


def test_backfills_of_different_dumps_at_once_lose_nothing(zones: list[str], tmp_path: Path) -> None:
    dumps = sorted(map(str, Path(zones[1]).rglob("*.lines")))
    done = ends(*(start(zones, "backfill", dump) for dump in dumps))
    assert [status for status, _ in done] == [0] * SHARDS, done
    assert len(cleaned(zones)) == len(set(cleaned(zones))) == SHARDS
    latest = {name.partition("/")[2]: digest for name, digest in tables(zones).items()}
    assert latest.items() >= {n.partition("/")[2]: d for n, d in undisturbed(zones, tmp_path).items()}.items()
    assert verify(zones[3]) == []


def test_an_ingest_beside_a_backfill_leaves_and_a_backfill_waits(zones: list[str]) -> None:
    sleeping = faults.environment({"d299": {"fault": "sleep"}})
    first = start(zones, "backfill", "--record-seconds", "1", **sleeping)
    wait_for(Path(zones[3], "_work", "shards"))
    [(status, said)] = ends(start(zones, "ingest", "--settle", "0"))
    assert (status, "nothing done" in said) == (0, True), said
    second = start(zones)
    (_, (status, said)) = ends(first, second)
    assert status == 0, said
    assert f"waiting for process {first.pid} on " in said
    assert "nothing to do: 4 shards are published and unchanged" in said
    assert len(cleaned(zones)) == SHARDS
    assert verify(zones[3]) == []


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSTOP])
def test_a_lock_lives_as_long_as_its_holder(sent: signal.Signals, zones: list[str], tmp_path: Path) -> None:
    """A killed holder's lock is free at once, whatever the lock file says; a stopped one's is not."""
    sleeping = faults.environment({"a299": {"fault": "sleep"}})
    holder = start(zones, **sleeping)
    wait_for(Path(zones[3], "_work", "shards"))
    holder.send_signal(sent)
    if sent is signal.SIGKILL:
        ends(holder)
    assert str(holder.pid) in Path(zones[3], "_work", "run.lock").read_text()
    [(status, said)] = ends(start(zones, "ingest", "--settle", "0"))
    assert status == 0, said
    assert ("nothing done" in said) == (sent is signal.SIGSTOP)
    if sent is signal.SIGSTOP:
        holder.kill()
        ends(holder, start(zones))
    assert tables(zones) == undisturbed(zones, tmp_path)
    assert verify(zones[3]) == []
