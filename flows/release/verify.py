"""Whether a curated folder is what it claims to be: files against manifests, schemas, and the laws of the data."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from cleaners.cut import restore
from cleaners.model import Removal
from flows.errors import ManifestError, StorageError, TableError
from flows.manifest import Counts, FileEntry, ReleaseManifest, RunManifest, ShardManifest, load, total
from flows.release.layout import (
    BUILD_PREFIX,
    CONTRACT,
    LATEST,
    LOCK,
    MANIFEST,
    README,
    RELEASES,
    RUNS,
    TEMPLATES,
    TRASH_PREFIX,
    WORK,
    current_release,
    release_folder,
)
from flows.release.release_plan import release_id
from flows.tables import ARTICLES, CONTRACT_VERSION, DUPLICATES, REJECTS, REMOVALS, SIGNATURES, TABLES
from flows.tables.reader import check_file, read_rows
from flows.tables.removals import removal_of
from flows.tables.signatures import signature_row

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: the file (relative to the curated folder), the law it breaks, and how."""

    path: str
    law: str
    detail: str


def verify(curated: str) -> list[Finding]:
    """Everything that is wrong with the current release; empty when all is well, or nothing was published yet."""
    try:
        folder, manifest = release_folder(curated), current_release(curated)
    except (ManifestError, StorageError, OSError) as error:
        return [Finding(LATEST, "manifest", str(error))]
    if folder is None or manifest is None:
        return []
    return [*_strays(curated), *_runs(curated), *verify_release(folder, manifest)]


def verify_release(folder: str, manifest: ReleaseManifest) -> Iterator[Finding]:
    """Everything that is wrong with the release in `folder`."""
    yield from _manifest_laws(folder, manifest)
    damaged = set()
    for entry in manifest.files:
        finding = _file(folder, entry)
        if finding:
            damaged.add(entry.path)
            yield finding
    ids = Counter[str]()
    for shard in manifest.shards:
        if not damaged.intersection(entry.path for entry in shard.files):
            yield from _shard(folder, shard, ids)
    yield from (Finding(MANIFEST, "identity", f"article {i} occurs {n} times") for i, n in ids.items() if n > 1)
    if not damaged:
        yield from _duplicates(folder, manifest, ids)


def _manifest_laws(folder: str, manifest: ReleaseManifest) -> Iterator[Finding]:
    if (
        os.path.basename(os.path.realpath(folder)) != manifest.release
        or release_id(manifest.shards) != manifest.release
    ):
        yield Finding(MANIFEST, "identity", f"the content is not that of release {manifest.release}")
    if manifest.contract_version != CONTRACT_VERSION:
        yield Finding(MANIFEST, "schema", f"contract version {manifest.contract_version}, expected {CONTRACT_VERSION}")
    if total(shard.counts for shard in manifest.shards) != total([manifest.counts]):
        yield Finding(MANIFEST, "conservation", "the counts of the shards do not add up to those of the release")
    for shard in manifest.shards:
        yield from (Finding(MANIFEST, "conservation", f"shard {shard.shard}: {w}") for w in shard.imbalances())
    listed = {entry.path for entry in manifest.files}
    for entry in (entry for shard in manifest.shards for entry in shard.files if entry.path not in listed):
        yield Finding(MANIFEST, "file", f"{entry.path} is a file of a shard and not of the release")
    yield from _unlisted(folder, listed)


def _unlisted(folder: str, listed: set[str]) -> Iterator[Finding]:
    expected = listed | {MANIFEST, README, CONTRACT}
    present = {
        os.path.relpath(os.path.join(parent, name), folder) for parent, _, names in os.walk(folder) for name in names
    }
    yield from (Finding(path, "stray", "the manifest does not list this file") for path in sorted(present - expected))
    yield from (Finding(path, "file", "missing") for path in sorted({README, CONTRACT} - present))


