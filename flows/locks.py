"""Locks between processes. The kernel drops them with the process, so a killed run leaves none behind."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.errors import LockedError
from flows.printable import one_line
from flows.storage import explained

POLL_SECONDS = 0.1


def tell(message: str) -> None:
    """Say something to the person at the terminal."""
    print(message, file=sys.stderr, flush=True)


@contextmanager
def exclusive(path: str, say: Callable[[str], None] = tell, timeout: float | None = None) -> Iterator[None]:
    """Hold the lock file `path` alone; `say` is called once when another process has it.

    Raises StorageError when the lock cannot be made, LockedError when it is still held after `timeout`
    seconds (None: no limit).
    """
    with explained(f"open the lock {path}"):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _acquire(handle, path, say, timeout)
        with explained(f"sign the lock {path}"):
            _sign(handle)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, path: str, say: Callable[[str], None], timeout: float | None) -> None:
    start = time.monotonic()
    waiting = False
    while not _try(handle, path):
        if not waiting:
            say(f"waiting for {_holder(handle)}, which holds {path}; this run goes on when that one ends")
            waiting = True
        if timeout is not None and time.monotonic() - start > timeout:
            raise LockedError(f"{_holder(handle)} still holds {path} after {timeout:g} s; let it end, then run again")
        time.sleep(POLL_SECONDS)


def _try(handle: int, path: str) -> bool:
    with explained(f"lock {path}"):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _sign(handle: int) -> None:
    """Leave a word for those who wait."""
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)


def _holder(handle: int) -> str:
    text = os.pread(handle, 200, 0).decode("utf-8", "replace")
    return one_line(text) or "another run"
