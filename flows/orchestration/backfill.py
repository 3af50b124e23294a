"""The one-off flow: a range, a folder, everything stale."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.kit.of_run import means_of
from flows.options import RunOptions, takes_options
from flows.orchestration.runner import Logged, do_in_flow, task_runner
from flows.run import begun


@flow(name="backfill", task_runner=task_runner(), persist_result=False)
@takes_options("backfill")
def backfill(**given: Any) -> dict[str, Any]:
    """Clean dumps now: what is new or has changed, or what the parameters ask for.

    Raises RunFailedError when a shard failed.
    """
    options = RunOptions.of(given, {"command": "backfill"})
    with begun(options, means_of(options), Logged()) as ready:
        return do_in_flow(ready)
