"""A Prefect server of our own, and a schedule that lives on it. Nothing of Prefect is imported here.

Neither notices the other's end: a schedule without its server polls for ever and runs nothing, and says so in
tracebacks only. So both are children of one small process, which replaces whichever dies.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn

from flows.errors import ServerError

_API = "PREFECT_API_URL"
_START_SECONDS = 180.0
_STOP_SECONDS = 15.0
_SCHEDULE_STOP_SECONDS = 30.0  # it ends the run at work first
_LOOK_SECONDS = 0.5
_QUICK_SECONDS, _QUICK_ENDS = 60.0, 5  # so many ends, each so soon after a start, are no accidents
_PR_SET_PDEATHSIG = 1


def keep_serving(port: int, schedule: Sequence[str], say: Callable[[str], None]) -> NoReturn:
    """Run a server on `port` and, with its address in PREFECT_API_URL, the command `schedule`, until interrupted.

    Whichever of them dies is started again, and said so. Raises ServerError: the server cannot be started, or they
    end again and again.
    """
    ends = 0
    while True:
        with _server(port) as server:
            while server.poll() is None:
                started = time.monotonic()
                words = _serve_once(server, schedule, f"http://127.0.0.1:{port}/api")
                ends = ends + 1 if time.monotonic() - started < _QUICK_SECONDS else 1
                if ends >= _QUICK_ENDS:
                    raise ServerError(f"{words}, {ends} times in a row soon after a start; see the words above")
                say(f"{words}; it is started again")


def _serve_once(server: subprocess.Popen[bytes], schedule: Sequence[str], address: str) -> str:
    """Run the schedule until it or the server ends; which of them did."""
    environment = os.environ | {_API: address}
    with _child(schedule, environment, _SCHEDULE_STOP_SECONDS) as child:
        while server.poll() is None and child.poll() is None:
            time.sleep(_LOOK_SECONDS)
        if server.poll() is not None:
            return f"the Prefect server ended with status {server.returncode}"
        return f"the schedule ended with status {child.returncode}"


@contextmanager
def _server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    _check_free(port)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with _child(command, os.environ, _STOP_SECONDS, subprocess.DEVNULL) as server:
        _wait_healthy(server, f"http://127.0.0.1:{port}/api")
        yield server


@contextmanager
def _child(
    command: Sequence[str], environment: Mapping[str, str], stop_seconds: float, output: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, asked to end at the end and killed when it does not."""
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        env=environment,
        start_new_session=True,
        preexec_fn=_dying_with(os.getpid()),  # noqa: PLW1509 (no thread runs yet)
    )
    try:
        yield child
    finally:
        _stop(child, stop_seconds)


def _dying_with(parent: int) -> Callable[[], None]:
    """For the child to call: go when the thread that started us goes, even by SIGKILL, or has gone meanwhile."""
    system = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: a forked child had better not

    def set_wish() -> None:
        if system is not None:
            system.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return set_wish


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of a former server may linger
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServerError(
                f"port {port} is taken; if a Prefect server listens there, set {_API}=http://127.0.0.1:{port}/api, "
                "else choose another with --port"
            ) from error


def _wait_healthy(server: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ServerError(f"the Prefect server ended with status {server.returncode}; see its words above")
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise ServerError(f"the Prefect server did not answer within {_START_SECONDS:g} s; the machine may be too busy")


def _stop(child: subprocess.Popen[bytes], seconds: float) -> None:
    child.terminate()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
