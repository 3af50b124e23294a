"""Every corruption of a curated folder is found, named by its law; a sound folder has no findings."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from release_values import ENGINE, article, distinct, publish_staged, sample_shards, skip, stage

from flows.manifest import Counts, ReleaseManifest, RunManifest, ShardManifest, dumps, load
from flows.release.release_plan import release_id
from flows.release.verify import verify
from flows.tables import TABLES, to_batch, write_parquet

Row = dict[str, Any]


@dataclass(frozen=True)
class Curated:
    """A release that a test spoils."""

    root: Path

    @property
    def release(self) -> Path:
        return (self.root / "latest").resolve()

    def file(self, dataset: str, shard: str) -> Path:
        return next((self.release / dataset).glob(f"{shard}-*.parquet"))

    def manifest(self) -> ReleaseManifest:
        return load(ReleaseManifest, os.fspath(self.release / "manifest.json"))

    def write_manifest(self, manifest: ReleaseManifest) -> None:
        (self.release / "manifest.json").write_bytes(dumps(manifest))

    def rows(self, dataset: str, shard: str) -> list[Row]:
        return pq.read_table(self.file(dataset, shard)).to_pylist()

    def rewrite(self, dataset: str, shard: str, rows: list[Row]) -> None:
        """Other rows with a manifest, file name and release id that agree with them: only the laws can tell."""
        table = TABLES[dataset]
        new = write_parquet(table, [to_batch(table, rows)], os.fspath(self.release / "new"), ENGINE.digest)
        path = f"{dataset}/{shard}-{new.sha256[:12]}.parquet"
        old = self.file(dataset, shard)
        old_path = f"{dataset}/{old.name}"
        old.unlink()
        (self.release / "new").rename(self.release / path)
        entry = replace(new, path=path)
        manifest = self.manifest()
        files = tuple(entry if f.path == old_path else f for f in manifest.files)
        shards = tuple(
            replace(s, files=tuple(entry if f.path == old_path else f for f in s.files)) for s in manifest.shards
        )
        self.rename(replace(manifest, files=files, shards=shards))

    def rename(self, manifest: ReleaseManifest) -> None:
        """Give the release the id that its manifest asks for."""
        release = release_id(manifest.shards)
        self.write_manifest(replace(manifest, release=release))
        target = self.root / "releases" / release
        self.release.rename(target)
        (self.root / "latest").unlink()
        (self.root / "latest").symlink_to(f"releases/{release}")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sound")
    publish_staged(root, *sample_shards(root))
    shutil.rmtree(root / "_work")
    return root


@pytest.fixture
def curated(sound: Path, tmp_path: Path) -> Curated:
    root = tmp_path / "curated"
    shutil.copytree(sound, root, symlinks=True)
    return Curated(root)


def test_a_sound_folder_has_no_findings(curated: Curated) -> None:
    assert verify(str(curated.root)) == []


def test_an_unused_folder_has_no_findings(tmp_path: Path) -> None:
    assert verify(str(tmp_path)) == []


def test_rewriting_a_file_with_its_own_rows_changes_nothing(curated: Curated) -> None:
    """The tool of the tests below spoils nothing by itself."""
    for dataset in ("articles", "removals", "rejects", "signatures"):
        curated.rewrite(dataset, "a", curated.rows(dataset, "a"))
    assert verify(str(curated.root)) == []


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x01
    path.write_bytes(data)


def forge_sha(curated: Curated) -> None:
    """Flip a bit inside a page and forge size and digest: only the page checksum can tell."""
    path = curated.file("articles", "a")
    flip(path, 60)
    forged = _digest(path)
    manifest = curated.manifest()
    name = f"articles/{path.name}"
    files = tuple(replace(f, sha256=forged) if f.path == name else f for f in manifest.files)
    curated.write_manifest(replace(manifest, files=files))


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


FILE_FAULTS: dict[str, tuple[str, Callable[[Curated], object]]] = {
    "a flipped bit": ("file", lambda c: flip(c.file("articles", "a"), 200)),
    "a flipped bit in the footer": ("file", lambda c: flip(c.file("removals", "b"), -20)),
    "a flipped bit under a forged digest": ("file", forge_sha),
    "a truncated file": ("file", lambda c: os.truncate(c.file("rejects", "a"), 500)),
    "an empty file": ("file", lambda c: os.truncate(c.file("articles", "b"), 0)),
    "a missing file": ("file", lambda c: c.file("removals", "a").unlink()),
    "a missing duplicates file": ("file", lambda c: c.file("duplicates", "all").unlink()),
    "one dataset's file under another's name": (
        "file",
        lambda c: shutil.copy(c.file("articles", "b"), c.file("removals", "b")),
    ),
    "an extra file": ("stray", lambda c: shutil.copy(c.file("articles", "a"), c.release / "articles" / "z.parquet")),
    "a marker of another tool": ("stray", lambda c: (c.release / "articles" / "_SUCCESS").touch()),
    "a temporary file": ("stray", lambda c: (c.release / "articles" / ".x.parquet.tmp").touch()),
    "a foreign folder beside the releases": ("stray", lambda c: (c.root / "my-data").mkdir()),
    "the remains of a publisher": ("stray", lambda c: (c.root / "releases" / ".build-0").mkdir()),
    "a lost contract": ("file", lambda c: (c.release / "datacontract.yaml").unlink()),
    "a lost manifest": ("manifest", lambda c: (c.release / "manifest.json").unlink()),
    "half a manifest": ("manifest", lambda c: os.truncate(c.release / "manifest.json", 99)),
    "a lost release": ("manifest", lambda c: shutil.rmtree(c.release)),
    "a folder in place of the link": (
        "manifest",
        lambda c: ((c.root / "latest").unlink(), (c.root / "latest").mkdir()),
    ),
}


@pytest.mark.parametrize("fault", FILE_FAULTS)
def test_damage_to_files_is_found(curated: Curated, fault: str) -> None:
    law, spoil = FILE_FAULTS[fault]
    spoil(curated)
    assert {finding.law for finding in verify(str(curated.root))} == {law}


def edit(dataset: str, number: int, **changes: object) -> Callable[[Curated], None]:
    """Change one row of shard `a`, everything else agreeing with it."""

    def spoil(curated: Curated) -> None:
        rows = curated.rows(dataset, "a")
        rows[number].update(changes)
        curated.rewrite(dataset, "a", rows)

    return spoil


def edit_rows(dataset: str, change: Callable[[list[Row]], object]) -> Callable[[Curated], None]:
    def spoil(curated: Curated) -> None:
        rows = curated.rows(dataset, "a")
        change(rows)
        curated.rewrite(dataset, "a", rows)

    return spoil


def swap_text(rows: list[Row]) -> None:
    """The same length, another text: counts and spans agree."""
    rows[0]["text"] = rows[0]["text"][::-1]


def shorten(rows: list[Row]) -> None:
    rows[0]["text"] = rows[0]["text"][:-1]


def move_characters(rows: list[Row]) -> None:
    """One character more as caption, one less as navigation: the sums agree."""
    rows[0]["removed_chars"]["caption"] += 1
    rows[0]["removed_chars"]["navigation"] -= 1


ROW_FAULTS: dict[str, tuple[set[str], Callable[[Curated], None]]] = {
    "another text": ({"text", "reversibility"}, edit_rows("articles", swap_text)),
    "a text cut short": ({"text", "reversibility"}, edit_rows("articles", shorten)),
    "a wrong text digest": ({"text", "signatures"}, edit("articles", 1, text_sha256="0" * 64)),
    "a wrong document digest": ({"reversibility"}, edit("articles", 1, input_text_sha256="0" * 64)),
    "a removed text that is another": ({"reversibility"}, edit_rows("removals", swap_text)),
    "spans that overlap": ({"spans"}, edit("removals", 1, start_char=20)),
    "a span beyond the text": ({"spans"}, edit("removals", 2, end_char=9_999)),
    "a negative span": ({"spans"}, edit("removals", 0, start_char=-1)),
    "an empty span": ({"spans", "conservation"}, edit("removals", 0, end_char=0, start_char=0, text="")),
    "a wrong ordinal": ({"spans"}, edit("removals", 1, ordinal=5)),
    "spans out of order": ({"spans"}, edit_rows("removals", lambda rows: rows.insert(0, rows.pop(1)))),
    "an unknown category": ({"spans"}, edit("removals", 0, category="weather")),
    "a category that the sums deny": ({"conservation"}, edit("removals", 0, category="social")),
    "sums that are shifted": ({"conservation"}, edit_rows("articles", move_characters)),
    "an article lost": (
        {"conservation", "order", "duplicates", "signatures"},
        edit_rows("articles", lambda rows: rows.pop()),
    ),
    "an article twice": (
        {"conservation", "identity", "reversibility", "signatures"},
        edit_rows("articles", lambda rows: rows.append(rows[0])),
    ),
    "a removal lost": (
        {"conservation", "reversibility"},
        edit_rows("removals", lambda rows: rows.pop()),
    ),
    "removals of an unknown article": (
        {"conservation", "reversibility", "order"},
        edit("removals", 2, article_id="0" * 32),
    ),
    "an article of another file": ({"conservation", "signatures"}, edit("articles", 0, source_path="news/other.jsonl")),
    "a signature of another text": ({"signatures"}, edit("signatures", 0, text_key=b"k" * 16)),
    "a signature of a short text": ({"signatures"}, edit("signatures", 1, minhash=b"m" * 256)),
    "a signature too many": (
        {"signatures", "conservation"},
        edit_rows("signatures", lambda rows: rows.append(rows[0])),
    ),
    "a reject of another reason": ({"conservation"}, edit("rejects", 0, reason="timeout")),
    "a reject's payload changed": ({"payload"}, edit("rejects", 0, payload=b"%PDF-1.7 \xff\x01")),
    "a reject's payload cut": ({"payload"}, edit("rejects", 0, payload=b"%PDF")),
    "a reject said to be cut": ({"payload"}, edit("rejects", 0, payload_cut=True)),
}


@pytest.mark.parametrize("fault", ROW_FAULTS)
def test_rows_that_break_a_law_are_found(curated: Curated, fault: str) -> None:
    laws, spoil = ROW_FAULTS[fault]
    spoil(curated)
    assert {finding.law for finding in verify(str(curated.root))} == laws


def duplicates(change: Callable[[list[Row]], object]) -> Callable[[Curated], None]:
    def spoil(curated: Curated) -> None:
        rows = curated.rows("duplicates", "all")
        change(rows)
        curated.rewrite("duplicates", "all", rows)

    return spoil


DUPLICATE_FAULTS: dict[str, Callable[[list[Row]], object]] = {
    "of an unknown article": lambda rows: rows[0].update(article_id="0" * 32),
    "that refers to an unknown article": lambda rows: rows[0].update(duplicate_of="0" * 32),
    "of itself": lambda rows: rows[0].update(duplicate_of=rows[0]["article_id"]),
    "of another kind": lambda rows: rows[0].update(kind="same_url"),
    "that is missing": lambda rows: rows.pop(),
}


@pytest.mark.parametrize("fault", DUPLICATE_FAULTS)
def test_wrong_duplicates_are_found(curated: Curated, fault: str) -> None:
    duplicates(DUPLICATE_FAULTS[fault])(curated)
    assert {finding.law for finding in verify(str(curated.root))} == {"duplicates"}


def with_shard(**changes: object) -> Callable[[Curated], None]:
    """Change the first shard in the manifest, under the release id that it then asks for."""

    def spoil(curated: Curated) -> None:
        manifest = curated.manifest()
        first, *others = manifest.shards
        curated.rename(replace(manifest, shards=(replace(first, **changes), *others)))  # type: ignore[arg-type]

    return spoil


def recount(key: str, number: int) -> Callable[[Curated], None]:
    """Change one count in the JSON of the release's manifest."""

    def spoil(curated: Curated) -> None:
        path = curated.release / "manifest.json"
        manifest = json.loads(path.read_bytes())
        manifest["counts"][key] += number
        path.write_text(json.dumps(manifest))

    return spoil


