"""Take in dumps that are new or have changed; what the schedule runs.

Files that changed within the last --settle seconds, and names like *.part, are still being written: they wait for the
next run. When another run is at work on the same curated folder there is nothing to do, and the exit status is 0.
"""

from __future__ import annotations

import argparse
import sys

from flows.commands.common import add_work, add_zones, carry_out
from flows.errors import LockedError

SETTLE_SECONDS = 60.0


def configure(parser: argparse.ArgumentParser) -> None:
    add_zones(parser)
    parser.add_argument(
        "--settle", metavar="S", type=float, default=SETTLE_SECONDS, help="seconds after which a file is complete"
    )
    parser.add_argument("--no-learn", action="store_true", help="do not learn for the next run what each site repeats")
    add_work(parser)


def run(given: argparse.Namespace) -> int:
    from flows.plan.agenda import Learning, Request

    request = Request(
        given.raw,
        given.curated,
        settle_seconds=given.settle,
        command="ingest",
        learning=Learning.NEVER if given.no_learn else Learning.AFTER,
    )
    try:
        return carry_out(request, given, lock_timeout=0.0)
    except LockedError as error:
        print(f"nothing done: {error}", file=sys.stderr)
        return 0
