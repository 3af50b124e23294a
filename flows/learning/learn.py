"""Learning: from dumps to a frozen snapshot of what each site repeats across its articles.

A host with fewer than `LEAST_ARTICLES` distinct pages teaches nothing, so pages are first counted by host, by the
address in their container, and only those of other hosts are parsed and sketched (flows/learning/sketches.py). Both
are kept by the digest of what they were made from: learning again from the same dumps reads none of them; from one
more it reads that one, and of the others those that hold pages of a host which the new one made worth parsing. A
snapshot is named by its digest: the same pages, in whatever files order and by however many workers, give the same
file.

curated/_templates/<digest>.json   snapshots, never changed
curated/_templates/latest          the name of the one that the next run cleans with
curated/_work/sketches/<digest>/counts/    pages of one shard by host
curated/_work/sketches/<digest>/<hosts>/   sketches of one shard: runs, and the hosts whose pages they hold

Memory holds the names of the hosts that are worth parsing, and of one shard's hosts.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from cleaners.templates import FORMAT, load_templates, snapshot_bytes
from flows.errors import ShardError
from flows.learning.sketch_job import sketch_job
from flows.learning.sketches import freeze, hosts_counted, read_hosts, worthwhile, write_hosts
from flows.locks import exclusive
from flows.plan.agenda import Kit, Request, prepare
from flows.plan.shards import Shard
from flows.release.layout import TEMPLATES
from flows.storage import explained, write_atomic
from flows.supervisor.crew import Hire, crew
from flows.supervisor.peek_job import peek_job
from flows.supervisor.supervise import DEFAULT_LIMITS, Limits, Settings

LATEST = "latest"
_SKETCHES = "sketches"
_COMPLETE = "complete"
_COUNTS = "counts"
_HOSTS = "hosts"
_LAYOUT = 3  # of the folder of one shard
RECORD_SECONDS = 5.0  # CPU time in which a record is parsed and sketched, or left out of learning
_OLD_SECONDS = 7 * 86400  # sketches of dumps that are gone are deleted after this

Say = Callable[[str], None]
Sites = Mapping[str, Mapping[str, object]]


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
    with lock, crew(Settings(request.work, workers, learning_limits(limits), None, kit.command)) as hire:
        agenda = prepare(request, kit, lambda unit: hire().put(peek_job(unit)))
        shards = [candidate.shard for candidate in agenda.candidates]
        data = snapshot_of(shards, hire, request.work, kit.engine.code_version, say)
    with explained(f"write {out}"):
        os.makedirs(os.path.dirname(os.path.abspath(out)), exist_ok=True)
        write_atomic(out, data)
    return Path(out)


def snapshot_of(shards: Sequence[Shard], hire: Hire, work: str, code_version: str, say: Say) -> bytes:
    """The bytes of the snapshot of these shards. A shard that cannot be read is named and left out.

    Pages are counted by host first; only those of hosts with enough of them are parsed.
    """
    root = os.path.join(work, _SKETCHES)
    folders = {os.path.join(root, sketch_digest(shard, code_version)): shard for shard in shards}
    with explained(f"keep sketches in {root}"):
        os.makedirs(root, exist_ok=True)
        counts = _counts(folders, hire, say)
        with tempfile.TemporaryDirectory(prefix="merge-", dir=root) as scratch:
            hosts = worthwhile([run for folder in counts for run in _runs(folder)], scratch)
        sketches = _sketches(folders, hosts, hire, say)
        with tempfile.TemporaryDirectory(prefix="merge-", dir=root) as scratch:
            sites = freeze([run for folder in sketches for run in _runs(folder)], scratch)
        _tidy(root, folders.keys())
        used = {*counts, *sketches}
        for folder in folders:
            _tidy(folder, used)
    say(f"site templates: {len(sites)} sites with blocks that recur")
    return snapshot_bytes(sites)


def sketch_digest(shard: Shard, code_version: str) -> str:
    """Names what is kept of a shard: its bytes and paths, how they are read, and the code that reads them."""
    inputs = [[item.path, item.size, item.sha256] for item in shard.inputs]
    parts = [FORMAT, _LAYOUT, code_version, shard.options, shard.pages, inputs]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).hexdigest()


def _counts(folders: Mapping[str, Shard], hire: Hire, say: Say) -> list[str]:
    """Folders of counting runs, of each shard that can be counted."""
    wanted = {os.path.join(folder, _COUNTS): shard for folder, shard in folders.items()}
    tasks = [_Task(shard, folder) for folder, shard in wanted.items() if not _complete(folder)]
    if tasks:
        say(f"counting the pages of each host, in {len(tasks)} shards")
    for task in tasks:
        _clear(task.folder)
    _do(tasks, hire, say)
    return [folder for folder in sorted(wanted) if _complete(folder)]


def _sketches(folders: Mapping[str, Shard], hosts: set[str], hire: Hire, say: Say) -> list[str]:
    """Folders of sketches that together hold the pages of these hosts, and of no others."""
    found: list[str] = []
    tasks = []
    for folder, shard in folders.items():
        missing = hosts & hosts_counted(_runs(os.path.join(folder, _COUNTS)))
        kept = {part: part_hosts for part, part_hosts in _parts(folder) if part_hosts <= missing}
        found += kept
        missing = missing.difference(*kept.values())
        if missing:
            tasks.append(_planned(shard, folder, missing))
    if tasks:
        say(f"learning what sites repeat, from {len(tasks)} shards")
    _do(tasks, hire, say)
    return sorted(found + [task.folder for task in tasks if _complete(task.folder)])


def _parts(folder: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What a shard has of complete sketches, and the hosts whose pages each of them holds."""
    for path in sorted(Path(folder).glob(f"*/{_HOSTS}")):
        if _complete(str(path.parent)):
            yield str(path.parent), read_hosts(str(path))


