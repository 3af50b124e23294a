"""Run `winnow ingest` by a schedule on this machine, until stopped.

Uses the Prefect server of PREFECT_API_URL; without one, starts its own on --port for as long as it serves, with its
interface at that address, and starts it again should it die. Runs never overlap: one that would is cancelled, and what
it would have done is done by the next.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

from flows.options import add_options, given_options, of_command

HOURLY = "15 * * * *"


def configure(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "serve")
    parser.add_argument("--cron", metavar="WHEN", default=HOURLY, help="when to run, as cron writes it, in UTC")
    parser.add_argument("--port", metavar="N", type=int, default=4200, help="where a server of our own listens")


def run(given: argparse.Namespace) -> int:
    from flows.locks import tell
    from flows.orchestration.server import keep_serving
    from flows.orchestration.through_prefect import settle_environment

    options = given_options(given)
    options = replace(options, raw=os.path.abspath(options.raw), curated=os.path.abspath(options.curated))
    settle_environment(PREFECT_LOGGING_LEVEL="INFO")
    if not os.environ.get("PREFECT_API_URL"):
        keep_serving(given.port, [sys.executable, "-m", "flows.cli", *sys.argv[1:]], tell)
    from flows.orchestration.ingest import serve

    serve(given.cron, {item.name: getattr(options, item.name) for item in of_command("ingest")})
    return 0
