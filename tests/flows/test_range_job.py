"""One job over ranges: what is given out, whom it blames, and what it makes of an end, without a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from flows.errors import ShardError
from flows.protocol import Heartbeat, Part, PeekUnit, Phase, Quarantine, RangeUnit, UnitInput
from flows.supervisor.job import Cause, Loss
from flows.supervisor.peek_job import PEEK_RECORDS, peek_job
from flows.supervisor.range_job import Extent, RangeJob, Task

UNIT = PeekUnit(UnitInput("/raw", "lantern/a.warc", 100, 0), "lantern", "{}")
Step = tuple[int, int, str]  # a unit [first, stop), and why it is given out: again, alone, or quarantined


@dataclass(slots=True)
class Walk(Task[list[tuple[int, int]]]):
    """Ten positions a unit; the result is what was done. A quarantined position is remembered, and is no unit."""

    step: int = 10
    finished: list[tuple[int, int]] = field(default_factory=list)
    quarantined: dict[int, Quarantine] = field(default_factory=dict)
    before: Sequence[Part] = ()

    def begin(self) -> Sequence[Part]:
        return self.before

    def staged(self, part: Part) -> None:
        self.finished.append((part.first, part.stop))

    def unit(self, first: int, stop: int, quarantine: Quarantine | None) -> PeekUnit | None:
        if quarantine is not None:
            self.quarantined[first] = quarantine
            return None
        return PeekUnit(UNIT.input, UNIT.source, UNIT.options, first, stop)

    def done(self, unit: RangeUnit, result: dict[str, Any]) -> None:  # noqa: ARG002
        self.finished.append((unit.first, unit.stop))

    def result(self) -> list[tuple[int, int]]:
        return sorted(self.finished)


def job(positions: int | None, one_file: bool = True, before: Sequence[Part] = ()) -> tuple[RangeJob[Any], Walk]:
    walk = Walk(before=before)
    made = RangeJob(Extent("lantern/a", 100, one_file, positions), walk)
    made.open()
    return made, walk


def given(made: RangeJob[Any]) -> tuple[int, int] | None:
    unit = made.next_unit()
    return None if unit is None else span(unit)


def span(unit: Any) -> tuple[int, int]:
    return unit.first, unit.stop


def loss(position: int, cause: Cause = Cause.DIED, phase: Phase = Phase.CLEAN) -> Loss:
    return Loss(cause, Heartbeat(position, phase, 0, 0, 0), "it ended")


DONE: dict[str, Any] = {"ended_at": None, "bytes_read": 10}


def finish(made: RangeJob[Any]) -> Any:
    """Do all that is given out; what comes of it."""
    while (unit := made.next_suspect() or made.next_unit()) is not None:
        made.unit_done(unit, DONE)
    return made.future.result(timeout=0)


def test_all_positions_are_given_out_once() -> None:
    made, _ = job(25)
    assert [given(made) for _ in range(4)] == [(0, 10), (10, 20), (20, 25), None]
    assert not made.future.done()  # its units are out


def test_a_container_ends_where_a_unit_says() -> None:
    made, _ = job(None)
    first, second = made.next_unit(), made.next_unit()
    assert first is not None
    assert second is not None
    made.unit_done(second, {"ended_at": 14, "bytes_read": 10})
    assert given(made) is None
    made.unit_done(first, DONE)
    assert given(made) is None
    assert made.future.result(timeout=0) == [(0, 10), (10, 20)]


def test_what_was_done_before_is_not_given_out() -> None:
    made, _ = job(25, before=[Part(5, 10, {}, {}), Part(7, 9, {}, {}), Part(12, 20, {}, {})])
    assert [given(made) for _ in range(4)] == [(0, 5), (10, 12), (20, 25), None]


@pytest.mark.parametrize(
    ("cause", "phase", "position", "again", "alone", "quarantined"),
    [
        (Cause.DIED, Phase.CLEAN, 4, [(0, 4), (5, 10)], 4, False),
        (Cause.MEMORY, Phase.CLEAN, 4, [(0, 4), (5, 10)], 4, False),  # its neighbours may have been too large with it
        (Cause.TIMEOUT, Phase.CLEAN, 4, [(0, 4), (5, 10)], None, True),
        (Cause.TIMEOUT, Phase.READ, 0, [(1, 10)], None, True),
        (Cause.DIED, Phase.READ, 9, [(0, 9)], 9, False),
        (Cause.TIMEOUT, Phase.WRITE, 4, [(0, 10)], None, False),  # no record is to blame
        (Cause.DIED, Phase.IDLE, 0, [(0, 10)], None, False),
        (Cause.DIED, Phase.CLEAN, 10, [(0, 10)], None, False),  # what the heartbeat says is not of this unit
    ],
)
def test_a_lost_worker(
    cause: Cause, phase: Phase, position: int, again: list[tuple[int, int]], alone: int | None, quarantined: bool
) -> None:
    made, walk = job(10)
    unit = made.next_unit()
    assert unit is not None
    made.unit_lost(unit, loss(position, cause, phase))
    suspect = made.next_suspect()
    assert (None if suspect is None else span(suspect)) == (None if alone is None else (alone, alone + 1))
    assert [given(made) for _ in range(len(again) + 1)] == [*again, None]
    assert list(walk.quarantined) == ([position] if quarantined else [])


def test_a_suspect_that_kills_again_is_quarantined_and_one_that_does_not_is_innocent() -> None:
    for guilty in (True, False):
        made, walk = job(10)
        unit = made.next_unit()
        assert unit is not None
        made.unit_lost(unit, loss(4))
        suspect = made.next_suspect()
        assert suspect is not None
        if guilty:
            made.unit_lost(suspect, loss(4))
        else:
            made.unit_done(suspect, DONE)
        assert finish(made) == [(0, 4), *([] if guilty else [(4, 5)]), (5, 10)]
        assert [(p, q.reason, q.readable) for p, q in walk.quarantined.items()] == (
            [(4, "worker_died", True)] if guilty else []
        )


@pytest.mark.parametrize(("one_file", "left"), [(True, None), (False, (2, 10))])
def test_a_container_is_given_up_behind_two_that_cannot_be_read_in_a_row(
    one_file: bool, left: tuple[int, int] | None
) -> None:
    made, walk = job(10, one_file)
    for position in (0, 1):
        unit = made.next_unit()
        assert unit is not None
        made.unit_lost(unit, loss(position, Cause.TIMEOUT, Phase.READ))
    assert given(made) == left
    assert [quarantine.readable for quarantine in walk.quarantined.values()] == [False, False]
    assert ("the rest of the file was not read" in walk.quarantined[1].detail) is one_file


def test_a_unit_that_is_lost_over_and_over_without_a_record_to_blame_fails_its_job() -> None:
    made, _ = job(10)
    for number in range(8):
        assert not made.future.done(), number
        unit = made.next_unit()
        assert unit is not None
        made.unit_lost(unit, loss(0, phase=Phase.WRITE))
    with pytest.raises(ShardError, match=r"lantern/a: gave up after 8 lost workers \(it ended\); run again"):
        made.future.result(timeout=0)


def test_a_peek_takes_the_first_date_and_passes_over_what_kills() -> None:
    made = peek_job(UNIT)
    made.open()
    unit = made.next_unit()
    assert unit is not None
    assert span(unit) == (0, PEEK_RECORDS)
    made.unit_lost(unit, loss(3, Cause.TIMEOUT, Phase.READ))
    before, behind = made.next_unit(), made.next_unit()
    assert before is not None
    assert behind is not None
    assert (span(before), span(behind)) == ((0, 3), (4, PEEK_RECORDS))
    made.unit_done(behind, {"fetched": "2026-01-05", "ended_at": None})
    made.unit_done(before, {"fetched": None, "ended_at": None})
    assert made.next_unit() is None
    assert made.future.result(timeout=0) == "2026-01-05"


def test_a_peek_that_cannot_be_done_finds_no_date() -> None:
    made = peek_job(UNIT)
    made.open()
    assert made.next_unit() is not None
    made.unit_failed("lantern/a.warc: vanished while it was read")
    assert made.future.result(timeout=0) is None
