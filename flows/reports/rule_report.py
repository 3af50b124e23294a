"""What each rule does: the removals that it answers for in a release, and its marks on the dumps of that release.

The ledger holds one rule for each cut, the one that answers for it. All marks, those that keep text and those that
were outvoted, are found by judging the records again with the present engine.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cleaners.clean import Judgement, judge_record
from cleaners.engine import Engine
from cleaners.model import Block, Mark, RawRecord, Verdict
from cleaners.rules.catalogue import KnownRule
from flows.manifest import ReleaseManifest
from flows.release.layout import release_folder
from flows.reports.gold import Array, Gold
from flows.sources import SourceOptions, read_items, source_options
from flows.storage import storage_at
from flows.tables import REMOVALS
from flows.tables.reader import read_batches


@dataclass(slots=True)
class Use:
    """What one rule did. Characters are code points."""

    removals: int = 0  # spans that it answers for in the ledger
    removed_chars: int = 0
    marks: int = 0  # on blocks, or on parts of one
    marked_chars: int = 0
    followed: int = 0  # marks whose span was cut, or kept, as they ask
    judged: int = 0  # marks of whole blocks of which the gold says what they are
    right: int = 0  # of those: boilerplate under a cut mark, article text under a keep mark

    @property
    def wrong(self) -> int:
        return self.judged - self.right

    @property
    def precision(self) -> float | None:
        """Share of the judged marks that are right; None where there is none."""
        return self.right / self.judged if self.judged else None

    @property
    def fired(self) -> bool:
        return bool(self.removals or self.marks)


Uses = defaultdict[KnownRule, Use]


def no_uses() -> Uses:
    return defaultdict(Use)


def add_removals(uses: Uses, curated: str, release: ReleaseManifest) -> None:
    """Count the ledger of a release. Raises TableError, StorageError."""
    folder = release_folder(curated) or ""
    for entry in release.files:
        if entry.dataset == REMOVALS.name:
            for voter, rule, start, end in _spans(os.path.join(folder, entry.path)):
                use = uses[KnownRule(voter, rule, Verdict.CUT)]
                use.removals += 1
                use.removed_chars += end - start


def _spans(path: str) -> Iterator[tuple[str, str, int, int]]:
    columns = ("voter", "rule_id", "start_char", "end_char")
    for batch in read_batches(REMOVALS, path, columns):
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)


def read_records(raw: str, paths: Sequence[str], given: SourceOptions) -> Iterator[RawRecord]:
    """The records of some dumps, as a run would read them. Raises OSError for a dump that is not there."""
    storage = storage_at(raw)
    for path in paths:
        storage.open_read(path).close()
        items = read_items(storage, path, source_options(storage, path, given))
        yield from (item for item in items if isinstance(item, RawRecord))


def add_marks(uses: Uses, records: Iterable[RawRecord], engine: Engine, gold: Gold) -> int:
    """Judge the records and count the marks on them; the number of records that could be judged."""
    number = 0
    for record in records:
        judged = judge_record(record, engine)
        if isinstance(judged, Judgement):
            number += 1
            _count(uses, judged, gold.labels(record.origin.record_id, judged.document))
    return number


def _count(uses: Uses, judged: Judgement, labels: Array) -> None:
    cuts = {(cut.start_char, cut.end_char) for cut in judged.cuts}
    for mark in judged.marks:
        block = judged.document.blocks[mark.block]
        use = uses[KnownRule(mark.voter, mark.rule_id, mark.verdict)]
        use.marks += 1
        use.marked_chars += mark.end_char - mark.start_char
        use.followed += _is_cut(mark, block, cuts) == (mark.verdict is Verdict.CUT)
        if _is_whole(mark, block) and not np.isnan(label := labels[mark.block]):
            use.judged += 1
            use.right += (label > 0.5) == (mark.verdict is Verdict.KEEP)


def _is_cut(mark: Mark, block: Block, cuts: set[tuple[int, int]]) -> bool:
    return (block.start, block.end) in cuts or (mark.start_char, mark.end_char) in cuts


def _is_whole(mark: Mark, block: Block) -> bool:
    return (mark.start_char, mark.end_char) == (block.start, block.end)
