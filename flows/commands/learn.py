"""Learn what each site repeats across its articles, and freeze it as a snapshot.

Without PATH, from all of the raw folder. `winnow backfill` learns by itself and `winnow ingest` learns for its next
run; this is for looking at a snapshot, and for learning from dumps that are not to be cleaned.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from flows.commands.common import CURATED, RAW

if TYPE_CHECKING:
    from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="*", help="dumps or folders; all of --raw if none is given")
    parser.add_argument("--raw", metavar="DIR", default=RAW, help="landing zone: where dumps are dropped")
    parser.add_argument("--curated", metavar="DIR", default=CURATED, help="published zone: sketches are kept in it")
    parser.add_argument("--out", metavar="FILE", help="where to write the snapshot; else it is published in --curated")
    parser.add_argument("--workers", metavar="N", type=int, default=os.cpu_count() or 1, help="worker processes")
    parser.add_argument(
        "--map",
        metavar="ROLE=FIELD",
        action="append",
        default=[],
        help="which field of a record is what, as for backfill",
    )


def run(given: argparse.Namespace) -> int:
    import tempfile
    from pathlib import Path

    from flows.learning.learn import publish_snapshot

    if given.out:
        _say_what(_learn(given, given.out))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        data = _learn(given, str(Path(folder, "snapshot.json"))).read_bytes()
    _say_what(Path(publish_snapshot(given.curated, data)))
    return 0


def _learn(given: argparse.Namespace, out: str) -> Path:
    from flows.kit import real_kit
    from flows.learning.learn import learn

    return learn(
        given.raw,
        given.paths,
        out,
        kit=real_kit(given.map),
        work=given.curated,
        workers=given.workers,
        say=lambda words: print(words, file=sys.stderr),
    )


def _say_what(path: Path) -> None:
    from cleaners.templates import load_templates

    print(path)
    for name in sorted((templates := load_templates(str(path))).sites):
        site = templates.site(name)
        assert site is not None
        print(f"{name}: {len(site.prints)} recurring blocks in {site.articles} articles")
