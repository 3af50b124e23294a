"""What a supervisor knows of the work that is put to it: it gives out units, and is told what became of them."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flows.manifest import Counts, total
from flows.protocol import Heartbeat, Part, Unit

T = TypeVar("T")


class ShardError(Exception):
    """A shard could not be finished. The message says why and what to do; the next run tries again."""


class Cause(StrEnum):
    """Why a worker is gone."""

    DIED = "died"
    TIMEOUT = "timeout"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Loss:
    """A worker that was lost: why, what its last heartbeat said, and the words for a person."""

    cause: Cause
    heartbeat: Heartbeat
    detail: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work has come. `shards` are finished ones; bytes are of inputs."""

    shards: int = 0
    bytes_read: int = 0
    counts: Counts = field(default_factory=Counts)

    def __add__(self, other: Progress) -> Progress:
        counts = total((self.counts, other.counts))
        return Progress(self.shards + other.shards, self.bytes_read + other.bytes_read, counts)


class Job(Protocol[T]):
    """Something to be done by workers, unit by unit. `future` is done when all of it is, or when it is given up."""

    future: Future[T]

    def open(self) -> None:
        """It begins. Raises OSError."""
        ...

    def next_unit(self) -> Unit | None:
        """The next thing that any worker may do; None when there is nothing to give out now."""
        ...

    def next_suspect(self) -> Unit | None:
        """A record to be tried alone, by a worker that has done nothing before, so that it alone can be to blame."""
        ...

    @property
    def bytes_left(self) -> int:
        """Roughly how many bytes of input nobody has begun to read."""
        ...

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        ...

    def staged(self, part: Part) -> None:
        """A part is on disk."""
        ...

    def unit_done(self, unit: Unit, result: dict[str, Any]) -> None:
        """A unit came to its end."""
        ...

    def unit_failed(self, detail: str) -> None:
        """A unit met something that no other worker could do better."""
        ...

    def unit_lost(self, unit: Unit, loss: Loss) -> None:
        """The worker of a unit is gone."""
        ...
