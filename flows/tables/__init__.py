"""The five datasets of a release, each declared once: one module, one line per column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.tables.articles import ARTICLES, ArticleFacts
from flows.tables.columns import CONTRACT_VERSION, Column, Table
from flows.tables.duplicates import DUPLICATES, Duplicate, duplicate_row
from flows.tables.rejects import PAYLOAD_CAP, REJECTS, RejectFacts, retry_record
from flows.tables.removals import REMOVALS, removal_facts
from flows.tables.signatures import SIGNATURES
from flows.tables.writer import batch_of, to_batch, write_parquet

_ALL = (ARTICLES, REMOVALS, REJECTS, SIGNATURES, DUPLICATES)
TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})
SHARD_DATASETS = (
    "articles",
    "removals",
    "rejects",
    "signatures",
)  # of a shard; duplicates belong to the release

__all__ = [
    "ARTICLES",
    "CONTRACT_VERSION",
    "DUPLICATES",
    "PAYLOAD_CAP",
    "REJECTS",
    "REMOVALS",
    "SHARD_DATASETS",
    "SIGNATURES",
    "TABLES",
    "ArticleFacts",
    "Column",
    "Duplicate",
    "RejectFacts",
    "Table",
    "batch_of",
    "duplicate_row",
    "removal_facts",
    "retry_record",
    "to_batch",
    "write_parquet",
]
