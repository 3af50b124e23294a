"""The datasets as declared, and the file writer: types, nulls, byte identity, faults."""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_values import (
    DUMP_DATE,
    ENGINE,
    STORY,
    article,
    article_row,
    distinct,
    reject_row,
    rejection,
    removal_rows,
)

from cleaners.cut import restore
from cleaners.model import Category
from flows.errors import StorageError, TableError
from flows.tables import ARTICLES, REJECTS, REMOVALS, TABLES, retry_record, to_batch, write_parquet, writer
from flows.tables.articles import IMPLAUSIBLE_DATE
from flows.tables.removals import removal_of

# The contract's columns, in words of its own: a change here is a change for consumers.
ARTICLE_COLUMNS = (
    "article_id record_id source_path source_offset source_length source_locator_kind source_format payload_kind "
    "dump_date url canonical_url host site_name title text authors published_at modified_at fetched_at language "
    "language_score section tags encoding encoding_evidence payload_sha256 payload_bytes input_text_sha256 text_sha256 "
    "chars_in chars_out removed_chars flags engine_digest code_version rules_digest trafilatura_version"
)
REMOVAL_COLUMNS = "article_id ordinal start_char end_char category rule_id voter strength dom_path text"
READABLE_EVERYWHERE = {"string", "binary", "bool", "int32", "int64", "float", "timestamp[us, tz=UTC]"}
UTC_TIME = datetime(2024, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("articles", ARTICLE_COLUMNS),
        ("removals", REMOVAL_COLUMNS),
        ("duplicates", "article_id duplicate_of kind similarity"),
    ],
)
def test_columns_are_those_promised(table: str, columns: str) -> None:
    assert [column.name for column in TABLES[table].columns] == columns.split()


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_declarations_are_sound(table: Any) -> None:
    names = [column.name for column in table.columns]
    assert len({name.lower() for name in names}) == len(names)
    assert {*table.key, table.bulk} <= set(names)
    assert all(column.description.endswith(".") or "..." in column.description for column in table.columns)
    leaves = {str(leaf) for column in table.columns for leaf in leaf_types(column.type)}
    assert leaves <= READABLE_EVERYWHERE


def leaf_types(kind: pa.DataType) -> list[pa.DataType]:
    if pa.types.is_list(kind):
        return leaf_types(kind.value_type)
    if pa.types.is_struct(kind):
        return [leaf for field in kind for leaf in leaf_types(field.type)]
    return [kind]


def test_an_article_makes_a_row() -> None:
    row = article_row(replace(distinct(3), flags=("short",)))
    assert list(row) == ARTICLE_COLUMNS.split()
    assert (row["record_id"], row["source_offset"], row["dump_date"]) == ("rec-3", 300, DUMP_DATE)
    assert row["removed_chars"]["newsletter"] == len("Sign up for our evening letter\n")
    assert set(row["removed_chars"]) == {category.value for category in Category}
    assert row["flags"] == ["short"]
    assert row["engine_digest"] == ENGINE.digest


def test_an_undated_dump_has_no_date() -> None:
    assert article_row(distinct(0), "undated")["dump_date"] is None


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (UTC_TIME, UTC_TIME),
        (datetime(2024, 5, 6, 9, tzinfo=timezone(timedelta(hours=2))), UTC_TIME),
        (datetime(2024, 5, 6, 7), UTC_TIME),
        (datetime(1900, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)),
        (datetime(1899, 12, 31, tzinfo=UTC), None),
        (datetime(1, 1, 1), None),
        (datetime(2100, 12, 31, tzinfo=UTC), datetime(2100, 12, 31, tzinfo=UTC)),
        (datetime(2101, 1, 1, tzinfo=UTC), None),
        (None, None),
    ],
)
def test_only_times_that_every_reader_takes(moment: datetime | None, written: datetime | None) -> None:
    row = article_row(article(0, published_at=moment))
    assert row["published_at"] == written
    assert (IMPLAUSIBLE_DATE in row["flags"]) == (moment is not None and written is None)
    assert to_batch(ARTICLES, [row]).to_pylist()[0]["published_at"] == written


def test_removal_rows_restore_the_document() -> None:
    made = article(0)
    rows = to_batch(REMOVALS, removal_rows(made)).to_pylist()
    whole = "".join(part if isinstance(part, str) else part[0] for part in STORY)
    assert restore(made.text, [removal_of(row) for row in rows]) == whole


def test_a_reject_can_be_tried_again() -> None:
    rejected = rejection(7)
    row = to_batch(REJECTS, [reject_row(rejected)]).to_pylist()[0]
    record = retry_record(row)
    assert record is not None
    assert (record.origin, record.payload, record.kind) == (rejected.origin, rejected.payload, rejected.kind)
    assert (record.hints, record.charset) == (rejected.hints, rejected.charset)


@pytest.mark.parametrize(("size", "cut"), [(9, False), (10, False), (11, True), (5_000, True)])
def test_a_long_payload_is_capped_and_its_whole_digest_kept(size: int, cut: bool) -> None:
    payload = bytes(range(256)) * 20
    row = reject_row(rejection(0, payload=payload[:size]), payload_cap=10)
    assert row["payload"] == payload[: min(size, 10)]
    assert (row["payload_bytes"], row["payload_cut"]) == (size, cut)
    assert row["payload_sha256"] == hashlib.sha256(payload[:size]).hexdigest()
    assert (retry_record(row) is None) == cut


