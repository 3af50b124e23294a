"""Outcomes of records to parts of a shard: rows staged on disk, and what they count."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners.model import (
    CleanedArticle,
    EngineIdentity,
    RawRecord,
    Rejection,
    RejectReason,
    Skip,
    Stage,
)
from flows.errors import ManifestError, TableError
from flows.manifest import Counts, count, dumps, load, total
from flows.protocol import Part
from flows.storage import explained
from flows.tables import SHARD_DATASETS, TABLES, ArticleFacts, RejectFacts, batch_of, removal_facts
from flows.tables.staging import stage_batch, staged_checksum

if TYPE_CHECKING:
    import pyarrow as pa

Facts = tuple[str, EngineIdentity]  # the dump date of the shard, and who cleans it
Batches = dict[str, "pa.RecordBatch"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of the file `path`. `record` is kept until the rows are known to fit."""

    path: str
    result: CleanedArticle | Rejection | Skip
    record: RawRecord | None = None

    @property
    def held_bytes(self) -> int:
        """Memory that is held for it, roughly."""
        payload = self.record.payload if self.record else b""
        return len(payload) + (len(self.result.payload) if isinstance(self.result, Rejection) else 0)


def stage_part(folder: str, span: tuple[int, int], outcomes: Sequence[Outcome], facts: Facts, bytes_read: int) -> Part:
    """Stage the outcomes of the positions [first, stop) and return what a supervisor, or the next run, needs.

    The sidecar comes last: a part without one does not exist.
    Raises StorageError.
    """
    batches, kept = _fitting_batches(outcomes, facts)
    first, stop = span
    bare = Part(first, stop, counts_by_path(kept), {}, bytes_read)
    sums = {name: stage_batch(batch, part_file(folder, bare, name)) for name, batch in batches.items()}
    part = Part(first, stop, bare.counts, sums, bytes_read)
    _write_sidecar(os.path.join(folder, f"{part.stem}.json"), part)
    return part


def _write_sidecar(path: str, part: Part) -> None:
    """Whole or not at all, if the process is killed; what a power cut does to a part, its checksums tell."""
    with explained(f"stage a part in {path}"):
        with open(f"{path}.tmp", "wb") as file:
            file.write(dumps(part))
        os.replace(f"{path}.tmp", path)


def part_file(folder: str, part: Part, dataset: str) -> str:
    """Where a part keeps its rows of a dataset."""
    return os.path.join(folder, f"{part.stem}.{dataset}")


def _fitting_batches(outcomes: Sequence[Outcome], facts: Facts) -> tuple[Batches, Sequence[Outcome]]:
    try:
        return batches_of(outcomes, facts), outcomes
    except TableError:
        kept = [_fitting(outcome, facts) for outcome in outcomes]
        return batches_of(kept, facts), kept


def _fitting(outcome: Outcome, facts: Facts) -> Outcome:
    """The outcome, or a rejection where its rows do not fit: one odd record must not cost its neighbours."""
    try:
        batches_of([outcome], facts)
    except TableError as error:
        return Outcome(outcome.path, _refused(outcome, f"its row does not fit the table: {error}"))
    return outcome


def _refused(outcome: Outcome, detail: str) -> Rejection:
    record = outcome.record
    origin = outcome.result.origin
    if record is None:
        return Rejection(origin, Stage.CLEAN, RejectReason.CRASHED, detail)
    return reject(record, RejectReason.CRASHED, detail)


def reject(record: RawRecord, reason: RejectReason, detail: str) -> Rejection:
    """The rejection of a readable record while it was cleaned."""
    return Rejection(
        record.origin, Stage.CLEAN, reason, detail, record.payload, record.kind, record.hints, record.charset
    )


def batches_of(outcomes: Iterable[Outcome], facts: Facts) -> Batches:
    """The rows of every table for these outcomes. Raises TableError where a value does not fit."""
    sources: dict[str, list[Any]] = {name: [] for name in SHARD_DATASETS}
    dump_date, engine = facts
    for outcome in outcomes:
        match outcome.result:
            case CleanedArticle() as article:
                sources["articles"].append(row := ArticleFacts(article, dump_date, engine))
                sources["signatures"].append(row)
                sources["removals"].extend(removal_facts(article))
            case Rejection() as rejection:
                sources["rejects"].append(RejectFacts(rejection, dump_date, engine))
    return {name: batch_of(TABLES[name], sources[name]) for name in SHARD_DATASETS}


def counts_by_path(outcomes: Iterable[Outcome]) -> dict[str, Counts]:
    """The counts of outcomes by input path."""
    by_path: dict[str, list[Counts]] = defaultdict(list)
    for outcome in outcomes:
        by_path[outcome.path].append(count(outcome.result))
    return {path: total(counts) for path, counts in sorted(by_path.items())}


def staged_parts(folder: str) -> tuple[Part, ...]:
    """The complete parts that an earlier, interrupted run left in a folder, in order."""
    parts = []
    for sidecar in sorted(Path(folder).glob("*.json")):
        try:
            part = load(Part, str(sidecar))
        except (ManifestError, OSError):
            continue
        if all(staged_checksum(part_file(folder, part, name)) == known for name, known in part.checksums.items()):
            parts.append(part)
    return tuple(parts)
