"""CPU a page: the whole pipeline beside a bare trafilatura loop over the same pages.

    python -m benchmarks.speed [--profile] [--rounds N]

The goal is set against the loop that extracts text alone. The same loop with metadata is printed for comparison, since
the pipeline gives titles, authors, dates and languages too.

Both run as processes of their own and are charged with all CPU time, user and system, of themselves and their
children: for the pipeline that is reading, cleaning, both ledgers, Parquet, verification and publishing, with one
worker. They run by turns in several rounds, of which the middle figures count: a shared machine may be a tenth slower
from one minute to the next, for both. `--profile` also prints what each stage of cleaning takes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeVar

from benchmarks.shared import DUMPS, SHARED, require
from cleaners.model import Document, Mark, RawRecord

SET = "wcxb-dev"
ROUNDS = 3
T = TypeVar("T")
_BARE = """
import sys, trafilatura
from benchmarks.quality.records import read_records
pages = [record.payload for record in read_records(sys.argv[1])]
for page in pages if sys.argv[2] != "read" else []:
    trafilatura.extract(page, with_metadata=sys.argv[2] == "metadata")
print(len(pages))
"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(arguments)
    require()
    rounds = [_round(number) for number in range(max(1, options.rounds))]
    print(f"{rounds[0].pages} pages of {SET}")
    _print("bare trafilatura.extract loop", [(costs.bare, costs) for costs in rounds])
    _print("whole pipeline, one worker", [(costs.whole, costs) for costs in rounds])
    _print("  beyond its start and end", [(costs.whole - costs.start, costs) for costs in rounds])
    print(f"  start and end of any run     {median(costs.start for costs in rounds):7.2f} s of CPU")
    _print("the loop with metadata", [(costs.described, costs) for costs in rounds])
    if options.profile:
        for stage, milliseconds in stages().most_common():
            print(f"{milliseconds:7.2f}  {stage}")


class Costs(NamedTuple):
    """CPU seconds of one round over all pages; those of the loops without reading. `start` is that of one page."""

    bare: float
    whole: float
    start: float
    described: float
    pages: int


def _round(number: int) -> Costs:
    def loop(what: str) -> tuple[float, str]:
        return cpu_seconds([sys.executable, "-c", _BARE, SET, what])

    reading, pages = loop("read")
    bare, whole = loop("extract")[0] - reading, pipeline_cpu(_the_set)
    print(f"round {number + 1}: {whole / bare:.2f} of the loop", file=sys.stderr, flush=True)
    return Costs(bare, whole, pipeline_cpu(_one_page), loop("metadata")[0] - reading, int(pages))


def _print(what: str, rounds: Sequence[tuple[float, Costs]]) -> None:
    """The middle of the rounds' milliseconds a page, and of their ratios to the loop of the same round."""
    milliseconds = median(seconds / costs.pages * 1000 for seconds, costs in rounds)
    ratio = median(seconds / costs.bare for seconds, costs in rounds)
    print(f"{what:<30} {milliseconds:7.2f} ms of CPU a page, {ratio:.2f} of the loop")


def pipeline_cpu(land: Callable[[Path], None]) -> float:
    """CPU seconds of a backfill, into an empty folder, of what `land` puts into the raw folder."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        land(raw)
        command = "import sys; from flows.cli import main; sys.exit(main())"
        options = ["--raw", str(raw), "--curated", f"{folder}/curated", "--workers", "1", "--direct"]
        seconds, _ = cpu_seconds([sys.executable, "-c", command, "backfill", *options])
        return seconds


def _the_set(raw: Path) -> None:
    (raw / DUMPS[SET]).symlink_to(SHARED / "dumps" / DUMPS[SET])


def _one_page(raw: Path) -> None:
    """What a run costs whatever it cleans: processes, imports, engine, publishing."""
    (raw / "page.html").write_text("<h1>The ferry</h1><p>It sails at noon.", encoding="utf-8")


def cpu_seconds(command: Sequence[str]) -> tuple[float, str]:
    """CPU seconds of a process and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), printed


def stages() -> Counter[str]:
    """CPU milliseconds a page of each stage of cleaning, in process, after the first pages have warmed it.

    As in a run, each stage takes as many pages together as `flows.worker.cleaning` does.
    """
    from benchmarks.quality.records import read_records
    from cleaners import clean
    from cleaners.cut import cut
    from cleaners.decision import decide, judge
    from cleaners.engine import load_engine
    from cleaners.text import decode
    from cleaners.voters import extraction
    from flows.worker.cleaning import TOGETHER

    engine = load_engine()
    records = list(read_records(SET))
    spent: Counter[str] = Counter()

    def timed(stage: str, work: Callable[..., T], rows: Iterable[Sequence[Any]]) -> list[T]:
        given = list(rows)
        began = time.process_time()
        results = [work(*row) for row in given]
        spent[stage] += time.process_time() - began
        return results

    def ask(document: Document) -> list[Mark]:
        return timed("trafilatura, on doubtful pages", extraction.vote, [(document,)])[0]

    def through(group: Sequence[RawRecord]) -> None:
        decoded = timed("decode", decode.decode, ((r.payload, r.kind, r.charset) for r in group))
        read = zip(decoded, group, strict=True)
        parsed = timed("parse, metadata, language", clean.read_document, ((d, r.kind, r.hints) for d, r in read))
        documents = [document for document in parsed if document.blocks]
        marks: list[list[Mark]] = [[] for _ in documents]
        for name, vote in clean.voters(engine).items():
            for own, found in zip(marks, timed(f"voter {name}", vote, ((d,) for d in documents)), strict=True):
                own.extend(found)
        judged = zip(documents, marks, strict=True)
        verdicts = timed("features and forests", judge.judge, ((d, own, engine, ask) for d, own in judged))
        ruled = zip(documents, verdicts, strict=True)
        cuts = timed("decide and cut", decide.decide, ((d, told, odds) for d, (odds, told) in ruled))
        timed("decide and cut", cut, zip(documents, cuts, strict=True))

    for first in range(0, len(records), TOGETHER):
        if first == TOGETHER:  # models are read and patterns compiled when they are first needed
            spent.clear()
        through(records[first : first + TOGETHER])
    spent["features and forests"] -= spent["trafilatura, on doubtful pages"]
    return Counter({stage: seconds / (len(records) - TOGETHER) * 1000 for stage, seconds in spent.items()})


if __name__ == "__main__":
    main(sys.argv[1:])
