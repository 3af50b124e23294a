"""Worker processes at work on jobs: started, watched, killed and replaced. No Prefect, no pages, no Parquet here.

One thread owns everything. It gives each idle worker the next unit of the job that it is at, else of a job that
nobody has begun, else lets it help where most is left; it reads the replies, and looks at each heartbeat some twenty
times a second. Whoever wants a job done puts it from any thread and waits for its future; what kind of job it is, only
the job knows.
"""

from __future__ import annotations

import os
import queue
import selectors
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flows.errors import ManifestError, ShardError, StoppedError, SuperviseError
from flows.protocol import COMMAND, Handshake, Part, Phase, Unit
from flows.supervisor.child import Child
from flows.supervisor.job import Cause, Job, Loss, Progress

T = TypeVar("T")
_TICK_SECONDS = 0.05
_WALL_FACTOR = 4  # on a busy machine a record gets its CPU time, up to this many times the limit by the clock
_START_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What one record may cost. Seconds of CPU (and four times that by the clock); bytes of resident memory."""

    record_seconds: float = 30.0
    read_seconds: float = 300.0  # without a byte of progress
    write_seconds: float = 900.0  # without a batch of progress
    start_seconds: float = 120.0
    memory_bytes: int = 4 << 30


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Settings:
    """How to supervise. `work` is the folder for staged work; `command` starts a worker.

    Workers without engine options only read: they peek, count and sketch.
    """

    work: str
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    limits: Limits = DEFAULT_LIMITS
    engine_options: str | None = "{}"
    command: Sequence[str] = COMMAND
    help_bytes: int = 1 << 20  # unread input that makes a second worker at a shard worth its while


@dataclass(frozen=True, slots=True)
class Snapshot(Progress):
    """How far the work has come, and how many workers had to be replaced."""

    restarts: int = 0


@dataclass(frozen=True, slots=True)
class _Orders:
    """How workers work from now on, and what the first to have this engine says of it."""

    engine: str | None
    limits: Limits
    handshake: Future[Handshake] = field(default_factory=Future)

    @property
    def unheard(self) -> bool:
        """Whether a worker must be had so that there is a handshake."""
        return self.engine is not None and not self.handshake.done()


class Supervisor:
    """A pool of workers. Use as a context: leaving it kills what is still at work."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inbox: queue.SimpleQueue[Job[Any]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._orders = _Orders(settings.engine_options, settings.limits)
        self._waiting: list[Job[Any]] = []
        self._running: list[Job[Any]] = []
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        self._failed_starts = 0
        self._done = Progress()
        self._restarts = 0
        self._error: SuperviseError | None = None
        self._thread = threading.Thread(target=self._run, name="winnow-supervisor", daemon=True)

    # From any thread ------------------------------------------------------------------------------------------------

    def __enter__(self) -> Supervisor:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def handshake(self) -> Handshake:
        """What the workers say of their engine; waits for the first one. Raises SuperviseError."""
        return self._orders.handshake.result()

    def equip(self, engine: str, limits: Limits) -> None:
        """Have the workers clean from now on: with the engine of these options, under these limits.

        To be called when nothing is being done. A worker loads the engine when there is work for it.
        """
        self._orders = _Orders(engine, limits)
        self._rouse()

    def put(self, job: Job[T]) -> Future[T]:
        """Do a job; its future. That may raise what the job raises, SuperviseError or StoppedError."""
        self._inbox.put(job)
        self._rouse()
        return job.future

    def snapshot(self) -> Snapshot:
        """How far the work has come."""
        found = sum((job.progress for job in list(self._running)), self._done)
        return Snapshot(found.shards, found.bytes_read, found.counts, self._restarts)

    def stop(self) -> None:
        """Kill the workers and fail what is not done; parts and finished shards stay."""
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join()

    def _rouse(self) -> None:
        """Have the supervisor's thread look at what is new; where it has ended, nobody need wait for it."""
        self._wake()
        if not self._thread.is_alive():
            self._fail_all()

    def _wake(self) -> None:
        os.write(self._wake_write, b".")

    # In the supervisor's own thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._turn()
        except SuperviseError as error:
            self._error = error
        finally:
            self._shut_down()

    def _turn(self) -> None:
        for key, _ in self._selector.select(_TICK_SECONDS):
            if key.data is None:
                os.read(self._wake_read, 4096)
            else:
                self._listen(key.data)
        while not self._inbox.empty():
            self._waiting.append(self._inbox.get())
        for child in self._children:
            self._watch(child)
        self._staff()

    def _listen(self, child: Child) -> None:
        replies, more = child.replies()
        for reply in replies:
            self._hear(child, reply)
        if not more:
            self._lose(child)

    def _hear(self, child: Child, reply: dict[str, Any]) -> None:
        kind, body = next(iter(reply.items()))
        if kind in ("ready", "handshake"):
            self._welcome(child, Handshake.from_json(body) if kind == "handshake" else None)
            return
        job, unit = child.owner, child.unit
        try:
            if job.future.done():
                pass  # given up because of another unit
            elif kind == "part":
                job.staged(Part.from_json(body))
            elif kind == "done":
                job.unit_done(unit, body)
            else:
                job.unit_failed(body)
        except (OSError, ManifestError) as error:
            job.unit_failed(str(error))
        if kind != "part":
            child.unit = None
            self._settle(job)

    def _welcome(self, child: Child, handshake: Handshake | None) -> None:
        child.ready = True
        self._failed_starts = 0
        orders = self._orders
        if handshake is not None and child.engine == orders.engine:
            if not orders.handshake.done():
                orders.handshake.set_result(handshake)
            elif orders.handshake.result() != handshake:
                raise SuperviseError("the engine changed while this run was at work; run again")
        if child.reserved is not None:
            child.give(*child.reserved)
            child.reserved = None

    def _settle(self, job: Job[Any]) -> None:
        """Book a job that is done."""
        if not job.future.done() or job not in self._running:
            return
        self._running.remove(job)
        if job.future.exception() is None:
            self._done += job.progress

    def _lose(self, child: Child) -> None:
        """A worker's replies have ended: bury it, and tell the job that it was at."""
        child.kill(Cause.DIED)
        self._selector.unregister(child.handle)
        self._children.remove(child)
        heartbeat = child.cursor.look()
        words = child.bury()
        if child.unit is not None:
            cause = Cause(child.cause or Cause.DIED)
            self._restarts += 1
            if not child.owner.future.done():
                child.owner.unit_lost(child.unit, Loss(cause, heartbeat, self._blame_words(cause, words)))
            self._settle(child.owner)
        elif not child.ready and not child.retired:
            self._failed_starts += 1
            if self._failed_starts >= _START_ATTEMPTS:
                raise SuperviseError(f"workers do not start ({words}); check the installation with `winnow clean`")
        if child.reserved is not None:
            self._start(child.reserved)

    def _blame_words(self, cause: Cause, death: str) -> str:
        """Words for a rejection. They are the same in every run that meets the same fault."""
        limits = self._orders.limits
        match cause:
            case Cause.TIMEOUT:
                return f"no end after {limits.record_seconds:g} s of work"
            case Cause.MEMORY:
                return f"more than {limits.memory_bytes} bytes of memory"
            case Cause.DIED:
                return death

    def _watch(self, child: Child) -> None:
        """Kill a worker that takes too long or too much."""
        if child.cause is not None or child.retired:
            return
        now, limits = time.monotonic_ns(), self._orders.limits
        if not child.ready:
            if now - child.started_ns > limits.start_seconds * 1e9:
                child.kill(Cause.TIMEOUT)
        elif child.unit is not None:
            if child.memory_bytes() > limits.memory_bytes:
                child.kill(Cause.MEMORY)
            elif _overdue(child, now, limits):
                child.kill(Cause.TIMEOUT)

    # Who does what --------------------------------------------------------------------------------------------------

    def _staff(self) -> None:
        """Give each idle worker something to do, and have more workers while there is more to do than hands."""
        if len(self._children) >= self._settings.workers and not any(child.idle for child in self._children):
            return  # as nearly always, twenty times a second
        engine = self._orders.engine
        for child in list(self._children):
            if child.idle and child.engine == engine:
                self._employ(child)
        others = [child for child in self._children if child.idle and child.engine != engine]
        starting = sum(not child.ready for child in self._children)
        wanted = len(self._waiting) + len(self._orphans()) + sum(map(self._worth_help, self._running))
        wanted = max(wanted, self._orders.unheard)
        while starting < wanted and (others or len(self._children) < self._settings.workers):
            if others and engine is not None:
                others.pop().equip(engine)
            else:
                self._start(None)
            starting += 1

    def _employ(self, child: Child) -> None:
        """Give an idle worker a unit. Suspects go to fresh workers; where there is none, one is started for them."""
        for job in self._choices(child):
            unit = (None if child.used else job.next_suspect()) or job.next_unit()
            self._settle(job)
            if unit is not None:
                child.give(unit, job)
                return
            suspect = job.next_suspect()
            if suspect is not None:
                child.retire()
                self._start((suspect, job))
                return

    def _choices(self, child: Child) -> Iterator[Job[Any]]:
        """Jobs in the order in which a worker should take to them."""
        if child.owner in self._running:
            yield child.owner
        yield from self._orphans()
        while self._waiting:
            job = self._waiting.pop(0)
            if self._open(job):
                yield job
        yield from sorted(filter(self._worth_help, self._running), key=lambda job: -job.bytes_left)

    def _open(self, job: Job[Any]) -> bool:
        try:
            job.open()
        except OSError as error:
            job.future.set_exception(ShardError(str(error)))
            return False
        self._running.append(job)
        return True

    def _orphans(self) -> list[Job[Any]]:
        """Running jobs that no worker is at, because theirs was lost."""
        at_work = {id(child.owner) for child in self._children if child.unit is not None}
        at_work |= {id(child.reserved[1]) for child in self._children if child.reserved is not None}
        return [job for job in self._running if id(job) not in at_work]

    def _worth_help(self, job: Job[Any]) -> bool:
        return job.bytes_left >= self._settings.help_bytes and job.bytes_left > 0

    def _start(self, reserved: tuple[Unit, Job[Any]] | None) -> None:
        try:
            child = Child.start(self._settings.command, self._orders.engine)
        except OSError as error:
            raise SuperviseError(f"cannot start a worker process: {error}; free processes or memory") from error
        child.reserved = reserved
        self._children.append(child)
        self._selector.register(child.handle, selectors.EVENT_READ, child)

    # The end --------------------------------------------------------------------------------------------------------

    def _shut_down(self) -> None:
        for child in self._children:
            child.kill("stopped")
        for child in self._children:
            child.bury()
        self._selector.close()
        self._fail_all()

    def _fail_all(self) -> None:
        """Wake everyone who waits for something that will not come."""
        error = self._error or StoppedError("stopped before the work was done; run again to go on")
        while not self._inbox.empty():
            self._waiting.append(self._inbox.get())
        for future in (self._orders.handshake, *(job.future for job in (*self._waiting, *self._running))):
            if not future.done():
                future.set_exception(error)


def _overdue(child: Child, now_ns: int, limits: Limits) -> bool:
    """Whether a worker has been at one thing for too long."""
    look = child.settled_look(now_ns)
    if look is None:
        return False
    heartbeat, seconds = look
    if heartbeat.phase is Phase.CLEAN:
        if seconds < limits.record_seconds:
            return False
        cpu = child.cpu_seconds(heartbeat)
        return cpu is None or cpu >= limits.record_seconds or seconds >= _WALL_FACTOR * limits.record_seconds
    return seconds >= (limits.write_seconds if heartbeat.phase is Phase.WRITE else limits.read_seconds)
