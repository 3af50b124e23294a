"""What the contract promises to readers: one line opens a dataset in pandas, Polars and DuckDB, also an empty one."""

# ruff: noqa: S608, S102 - the queries and the code are the contract's own

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from release_values import publish_staged, sample_shards, stage

from flows.manifest import ReleaseManifest
from flows.release.readme import consumers_readme
from flows.tables import TABLES

ROWS = {"articles": 7, "removals": 19, "rejects": 1, "duplicates": 3}
Reader = Callable[[str], int]
READERS: dict[str, Reader] = {
    "pandas folder": lambda folder: len(pd.read_parquet(folder, dtype_backend="pyarrow")),
    "pandas": lambda folder: len(pd.read_parquet(folder)),
    "polars glob": lambda folder: int(pl.scan_parquet(f"{folder}/*.parquet").select(pl.len()).collect().item()),
    "polars folder": lambda folder: pl.read_parquet(folder).height,
    "duckdb glob": lambda folder: int(duckdb.sql(f"SELECT * FROM '{folder}/*.parquet'").pl().height),
    "duckdb recursive": lambda folder: int(duckdb.sql(f"SELECT * FROM '{folder}/**/*.parquet'").pl().height),
    "pyarrow": lambda folder: int(pq.read_table(folder).num_rows),
}


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("curated")
    publish_staged(root, *sample_shards(root))
    return root


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("empty")
    publish_staged(root, stage(root, "a", [], ["news/none.jsonl"]))
    return root


@pytest.mark.parametrize("dataset", ROWS)
@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
def test_one_line_reads_every_row(curated: Path, reader: Reader, dataset: str) -> None:
    assert reader(f"{curated}/latest/{dataset}") == ROWS[dataset]


@pytest.mark.parametrize("dataset", ROWS)
@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
def test_an_empty_dataset_reads_as_no_rows(empty: Path, reader: Reader, dataset: str) -> None:
    assert reader(f"{empty}/latest/{dataset}") == 0


@pytest.mark.parametrize("dataset", ROWS)
def test_an_empty_dataset_still_has_its_columns(empty: Path, dataset: str) -> None:
    names = TABLES[dataset].schema.names
    folder = f"{empty}/latest/{dataset}"
    assert list(pd.read_parquet(folder).columns) == names
    assert pl.read_parquet(f"{folder}/*.parquet").columns == names
    assert duckdb.sql(f"SELECT * FROM '{folder}/*.parquet'").columns == names


def test_values_are_the_same_in_every_reader(curated: Path) -> None:
    glob = f"{curated}/latest/articles/*.parquet"
    wanted = ["article_id", "text", "dump_date", "chars_in", "language_score", "authors", "removed_chars", "flags"]
    by_polars = pl.read_parquet(glob).select(wanted).to_dicts()
    by_duckdb = duckdb.sql(f"SELECT {', '.join(wanted)} FROM '{glob}'").pl().to_dicts()
    by_pandas = pd.read_parquet(f"{curated}/latest/articles", dtype_backend="pyarrow")[wanted].to_dict("records")
    assert by_polars == by_duckdb
    assert [normal(row) for row in by_pandas] == by_polars


def normal(row: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if name in ("authors", "flags") else value for name, value in row.items()}


def test_offsets_count_code_points_everywhere(curated: Path) -> None:
    """An emoji stands before most spans: bytes or UTF-16 units would be off."""
    release = f"{curated}/latest"
    lengths = f"SELECT count(*) FROM '{release}/removals/*.parquet' WHERE length(text) <> end_char - start_char"
    assert duckdb.sql(lengths).fetchall() == [(0,)]
    frame = pl.read_parquet(f"{release}/removals/*.parquet")
    assert frame.filter(pl.col("text").str.len_chars() != pl.col("end_char") - pl.col("start_char")).is_empty()


def test_the_anti_join_drops_repetitions(curated: Path) -> None:
    """The contract's own SQL, run as it is written there."""
    query = example("sql").replace("curated/", f"{curated}/")
    once = duckdb.sql(query).pl()
    # Two stories of their own, the repeated story once, and the article without text.
    assert once.height == 4
    assert once.filter(pl.col("chars_out") > 0)["text_sha256"].is_unique().all()


def test_documents_are_restored_by_the_contracts_own_code(curated: Path) -> None:
    scope: dict[str, Any] = {}
    exec(example("python", "def document_text"), scope)
    articles = pl.read_parquet(f"{curated}/latest/articles/*.parquet").to_dicts()
    removals = pl.read_parquet(f"{curated}/latest/removals/*.parquet").sort("article_id", "ordinal").to_dicts()
    for article in articles:
        own = [row for row in removals if row["article_id"] == article["article_id"]]
        whole = scope["document_text"](article["text"], own)
        assert len(whole) == article["chars_in"]
        assert digest(whole) == article["input_text_sha256"]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def example(language: str, containing: str = "") -> str:
    blocks = consumers_readme().split(f"```{language}\n")[1:]
    return next(block.split("```")[0] for block in blocks if containing in block)


def test_the_manifest_lists_what_is_there(curated: Path) -> None:
    release = (curated / "latest").resolve()
    manifest = ReleaseManifest.from_json(pd.read_json(release / "manifest.json", typ="series").to_dict())
    listed = {entry.path: entry.bytes for entry in manifest.files}
    assert listed == {f"{p.parent.name}/{p.name}": p.stat().st_size for p in release.glob("*/*.parquet")}
    assert {p.name for p in release.iterdir()} == {*TABLES, "manifest.json", "README.md", "datacontract.yaml"}