MANIFEST_FAULTS: dict[str, tuple[str, Callable[[Curated], None]]] = {
    "the release counts too many": ("conservation", recount("read", 1)),
    "the release counts other characters": ("conservation", recount("chars_out", 1)),
    "a shard lacks counts": ("conservation", with_shard(counts_by_file={})),
    "a shard lists no files": ("conservation", with_shard(files=())),
    "a shard is of another unit": (
        "identity",
        lambda c: c.write_manifest(_other_unit(c.manifest())),
    ),
    "the release has another name": ("identity", lambda c: c.write_manifest(replace(c.manifest(), release="0" * 16))),
    "another contract": ("schema", lambda c: c.write_manifest(replace(c.manifest(), contract_version="9.0.0"))),
}


def _other_unit(manifest: ReleaseManifest) -> ReleaseManifest:
    first, *others = manifest.shards
    other: ShardManifest = replace(first, unit_digest="0" * 64)
    return replace(manifest, shards=(other, *others))


@pytest.mark.parametrize("fault", MANIFEST_FAULTS)
def test_manifests_that_do_not_fit_are_found(curated: Curated, fault: str) -> None:
    law, spoil = MANIFEST_FAULTS[fault]
    spoil(curated)
    assert law in {finding.law for finding in verify(str(curated.root))}


