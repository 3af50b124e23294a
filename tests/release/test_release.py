"""Publishing: merging, identity, hard links, healing, old releases, errors, two publishers at once."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from release_values import article, distinct, publish_staged, rejection, sample_shards, skip, stage

from flows.errors import ReleaseError, StorageError
from flows.locks import exclusive
from flows.manifest import ReleaseManifest, ShardManifest, load
from flows.release import publish as publishing
from flows.release.layout import LOCK, current_release, release_folder
from flows.release.publish import ReleaseInfo
from flows.release.verify import verify


def ids(root: Path) -> list[str]:
    """Record ids and paths of the current release, in order."""
    folder = root / "latest" / "articles"
    tables = [pq.read_table(path) for path in sorted(folder.iterdir())]
    return [
        f"{p}:{i}"
        for t in tables
        for p, i in zip(t["source_path"].to_pylist(), t["record_id"].to_pylist(), strict=True)
    ]


def inodes(info: ReleaseInfo) -> dict[str, int]:
    return {entry.path: os.stat(os.path.join(info.path, entry.path)).st_ino for entry in info.manifest.files}


def tree(root: Path) -> dict[str, bytes]:
    """Every Parquet file of the current release by path."""
    return {str(path.relative_to(root / "latest")): path.read_bytes() for path in (root / "latest").glob("*/*.parquet")}


def names(root: Path) -> set[str]:
    return set(os.listdir(root / "releases"))


def test_a_release_holds_what_was_staged(tmp_path: Path) -> None:
    info = publish_staged(tmp_path, *sample_shards(tmp_path), run_id="run-7", flow_run_id="flow-7")
    assert info.created
    assert os.readlink(tmp_path / "latest") == f"releases/{info.release}"
    assert (info.manifest.run_id, info.manifest.flow_run_id, info.manifest.previous) == ("run-7", "flow-7", None)
    assert info.manifest.counts.balanced
    assert (info.manifest.counts.read, info.manifest.duplicates) == (9, {"same_text": 3})
    assert ids(tmp_path)[:2] == ["news/a.jsonl:rec-0", "news/a.jsonl:rec-1"]
    assert names(tmp_path) == {info.release}
    assert verify(str(tmp_path)) == []


def test_names_carry_the_hash_and_folders_only_parquet(tmp_path: Path) -> None:
    info = publish_staged(tmp_path, *sample_shards(tmp_path))
    for entry in info.manifest.files:
        stem = entry.path.split("/")[1]
        assert stem.endswith(f"-{entry.sha256[:12]}.parquet")
    assert {path.split("/")[1].split("-")[0] for path in tree(tmp_path)} == {"a", "b", "all"}


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    first = publish_staged(tmp_path, *sample_shards(tmp_path))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "releases").rglob("*")}
    again = publish_staged(tmp_path, *sample_shards(tmp_path))
    assert (again.release, again.created) == (first.release, False)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "releases").rglob("*")} == before


def test_the_id_does_not_depend_on_the_way(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    together = publish_staged(one, *sample_shards(one))
    first, second = sample_shards(two)
    publish_staged(two, second, run_id="x")
    apart = publish_staged(two, first)
    assert apart.release == together.release
    assert tree(one) == tree(two)


def test_unchanged_shards_are_the_same_files(tmp_path: Path) -> None:
    first = publish_staged(tmp_path, *sample_shards(tmp_path))
    second = publish_staged(tmp_path, stage(tmp_path, "c", [distinct(9, "news/c.jsonl")]))
    assert second.manifest.previous == first.release
    old, new = inodes(first), inodes(second)
    kept = [path for path in new if "/a-" in path or "/b-" in path]
    assert len(kept) == 7
    assert all(old[path] == new[path] for path in kept)
    assert len(second.manifest.shards) == 3


def test_a_shard_is_replaced_by_its_name(tmp_path: Path) -> None:
    publish_staged(tmp_path, *sample_shards(tmp_path))
    info = publish_staged(tmp_path, stage(tmp_path, "a", [distinct(7)]))
    assert ids(tmp_path)[0] == "news/a.jsonl:rec-7"
    assert len(ids(tmp_path)) == 4
    assert info.manifest.counts.articles == 4
    assert verify(str(tmp_path)) == []


def test_a_shard_can_be_taken_out(tmp_path: Path) -> None:
    publish_staged(tmp_path, *sample_shards(tmp_path))
    publish_staged(tmp_path, remove=frozenset({"a", "unknown"}))
    assert {one.split(":")[0] for one in ids(tmp_path)} == {"news/b.jsonl"}
    assert verify(str(tmp_path)) == []


def test_nothing_at_all_can_be_published(tmp_path: Path) -> None:
    info = publish_staged(tmp_path)
    assert {entry.rows for entry in info.manifest.files} == {0}
    assert len(info.manifest.files) == 5
    assert verify(str(tmp_path)) == []


def test_staged_files_may_be_gone_once_published(tmp_path: Path) -> None:
    shards = sample_shards(tmp_path)
    first = publish_staged(tmp_path, *shards)
    shutil.rmtree(tmp_path / "_work")
    assert publish_staged(tmp_path, *shards).release == first.release
    later = publish_staged(tmp_path, *shards, stage(tmp_path, "c", [skip(0, "news/c.jsonl")]))
    assert later.release != first.release
    assert verify(str(tmp_path)) == []


def test_an_earlier_content_is_published_by_its_earlier_release(tmp_path: Path) -> None:
    shards = sample_shards(tmp_path)
    first = publish_staged(tmp_path, *shards)
    publish_staged(tmp_path, stage(tmp_path, "a", [distinct(7)]))
    back = publish_staged(tmp_path, *sample_shards(tmp_path))
    assert (back.release, back.created) == (first.release, False)
    assert os.readlink(tmp_path / "latest") == f"releases/{first.release}"


@pytest.mark.parametrize("damage", ["flip", "lose"])
def test_a_damaged_release_is_healed_by_cleaning_again(tmp_path: Path, damage: str) -> None:
    info = publish_staged(tmp_path, *sample_shards(tmp_path))
    shutil.rmtree(tmp_path / "_work")
    path = next((tmp_path / "latest" / "articles").glob("a-*"))
    if damage == "flip":
        flip(path, 200)
    else:
        path.unlink()
    assert verify(str(tmp_path))
    healed = publish_staged(tmp_path, *sample_shards(tmp_path))
    assert healed.release == info.release
    assert verify(str(tmp_path)) == []
    assert names(tmp_path) == {info.release}


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"shard": "A"}, "'A' is no shard name"),
        ({"shard": "../a"}, "is no shard name"),
        ({"shard": ".a"}, "is no shard name"),
        ({"shard": "a" * 201}, "is no shard name"),
        ({"counts_by_file": {}}, "shard a does not add up: input news/a.jsonl has no counts"),
    ],
)
def test_wrong_shards_are_refused(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    shard = replace(stage(tmp_path, "a", [distinct(0)]), **change)  # type: ignore[arg-type]
    with pytest.raises(ReleaseError, match=complaint):
        publish_staged(tmp_path, shard)
    assert not (tmp_path / "latest").exists()
    assert names(tmp_path) == set()


def test_a_shard_given_twice_is_refused(tmp_path: Path) -> None:
    shard = stage(tmp_path, "a", [distinct(0)])
    with pytest.raises(ReleaseError, match="given twice"):
        publish_staged(tmp_path, shard, shard)


def test_shards_of_another_contract_are_not_mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sample_shards(tmp_path)
    publish_staged(tmp_path, first)
    monkeypatch.setattr("flows.release.release_plan.CONTRACT_VERSION", "2.0.0")
    with pytest.raises(ReleaseError, match=r"shard a has contract version 1\.1\.0.*backfill --stale"):
        publish_staged(tmp_path, second)
    assert ids(tmp_path)[0] == "news/a.jsonl:rec-0"


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda path: flip(path, 100), "does not have the SHA-256"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "bytes, its manifest says"),
        (lambda path: path.unlink(), "is missing"),
    ],
)
def test_spoilt_staged_files_are_refused(tmp_path: Path, spoil, complaint: str) -> None:  # type: ignore[no-untyped-def]
    publish_staged(tmp_path, sample_shards(tmp_path)[0])
    before = tree(tmp_path)
    shard = stage(tmp_path, "b", [distinct(0, "news/b.jsonl")])
    spoil(tmp_path / "_work" / "shards" / "b" / "articles.parquet")
    with pytest.raises(ReleaseError, match=rf"b.*{complaint}.*clean its shard again"):
        publish_staged(tmp_path, shard)
    assert tree(tmp_path) == before
    assert verify(str(tmp_path)) == []
    assert len(names(tmp_path)) == 1


def test_old_releases_go_and_the_newest_stay(tmp_path: Path) -> None:
    made = [publish_staged(tmp_path, stage(tmp_path, "a", [distinct(n)]), keep_releases=3).release for n in range(5)]
    assert names(tmp_path) == set(made[2:])
    made.append(publish_staged(tmp_path, stage(tmp_path, "a", [distinct(5)]), keep_releases=1).release)
    assert names(tmp_path) == set(made[-2:]), "readers may still hold the one before"


def test_other_things_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    publish_staged(tmp_path, stage(tmp_path, "a", [distinct(0)]))
    (tmp_path / "releases" / "notes.txt").write_text("mine")
    for n in range(3):
        publish_staged(tmp_path, stage(tmp_path, "a", [distinct(n)]), keep_releases=1)
    assert (tmp_path / "releases" / "notes.txt").read_text() == "mine"


def test_a_filesystem_without_hard_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str, __: str) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(publishing.os, "link", refuse)
    publish_staged(tmp_path, *sample_shards(tmp_path))
    assert verify(str(tmp_path)) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("name", ["link", "makedirs", "symlink", "rename", "replace", "fsync"])
def test_storage_faults_are_named_and_harm_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    first = publish_staged(tmp_path, sample_shards(tmp_path)[0])
    before = tree(tmp_path)
    shard = stage(tmp_path, "b", [distinct(0, "news/b.jsonl")])

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(publishing.os, name, fail)
        with pytest.raises(StorageError, match=rf"cannot .*{os.strerror(code)}; .*run again"):
            publish_staged(tmp_path, shard)
    assert release_folder(str(tmp_path)) == str(tmp_path / "releases" / first.release)
    assert tree(tmp_path) == before
    assert publish_staged(tmp_path, shard).release != first.release
    assert verify(str(tmp_path)) == []


def test_a_folder_in_place_of_the_link_is_explained(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(StorageError, match="not a link to a release; move it away"):
        publish_staged(tmp_path)


def test_a_link_to_a_lost_release_is_explained(tmp_path: Path) -> None:
    publish_staged(tmp_path)
    shutil.rmtree(tmp_path / "releases")
    with pytest.raises(StorageError, match="is gone; put it back or delete the link"):
        current_release(str(tmp_path))


def test_whoever_waits_is_told_for_whom(tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    said: list[str] = []
    with (
        exclusive(str(tmp_path / LOCK)),
        pytest.raises(StorageError, match=rf"process {os.getpid()} .* still holds .*run again"),
    ):
        publish_staged(tmp_path, say=said.append, lock_timeout=0.0)
    assert said == [message for message in said if f"waiting for process {os.getpid()}" in message]
    assert len(said) == 1
    assert publish_staged(tmp_path, say=said.append, lock_timeout=0.0).created


def publish_many(root: str, own: str) -> None:
    for number in range(4):
        shard = stage(Path(root), own, [distinct(number, f"news/{own}.jsonl"), rejection(9, f"news/{own}.jsonl")])
        publish_staged(Path(root), shard)


def test_two_publishers_lose_nothing_of_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    processes = [context.Process(target=publish_many, args=(str(tmp_path), own)) for own in ("x", "y")]
    for process in processes:
        process.start()
    seen = watch(tmp_path, processes)
    assert [process.exitcode for process in processes] == [0, 0]
    assert ids(tmp_path) == ["news/x.jsonl:rec-3", "news/y.jsonl:rec-3"]
    assert verify(str(tmp_path)) == []
    assert len(seen) > 1, "the watcher never saw a release change"


def manifest_in(folder: str) -> ReleaseManifest | None:
    """The manifest of a release folder; None where the folder grew old meanwhile."""
    with contextlib.suppress(FileNotFoundError):
        return load(ReleaseManifest, os.path.join(folder, "manifest.json"))
    return None


def watch(root: Path, processes: list[multiprocessing.process.BaseProcess]) -> set[str]:
    """Read all the while as a consumer does; every release that is seen is whole."""
    seen = set()
    while any(process.is_alive() for process in processes):
        folder = release_folder(str(root))
        manifest = manifest_in(folder) if folder else None  # of that folder: `latest` may move between two looks
        if folder and manifest:
            files = [os.path.join(folder, entry.path) for entry in manifest.files]
            if os.path.exists(folder):  # else it grew old between two lines of ours
                assert [path for path in files if not os.path.exists(path) and os.path.exists(folder)] == []
            seen.add(manifest.release)
        time.sleep(0.01)
    return seen


def test_repetitions_are_found_across_shards(tmp_path: Path) -> None:
    publish_staged(tmp_path, stage(tmp_path, "b", [article(0, "news/b.jsonl")]))
    assert current_release(str(tmp_path)).duplicates == {}  # type: ignore[union-attr]
    publish_staged(tmp_path, stage(tmp_path, "a", [article(0, "news/a.jsonl")]))
    rows = pq.read_table(tmp_path / "latest" / "duplicates").to_pylist()
    original, repeat = article(0, "news/a.jsonl"), article(0, "news/b.jsonl")
    assert rows == [
        {"article_id": repeat.article_id, "duplicate_of": original.article_id, "kind": "same_text", "similarity": 1.0}
    ]


def test_a_stray_dataset_is_refused(tmp_path: Path) -> None:
    shard = stage(tmp_path, "a", [distinct(0)])
    entry = replace(shard.files[0], dataset="duplicates")
    wrong: ShardManifest = replace(shard, files=(*shard.files, entry))
    with pytest.raises((ReleaseError, KeyError)):
        publish_staged(tmp_path, wrong)
