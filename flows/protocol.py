"""The protocol between the supervisor and its worker processes.

Requests and replies are JSON, one value a line, on the worker's pipes; only paths, ordinals and counts cross, never
a page. The cursor is a few bytes of shared memory into which the worker writes what it is doing before it does it,
so that a supervisor who finds the worker dead, or too slow, knows which record to blame.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
import tempfile
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import IO, Any

from cleaners.model import EngineIdentity
from flows.manifest import Counts, InputDigest, JsonValue

COMMAND = (sys.executable, "-m", "flows.worker.process")  # starts a worker


class Phase(IntEnum):
    """What a worker is doing; the time limit depends on it."""

    IDLE = 0
    READ = 1  # waiting for the container to yield the item at `position`
    CLEAN = 2  # cleaning the record at `position`
    WRITE = 3  # staging rows


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a worker is doing, by one look at its cursor.

    Times are nanoseconds: of the machine's monotonic clock, and of the worker's CPU.
    """

    position: int
    phase: Phase
    since_ns: int
    cpu_ns: int
    bytes_read: int


class Cursor:
    """Shared memory of one worker: written by the worker, read by the supervisor."""

    _LAYOUT = struct.Struct("<qqqqq")

    def __init__(self, handle: int) -> None:
        self._memory = mmap.mmap(handle, mmap.PAGESIZE)
        self._bytes_read = 0

    @staticmethod
    def make_file() -> IO[bytes]:
        """A nameless file to share with a worker; it is gone with the last process that holds it."""
        file = tempfile.TemporaryFile(prefix="winnow-cursor-")  # noqa: SIM115 (held as long as the worker)
        file.truncate(mmap.PAGESIZE)
        return file

    def mark(self, position: int, phase: Phase) -> None:
        """Say what happens from now on."""
        self.resume(position, phase, time.monotonic_ns(), time.process_time_ns())

    def resume(self, position: int, phase: Phase, since_ns: int, cpu_ns: int) -> None:
        """Say what goes on again. Without its pauses it would have begun then: by the clock, and in CPU time."""
        self._LAYOUT.pack_into(self._memory, 0, position, phase, since_ns, cpu_ns, self._bytes_read)

    def advance(self, count: int) -> None:
        """Say that `count` more bytes of input were read."""
        self._bytes_read += count
        struct.pack_into("<q", self._memory, 32, self._bytes_read)

    def look(self) -> Heartbeat:
        """What the worker says. Two equal looks in a row are needed before acting: a look may be torn."""
        position, phase, since, cpu, count = self._LAYOUT.unpack_from(self._memory, 0)
        return Heartbeat(position, Phase(phase), since, cpu, count)

    def close(self) -> None:
        self._memory.close()


@dataclass(frozen=True, slots=True)
class UnitInput(JsonValue):
    """One input file as the worker opens it. A file that no longer has this size and time is not read."""

    root: str
    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Quarantine(JsonValue):
    """Why a record is not to be cleaned but rejected: it killed, or stalled, a worker before.

    `readable` is false when reading it did the harm: then its payload is not touched.
    """

    reason: str  # a value of RejectReason
    detail: str
    readable: bool = True


@dataclass(frozen=True, slots=True)
class ShardFacts(JsonValue):
    """What every row of a shard shares, and where its parts are staged."""

    name: str
    source: str
    dump_date: str
    unit_digest: str
    parts: str  # folder of staged parts
    options: str  # SourceOptions as JSON


@dataclass(frozen=True, slots=True)
class CleanUnit(JsonValue):
    """Clean the positions [first, stop) of a shard and stage them in parts.

    A position is the ordinal of an item in a container, or the number of a file in a folder of pages;
    `inputs` holds the container, or the files numbered first..stop.
    """

    shard: ShardFacts
    first: int
    stop: int
    pages: bool  # a folder of pages rather than a container
    inputs: tuple[UnitInput, ...]
    quarantine: Quarantine | None = None  # of the only position


@dataclass(frozen=True, slots=True)
class Part(JsonValue):
    """Staged rows of the positions [first, stop).

    `counts` goes by input path, `checksums` (of the part files) by dataset. `bytes_read` is how far into a container
    the reader had come.
    """

    first: int
    stop: int
    counts: dict[str, Counts]
    checksums: dict[str, int]
    bytes_read: int = 0

    @property
    def stem(self) -> str:
        """What the names of the part's files begin with; they sort in the order of positions."""
        return f"{self.first:012d}-{self.stop:012d}"


@dataclass(frozen=True, slots=True)
class Handshake(JsonValue):
    """What a worker says when it can clean: the identity of its engine, and of the contract that it writes by."""

    engine: EngineIdentity
    contract_version: str


@dataclass(frozen=True, slots=True)
class AssembleUnit(JsonValue):
    """Join the parts of a shard, in order, into the shard's Parquet files and manifest."""

    shard: ShardFacts
    inputs: tuple[UnitInput, ...]
    digests: tuple[InputDigest, ...]
    parts: tuple[Part, ...]
    finished: str  # folder to appear when everything is written
    contract_version: str


@dataclass(frozen=True, slots=True)
class PeekUnit(JsonValue):
    """Find when the records at [first, stop) of a container were fetched."""

    input: UnitInput
    source: str
    options: str
    first: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class SketchUnit(JsonValue):
    """Sketch the positions [first, stop) of a shard into the run file `run`.

    Positions and `inputs` are those of a CleanUnit. `hosts` is the file that names the hosts whose pages are sketched;
    without it pages are not parsed, but only counted by host.
    """

    options: str
    first: int
    stop: int
    pages: bool
    inputs: tuple[UnitInput, ...]
    run: str
    hosts: str | None = None


@dataclass(frozen=True, slots=True)
class Equipment(JsonValue):
    """Load the engine of these options, and shake hands: from then on the worker cleans, too."""

    options: str  # EngineOptions as JSON


RangeUnit = CleanUnit | PeekUnit | SketchUnit  # over positions [first, stop)
Unit = RangeUnit | AssembleUnit
Request = Unit | Equipment
_REQUESTS: dict[str, type[Request]] = {
    "equip": Equipment,
    "clean": CleanUnit,
    "assemble": AssembleUnit,
    "peek": PeekUnit,
    "sketch": SketchUnit,
}
_NAMES = {kind: name for name, kind in _REQUESTS.items()}


def encode_request(request: Request) -> bytes:
    """A request line."""
    return encode({"do": _NAMES[type(request)], "with": request.to_json()})


def decode_request(line: bytes) -> Request:
    """The request of a line."""
    message = json.loads(line)
    return _REQUESTS[message["do"]].from_json(message["with"])


def encode(message: dict[str, Any]) -> bytes:
    """Any message as one line."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"
