"""The supervisor, with toy workers that crash, hang and swell on demand."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import faults
import pyarrow.parquet as pq
import pytest
import standin
from conftest import bytes_of, digest_of, shards_of, submit, write_lines

from flows.errors import ShardError, StoppedError, SuperviseError
from flows.learning.sketch_job import sketch_job
from flows.manifest import ShardManifest
from flows.plan.shards import Shard
from flows.supervisor.supervise import Settings, Supervisor
from flows.tables import SHARD_DATASETS
from flows.worker import hook

Make = Callable[..., Settings]


def run(settings: Settings, shards: list[Shard]) -> list[ShardManifest]:
    with Supervisor(settings) as supervisor:
        futures = [submit(supervisor, shard) for shard in shards]
        return [future.result(timeout=60) for future in futures]


def rejects(settings: Settings, shard: Shard) -> list[dict[str, object]]:
    path = Path(settings.work, "shards", digest_of(shard), "rejects.parquet")
    return pq.read_table(path).select(["record_id", "reason", "detail", "payload", "source_ordinal"]).to_pylist()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    write_lines(raw / "news" / "big.lines", 900, "big")
    write_lines(raw / "news" / "small.lines", 7, "small")
    write_lines(raw / "web" / "none.lines", 0)
    for number in range(70):
        (raw / "web" / f"{number}.txt").write_text(f"Page {number}.\nAD x\n")
    return raw


def test_every_record_is_counted_and_staged_in_order(raw: Path, settings: Make) -> None:
    config = settings()
    manifests = run(config, list(shards_of(raw)))
    assert [m.counts.read for m in manifests] == [900, 7, 0, 70]
    assert all(m.balanced for m in manifests)
    folder = Path(config.work, "shards", manifests[0].unit_digest)
    ids = pq.read_table(folder / "articles.parquet")["record_id"].to_pylist()
    assert ids == [f"big{i}" for i in range(900)]
    assert not any(Path(config.work, "parts").iterdir())


def test_bytes_do_not_depend_on_workers_or_order(raw: Path, settings: Make, tmp_path: Path) -> None:
    seen = []
    for workers in (1, 2, 4):
        config = settings(workers=workers, work=str(tmp_path / f"work{workers}"))
        shards = list(shards_of(raw))
        random.Random(workers).shuffle(shards)
        run(config, shards)
        seen.append(bytes_of(Path(config.work, "shards")))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == len(shards_of(raw)) * (len(SHARD_DATASETS) + 1)  # and a manifest


POISON = {  # record: fault, reason it is rejected for, words of the detail
    "big300": ("segfault", "worker_died", "SIGSEGV"),
    "big301": ("crash", "worker_died", "RuntimeError: injected"),
    "big899": ("spin", "timeout", "1 s"),
    "small0": ("sleep", "timeout", "1 s"),
}


def test_poison_records_cost_themselves_alone(raw: Path, settings: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.inject(monkeypatch, {key: {"fault": fault} for key, (fault, _, _) in POISON.items()})
    config, shards = settings(record_seconds=1.0), shards_of(raw)
    manifests = run(config, list(shards))
    rows = {str(row["record_id"]): row for shard in shards for row in rejects(config, shard)}
    assert rows.keys() == POISON.keys()
    for record, (_, reason, words) in POISON.items():
        assert rows[record]["reason"] == reason
        assert words in str(rows[record]["detail"])
    assert rows["big300"]["payload"] == b"Line 300.\nAD buy 300\nEnd 300.\n"
    assert [(m.counts.read, m.counts.rejected) for m in manifests] == [(900, 3), (7, 1), (0, 0), (70, 0)]


def test_a_record_that_swells_costs_itself_alone(raw: Path, settings: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Apart from the others: on a slow machine it may take more seconds to swell than they have to end."""
    faults.inject(monkeypatch, {"17.txt": {"fault": "swell"}})
    config, shard = settings(memory_bytes=256 << 20), shards_of(raw)[-1]
    [manifest] = run(config, [shard])
    assert (manifest.counts.read, manifest.counts.rejects) == (70, {"memory": 1})
    [row] = rejects(config, shard)
    assert (row["record_id"], row["reason"]) == ("17.txt", "memory")
    assert "bytes of memory" in str(row["detail"])


