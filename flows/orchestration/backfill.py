"""The one-off flow: a range, a folder, everything stale."""

from __future__ import annotations

from datetime import date
from typing import Any

from prefect import flow

from flows.history.drift import DriftOptions
from flows.kit import real_kit
from flows.orchestration.runner import run_in_flow, task_runner, workers_default
from flows.plan.agenda import Learning, Renew, Request
from flows.run import Means
from flows.supervisor.supervise import Limits


@flow(name="backfill", task_runner=task_runner(), persist_result=False)
def backfill(  # noqa: PLR0913, PLR0917 (what a deployment lets a person set)
    raw: str = "raw",
    curated: str = "curated",
    paths: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    source: str | None = None,
    renew: str = Renew.CHANGED.name,
    workers: int | None = None,
    fields: list[str] | None = None,
    record_seconds: float = 30.0,
    memory_gib: float = 4.0,
    learn: bool = True,
    drift: list[str] | None = None,
    publishers: str | None = None,
) -> dict[str, Any]:
    """Clean dumps now: what is new or has changed, or what the parameters ask for.

    `renew` is CHANGED, STALE (also what an older engine cleaned) or EVERYTHING. `fields` are role=field words,
    `publishers` a folder of overlays.
    Unless `learn` is off, it first learns from these dumps what each site repeats.
    Raises RunFailedError when a shard failed.
    """
    request = Request(
        raw=raw,
        curated=curated,
        paths=tuple(paths or ()),
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        source=source,
        renew=Renew[renew],
        learning=Learning.BEFORE if learn else Learning.NEVER,
    )
    thresholds = DriftOptions.from_words(drift or ())
    limits = Limits(record_seconds=record_seconds, memory_bytes=int(memory_gib * (1 << 30)))
    kit = real_kit(fields or (), publishers)
    return run_in_flow(request, Means(kit, workers or workers_default(), limits, drift=thresholds))
