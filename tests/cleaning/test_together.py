"""Records cleaned together: the same results as one by one, and it is always known whose turn it is."""

from __future__ import annotations

import pytest

import cleaners.clean as module
from cleaners.clean import clean_record, clean_records, parse_record
from cleaners.engine import Engine, load_engine
from cleaners.model import CleanedArticle, Hints, Origin, PayloadKind, RawRecord, Rejection, RejectReason

PAGE = (
    "<html><body><nav><a href='/'>Home</a></nav><article><h1>{0}</h1><p>{0} sails at noon.</p></article></body></html>"
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


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


def test_a_stage_is_done_by_all_that_are_left_before_the_next(engine: Engine) -> None:
    names = ("page", "empty", "no text", "last")
    turns: list[int] = []
    clean_records([record(name, MIXED[name][0]) for name in names], engine, turns.append)
    after_parsing = turns[4 + 3 :]
    assert turns[:4] == [0, 1, 2, 3]  # decode, which refuses what is empty
    assert turns[4:7] == [0, 2, 3]  # parse, which refuses what holds no text
    assert after_parsing == [0, 3] * (len(after_parsing) // 2)
    assert len(after_parsing) // 2 == len(module.VOTES) + len(("judge", "decide", "cut"))


@pytest.mark.parametrize("turns", [0, 1, 5])
def test_what_a_turn_raises_is_not_swallowed(turns: int, engine: Engine) -> None:
    said: list[int] = []

    def turn(number: int) -> None:
        if len(said) == turns:
            raise LookupError("injected")
        said.append(number)

    with pytest.raises(LookupError, match="injected"):
        clean_records([record("a", MIXED["page"][0]), record("b", MIXED["last"][0])], engine, turn)
    assert said == [0, 1, 0, 1, 0][:turns]


@pytest.mark.parametrize("stage", ["decode", "read_document", "judge", "decide", "cut", "article_of"])
def test_a_crash_in_any_stage_is_a_rejection(stage: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("injected")

    monkeypatch.setattr(module, stage, crash)
    given = record("page", MIXED["page"][0])
    result = clean_record(given, engine)
    assert isinstance(result, Rejection)
    assert (result.reason, result.payload) == (RejectReason.CRASHED, given.payload)
    assert result.detail.startswith("ZeroDivisionError: injected at crash:")


def test_parsing_alone_refuses_what_cannot_be_decoded_or_parsed() -> None:
    assert isinstance(parse_record(record("picture", MIXED["picture"][0])), Rejection)
    assert not isinstance(parse_record(record("page", MIXED["page"][0])), Rejection)


def test_no_record_is_no_work(engine: Engine) -> None:
    assert clean_records([], engine, lambda _: None) == []
