"""A look into a container before it has a name: when its records were fetched."""

# ruff: noqa: ARG002 (the parameters are those of a job)
from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from flows.protocol import Part, PeekUnit, Unit
from flows.supervisor.job import Loss


@dataclass(slots=True)
class PeekJob:
    """Finds a container's fetch date; None when it states none, or when looking kills the worker twice."""

    unit: PeekUnit
    future: Future[str | None] = field(default_factory=Future)
    bytes_left: int = 0
    _left: int = 1
    _deaths: int = 0

    def open(self) -> None:
        """Nothing to prepare."""

    def next_unit(self) -> Unit | None:
        self._left, given = 0, self._left
        return self.unit if given else None

    def next_suspect(self) -> Unit | None:
        return None

    def staged(self, part: Part) -> None:
        raise AssertionError("peeking stages nothing")

    def unit_done(self, unit: Unit, result: dict[str, Any]) -> None:
        self.future.set_result(result["fetched"])

    def unit_failed(self, detail: str) -> None:
        self.future.set_result(None)

    def unit_lost(self, unit: Unit, loss: Loss) -> None:
        self._deaths += 1
        if self._deaths < 2:
            self._left = 1
        else:
            self.future.set_result(None)
