"""What commands share: options, and how a run is started and reported."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.options import RunOptions

RAW = "raw"
CURATED = "curated"


def add_curated(parser: argparse.ArgumentParser) -> None:
    """--curated, for a command that runs nothing."""
    parser.add_argument("--curated", metavar="DIR", default=CURATED, help="published zone: where releases appear")


def add_direct(parser: argparse.ArgumentParser) -> None:
    """--direct."""
    parser.add_argument("--direct", action="store_true", help="run without Prefect; the result is the same")


def carry_out(options: RunOptions, directly: bool) -> int:
    """Do a run as the options say, show how it goes, and return the exit status."""
    from flows.kit.of_run import means_of
    from flows.reports.progress import terminal
    from flows.run import begun, direct

    with terminal() as watcher, begun(options, means_of(options), watcher) as ready:
        # Prefect takes ten seconds to start without a server: not for nothing.
        if directly or ready.agenda.idle:
            return 0 if ready.do(direct).passed else 1
        from flows.orchestration.through_prefect import run_flow

        return 0 if run_flow(ready).passed else 1
