"""Alarms over sources and sites that are unlike before: what rings, what does not, and what is told."""

from __future__ import annotations

import json
import statistics
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import toy_kit, write_lines
from hypothesis import given
from hypothesis import strategies as st

from flows.commands import common
from flows.errors import DriftOptionError
from flows.history import drift
from flows.history.drift import DriftOptions, Share, judge, usual_range, warning_lines
from flows.manifest import RunManifest, Tally, load
from flows.plan.agenda import Renew, Request
from flows.run import Means, Report, Silence, direct, run

USUAL = Tally("news", "gull.example", articles=95, rejects=5, empty=1, removed=28.5, languages={"en": 90, "de": 5})
OPTIONS = DriftOptions()


def history(runs: int = 6, **changes: object) -> list[Tally]:
    """Former runs that differ a little from one another."""
    return [replace(USUAL, articles=95 + n, removed=28.5 + n / 2, **changes) for n in range(runs)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "measures"),
    [
        ({}, []),
        ({"rejects": 12}, []),  # by chance, once in a while
        ({"rejects": 40}, ["reject"]),
        ({"empty": 4}, []),
        ({"empty": 30}, ["empty"]),
        ({"removed": 35.0}, []),
        ({"removed": 85.0}, ["removal"]),
        ({"removed": 1.0}, ["removal"]),
        ({"languages": {"en": 84, "de": 11}}, []),
        ({"languages": {"en": 40, "und": 55}}, ["language"]),
        ({"languages": {"de": 95}, "rejects": 60}, ["language", "reject"]),
        ({"host": "tern.example", "rejects": 60}, []),  # a site without former runs
        ({"source": "web", "rejects": 60}, []),
        ({"articles": 0, "empty": 0, "removed": 0.0, "languages": {}, "rejects": 15}, []),  # too few to tell
        ({"articles": 0, "empty": 0, "removed": 0.0, "languages": {}, "rejects": 60}, ["reject"]),
    ],
)
def test_what_rings(changes: dict[str, object], measures: list[str]) -> None:
    found = judge([replace(USUAL, **changes)], history(), OPTIONS)  # type: ignore[arg-type]
    assert sorted(item.share.measure for item in found) == measures


@pytest.mark.parametrize(("runs", "rings"), [(4, False), (5, True)])
def test_so_many_former_runs_are_needed(runs: int, rings: bool) -> None:
    assert bool(judge([replace(USUAL, rejects=60)], history(runs), OPTIONS)) == rings


def test_former_runs_of_few_records_do_not_count() -> None:
    small = [Tally("news", "gull.example", 10, 0, 0, 3.0, {"en": 10})] * 9
    assert not judge([replace(USUAL, rejects=60)], small, OPTIONS)


def test_a_site_that_always_scatters_is_left_alone() -> None:
    wild = [replace(USUAL, rejects=number) for number in (2, 40, 5, 90, 20, 60)]
    assert not judge([replace(USUAL, rejects=70)], wild, OPTIONS)


def test_one_odd_run_in_the_past_excuses_nothing() -> None:
    assert judge([replace(USUAL, rejects=60)], [*history(), replace(USUAL, rejects=95)], OPTIONS)


def test_a_threshold_can_be_moved() -> None:
    found = judge([replace(USUAL, rejects=40)], history(), DriftOptions.from_words(["reject=0.5"]))
    assert found == []
    assert DriftOptions.from_words(["runs=2", "score=5"]) == DriftOptions(runs=2, score=5.0)


@pytest.mark.parametrize("word", ["rejects=0.1", "reject", "reject=much", "runs=2.5", "=1"])
def test_a_wrong_threshold_says_which_there_are(word: str) -> None:
    with pytest.raises(DriftOptionError, match="NAME=NUMBER, with a name of score, runs"):
        DriftOptions.from_words([word])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(1, 10_000))
def test_the_usual_range_holds_the_median(values: list[float], count: int) -> None:
    low, high = usual_range(values, Share("reject", 0.0, count), OPTIONS)
    assert 0 <= low <= statistics.median(values) <= high <= 1


def test_many_records_narrow_the_range_to_the_least_change() -> None:
    ends = [usual_range([0.5] * 6, Share("reject", 0.0, count), OPTIONS) for count in (20, 200, 10**6)]
    widths = [high - low for low, high in ends]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(2 * OPTIONS.reject)


def test_the_line_names_the_site_the_shares_and_examples() -> None:
    [found] = judge([replace(USUAL, rejects=95)], history(), OPTIONS)
    [line] = warning_lines([replace(found, examples=("a", "b"))])
    assert line.startswith("WARNING site gull.example of source news: 50.0% of 190 records were rejected, usually 0.0%")
    assert line.endswith("over 6 runs; for example a, b")
    assert [*warning_lines([found] * 25)][-1] == "WARNING and 5 more such changes"


# Whole runs ----------------------------------------------------------------------------------------------------------


def go(tmp_path: Path, options: DriftOptions = OPTIONS, **changes: object) -> tuple[Report, list[str]]:
    said = Silence()
    request = replace(Request(str(tmp_path / "raw"), str(tmp_path / "curated")), **changes)
    return run(request, Means(toy_kit(), 1, drift=options), direct, said), said.messages


def spoil(tmp_path: Path) -> None:
    """Break half of the lines of the dump."""
    dump = tmp_path / "raw" / "news" / "2026-01-05.lines"
    lines = dump.read_text().splitlines()
    dump.write_text("".join(("{" if n % 2 else line) + "\n" for n, line in enumerate(lines)))


def test_a_run_tallies_and_a_later_one_is_compared(tmp_path: Path) -> None:
    write_lines(tmp_path / "raw" / "news" / "2026-01-05.lines", 40)
    options = DriftOptions(runs=2)
    for _ in range(2):
        report, said = go(tmp_path, options, renew=Renew.EVERYTHING)
        assert not report.drifts
    record = load(RunManifest, str(next((tmp_path / "curated" / "_runs").iterdir())))
    [counted] = record.tallies
    assert (counted.source, counted.host, counted.articles, counted.languages) == ("news", "", 40, {"en": 40})
    assert 0 < counted.removed / 40 < 1
    spoil(tmp_path)
    (tmp_path / "curated" / "_runs" / "x.json").write_text("{")
    report, said = go(tmp_path, options)
    assert report.ok
    [found] = report.drifts
    assert (found.share.measure, found.share.value, found.examples) == ("reject", 0.5, ("1", "3", "5"))
    assert said[-1].startswith("WARNING source news: 50.0% of 40 records were rejected")
    assert any("x.json is left out" in message for message in said)


def test_a_retry_is_no_usual_run(tmp_path: Path) -> None:
    folder = tmp_path / "_runs"
    folder.mkdir()
    for name, command in (("a", "retry"), ("b", "ingest")):
        (folder / f"{name}.json").write_text(json.dumps({"command": command, "tallies": [USUAL.to_json()]}))
    assert drift.former_tallies(str(tmp_path), OPTIONS, print) == [USUAL]


@pytest.mark.parametrize(
    ("ok", "drifts", "strict", "status"),
    [(True, 0, True, 0), (True, 1, False, 0), (True, 1, True, 1), (False, 0, False, 1)],
)
def test_the_exit_status_tells_of_drift_only_when_asked(ok: bool, drifts: int, strict: bool, status: int) -> None:
    report = Namespace(ok=ok, drifts=(object(),) * drifts)
    assert common._status(report, Namespace(strict=strict)) == status  # type: ignore[arg-type]
