"""CSV, Parquet and Arrow: cells, rows, layouts, and what breaks leave unharmed."""

from __future__ import annotations

import codecs
import io
from datetime import UTC, datetime
from itertools import islice
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from source_dumps import MemoryStorage, arrow, brief, csv_file, gz, page, parquet, read, records, rejections

from flows.sources import SourceOptions, columnar, read_items
from flows.sources.base import SourceFile

HEAD = b"id,title,text\n"
TEXT = "Enough words to be a text."


def cells(data: bytes) -> list[tuple[str, str]]:
    return [(r.origin.record_id, r.payload.decode()) for r in records(read("d.csv", data))]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (b"a,T,plain\n", [("a", "plain")]),
        (b"a,T,plain", [("a", "plain")]),
        (b"a,T,plain\r\nb,T,more\r\n", [("a", "plain"), ("b", "more")]),
        (b'a,T,"with, comma and ""quotes"""\n', [("a", 'with, comma and "quotes"')]),
        (b'a,T,"line one\nline two"\nb,T,next\n', [("a", "line one\nline two"), ("b", "next")]),
        (b'a,T,"line one\r\n\r\nline three"\n', [("a", "line one\r\n\r\nline three")]),
        (b"\n\na,T,plain\n\n", [("a", "plain")]),
        (b"a,T,plain,,\n", [("a", "plain")]),
        (b'a,T,a 5" disk\nb,T,next\n', [("a", 'a 5" disk'), ("b", "next")]),
        (b'a,T,"so" he said\nb,T,next\n', [("a", "so he said"), ("b", "next")]),
        ("a,T,Füße\n".encode(), [("a", "Füße")]),
    ],
)
def test_cells_are_read(rows: bytes, expected: list[tuple[str, str]]) -> None:
    assert cells(HEAD + rows) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_shows_the_delimiter(delimiter: str) -> None:
    assert cells(f"id,title,text\na,T,plain {TEXT}\n".replace(",", delimiter).encode()) == [("a", f"plain {TEXT}")]


def test_marks_of_encodings_are_understood() -> None:
    text = "id,text\na,Füße\n"
    assert cells(codecs.BOM_UTF8 + text.encode()) == [("a", "Füße")]
    assert cells(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == [("a", "Füße")]


def test_a_cell_in_another_encoding_keeps_its_bytes_for_the_decoder() -> None:
    [one, other] = records(read("d.csv", b"id,text\na,caf\xe9 ol\xe9\nb,plain\n"))
    assert (one.payload, one.charset) == (b"caf\xe9 ol\xe9", None)
    assert (other.payload, other.charset) == (b"plain", "unicode")


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        (b"a,T,one\nb,two\nc,T,three\n", ["a", "broken_record", "c"]),
        (b"a,T,one\nb,T,two,more\nc,T,three\n", ["a", "broken_record", "c"]),
        (b'a,T,one\nb,T,"stray\nc,T,three\nd,T,four\n', ["a", "truncated", "c", "d"]),
        (b'a,T,one\nb,T,"cut in a cell\nthat goes on', ["a", "truncated"]),
        (b"a,T,one\nb,T", ["a", "truncated"]),
        (b"a,T,one\nb,T," + b"x" * 5000 + b"\nc,T,three\n", ["a", "too_large", "c"]),
        (b'a,T,one\nb,T,"' + b"x\n" * 5000 + b'"\nc,T,three\n', ["a", "too_large"]),
        (b"a,T,one\nb,,\n", ["a", "missing_payload"]),
    ],
)
def test_a_broken_row_costs_itself(rows: bytes, outcome: list[str]) -> None:
    found = brief(read("d.csv", HEAD + rows, max_record_bytes=1000))
    assert found[: len(outcome)] == outcome


def test_many_stray_quotes_take_bounded_time() -> None:
    items = read("d.csv", HEAD + b'a,T,"stray\n' * 20_000)
    assert len(items) >= 10_000


