"""The flows under Prefect: in this process on a test server, and by a schedule on a real one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import faults
import pytest
from conftest import toy_kit, write_lines

from flows.manifest import RunManifest, load

pytestmark = pytest.mark.prefect

SERVE_SECONDS = 150
TEXT = "The ferry to Larkmouth runs again from Monday, the harbour office said. It had been laid up for a month."


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One temporary server for all flow tests of the session; it takes about ten seconds to start."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    os.environ |= {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_LOGGING_LEVEL": "WARNING"}
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture
def zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A small landing zone, toy workers, and the parameters that name the zones."""
    write_lines(tmp_path / "raw" / "news" / "2026-01-05.lines", 20, "a")
    write_lines(tmp_path / "raw" / "news" / "2026-01-06.lines", 20, "b")
    for module in ("flows.orchestration.ingest", "flows.orchestration.backfill"):
        monkeypatch.setattr(f"{module}.real_kit", lambda *_given: toy_kit())
    return {"raw": str(tmp_path / "raw"), "curated": str(tmp_path / "curated")}


def records(curated: str) -> list[RunManifest]:
    return [load(RunManifest, str(path)) for path in sorted(Path(curated, "_runs").glob("*.json"))]


@pytest.mark.usefixtures("prefect_api")
def test_a_flow_run_does_what_a_direct_run_does(zones: dict[str, str]) -> None:
    from flows.orchestration.backfill import backfill
    from flows.orchestration.ingest import ingest

    first = backfill(**zones, until="2026-01-05", workers=1)
    second = ingest(**zones, settle_seconds=0, workers=1)
    assert (first["shards"], second["shards"]) == (1, 1)
    runs = records(zones["curated"])
    assert [(run.command, run.status, run.counts.read) for run in runs] == [
        ("backfill", "completed", 20),
        ("ingest", "completed", 20),
    ]
    assert all(run.flow_run_id for run in runs)
    assert len({run.flow_run_id for run in runs}) == 2


@pytest.mark.usefixtures("prefect_api")
def test_a_failed_shard_fails_the_flow_and_not_its_neighbours(zones: dict[str, str]) -> None:
    from flows.orchestration.backfill import backfill
    from flows.orchestration.runner import RunFailedError

    Path(zones["raw"], "news", "2026-01-07.lines").symlink_to("nowhere")
    with pytest.raises(RunFailedError, match="1 shards failed: 2026-01-07"):
        backfill(**zones, workers=1)
    [run] = records(zones["curated"])
    assert (run.status, run.counts.read, run.release is not None) == ("failed", 40, True)


@pytest.mark.usefixtures("prefect_api")
def test_a_poison_record_does_not_fail_its_task(zones: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.orchestration.backfill import backfill

    faults.inject(monkeypatch, {"a7": {"fault": "segfault"}})
    assert backfill(**zones, workers=1)["shards"] == 2
    [run] = records(zones["curated"])
    assert run.counts.rejects == {"worker_died": 1}


@pytest.mark.usefixtures("prefect_api")
def test_a_scheduled_run_gives_way_to_a_run_at_work(zones: dict[str, str]) -> None:
    from flows.locks import exclusive
    from flows.orchestration.ingest import ingest

    work = Path(zones["curated"], "_work")
    work.mkdir(parents=True)
    with exclusive(str(work / "run.lock")):
        assert ingest(**zones, settle_seconds=0) == {"locked": True}


@pytest.mark.usefixtures("prefect_api")
def test_runs_of_a_killed_schedule_do_not_run_for_ever(zones: dict[str, str]) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    from flows.locks import exclusive
    from flows.orchestration.ingest import DEPLOYMENT, bury_lost_runs, ingest

    deployment = ingest.to_deployment(name=DEPLOYMENT, parameters=zones).apply()
    with get_client(sync_client=True) as client:
        lost = client.create_flow_run_from_deployment(deployment, state=Running())
        work = Path(zones["curated"], "_work")
        work.mkdir(parents=True)
        with exclusive(str(work / "run.lock")):
            assert bury_lost_runs(zones["curated"]) == 0  # that run is still at work
        assert bury_lost_runs(zones["curated"]) == 1
        assert client.read_flow_run(lost.id).state_type == "CRASHED"


@pytest.mark.usefixtures("prefect_api")
def test_a_run_at_work_finds_the_dead_and_leaves_strangers_alone(zones: dict[str, str]) -> None:
    """As after a server came back, whose schedule lived on and could not tell it of a run that was killed."""
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    from flows.orchestration.ingest import DEPLOYMENT, ingest

    @flow(name="stranger")
    def stranger() -> None: ...

    ours = ingest.to_deployment(name=DEPLOYMENT, parameters=zones).apply()
    theirs = stranger.to_deployment(name=DEPLOYMENT).apply()
    with get_client(sync_client=True) as client:
        lost = client.create_flow_run_from_deployment(ours, state=Running())
        elsewhere = {**zones, "curated": zones["curated"] + "-too"}
        others = [
            client.create_flow_run_from_deployment(ours, parameters=elsewhere, state=Running()),
            client.create_flow_run_from_deployment(theirs, state=Running()),
        ]
        ingest(**zones, settle_seconds=0, workers=1)
        assert client.read_flow_run(lost.id).state_type == "CRASHED"
        assert [client.read_flow_run(run.id).state_type for run in others] == ["RUNNING", "RUNNING"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.timeout(SERVE_SECONDS + 60)
def test_a_schedule_curates_a_dump_that_is_dropped(tmp_path: Path) -> None:
    """The one test that notices when new releases of Prefect's dependencies silently stop its scheduler."""
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    (raw / "ferry").mkdir(parents=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-m", "flows.cli", "serve", "--cron", "* * * * *", "--settle", "1", "--workers", "1"]
    command += ["--raw", str(raw), "--curated", str(curated), "--port", str(free_port())]
    with (tmp_path / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        (raw / "ferry" / "2026-02-01.jsonl").write_text(json.dumps({"id": "f1", "text": TEXT}) + "\n")
        deadline = time.monotonic() + SERVE_SECONDS
        while not any(run.counts.read for run in records(str(curated))) and time.monotonic() < deadline:
            assert server.poll() is None, (tmp_path / "serve.log").read_text()
            time.sleep(0.5)
        assert (curated / "latest" / "manifest.json").exists(), (tmp_path / "serve.log").read_text()
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
    finally:
        stop_session(server)
    done = [run for run in records(str(curated)) if run.counts.read]
    assert [(run.command, run.status, run.counts.read) for run in done] == [("ingest", "completed", 1)]
    assert done[0].flow_run_id


def stop_session(leader: subprocess.Popen[bytes]) -> None:
    """Kill what the test started and is still there: the leader's session, and sessions that its members began."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader.pid:
            os.kill(int(path.parent.name), signal.SIGKILL)
    leader.wait()
