"""Look at rejected records: list them by reason, show one, or try them again."""

from __future__ import annotations

import argparse

from flows.commands.common import CURATED


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--curated", metavar="DIR", default=CURATED, help="the published zone")


def run(given: argparse.Namespace) -> int:
    raise NotImplementedError