def test_records_that_are_too_large_together_are_not_rejected(tmp_path: Path, settings: Make) -> None:
    raw = tmp_path / "raw"
    lines = [json.dumps({"id": f"held{number}", "text": "HOLD this page.\n"}) for number in range(60)]
    (raw / "news").mkdir(parents=True)
    (raw / "news" / "held.lines").write_text("".join(f"{line}\n" for line in lines))
    config, [shard] = settings(workers=1, memory_bytes=256 << 20), shards_of(raw)
    with Supervisor(config) as supervisor:
        manifest = submit(supervisor, shard).result(timeout=60)
        assert supervisor.snapshot().restarts > 0  # else they were not too large, and nothing is shown
    assert (manifest.counts.read, manifest.counts.articles) == (60, 60)


def test_a_record_that_kills_once_is_innocent(
    raw: Path, settings: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    undisturbed = settings(work=str(tmp_path / "undisturbed"))
    run(undisturbed, list(shards_of(raw)))
    once = {"fault": "kill", "times": 1, "counter": str(tmp_path / "count")}
    faults.inject(monkeypatch, {"big10": once})
    config = settings()
    manifests = run(config, list(shards_of(raw)))
    assert (tmp_path / "count").stat().st_size == 1
    assert sum(m.counts.rejected for m in manifests) == 0
    assert bytes_of(Path(config.work, "shards")) == bytes_of(Path(undisturbed.work, "shards"))


def test_many_poison_records_in_a_row(raw: Path, settings: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.inject(monkeypatch, {f"small{i}": {"fault": "kill"} for i in (0, 1, 6)})
    shard = next(s for s in shards_of(raw) if "small" in s.name)
    config = settings()
    [manifest] = run(config, [shard])
    assert (manifest.counts.articles, manifest.counts.rejects) == (4, {"worker_died": 3})
    assert [row["record_id"] for row in rejects(config, shard)] == ["small0", "small1", "small6"]


def test_random_kills_of_workers_change_nothing(raw: Path, settings: Make, tmp_path: Path) -> None:
    undisturbed = settings(work=str(tmp_path / "undisturbed"))
    run(undisturbed, list(shards_of(raw)))
    config = settings()
    dice = random.Random(7)
    with Supervisor(config) as supervisor:
        futures = [submit(supervisor, shard) for shard in shards_of(raw)]
        for _ in range(6):
            time.sleep(dice.uniform(0.02, 0.3))
            children = [child for child in list(supervisor._children) if child.ready]
            if children:
                os.kill(dice.choice(children).process.pid, signal.SIGKILL)
        assert all(future.result(timeout=60).counts.rejected == 0 for future in futures)
    assert bytes_of(Path(config.work, "shards")) == bytes_of(Path(undisturbed.work, "shards"))


def test_stopping_keeps_what_is_staged(
    raw: Path, settings: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shard = shards_of(raw)[0]
    undisturbed = settings(work=str(tmp_path / "undisturbed"))
    run(undisturbed, [shard])
    faults.inject(monkeypatch, {"big600": {"fault": "sleep"}})
    config = settings(workers=1)
    with Supervisor(config) as supervisor:
        future = submit(supervisor, shard)
        deadline = time.monotonic() + 30
        while supervisor.snapshot().counts.read < 448 and time.monotonic() < deadline:
            time.sleep(0.02)
    with pytest.raises(StoppedError):
        future.result(timeout=0)
    parts = sorted(path.name for path in Path(config.work, "parts", digest_of(shard)).glob("*.json"))
    assert parts == [f"{first:012d}-{stop:012d}.json" for first, stop in ((0, 64), (64, 192), (192, 448))]
    monkeypatch.delenv(hook.VARIABLE)
    read = []
    with Supervisor(config) as supervisor:
        manifest = submit(supervisor, shard).result(timeout=30)
        read.append(manifest.counts.read)
    assert read == [900]
    assert bytes_of(Path(config.work, "shards")) == bytes_of(Path(undisturbed.work, "shards"))


def test_a_worker_does_not_outlive_its_supervisor(raw: Path, settings: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.inject(monkeypatch, {"big0": {"fault": "spin"}})
    with Supervisor(settings(workers=1)) as supervisor:
        submit(supervisor, shards_of(raw)[0], "x" * 64)
        supervisor.handshake()
        [child] = supervisor._children
        time.sleep(0.3)
        assert child.process.stdin is not None
        child.process.stdin.close()  # what the kernel does when the supervisor is killed
        assert child.process.wait(timeout=5) is not None


def test_a_changed_input_fails_its_shard_and_leaves_no_tainted_part(raw: Path, settings: Make) -> None:
    shards = list(shards_of(raw))
    write_lines(raw / "news" / "big.lines", 900, "other")
    with Supervisor(settings()) as supervisor:
        futures = [submit(supervisor, shard) for shard in shards]
        with pytest.raises(ShardError, match=r"big\.lines: changed while it was read"):
            futures[0].result(timeout=30)
        assert [future.result(timeout=30).counts.read for future in futures[1:]] == [7, 0, 70]
    assert not list(Path(supervisor._settings.work, "parts", digest_of(shards[0])).glob("*.json"))


def test_a_vanished_input_fails_its_shard(raw: Path, settings: Make) -> None:
    shards = list(shards_of(raw))
    (raw / "news" / "small.lines").unlink()
    with Supervisor(settings()) as supervisor, pytest.raises(ShardError, match="vanished"):
        submit(supervisor, shards[1]).result(timeout=30)


def test_workers_that_cannot_start_say_why(raw: Path, settings: Make) -> None:
    broken = settings(command=("python3", "-c", "raise SystemExit('no engine here')"))
    with Supervisor(broken) as supervisor, pytest.raises(SuperviseError, match="no engine here"):
        submit(supervisor, shards_of(raw)[0], "0" * 64)


def test_no_thread_is_left(raw: Path, settings: Make) -> None:
    before = threading.active_count()
    run(settings(), list(shards_of(raw)))
    assert threading.active_count() == before


def pids(supervisor: Supervisor) -> set[int]:
    return {child.process.pid for child in supervisor._children}


def test_a_worker_reads_without_an_engine_and_goes_on_to_clean_with_one(
    raw: Path, settings: Make, tmp_path: Path
) -> None:
    shards = list(shards_of(raw))
    undisturbed = settings(work=str(tmp_path / "undisturbed"))
    run(undisturbed, shards)
    config = settings(workers=1, engine_options=None)
    with Supervisor(config) as supervisor:
        assert len(supervisor.put(sketch_job(shards[0], str(tmp_path / "runs"), None)).result(timeout=30)) == 1
        reading = pids(supervisor)
        supervisor.equip("{}", config.limits)
        assert supervisor.handshake().engine == standin.identity("{}")
        for shard in shards:
            submit(supervisor, shard).result(timeout=30)
        assert pids(supervisor) == reading
    assert bytes_of(Path(config.work, "shards")) == bytes_of(Path(undisturbed.work, "shards"))


def test_equipped_anew_workers_say_who_they_are_now(raw: Path, settings: Make) -> None:
    [shard] = [item for item in shards_of(raw) if "small" in item.name]
    with Supervisor(settings(workers=1)) as supervisor:
        first = submit(supervisor, shard, "1" * 64).result(timeout=30)
        supervisor.equip('{"new": 1}', supervisor._settings.limits)
        assert supervisor.handshake().engine == standin.identity('{"new": 1}')
        second = submit(supervisor, shard, "2" * 64).result(timeout=30)
    assert (first.engine, second.engine) == (standin.identity("{}"), standin.identity('{"new": 1}'))


def test_a_worker_that_dies_between_reading_and_cleaning_is_replaced(raw: Path, settings: Make, tmp_path: Path) -> None:
    [shard] = [item for item in shards_of(raw) if "small" in item.name]
    config = settings(workers=1, engine_options=None)
    with Supervisor(config) as supervisor:
        supervisor.put(sketch_job(shard, str(tmp_path / "runs"), None)).result(timeout=30)
        [pid] = pids(supervisor)
        os.kill(pid, signal.SIGKILL)
        supervisor.equip("{}", config.limits)
        assert submit(supervisor, shard).result(timeout=30).counts.read == 7
        assert pid not in pids(supervisor)


def test_an_engine_that_cannot_be_loaded_ends_the_work(raw: Path, settings: Make, tmp_path: Path) -> None:
    [shard] = [item for item in shards_of(raw) if "small" in item.name]
    config = settings(workers=1, engine_options=None)
    with Supervisor(config) as supervisor:
        supervisor.put(sketch_job(shard, str(tmp_path / "runs"), None)).result(timeout=30)
        supervisor.equip("broken", config.limits)
        with pytest.raises(SuperviseError, match="no such engine"):
            supervisor.handshake()


def test_limits_are_those_of_the_work(raw: Path, settings: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too slow to learn from may be cleaned: the limits change with the work."""
    faults.inject(monkeypatch, {"small3": {"fault": "sleep"}})
    [shard] = [item for item in shards_of(raw) if "small" in item.name]
    config = settings(workers=1, engine_options=None, record_seconds=60.0)
    with Supervisor(config) as supervisor:
        supervisor.equip("{}", dataclasses.replace(config.limits, record_seconds=0.5))
        assert submit(supervisor, shard).result(timeout=30).counts.rejects == {"timeout": 1}
