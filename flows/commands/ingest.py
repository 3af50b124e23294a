"""Take in dumps that are new or have changed; what the schedule runs.

Files that changed within the last --settle seconds, and names like *.part, are still being written: they wait for the
next run. When another run is at work on the same curated folder there is nothing to do, and the exit status is 0.
"""

from __future__ import annotations

import argparse
import sys

from flows.commands.common import add_direct, carry_out
from flows.errors import LockedError
from flows.options import add_options


def configure(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "ingest")
    add_direct(parser)


def run(given: argparse.Namespace) -> int:
    try:
        return carry_out("ingest", given, lock_timeout=0.0)
    except LockedError as error:
        print(f"nothing done: {error}", file=sys.stderr)
        return 0
