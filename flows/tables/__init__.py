"""The four datasets of a release, each declared once: one module, one line per column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.tables.articles import ARTICLES, ArticleFacts
from flows.tables.columns import CONTRACT_VERSION, Column, Table
from flows.tables.duplicates import DUPLICATES, Duplicate, duplicate_row
from flows.tables.rejects import PAYLOAD_CAP, REJECTS, RejectFacts, retry_record
from flows.tables.removals import REMOVALS, removal_facts
from flows.tables.writer import TableError, batch_of, to_batch, write_parquet

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
    "ArticleFacts",
    "Column",
    "Duplicate",
    "RejectFacts",
    "Table",
    "TableError",
    "batch_of",
    "duplicate_row",
    "removal_facts",
    "retry_record",
    "to_batch",
    "write_parquet",
]
