"""A minor version of the contract adds columns: shards that stay are taken over with nulls, and one schema rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from release_values import distinct, publish_staged, rejection, sample_shards, stage

from flows.errors import ReleaseError
from flows.release.schema_upgrade import can_recast
from flows.tables import ARTICLES, TABLES, Table
from flows.tables.articles import REMOVED_CHARS
from flows.tables.columns import STRING, Column, optional, required

SUMMARY = optional("summary", STRING, lambda _: None, "A new column.")
STRICT = required("summary", STRING, lambda _: "", "A new column that is never null.")
WIDER = pa.struct([*REMOVED_CHARS, pa.field("weather", pa.int32(), nullable=False)])


def take_up(patch: pytest.MonkeyPatch, version: str, table: Table) -> None:
    """Let the modules believe that the contract has this version, and `articles` this declaration."""
    for module in ("release.schema_upgrade", "release.release_plan", "tables.writer", "release.publish"):
        patch.setattr(f"flows.{module}.CONTRACT_VERSION", version)
    for module in ("release.schema_upgrade", "release.publish"):
        patch.setattr(f"flows.{module}.TABLES", {**TABLES, "articles": table})
    patch.setattr("flows.release.schema_upgrade.ARTICLES", table)
    patch.setattr("release_values.ARTICLES", table)
    patch.setattr("flows.tables.articles.ARTICLES", table)


def widened(*columns: Column) -> Table:
    return replace(ARTICLES, columns=(*ARTICLES.columns, *columns))


def test_shards_that_stay_get_the_new_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_staged(tmp_path, *sample_shards(tmp_path))
    before = pq.read_table(tmp_path / "latest" / "articles").to_pylist()
    take_up(monkeypatch, "1.2.0", widened(SUMMARY))
    publish_staged(tmp_path, remove=frozenset({"b"}))
    files = list((tmp_path / "latest" / "articles").iterdir())
    assert [pq.read_schema(path).names[-1] for path in files] == ["summary"]
    after = pq.read_table(files[0]).to_pylist()
    assert after == [{**row, "summary": None} for row in before if row["source_path"] == "news/a.jsonl"]
    assert pq.read_schema(files[0]).metadata[b"winnow.contract_version"] == b"1.2.0"


def test_a_release_has_one_schema_and_no_remains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sample_shards(tmp_path)[0]
    publish_staged(tmp_path, first)
    take_up(monkeypatch, "1.2.0", widened(SUMMARY))
    info = publish_staged(tmp_path, stage(tmp_path, "b", [distinct(0, "news/b.jsonl"), rejection(1, "news/b.jsonl")]))
    schemas = [pq.read_schema(path).remove_metadata() for path in (tmp_path / "latest" / "articles").iterdir()]
    assert len(schemas) == 2
    assert schemas[0].equals(schemas[1])
    assert {shard.contract_version for shard in info.manifest.shards} == {"1.2.0"}
    assert not [path for path in (tmp_path / "releases").iterdir() if path.name.startswith(".")]
    assert publish_staged(tmp_path).release == info.release


def test_a_new_category_removed_nothing_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_staged(tmp_path, *sample_shards(tmp_path))
    columns = [replace(c, type=WIDER) if c.name == "removed_chars" else c for c in ARTICLES.columns]
    take_up(monkeypatch, "1.2.0", replace(ARTICLES, columns=tuple(columns)))
    publish_staged(tmp_path)
    removed = [row["removed_chars"] for row in pq.read_table(tmp_path / "latest" / "articles").to_pylist()]
    assert {row["weather"] for row in removed} == {0}
    assert any(row["caption"] for row in removed)


@pytest.mark.parametrize(
    ("version", "table", "complaint"),
    [
        ("1.2.0", widened(STRICT), "lacks summary, which may not be null: run `winnow backfill --stale`"),
        ("1.2.0", replace(ARTICLES, columns=ARTICLES.columns[:-1]), "has columns that articles has no more"),
        ("2.0.0", widened(SUMMARY), r"has contract version 1\.1\.0, new ones have 2\.0\.0.*backfill --stale"),
        ("0.9.0", widened(SUMMARY), r"has contract version 1\.1\.0, new ones have 0\.9\.0"),
    ],
)
def test_what_cannot_be_taken_over_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, table: Table, complaint: str
) -> None:
    first = publish_staged(tmp_path, *sample_shards(tmp_path))
    take_up(monkeypatch, version, table)
    with pytest.raises(ReleaseError, match=complaint):
        publish_staged(tmp_path, remove=frozenset({"b"}))
    assert (tmp_path / "latest").resolve().name == first.release


@pytest.mark.parametrize(
    ("theirs", "possible"),
    [("1.0.0", True), ("1.1.0", False), ("1.2.0", False), ("2.0.0", False), ("0.9.9", False), ("", False)],
)
def test_only_an_earlier_minor_version_is_taken_over(tmp_path: Path, theirs: str, possible: bool) -> None:
    assert can_recast(replace(stage(tmp_path, "a", []), contract_version=theirs)) == possible


def test_an_earlier_minor_version_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.release.schema_upgrade.CONTRACT_VERSION", "1.10.0")
    shard = stage(tmp_path, "a", [])
    assert [can_recast(replace(shard, contract_version=v)) for v in ("1.0.0", "1.9.5", "1.10.0", "1.11.0")] == [
        True,
        True,
        False,
        False,
    ]
