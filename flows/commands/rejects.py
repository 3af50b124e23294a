"""Look at rejected records: list them by reason, show one, or try them again.

retry cleans the shards that hold the rejects once more, with the present engine and limits. Records that now pass move
to the articles of the next release; the others stay, and every sum still comes out. It reads the dumps in --raw.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from flows.commands.common import RAW, add_curated, add_work, carry_out
from flows.printable import one_line

if TYPE_CHECKING:
    from flows.rejects import Wanted


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, act, words in (
        ("list", _list, "one line for each reject, and how many there are of each reason"),
        ("show", _show, "everything that is known of a reject, or its payload"),
        ("retry", _retry, "clean their shards again"),
    ):
        action = actions.add_parser(name, help=words, description=words)
        action.add_argument("ids", metavar="ID", nargs="+" if name == "show" else "*", help="record ids")
        action.add_argument("--reason", metavar="R", action="append", default=[], help="only rejects of this reason")
        action.add_argument("--source", metavar="NAME", help="only rejects of this source")
        add_curated(action)
        action.set_defaults(act=act)
        if name == "show":
            action.add_argument("--payload", action="store_true", help="write the payload's bytes and nothing else")
        if name == "retry":
            action.add_argument("--raw", metavar="DIR", default=RAW, help="landing zone that holds the dumps")
            add_work(action)


def run(given: argparse.Namespace) -> int:
    status: int = given.act(given)
    return status


def _wanted(given: argparse.Namespace) -> Wanted:
    from flows.rejects import Wanted

    return Wanted(frozenset(given.ids), frozenset(given.reason), given.source)


def _list(given: argparse.Namespace) -> int:
    from flows.rejects import find

    reasons: Counter[str] = Counter()
    for _, row in find(given.curated, _wanted(given)):
        reasons[row["reason"]] += 1
        print(one_line(f"{row['reason']:<18} {row['record_id']}  {row['source_path']}  {row['detail']}"[:240]))
    for reason, number in reasons.most_common():
        print(f"{number:>8}  {reason}", file=sys.stderr)
    return 0


def _show(given: argparse.Namespace) -> int:
    from flows.rejects import whole

    found = 0
    for row in whole(given.curated, _wanted(given)):
        found += 1
        if given.payload:
            sys.stdout.buffer.write(row["payload"])
        else:
            print("\n".join(_facts(row)) + "\n")
    if not found:
        print(f"winnow: no reject is called {', '.join(given.ids)}; see `winnow rejects list`", file=sys.stderr)
    return 0 if found else 1


def _facts(row: dict[str, Any]) -> list[str]:
    payload = row.pop("payload")
    known = [f"{name:<20} {value}" for name, value in row.items() if value not in (None, [], "")]
    return [*map(one_line, known), f"{'payload':<20} {one_line(payload[:300].decode('utf-8', 'replace'))}"]


def _retry(given: argparse.Namespace) -> int:
    from flows.prepare import Renew, Request
    from flows.rejects import find

    before = [(manifest.shard, row["reason"]) for manifest, row in find(given.curated, _wanted(given))]
    if not before:
        print("no such rejects; see `winnow rejects list`", file=sys.stderr)
        return 0
    shards = frozenset(shard for shard, _ in before)
    print(f"{len(before)} rejects in {len(shards)} shards, which are cleaned again", file=sys.stderr)
    given.direct = True
    request = Request(given.raw, given.curated, renew=Renew.EVERYTHING, shards=shards, command="retry")
    status = carry_out(request, given)
    left = sum(1 for _ in find(given.curated, _wanted(given)))
    print(f"{len(before) - left} of {len(before)} rejects are articles now", file=sys.stderr)
    return status
