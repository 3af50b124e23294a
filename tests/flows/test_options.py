"""One value of options: read and checked in one place, shown on the command line and in the flows' parameters."""

from __future__ import annotations

import argparse
import dataclasses
import subprocess
import sys
from dataclasses import make_dataclass
from datetime import date
from typing import Any

import pytest

from flows.cli import main
from flows.errors import OptionError
from flows.options import Learning, Renew, RunOptions, add_options, given_options, option, shown, takes_options

COMMANDS = ("backfill", "ingest", "serve", "learn", "retry")
Tidal = make_dataclass(
    "Tidal",
    [("tide_metres", float, option(1.5, "height of the tide", check=lambda value: "it sank" if value < 0 else None))],
    bases=(RunOptions,),
    frozen=True,
    slots=True,
)


def parse(command: str, *words: str, kind: type[RunOptions] = RunOptions, **below: Any) -> RunOptions:
    parser = argparse.ArgumentParser()
    add_options(parser, command, kind)
    return given_options(parser.parse_args(words), command, kind, below)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ([], "workers", None),
        (["--workers", "3"], "workers", 3),
        (["--record-seconds", "2.5"], "record_seconds", 2.5),
        (["--memory", ".5"], "memory_gib", 0.5),
        (["--map", "text=story", "--map", "id=key"], "fields", ("text=story", "id=key")),
        (["--drift", "removal=0.2"], "drift", ("removal=0.2",)),
        (["--publishers", "overlays"], "publishers", "overlays"),
        (["--since", "2026-02-01"], "since", date(2026, 2, 1)),
        (["--until", "2026-02-01"], "until", date(2026, 2, 1)),
        (["--since", "2026-02-01", "--until", "2026-02-01"], "since", date(2026, 2, 1)),
        (["--stale"], "renew", Renew.STALE),
        (["--force"], "renew", Renew.EVERYTHING),
        ([], "renew", Renew.CHANGED),
        (["--no-learn"], "learn", False),
        ([], "learn", True),
        (["--strict"], "strict", True),
        (["one.jsonl", "two"], "paths", ("one.jsonl", "two")),
    ],
)
def test_what_the_command_line_says(words: list[str], name: str, value: object) -> None:
    assert getattr(parse("backfill", *words), name) == value


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"workers": 0}, "workers is 0, and without a worker nothing is done; give more"),
        ({"workers": -1}, "workers is -1, and without a worker"),
        ({"workers": "two"}, "workers is 'two'; write a whole number"),
        ({"workers": 1.5}, "workers is 1.5; write a whole number"),
        ({"workers": True}, "workers is True; write a whole number"),
        ({"memory_gib": 0}, r"memory_gib \(--memory\) is 0, and a worker needs some memory; give more"),
        ({"memory_gib": "-1"}, r"memory_gib \(--memory\) is '-1', and a worker needs some memory"),
        ({"memory_gib": "nan"}, "write a number"),
        ({"memory_gib": "inf"}, "write a number"),
        ({"record_seconds": 0}, r"record_seconds \(--record-seconds\) is 0, and a record needs some time"),
        ({"settle_seconds": "soon"}, r"settle_seconds \(--settle\) is 'soon'; write a number"),
        (
            {"since": "2026-02-02", "until": "2026-02-01"},
            "since 2026-02-02 is after until 2026-02-01.*exchange the two",
        ),
        ({"since": "yesterday"}, "since is 'yesterday'; write a date as YYYY-MM-DD"),
        ({"until": "2026-02-30"}, "until is '2026-02-30'; write a date"),
        ({"renew": "SOME"}, "renew is 'SOME'; write one of CHANGED, STALE, EVERYTHING"),
        ({"learn": "yes"}, r"learn \(--no-learn\) is 'yes'; write true or false"),
        ({"fields": "text=story"}, r"fields \(--map\) is 'text=story'; write a list of words"),
        ({"fields": [1]}, "write a list of words"),
        ({"raw": ""}, "raw is ''; write a word"),
        ({"tide": 1}, "tide: no such option; there are raw, curated"),
    ],
)
def test_what_will_not_do_is_refused_with_the_reason(given: dict[str, object], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        RunOptions.of(given)


@pytest.mark.parametrize(
    "words",
    [
        ["--workers", "0"],
        ["--memory", "0"],
        ["--record-seconds", "-1"],
        ["--since", "yesterday"],
        ["--since", "2026-02-02", "--until", "2026-02-01"],
    ],
)
def test_the_command_line_says_so_in_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", "--direct", *words]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"winnow: {words[0].strip('-').partition('-')[0]}")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_runs_takes_the_options_of_a_run(command: str) -> None:
    words = "--publishers p --map a=b --drift score=1 --strict --memory 1 --record-seconds 2 --no-learn --workers 1"
    options = parse(command, "--raw", "r", "--curated", "c", *words.split())
    expected = ("p", ("a=b",), ("score=1",), True, 1.0, 2.0, False, 1, "r", "c")
    names = "publishers fields drift strict memory_gib record_seconds learn workers raw curated"
    assert tuple(getattr(options, name) for name in names.split()) == expected


def test_a_file_lies_over_the_defaults_and_below_the_command_line() -> None:
    file = {"workers": 5, "drift": ["removal=0.2"], "memory_gib": 2}
    options = parse("ingest", "--workers", "7", **file)
    assert (options.workers, options.drift, options.memory_gib, options.record_seconds) == (
        7,
        ("removal=0.2",),
        2.0,
        30,
    )
    with pytest.raises(OptionError, match="memory_gib"):
        parse("ingest", "--workers", "7", memory_gib=0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Learning.BEFORE),
        ({"command": "ingest"}, Learning.AFTER),
        ({"command": "retry"}, Learning.NEVER),
        ({"learn": False}, Learning.NEVER),
        ({"command": "ingest", "learn": False}, Learning.NEVER),
    ],
)
def test_when_a_run_learns(given: dict[str, object], expected: Learning) -> None:
    assert RunOptions.of(given).learning is expected


