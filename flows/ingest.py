"""The scheduled flow: what is new or has changed in raw, and no longer being written.

The work is what is missing in curated, not what a schedule's time says: a run that was skipped, cancelled or killed
leaves nothing behind that the next one would not take up.
"""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy

from flows.kit import real_kit
from flows.locks import LockedError
from flows.prepare import Learning, Request
from flows.run import Means
from flows.runner import run_in_flow, task_runner, workers_default
from flows.supervise import Limits


@flow(name="ingest", task_runner=task_runner(), persist_result=False)
def ingest(  # noqa: PLR0913, PLR0917 (what a deployment lets a person set)
    raw: str = "raw",
    curated: str = "curated",
    settle_seconds: float = 60.0,
    workers: int | None = None,
    fields: list[str] | None = None,
    record_seconds: float = 30.0,
    memory_gib: float = 4.0,
    learn: bool = True,
) -> dict[str, Any]:
    """Take in new and changed dumps; nothing to do while another run is at work on the same curated folder.

    Unless `learn` is off, a run that cleaned something learns what each site repeats, for the next run.
    Raises RunFailedError when a shard failed.
    """
    learning = Learning.AFTER if learn else Learning.NEVER
    request = Request(raw, curated, settle_seconds=settle_seconds, command="ingest", learning=learning)
    limits = Limits(record_seconds=record_seconds, memory_bytes=int(memory_gib * (1 << 30)))
    kit, count = real_kit(fields or ()), workers or workers_default()
    try:
        return run_in_flow(request, lambda run_id: Means(kit, count, limits, lock_timeout=0.0, flow_run_id=run_id))
    except LockedError as error:
        get_run_logger().warning("nothing done: %s", error)
        return {"locked": True}


def serve(cron: str, parameters: dict[str, Any]) -> None:
    """Run the flow by a cron schedule in this process, one run at a time, until it is stopped."""
    ingest.serve(
        name="scheduled",
        cron=cron,
        parameters=parameters,
        limit=1,
        global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
    )