def _strays(curated: str) -> Iterator[Finding]:
    """What does not belong into the curated folder. Hidden files of editors and file managers do no harm there."""
    known = {LATEST, RELEASES, RUNS, WORK, TEMPLATES, LOCK, README}
    for name in sorted(os.listdir(curated)):
        if name not in known and not name.startswith("."):
            yield Finding(name, "stray", "this does not belong into the curated folder")
    for name in sorted(os.listdir(os.path.join(curated, RELEASES))):
        if name.startswith((BUILD_PREFIX, TRASH_PREFIX)):
            yield Finding(
                f"{RELEASES}/{name}", "stray", "left by a run that died, or being made now; publishing sweeps it"
            )


def _runs(curated: str) -> Iterator[Finding]:
    """Run manifests that are not ones, and completed runs whose sums do not come out."""
    folder = os.path.join(curated, RUNS)
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        try:
            run = load(RunManifest, os.path.join(folder, name))
        except (ManifestError, OSError) as error:
            yield Finding(f"{RUNS}/{name}", "manifest", str(error))
            continue
        if run.status == "completed" and not run.balanced:
            yield Finding(f"{RUNS}/{name}", "conservation", f"a completed run does not add up: {run.counts.describe()}")


def _file(folder: str, entry: FileEntry) -> Finding | None:
    try:
        check_file(TABLES[entry.dataset], os.path.join(folder, entry.path), entry)
    except (TableError, OSError) as error:
        return Finding(entry.path, "file", str(error))
    except KeyError:
        return Finding(entry.path, "file", f"{entry.dataset!r} is no dataset")
    return None


def _shard(folder: str, shard: ShardManifest, ids: Counter[str]) -> Iterator[Finding]:
    """The laws over the rows of one shard, and its counts by file made anew from the rows."""
    paths = {entry.dataset: os.path.join(folder, entry.path) for entry in shard.files}
    counted: dict[str, Counts] = defaultdict(Counts)
    signatures = _rows(SIGNATURES, paths)
    for article, removals in _articles_with_removals(paths):
        if article is None:
            yield Finding(
                shard.shard, "order", f"removals of {removals[0]['article_id']} have no article at their place"
            )
            continue
        ids[article["article_id"]] += 1
        counted[article["source_path"]] += _counts(article, len(removals))
        if next(signatures, None) != signature_row(article):
            yield Finding(shard.shard, "signatures", f"article {article['article_id']} has the signature of another")
        for law, detail in _article_laws(article, removals):
            yield Finding(shard.shard, law, f"article {article['article_id']}: {detail}")
    if next(signatures, None) is not None:
        yield Finding(shard.shard, "signatures", "there are more signatures than articles")
    for reject in _rows(REJECTS, paths):
        counted[reject["source_path"]] += Counts(rejects={reject["reason"]: 1})
        for law, detail in _reject_laws(reject):
            yield Finding(shard.shard, law, f"reject {reject['record_id']} of {reject['source_path']}: {detail}")
    yield from _count_findings(shard, counted)


def _rows(table: Any, paths: Mapping[str, str]) -> Iterator[Row]:
    if table.name in paths:
        yield from read_rows(table, paths[table.name])


def _articles_with_removals(paths: Mapping[str, str]) -> Iterator[tuple[Row | None, list[Row]]]:
    """Each article with its removals; removals that belong to no article at their place come with None."""
    groups = ((key, list(rows)) for key, rows in groupby(_rows(REMOVALS, paths), itemgetter("article_id")))
    waiting = next(groups, None)
    for article in _rows(ARTICLES, paths):
        if waiting and waiting[0] == article["article_id"]:
            yield article, waiting[1]
            waiting = next(groups, None)
        else:
            yield article, []
    while waiting:
        yield None, waiting[1]
        waiting = next(groups, None)


def _counts(article: Row, removals: int) -> Counts:
    return Counts(
        articles=1,
        removals=removals,
        chars_in=article["chars_in"],
        chars_out=article["chars_out"],
        removed_chars=article["removed_chars"],
    )


