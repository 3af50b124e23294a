"""Manifests: there and back, the sums, and what is said when they do not come out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_values import article, distinct, rejection, skip, stage

from flows.errors import ManifestError
from flows.manifest import (
    Counts,
    ReleaseManifest,
    RunManifest,
    ShardFailure,
    ShardManifest,
    Tally,
    count,
    dumps,
    load,
    total,
)

GOOD = Counts(read=4, articles=1, rejects={"timeout": 2}, skipped={"not_html": 1}, chars_in=9, chars_out=7)
NUMBERS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 9))
COUNTS = st.builds(Counts, *[st.integers(0, 9)] * 2, NUMBERS, NUMBERS, *[st.integers(0, 9)] * 3, NUMBERS)


def made_run(shard: ShardManifest) -> RunManifest:
    times = ("2024-05-06T00:00:00Z", "2024-05-06T00:01:00Z")
    return RunManifest("run-1", "backfill", "completed", *times, shard.engine, shard.counts, (shard,))


def test_manifests_survive_json(tmp_path: Path) -> None:
    shard = stage(tmp_path, "a", [article(0), rejection(1), skip(2)])
    release = ReleaseManifest(
        "0" * 16, "1.0.0", shard.counts, {"same_text": 1}, shard.files, (shard,), previous="1" * 16
    )
    for value in (shard, release, made_run(shard)):
        path = tmp_path / "m.json"
        path.write_bytes(dumps(value))
        assert load(type(value), str(path)) == value
        assert dumps(load(type(value), str(path))) == dumps(value)


def test_one_of_each_item_is_counted() -> None:
    counts = total(count(item) for item in (article(0), distinct(1), rejection(2), skip(3)))
    assert (counts.read, counts.articles, counts.removals) == (4, 2, 6)
    assert (counts.rejects, counts.skipped) == ({"binary_payload": 1}, {"not_ok_status": 1})
    assert counts.balanced


@pytest.mark.parametrize(
    ("counts", "balanced"),
    [
        (Counts(), True),
        (replace(GOOD, removed_chars={"legal": 2}), True),
        (replace(GOOD, removed_chars={"legal": 1, "social": 1}), True),
        (GOOD, False),  # two characters went nowhere
        (replace(GOOD, read=5, removed_chars={"legal": 2}), False),
        (replace(GOOD, skipped={}, removed_chars={"legal": 2}), False),
    ],
)
def test_the_sums(counts: Counts, balanced: bool) -> None:
    assert counts.balanced == balanced


@given(COUNTS, COUNTS, COUNTS)
def test_adding_up_is_associative_and_loses_nothing(a: Counts, b: Counts, c: Counts) -> None:
    assert (a + b) + c == a + (b + c) == total([a, b, c])
    assert (a + b).rejected == a.rejected + b.rejected
    assert (a + b).skips == a.skips + b.skips


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({}, None),
        ({"counts_by_file": {}}, "input news/a.jsonl has no counts"),
        ({"counts": Counts(read=1)}, "do not add up to those of the shard"),
        ({"files": ()}, "0 rows of articles for a count of 1"),
        ({"counts_by_file": {"news/a.jsonl": Counts(read=9)}}, "read 9 = 0 articles"),
    ],
)
def test_what_does_not_add_up_is_said(tmp_path: Path, change: dict[str, object], complaint: str | None) -> None:
    shard = replace(stage(tmp_path, "a", [article(0), rejection(1)]), **change)  # type: ignore[arg-type]
    assert shard.balanced == (complaint is None)
    assert complaint is None or complaint in " ".join(shard.imbalances())


def test_a_run_with_a_failure_is_not_balanced(tmp_path: Path) -> None:
    run = made_run(stage(tmp_path, "a", [article(0)]))
    assert run.balanced
    assert not replace(run, failed=(ShardFailure("b", "disk full"),)).balanced
    assert not replace(run, counts=Counts()).balanced


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Expecting value"),
        ("[]", "expected dict, found list"),
        ("{}", "lacks `shard`"),
        ('{"shard": 3}', "expected str, found int"),
    ],
)
def test_a_broken_manifest_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(ManifestError, match=rf"m\.json: not a valid ShardManifest: .*{complaint}.*run again"):
        load(ShardManifest, str(path))


def test_fields_of_a_later_version_are_passed_over(tmp_path: Path) -> None:
    shard = stage(tmp_path, "a", [article(0)])
    assert ShardManifest.from_json({**json.loads(dumps(shard)), "new": 1}) == shard


WRITTEN = Path(__file__).with_name("written")  # manifests of an invented release, as they lie in published zones


def test_a_release_that_was_written_before_is_read() -> None:
    """Nobody may have to publish anew because of how manifests are read."""
    release = load(ReleaseManifest, str(WRITTEN / "release.json"))
    [shard] = release.shards
    assert (release.release, release.previous, release.flow_run_id) == ("0123456789abcdef", "fedcba9876543210", None)
    assert (release.counts, release.duplicates) == (shard.counts, {"same_text": 1})
    assert (shard.shard, shard.balanced, shard.engine.code_version) == ("lantern-2024-05-06", True, "0.1.0")
    assert (shard.counts.read, shard.counts.articles, shard.counts.removals) == (4, 2, 6)
    assert (shard.counts.rejects, shard.counts.skipped) == ({"binary_payload": 1}, {"not_ok_status": 1})
    assert [(item.path, item.size) for item in shard.inputs] == [("news/a.jsonl", 10)]
    assert {entry.dataset: entry.rows for entry in release.files} == {"articles": 2, "removals": 6, "rejects": 1}
    assert dumps(release) == (WRITTEN / "release.json").read_bytes()


def test_a_run_that_was_written_before_is_read() -> None:
    run = load(RunManifest, str(WRITTEN / "run.json"))
    assert (run.status, run.unchanged, run.ignored) == ("completed", ("gull-2024-05-05",), {".pdf": 2})
    assert run.failed == (ShardFailure("vell-2024-05-04", "gone"),)
    assert run.tallies == (Tally("news", "", 2, 1, 0, 0.5, {"en": 2}),)
    assert dumps(run) == (WRITTEN / "run.json").read_bytes()
