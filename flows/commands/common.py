"""What backfill and ingest share: options, and how a run is started and reported."""

from __future__ import annotations

import argparse
import os
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.plan.agenda import Request
    from flows.run import Means, Opened, Report, Watcher

RAW = "raw"
CURATED = "curated"


def add_zones(parser: argparse.ArgumentParser) -> None:
    """--raw and --curated."""
    parser.add_argument("--raw", metavar="DIR", default=RAW, help="landing zone: where dumps are dropped")
    add_curated(parser)


def add_curated(parser: argparse.ArgumentParser) -> None:
    """--curated."""
    parser.add_argument("--curated", metavar="DIR", default=CURATED, help="published zone: where releases appear")


def add_work(parser: argparse.ArgumentParser) -> None:
    """How the work is done."""
    parser.add_argument("--workers", metavar="N", type=_positive, default=os.cpu_count() or 1, help="worker processes")
    parser.add_argument("--direct", action="store_true", help="run without Prefect; the result is the same")
    parser.add_argument(
        "--map",
        metavar="ROLE=FIELD",
        action="append",
        default=[],
        help="say which field of JSON, CSV or Parquet records is what, e.g. text=story; may be repeated",
    )
    parser.add_argument(
        "--record-seconds", metavar="S", type=float, default=30.0, help="CPU time that one record may take"
    )
    parser.add_argument("--memory", metavar="GIB", type=float, default=4.0, help="memory that one worker may take")
    parser.add_argument("--publishers", metavar="DIR", help="folder of publisher overlays (see docs/sites.md)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 also when a source or site is unlike before")
    parser.add_argument(
        "--drift",
        metavar="NAME=X",
        action="append",
        default=[],
        help="when a source or site counts as unlike before (see docs/operations.md), e.g. removal=0.2",
    )


def day(text: str) -> str:
    """A date of the command line, as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as YYYY-MM-DD") from None


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)


def means_of(given: argparse.Namespace, lock_timeout: float | None = None) -> Means:
    """What a run may use, as the options of `add_work` say."""
    from flows.history.drift import DriftOptions
    from flows.kit import real_kit
    from flows.run import Means
    from flows.supervisor.supervise import Limits

    limits = Limits(record_seconds=given.record_seconds, memory_bytes=int(given.memory * (1 << 30)))
    drift = DriftOptions.from_words(given.drift)
    return Means(real_kit(given.map, given.publishers), given.workers, limits, lock_timeout, drift=drift)


def carry_out(request: Request, given: argparse.Namespace, lock_timeout: float | None = None) -> int:
    """Do a run as the options say, show how it goes, and return the exit status."""
    from flows.reports.progress import terminal
    from flows.run import opened

    with terminal() as watcher, opened(request, means_of(given, lock_timeout), watcher) as work:
        return do(work, given, watcher)


def do(work: Opened, given: argparse.Namespace, watcher: Watcher) -> int:
    """Do a run that is ready, without Prefect or through it, and return the exit status."""
    from flows.run import direct

    # Prefect takes ten seconds to start without a server: not for nothing.
    if given.direct or work.agenda.idle:
        return _status(work.do(direct, watcher), given)
    from flows.orchestration.through_prefect import run_flow

    return _status(run_flow(work, watcher), given)


def _status(report: Report, given: argparse.Namespace) -> int:
    alarmed = given.strict and report.drifts
    return 0 if report.ok and not alarmed else 1
