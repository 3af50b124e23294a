"""Options of runs: one line of a class is a flag, a parameter of flows with its description, and a checked value."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

import pytest

from flows.errors import OptionError
from flows.options import RunOptions, add_options, flow_function, given_options, of_command, option


@dataclass(frozen=True, slots=True, kw_only=True)
class Widened(RunOptions):
    echo_seconds: float = option(1.5, "how long an echo may last", None, "S")


def words(*arguments: str, command: str = "backfill", kind: type[RunOptions] = RunOptions) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser, command, kind)
    return parser.parse_args(arguments)


def test_a_new_option_is_one_line_of_the_class() -> None:
    prefect = pytest.importorskip("prefect.utilities.callables")
    options = given_options(words("--echo-seconds", "3", kind=Widened), Widened)
    assert options == Widened(echo_seconds=3.0)
    seen: list[Any] = []
    function = flow_function(seen.append, "ingest", Widened)
    schema = prefect.parameter_schema(function).properties["echo_seconds"]
    assert (schema["description"], schema["default"], schema["type"]) == ("how long an echo may last", 1.5, "number")
    function(echo_seconds=2)
    assert seen[0].echo_seconds == 2.0
    assert Widened.merged({"echo_seconds": 4}) == Widened(echo_seconds=4.0)


@pytest.mark.parametrize("command", ["backfill", "ingest", "serve", "learn", "retry"])
def test_all_kinds_of_run_take_the_same_options(command: str) -> None:
    names = {item.name for item in of_command(command)}
    assert names >= {"raw", "curated", "workers", "fields", "publishers", "record_seconds", "memory_gib"}
    assert names >= {"drift", "strict"}
    assert ("learn" in names) == (command in {"backfill", "ingest", "serve"})


def test_flags_go_before_a_file() -> None:
    file = {"workers": 3, "memory_gib": 2, "fields": ["text=story"], "learn": False}
    given = given_options(words("--workers", "1", "--strict"))
    merged = RunOptions.merged(file, {"workers": given.workers, "strict": given.strict})
    assert merged == RunOptions(workers=1, memory_gib=2.0, fields=("text=story",), learn=False, strict=True)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"workers": 0}, "--workers 0 cannot be used; there must be 1 or more"),
        ({"memory_gib": 0}, "--memory 0.0 cannot be used; it must be more than 0"),
        ({"record_seconds": -1}, "--record-seconds -1.0 cannot be used; it must be more than 0"),
        ({"record_seconds": float("nan")}, "it must be more than 0"),
        ({"settle_seconds": -0.5}, "it must not be less than 0"),
        ({"renew": "ALL"}, "choose one of CHANGED, STALE, EVERYTHING"),
        ({"since": "2026-02-30"}, "write it as YYYY-MM-DD"),
        ({"since": "20260201"}, "write it as YYYY-MM-DD"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "--since 2026-02-02 is after --until 2026-02-01"),
        ({"workers": True}, "give int or nothing"),
        ({"learn": 1}, "give bool"),
        ({"fields": "text=story"}, "give a list of words"),
        ({"wrokers": 2}, "there is no option wrokers"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_a_word_why(values: dict[str, Any], why: str) -> None:
    with pytest.raises(OptionError) as refused:
        RunOptions.merged(values)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "values",
    [
        {"workers": 1, "memory_gib": 0.001, "record_seconds": 1, "settle_seconds": 0, "renew": "STALE"},
        {"since": "2026-02-01", "until": "2026-02-01"},
        {"workers": None, "fields": None, "paths": ()},
    ],
)
def test_the_least_values_are_taken(values: dict[str, Any]) -> None:
    assert RunOptions.merged(values)


@pytest.mark.parametrize(
    "wrong", [["--workers", "0"], ["--memory", "0"], ["--record-seconds", "x"], ["--renew", "ALL"]]
)
def test_the_command_line_refuses_them_too(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        words(*wrong)
