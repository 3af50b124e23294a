"""Clean dumps now: everything in raw that is new or has changed, or what is asked for.

Without PATH, all of the raw folder. A PATH may be a dump or a folder, in raw or elsewhere; elsewhere, source paths
begin with the name of the folder given (or of the one that holds the file). Loose pages are curated folder by folder:
naming one page takes all pages of its folder. What is published and unchanged is left alone.
"""

from __future__ import annotations

import argparse

from flows.commands.common import add_direct, carry_out
from flows.options import add_options


def configure(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "backfill")
    for flag, renew, words in (
        ("--stale", "STALE", "also renew what an older engine cleaned"),
        ("--force", "EVERYTHING", "do everything again, whatever is published"),
    ):
        parser.add_argument(
            flag, action="store_const", dest="renew", const=renew, default=argparse.SUPPRESS, help=words
        )
    add_direct(parser)


def run(given: argparse.Namespace) -> int:
    return carry_out("backfill", given)