def test_a_flow_that_is_called_with_the_parameters_does_the_same() -> None:
    options = parse("backfill", "--since", "2026-02-01", "--stale", "--map", "text=story", "--no-learn", "a.jsonl")
    assert RunOptions.of(options.parameters()) == options
    assert options.parameters()["since"] == "2026-02-01"
    assert options.parameters()["renew"] == "STALE"


def test_an_option_more_is_on_the_command_line_and_is_checked() -> None:
    assert parse("backfill", "--tide-metres", "2", kind=Tidal).parameters()["tide_metres"] == 2.0
    assert parse("ingest", kind=Tidal, tide_metres=3).parameters()["tide_metres"] == 3.0
    with pytest.raises(OptionError, match=r"tide_metres \(--tide-metres\) is '-2', and it sank"):
        parse("backfill", "--tide-metres=-2", kind=Tidal)
    parser = argparse.ArgumentParser()
    add_options(parser, "backfill", Tidal)
    assert "height of the tide (default: 1.5)" in " ".join(parser.format_help().split())


def test_an_option_more_is_a_parameter_of_the_flow() -> None:
    from prefect import flow

    @flow
    @takes_options("backfill", Tidal)
    def ebb(**given: Any) -> dict[str, Any]:
        """Let the water out."""
        return given

    found = ebb.parameters.properties["tide_metres"]
    assert (found["default"], found["type"], found["description"]) == (1.5, "number", "height of the tide.")


@pytest.mark.parametrize("command", ["backfill", "ingest"])
def test_the_flows_parameters_are_the_options_and_are_described(command: str) -> None:
    from importlib import import_module

    flow = getattr(import_module(f"flows.orchestration.{command}"), command)
    properties = flow.parameters.properties
    assert list(properties) == [item.name for item in shown(RunOptions, command)]
    assert all(item["description"] for item in properties.values())
    assert flow.parameters.required == []
    assert flow.name == command
    assert "Raises RunFailedError" in flow.description


def test_options_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RunOptions().workers = 2  # type: ignore[misc]


def test_options_take_nothing_heavy() -> None:
    script = "import sys, flows.options; print({'prefect', 'pydantic', 'pyarrow', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"