@dataclass(frozen=True, slots=True)
class _Task:
    """Runs to be made in `folder`: of the pages of the hosts in the file `hosts`, or without it counts."""

    shard: Shard
    folder: str
    hosts: str | None = None


def _planned(shard: Shard, folder: str, hosts: Set[str]) -> _Task:
    """A task for these hosts; they wait in its file, so that memory never holds those of many shards."""
    digest = hashlib.sha256("\n".join(sorted(hosts)).encode("utf-8", "surrogatepass")).hexdigest()
    part = os.path.join(folder, digest[:32])
    _clear(part)
    path = os.path.join(part, _HOSTS)
    write_hosts(path, hosts)
    return _Task(shard, part, path)


def _clear(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)


def _do(tasks: Sequence[_Task], hire: Hire, say: Say) -> None:
    futures = {task.folder: hire().put(sketch_job(task.shard, task.folder, task.hosts)) for task in tasks}
    for folder, future in futures.items():
        try:
            future.result()
        except ShardError as error:
            say(f"not learned from: {error}")
        else:
            write_atomic(os.path.join(folder, _COMPLETE), b"")


def _complete(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, _COMPLETE))


def _runs(folder: str) -> list[str]:
    """The runs of a complete folder that hold anything."""
    paths = Path(folder).glob("*.run") if _complete(folder) else ()
    return sorted(str(path) for path in paths if path.stat().st_size)


def _tidy(root: str, used: Set[str]) -> None:
    """Delete folders in `root` that nothing has used for long."""
    for folder in Path(root).iterdir():
        if str(folder) in used:
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


def learn_for(request: Request, shards: Sequence[Shard], hire: Hire, kit: Kit, say: Say) -> str:
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
    from cleaners.identity import EngineOptions
    from flows.identity import pipeline_identity

    options = replace(EngineOptions.from_json(kit.engine_options), templates=path)
    return replace(kit, engine=pipeline_identity(options), engine_options=options.to_json().decode())
