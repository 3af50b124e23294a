"""Which shards there are, what each is called, and which of them are to be done.

A shard is one container of records, or the loose pages of one folder. Its name is made from its path (and, when the
path holds no date, from its records' fetch time), so it is the same in every run. Work is derived from what is missing:
the shards of the landing zone minus those with a valid manifest, never from the time of a schedule.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath

from flows.manifest import InputDigest, ShardManifest
from flows.plan.landing import Landed

UNDATED = "undated"
UNREADABLE = "unreadable"  # stands for the digest of a file that could not be read
MAX_PAGES = 2000  # pages of one folder in one shard
_ROOT_SOURCE = "main"  # source of files that lie in no folder
_SUFFIXES = re.compile(
    r"(\.(warc|wet|jsonl|ndjson|json|parquet|arrow|feather|csv|tsv|zip|tar|tgz|gz|zst|html?|txt|md))+$"
)
_YEAR = r"(?<!\d)((?:19[89]|20\d)\d)"
_MONTH = r"(0[1-9]|1[0-2])"
_DAY = r"(0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[T_-]?\d{6}|T\d{4})?Z?"
_END = r"(?=$|[^0-9A-Za-z]|T\d|Z)"
_DATE = re.compile(rf"{_YEAR}(?:([-_./]){_MONTH}\2{_DAY}|{_MONTH}{_DAY}{_TIME}){_END}")
# Common Crawl names its crawls by year and week, which is no month.
_YEAR_MONTH = re.compile(rf"(?<!CC-MAIN-){_YEAR}[-_/.]{_MONTH}(?!\d)")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of a shard: where it lies, how it looked when it was listed, and the digest of its bytes."""

    root: str
    path: str
    size: int
    mtime_ns: int
    sha256: str

    @property
    def digest(self) -> InputDigest:
        """The file as manifests name it."""
        return InputDigest(self.path, self.size, self.sha256)


@dataclass(frozen=True, slots=True)
class Group:
    """A shard before its bytes were looked at. `key` is its name without the date; `options` is JSON."""

    key: str
    source: str
    path_date: str | None
    files: tuple[Landed, ...]
    pages: bool
    options: str = "{}"


@dataclass(frozen=True, slots=True)
class Shard:
    """The unit of work, of resuming and of output: one container, or the loose pages of one folder."""

    name: str
    source: str
    dump_date: str  # YYYY-MM-DD or `undated`
    inputs: tuple[InputFile, ...]
    pages: bool
    options: str = "{}"

    @property
    def bytes(self) -> int:
        """Size of the inputs."""
        return sum(max(0, item.size) for item in self.inputs)

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Inputs whose bytes could not be read when they were digested."""
        return tuple(item.path for item in self.inputs if item.sha256 == UNREADABLE)


class ShardState(StrEnum):
    """How a shard stands against the published release and the finished work beside it."""

    NEW = "new"
    CHANGED = "changed"  # other bytes, options or contract than those published
    STALE = "stale"  # same input, cleaned by another engine
    FINISHED = "finished"  # cleaned by an earlier run that did not come to publish it
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Identity:
    """What besides the input bytes decides the output."""

    engine_digest: str
    contract_version: str


def group(files: Iterable[Landed], source: str | None = None) -> tuple[Group, ...]:
    """Files to shards, sorted by key. `source` overrides the first folder of the path."""
    groups = []
    folders: dict[str, list[Landed]] = {}
    for landed in files:
        if landed.pages:
            folders.setdefault(str(PurePosixPath(landed.path).parent), []).append(landed)
        else:
            groups.append(_container(landed, source))
    for folder, pages in folders.items():
        groups.extend(_folder(folder, pages, source))
    return tuple(sorted(groups, key=lambda item: item.key))


def _container(landed: Landed, source: str | None) -> Group:
    name = source or source_of(landed.path)
    stem = _SUFFIXES.sub("", PurePosixPath(landed.path).name.lower())
    return Group(_key(name, stem, landed.path), name, path_date(landed.path), (landed,), pages=False)


def _folder(folder: str, pages: Sequence[Landed], source: str | None) -> Iterator[Group]:
    """One group, or a power of two of them, so that a page stays in its group until the folder doubles."""
    name = source or source_of(pages[0].path)
    buckets = 1
    while buckets * MAX_PAGES < len(pages):
        buckets *= 2
    parts: dict[int, list[Landed]] = {}
    for page in pages:
        parts.setdefault(_bucket(page.path, buckets), []).append(page)
    for bucket, members in parts.items():
        stem = "pages" if buckets == 1 else f"pages-{bucket:04d}of{buckets:04d}"
        members.sort(key=lambda page: page.path)
        yield Group(_key(name, stem, folder), name, path_date(folder + "/"), tuple(members), pages=True)


def _bucket(path: str, buckets: int) -> int:
    return int(_hash(PurePosixPath(path).name)[:8], 16) % buckets


def source_of(path: str) -> str:
    """The first folder below the raw root."""
    parts = PurePosixPath(path).parts
    return sanitise(parts[0], 40) if len(parts) > 1 else _ROOT_SOURCE


def sanitise(name: str, longest: int) -> str:
    """Lower-case ASCII letters, digits and single hyphens; nothing that a path or a shell could take amiss."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain[:longest].strip("-") or "x"


