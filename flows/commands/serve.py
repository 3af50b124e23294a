"""Run `winnow ingest` by a schedule on this machine, until stopped.

Uses the Prefect server of PREFECT_API_URL; without one, starts its own on --port for as long as it serves, with its
interface at that address, and starts it again should it die. Runs never overlap: one that would is cancelled, and what
it would have done is done by the next.
"""

from __future__ import annotations

import argparse
import os
import sys

from flows.commands.common import add_zones
from flows.commands.ingest import SETTLE_SECONDS

HOURLY = "15 * * * *"


def configure(parser: argparse.ArgumentParser) -> None:
    add_zones(parser)
    parser.add_argument("--cron", metavar="WHEN", default=HOURLY, help="when to run, as cron writes it, in UTC")
    parser.add_argument("--settle", metavar="S", type=float, default=SETTLE_SECONDS, help="as for ingest")
    parser.add_argument("--workers", metavar="N", type=int, default=os.cpu_count() or 1, help="worker processes")
    parser.add_argument("--port", metavar="N", type=int, default=4200, help="where a server of our own listens")


def run(given: argparse.Namespace) -> int:
    from flows.locks import tell
    from flows.orchestration.server import keep_serving
    from flows.orchestration.through_prefect import settle_environment

    settle_environment(PREFECT_LOGGING_LEVEL="INFO")
    if not os.environ.get("PREFECT_API_URL"):
        keep_serving(given.port, _schedule(given), tell)
    from flows.orchestration.ingest import serve

    serve(
        given.cron,
        {
            "raw": os.path.abspath(given.raw),
            "curated": os.path.abspath(given.curated),
            "settle_seconds": given.settle,
            "workers": given.workers,
        },
    )
    return 0


def _schedule(given: argparse.Namespace) -> list[str]:
    """The same command, to be run where PREFECT_API_URL names the server."""
    facts = ("--raw", given.raw, "--curated", given.curated, "--cron", given.cron)
    numbers = ("--settle", str(given.settle), "--workers", str(given.workers))
    return [sys.executable, "-m", "flows.cli", "serve", *facts, *numbers]
