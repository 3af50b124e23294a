"""One shard being cleaned: parts are staged range by range, and joined when all of them are there."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Any

from flows.manifest import Counts, ShardManifest, load, total
from flows.plan.shards import Shard
from flows.protocol import AssembleUnit, CleanUnit, Part, Quarantine, RangeUnit, ShardFacts
from flows.storage import explained
from flows.supervisor.job import Progress, ShardError
from flows.supervisor.range_job import Extent, RangeJob, Task, unit_inputs
from flows.worker.assembly import MANIFEST
from flows.worker.parts import staged_parts

UNIT_SECONDS = 4.0  # of work that a unit should hold: few messages, and little left to wait for at the end
FIRST_RANGE, LEAST_RANGE, LONGEST_RANGE = 64, 16, 1024  # positions in a unit


@dataclass(frozen=True, slots=True)
class WorkFolders:
    """Where the work on shards lies: the parts of each, and the finished ones."""

    work: str

    def parts(self, digest: str) -> str:
        """Folder of staged parts."""
        return os.path.join(self.work, "parts", digest)

    def finished(self, digest: str) -> str:
        """Folder that appears when the shard is finished."""
        return os.path.join(self.work, "shards", digest)

    def manifest(self, digest: str) -> str:
        """The manifest of the finished shard."""
        return os.path.join(self.finished(digest), MANIFEST)


def clean_job(shard: Shard, digest: str, work: str, contract_version: str) -> RangeJob[ShardManifest]:
    """Clean a shard, staging it in the folder `work`. Its future may raise ShardError, SuperviseError, StoppedError."""
    return RangeJob(Extent.of(shard), CleanTask(shard, digest, WorkFolders(work), contract_version))


@dataclass(slots=True)
class CleanTask(Task[ShardManifest]):
    """Cleans the ranges of one shard, and gives its manifest."""

    shard: Shard
    digest: str
    folders: WorkFolders
    contract_version: str
    step: int = FIRST_RANGE
    parts: list[Part] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    _finished: bool = False

    def begin(self) -> tuple[Part, ...]:
        with explained(f"stage {self.shard.name}"):
            os.makedirs(self._parts_folder, exist_ok=True)
            os.makedirs(os.path.dirname(self.folders.finished(self.digest)), exist_ok=True)
        return staged_parts(self._parts_folder)

    def unit(self, first: int, stop: int, quarantine: Quarantine | None) -> CleanUnit:
        inputs = unit_inputs(self.shard, first, stop)
        return CleanUnit(self._facts, first, stop, self.shard.pages, inputs, quarantine)

    def staged(self, part: Part) -> None:
        self.parts.append(part)
        self.counts = total((self.counts, *part.counts.values()))

    def done(self, unit: RangeUnit, result: dict[str, Any]) -> None:
        """Make the next units last as long as they should, by how long this one took."""
        fitting = int((unit.stop - unit.first) * UNIT_SECONDS / max(result["seconds"], 1e-3))
        self.step = max(LEAST_RANGE, min(fitting, 2 * self.step, LONGEST_RANGE))

    def closing(self, end: int) -> AssembleUnit:
        return AssembleUnit(
            shard=self._facts,
            digests=tuple(item.digest for item in self.shard.inputs),
            inputs=unit_inputs(self.shard, 0, end),
            parts=self._joined_parts(end),
            finished=self.folders.finished(self.digest),
            contract_version=self.contract_version,
        )

    def _joined_parts(self, end: int) -> tuple[Part, ...]:
        """The parts in order. Raises ShardError if they leave a gap, which would be a fault of ours."""
        parts = tuple(sorted(self.parts, key=lambda part: part.first))
        stops = [0, *(part.stop for part in parts)]
        if [part.first for part in parts] != stops[:-1] or stops[-1] != end:
            raise ShardError(f"{self.shard.name}: parts leave a gap; delete {self._parts_folder} and run again")
        return parts

    def result(self) -> ShardManifest:
        manifest = load(ShardManifest, self.folders.manifest(self.digest))
        shutil.rmtree(self._parts_folder, ignore_errors=True)
        self._finished = True
        return manifest

    def progress(self, bytes_read: int) -> Progress:
        done = self.shard.bytes if self._finished else min(bytes_read, self.shard.bytes)
        return Progress(int(self._finished), done, self.counts)

    @property
    def _parts_folder(self) -> str:
        return self.folders.parts(self.digest)

    @property
    def _facts(self) -> ShardFacts:
        shard = self.shard
        return ShardFacts(shard.name, shard.source, shard.dump_date, self.digest, self._parts_folder, shard.options)
