"""JSON lines and documents: what is read leniently, what is broken, and what stays unharmed."""

from __future__ import annotations

import codecs
import json

import pytest
from source_dumps import brief, gz, json_lines, jsonl, read, records, rejections

GOOD = [line + b"\n" for line in json_lines(3)]


def between(line: bytes) -> bytes:
    return GOOD[0] + line + b"\n" + GOOD[1]


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (b'{"id": "x", "text": "A word."}', "x"),
        (b'  {"id": "x", "text": "A word."}  \r', "x"),
        (b'\xef\xbb\xbf{"id": "x", "text": "A word."}', "x"),
        (b'{"id": "x", "text": "half \\ud83d"}', "x"),
        (b'{"id": "x", "text": "A word.", "score": NaN}', "x"),
        (b'{"id": "x", "text": "tab\there"}', "x"),
        (b'{"id": 7, "text": "A word."}', "7"),
        (b'{"id": 123456789012345678901234567890, "text": "A word."}', "123456789012345678901234567890"),
        (b'{"id": 1.5, "text": "A word."}', "1.5"),
        (b'{"id": {"$oid": "5f"}, "text": "A word."}', "5f"),
        (b'{"id": "<urn:uuid:1-2>", "text": "A word."}', "urn:uuid:1-2"),
        (b'{"id": "<b>", "text": "A word."}', "<b>"),
        (b'{"id": "", "text": "A word."}', "2"),
        (b'{"id": true, "text": "A word."}', "2"),
        (b'{"text": "A word."}', "2"),
        (b'{"id": "x", "text": ""}', "x"),  # decoding says that it is empty
        (b'{"id": "x", "text": "A wo', "broken_record"),
        (b'{"id": "x", "text": "A word."}}', "broken_record"),
        (b'"just a string"', "broken_record"),
        (b"[1, 2]", "broken_record"),
        (b"null", "broken_record"),
        (b'{"id": "x", "n": ' + b"9" * 5000 + b', "text": "A word."}', "broken_record"),
        (b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "broken_record"),
        (b'{"id": "x", "text": "caf\xe9"}', "undecodable"),
        (b"\x00\x01\x02\x03", "broken_record"),
        (b'{"id": "x", "title": "No body"}', "missing_payload"),
        (b'{"id": "x", "text": null}', "missing_payload"),
        (b'{"id": "x", "text": 5}', "missing_payload"),
        (b"{}", "missing_payload"),
    ],
)
def test_one_line_harms_no_other(line: bytes, outcome: str) -> None:
    items = read("d.jsonl", between(line))
    assert brief(items) == ["r0", outcome, "r1"]
    for rejection in rejections(items):
        assert rejection.payload == line
        assert rejection.origin.record_id == "2"


def test_surrogates_become_characters_or_marks() -> None:
    [record] = records(read("d.jsonl", b'{"text": "a \\ud83d b \\ud83d\\ude00", "title": "t\\ud800\\u0000t"}'))
    assert record.payload.decode() == "a \ufffd b \U0001f600"
    assert (record.charset, record.hints.title) == ("unicode", "t\ufffdt")


def test_blank_lines_are_no_records_but_count_as_lines() -> None:
    items = read("d.jsonl", b'\n\r\n{"text": "one"}\n   \n{"text": "two"}')
    assert brief(items) == ["3", "5"]


def test_a_last_line_that_is_cut_is_truncated_and_a_whole_one_is_read() -> None:
    assert brief(read("d.jsonl", jsonl(2)[:-1])) == ["r0", "r1"]
    assert brief(read("d.jsonl", jsonl(2)[:-9])) == ["r0", "truncated"]


def test_a_line_over_the_cap_costs_itself_and_keeps_its_beginning() -> None:
    items = read(
        "d.jsonl", between(b'{"id": "x", "text": "' + b"x" * 90_000 + b'"}'), max_record_bytes=9000, kept_bytes=50
    )
    assert brief(items) == ["r0", "too_large", "r1"]
    assert len(rejections(items)[0].payload) == 50
    assert items[1].origin.length == 90_023


def test_a_bomb_is_left_and_the_next_member_read() -> None:
    data = gz(GOOD[0]) + gz(b'{"text": "' + bytes(3_000_000)) + gz(GOOD[1])
    assert brief(read("d.jsonl.gz", data, max_expanded_bytes=1_000_000)) == ["r0", "bomb", "r1"]


def test_endless_blank_lines_are_a_bomb_and_many_records_are_none() -> None:
    assert brief(read("d.jsonl.gz", gz(GOOD[0] + b"\n" * 900_000), max_expanded_bytes=300_000)) == ["r0", "bomb"]
    many = gz(b'{"text":"the same small record"}\n' * 10_000)
    assert len(records(read("d.jsonl.gz", many, max_expanded_bytes=300_000))) == 10_000


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_is_read(mark: bytes) -> None:
    name = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    text = '{"id": "a", "text": "Füße 😀"}\r\n{"id": "b", "text": "zwei"}\r\n'
    found = records(read("d.jsonl", mark + text.encode(name)))
    assert [(r.origin.record_id, r.payload.decode()) for r in found] == [("a", "Füße 😀"), ("b", "zwei")]


@pytest.mark.parametrize(
    ("document", "ids"),
    [
        (json.dumps([{"id": "a", "text": 'x ] } [ { \\" y'}, {"id": "b", "text": "z"}]), ["a", "b"]),
        (json.dumps([{"id": "a", "text": "x"}, {"id": "b", "text": "z"}], indent=2), ["a", "b"]),
        (json.dumps({"id": "a", "text": "x", "meta": {"deep": [1, {"k": []}]}}, indent=4), ["a"]),
        (json.dumps({"id": "a", "text": "x"}), ["a"]),
        ('{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n', ["a", "b"]),
        ('[\n{"id": "a", "text": "x"},\n{"id": "b", "text": "y"}\n]\n', ["a", "b"]),
        ('[{"id": "a", "text": "x"}, {"id": "b", "text": "cut', ["a", "truncated"]),
        ('[{"id": "a", "text": "x"}, {"id": b, "text": "y"}, {"id": "c", "text": "z"}]', ["a", "broken_record", "c"]),
    ],
)
def test_a_json_file_may_be_lines_or_one_document(document: str, ids: list[str]) -> None:
    assert brief(read("d.json", document.encode())) == ids


def test_a_document_record_over_the_cap_costs_itself() -> None:
    data = b'[{"id":"a","text":"x"},{"id":"b","text":"' + b'\\"' * 600_000 + b'"},{"id":"c","text":"z"}]'
    items = read("d.json", data, max_record_bytes=100_000)
    assert brief(items) == ["a", "too_large", "c"]
    assert items[1].origin.length == 1_200_020


def test_locators_fetch_the_line_again() -> None:
    data = jsonl(4)
    for record, line in zip(records(read("d.jsonl", data)), json_lines(4), strict=True):
        place = record.origin
        assert (place.locator_kind, data[place.offset : place.offset + place.length]) == ("byte_offset", line)
    for record, line in zip(records(read("d.jsonl.gz", gz(data))), json_lines(4), strict=True):
        place = record.origin
        assert (place.locator_kind, data[place.offset : place.offset + place.length]) == ("decompressed_offset", line)
