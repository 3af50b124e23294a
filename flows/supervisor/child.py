"""A worker process as its supervisor sees it: started, asked, listened to, measured, killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from flows.printable import one_line
from flows.protocol import Cursor, Equipment, Heartbeat, Phase, Request, Unit, encode_request

_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
_TAIL_BYTES = 2000

# What decides bytes must not come from the machine: no hash seed, zone or locale of its own.
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC", "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}


@dataclass(slots=True)
class Child:
    """One worker process. `unit` is what it is doing; `used` whether it has done anything yet.

    `engine` is the options of the engine that it has, or is loading; without one it reads, and does not clean.
    """

    process: subprocess.Popen[bytes]
    cursor: Cursor
    errors: IO[bytes]
    engine: str | None = None
    ready: bool = False
    used: bool = False
    unit: Unit | None = None
    owner: Any = None  # the job that the unit belongs to; the child stays with it while there is more to do
    cause: str | None = None  # why the supervisor killed it
    reserved: tuple[Unit, Any] | None = None  # a unit, and its job, that wait for this worker to be ready
    retired: bool = False
    last_look: tuple[Heartbeat, int] | None = None
    started_ns: int = field(default_factory=time.monotonic_ns)
    _rest: bytes = b""
    _statm: int = -1  # descriptor, kept open: it is read twenty times a second

    @classmethod
    def start(cls, command: Sequence[str], engine: str | None) -> Child:
        """Start a worker in its own session, so that a terminal's Ctrl-C reaches the supervisor alone.

        It is ready when it says so: with an engine by a handshake. Raises OSError when the machine allows no more
        processes.
        """
        errors = tempfile.TemporaryFile(prefix="winnow-worker-")  # noqa: SIM115 (held as long as the worker)
        with Cursor.make_file() as shared:
            process = subprocess.Popen(
                [*command, str(shared.fileno()), str(os.getpid()), *([] if engine is None else [engine])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                pass_fds=(shared.fileno(),),
                start_new_session=True,
                env=_environment(os.environ),
            )
            return cls(process, Cursor(shared.fileno()), errors, engine, _statm=_statm(process.pid))

    @property
    def handle(self) -> int:
        """The descriptor to wait on for replies."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    @property
    def idle(self) -> bool:
        """Whether it can be given a unit."""
        return self.ready and self.unit is None and self.cause is None

    def give(self, unit: Unit, owner: object) -> None:
        """Ask for a unit."""
        self.unit, self.owner, self.used, self.last_look = unit, owner, True, None
        self._ask(unit)

    def equip(self, engine: str) -> None:
        """Have an idle worker load the engine of these options; it is as if it were started anew."""
        self.engine, self.ready, self.started_ns = engine, False, time.monotonic_ns()
        self._ask(Equipment(engine))

    def _ask(self, request: Request) -> None:
        """A worker that is dead is found out by its end of replies."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(encode_request(request))
            self.process.stdin.flush()

    def replies(self) -> tuple[list[dict[str, Any]], bool]:
        """The replies that have come, and whether more may come."""
        data = os.read(self.handle, 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [json.loads(line) for line in lines], bool(data)

    def settled_look(self, now_ns: int) -> tuple[Heartbeat, float] | None:
        """What it has been doing for how many seconds, when two looks agree; a single look may be torn.

        While reading, any byte that arrives is progress; so is any staged batch while writing.
        """
        heartbeat = self.cursor.look()
        former, self.last_look = self.last_look, (heartbeat, now_ns)
        if former is None or former[0] != heartbeat:
            return None
        self.last_look = former
        if heartbeat.phase is Phase.CLEAN:
            return heartbeat, (now_ns - heartbeat.since_ns) / 1e9
        return heartbeat, (now_ns - max(former[1], heartbeat.since_ns)) / 1e9

    def cpu_seconds(self, heartbeat: Heartbeat) -> float | None:
        """CPU time spent since the heartbeat was set; None where the system does not tell."""
        fields = self._stat().rpartition(b")")[2].split()
        if len(fields) < 13:
            return None
        return ((int(fields[11]) + int(fields[12])) * _TICK_NS - heartbeat.cpu_ns) / 1e9

    def memory_bytes(self) -> int:
        """Resident memory; 0 where the system does not tell."""
        if self._statm < 0:
            return 0
        try:
            fields = os.pread(self._statm, 200, 0).split()
        except ProcessLookupError:  # it is dead, and not buried yet
            return 0
        return int(fields[1]) * _PAGE if len(fields) > 1 else 0

    def _stat(self) -> bytes:
        try:
            with open(f"/proc/{self.process.pid}/stat", "rb") as file:
                return file.read()
        except OSError:
            return b""

    def kill(self, cause: str) -> None:
        """End it at once, with everything it may have started."""
        self.cause = self.cause or cause
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def retire(self) -> None:
        """Let an idle worker end by itself."""
        self.ready, self.retired = False, True
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()

    def bury(self) -> str:
        """Wait for the end of a worker whose replies have ended, free what it held, and say how it died.

        Its last words on standard error are added when it ended by itself, as after an exception.
        """
        self.process.wait()
        words = _death(self.process.returncode)
        last = _tail(self.errors)
        for pipe in (self.process.stdin, self.process.stdout, self.errors):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self.cursor.close()
        if self._statm >= 0:
            os.close(self._statm)
            self._statm = -1
        return f"{words}: {last}" if last and self.process.returncode >= 0 else words


def _statm(pid: int) -> int:
    """A descriptor of what the system tells of a process's memory; -1 where it does not."""
    try:
        return os.open(f"/proc/{pid}/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return -1


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (_PACKAGE_PARENT, inherited.get("PYTHONPATH"))))
    return {**inherited, **_ENVIRONMENT, "PYTHONPATH": path}


def _death(status: int) -> str:
    if status >= 0:
        return f"the worker ended with status {status}"
    try:
        return f"the worker died of {signal.Signals(-status).name}"
    except ValueError:
        return f"the worker died of signal {-status}"


def _tail(errors: IO[bytes]) -> str:
    """The last words on standard error, printable and short."""
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _TAIL_BYTES))
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return one_line(lines[-1])[:300] if lines else ""
