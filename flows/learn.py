"""Learning: from dumps to a frozen snapshot of what each site repeats across its articles.

Sketches (flows/sketches.py) are kept by the digest of what they were made from, so learning again from the same dumps
reads none of them, and from one more reads that one. A snapshot is named by its digest: the same pages, in whatever
files order and by however many workers, give the same file.

curated/_templates/<digest>.json   snapshots, never changed
curated/_templates/latest          the name of the one that the next run cleans with
curated/_work/sketches/<digest>/   runs of one shard
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import orjson

from cleaners.templates import FORMAT, load_templates, snapshot_bytes
from flows.curated import TEMPLATES
from flows.job import ShardError
from flows.locks import exclusive
from flows.plan import Shard
from flows.prepare import Kit, Request, prepare
from flows.sketches import freeze
from flows.storage import explained, write_atomic
from flows.supervise import DEFAULT_LIMITS, Limits, Settings, Supervisor

LATEST = "latest"
_SKETCHES = "sketches"
_COMPLETE = "complete"
RECORD_SECONDS = 5.0  # CPU time in which a record is parsed and sketched, or left out of learning
_OLD_SECONDS = 7 * 86400  # sketches of dumps that are gone are deleted after this

Say = Callable[[str], None]
Sites = Mapping[str, Mapping[str, object]]


class Sketcher(Protocol):
    """Who makes runs of a shard: a supervisor."""

    def sketch(self, shard: Shard, folder: str) -> Future[tuple[str, ...]]: ...


def learn(
    raw: str,
    paths: Sequence[str],
    out: str,
    *,
    kit: Kit,
    work: str,
    workers: int = 1,
    limits: Limits = DEFAULT_LIMITS,
    say: Say = print,
) -> Path:
    """Learn from dumps and write the snapshot to the file `out`, whole or not at all; its path.

    Raises:
        LandingError, StorageError: the dumps cannot be used, or the snapshot cannot be written.
        SuperviseError: workers cannot be started.
    """
    request = Request(raw, work, tuple(paths))
    with explained(f"work in {request.work}"):
        os.makedirs(request.work, exist_ok=True)
    lock = exclusive(os.path.join(request.work, "run.lock"), say)
    with lock, _workers(request, kit, workers, learning_limits(limits)) as hire:
        agenda = prepare(request, kit, lambda unit: hire().peek(unit))
        shards = [candidate.shard for candidate in agenda.candidates]
        data = snapshot_of(shards, hire, request.work, kit.engine.code_version, say)
    with explained(f"write {out}"):
        os.makedirs(os.path.dirname(os.path.abspath(out)), exist_ok=True)
        write_atomic(out, data)
    return Path(out)


@contextmanager
def _workers(request: Request, kit: Kit, workers: int, limits: Limits) -> Iterator[Callable[[], Supervisor]]:
    """A supervisor that is started when it is first asked for."""
    settings = Settings(request.work, workers, limits, kit.engine_options, kit.command)
    with ExitStack() as stack:
        started: list[Supervisor] = []

        def hire() -> Supervisor:
            if not started:
                started.append(stack.enter_context(Supervisor(settings)))
            return started[0]

        yield hire


def snapshot_of(shards: Sequence[Shard], hire: Callable[[], Sketcher], work: str, code_version: str, say: Say) -> bytes:
    """The bytes of the snapshot of these shards. A shard that cannot be sketched is named and left out."""
    root = os.path.join(work, _SKETCHES)
    folders = {shard: os.path.join(root, sketch_digest(shard, code_version)) for shard in shards}
    with explained(f"keep sketches in {root}"):
        os.makedirs(root, exist_ok=True)
        _sketch([shard for shard in shards if not _complete(folders[shard])], folders.__getitem__, hire, say)
        runs = [run for folder in sorted(set(folders.values())) if _complete(folder) for run in _runs(folder)]
        with tempfile.TemporaryDirectory(prefix="merge-", dir=root) as scratch:
            sites = freeze(runs, scratch)
        _tidy(root, folders.values())
    say(f"site templates: {len(sites)} sites with blocks that recur")
    return snapshot_bytes(sites)


def sketch_digest(shard: Shard, code_version: str) -> str:
    """Names the sketches of a shard: its bytes and paths, how they are read, and the code that reads them."""
    inputs = [[item.path, item.size, item.sha256] for item in shard.inputs]
    parts = [FORMAT, code_version, shard.options, shard.pages, inputs]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).hexdigest()


def _sketch(shards: Sequence[Shard], folder_of: Callable[[Shard], str], hire: Callable[[], Sketcher], say: Say) -> None:
    if not shards:
        return
    say(f"learning what sites repeat, from {len(shards)} shards")
    for shard in shards:
        shutil.rmtree(folder_of(shard), ignore_errors=True)
    futures = {shard: hire().sketch(shard, folder_of(shard)) for shard in shards}
    for shard, future in futures.items():
        try:
            future.result()
        except ShardError as error:
            say(f"not learned from: {error}")
        else:
            write_atomic(os.path.join(folder_of(shard), _COMPLETE), b"")


def _complete(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, _COMPLETE))


def _runs(folder: str) -> list[str]:
    return sorted(str(path) for path in Path(folder).glob("*.run"))


def _tidy(root: str, used: Iterable[str]) -> None:
    """Delete sketches that nothing has used for long."""
    keep = set(used)
    for folder in Path(root).iterdir():
        if str(folder) in keep:
            os.utime(folder)
        elif time.time() - folder.stat().st_mtime > _OLD_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


# Snapshots of a curated zone --------------------------------------------------------------------------------------


def current_snapshot(curated: str) -> str | None:
    """The snapshot that the next run cleans with; None when none was published."""
    folder = Path(curated, TEMPLATES)
    try:
        name = (folder / LATEST).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return str((folder / name).absolute())


def publish_snapshot(curated: str, data: bytes) -> str:
    """Keep a snapshot under its digest, and make it the current one; its path. Raises StorageError."""
    folder = os.path.abspath(os.path.join(curated, TEMPLATES))
    name = f"{hashlib.sha256(data).hexdigest()[:16]}.json"
    path = os.path.join(folder, name)
    with explained(f"publish site templates in {folder}"):
        os.makedirs(folder, exist_ok=True)
        if not os.path.exists(path):
            write_atomic(path, data)
        write_atomic(os.path.join(folder, LATEST), f"{name}\n".encode("ascii"))
    return path


def learn_for(request: Request, shards: Sequence[Shard], hire: Callable[[], Sketcher], kit: Kit, say: Say) -> str:
    """Learn from the shards of a run and publish; the path of the snapshot.

    A run over a part of the landing zone adds to what is published: of a site that both know, the row that rests on
    more articles stays. Raises TemplateError, StorageError, SuperviseError.
    """
    data = snapshot_of(shards, hire, request.work, kit.engine.code_version, say)
    former = current_snapshot(request.curated)
    if request.partial and former is not None:
        data = _together(load_templates(former).sites, orjson.loads(data)["sites"])
    return publish_snapshot(request.curated, data)


def _together(former: Sites, learned: Sites) -> bytes:
    def articles(row: Mapping[str, object]) -> int:
        return int(str(row["articles"]))

    kept = {name: row for name, row in former.items() if articles(row) > articles(learned.get(name, {"articles": 0}))}
    return snapshot_bytes({**learned, **kept})


def learning_limits(limits: Limits) -> Limits:
    """Limits for learning: it can do without a slow record, which cleaning will wait for anyway."""
    return replace(limits, record_seconds=min(RECORD_SECONDS, limits.record_seconds))


def settled(kit: Kit, curated: str) -> Kit:
    """The kit with the published snapshot, if there is one and the kit can use it."""
    path = current_snapshot(curated)
    return kit if path is None or kit.teach is None else kit.teach(kit, path)


def with_snapshot(kit: Kit, path: str) -> Kit:
    """The kit, cleaning with the snapshot at `path`."""
    from cleaners.engine import EngineOptions
    from flows.identity import pipeline_identity

    options = replace(EngineOptions.from_json(kit.engine_options), templates=path)
    return replace(kit, engine=pipeline_identity(options), engine_options=options.to_json().decode())
