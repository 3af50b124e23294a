"""Which records are cleaned together, and how the cursor tells whose turn it is."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.model import Hints, Origin, PayloadKind, RawRecord, Skip, SkipReason
from flows.protocol import Cursor, Phase
from flows.worker.cleaning import PART_RECORDS, TOGETHER, TOGETHER_BYTES, _Entry, _groups, _Turns

ORIGIN = Origin("a", "dump/a.jsonl", "jsonl", "row", 0, 1, 0)


def entry(position: int, size: int | None) -> _Entry:
    if size is None:
        return _Entry("dump/a.jsonl", position, Skip(ORIGIN, SkipReason.NOT_HTML))
    return _Entry("dump/a.jsonl", position, RawRecord(ORIGIN, bytes(size), PayloadKind.HTML, None, Hints()))


SIZES = st.none() | st.sampled_from([1, TOGETHER_BYTES // 3, TOGETHER_BYTES])


@given(st.lists(st.tuples(SIZES, st.booleans()), max_size=3 * TOGETHER))
def test_groups_are_all_entries_in_order_cut_between_positions(items: list[tuple[int | None, bool]]) -> None:
    positions, entries = 0, []
    for size, same_page in items:
        positions += not same_page
        entries.append(entry(positions, size))
    groups = list(_groups(iter(entries)))
    assert [one for group in groups for one in group] == entries
    stops = [(group[0].position, group[-1].position) for group in groups]
    assert all(before[1] < after[0] for before, after in pairwise(stops))
    for group in groups:
        before_last = [one for one in group if one.position != group[-1].position]
        held = sum(len(one.item.payload) for one in before_last if isinstance(one.item, RawRecord))
        assert len(before_last) < TOGETHER
        assert held < TOGETHER_BYTES


def test_full_groups_hold_as_many_as_they_may() -> None:
    assert [len(group) for group in _groups(entry(n, 1) for n in range(2 * TOGETHER + 1))] == [TOGETHER, TOGETHER, 1]


def test_a_record_has_its_own_time_however_often_it_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each turn takes the number of its record in seconds by the clock, and half of that in CPU time."""
    now = [1_000, 500]
    monkeypatch.setattr(time, "monotonic_ns", lambda: now[0])
    monkeypatch.setattr(time, "process_time_ns", lambda: now[1])
    with Cursor.make_file() as file:
        cursor = Cursor(file.fileno())
        turns = _Turns(cursor, [40, 41, 42])
        seen = []
        for number in (0, 1, 2, 0, 1, 2, 1, 1):
            first = turns.take(number)
            marker = cursor.look()
            assert marker.phase is Phase.CLEAN
            seen.append((marker.position, first, now[0] - marker.since_ns, now[1] - marker.cpu_ns))
            now[0], now[1] = now[0] + 10 * (number + 1), now[1] + 5 * (number + 1)
        cursor.close()
    assert seen == [
        (40, True, 0, 0), (41, True, 0, 0), (42, True, 0, 0), (40, False, 10, 5), (41, False, 20, 10),
        (42, False, 30, 15), (41, False, 40, 20), (41, False, 60, 30),
    ]  # fmt: skip


def test_one_page_is_one_position() -> None:
    pages = [entry(n // 3, 1) for n in range(3 * TOGETHER)]
    assert all(len(group) % 3 == 0 for group in _groups(pages))
    assert TOGETHER < PART_RECORDS
