"""What the guards cost: throughput with all of them, beside the same work with none.

    python -m benchmarks.guards [--rounds N] [--set NAME]

With guards, a supervisor hands ranges of the dump to a worker process and watches its time and memory; the worker says
in shared memory what it is at, counts the bytes that it reads, checks that the dump does not change, and stages parts
with checksums that are then joined, so that a kill loses little. Without, one process reads, cleans and writes the
same Parquet files, and a record that hangs hangs it all. Rounds alternate. The CPU time of all processes counts, user
and system, less that of the same work on a dump without records: starting costs once, guards cost a record.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.shared import DUMPS, SETS, SHARED, require
from benchmarks.speed import cpu_seconds

BATCH = 256  # records, as in a part
_UNDATED = "undated"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--set", choices=SETS, default="wcxb-dev")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "DUMP"), help=argparse.SUPPRESS)  # this process is measured
    given = parser.parse_args(arguments)
    if given.one:
        way, dump = given.one
        with tempfile.TemporaryDirectory() as folder:
            print(WAYS[way](Path(dump), folder))
        return
    require()
    report(SHARED / "dumps" / DUMPS[given.set], given.rounds)


def report(dump: Path, rounds: int) -> None:
    """Measure both ways in turn, and print medians."""
    spent: dict[str, list[float]] = {way: [] for way in WAYS}
    records = 0
    for number in range(rounds):
        for way in WAYS:
            seconds, records = net_seconds(way, dump)
            spent[way].append(seconds)
            print(f"round {number + 1}, {way:<14} {1000 * seconds / records:7.2f} ms of CPU a record", flush=True)
    off, on = (statistics.median(spent[way]) for way in ("without guards", "with guards"))
    for way, seconds in (("without guards", off), ("with guards", on)):
        print(f"{way:<14} {records / seconds:7.1f} records a second of CPU ({records} of {dump.name})")
    print(f"throughput with guards: {off / on:.1%} of that without")


def net_seconds(way: str, dump: Path) -> tuple[float, int]:
    """CPU seconds of a way through the dump, starting left out; and how many records it holds."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.jsonl")
        empty.write_bytes(b"\n")
        command = [sys.executable, "-m", "benchmarks.guards", "--one", way]
        start, _ = cpu_seconds([*command, str(empty)])
        whole, printed = cpu_seconds([*command, str(dump)])
    return whole - start, int(printed)


def guarded(dump: Path, folder: str) -> int:
    """Clean a dump as a run does; how many records it holds."""
    from flows.plan.shards import InputFile, Shard
    from flows.sources import SourceOptions
    from flows.supervisor.clean_job import clean_job
    from flows.supervisor.supervise import Settings, Supervisor

    found = os.stat(dump)
    one = InputFile(str(dump.parent), dump.name, found.st_size, found.st_mtime_ns, "0" * 64)
    shard = Shard("guards", "guards", _UNDATED, (one,), pages=False, options=SourceOptions().to_json())
    with Supervisor(Settings(folder, workers=1)) as supervisor:
        job = clean_job(shard, "0" * 64, folder, supervisor.handshake().contract_version)
        return supervisor.put(job).result().counts.read


def unguarded(dump: Path, folder: str) -> int:
    """Clean a dump in this process, into the same tables, as seldom interrupted by the collector of garbage."""
    from cleaners.engine import load_engine
    from flows.sources import SourceOptions, read_items
    from flows.storage import LocalStorage
    from flows.tables import SHARD_DATASETS, TABLES, write_parquet
    from flows.worker.lean import NEVER_USED, be_lean

    be_lean(NEVER_USED)
    engine = load_engine()
    gc.freeze()
    items = read_items(LocalStorage(str(dump.parent)), dump.name, SourceOptions(), 0)
    made = list(_batches(items, engine))
    for name in SHARD_DATASETS:
        batches = (batch[name] for _, batch in made)
        write_parquet(TABLES[name], batches, os.path.join(folder, name), engine.identity.digest)
    return sum(read for read, _ in made)


def _batches(items: Iterator[Any], engine: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """So many items at a time: how many they are, and their rows in every table, made as a worker makes them."""
    from itertools import islice

    from cleaners.clean import clean_records
    from cleaners.model import RawRecord
    from flows.worker.cleaning import TOGETHER
    from flows.worker.parts import Outcome, batches_of

    while held := list(islice(items, BATCH)):
        records = [item for item in held if isinstance(item, RawRecord)]
        groups = (records[first : first + TOGETHER] for first in range(0, len(records), TOGETHER))
        cleaned = (result for group in groups for result in clean_records(group, engine, lambda _: None))
        results = [next(cleaned) if isinstance(item, RawRecord) else item for item in held]
        outcomes = [Outcome(result.origin.source_path, result) for result in results]
        yield len(held), batches_of(outcomes, (_UNDATED, engine.identity))


WAYS: Mapping[str, Callable[[Path, str], int]] = {"without guards": unguarded, "with guards": guarded}


if __name__ == "__main__":
    main(sys.argv[1:])