def test_a_header_without_a_payload_says_what_to_do() -> None:
    [rejection] = rejections(read("d.csv", b"id,colour\n1,red\n2,blue\n"))
    assert str(rejection.reason) == "missing_payload"
    assert "id, colour" in rejection.detail
    assert "text=" in rejection.detail


def test_a_row_is_located_by_its_line_and_bytes() -> None:
    data = csv_file(3)
    for record in records(read("d.csv", data)):
        place = record.origin
        assert data[place.offset : place.offset + place.length].startswith(record.origin.record_id.encode())
    assert read("d.csv", b"text\none\n\ntwo\n")[1].origin.record_id == "4"


def table(**columns: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def test_layouts_of_public_corpora_are_recognised() -> None:
    fineweb = table(
        text=[TEXT], id=["<urn:uuid:1>"], dump=["d"], url=["https://a.test"], date=["2024-05-01T00:00:00Z"],
        file_path=["s3://x"], language=["en"], language_score=[0.9], token_count=[5],
    )  # fmt: skip
    [one] = records(read("d.parquet", fineweb))
    assert (one.origin.record_id, one.hints.fetched, one.hints.published) == (
        "urn:uuid:1",
        "2024-05-01T00:00:00Z",
        None,
    )
    c4 = table(text=[TEXT], url=["https://a.test"], timestamp=pa.array([datetime(2019, 4, 25, 12, tzinfo=UTC)]))
    [two] = records(read("d.parquet", c4))
    assert (two.origin.record_id, two.hints.fetched) == ("0", "2019-04-25 12:00:00.000000Z")
    news = table(title=["T"], text=[TEXT], domain=["a.test"], date=["2019-01-01"], description=["x"], url=["u"])
    [three] = records(read("d.parquet", news))
    assert (three.hints.title, three.hints.published, three.hints.fetched) == ("T", "2019-01-01", None)


def test_cells_of_any_type_are_read_or_passed_over() -> None:
    data = table(
        text=pa.array([TEXT, None, "second"], pa.large_string()),
        html=pa.array([None, page(1).encode(), b"caf\xe9 <p>"], pa.binary()),
        published=pa.array([10**18 + 1, None, -(10**18)], pa.timestamp("ns")),
        fetched=pa.array([2**62, 0, 1], pa.timestamp("us", "Asia/Tokyo")),
        tags=[["a", "b"], None, []],
        section=pa.array(["x", "y", "x"]).dictionary_encode(),
        metadata=[{"title": "nested"}, None, {"title": None}],
    )
    one, two, three = records(read("d.parquet", data))
    assert (one.payload.decode(), one.hints.tags, one.hints.section, one.hints.title) == (
        TEXT,
        ("a", "b"),
        "x",
        "nested",
    )
    assert (one.hints.published or "").startswith("2001-09-09")
    assert (two.payload.decode(), two.charset) == (page(1), "unicode")
    assert (three.payload, three.charset) == (b"caf\xe9 <p>", None)


def test_a_string_that_is_not_utf8_costs_its_own_row_at_most() -> None:
    column = pa.array([b"good one", b"bad \xff\xfe one", b"good two"]).view(pa.string())
    for name, data in (("d.parquet", table(text=column)), ("d.arrow", _ipc(column))):
        assert [r.payload for r in records(read(name, data))] == [b"good one", b"bad \xff\xfe one", b"good two"]


def _ipc(column: pa.Array) -> bytes:
    batch = pa.RecordBatch.from_arrays([column], names=["text"])
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


@pytest.mark.parametrize("cut", [5, 40, 500, -1, -5])
def test_a_cut_parquet_file_is_one_truncation(cut: int) -> None:
    items = read("d.parquet", parquet(6)[:cut])
    assert brief(items) == ["truncated"]
    assert "footer" in rejections(items)[0].detail


def test_a_corrupt_row_group_costs_its_own_rows() -> None:
    data, rows = parquet(9), 3
    place = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(1).dictionary_page_offset + 60
    broken = data[:place] + b"\x00\x01\x02\x03" + data[place + 4 :]
    found = brief(read("d.parquet", broken))
    assert found == ["r0", "r1", "r2"] + ["corrupt_container"] * rows + ["r6", "r7", "r8"]


@pytest.mark.parametrize("stream", [True, False])
def test_a_cut_arrow_file_gives_the_batches_before_the_cut(stream: bool) -> None:
    data = arrow(9, stream=stream)
    items = read("d.arrow", data[: int(len(data) * 0.6)])
    assert brief(items)[:3] == ["r0", "r1", "r2"]
    assert brief(items)[-1] == "truncated"
    assert len(rejections(items)) == 1


def test_files_under_a_wrong_name_are_unreadable() -> None:
    assert brief(read("d.parquet", b"just text")) == ["unreadable_file"]
    assert brief(read("d.arrow", b"just text")) == ["unreadable_file"]
    assert brief(read("d.parquet.arrow", parquet(2))) == ["unreadable_file"]


def test_a_long_text_that_all_rows_share_is_not_unrolled() -> None:
    sink = io.BytesIO()
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), pa.array(["y" * 2_000_000]))
    pq.write_table(pa.table({"text": shared}), sink, store_schema=False)
    del shared
    before = pa.total_allocated_bytes()
    items = read_items(MemoryStorage({"d.parquet": sink.getvalue()}), "d.parquet", SourceOptions())
    held = [(len(item.payload), pa.total_allocated_bytes() - before) for item in islice(items, 60)]  # type: ignore[union-attr]
    assert {size for size, _ in held} == {2_000_000}
    assert max(bytes_held for _, bytes_held in held) < 600_000_000


