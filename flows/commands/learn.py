"""Learn what each site repeats across its articles, and freeze it as a snapshot.

Without PATH, from all of the raw folder. `winnow backfill` learns by itself and `winnow ingest` learns for its next
run; this is for looking at a snapshot, and for learning from dumps that are not to be cleaned.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from flows.options import RunOptions, add_options, given_options

if TYPE_CHECKING:
    from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "learn")
    parser.add_argument("--out", metavar="FILE", help="where to write the snapshot; else it is published in --curated")


def run(given: argparse.Namespace) -> int:
    import tempfile
    from pathlib import Path

    from flows.learning.learn import publish_snapshot

    options = given_options(given)
    if given.out:
        _say_what(_learn(options, given.out))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        data = _learn(options, str(Path(folder, "snapshot.json"))).read_bytes()
    _say_what(Path(publish_snapshot(options.curated, data)))
    return 0


def _learn(options: RunOptions, out: str) -> Path:
    from flows.learning.learn import learn

    means = options.means()
    return learn(
        options.raw,
        options.paths,
        out,
        kit=means.kit,
        work=options.curated,
        workers=means.workers,
        limits=means.limits,
        say=lambda words: print(words, file=sys.stderr),
    )


def _say_what(path: Path) -> None:
    from cleaners.templates import load_templates

    print(path)
    for name in sorted((templates := load_templates(str(path))).sites):
        site = templates.site(name)
        assert site is not None
        print(f"{name}: {len(site.prints)} recurring blocks in {site.articles} articles")
