"""Say what each rule does: what it removed and marked, how often it is right, and which rules never fired.

Removals are those of the published release. With --marks the records of its dumps are judged again, with the present
engine, so that marks which were outvoted and rules that keep text are counted too; --gold does the same and says how
often each rule is right. A gold file holds a JSON object a line (see docs/quality.md).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from flows.commands.common import RAW, add_curated

if TYPE_CHECKING:
    from cleaners.engine import Engine
    from cleaners.rules.catalogue import KnownRule
    from flows.manifest import ReleaseManifest
    from flows.reports.rule_report import Use, Uses

_REMOVED = f"{'removals':>9} {'chars':>10}"
_MARKED = f" {'marks':>9} {'chars':>10} {'followed':>8} {'on gold':>8} {'precision':>9}"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    words = "a line for each rule, the most wrong first, and the rules that did nothing"
    report = actions.add_parser("report", help=words, description=words)
    add_curated(report)
    report.add_argument("--marks", action="store_true", help="judge the records of --raw again and count all marks")
    report.add_argument("--gold", metavar="FILE", nargs="+", default=[], help="--marks, and judge them by gold")
    report.add_argument("--raw", metavar="DIR", default=RAW, help="landing zone that holds the dumps of the release")
    report.add_argument("--map", metavar="ROLE=FIELD", action="append", default=[], help="as for backfill")
    report.add_argument("--publishers", metavar="DIR", help="folder of publisher overlays, as for backfill")
    report.set_defaults(act=_report)


def run(given: argparse.Namespace) -> int:
    status: int = given.act(given)
    return status


def _report(given: argparse.Namespace) -> int:
    from cleaners.rules.catalogue import known_rules
    from flows.release.layout import current_release
    from flows.reports.rule_report import add_removals, no_uses

    release = current_release(given.curated)
    if release is None:
        print(f"nothing is published in {given.curated}", file=sys.stderr)
        return 1
    engine, uses = _engine(given, release), no_uses()
    add_removals(uses, given.curated, release)
    marks = bool(given.marks or given.gold)
    if marks:
        _add_marks(uses, given, release, engine)
    print(f"{'rule':<44} {'voter':<10} {'asks to':<7} {_REMOVED}{_MARKED if marks else ''}")
    for rule, use in sorted(uses.items(), key=_most_wrong_first):
        print(f"{rule.id:<44} {rule.voter:<10} {rule.verdict:<7} {_row(use, marks)}")
    silent = [rule for rule in known_rules(engine) if not uses[rule].fired and (marks or rule.verdict == "cut")]
    print("\n".join(_silence(silent, marks)))
    return 0


def _engine(given: argparse.Namespace, release: ReleaseManifest) -> Engine:
    """The present engine, with the site templates that the next run would use."""
    from cleaners.engine import load_engine
    from cleaners.identity import EngineOptions
    from flows.identity import pipeline_identity
    from flows.learning.learn import current_snapshot

    options = EngineOptions(templates=current_snapshot(given.curated), publishers=given.publishers)
    now = pipeline_identity(options).digest
    if old := [shard.shard for shard in release.shards if shard.engine.digest != now]:
        print(f"{len(old)} of {len(release.shards)} shards were cleaned by another engine than this", file=sys.stderr)
    return load_engine(options)


def _add_marks(uses: Uses, given: argparse.Namespace, release: ReleaseManifest, engine: Engine) -> None:
    from flows.reports.gold import read_gold
    from flows.reports.rule_report import add_marks, read_records
    from flows.sources import FieldMap, SourceOptions

    paths = sorted({item.path for shard in release.shards for item in shard.inputs})
    gold = read_gold(given.gold)
    records = read_records(given.raw, paths, SourceOptions(fields=FieldMap.parse(given.map)))
    number = add_marks(uses, records, engine, gold)
    print(f"{number} records of {len(paths)} dump files judged, {len(gold)} gold records given", file=sys.stderr)


def _most_wrong_first(item: tuple[KnownRule, Use]) -> tuple[int, int, int, KnownRule]:
    rule, use = item
    return -use.wrong, -use.removed_chars, -use.marks, rule


def _row(use: Use, marks: bool) -> str:
    removed = f"{use.removals:>9} {use.removed_chars:>10}"
    if not marks:
        return removed
    precision = "" if use.precision is None else f"{use.precision:.3f}"
    return f"{removed} {use.marks:>9} {use.marked_chars:>10} {use.followed:>8} {use.judged:>8} {precision:>9}"


def _silence(silent: Sequence[KnownRule], marks: bool) -> Iterator[str]:
    """Rules that did nothing, a line a voter; phrases a line a language."""
    done = "marked nothing" if marks else "answer for no removal"
    yield f"\n{len(silent)} rules {done}:"
    for (voter, language), rules in groupby(silent, key=lambda rule: (rule.voter, rule.id.rpartition("/")[0])):
        yield f"  {voter} {language}: {' '.join(rule.id.rpartition('/')[2] for rule in rules)}"
