"""Clean dumps now: everything in raw that is new or has changed, or what is asked for.

Without PATH, all of the raw folder. A PATH may be a dump or a folder, in raw or elsewhere; elsewhere, source paths
begin with the name of the folder given (or of the one that holds the file). Loose pages are curated folder by folder:
naming one page takes all pages of its folder. What is published and unchanged is left alone.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from flows.commands.common import add_work, add_zones, carry_out, day

if TYPE_CHECKING:
    from flows.plan.agenda import Renew


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="*", help="dumps or folders; all of --raw if none is given")
    add_zones(parser)
    parser.add_argument("--since", metavar="DATE", type=day, help="only dumps of this date or later")
    parser.add_argument("--until", metavar="DATE", type=day, help="only dumps of this date or earlier")
    parser.add_argument("--source", metavar="NAME", help="name of the source, instead of the first folder of the path")
    parser.add_argument("--stale", action="store_true", help="also renew what an older engine cleaned")
    parser.add_argument("--force", action="store_true", help="do everything again, whatever is published")
    parser.add_argument(
        "--no-learn", action="store_true", help="do not first learn from these dumps what each site repeats"
    )
    add_work(parser)


def run(given: argparse.Namespace) -> int:
    from flows.plan.agenda import Learning, Request

    return carry_out(
        Request(
            raw=given.raw,
            curated=given.curated,
            paths=tuple(given.paths),
            since=given.since,
            until=given.until,
            source=given.source,
            renew=_renew(given),
            learning=Learning.NEVER if given.no_learn else Learning.BEFORE,
        ),
        given,
    )


def _renew(given: argparse.Namespace) -> Renew:
    from flows.plan.agenda import Renew

    if given.force:
        return Renew.EVERYTHING
    return Renew.STALE if given.stale else Renew.CHANGED
