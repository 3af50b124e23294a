"""A schedule and its server, with stand-ins for both: whichever dies is replaced, and the other's end is noticed."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_kill import is_running, workers_of
from test_prefect import free_port

from flows.errors import ServerError
from flows.orchestration import server
from flows.orchestration.server import keep_serving

# Not in `make test`: it forks with a hook from a process that by then has threads, and may hang there.
pytestmark = [pytest.mark.faults, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]

# Found instead of Prefect by the server's process: answers that it is healthy, and nothing else.
HEALTHY = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()
HTTPServer(("127.0.0.1", int(sys.argv[-1])), Health).serve_forever()
"""
SCHEDULE = "import os, time; print(os.environ['PREFECT_API_URL'], flush=True); time.sleep(600)"


def of(word: str) -> list[int]:
    """Children of this process whose command holds a word."""
    return [pid for pid in workers_of(os.getpid()) if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()]


@dataclass
class Kept:
    """A schedule that is being kept, from another thread."""

    future: Future[None]
    said: list[str]

    def one(self, word: str, besides: int = 0) -> int:
        deadline = time.monotonic() + 30
        while not (found := [pid for pid in of(word) if pid != besides and is_running(pid)]):
            assert time.monotonic() < deadline, self.said
            assert not self.future.done(), self.future
            time.sleep(0.05)
        return found[0]

    def kill(self, word: str) -> tuple[int, int]:
        """Kill the one and wait for its successor."""
        former = self.one(word)
        os.kill(former, signal.SIGKILL)
        return former, self.one(word, besides=former)


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Kept]]:
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "__init__.py").touch()  # without it the real one, further down the path, has precedence
    (tmp_path / "prefect" / "__main__.py").write_text(HEALTHY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(server, "_LOOK_SECONDS", 0.05)
    with ThreadPoolExecutor(1) as pool:
        kept: list[Kept] = []

        def start(schedule: str) -> Kept:
            said: list[str] = []
            command = [sys.executable, "-c", schedule]
            kept.append(Kept(pool.submit(keep_serving, free_port(), command, said.append), said))
            return kept[-1]

        yield start
        monkeypatch.setattr(server, "_QUICK_ENDS", 1)  # what ends next ends it all
        for one in kept:
            while not one.future.done():
                for pid in of("time.sleep(600)"):
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.05)


def test_a_dead_server_takes_its_schedule_along_and_both_are_replaced(keep: Callable[[str], Kept]) -> None:
    kept = keep(SCHEDULE)
    schedule = kept.one("time.sleep(600)")
    kept.kill("server")
    assert kept.one("time.sleep(600)", besides=schedule)
    assert not is_running(schedule)
    assert kept.said == ["the Prefect server ended with status -9; it is started again"]


def test_a_dead_schedule_is_replaced_on_the_server_that_is_there(keep: Callable[[str], Kept]) -> None:
    kept = keep(SCHEDULE)
    kept.one("time.sleep(600)")
    there = kept.one("server")
    kept.kill("time.sleep(600)")
    assert kept.one("server") == there
    assert kept.said == ["the schedule ended with status -9; it is started again"]


def test_what_ends_again_and_again_is_given_up(keep: Callable[[str], Kept]) -> None:
    kept = keep("raise SystemExit(3)")
    with pytest.raises(ServerError, match="the schedule ended with status 3, 5 times in a row"):
        kept.future.result(timeout=60)
    assert not of("server")