def test_a_row_group_that_expands_beyond_all_sense_is_not_opened() -> None:
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, pa.schema([("text", pa.string())]), use_dictionary=False, compression="zstd") as writer:
        for text in ("first", "y" * 500_000, "third"):
            writer.write_table(pa.table({"text": [text] * 4}))
    items = read("d.parquet", sink.getvalue(), max_expanded_bytes=1_000_000)
    assert brief(items) == ["0", "1", "2", "3", "bomb", "8", "9", "10", "11"]
    assert read("d.parquet", sink.getvalue(), 6, max_expanded_bytes=1_000_000) == items[6:]


def test_compression_around_a_table_is_undone() -> None:
    assert brief(read("d.csv.gz", gz(csv_file(2)))) == ["r0", "r1"]


def test_a_row_group_is_judged_by_its_own_figures_alone() -> None:
    """Found by fuzzing: Arrow 26 ends the process when a damaged description of a column is looked at.

    So none may be looked at. The stand-in has none, and no damaged file is held here.
    """
    source = SourceFile("d.parquet", "parquet", 1_000, io.BytesIO(), SourceOptions(max_expanded_bytes=1_000_000))
    sound = SimpleNamespace(num_rows=10, total_byte_size=900_000)
    large = SimpleNamespace(num_rows=10, total_byte_size=10**9)
    assert (columnar._bomb(sound, source), columnar._batch_rows(sound) > 0) == ("", True)
    assert columnar._bomb(large, source).startswith("expands to 1,000,000,000 bytes")
    assert columnar._bomb(SimpleNamespace(num_rows=10**12, total_byte_size=1), source).startswith("declares 1,000,000")


def test_a_footer_that_cannot_be_read_is_one_rejection() -> None:
    data = parquet(3)
    size = int.from_bytes(data[-8:-4], "little")
    blank = data[: -8 - size] + bytes(size) + data[-8:]
    too_long = data[:-8] + (len(data) * 2).to_bytes(4, "little") + data[-4:]
    for damaged in (blank, too_long, data[:-20], data[:100]):
        assert len(rejections(read("d.parquet", damaged))) == 1
