"""Runs as Prefect flows: the settings that Prefect must find before it is imported, and the call of the flow."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from flows.errors import RunFailedError

if TYPE_CHECKING:
    from flows.plan.agenda import Request
    from flows.run import Report, Watcher

# Nothing leaves the machine; a server of our own has time to start on a busy one; task states are written in batches.
SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what failed is in our own summary, without tracebacks
}


def settle_environment(**others: str) -> None:
    """Set what the environment does not already say."""
    for name, value in (SETTINGS | others).items():
        os.environ.setdefault(name, value)


def run_flow(request: Request, given: argparse.Namespace, watcher: Watcher) -> Report | None:
    """Run the flow of a command in this process; None when another run was at work.

    Without PREFECT_API_URL, Prefect starts a server of its own for as long as the run takes.
    """
    settle_environment()
    from flows.orchestration.runner import BESIDE, task_runner

    keeper = _Keeper(watcher)
    token = BESIDE.set(keeper)
    try:
        _flow(request.command).with_options(task_runner=task_runner(given.workers))(**_parameters(request, given))
    except RunFailedError:
        pass  # the report says it
    finally:
        BESIDE.reset(token)
    return keeper.report


def _flow(command: str) -> Any:
    if command == "ingest":
        from flows.orchestration.ingest import ingest

        return ingest
    from flows.orchestration.backfill import backfill

    return backfill


def _parameters(request: Request, given: argparse.Namespace) -> dict[str, Any]:
    from flows.plan.agenda import Learning

    shared = {
        "raw": request.raw,
        "curated": request.curated,
        "workers": given.workers,
        "fields": given.map,
        "publishers": given.publishers,
        "record_seconds": given.record_seconds,
        "memory_gib": given.memory,
        "drift": given.drift,
        "learn": request.learning is not Learning.NEVER,
    }
    if request.command == "ingest":
        return shared | {"settle_seconds": request.settle_seconds}
    return shared | {
        "paths": list(request.paths),
        "since": request.since,
        "until": request.until,
        "source": request.source,
        "renew": request.renew.name,
    }


class _Keeper:
    """Passes everything on, and keeps the report, which a flow cannot return."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.report: Report | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._watcher, name)

    def finished(self, report: Report) -> None:
        self.report = report
        self._watcher.finished(report)
