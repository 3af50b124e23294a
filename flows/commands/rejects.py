"""Look at rejected records: list them by reason, show one, or try them again.

retry cleans the shards that hold the rejects once more, with the present engine and limits. Records that now pass move
to the articles of the next release; the others stay, and every sum still comes out. It reads the dumps in --raw.
Shards whose dump, options and engine are as they were are left alone, unless a limit or a death was the reason.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from flows.commands.common import add_curated, do
from flows.options import add_options, given_options
from flows.printable import one_line

if TYPE_CHECKING:
    from flows.reports.rejects import Wanted
    from flows.run import Opened


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
        if name == "retry":
            add_options(action, "retry")
        else:
            add_curated(action)
        action.set_defaults(act=act)
        if name == "show":
            action.add_argument("--payload", action="store_true", help="write the payload's bytes and nothing else")


def run(given: argparse.Namespace) -> int:
    status: int = given.act(given)
    return status


def _wanted(given: argparse.Namespace) -> Wanted:
    from flows.reports.rejects import Wanted

    return Wanted(frozenset(given.ids), frozenset(given.reason), given.source)


def _list(given: argparse.Namespace) -> int:
    from flows.reports.rejects import find

    reasons: Counter[str] = Counter()
    for _, row in find(given.curated, _wanted(given)):
        reasons[row["reason"]] += 1
        print(one_line(f"{row['reason']:<18} {row['record_id']}  {row['source_path']}  {row['detail']}"[:240]))
    for reason, number in reasons.most_common():
        print(f"{number:>8}  {reason}", file=sys.stderr)
    return 0


def _show(given: argparse.Namespace) -> int:
    from flows.reports.rejects import whole

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


def _unchanged(work: Opened) -> frozenset[str]:
    """The shards that would be cleaned from the same dump, by the same engine and options, as they were."""
    from flows.plan.shards import ShardState

    return frozenset(item.shard.name for item in work.agenda.candidates if item.state is ShardState.CURRENT)


def _retry(given: argparse.Namespace) -> int:
    from dataclasses import replace

    from flows.reports.progress import terminal
    from flows.reports.rejects import find, promising
    from flows.run import opened

    # --source of this command chooses rejects, not the name of a source
    options = given_options(argparse.Namespace(**{**vars(given), "source": None}), renew="EVERYTHING", learn=False)
    given.curated = options.curated
    before = [(manifest.shard, row["reason"]) for manifest, row in find(given.curated, _wanted(given))]
    if not before:
        print("no such rejects; see `winnow rejects list`", file=sys.stderr)
        return 0
    every = frozenset(shard for shard, _ in before)
    request = replace(options.request("retry"), shards=every)
    given.direct = True
    with terminal() as watcher, opened(request, options.means(), watcher) as work:
        shards = promising(before, _unchanged(work))
        print(
            f"{len(before)} rejects in {len(every)} shards, of which {len(shards)} are cleaned again", file=sys.stderr
        )
        if not shards:
            print("the same engine would reject them again from the same dumps", file=sys.stderr)
            return 0
        status = do(work.only(shards), given, options, watcher)
    left = sum(1 for _ in find(given.curated, _wanted(given)))
    print(f"{len(before) - left} of {len(before)} rejects are articles now", file=sys.stderr)
    return status
