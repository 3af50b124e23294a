"""Learn what each site repeats across its articles, and freeze it as a snapshot.

Without PATH, from all of the raw folder. `winnow backfill` learns by itself and `winnow ingest` learns for its next
run; this is for looking at a snapshot, and for learning from dumps that are not to be cleaned. Options that
concern cleaning alone are taken as by those two, and decide nothing here.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from flows.options import add_options, given_options

if TYPE_CHECKING:
    from pathlib import Path

    from flows.options import RunOptions


def configure(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "learn")
    parser.add_argument("--out", metavar="FILE", help="where to write the snapshot; else it is published in --curated")


def run(given: argparse.Namespace) -> int:
    import tempfile
    from pathlib import Path

    from flows.learning.learn import publish_snapshot

    options = given_options(given, "learn")
    if given.out:
        _say_what(_learn(options, given.out))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        data = _learn(options, str(Path(folder, "snapshot.json"))).read_bytes()
    _say_what(Path(publish_snapshot(options.curated, data)))
    return 0


def _learn(options: RunOptions, out: str) -> Path:
    from flows.kit.of_run import limits_of, real_kit, workers_of
    from flows.learning.learn import learn

    return learn(
        options.raw,
        options.paths,
        out,
        kit=real_kit(options.fields, options.publishers),
        work=options.curated,
        workers=workers_of(options),
        limits=limits_of(options),
        say=lambda words: print(words, file=sys.stderr),
    )


def _say_what(path: Path) -> None:
    from cleaners.templates import load_templates

    print(path)
    for name in sorted((templates := load_templates(str(path))).sites):
        site = templates.site(name)
        assert site is not None
        print(f"{name}: {len(site.prints)} recurring blocks in {site.articles} articles")