def _key(source: str, stem: str, path: str) -> str:
    return f"{sanitise(source, 40)}-{sanitise(stem, 48)}-{_hash(path)[:8]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def path_date(path: str) -> str | None:
    """The dump date that a path states, as YYYY-MM-DD: the last full date, else the first day of the last month."""
    full = list(_DATE.finditer(path))
    if full:
        year, _, month, day, compact_month, compact_day = full[-1].groups()
        return f"{year}-{month or compact_month}-{day or compact_day}"
    months = _YEAR_MONTH.findall(path)
    return "-".join((*months[-1], "01")) if months else None


def to_shard(source: Group, digests: Mapping[str, str], fetched: str | None) -> Shard:
    """A group whose bytes are known. `digests` maps path to SHA-256; `fetched` is a date or None."""
    date = source.path_date or fetched or UNDATED
    inputs = tuple(InputFile(f.root, f.path, f.size, f.mtime_ns, digests[f.path]) for f in source.files)
    return Shard(f"{date}-{source.key}", source.source, date, inputs, source.pages, source.options)


def unit_digest(shard: Shard, identity: Identity) -> str:
    """Name of a piece of work: equal digests owe equal bytes."""
    inputs = [[item.path, item.size, item.sha256] for item in shard.inputs]
    parts = [shard.name, shard.source, shard.options, inputs, identity.engine_digest, identity.contract_version]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).hexdigest()


def state_of(shard: Shard, identity: Identity, former: ShardManifest | None, finished: frozenset[str]) -> ShardState:
    """What is to be done about a shard. `finished` holds unit digests; `former` is the published shard."""
    digest = unit_digest(shard, identity)
    if former is not None and former.unit_digest == digest:
        return ShardState.CURRENT
    if digest in finished:
        return ShardState.FINISHED
    if former is None:
        return ShardState.NEW
    then = replace(identity, engine_digest=former.engine.digest)
    return ShardState.STALE if unit_digest(shard, then) == former.unit_digest else ShardState.CHANGED


def in_range(shard: Shard, since: str | None, until: str | None) -> bool:
    """Whether a shard's dump date lies in [since, until]; an undated one only when no bound is given."""
    if since is None and until is None:
        return True
    if shard.dump_date == UNDATED:
        return False
    return (since or "") <= shard.dump_date <= (until or "9999")


@dataclass(frozen=True, slots=True)
class Handover:
    """Who takes over from whom when inputs move to shards of other names, as when a folder outgrows one shard."""

    gone: frozenset[str]  # published shards to leave out
    held: frozenset[str]  # new shards that must wait: not all that take over with them are there


def handover(former: Sequence[ShardManifest], shards: Sequence[Shard], there: frozenset[str]) -> Handover:
    """Find published shards whose inputs now belong to others. `there` names the shards that are done or published."""
    owner = {item.path: shard.name for shard in shards for item in shard.inputs}
    names = {shard.name for shard in shards}
    gone: set[str] = set()
    held: set[str] = set()
    for manifest in former:
        heirs = {owner[item.path] for item in manifest.inputs if item.path in owner}
        if manifest.shard in names or not heirs:
            continue
        if heirs <= there:
            gone.add(manifest.shard)
        else:
            held |= heirs
    return Handover(frozenset(gone), frozenset(held))
