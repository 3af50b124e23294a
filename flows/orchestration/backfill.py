"""The one-off flow: a range, a folder, everything stale."""

from __future__ import annotations

from typing import Any

from prefect import flow

from flows.options import RunOptions, flow_function
from flows.orchestration.runner import run_in_flow, task_runner


def _backfill(options: RunOptions) -> dict[str, Any]:
    """Clean dumps now: what is new or has changed, or what the parameters ask for.

    Raises RunFailedError when a shard failed.
    """
    return run_in_flow(options.request("backfill"), options.means(), options.strict)


backfill = flow(name="backfill", task_runner=task_runner(), persist_result=False)(flow_function(_backfill, "backfill"))
