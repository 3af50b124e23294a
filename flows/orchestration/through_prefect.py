"""Runs as Prefect flows: the settings that Prefect must find before it is imported, and the call of the flow."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.run import Opened, Report, Watcher

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


def run_flow(work: Opened, watcher: Watcher) -> Report:
    """Do a run that is ready as a flow of this process, told to `watcher`; its report, failed shards included.

    Without PREFECT_API_URL, Prefect starts a server of its own for as long as the run takes.
    """
    settle_environment()
    from prefect import flow

    from flows.errors import RunFailedError
    from flows.orchestration.ingest import bury_all, ingest
    from flows.orchestration.runner import do_in_flow, task_runner

    request = work.request
    reports: list[Report] = []

    @flow(name=request.command, task_runner=task_runner(work.means.workers), persist_result=False)
    def by_hand(raw: str, curated: str) -> None:  # noqa: ARG001 (for Prefect to show)
        if request.command == ingest.name:
            bury_all(request.curated)
        do_in_flow(work, watcher, reports.append)

    with suppress(RunFailedError):  # the report says it
        by_hand(request.raw, request.curated)
    return reports[0]