def _count_findings(shard: ShardManifest, counted: Mapping[str, Counts]) -> Iterator[Finding]:
    """Rows against the manifest, file by file. What was read and skipped left no rows to compare."""
    for path in sorted({*counted, *shard.counts_by_file}):
        said = shard.counts_by_file.get(path, Counts())
        said = total([said, Counts(read=-said.read)])
        rows = total([counted.get(path, Counts()), Counts(skipped=said.skipped)])
        if rows != said:
            yield Finding(shard.shard, "conservation", f"{path}: the rows give {rows}, the manifest says {said}")


def _article_laws(article: Row, removals: Sequence[Row]) -> Iterator[tuple[str, str]]:
    if _sha256(article["text"]) != article["text_sha256"]:
        yield "text", "text_sha256 is not the digest of text"
    if len(article["text"]) != article["chars_out"]:
        yield "text", f"chars_out is {article['chars_out']}, text has {len(article['text'])}"
    try:
        spans = [removal_of(row) for row in removals]
    except ValueError as error:
        yield "spans", str(error)
        return
    wrong = list(_span_laws(article, spans))
    yield from wrong
    if not wrong and _sha256(restore(article["text"], spans)) != article["input_text_sha256"]:
        yield "reversibility", "text and removals do not give the document's text (input_text_sha256)"
    yield from _sum_laws(article, spans)


def _span_laws(article: Row, spans: Sequence[Removal]) -> Iterator[tuple[str, str]]:
    position = 0
    for number, span in enumerate(spans):
        where = f"removal {span.ordinal} at {span.start_char}..{span.end_char}"
        if span.ordinal != number:
            yield "spans", f"{where} is number {number} in the file"
        if not position <= span.start_char < span.end_char <= article["chars_in"]:
            yield "spans", f"{where} overlaps the one before, is empty, or leaves the text"
        if len(span.text) != span.end_char - span.start_char:
            yield "spans", f"{where} has a text of {len(span.text)} characters"
        position = span.end_char


def _sum_laws(article: Row, spans: Iterable[Removal]) -> Iterator[tuple[str, str]]:
    removed = Counter[str]()
    for span in spans:
        removed[span.category.value] += len(span.text)
    claimed = Counter({name: number for name, number in article["removed_chars"].items() if number})
    if removed != claimed:
        yield "conservation", f"removed_chars says {dict(claimed)}, the removals hold {dict(removed)}"
    if article["chars_in"] != article["chars_out"] + removed.total():
        yield (
            "conservation",
            f"{article['chars_in']} characters in, {article['chars_out']} out, {removed.total()} removed",
        )


def _reject_laws(reject: Row) -> Iterator[tuple[str, str]]:
    payload, size = reject["payload"], reject["payload_bytes"]
    if reject["payload_cut"] != (len(payload) < size):
        yield "payload", f"{len(payload)} of {size} bytes, and payload_cut is {reject['payload_cut']}"
    elif payload and not reject["payload_cut"] and hashlib.sha256(payload).hexdigest() != reject["payload_sha256"]:
        yield "payload", "payload_sha256 is not the digest of payload"


def _duplicates(folder: str, manifest: ReleaseManifest, ids: Mapping[str, int]) -> Iterator[Finding]:
    kinds = Counter[str]()
    for entry in (entry for entry in manifest.files if entry.dataset == DUPLICATES.name):
        for row in read_rows(DUPLICATES, os.path.join(folder, entry.path)):
            kinds[row["kind"]] += 1
            for column in ("article_id", "duplicate_of"):
                if row[column] not in ids:
                    yield Finding(entry.path, "duplicates", f"{column} {row[column]} is no article of this release")
            if row["article_id"] == row["duplicate_of"]:
                yield Finding(entry.path, "duplicates", f"{row['article_id']} is a duplicate of itself")
    if kinds != Counter(manifest.duplicates):
        yield Finding(MANIFEST, "duplicates", f"{dict(kinds)} rows by kind, the manifest says {manifest.duplicates}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
