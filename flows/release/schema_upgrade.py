"""Shards of an earlier minor version of the contract, rewritten in the present schema: new columns are null.

A release has one schema, so a shard that cannot be cleaned again (its input is gone, or only new dumps are
taken in just now) is brought to it. A later `winnow backfill --stale` fills the new columns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from flows.errors import TableError
from flows.manifest import FileEntry, ShardManifest
from flows.tables import ARTICLES, CONTRACT_VERSION, SIGNATURES, TABLES, Table, to_batch, write_parquet
from flows.tables.reader import read_any_batches
from flows.tables.signatures import signature_row


def can_recast(shard: ShardManifest) -> bool:
    """Whether the shard is of an earlier minor version: columns were added since, and nothing else."""
    theirs, ours = _numbers(shard.contract_version), _numbers(CONTRACT_VERSION)
    return theirs[:1] == ours[:1] and theirs < ours


def recast(shard: ShardManifest, release: str, folder: str) -> ShardManifest:
    """Rewrite the files of a shard of the release in `release` into `folder`; the manifest that describes them.

    Raises TableError when a new column may not be null, StorageError when the files cannot be written.
    """
    files = [_file(shard, entry, release, folder) for entry in shard.files]
    if all(entry.dataset != SIGNATURES.name for entry in files):
        files += [_signatures(shard, entry, folder) for entry in files if entry.dataset == ARTICLES.name]
    return replace(shard, files=tuple(files), contract_version=CONTRACT_VERSION)


def _signatures(shard: ShardManifest, articles: FileEntry, folder: str) -> FileEntry:
    """The file of a dataset that the contract did not have, from that of the articles."""
    batches = (
        to_batch(SIGNATURES, [signature_row(row) for row in batch.to_pylist()])
        for batch in read_any_batches(os.path.join(folder, articles.path))
    )
    path = os.path.join(folder, f"{shard.shard}.{SIGNATURES.name}")
    return write_parquet(SIGNATURES, batches, path, shard.engine.digest)


def _file(shard: ShardManifest, entry: FileEntry, release: str, folder: str) -> FileEntry:
    table = TABLES[entry.dataset]
    batches = _widened(table, os.path.join(release, entry.path))
    return write_parquet(table, batches, os.path.join(folder, f"{shard.shard}.{table.name}"), shard.engine.digest)


def _widened(table: Table, path: str) -> Iterator[pa.RecordBatch]:
    for batch in read_any_batches(path):
        if set(batch.schema.names) - set(table.schema.names):
            raise TableError(f"{path} has columns that {table.name} has no more")
        columns = [_column(batch, field, path) for field in table.schema]
        yield pa.RecordBatch.from_arrays(columns, schema=table.schema)


def _column(batch: pa.RecordBatch, field: pa.Field, path: str) -> pa.Array:
    if field.name in batch.schema.names:
        return _fitted(batch.column(field.name), field.type, path)
    if not field.nullable:
        raise TableError(f"{path} lacks {field.name}, which may not be null: run `winnow backfill --stale`")
    return pa.nulls(batch.num_rows, field.type)


def _fitted(array: pa.Array, kind: pa.DataType, path: str) -> pa.Array:
    """The array as it is, or with the struct fields that are new: a new category removed nothing then."""
    if array.type.equals(kind):
        return array
    if not (pa.types.is_struct(kind) and pa.types.is_struct(array.type)):
        raise TableError(f"{path} holds {array.type} where {kind} is expected: run `winnow backfill --stale`")
    present = {field.name: array.field(number) for number, field in enumerate(array.type)}
    parts = [present.get(field.name, pa.array([0] * len(array), field.type)) for field in kind]
    return pa.StructArray.from_arrays(parts, fields=list(kind))


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")] if version else []
