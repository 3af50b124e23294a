"""What backfill and ingest share: options, and how a run is started and reported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from flows.options import RunOptions, given_options

if TYPE_CHECKING:
    from flows.run import Opened, Report, Watcher

RAW = "raw"
CURATED = "curated"


def add_curated(parser: argparse.ArgumentParser) -> None:
    """--curated."""
    parser.add_argument("--curated", metavar="DIR", default=CURATED, help="published zone: where releases appear")


def add_direct(parser: argparse.ArgumentParser) -> None:
    """--direct."""
    parser.add_argument("--direct", action="store_true", help="run without Prefect; the result is the same")


def carry_out(command: str, given: argparse.Namespace, lock_timeout: float | None = None) -> int:
    """Do a run as the options say, show how it goes, and return the exit status."""
    from flows.reports.progress import terminal
    from flows.run import opened

    options = given_options(given)
    means = options.means(lock_timeout)
    with terminal() as watcher, opened(options.request(command), means, watcher) as work:
        return do(work, given, options, watcher)


def do(work: Opened, given: argparse.Namespace, options: RunOptions, watcher: Watcher) -> int:
    """Do a run that is ready, without Prefect or through it, and return the exit status."""
    from flows.run import direct

    # Prefect takes ten seconds to start without a server: not for nothing.
    if given.direct or work.agenda.idle:
        return _status(work.do(direct, watcher), options)
    from flows.orchestration.through_prefect import run_flow

    return _status(run_flow(work, watcher), options)


def _status(report: Report, options: RunOptions) -> int:
    alarmed = options.strict and report.drifts
    return 0 if report.ok and not alarmed else 1
