"""Names, dates and standings of shards, as tables."""

from __future__ import annotations

import dataclasses

import pytest

from cleaners.model import EngineIdentity
from flows.manifest import Counts, InputDigest, ShardManifest
from flows.plan.landing import Landed
from flows.plan.shards import (
    Identity,
    InputFile,
    Shard,
    ShardState,
    group,
    handover,
    in_range,
    path_date,
    sanitise,
    source_of,
    state_of,
    to_shard,
    unit_digest,
)

NOW = Identity("engine-2", "1.0.0")


def landed(path: str, size: int = 10) -> Landed:
    return Landed("/raw", path, size, 1, path.endswith((".txt", ".html")))


def shard(name: str = "2026-01-01-a-b-00000000", *paths: str, digest: str = "s" * 64, options: str = "{}") -> Shard:
    inputs = tuple(InputFile("/raw", path, 10, 1, digest) for path in paths or ("a/b.jsonl",))
    return Shard(name, "a", "2026-01-01", inputs, pages=False, options=options)


def manifest(of: Shard, identity: Identity = NOW) -> ShardManifest:
    engine = EngineIdentity(identity.engine_digest, "", "", "")
    inputs = tuple(InputDigest(item.path, item.size, item.sha256) for item in of.inputs)
    return ShardManifest(of.name, of.source, of.dump_date, unit_digest(of, identity), inputs, engine, Counts(), {}, ())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("news/2026-03-09/a.jsonl", "2026-03-09"),
        ("news/2026/03/09/a.jsonl", "2026-03-09"),
        ("news/2026_03_09.jsonl", "2026-03-09"),
        ("news/dump-20260309.jsonl.gz", "2026-03-09"),
        ("CC-NEWS-20260309121314-00042.warc.gz", "2026-03-09"),
        ("news/a-20260309T1213Z.jsonl", "2026-03-09"),
        ("news/a-2026-03-09T12:13:14Z.jsonl", "2026-03-09"),
        ("2026-01/dump-2026-03-09.jsonl", "2026-03-09"),  # the full date says more
        ("2025-01-01/dump-2026-03-09.jsonl", "2026-03-09"),  # the last one is nearest to the file
        ("news/2026-03/a.jsonl", "2026-03-01"),
        ("year/2026.03.jsonl", "2026-03-01"),
        ("CC-MAIN-2026-10/segment/x-20260309101112-y.warc.gz", "2026-03-09"),
        # near misses
        ("CC-MAIN-2026-10/x.warc.gz", None),  # week 10
        ("news/2026-13-09.jsonl", None),
        ("news/2026-03-32.jsonl", "2026-03-01"),
        ("news/120260309.jsonl", None),
        ("news/202603091.jsonl", None),
        ("news/20260309abcdef.jsonl", None),  # part of a hash
        ("news/1789-07-14.jsonl", None),
        ("news/2026-03_09.jsonl", "2026-03-01"),
        ("news/item-2026.jsonl", None),
        ("news/a.jsonl", None),
    ],
)
def test_the_date_of_a_path(path: str, expected: str | None) -> None:
    assert path_date(path) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Daily Lantern", "the-daily-lantern"),
        ("../../etc/passwd", "etc-passwd"),
        ("a; rm -rf ~", "a-rm-rf"),
        ("Zürich Bote", "z-rich-bote"),
        ("新聞", "x"),
        ("-x-", "x"),
        ("a" * 50, "a" * 40),
    ],
)
def test_names_are_never_taken_raw(name: str, expected: str) -> None:
    assert sanitise(name, 40) == expected


@pytest.mark.parametrize(
    ("path", "expected"), [("lantern/x.jsonl", "lantern"), ("A B/c/x.jsonl", "a-b"), ("x.jsonl", "main")]
)
def test_the_source_is_the_first_folder(path: str, expected: str) -> None:
    assert source_of(path) == expected


def test_containers_stand_alone_and_pages_go_by_folder() -> None:
    files = [landed(p) for p in ("n/a.jsonl", "n/b.jsonl.gz", "n/1.txt", "n/2.html", "n/sub/3.txt", "4.txt")]
    groups = group(files)
    assert sorted((g.pages, len(g.files), g.source) for g in groups) == [
        (False, 1, "n"),
        (False, 1, "n"),
        (True, 1, "main"),
        (True, 1, "n"),
        (True, 2, "n"),
    ]
    assert len({g.key for g in groups}) == 5


