"""A run: prepare, clean, publish, record. The same for a person's backfill and a schedule's ingest.

One run at a time works on a curated folder. What it finishes is kept whatever happens next: parts and shards in the
work folder, the release once it is published, and in `_runs` a record of what was done.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from flows.errors import ShardError, SuperviseError
from flows.history.drift import DEFAULT_DRIFT, Drift, DriftOptions, warning_lines, watch
from flows.history.run_record import RunRecord
from flows.learning.learn import learn_for, learning_limits, settled
from flows.locks import exclusive
from flows.manifest import RunManifest, ShardFailure, ShardManifest, load
from flows.plan.agenda import Agenda, Candidate, Kit, Learning, Request, prepare, weighed_again
from flows.plan.shards import handover
from flows.release.publish import PublishOptions, ReleaseInfo, publish
from flows.storage import explained
from flows.supervisor.clean_job import WorkFolders, clean_job
from flows.supervisor.crew import Hire, crew
from flows.supervisor.peek_job import peek_job
from flows.supervisor.supervise import DEFAULT_LIMITS, Limits, Settings, Snapshot, Supervisor
from flows.worker.lean import find_again

POLL_SECONDS = 0.25
_OLD_SECONDS = 7 * 86400  # abandoned work is deleted after this

Clean = Callable[[Candidate], Future[ShardManifest]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a shard: its manifest, or why there is none."""

    candidate: Candidate
    manifest: ShardManifest | None
    error: str | None = None


# Cleans shards, in whatever order and place, and yields each result; None whenever some time has passed.
Dispatch = Callable[[Sequence[Candidate], Clean], Iterator[Result | None]]


class Watcher(Protocol):
    """Who is told how a run goes."""

    def planned(self, agenda: Agenda) -> None: ...
    def moved(self, snapshot: Snapshot) -> None: ...
    def said(self, message: str) -> None: ...
    def finished(self, report: Report) -> None: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a run may use."""

    kit: Kit
    workers: int
    limits: Limits = DEFAULT_LIMITS
    lock_timeout: float | None = None  # seconds to wait for another run; None waits as long as it takes
    drift: DriftOptions = DEFAULT_DRIFT


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    run: RunManifest
    agenda: Agenda
    seconds: float
    restarts: int
    release: ReleaseInfo | None = None
    drifts: tuple[Drift, ...] = ()  # what is unlike in former runs; no failure

    @property
    def ok(self) -> bool:
        """Whether everything that was asked for is published and every sum comes out."""
        return self.run.balanced and self.run.status == "completed"


def direct(candidates: Sequence[Candidate], clean: Clean) -> Iterator[Result | None]:
    """The dispatch without Prefect: give the supervisor everything and wait."""
    futures = {clean(candidate): candidate for candidate in candidates}
    pending = set(futures)
    while pending:
        done, pending = wait(pending, POLL_SECONDS, FIRST_COMPLETED)
        for future in done:
            yield result_of(futures[future], future)
        yield None


def result_of(candidate: Candidate, future: Future[ShardManifest]) -> Result:
    """A shard's result, when its future is done. Raises SuperviseError when there are no workers to be had."""
    try:
        return Result(candidate, future.result())
    except ShardError as error:
        return Result(candidate, None, str(error))


def run(request: Request, means: Means, dispatch: Dispatch, watcher: Watcher) -> Report:
    """Do what is asked for and report.

    Raises:
        LandingError, ManifestError, StorageError: nothing can be done as things are.
        LockedError: another run is at work, and `means.lock_timeout` is over.
        SuperviseError: workers cannot be started.
        ReleaseError: what was made must not be published.
    """
    with opened(request, means, watcher) as work:
        return work.do(dispatch, watcher)


