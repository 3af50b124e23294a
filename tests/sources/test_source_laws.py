"""What holds for every container: order, ordinals, `first`, truncation, corruption."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_dumps import all_formats, brief, read, records, rejections

from cleaners.model import RawRecord, Rejection, RejectReason
from flows.sources import READERS, Item, SourceOptions, detect_format

COUNT = 8
SOUND = all_formats(COUNT)
CUTTABLE = sorted(set(SOUND) - {"d.parquet", "d.zip", "d.csv"})
# Left out: rows and members found by what lies at the file's end; and a bare CSV cut in a cell, which may look whole.


def damaged(data: bytes, at: int, what: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([data[at] ^ (1 + what)]) + data[at + 1 :]


@pytest.mark.parametrize("path", SOUND)
def test_every_record_comes_out_once_in_order(path: str) -> None:
    items = read(path, SOUND[path])
    assert all(isinstance(item, RawRecord) for item in items), brief(items)
    assert [item.origin.ordinal for item in items] == list(range(COUNT))
    assert len({item.origin.record_id for item in items}) == COUNT
    assert {item.origin.source_path for item in items} == {path}
    assert all(
        f"word{n * 7919}" in r.payload.decode() or f"line {n}." in r.payload.decode()
        for n, r in enumerate(records(items))
    )


@pytest.mark.parametrize("path", SOUND)
@pytest.mark.parametrize("first", [1, 3, COUNT - 1, COUNT, COUNT + 5])
def test_first_gives_the_same_items_as_slicing(path: str, first: int) -> None:
    assert read(path, SOUND[path], first) == read(path, SOUND[path])[first:]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(SOUND)), st.integers(0, 10**6), st.integers(0, 254), st.integers(0, COUNT + 1))
def test_a_changed_byte_raises_nothing_and_first_still_slices(path: str, at: int, what: int, first: int) -> None:
    data = damaged(SOUND[path], at, what)
    items = read(path, data)
    assert [item.origin.ordinal for item in items] == list(range(len(items)))
    assert read(path, data, first) == items[first:]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CUTTABLE), st.floats(0.001, 0.999))
def test_a_cut_keeps_all_before_it_and_rejects_the_rest_once(path: str, share: float) -> None:
    cut = SOUND[path][: max(1, int(len(SOUND[path]) * share))]
    items, whole = read(path, cut), records(read(path, SOUND[path]))
    kept = records(items)
    same = [(r.payload, r.origin.record_id) for r in whole]
    assert [(r.payload, r.origin.record_id) for r in kept] == same[: len(kept)]
    assert len(rejections(items)) <= 1
    assert len(kept) == COUNT or len(items) == len(kept) + 1 or _cut_between_records(path, cut)


def _cut_between_records(path: str, cut: bytes) -> bool:
    """A cut that leaves a shorter but sound dump, as no format without an end mark can tell."""
    return not rejections(read(path, cut)) and path in (
        "d.jsonl",
        "members.jsonl.gz",
        "d.warc",
        "d.warc.gz",
        "d.warc.zst",
        "d.tar",
        "d.csv",
        "pretty.json",
        "d.json",
    )


@pytest.mark.parametrize("path", ["d.ndjson.gz", "d.jsonl.zst", "single.warc.gz", "d.tar.gz", "d.csv.gz"])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.995])
def test_a_cut_stream_is_called_truncated(path: str, share: float) -> None:
    items = read(path, SOUND[path][: int(len(SOUND[path]) * share)])
    assert [item.reason for item in rejections(items)] == [RejectReason.TRUNCATED]
    assert items[-1] in rejections(items)


@pytest.mark.parametrize("path", SOUND)
def test_an_empty_file_is_one_rejection(path: str) -> None:
    assert brief(read(path, b"")) == ["empty_file"]
    assert read(path, b"", 1) == []


@pytest.mark.parametrize("path", ["d.jsonl", "d.json", "d.csv", "d.warc", "d.tar"])
def test_a_file_without_any_record_is_an_empty_one(path: str) -> None:
    blank = {"d.json": b"[]", "d.csv": b"id,text\n", "d.tar": bytes(1024)}.get(path, b"\n\n")
    assert brief(read(path, blank)) == ["empty_file"]


@pytest.mark.parametrize("path", SOUND)
def test_noise_under_any_name_is_rejected_and_never_raised(path: str) -> None:
    noise = bytes((n * n * 31 + n // 7) % 256 for n in range(5000))
    items = read(path, noise)
    assert items
    assert all(isinstance(item, Rejection) for item in items)


def test_a_missing_file_is_a_rejection() -> None:
    from source_dumps import MemoryStorage

    from flows.sources import read_items

    items: list[Item] = list(read_items(MemoryStorage(), "gone.jsonl", SourceOptions()))
    assert brief(items) == ["unreadable_file"]


def test_an_unknown_file_is_named_and_skipped() -> None:
    [skip] = read("notes/list.xlsx", b"something")
    assert (skip.reason, "notes/list.xlsx" in skip.detail) == ("unknown_file_type", True)  # type: ignore[union-attr]


def test_every_format_that_is_detected_has_a_reader() -> None:
    assert {detect_format(path, data[:4096]) for path, data in SOUND.items()} <= set(READERS)


def test_options_survive_the_way_through_json() -> None:
    from flows.sources import FieldMap

    options = SourceOptions(max_record_bytes=5, fields=FieldMap(text=("a.b", "c")))
    assert SourceOptions.from_json(options.to_json()) == options
    assert SourceOptions.from_json(options.to_json()).to_json() == options.to_json()
