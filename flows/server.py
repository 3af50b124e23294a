"""A Prefect server of our own, for as long as something needs one. Nothing of Prefect is imported here."""

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
from collections.abc import Iterator
from contextlib import contextmanager

_API = "PREFECT_API_URL"
_START_SECONDS = 180.0
_STOP_SECONDS = 15.0
_PR_SET_PDEATHSIG = 1


class ServerError(OSError):
    """The server cannot be started. The message names the port and the remedy."""


@contextmanager
def own_server(port: int) -> Iterator[str]:
    """The address of the API: that of PREFECT_API_URL, else of a server started here and stopped at the end.

    Raises ServerError.
    """
    given = os.environ.get(_API)
    if given:
        yield given
        return
    _check_free(port)
    address = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 (no thread runs yet)
    )
    try:
        _wait_healthy(server, address)
        os.environ[_API] = address
        yield address
    finally:
        os.environ.pop(_API, None)
        _stop(server)


def _die_with_parent() -> None:
    """In the child: go when the thread that started us goes, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


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


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