@contextmanager
def opened(request: Request, means: Means, watcher: Watcher) -> Iterator[Opened]:
    """A run that has the curated folder to itself and knows what is to be done. Raises as `run` does.

    The landing zone is surveyed here and nowhere else: whoever decides how the run is done, and learning, and the run
    itself go by the same agenda.
    """
    with explained(f"work in {request.curated}"):
        os.makedirs(request.work, exist_ok=True)
    with exclusive(os.path.join(request.work, "run.lock"), watcher.said, means.lock_timeout):
        record = RunRecord.begin(request.command, means.kit.engine)
        try:
            means = replace(means, kit=settled(means.kit, request.curated))
            with readers(request, means) as hire:
                agenda = prepare(request, means.kit, lambda unit: hire().put(peek_job(unit)))
        except BaseException:
            record.write(request.curated)
            raise
        yield Opened(request, means, agenda, record)


@dataclass(frozen=True, slots=True)
class Opened:
    """A run that is ready to be done, once."""

    request: Request
    means: Means
    agenda: Agenda
    record: RunRecord

    def only(self, shards: frozenset[str]) -> Opened:
        """The same, for shards of these names alone."""
        return replace(self, request=replace(self.request, shards=shards), agenda=self.agenda.only(shards))

    def do(self, dispatch: Dispatch, watcher: Watcher, flow_run_id: str | None = None) -> Report:
        """Do what is on the agenda and report. Raises as `run` does."""
        self.record.note(flow_run_id=flow_run_id)
        try:
            with readers(self.request, self.means) as hire:
                means, agenda = self._taught(hire, watcher)
                self.record.note(engine=means.kit.engine)
                report = _Run(self.request, means, dispatch, watcher, self.record, hire).do(agenda)
        finally:
            self.record.write(self.request.curated)
        if self.request.learning is Learning.AFTER and report.run.shards and means.kit.teach is not None:
            with readers(self.request, means) as hire:
                _learn(self.request, means, agenda, hire, watcher)
        watcher.finished(report)
        for line in warning_lines(report.drifts):
            watcher.said(line)
        return report

    def _taught(self, hire: Hire, watcher: Watcher) -> tuple[Means, Agenda]:
        """What to clean with, and the agenda of that: when there is work, a snapshot is learned from it before."""
        if self.request.learning is not Learning.BEFORE or self.means.kit.teach is None or not self.agenda.todo:
            return self.means, self.agenda
        _learn(self.request, self.means, self.agenda, hire, watcher)
        means = replace(self.means, kit=settled(self.means.kit, self.request.curated))
        return means, weighed_again(self.agenda, self.request, means.kit)


