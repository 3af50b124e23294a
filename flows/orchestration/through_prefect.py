"""Runs as Prefect flows: the settings that Prefect must find before it is imported, and the call of the flow."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from flows.errors import RunFailedError

if TYPE_CHECKING:
    from flows.run import Report, Run

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


def run_flow(ready: Run) -> Report:
    """Do a run that was begun as a flow in this process. Raises as `Run.do`.

    Without PREFECT_API_URL, Prefect starts a server of its own for as long as the run takes.
    """
    settle_environment()
    from flows.orchestration.runner import as_flow

    reports: list[Report] = []
    with contextlib.suppress(RunFailedError):  # the report says it
        as_flow(ready, reports.append)(**ready.options.parameters())
    return reports[0]
