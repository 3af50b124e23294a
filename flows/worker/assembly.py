"""A shard's parts joined, in the order of its records, into Parquet files and a manifest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleaners.model import EngineIdentity
from flows.errors import SumsError
from flows.manifest import Counts, FileEntry, ShardManifest, dumps, total
from flows.protocol import AssembleUnit, Cursor
from flows.storage import explained, fsync_path, write_atomic
from flows.tables import SHARD_DATASETS, TABLES, write_parquet
from flows.tables.staging import staged_batches
from flows.worker.parts import part_file

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "shard.json"


def assemble(unit: AssembleUnit, engine: EngineIdentity, cursor: Cursor) -> None:
    """Write the folder `unit.finished`, whole or not at all. The bytes do not depend on how the parts were cut.

    Raises StorageError (disk full), SumsError.
    """
    building = f"{unit.finished}.tmp"
    with explained(f"write the shard {unit.shard.name}"):
        shutil.rmtree(building, ignore_errors=True)
        os.makedirs(building)
        files = tuple(_write(name, unit, building, engine, cursor) for name in SHARD_DATASETS)
        write_atomic(os.path.join(building, MANIFEST), dumps(_manifest(unit, engine, files)))
        fsync_path(building)
        shutil.rmtree(unit.finished, ignore_errors=True)
        os.rename(building, unit.finished)
        fsync_path(os.path.dirname(unit.finished))


def _write(name: str, unit: AssembleUnit, folder: str, engine: EngineIdentity, cursor: Cursor) -> FileEntry:
    paths = [part_file(unit.shard.parts, part, name) for part in unit.parts]
    return write_parquet(
        TABLES[name], _watched(staged_batches(paths), cursor), os.path.join(folder, f"{name}.parquet"), engine.digest
    )


def _watched(batches: Iterator[pa.RecordBatch], cursor: Cursor) -> Iterator[pa.RecordBatch]:
    """The batches, each a sign of life."""
    for batch in batches:
        cursor.advance(1)
        yield batch


def _manifest(unit: AssembleUnit, engine: EngineIdentity, files: tuple[FileEntry, ...]) -> ShardManifest:
    by_file = {item.path: Counts() for item in unit.digests}
    for part in unit.parts:
        for path, counts in part.counts.items():
            by_file[path] += counts
    manifest = ShardManifest(
        shard=unit.shard.name,
        source=unit.shard.source,
        dump_date=unit.shard.dump_date,
        unit_digest=unit.shard.unit_digest,
        inputs=unit.digests,
        engine=engine,
        counts=total(by_file.values()),
        counts_by_file=by_file,
        files=files,
        contract_version=unit.contract_version,
    )
    if not manifest.balanced:
        raise SumsError(f"the sums of shard {manifest.shard} do not come out: {manifest.counts}; please report this")
    return manifest