def test_findings_say_where_and_what(curated: Curated) -> None:
    edit("removals", 1, start_char=20)(curated)
    details = [finding.detail for finding in verify(str(curated.root))]
    assert any(article(0).article_id in detail or distinct(0).article_id in detail for detail in details)


@pytest.mark.parametrize(
    ("change", "laws"),
    [
        ({}, set()),
        ({"counts": Counts(read=1)}, {"conservation"}),
        ({"counts": Counts(read=1), "status": "failed"}, set()),
        ({"status": 3}, {"manifest"}),
    ],
)
def test_manifests_of_runs_are_checked(curated: Curated, change: dict[str, Any], laws: set[str]) -> None:
    shard = stage(curated.root, "a", [distinct(0)])
    times = ("2024-05-06T00:00:00Z", "2024-05-06T00:01:00Z")
    run = RunManifest("run-1", "backfill", "completed", *times, ENGINE, shard.counts, (shard,))
    (curated.root / "_runs").mkdir()
    (curated.root / "_runs" / "run-1.json").write_bytes(dumps(replace(run, **change)))
    assert {finding.law for finding in verify(str(curated.root))} == laws


def test_skips_leave_no_rows_and_are_no_fault(tmp_path: Path) -> None:
    publish_staged(tmp_path, stage(tmp_path, "s", [skip(0), skip(1)]))
    assert verify(str(tmp_path)) == []
