"""Publishing: a release appears whole or not at all, and readers of the former one are not disturbed.

Files are verified, hard-linked into a folder beside the releases, described by a manifest, synced, and renamed
to `releases/<id>`; then the link `latest` is swapped. A crash between any two steps leaves the former release
current and at most a folder that the next publisher sweeps away. The id is a digest of the content, so equal
content is published once.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flows.errors import ReleaseError, TableError
from flows.locks import exclusive, tell
from flows.manifest import FileEntry, ReleaseManifest, ShardManifest, dumps, load, total
from flows.release.contract import datacontract_yaml
from flows.release.layout import (
    BUILD_PREFIX,
    CONTRACT,
    LATEST,
    LOCK,
    MANIFEST,
    README,
    RELEASES,
    TRASH_PREFIX,
    current_release,
    release_folder,
)
from flows.release.readme import release_readme
from flows.release.release_plan import ReleasePlan, plan_release
from flows.release.schema_upgrade import can_recast, recast
from flows.storage import explained, fsync_path, write_atomic
from flows.tables import CONTRACT_VERSION, DUPLICATES, SHARD_DATASETS, TABLES, duplicate_row, to_batch
from flows.tables.reader import check_file
from flows.tables.writer import sha256, write_parquet

RELEASE_ID = re.compile(r"[0-9a-f]{16}")
_NO_HARD_LINK = {errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK}
DUPLICATE_ROWS = 10_000  # rows turned to Arrow at a time


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How to publish. `say` gets messages for people; `remove` names shards to leave out of the new release."""

    keep_releases: int = 3
    remove: frozenset[str] = frozenset()
    run_id: str | None = None
    flow_run_id: str | None = None
    say: Callable[[str], None] = tell
    lock_timeout: float | None = None  # seconds; None waits as long as it takes


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """The release that is current after publishing; `created` is false when its content was published before."""

    path: str
    manifest: ReleaseManifest
    created: bool

    @property
    def release(self) -> str:
        """The id of the release."""
        return self.manifest.release


def publish(
    curated: str,
    shards: Sequence[ShardManifest],
    staged_dir_of: Callable[[ShardManifest], str],
    options: PublishOptions = PublishOptions(),
) -> ReleaseInfo:
    """Publish the current release's shards with `shards` in place of those of the same name.

    `staged_dir_of` gives the folder that holds a shard's files; it may lie on another filesystem. Waits while
    another process publishes to the same folder.

    Raises:
        ReleaseError: a shard's sums, name or files are wrong; nothing was published.
        StorageError: the disk is full, or a folder cannot be written; the former release is intact.
    """
    with explained(f"publish to {curated}"):
        os.makedirs(os.path.join(curated, RELEASES), exist_ok=True)
        with exclusive(os.path.join(curated, LOCK), options.say, options.lock_timeout):
            sweep(curated)
            former = current_release(curated)
            given = [(shard, staged_dir_of(shard)) for shard in shards]
            renewed = _recast_old(curated, former, {shard.shard for shard in shards} | options.remove)
            plan = plan_release(release_folder(curated), former, [*given, *renewed], options.remove)
            info = _make(curated, plan, former, options)
            sweep(curated)
            _collect_garbage(curated, {info.release, former.release if former else ""}, options)
    return info


def sweep(curated: str) -> None:
    """Delete what publishers that died have left. Only while the lock is held."""
    releases = os.path.join(curated, RELEASES)
    for name in os.listdir(releases):
        if name.startswith((BUILD_PREFIX, TRASH_PREFIX)):
            shutil.rmtree(os.path.join(releases, name))


def _recast_old(curated: str, former: ReleaseManifest | None, replaced: set[str]) -> list[tuple[ShardManifest, str]]:
    """The shards of an earlier minor contract that stay, in the present schema, and the folder that holds them."""
    old = [s for s in former.shards if can_recast(s) and s.shard not in replaced] if former else []
    if not old:
        return []
    folder = os.path.join(curated, RELEASES, f"{BUILD_PREFIX}recast")
    os.makedirs(folder)
    release = release_folder(curated) or curated
    try:
        return [(recast(shard, release, folder), folder) for shard in old]
    except TableError as error:
        raise ReleaseError(f"a shard of the former contract cannot be taken over: {error}") from error


def _make(curated: str, plan: ReleasePlan, former: ReleaseManifest | None, options: PublishOptions) -> ReleaseInfo:
    """Make the release unless it is there, and point `latest` to it."""
    target = os.path.join(curated, RELEASES, plan.release)
    build = os.path.join(curated, RELEASES, BUILD_PREFIX + plan.release)
    created = not os.path.exists(target)
    try:
        if created:
            _build(build, plan, former, options)
            os.rename(build, target)
            fsync_path(os.path.dirname(target))
        else:
            _heal(target, build, plan)
    except BaseException:
        shutil.rmtree(build, ignore_errors=True)
        raise
    if former is None or former.release != plan.release:
        os.utime(target)  # the time of a release's folder is when it was last published
        _point_latest(curated, plan.release)
    return ReleaseInfo(target, load(ReleaseManifest, os.path.join(target, MANIFEST)), created)


