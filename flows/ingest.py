"""The scheduled flow: what is new or has changed in raw, and no longer being written.

The work is what is missing in curated, not what a schedule's time says: a run that was skipped, cancelled or killed
leaves nothing behind that the next one would not take up.
"""

from __future__ import annotations

import multiprocessing
import os
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from flows.curated import WORK
from flows.drift import DriftOptions
from flows.kit import real_kit
from flows.locks import LockedError, exclusive
from flows.prepare import Learning, Request
from flows.run import Means
from flows.runner import run_in_flow, task_runner, workers_default
from flows.supervise import Limits

DEPLOYMENT = "scheduled"
_END_SECONDS = 20.0
_UNFINISHED = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


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
    drift: list[str] | None = None,
    publishers: str | None = None,
) -> dict[str, Any]:
    """Take in new and changed dumps; nothing to do while another run is at work on the same curated folder.

    Unless `learn` is off, a run that cleaned something learns what each site repeats, for the next run.
    Raises RunFailedError when a shard failed.
    """
    learning = Learning.AFTER if learn else Learning.NEVER
    request = Request(raw, curated, settle_seconds=settle_seconds, command="ingest", learning=learning)
    thresholds = DriftOptions.from_words(drift or ())
    limits = Limits(record_seconds=record_seconds, memory_bytes=int(memory_gib * (1 << 30)))
    kit, count = real_kit(fields or (), publishers), workers or workers_default()
    try:
        return run_in_flow(
            request, lambda run_id: Means(kit, count, limits, lock_timeout=0.0, flow_run_id=run_id, drift=thresholds)
        )
    except LockedError as error:
        get_run_logger().warning("nothing done: %s", error)
        return {"locked": True}


def serve(cron: str, parameters: dict[str, Any]) -> None:
    """Run the flow by a cron schedule in this process, one run at a time, until it is stopped.

    Runs do not overlap because of the lock on the curated folder, which dies with its holder. A concurrency limit of
    Prefect's own would not: after a SIGKILL of flow and server its slot stays taken, and every later run is cancelled.
    """
    bury_lost_runs(parameters["curated"])
    try:
        ingest.serve(name=DEPLOYMENT, cron=cron, parameters=parameters, limit=1)
    finally:
        _end_runs()


def _end_runs() -> None:
    """Stop the flow that is at work while its server still listens: it keeps what is finished, and says that it ended.

    Prefect leaves it running, and this process would wait for it.
    """
    for process in multiprocessing.active_children():
        process.terminate()
        process.join(_END_SECONDS)
        process.kill()


def bury_lost_runs(curated: str) -> int:
    """Mark runs of a schedule that was killed as crashed, lest they are shown as running for ever; how many."""
    work = os.path.join(curated, WORK)
    os.makedirs(work, exist_ok=True)
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED)))
    ours = DeploymentFilter(name=DeploymentFilterName(any_=[DEPLOYMENT]))
    try:
        with exclusive(os.path.join(work, "run.lock"), timeout=0.0), get_client(sync_client=True) as client:
            lost = client.read_flow_runs(flow_run_filter=wanted, deployment_filter=ours)
            for flow_run in lost:
                client.set_flow_run_state(flow_run.id, Crashed(message="its process was killed"), force=True)
    except LockedError:
        return 0  # a run that lost its schedule is still at work, and will end by itself
    return len(lost)
