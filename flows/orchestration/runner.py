"""How the shards of a flow are run, and what the flow shows of it.

Prefect sees a run, its shards as tasks, and artifacts of their progress; it never sees a record. A task only waits for
the supervisor, so whatever becomes of a worker, the flow's own process is unharmed. Manifests, not Prefect's cache,
say what is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from prefect import get_run_logger, runtime, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, wait
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.errors import RunFailedError
from flows.options import default_workers
from flows.plan.agenda import Agenda, Candidate, Request
from flows.printable import as_markdown, one_line
from flows.reports.progress import Pace
from flows.reports.summary import source_rows, total_lines
from flows.run import POLL_SECONDS, Clean, Means, Opened, Report, Result, Silence, Watcher, opened, result_of
from flows.supervisor.supervise import Snapshot

_WINDOW = 2  # tasks handed to Prefect for each worker; it holds every task in memory until the flow ends
_TABLE_ROWS = 500
_ARTIFACT_SECONDS = 1.0


def task_runner(workers: int | None = None) -> TaskRunner[Any]:
    """Threads: each waits for a shard that worker processes clean."""
    return ThreadPoolTaskRunner(max_workers=workers or default_workers())


def run_in_flow(request: Request, means: Means, strict: bool = False) -> dict[str, Any]:
    """Do a run inside a flow. Raises RunFailedError, and as `run` does."""
    watcher = Logged()
    with opened(request, means, watcher) as work:
        report = do_in_flow(work, watcher)
    if strict and report.drifts:
        raise RunFailedError(f"{len(report.drifts)} sources or sites are unlike before; see the log, and winnow status")
    return {"run_id": report.run.run_id, "release": report.run.release, "shards": len(report.run.shards)}


def do_in_flow(work: Opened, watcher: Watcher, keep: Callable[[Report], None] = lambda _report: None) -> Report:
    """Do a run that is ready inside a flow, told to `watcher` as well; `keep` is given the report of a failed one too.

    Raises RunFailedError, and as `run` does.
    """
    flow_run_id = runtime.flow_run.id
    report = work.do(prefect_tasks, _FlowWatcher(watcher), str(flow_run_id) if flow_run_id else None)
    keep(report)
    if not report.ok:
        failed = ", ".join(failure.shard for failure in report.run.failed[:5])
        raise RunFailedError(f"{len(report.run.failed)} shards failed: {failed}; run again to take them up")
    return report


def prefect_tasks(candidates: Sequence[Candidate], clean: Clean) -> Iterator[Result | None]:
    """The dispatch that makes each shard a Prefect task. Only inside a flow."""
    by_name = {candidate.shard.name: candidate for candidate in candidates}
    results: dict[str, Result] = {}

    @task(name="clean-shard", task_run_name="{shard}", cache_policy=NO_CACHE, persist_result=False)
    def clean_shard(shard: str) -> dict[str, int]:
        result = results[shard] = result_of(by_name[shard], clean(by_name[shard]))
        if result.manifest is None:
            raise RunFailedError(one_line(result.error or ""))
        counts = result.manifest.counts
        return {"read": counts.read, "articles": counts.articles, "rejects": counts.rejected}

    waiting = list(reversed(by_name))
    running: dict[PrefectFuture[dict[str, int]], str] = {}
    while waiting or running:
        while waiting and len(running) < _WINDOW * default_workers():
            name = waiting.pop()
            running[clean_shard.submit(name)] = name
        for future in wait(list(running), timeout=POLL_SECONDS).done:
            yield _ended(future, by_name[running[future]], results.get(running.pop(future)))
        yield None


def _ended(future: PrefectFuture[dict[str, int]], candidate: Candidate, result: Result | None) -> Result:
    """The result of a task. Raises what ended the supervisor, if that is why there is none."""
    if result is not None:
        return result
    error = future.result(raise_on_failure=False)
    if isinstance(error, Exception):
        raise error
    return Result(candidate, None, f"the Prefect task ended as {future.state.name}; run again")


class Logged(Silence):
    """Messages to the flow run's log."""

    def said(self, message: str) -> None:
        get_run_logger().info(one_line(message))


@dataclass(slots=True)
class _FlowWatcher:
    """Keeps artifacts of a flow run, and passes everything on to another watcher."""

    other: Watcher
    pace: Pace = field(default_factory=Pace)
    progress: UUID | None = None
    last: float = 0.0

    def planned(self, agenda: Agenda) -> None:
        self.other.planned(agenda)
        self.pace = Pace.of(agenda)
        if agenda.todo:
            words = f"{len(agenda.todo)} shards to clean"
            made = create_progress_artifact(progress=0.0, key="winnow-progress", description=words)
            self.progress = cast(UUID, made)  # a coroutine only where there is an event loop

    def moved(self, snapshot: Snapshot) -> None:
        self.other.moved(snapshot)
        now = time.monotonic()
        if self.progress is not None and now - self.last >= _ARTIFACT_SECONDS:
            self.last = now
            update_progress_artifact(self.progress, 100 * self.pace.share(snapshot))

    def said(self, message: str) -> None:
        self.other.said(message)

    def finished(self, report: Report) -> None:
        self.other.finished(report)
        if self.progress is not None:
            update_progress_artifact(self.progress, 100.0)
        if report.run.shards or report.run.failed:
            create_table_artifact(table=_shard_rows(report)[:_TABLE_ROWS], key="winnow-shards")
            create_markdown_artifact(markdown=_markdown(report), key="winnow-summary")


def _shard_rows(report: Report) -> list[dict[str, Any]]:
    failed: list[dict[str, Any]] = [
        {"shard": failure.shard, "failed": as_markdown(failure.detail)} for failure in report.run.failed
    ]
    done: list[dict[str, Any]] = [
        {"shard": shard.shard, "read": shard.counts.read, "articles": shard.counts.articles}
        | {"rejects": shard.counts.rejected, "skipped": shard.counts.skips}
        for shard in report.run.shards
    ]
    return [*failed, *done]


def _markdown(report: Report) -> str:
    head = "| source | records | articles | rejects | skipped | characters | kept |\n|---|---|---|---|---|---|---|\n"
    rows = "".join(f"| {' | '.join(map(as_markdown, row))} |\n" for row in source_rows(report))
    return head + rows + "".join(f"\n{as_markdown(line)}\n" for line in total_lines(report))
