"""The child process: reads, cleans and stages what the supervisor asks for, and may be killed at any moment.

    python -m flows.worker.process <cursor handle> <pid of the supervisor> [<engine options as JSON>]

It takes one unit after another. To read and to learn it needs no engine; to clean it loads one, at its start or when it
is told to. Nothing that it writes counts before it is complete:
a part by its reply (or its sidecar, for the next run), a shard by the rename of its folder.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import os
import queue
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cleaners.model import EngineIdentity
from flows.errors import UnitError
from flows.protocol import (
    AssembleUnit,
    CleanUnit,
    Cursor,
    Equipment,
    Handshake,
    PeekUnit,
    Phase,
    SketchUnit,
    Unit,
    decode_request,
    encode,
)
from flows.storage import Storage
from flows.worker.lean import NEVER_USED, be_lean
from flows.worker.reading import Item, Read, Reader, fetch_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.learning.sketching import Sketching
    from flows.worker.cleaning import Cleaning, Tools

_PR_SET_PDEATHSIG = 1


def engine_tools(options: str) -> Tools:
    """The real engine."""
    from cleaners.clean import clean_records
    from cleaners.engine import load_engine
    from cleaners.identity import EngineOptions
    from flows.identity import with_code
    from flows.worker.cleaning import Tools

    engine = load_engine(EngineOptions.from_json(options))
    return Tools(with_code(engine.identity), lambda records, turn: clean_records(records, engine, turn))


def read_sources(storage: Storage, path: str, options: str, first: int) -> Iterator[Item]:
    """The items of a real dump, by its options as JSON, from the `first`-th on."""
    from flows.sources import SourceOptions, read_items

    return read_items(storage, path, SourceOptions.from_json(options), first)


class Worker:
    """Does units, one at a time, and says so through `send`."""

    def __init__(self, read: Read, cursor: Cursor, send: Callable[[dict[str, Any]], None]) -> None:
        self._read = read
        self._cursor = cursor
        self._send = send
        self._identity: EngineIdentity | None = None
        self._cleaning: Cleaning | None = None
        self._sketching: Sketching | None = None

    def equip(self, tools: Tools) -> None:
        """Clean with these tools from now on. What learning held is let go."""
        from flows.tables import CONTRACT_VERSION
        from flows.worker.cleaning import Cleaning

        self._close()
        self._sketching = None
        self._identity = tools.identity
        self._cleaning = Cleaning(tools, self._read, self._cursor, lambda part: self._send({"part": part.to_json()}))
        gc.freeze()  # the engine lives as long as the process: garbage need never be looked for in it
        self._send({"handshake": Handshake(tools.identity, CONTRACT_VERSION).to_json()})

    def do(self, unit: Unit) -> None:
        """Do one unit and reply `done` or `failed`."""
        try:
            result = self._do(unit)
        except (OSError, UnitError) as error:
            self._close()
            result = {"failed": str(error)}
        self._cursor.mark(0, Phase.IDLE)
        self._send(result)

    def _do(self, unit: Unit) -> dict[str, Any]:
        match unit:
            case CleanUnit():
                assert self._cleaning is not None
                started = time.monotonic()
                ended_at = self._cleaning.clean(unit)
                return {"done": {"ended_at": ended_at, "seconds": time.monotonic() - started}}
            case AssembleUnit():
                from flows.worker.assembly import assemble

                assert self._identity is not None
                self._cursor.mark(0, Phase.WRITE)
                assemble(unit, self._identity, self._cursor)
                return {"done": {}}
            case PeekUnit():
                reader = Reader(self._read, self._cursor)
                fetched = fetch_date(reader, unit.input, unit.options, unit.first, unit.stop)
                return {"done": {"fetched": fetched, "ended_at": None}}
            case SketchUnit():
                return {"done": self._sketcher().sketch(unit)}

    def _sketcher(self) -> Sketching:
        """One for all units: it keeps its container open, and the next unit goes on where the last one ended."""
        from flows.learning.sketching import Sketching

        if self._sketching is None:
            self._sketching = Sketching(self._read, self._cursor)
        return self._sketching

    def _close(self) -> None:
        """Let go of open files."""
        for part in (self._cleaning, self._sketching):
            if part is not None:
                part.close()


def serve(read: Read, load: Callable[[str], Tools], arguments: list[str]) -> int:
    """Be a worker until the supervisor closes the pipe, or is gone.

    `read` gives the items of a dump; `load` makes the tools that engine options describe.
    """
    handle, parent, *engine = arguments
    _guard(int(parent))
    be_lean(NEVER_USED)
    replies = _private_stdout()

    def send(message: dict[str, Any]) -> None:
        _write_all(replies, encode(message))

    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(inbox,), daemon=True).start()
    worker = Worker(read, Cursor(int(handle)), send)
    if engine:
        worker.equip(load(engine[0]))
    else:
        send({"ready": {}})
    while True:
        match decode_request(inbox.get()):
            case Equipment(options):
                worker.equip(load(options))
            case unit:
                worker.do(unit)


def _listen(inbox: queue.SimpleQueue[bytes]) -> None:
    """Take requests; the end of the pipe ends the process, whatever it is doing."""
    with open(0, "rb", closefd=False) as requests:  # not sys.stdin: its lock would abort an exit after an exception
        for line in requests:
            inbox.put(line)
    os._exit(0)


def _guard(parent: int) -> None:
    """Never outlive the supervisor, leave no core dumps, and be the first to go when the machine runs out of memory."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("500")
    if os.getppid() != parent:
        os._exit(0)


def _private_stdout() -> int:
    """Keep the reply pipe for replies: whatever a library prints goes to standard error."""
    replies = os.dup(1)
    os.dup2(2, 1)
    return replies


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


if __name__ == "__main__":
    sys.exit(serve(read_sources, engine_tools, sys.argv[1:]))
