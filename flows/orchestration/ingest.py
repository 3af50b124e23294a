"""The scheduled flow: what is new or has changed in raw, and no longer being written.

The work is what is missing in curated, not what a schedule's time says: a run that was skipped, cancelled or killed
leaves nothing behind that the next one would not take up.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from typing import Any

from prefect import flow, get_run_logger, runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

from flows.errors import LockedError
from flows.locks import exclusive
from flows.options import RunOptions, flow_function
from flows.orchestration.runner import run_in_flow, task_runner
from flows.release.layout import WORK

DEPLOYMENT = "scheduled"
_END_SECONDS = 20.0
_STARTED = (StateType.RUNNING, StateType.CANCELLING)
_UNFINISHED = (*_STARTED, StateType.PENDING)


def _ingest(options: RunOptions) -> dict[str, Any]:
    """Take in new and changed dumps; nothing to do while another run is at work on the same curated folder.

    Raises RunFailedError when a shard failed.
    """
    request, means = options.request("ingest"), options.means(lock_timeout=0.0)
    bury_lost_runs(options.curated, _STARTED)
    try:
        return run_in_flow(request, means, options.strict)
    except LockedError as error:
        get_run_logger().warning("nothing done: %s", error)
        return {"locked": True}


ingest = flow(name="ingest", task_runner=task_runner(), persist_result=False)(flow_function(_ingest, "ingest"))


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


def bury_lost_runs(curated: str, states: Sequence[StateType] = _UNFINISHED) -> int:
    """Mark other runs of this schedule, killed in one of `states`, as crashed; how many.

    No one else does: the runner that would is gone, or could not reach its server, and they are shown as running for
    ever. That nobody holds the lock on the curated folder proves them dead.
    """
    work = os.path.join(curated, WORK)
    os.makedirs(work, exist_ok=True)
    try:
        with exclusive(os.path.join(work, "run.lock"), timeout=0.0):
            return bury_all(curated, states)
    except LockedError:
        return 0  # a run that lost its schedule is still at work, and will end by itself


def bury_all(curated: str, states: Sequence[StateType] = _STARTED) -> int:
    """The same for who holds the lock already."""
    with get_client(sync_client=True) as client:
        lost = [flow_run for flow_run in _runs_in(client, states) if flow_run.parameters.get("curated") == curated]
        for flow_run in lost:
            client.set_flow_run_state(flow_run.id, Crashed(message="its process was killed"), force=True)
    return len(lost)


def _runs_in(client: SyncPrefectClient, states: Sequence[StateType]) -> list[FlowRun]:
    """Scheduled runs of this flow in one of these states, the one that asks left out."""
    return [
        flow_run
        for flow_run in client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[ingest.name])),
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[DEPLOYMENT])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[*states]))),
        )
        if str(flow_run.id) != runtime.flow_run.id
    ]
