"""CPU a page: the whole pipeline beside a bare trafilatura loop over the same pages.

    python -m benchmarks.speed [--profile]

Both run as processes of their own and are charged with all CPU time, user and system, of themselves and their
children: for the pipeline that is reading, cleaning, both ledgers, Parquet, verification and publishing, with one
worker. `--profile` also prints where a worker spends its time.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.shared import DUMPS, SHARED, require

SET = "wcxb-dev"
_BARE = """
import sys, trafilatura
from benchmarks.quality.pages import read_records
pages = [record.payload for record in read_records(sys.argv[1])]
for page in pages if sys.argv[2] == "extract" else []:
    trafilatura.extract(page)
print(len(pages))
"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args(arguments)
    require()
    reading, pages = cpu_seconds([sys.executable, "-c", _BARE, SET, "read"])
    bare, _ = cpu_seconds([sys.executable, "-c", _BARE, SET, "extract"])
    whole = pipeline_cpu()
    loop, ours = (bare - reading) / int(pages) * 1000, whole / int(pages) * 1000
    print(f"bare trafilatura.extract loop  {loop:7.2f} ms of CPU a page ({pages.strip()} pages of {SET})")
    print(f"whole pipeline, one worker     {ours:7.2f} ms of CPU a page, {ours / loop:.2f} of the loop")
    if options.profile:
        profile()


def pipeline_cpu() -> float:
    """CPU seconds of a backfill of the set into an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        (raw / DUMPS[SET]).symlink_to(SHARED / "dumps" / DUMPS[SET])
        command = "import sys; from flows.cli import main; sys.exit(main())"
        options = ["--raw", str(raw), "--curated", f"{folder}/curated", "--workers", "1", "--direct"]
        seconds, _ = cpu_seconds([sys.executable, "-c", command, "backfill", *options])
        return seconds


def cpu_seconds(command: Sequence[str]) -> tuple[float, str]:
    """CPU seconds of a process and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), printed


def profile() -> None:
    """Cumulative time of each step of cleaning, in process."""
    from benchmarks.quality.pages import read_records
    from cleaners.clean import clean_record
    from cleaners.engine import load_engine

    engine = load_engine()
    records = list(read_records(SET))
    for record in records[:20]:
        clean_record(record, engine)
    profiler = cProfile.Profile()
    profiler.enable()
    for record in records:
        clean_record(record, engine)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(r"cleaners", 40)


if __name__ == "__main__":
    main(sys.argv[1:])
