"""Say what is published, and how the last runs went."""

from __future__ import annotations

import argparse
from pathlib import Path

from flows.commands.common import CURATED


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("curated", metavar="CURATED", nargs="?", default=CURATED, help="the published zone")
    parser.add_argument("--runs", metavar="N", type=int, default=5, help="how many runs to show")


def run(given: argparse.Namespace) -> int:
    from flows.manifest import RunManifest, load
    from flows.release.layout import RUNS, current_release

    release = current_release(given.curated)
    if release is None:
        print(f"nothing is published in {given.curated}")
    else:
        print(f"release {release.release} of {release.published_at}: {release.counts.describe()}")
    for path in sorted(Path(given.curated, RUNS).glob("*.json"))[-given.runs :]:
        done = load(RunManifest, str(path))
        print(
            f"{done.started_at}  {done.command:<8}  {done.status:<11}  {len(done.shards)} shards, "
            f"{done.counts.read} records read, {len(done.failed)} failed"
        )
    return 0
