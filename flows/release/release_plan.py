"""What the next release holds: the shards of the current one, with new ones in place of those of the same name."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.errors import ReleaseError
from flows.manifest import FileEntry, ReleaseManifest, ShardManifest
from flows.tables import CONTRACT_VERSION, SHARD_DATASETS

METHOD = "2"  # of finding duplicates; raised when the answers may change
SHARD_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """A release to be made: its shards with published paths, and where each file lies now."""

    release: str
    shards: tuple[ShardManifest, ...]
    origins: Mapping[str, str]  # published path -> present path
    staged: frozenset[str]  # published paths of files that are new and still to be verified


def release_id(shards: Iterable[ShardManifest]) -> str:
    """Sixteen hex digits over all that decides a release's content."""
    facts = [CONTRACT_VERSION, METHOD, [shard.to_json() for shard in shards]]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def plan_release(
    current: str | None,
    former: ReleaseManifest | None,
    given: Sequence[tuple[ShardManifest, str]],
    remove: frozenset[str],
) -> ReleasePlan:
    """Merge `given`, each with the folder of its files, into the shards of `former`, the release in `current`.

    Raises ReleaseError.
    """
    new = _by_name([shard for shard, _ in given])
    folders = {shard.shard: folder for shard, folder in given}
    old = {shard.shard: shard for shard in former.shards} if former else {}
    shards: list[ShardManifest] = []
    origins: dict[str, str] = {}
    staged: set[str] = set()
    for name in sorted({*new, *old} - remove):
        shard = _published(new[name]) if name in new else old[name]
        _check_contract(shard)
        shards.append(shard)
        origins |= {entry.path: os.path.join(current or "", entry.path) for entry in shard.files}
        if name in new:
            fresh = _staged_paths(new[name], folders[name], old.get(name) == shard)
            origins |= fresh
            staged |= set(fresh)
    return ReleasePlan(release_id(shards), tuple(shards), origins, frozenset(staged))


def _by_name(shards: Sequence[ShardManifest]) -> dict[str, ShardManifest]:
    named: dict[str, ShardManifest] = {}
    for shard in shards:
        if not SHARD_NAME.fullmatch(shard.shard):
            raise ReleaseError(f"{shard.shard!r} is no shard name: use up to 200 of a-z 0-9 . _ - and no leading sign")
        if shard.shard in named:
            raise ReleaseError(f"shard {shard.shard} was given twice; give each shard once")
        wrong = shard.imbalances()
        if wrong:
            raise ReleaseError(f"shard {shard.shard} does not add up: {'; '.join(wrong)}. Clean it again with --force")
        named[shard.shard] = shard
    return named


def _published(shard: ShardManifest) -> ShardManifest:
    """The shard as a release lists it: files that have rows, under their published paths."""
    files = [replace(entry, path=_published_path(shard, entry)) for entry in shard.files if entry.rows]
    return replace(shard, files=tuple(sorted(files, key=lambda entry: entry.path)), contract_version=CONTRACT_VERSION)


def _published_path(shard: ShardManifest, entry: FileEntry) -> str:
    if entry.dataset not in SHARD_DATASETS:
        raise ReleaseError(f"shard {shard.shard} has a file of {entry.dataset!r}; shards have {SHARD_DATASETS}")
    return f"{entry.dataset}/{shard.shard}-{entry.sha256[:12]}.parquet"


def _staged_paths(shard: ShardManifest, folder: str, is_published: bool) -> dict[str, str]:
    """Where the shard's files lie. Staged files of a shard that was published as it is may be gone by now."""
    paths = {_published_path(shard, entry): os.path.join(folder, entry.path) for entry in shard.files if entry.rows}
    return {path: origin for path, origin in paths.items() if not is_published or os.path.exists(origin)}


def _check_contract(shard: ShardManifest) -> None:
    if shard.contract_version != CONTRACT_VERSION:
        raise ReleaseError(
            f"shard {shard.shard} has contract version {shard.contract_version}, new ones have {CONTRACT_VERSION}, and "
            "a release has one schema: run `winnow backfill --stale` to renew all shards together"
        )
