"""Check published files against manifests, schemas and laws, and say what is wrong."""

from __future__ import annotations

import argparse
import sys

from flows.commands.common import CURATED
from flows.printable import one_line


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("curated", metavar="CURATED", nargs="?", default=CURATED, help="the published zone")


def run(given: argparse.Namespace) -> int:
    from flows.release.layout import current_release
    from flows.release.verify import verify

    findings = verify(given.curated)
    for finding in findings:
        print(one_line(f"{finding.path}: {finding.law}: {finding.detail}"))
    if findings:
        print(f"{len(findings)} findings", file=sys.stderr)
        return 1
    release = current_release(given.curated)
    if release is None:
        print(f"nothing is published in {given.curated}", file=sys.stderr)
        return 1
    counts = release.counts
    print(
        f"release {release.release} is whole: {len(release.files)} files, {counts.articles} articles, "
        f"{counts.removals} removals, {counts.rejected} rejects; every sum comes out"
    )
    return 0