def _heal(target: str, build: str, plan: ReleasePlan) -> None:
    """Put back files of a present release that were lost or damaged, from those that were staged again."""
    for entry in (entry for shard in plan.shards for entry in shard.files if entry.path in plan.staged):
        path = os.path.join(target, entry.path)
        if os.path.exists(path) and (os.path.samefile(path, plan.origins[entry.path]) or sha256(path) == entry.sha256):
            continue
        os.makedirs(os.path.join(build, entry.dataset), exist_ok=True)
        _link(plan.origins[entry.path], os.path.join(build, entry.path))
        _check(build, entry, thoroughly=True)
        os.replace(os.path.join(build, entry.path), path)
        fsync_path(os.path.dirname(path))
    shutil.rmtree(build, ignore_errors=True)


def _build(build: str, plan: ReleasePlan, former: ReleaseManifest | None, options: PublishOptions) -> None:
    for dataset in TABLES:
        os.makedirs(os.path.join(build, dataset))
    shard_files = [entry for shard in plan.shards for entry in shard.files]
    for entry in shard_files:
        _link(plan.origins[entry.path], os.path.join(build, entry.path))
        _check(build, entry, entry.path in plan.staged)
    duplicates, by_kind = _write_duplicates(build, shard_files)
    files = [*shard_files, duplicates]
    files += [_write_empty(build, name) for name in SHARD_DATASETS if all(entry.dataset != name for entry in files)]
    manifest = ReleaseManifest(
        release=plan.release,
        contract_version=CONTRACT_VERSION,
        counts=total(shard.counts for shard in plan.shards),
        duplicates=by_kind,
        files=tuple(sorted(files, key=lambda entry: entry.path)),
        shards=plan.shards,
        previous=former.release if former else None,
        run_id=options.run_id,
        flow_run_id=options.flow_run_id,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    _write_descriptions(build, manifest)


def _write_descriptions(build: str, manifest: ReleaseManifest) -> None:
    """The files beside the data, and everything's names onto the disk."""
    write_atomic(os.path.join(build, README), release_readme(manifest).encode())
    write_atomic(os.path.join(build, CONTRACT), datacontract_yaml().encode())
    write_atomic(os.path.join(build, MANIFEST), dumps(manifest))
    for folder in (*(os.path.join(build, dataset) for dataset in TABLES), build):
        fsync_path(folder)


def _link(source: str, target: str) -> None:
    """The same file under a second name; a copy where the filesystem cannot."""
    try:
        os.link(source, target)
    except FileNotFoundError as error:
        raise ReleaseError(f"{source} is missing; clean its shard again with --force") from error
    except OSError as error:
        if error.errno not in _NO_HARD_LINK:
            raise
        shutil.copyfile(source, target)
        fsync_path(target)


def _check(build: str, entry: FileEntry, thoroughly: bool) -> None:
    """A new file is read through; one that the former release published was, and only its size is compared."""
    path = os.path.join(build, entry.path)
    try:
        if thoroughly:
            check_file(TABLES[entry.dataset], path, entry)
        elif os.path.getsize(path) != entry.bytes:
            raise TableError(f"{path} does not have the {entry.bytes} bytes of its manifest")
    except TableError as error:
        raise ReleaseError(f"{error}; clean its shard again with --force") from error


def _write_duplicates(build: str, files: Sequence[FileEntry]) -> tuple[FileEntry, dict[str, int]]:
    from flows.release.duplicates import find_duplicates  # with numpy, which others need not wait for

    paths = [os.path.join(build, entry.path) for entry in files if entry.dataset == "signatures"]
    found = find_duplicates(paths, build)
    steps = range(0, len(found), DUPLICATE_ROWS)
    batches = (to_batch(DUPLICATES, [duplicate_row(d) for d in found[i : i + DUPLICATE_ROWS]]) for i in steps)
    entry = write_parquet(DUPLICATES, batches, os.path.join(build, "duplicates.new"))
    by_kind = {kind: sum(d.kind == kind for d in found) for kind in sorted({d.kind for d in found})}
    return _named(build, entry, "all"), by_kind


def _write_empty(build: str, dataset: str) -> FileEntry:
    """A file without rows or row groups: every reader then finds the schema where there is no data."""
    return _named(build, write_parquet(TABLES[dataset], (), os.path.join(build, f"{dataset}.new")), "empty")


def _named(build: str, entry: FileEntry, stem: str) -> FileEntry:
    """Move a file that was written beside the datasets to its place, under a name with its hash."""
    path = f"{entry.dataset}/{stem}-{entry.sha256[:12]}.parquet"
    os.rename(os.path.join(build, entry.path), os.path.join(build, path))
    return replace(entry, path=path)


def _point_latest(curated: str, release: str) -> None:
    link = os.path.join(curated, f".{LATEST}.new")
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(f"{RELEASES}/{release}", link)
    os.replace(link, os.path.join(curated, LATEST))
    fsync_path(curated)


def _collect_garbage(curated: str, protected: set[str], options: PublishOptions) -> None:
    """Delete all but the releases that were published last; never the current one or the one before it."""
    releases = os.path.join(curated, RELEASES)
    with os.scandir(releases) as scan:
        newest = sorted(scan, key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    past = [entry for entry in newest if RELEASE_ID.fullmatch(entry.name)][options.keep_releases :]
    for entry in past:
        if entry.name not in protected:
            _delete(releases, entry.name, options)


def _delete(releases: str, name: str, options: PublishOptions) -> None:
    """Out of sight in one step, then away. What cannot be deleted does not undo what was published."""
    trash = os.path.join(releases, TRASH_PREFIX + name)
    try:
        os.rename(os.path.join(releases, name), trash)
        shutil.rmtree(trash)
    except OSError as error:
        options.say(f"the old release {name} could not be deleted: {error}; delete it by hand")
