"""The four datasets of a release, each declared once: one module, one line per column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.tables.articles import ARTICLES, article_row
from flows.tables.columns import CONTRACT_VERSION, Column, Table
from flows.tables.duplicates import DUPLICATES, Duplicate, duplicate_row
from flows.tables.rejects import PAYLOAD_CAP, REJECTS, reject_row, retry_record
from flows.tables.removals import REMOVALS, removal_rows
from flows.tables.writer import TableError, to_batch, write_parquet

TABLES: Mapping[str, Table] = MappingProxyType({t.name: t for t in (ARTICLES, REMOVALS, REJECTS, DUPLICATES)})
SHARD_DATASETS = ("articles", "removals", "rejects")  # what a shard yields; duplicates belong to the release

__all__ = [
    "ARTICLES",
    "CONTRACT_VERSION",
    "DUPLICATES",
    "PAYLOAD_CAP",
    "REJECTS",
    "REMOVALS",
    "SHARD_DATASETS",
    "TABLES",
    "Column",
    "Duplicate",
    "Table",
    "TableError",
    "article_row",
    "duplicate_row",
    "reject_row",
    "removal_rows",
    "retry_record",
    "to_batch",
    "write_parquet",
]
