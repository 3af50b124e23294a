"""The child process: reads, cleans and stages what the supervisor asks for, and may be killed at any moment.

    python -m flows.worker <cursor handle> <pid of the supervisor> <engine options as JSON>

It loads the engine once, then takes one unit after another. Nothing that it writes counts before it is complete:
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleaners.model import CleanedArticle, EngineIdentity, RawRecord, Rejection, Skip
from flows.border import AssembleUnit, CleanUnit, Cursor, Hello, PeekUnit, Phase, SketchUnit, Unit, decode_unit, encode
from flows.storage import Storage

if TYPE_CHECKING:
    from flows.sketching import Sketching

Item = RawRecord | Rejection | Skip
_PEEK_ITEMS = 256
_PR_SET_PDEATHSIG = 1


class UnitError(Exception):
    """A unit that cannot be done, for a reason that another worker would meet too. The message names the remedy."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker works with: how items are read, how a record is cleaned."""

    identity: EngineIdentity
    clean: Callable[[RawRecord], CleanedArticle | Rejection]
    read: Callable[[Storage, str, str, int], Iterator[Item]]  # storage, path, options as JSON, first ordinal


def engine_tools(options: str) -> Tools:
    """The real engine and the real sources."""
    from cleaners.clean import clean_record
    from cleaners.engine import load_engine
    from cleaners.identity import EngineOptions
    from flows.identity import with_code
    from flows.sources import SourceOptions, read_items

    engine = load_engine(EngineOptions.from_json(options))
    return Tools(
        with_code(engine.identity),
        lambda record: clean_record(record, engine),
        lambda storage, path, text, first: read_items(storage, path, SourceOptions.from_json(text), first),
    )


class Worker:
    """Does units, one at a time, and says so through `send`."""

    def __init__(self, tools: Tools, cursor: Cursor, send: Callable[[dict[str, Any]], None]) -> None:
        from flows.cleaning import Cleaning

        self._tools = tools
        self._cursor = cursor
        self._send = send
        self._cleaning = Cleaning(tools, cursor, lambda part: send({"part": part.to_json()}))
        self._sketching: Sketching | None = None

    def do(self, unit: Unit) -> None:
        """Do one unit and reply `done` or `failed`."""
        try:
            result = self._do(unit)
        except (OSError, UnitError) as error:
            self._cleaning.close()
            if self._sketching is not None:
                self._sketching.close()
            result = {"failed": str(error)}
        self._cursor.mark(0, Phase.IDLE)
        self._send(result)

    def _do(self, unit: Unit) -> dict[str, Any]:
        match unit:
            case CleanUnit():
                started = time.monotonic()
                ended_at = self._cleaning.clean(unit)
                return {"done": {"ended_at": ended_at, "seconds": time.monotonic() - started}}
            case AssembleUnit():
                from flows.assembly import assemble

                self._cursor.mark(0, Phase.WRITE)
                assemble(unit, self._tools.identity, self._cursor)
                return {"done": {}}
            case PeekUnit():
                return {"done": {"fetched": self._cleaning.peek(unit, _PEEK_ITEMS)}}
            case SketchUnit():
                return {"done": self._sketcher().sketch(unit)}

    def _sketcher(self) -> Sketching:
        """One for all units: it keeps its container open, and the next unit goes on where the last one ended."""
        from flows.sketching import Sketching

        if self._sketching is None:
            self._sketching = Sketching(self._tools.read, self._cursor)
        return self._sketching


def serve(load: Callable[[str], Tools], arguments: list[str]) -> int:
    """Be a worker until the supervisor closes the pipe, or is gone."""
    handle, parent, options = int(arguments[0]), int(arguments[1]), arguments[2]
    _guard(parent)
    sys.meta_path.insert(0, _NoPandas())
    replies = _private_stdout()

    def send(message: dict[str, Any]) -> None:
        _write_all(replies, encode(message))

    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(inbox,), daemon=True).start()
    from flows.tables import CONTRACT_VERSION

    tools = load(options)
    worker = Worker(tools, Cursor(handle), send)
    gc.collect()
    gc.freeze()  # the engine lives as long as the process; never look through it again
    send({"hello": Hello(tools.identity, CONTRACT_VERSION).to_json()})
    while True:
        worker.do(decode_unit(inbox.get()))


class _NoPandas:
    """Arrow imports pandas, where there is one, to make its first array; that costs a worker a second for nothing."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("workers do without pandas", name=name)


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
    sys.exit(serve(engine_tools, sys.argv[1:]))
