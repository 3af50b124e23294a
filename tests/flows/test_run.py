"""Whole runs with toy workers: what is published, what is done again, what survives."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import bytes_of, toy_kit, write_lines

from flows.errors import LandingError, LockedError, StorageError
from flows.locks import exclusive
from flows.manifest import RunManifest, load
from flows.plan.agenda import Renew, Request
from flows.plan.shards import ShardState
from flows.release.layout import current_release, release_folder
from flows.run import Means, Report, Silence, direct, run

Do = Callable[..., Report]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    write_lines(raw / "news" / "2026-01-05.lines", 30, "a")
    write_lines(raw / "news" / "feed.lines", 5, "f", fetched="2026-02-03T10:00:00Z")
    (raw / "web").mkdir()
    for number in range(3):
        (raw / "web" / f"{number}.txt").write_text(f"Page {number}.\nAD x\n")
    (raw / "README.md").write_text("not a dump")
    (raw / "web" / "photo.xcf").write_text("?")
    (raw / "news" / "late.lines.part").write_text("{")
    return raw


@pytest.fixture
def do(raw: Path, tmp_path: Path) -> Do:
    """Run with toy workers. Arguments override fields of the request; `engine` gives the options of the toy engine."""

    def call(engine: str = "{}", means: dict[str, object] | None = None, **changes: object) -> Report:
        request = dataclasses.replace(Request(str(raw), str(tmp_path / "curated")), **changes)
        return run(request, Means(toy_kit(engine), workers=2, **(means or {})), direct, Silence())

    return call


def ids(curated: Path) -> list[str]:
    folder = release_folder(str(curated))
    assert folder is not None
    return sorted(pq.read_table(Path(folder) / "articles")["record_id"].to_pylist())


def names(report: Report) -> list[str]:
    return [item.shard.name.rsplit("-", 1)[0] for item in report.agenda.todo]


def test_a_first_run_publishes_everything(do: Do, tmp_path: Path) -> None:
    report = do()
    assert report.ok
    assert report.release is not None
    assert names(report) == ["2026-01-05-news-2026-01-05-lines", "2026-02-03-news-feed-lines", "undated-web-pages"]
    assert len(ids(tmp_path / "curated")) == 38
    assert report.agenda.deferred == ("news/late.lines.part",)
    assert report.agenda.ignored == {".md": 1, ".xcf": 1}
    [path] = (tmp_path / "curated" / "_runs").iterdir()
    record = load(RunManifest, str(path))
    assert (record.status, record.counts.read, record.release) == ("completed", 38, report.release.release)
    assert not any((tmp_path / "curated" / "_work" / "shards").iterdir())


def test_a_second_run_has_nothing_to_do(do: Do, tmp_path: Path) -> None:
    first = do()
    before = bytes_of(tmp_path / "curated" / "releases")
    second = do()
    assert second.agenda.idle
    assert second.ok
    assert second.run.release == first.run.release
    assert bytes_of(tmp_path / "curated" / "releases") == before


def test_only_what_changed_is_done_again(do: Do, raw: Path, tmp_path: Path) -> None:
    do()
    write_lines(raw / "news" / "feed.lines", 6, "g", fetched="2026-02-03T10:00:00Z")
    (raw / "web" / "3.txt").write_text("Page 3.\n")
    report = do()
    assert {item.state for item in report.agenda.todo} == {ShardState.CHANGED}
    assert names(report) == ["2026-02-03-news-feed-lines", "undated-web-pages"]
    assert [i for i in ids(tmp_path / "curated") if i[0] in "fg"] == [f"g{i}" for i in range(6)]


def test_a_shard_whose_date_changes_replaces_its_former_self(do: Do, raw: Path, tmp_path: Path) -> None:
    do()
    write_lines(raw / "news" / "feed.lines", 5, "f", fetched="2026-03-01T00:00:00Z")
    report = do()
    assert names(report) == ["2026-03-01-news-feed-lines"]
    assert len(ids(tmp_path / "curated")) == 38


@pytest.mark.parametrize(("renew", "expected"), [(Renew.CHANGED, 0), (Renew.STALE, 3), (Renew.EVERYTHING, 3)])
def test_an_older_engine_s_shards_wait_to_be_renewed(renew: Renew, expected: int, do: Do) -> None:
    do()
    report = do(engine='{"new": 1}', renew=renew)
    assert len(report.agenda.todo) == expected
    assert report.agenda.stale == 3 - expected
    assert report.ok


def test_force_does_again_and_publishes_the_same(do: Do) -> None:
    first, second = do(), do(renew=Renew.EVERYTHING)
    assert len(second.run.shards) == 3
    assert second.release is not None
    assert (second.release.release, second.release.created) == (first.run.release, False)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-01-06", None, 1),
        (None, "2026-01-04", 0),
        ("2026-02-03", "2026-02-03", 1),
    ],
)
def test_dates_choose_shards(since: str | None, until: str | None, expected: int, do: Do) -> None:
    report = do(since=since, until=until)
    assert len(report.agenda.todo) == expected
    assert report.agenda.out_of_range == 3 - expected


def test_a_path_inside_raw_keeps_its_source_path(do: Do, raw: Path) -> None:
    report = do(paths=(str(raw / "news" / "feed.lines"),))
    assert [item.path for shard in report.run.shards for item in shard.inputs] == ["news/feed.lines"]


@pytest.mark.parametrize("given", ["web", "web/1.txt"])
def test_a_page_brings_its_folder_and_keeps_its_source_path(given: str, do: Do, raw: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outside = do(paths=(str(raw / given),), raw=str(tmp_path / "empty"))
    inside = do(paths=(str(raw / given),))
    expected = ["web/0.txt", "web/1.txt", "web/2.txt"]
    assert [item.path for shard in outside.run.shards for item in shard.inputs] == expected
    assert inside.agenda.idle


def test_two_files_with_one_source_path_are_refused(do: Do, tmp_path: Path) -> None:
    for side in ("left", "right"):
        write_lines(tmp_path / side / "dump" / "x.lines", 1)
    with pytest.raises(LandingError, match=r"dump/x\.lines.*separate runs"):
        do(paths=(str(tmp_path / "left" / "dump"), str(tmp_path / "right" / "dump")))


def test_a_source_can_be_named(do: Do) -> None:
    report = do(source="My Outlet!")
    assert {item.shard.source for item in report.agenda.todo} == {"My Outlet!"}
    assert all("-my-outlet-" in item.shard.name for item in report.agenda.todo)


def test_files_still_being_written_wait(do: Do, raw: Path, tmp_path: Path) -> None:
    old = time.time() - 600
    for path in raw.rglob("*.*"):
        os.utime(path, (old, old))
    write_lines(raw / "news" / "fresh.lines", 4, "n")
    report = do(settle_seconds=60)
    assert "news/fresh.lines" in report.agenda.deferred
    assert len(report.run.shards) == 3
    (raw / "web" / "0.txt").write_text("changed")
    later = do(settle_seconds=60)
    assert later.agenda.idle  # leaving the page out would take it out of the release
    assert len(ids(tmp_path / "curated")) == 38


def test_a_new_page_waits_alone(do: Do, raw: Path) -> None:
    old = time.time() - 600
    for path in raw.rglob("*.*"):
        os.utime(path, (old, old))
    (raw / "web" / "new.txt").write_text("half a pa")
    assert do(settle_seconds=60).run.counts.read == 38


def test_a_failed_shard_leaves_the_others_and_the_exit_is_not_clean(do: Do, raw: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (raw / "news" / "feed.lines").unlink()
        (raw / "news" / "feed.lines").symlink_to("nowhere")
    else:
        (raw / "news" / "feed.lines").chmod(0)
    report = do()
    assert not report.ok
    [failure] = report.run.failed
    assert "news/feed.lines" in failure.detail
    assert len(ids(tmp_path / "curated")) == 33


def test_what_an_interrupted_run_finished_is_only_published(
    do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("flows.run.publish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            do()
    [path] = (tmp_path / "curated" / "_runs").iterdir()
    assert json.loads(path.read_text())["status"] == "interrupted"
    report = do()
    assert {item.state for item in report.agenda.candidates} == {ShardState.FINISHED}
    assert report.run.shards == ()
    assert report.release is not None
    assert len(ids(tmp_path / "curated")) == 38


def test_a_second_run_at_once_is_told_so(do: Do, tmp_path: Path) -> None:
    (tmp_path / "curated" / "_work").mkdir(parents=True)
    with exclusive(str(tmp_path / "curated" / "_work" / "run.lock")), pytest.raises(LockedError):
        do(means={"lock_timeout": 0.0})


def test_a_folder_that_outgrows_one_shard_is_not_counted_twice(
    do: Do, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do()
    monkeypatch.setattr("flows.plan.shards.MAX_PAGES", 2)
    (raw / "web" / "3.txt").write_text("Page 3.\n")
    report = do()
    assert len(report.run.shards) == 2
    assert len(ids(tmp_path / "curated")) == 39
    former = current_release(str(tmp_path / "curated"))
    assert former is not None
    assert sum("of0002" in shard.shard for shard in former.shards) == 2


def test_a_curated_zone_that_cannot_be_written_says_so(do: Do, tmp_path: Path) -> None:
    (tmp_path / "curated").write_text("a file in the way")
    with pytest.raises(StorageError, match="curated"):
        do()
