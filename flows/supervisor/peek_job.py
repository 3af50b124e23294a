"""A look into a container before it has a name: when its records were fetched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from flows.protocol import PeekUnit, Quarantine, RangeUnit
from flows.supervisor.job import ShardError
from flows.supervisor.range_job import Extent, RangeJob, Task

PEEK_RECORDS = 256  # of a container, in which a date is looked for


def peek_job(unit: PeekUnit) -> RangeJob[str | None]:
    """Find a container's fetch date; None when it states none, or cannot be read."""
    return RangeJob(Extent(unit.input.path, 0, True, PEEK_RECORDS), PeekTask(unit))


@dataclass(slots=True)
class PeekTask(Task[str | None]):
    """Finds the date of the first record that states one. Records that kill the worker are passed over."""

    asked: PeekUnit
    step: int = PEEK_RECORDS
    _found: dict[int, str] = field(default_factory=dict)

    def unit(self, first: int, stop: int, quarantine: Quarantine | None) -> PeekUnit | None:
        return None if quarantine else replace(self.asked, first=first, stop=stop)

    def done(self, unit: RangeUnit, result: dict[str, Any]) -> None:
        if result["fetched"] is not None:
            self._found[unit.first] = result["fetched"]

    def result(self) -> str | None:
        return self._found[min(self._found)] if self._found else None

    def given_up(self, error: ShardError) -> None:
        """A date that cannot be found out is none."""
