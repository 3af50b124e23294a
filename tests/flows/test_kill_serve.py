"""Seeded kills of `winnow serve`, of its Prefect server, of its schedule and of the flow at work (`make faults`).

After each, by itself or after `serve` is started again: the next scheduled run comes to its end, what is published is
what an undisturbed run publishes, and no run is left as running.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import bytes_of
from test_kill import is_running, workers_of
from test_kill_trials import read_all
from test_prefect import free_port, stop_session

from flows.release.verify import verify

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600), pytest.mark.skipif(sys.platform != "linux", reason="/proc")]
VICTIMS = ("serve", "server", "schedule", "flow")
TRIALS = 12
RECORDS = 200  # a file; there are two
WAIT_SECONDS = 180.0
AT_WORK = {"RUNNING", "PENDING", "CANCELLING"}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw") / "ferry"
    folder.mkdir()
    for name in "ab":
        texts = (
            f"The ferry to Larkmouth ran {n} times from quay {name}, the harbour office said." for n in range(RECORDS)
        )
        lines = (json.dumps({"id": f"{name}{n}", "text": text}) + "\n" for n, text in enumerate(texts))
        (folder / f"{name}.jsonl").write_text("".join(lines))
    return folder.parent


@pytest.fixture(scope="module")
def expected(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    curated = tmp_path_factory.mktemp("undisturbed") / "curated"
    command = [sys.executable, "-m", "flows.cli", "ingest", "--direct", "--settle", "0"]
    subprocess.run([*command, "--raw", str(raw), "--curated", str(curated)], check=True, timeout=120)
    return published(curated)


def published(curated: Path) -> dict[str, str]:
    return {name: digest for name, digest in bytes_of(curated / "releases").items() if name.endswith(".parquet")}


@dataclass
class Serving:
    """`winnow serve` in a process of its own, on a server of its own, whose only schedule is the test."""

    raw: Path
    curated: Path
    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
        environment |= {"PREFECT_HOME": str(self.home), "PREFECT_RUNNER_POLL_FREQUENCY": "1", "DO_NOT_TRACK": "1"}
        command = [sys.executable, "-m", "flows.cli", "serve", "--cron", "0 0 1 1 *", "--settle", "0", "--workers", "1"]
        command += ["--raw", str(self.raw), "--curated", str(self.curated), "--port", str(self.port)]
        with open(f"{self.home}.log", "ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(60)
        finally:
            for child in set(self.family().values()) - {self.process.pid}:
                os.kill(child, signal.SIGKILL)
            stop_session(self.process)

    def family(self) -> dict[str, int]:
        """The processes that are there, by what they are."""
        assert self.process is not None
        found = {"serve": self.process.pid}
        for child in workers_of(self.process.pid):
            found["server" if b"prefect" in command_of(child) else "schedule"] = child
        for child in workers_of(found["schedule"]) if "schedule" in found else ():
            if b"spawn_main" in command_of(child):
                found["flow"] = child
        return found

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The API's answer; None while there is none."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}", data, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (our own address)
                return json.load(answer)
        except (urllib.error.URLError, OSError):
            return None

    def trigger(self) -> str:
        """Have a run scheduled for now, as soon as there is a schedule that polls for it; its id."""
        deployment = self.until(lambda: "schedule" in self.family() and self.ask("deployments/name/ingest/scheduled"))
        made = self.until(lambda: self.ask(f"deployments/{deployment['id']}/create_flow_run", {}))
        return str(made["id"])

    def state(self, run: str) -> str:
        answer = self.ask(f"flow_runs/{run}")
        return str(answer["state_type"]) if answer else ""

    def at_work(self) -> list[str]:
        return [run["name"] for run in self.ask("flow_runs/filter", {}) or () if run["state_type"] in AT_WORK]

    def until(self, look: Callable[[], Any]) -> Any:
        """What `look` finds, once it finds something, while a reader looks on."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not (found := look()):
            assert time.monotonic() < deadline, Path(f"{self.home}.log").read_text()[-3000:]
            assert read_all(self.curated) in (0, 2 * RECORDS)
            time.sleep(0.2)
        return found


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def serving(raw: Path, tmp_path: Path) -> Iterator[Serving]:
    made = Serving(raw, tmp_path / "curated", tmp_path / "prefect", free_port())
    made.start()
    yield made
    made.stop()


def strike(serving: Serving, victim: str) -> None:
    """Kill the victim; when it was all of `serve`, see its children go, and start it again as a person would."""
    family = serving.family()
    os.kill(family[victim], signal.SIGKILL)
    if victim == "serve":
        assert serving.process is not None
        serving.process.wait()
        serving.until(lambda: not any(is_running(family[name]) for name in ("server", "schedule") if name in family))
        serving.start()
    elif victim != "flow":
        serving.until(lambda: serving.family().get(victim) not in (None, family[victim]))


@pytest.mark.parametrize("seed", range(TRIALS))
def test_a_schedule_outlives_a_kill(
    seed: int, serving: Serving, expected: dict[str, str], record_property: Callable[[str, object], None]
) -> None:
    dice, victim = random.Random(seed), VICTIMS[seed % len(VICTIMS)]
    first = serving.trigger()
    serving.until(lambda: serving.state(first) == "RUNNING")
    time.sleep(dice.uniform(0.0, 5.0))
    if victim == "flow":
        serving.until(lambda: "flow" in serving.family() or serving.state(first) == "COMPLETED")
    victim = victim if victim in serving.family() else "schedule"
    struck = time.monotonic()
    strike(serving, victim)
    second = serving.trigger()
    serving.until(lambda: serving.state(second) == "COMPLETED")
    record_property(f"healed after {victim}", round(time.monotonic() - struck, 1))
    serving.until(lambda: not serving.at_work())
    assert serving.state(first) in {"COMPLETED", "CRASHED", "CANCELLED"}
    assert published(serving.curated) == expected
    assert verify(str(serving.curated)) == []
    assert read_all(serving.curated) == 2 * RECORDS