def test_a_reject_without_payload_has_no_digest_and_is_read_again() -> None:
    row = reject_row(rejection(0, payload=b""))
    assert (row["payload"], row["payload_sha256"], row["payload_cut"]) == (b"", None, False)
    assert retry_record(row) is None


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("text", None, "articles.text: row 1 of the batch is null"),
        ("chars_in", "many", "articles.chars_in"),
        ("chars_in", 2**40, "articles.chars_in"),
        ("published_at", "yesterday", "articles.published_at"),
    ],
)
def test_what_does_not_fit_is_named(column: str, value: object, complaint: str) -> None:
    good = article_row(distinct(0))
    with pytest.raises(TableError, match=complaint):
        to_batch(ARTICLES, [good, {**good, column: value}])


def test_lone_surrogates_become_replacement_characters() -> None:
    row = article_row(distinct(0, title="a\ud800\U0001f6a2b", tags=("\udfff",)))
    written = to_batch(ARTICLES, [row]).to_pylist()[0]
    assert (written["title"], written["tags"]) == (
        "a\N{REPLACEMENT CHARACTER}\U0001f6a2b",
        ["\N{REPLACEMENT CHARACTER}"],
    )


def batches_of(rows: list[dict[str, Any]], sizes: list[int]) -> list[pa.RecordBatch]:
    batches, start = [], 0
    for size in sizes:
        batches.append(to_batch(ARTICLES, rows[start : start + size]))
        start += size
    return [*batches, to_batch(ARTICLES, rows[start:])]


@given(sizes=st.lists(st.integers(0, 20), max_size=8), group=st.integers(5, 30), cap=st.integers(600, 6_000))
@settings(max_examples=20, deadline=None)
def test_bytes_do_not_depend_on_the_batches(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], group: int, cap: int
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    rows = [article_row(distinct(n, section=None if n % 3 else "sea")) for n in range(40)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "ROWS_PER_GROUP", group)
        patch.setattr(writer, "BYTES_PER_GROUP", cap)
        one = write_parquet(ARTICLES, batches_of(rows, []), os.fspath(folder / "x"), "e")
        many = write_parquet(ARTICLES, batches_of(rows, sizes), os.fspath(folder / "x"), "e")
    assert one == many
    read = pq.read_table(folder / "x", page_checksum_verification=True)
    assert read.column("title").to_pylist() == [row["title"] for row in rows]


def test_row_groups_are_bounded_by_rows_and_by_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [article_row(distinct(n)) for n in range(25)]
    entry = write_parquet(ARTICLES, batches_of(rows, [3, 4, 5]), os.fspath(tmp_path / "rows"), "")
    assert entry.rows == 25
    monkeypatch.setattr(writer, "ROWS_PER_GROUP", 10)
    assert groups(tmp_path, rows) == [10, 10, 5]
    monkeypatch.setattr(writer, "BYTES_PER_GROUP", 3 * len(rows[0]["text"].encode()))
    assert groups(tmp_path, rows)[0] == 3


def groups(folder: Path, rows: list[dict[str, Any]]) -> list[int]:
    write_parquet(ARTICLES, batches_of(rows, [7, 1, 9]), os.fspath(folder / "x"), "")
    metadata = pq.ParquetFile(folder / "x").metadata
    return [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]


def test_files_say_what_they_are_and_nothing_of_the_run(tmp_path: Path) -> None:
    write_parquet(ARTICLES, batches_of([], []), os.fspath(tmp_path / "x"), "abc")
    file = pq.ParquetFile(tmp_path / "x")
    assert file.metadata.num_row_groups == 0
    assert file.schema_arrow.equals(ARTICLES.schema)
    facts = {key: value for key, value in file.schema_arrow.metadata.items() if key.startswith(b"winnow")}
    assert facts == {
        b"winnow.contract_version": writer.CONTRACT_VERSION.encode(),
        b"winnow.dataset": b"articles",
        b"winnow.engine_digest": b"abc",
    }


def test_an_interrupted_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    row = article_row(distinct(0))

    def broken() -> Any:
        yield to_batch(ARTICLES, [row] * 20_000)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_parquet(ARTICLES, broken(), os.fspath(path), "")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("x", b"old")]


def test_a_batch_of_another_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="another schema"):
        write_parquet(REMOVALS, batches_of([], []), os.fspath(tmp_path / "x"), "")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writer.os, "fsync", full)
    with pytest.raises(StorageError, match=r"cannot write articles to .*x: No space left.*free some space") as caught:
        write_parquet(ARTICLES, batches_of([], []), os.fspath(tmp_path / "x"), "")
    assert caught.value.errno == errno.ENOSPC
    assert not list(tmp_path.iterdir())


def test_a_changed_schema_has_a_new_contract_version() -> None:
    """Shards of one version must have one schema: raise CONTRACT_VERSION when this digest changes."""
    described = "\n".join(f"{name}: {table.schema}" for name, table in TABLES.items())
    versions = {"1.0.0": "2d447501ada7", "1.1.0": "060d26b4fabb"}
    assert hashlib.sha256(described.encode()).hexdigest()[:12] == versions[writer.CONTRACT_VERSION]