def test_same_stems_get_different_names() -> None:
    one, two = group([landed("n/x/feed.jsonl"), landed("n/y/feed.jsonl")])
    assert one.key != two.key
    assert one.key.rsplit("-", 1)[0] == two.key.rsplit("-", 1)[0] == "n-feed"


def test_a_large_folder_is_split_and_its_pages_stay_together() -> None:
    few = [landed(f"n/{i}.txt") for i in range(2000)]
    more = [landed(f"n/{i}.txt") for i in range(2001)]
    most = [landed(f"n/{i}.txt") for i in range(4000)]
    assert [g.key.rsplit("-", 1)[0] for g in group(few)] == ["n-pages"]
    assert [g.key.rsplit("-", 1)[0] for g in group(more)] == ["n-pages-0000of0002", "n-pages-0001of0002"]
    before = {f.path: g.key for g in group(more) for f in g.files}
    after = {f.path: g.key for g in group(most) for f in g.files}
    assert len(before) == 2001
    assert all(after[path] == key for path, key in before.items())


@pytest.mark.parametrize(
    ("path", "fetched", "expected"),
    [
        ("n/2026-03-09.jsonl", "2025-01-01", "2026-03-09"),
        ("n/feed.jsonl", "2025-01-01", "2025-01-01"),
        ("n/feed.jsonl", None, "undated"),
    ],
)
def test_a_shard_is_dated_by_path_then_records(path: str, fetched: str | None, expected: str) -> None:
    [one] = group([landed(path)])
    made = to_shard(one, {path: "d"}, fetched)
    assert made.dump_date == expected
    assert made.name.startswith(f"{expected}-n-")


ENGINE_1 = dataclasses.replace(NOW, engine_digest="engine-1")
CONTRACT_0 = dataclasses.replace(NOW, contract_version="0.9.0")


@pytest.mark.parametrize(
    ("former", "finished", "expected"),
    [
        (None, False, ShardState.NEW),
        (None, True, ShardState.FINISHED),
        (manifest(shard()), False, ShardState.CURRENT),
        (manifest(shard(), ENGINE_1), False, ShardState.STALE),
        (manifest(shard(), ENGINE_1), True, ShardState.FINISHED),
        (manifest(shard(digest="t" * 64)), False, ShardState.CHANGED),
        (manifest(shard(digest="t" * 64), ENGINE_1), False, ShardState.CHANGED),
        (manifest(shard(options='{"fields":1}')), False, ShardState.CHANGED),
        (manifest(shard("2026-01-01-a-b-00000000", "a/b.jsonl", "a/c.jsonl")), False, ShardState.CHANGED),
        (manifest(shard(), CONTRACT_0), False, ShardState.CHANGED),
    ],
)
def test_how_a_shard_stands(former: ShardManifest | None, finished: bool, expected: ShardState) -> None:
    done = frozenset({unit_digest(shard(), NOW)} if finished else ())
    assert state_of(shard(), NOW, former, done) is expected


@pytest.mark.parametrize(
    ("date", "since", "until", "expected"),
    [
        ("2026-01-01", None, None, True),
        ("undated", None, None, True),
        ("undated", "2020-01-01", None, False),
        ("2026-01-01", "2026-01-01", "2026-01-01", True),
        ("2026-01-01", "2026-01-02", None, False),
        ("2026-01-01", None, "2025-12-31", False),
    ],
)
def test_dates_bound_inclusively(date: str, since: str | None, until: str | None, expected: bool) -> None:
    assert in_range(dataclasses.replace(shard(), dump_date=date), since, until) is expected


@pytest.mark.parametrize(
    ("there", "gone", "held"),
    [
        ({"old", "new-0", "new-1"}, {"old"}, set()),
        ({"old", "new-0"}, set(), {"new-0", "new-1"}),  # new-1 failed: nobody takes over yet
        ({"old"}, set(), {"new-0", "new-1"}),
    ],
)
def test_heirs_take_over_together_or_not_at_all(there: set[str], gone: set[str], held: set[str]) -> None:
    old = manifest(shard("old", "n/1.txt", "n/2.txt"))
    other = manifest(shard("other", "m/1.txt"))
    heirs = [shard("new-0", "n/1.txt", "n/3.txt"), shard("new-1", "n/2.txt")]
    found = handover([old, other], heirs, frozenset(there | {"other"}))
    assert (found.gone, found.held) == (gone, held)