def _learn(request: Request, means: Means, agenda: Agenda, hire: Hire, watcher: Watcher) -> None:
    """Publish a snapshot of everything that was asked for, what is already clean included."""
    learn_for(request, [item.shard for item in agenda.candidates], hire, means.kit, watcher.said)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run at work, with all that it needs at hand."""

    request: Request
    means: Means
    dispatch: Dispatch
    watcher: Watcher
    record: RunRecord
    hire: Hire

    def do(self, agenda: Agenda) -> Report:
        self._note(agenda)
        self.watcher.planned(agenda)
        restarts = self._clean(agenda, self.hire()) if agenda.todo else 0
        release = self._publish(agenda)
        if release is not None:
            self.record.note(release=release.release)
        drifts = self._compare(agenda, release) if release is not None else ()
        self.record.finish()
        return Report(self.record.manifest, agenda, self.record.seconds, restarts, release, drifts)

    def _compare(self, agenda: Agenda, release: ReleaseInfo) -> tuple[Drift, ...]:
        """What is unusual about the shards that this run published."""
        names = {shard.shard for shard in self.record.shards} | {item.shard.name for item in agenda.finished}
        mine = [shard for shard in release.manifest.shards if shard.shard in names]
        watched = watch(self.request.curated, mine, release.path, self.means.drift, self.watcher.said)
        self.record.note(tallies=watched.tallies)
        return watched.drifts

    def _note(self, agenda: Agenda) -> None:
        former = agenda.former.release if agenda.former else None
        self.record.failures.extend(agenda.failures)
        self.record.note(
            unchanged=tuple(item.shard.name for item in agenda.unchanged),
            ignored=dict(agenda.ignored),
            previous_release=former,
            release=former,
        )

    def _clean(self, agenda: Agenda, supervisor: Supervisor) -> int:
        """Clean what is to be cleaned, large shards first; how many workers had to be replaced."""
        supervisor.equip(self.means.kit.engine_options, self.means.limits)
        handshake = supervisor.handshake()
        if handshake.engine != self.means.kit.engine:
            raise SuperviseError("the engine changed while this run was starting; run again")
        todo = sorted(agenda.todo, key=lambda item: (-item.shard.bytes, item.shard.name))
        work, version = self.request.work, handshake.contract_version

        def clean(candidate: Candidate) -> Future[ShardManifest]:
            return supervisor.put(clean_job(candidate.shard, candidate.digest, work, version))

        for result in self.dispatch(todo, clean):
            if result is not None:
                self._book(result)
            self.watcher.moved(supervisor.snapshot())
        restarts = supervisor.snapshot().restarts
        supervisor.stop()  # what follows may take its time: no worker need wait for it
        return restarts

    def _book(self, result: Result) -> None:
        if result.manifest is not None:
            self.record.shards.append(result.manifest)
        else:
            failure = ShardFailure(result.candidate.shard.name, result.error or "")
            self.record.failures.append(failure)
            self.watcher.said(f"failed: {failure.detail}")

    def _publish(self, agenda: Agenda) -> ReleaseInfo | None:
        """Publish what was cleaned now, and what an earlier run finished and did not come to publish."""
        folders = WorkFolders(self.request.work)
        earlier = [load(ShardManifest, folders.manifest(item.digest)) for item in agenda.finished]
        done = [*self.record.shards, *earlier]
        former = agenda.former.shards if agenda.former else ()
        there = frozenset(manifest.shard for manifest in (*done, *former))
        heirs = handover(former, [item.shard for item in agenda.candidates], there)
        ready = [manifest for manifest in done if manifest.shard not in heirs.held]
        if not ready:
            return None
        options = PublishOptions(
            remove=heirs.gone,
            run_id=self.record.manifest.run_id,
            flow_run_id=self.record.manifest.flow_run_id,
            say=self.watcher.said,
        )
        find_again("numpy")  # with which repetitions are found
        release = publish(self.request.curated, ready, lambda shard: folders.finished(shard.unit_digest), options)
        _tidy(folders, ready)
        return release


def readers(request: Request, means: Means) -> AbstractContextManager[Hire]:
    """Workers that look into containers and learn from them; equipped with an engine, they clean as well."""
    limits = learning_limits(means.limits)
    return crew(Settings(request.work, means.workers, limits, None, means.kit.command))


def _tidy(folders: WorkFolders, published: Iterable[ShardManifest]) -> None:
    """Delete staged work that is published, or was abandoned long ago."""
    for manifest in published:
        shutil.rmtree(folders.finished(manifest.unit_digest), ignore_errors=True)
        shutil.rmtree(folders.parts(manifest.unit_digest), ignore_errors=True)
    for folder in (*Path(folders.work).glob("shards/*"), *Path(folders.work).glob("parts/*")):
        if time.time() - folder.stat().st_mtime > _OLD_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class Silence:
    """A watcher that keeps what was said, for tests and for runs that nobody looks at."""

    messages: list[str] = field(default_factory=list)

    def planned(self, agenda: Agenda) -> None:
        """Nothing to show."""

    def moved(self, snapshot: Snapshot) -> None:
        """Nothing to show."""

    def said(self, message: str) -> None:
        self.messages.append(message)

    def finished(self, report: Report) -> None:
        """Nothing to show."""
