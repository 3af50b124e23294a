"""Records cleaned together: the same results as one by one, and it is always known whose turn it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.clean import clean_record, clean_records
from cleaners.engine import Engine, load_engine
from cleaners.model import CleanedArticle, Hints, Origin, PayloadKind, RawRecord, Rejection, RejectReason
from cleaners.stages import Stages, in_step, to_end

PAGE = (
    "<html><body><nav><a href='/'>Home</a></nav><article><h1>{0}</h1><p>{0} sails at noon.</p></article></body></html>"
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


def journey(stages: int, said: list[int], result: int) -> Stages[int]:
    for stage in range(stages):
        said.append(stage)
        yield
    return result


@given(st.lists(st.integers(0, 5), max_size=6))
def test_each_goes_through_every_stage_once_and_results_keep_their_order(lengths: list[int]) -> None:
    said: list[list[int]] = [[] for _ in lengths]
    turns: list[int] = []
    results = in_step([journey(length, said[n], n) for n, length in enumerate(lengths)], turns.append)
    assert results == list(range(len(lengths)))
    assert said == [list(range(length)) for length in lengths]
    assert [turns.count(n) for n in range(len(lengths))] == [length + 1 for length in lengths]


def test_a_stage_is_done_by_all_before_the_next() -> None:
    turns: list[int] = []
    in_step([journey(2, [], 0), journey(1, [], 1), journey(2, [], 2)], turns.append)
    assert turns == [0, 1, 2, 0, 1, 2, 0, 2]


def test_one_journey_is_taken_to_its_end() -> None:
    said: list[int] = []
    assert to_end(journey(3, said, 7)) == 7
    assert said == [0, 1, 2]


def test_what_a_turn_raises_is_not_swallowed() -> None:
    def turn(number: int) -> None:
        if number == 1:
            raise LookupError("injected")

    with pytest.raises(LookupError, match="injected"):
        in_step([journey(1, [], 0), journey(1, [], 1)], turn)


def record(name: str, payload: bytes, kind: PayloadKind = PayloadKind.HTML) -> RawRecord:
    return RawRecord(Origin(name, "dump/a.jsonl", "jsonl", "row", 0, 1, 0), payload, kind, None, Hints())


MIXED = {  # a record, and what becomes of it
    "page": (PAGE.format("The ferry").encode(), None),
    "empty": (b"  ", RejectReason.EMPTY_PAYLOAD),
    "another": (PAGE.format("The tug").encode(), None),
    "no text": (b"<html><body><script>x()</script></body></html>", RejectReason.NO_TEXT),
    "picture": (b"\x89PNG\r\n" + bytes(40), RejectReason.BINARY_PAYLOAD),
    "nested": (b"<div>" * 3000 + b"The quay is open." + b"</div>" * 3000, None),
    "last": (PAGE.format("The barge").encode(), None),
}


def test_records_become_together_what_they_become_alone(engine: Engine) -> None:
    records = [record(name, payload) for name, (payload, _) in MIXED.items()]
    records.insert(3, record("text", b"The ferry sails at noon.\nSign up for our newsletter\n", PayloadKind.TEXT))
    found = clean_records(records, engine, lambda _: None)
    assert found == [clean_record(one, engine) for one in records]
    reasons = {one.origin.record_id: one.reason for one in found if isinstance(one, Rejection)}
    assert reasons == {name: reason for name, (_, reason) in MIXED.items() if reason is not None}


def test_a_crash_in_one_costs_its_neighbours_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    import cleaners.clean as module

    judge = module.judge

    def crash(document, *rest):  # type: ignore[no-untyped-def]
        if "tug" in document.text:
            raise ZeroDivisionError("injected")
        return judge(document, *rest)

    monkeypatch.setattr(module, "judge", crash)
    names = ("The ferry", "The tug", "The barge")
    first, second, third = clean_records(
        [record(name, PAGE.format(name).encode()) for name in names], engine, lambda _: None
    )
    assert isinstance(second, Rejection)
    assert (second.reason, second.detail[:27]) == (RejectReason.CRASHED, "ZeroDivisionError: injected")
    assert isinstance(first, CleanedArticle)
    assert isinstance(third, CleanedArticle)


def test_no_record_is_no_work(engine: Engine) -> None:
    assert clean_records([], engine, lambda _: None) == []
