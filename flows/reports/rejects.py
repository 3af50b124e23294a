"""The rejects of the current release: found by reason, source and id, and the shards that they belong to."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cleaners.model import RejectReason
from flows.manifest import ShardManifest
from flows.release.layout import current_release, release_folder
from flows.tables import REJECTS
from flows.tables.reader import read_rows

# What a busy or small machine may be to blame for. Everything else the same engine would reject again.
OF_THE_MACHINE = frozenset({RejectReason.TIMEOUT, RejectReason.MEMORY, RejectReason.WORKER_DIED})
_FACTS = tuple(column.name for column in REJECTS.columns if column.name != "payload")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rejects are meant. Whatever is empty does not restrict."""

    ids: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    source: str | None = None

    def shard(self, manifest: ShardManifest) -> bool:
        """Whether a shard may hold some of them."""
        reasons = manifest.counts.rejects.keys()
        return bool(reasons & self.reasons if self.reasons else reasons) and self.source in (None, manifest.source)

    def row(self, row: Mapping[str, Any]) -> bool:
        """Whether a reject is one of them."""
        return (not self.ids or row["record_id"] in self.ids) and (not self.reasons or row["reason"] in self.reasons)


def find(curated: str, wanted: Wanted) -> Iterator[tuple[ShardManifest, dict[str, Any]]]:
    """The wanted rejects, without payloads, and their shards, in the order of the release.

    Raises ManifestError, TableError, OSError: the release cannot be read.
    """
    for manifest, path in _files(curated, wanted):
        for row in read_rows(REJECTS, path, _FACTS):
            if wanted.row(row):
                yield manifest, row


def whole(curated: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The wanted rejects with their payloads."""
    for _, path in _files(curated, wanted):
        yield from (row for row in read_rows(REJECTS, path) if wanted.row(row))


def promising(rejects: Iterable[tuple[str, str]], unchanged: Container[str]) -> frozenset[str]:
    """The shards that are worth another try, of (shard, reason) pairs.

    Cleaning is deterministic: of an `unchanged` shard, whose dump, options and engine are those that it was published
    with, only what was of the machine can come out differently.
    """
    return frozenset(shard for shard, reason in rejects if shard not in unchanged or reason in OF_THE_MACHINE)


def _files(curated: str, wanted: Wanted) -> Iterator[tuple[ShardManifest, str]]:
    folder, release = release_folder(curated), current_release(curated)
    if folder is None or release is None:
        return
    for manifest in filter(wanted.shard, release.shards):
        for entry in manifest.files:
            if entry.dataset == REJECTS.name:
                yield manifest, os.path.join(folder, entry.path)
