"""From what a person asked for to the list of shards to do: look, digest, date, compare."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from pathlib import Path

from cleaners.model import EngineIdentity
from flows.manifest import ReleaseManifest, ShardFailure, ShardManifest
from flows.plan.digests import DigestCache, digest_files
from flows.plan.landing import Detect, Landed, scopes, still_written, survey
from flows.plan.shards import Group, Identity, Shard, ShardState, group, in_range, state_of, to_shard, unit_digest
from flows.protocol import COMMAND, PeekUnit, UnitInput
from flows.release.layout import WORK, current_release
from flows.storage import explained
from flows.worker.assembly import MANIFEST

_FETCHED = "fetched "  # fact of the digest cache, by the options that the container was read with

Peek = Callable[[PeekUnit], Future[str | None]]


class Renew(IntEnum):
    """How much of what is published is done again."""

    CHANGED = 0  # only what is new or has changed
    STALE = 1  # and what an older engine cleaned
    EVERYTHING = 2


class Learning(StrEnum):
    """Whether a run learns what sites repeat (flows/learning/learn.py)."""

    NEVER = "never"  # it cleans with the published snapshot, if there is one
    BEFORE = "before"  # from its own dumps, then it cleans with that
    AFTER = "after"  # for the next run


@dataclass(frozen=True, slots=True)
class Kit:
    """What the work is done with: how files are told apart, who cleans, and by which contract rows are written."""

    detect: Detect
    engine: EngineIdentity
    contract_version: str
    engine_options: str = "{}"
    source_options: Callable[[str, str], str] = lambda _root, _path: "{}"  # of the file's container, as JSON
    command: Sequence[str] = COMMAND
    teach: Callable[[Kit, str], Kit] | None = None  # gives the kit that cleans with the snapshot at a path

    @property
    def identity(self) -> Identity:
        """What besides the input decides the output."""
        return Identity(self.engine.digest, self.contract_version)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person, or a schedule, asks for. Dates are YYYY-MM-DD and inclusive."""

    raw: str
    curated: str
    paths: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    source: str | None = None
    renew: Renew = Renew.CHANGED
    settle_seconds: float = 0.0  # files younger than this are left for the next run
    shards: frozenset[str] = frozenset()  # only shards of these names, if any are given
    command: str = "backfill"
    learning: Learning = Learning.NEVER

    @property
    def partial(self) -> bool:
        """Whether this asks for less than all that lies in the landing zone."""
        return bool(self.paths or self.since or self.until)

    @property
    def work(self) -> str:
        """Folder of work in progress."""
        return os.path.join(self.curated, WORK)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shard, and how it stands."""

    shard: Shard
    digest: str
    state: ShardState


@dataclass(frozen=True, slots=True)
class Agenda:
    """What there is, and what of it is to be done."""

    candidates: tuple[Candidate, ...]
    renew: Renew
    former: ReleaseManifest | None
    failures: tuple[ShardFailure, ...] = ()  # shards that cannot even be begun
    deferred: tuple[str, ...] = ()  # files that are still being written
    ignored: Mapping[str, int] = field(default_factory=dict)  # files that are no dumps, by suffix
    out_of_range: int = 0  # shards outside the dates asked for

    @property
    def todo(self) -> tuple[Candidate, ...]:
        """Shards to clean."""
        return tuple(item for item in self.candidates if _wanted(item.state, self.renew))

    @property
    def finished(self) -> tuple[Candidate, ...]:
        """Shards that need only be published."""
        done = (item for item in self.candidates if item.state is ShardState.FINISHED)
        return tuple(item for item in done if not _wanted(item.state, self.renew))

    @property
    def unchanged(self) -> tuple[Candidate, ...]:
        """Shards that stay as they are published."""
        kept = (ShardState.CURRENT, ShardState.STALE)
        settled = (item for item in self.candidates if item.state in kept)
        return tuple(item for item in settled if not _wanted(item.state, self.renew))

    @property
    def stale(self) -> int:
        """How many shards an older engine cleaned and this run leaves alone."""
        return sum(item.state is ShardState.STALE for item in self.unchanged)

    def only(self, shards: frozenset[str]) -> Agenda:
        """The same, for shards of these names alone."""
        return replace(
            self,
            candidates=tuple(item for item in self.candidates if item.shard.name in shards),
            failures=tuple(failure for failure in self.failures if failure.shard in shards),
        )

    @property
    def idle(self) -> bool:
        """Whether there is nothing to clean and nothing to publish."""
        return not (self.todo or self.finished or self.failures)


def _wanted(how: ShardState, renew: Renew) -> bool:
    match how:
        case ShardState.NEW | ShardState.CHANGED:
            return True
        case ShardState.STALE:
            return renew >= Renew.STALE
        case ShardState.FINISHED | ShardState.CURRENT:
            return renew is Renew.EVERYTHING


def prepare(request: Request, kit: Kit, peek: Peek) -> Agenda:
    """Find out what is to be done. Reads the landing zone and the current release; writes only the digest cache.

    Raises LandingError, StorageError (the landing or curated zone cannot be used), ManifestError.
    """
    former = current_release(request.curated)
    landing = survey(scopes(request.raw, request.paths), kit.detect)
    groups = [_with_options(item, kit) for item in group(landing.files, request.source)]
    groups, unsettled = _settled(groups, former, request.settle_seconds)
    with explained(f"work in {request.curated}"):
        os.makedirs(request.work, exist_ok=True)
    cache = DigestCache.load(os.path.join(request.work, "digests.json"))
    shards = _shards(groups, cache, peek)
    with explained("keep the digests of inputs"):
        cache.save()
    chosen = [shard for shard in shards if _asked_for(shard, request)]
    candidates, failures = _weigh(chosen, request, kit, former)
    for name in sorted(request.shards - {shard.name for shard in chosen}):
        failures.append(ShardFailure(name, f"its inputs are not in {request.raw}; land them there again"))
    return Agenda(
        candidates=tuple(candidates),
        renew=request.renew,
        former=former,
        failures=tuple(failures),
        deferred=tuple(sorted({*landing.partial, *unsettled})),
        ignored=landing.ignored,
        out_of_range=0 if request.shards else len(shards) - len(chosen),
    )


def weighed_again(agenda: Agenda, request: Request, kit: Kit) -> Agenda:
    """The agenda for a kit of another engine: the same shards, surveyed and digested before, and how they stand now."""
    weigh = _scales(request, kit, agenda.former)
    return replace(agenda, candidates=tuple(weigh(item.shard) for item in agenda.candidates))


def _asked_for(shard: Shard, request: Request) -> bool:
    named = not request.shards or shard.name in request.shards
    return named and in_range(shard, request.since, request.until)


def _weigh(
    shards: Iterable[Shard], request: Request, kit: Kit, former: ReleaseManifest | None
) -> tuple[list[Candidate], list[ShardFailure]]:
    """How each shard stands; those with inputs that cannot be read are failures."""
    published = _published(former)
    weigh = _scales(request, kit, former)
    candidates, failures = [], []
    for shard in shards:
        if _unreadable(shard, published):
            failures.append(ShardFailure(shard.name, _unreadable_words(shard)))
        else:
            candidates.append(weigh(shard))
    return candidates, failures


def _scales(request: Request, kit: Kit, former: ReleaseManifest | None) -> Callable[[Shard], Candidate]:
    """Weighs a shard against what is published and what is finished."""
    published, finished = _published(former), finished_digests(request.work)

    def weigh(shard: Shard) -> Candidate:
        how = state_of(shard, kit.identity, published.get(shard.name), finished)
        return Candidate(shard, unit_digest(shard, kit.identity), how)

    return weigh


def _published(former: ReleaseManifest | None) -> dict[str, ShardManifest]:
    return {manifest.shard: manifest for manifest in former.shards} if former else {}


def _unreadable(shard: Shard, published: Mapping[str, ShardManifest]) -> bool:
    """Whether unreadable inputs hold a shard up. A page that was never read is a reject, its neighbours go on."""
    return bool(shard.unreadable) and (not shard.pages or shard.name in published)


def _unreadable_words(shard: Shard) -> str:
    names = ", ".join(shard.unreadable[:3])
    return f"cannot read {names}; check that it is there and that this user may read it, then run again"


def finished_digests(work: str) -> frozenset[str]:
    """Unit digests of the shards that are finished and not yet published."""
    folder = Path(work, "shards")
    return frozenset(path.parent.name for path in folder.glob(f"*/{MANIFEST}") if path.parent.suffix != ".tmp")


def _with_options(item: Group, kit: Kit) -> Group:
    return replace(item, options=kit.source_options(item.files[0].root, item.files[0].path))


def _settled(
    groups: Iterable[Group], former: ReleaseManifest | None, seconds: float
) -> tuple[list[Group], tuple[str, ...]]:
    """The groups without what is still being written, and the paths of that.

    New pages of a folder wait alone; a page that was published before makes its whole folder wait, for leaving it out
    would take it out of the release.
    """
    if seconds <= 0:
        return list(groups), ()
    now = time.time_ns()
    known = {item.path for shard in former.shards for item in shard.inputs} if former else set()
    kept: list[Group] = []
    waiting: list[str] = []
    for item in groups:
        young = {landed.path for landed in item.files if still_written(landed, now, seconds)}
        waiting.extend(young)
        rest = tuple(landed for landed in item.files if landed.path not in young)
        if rest and not young & known:
            kept.append(replace(item, files=rest))
    return kept, tuple(waiting)


def _shards(groups: Sequence[Group], cache: DigestCache, peek: Peek) -> list[Shard]:
    digests = digest_files((landed for item in groups for landed in item.files), cache)
    dates = dict(_fetch_dates(groups, cache, peek))
    return [to_shard(item, digests, dates.get(item.key)) for item in groups]


def _fetch_dates(groups: Iterable[Group], cache: DigestCache, peek: Peek) -> Iterator[tuple[str, str | None]]:
    """Key and date of the containers whose paths state no date. All peeks run at once, the workers permitting."""
    asked: list[tuple[Group, Landed, Future[str | None]]] = []
    for item in groups:
        if item.pages or item.path_date is not None:
            continue
        [landed] = item.files
        known = cache.get(landed, _FETCHED + item.options)
        if known is not None:
            yield item.key, known or None
        else:
            where = UnitInput(landed.root, landed.path, landed.size, landed.mtime_ns)
            asked.append((item, landed, peek(PeekUnit(where, item.source, item.options))))
    for item, landed, future in asked:
        date = future.result()
        cache.put(landed, _FETCHED + item.options, date or "")
        yield item.key, date
