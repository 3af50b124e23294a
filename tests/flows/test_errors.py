"""Every error of the tree ends in one line with its remedy and status 2, without Prefect and through it."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from flows import cli, errors
from flows.errors import WinnowError

TREE = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, WinnowError)]


@pytest.mark.parametrize("kind", TREE)
def test_each_class_is_drawn_and_exported_and_has_its_remedy(kind: type[WinnowError]) -> None:
    assert f" {kind.__name__} " in f" {errors.__doc__} ".replace("\n", " ")
    assert kind.__name__ in errors.__all__
    assert "remedy" in vars(kind)


@pytest.mark.parametrize("way", [[], ["--direct"]], ids=["prefect", "direct"])
@pytest.mark.parametrize("kind", TREE)
def test_each_ends_in_one_line_with_status_2(
    kind: type[WinnowError],
    way: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The two ways part behind this place; that an error comes out of a flow as it went in is Prefect's doing."""

    def fail(*_given: object, **_named: object) -> None:
        raise kind("2026-01-05.jsonl: a\nnew line")

    monkeypatch.setattr("flows.run.prepare", fail)
    (tmp_path / "raw").mkdir()
    zones = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "curated")]
    assert cli.main(["backfill", *way, *zones]) == cli.MISUSED
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("winnow: 2026-01-05.jsonl: a")
    assert line.endswith(kind.remedy)


def test_a_message_with_a_remedy_keeps_its_own() -> None:
    assert errors.LandingError("x is not there; name another").told() == "x is not there; name another"


@pytest.mark.parametrize("way", [[], ["--direct"]], ids=["prefect", "direct"])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--publishers", "{}/none"], "none: not a folder; name the folder"),
        (["--publishers", "{}/bad"], "a.toml: the file must be named"),
        (["--curated", "{}/flat"], "flat"),
        (["--raw", "{}/none"], "create it, or name another with --raw"),
        (["--drift", "mood=1"], "mood=1"),
        (["--map", "story"], "role=field"),
    ],
)
def test_what_a_person_can_mend_is_said_before_any_work(
    options: list[str], words: str, way: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "2026-01-05.jsonl").write_text('{"id": "a", "text": "The quay is open."}\n')
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.toml").write_text("")
    (tmp_path / "flat").write_text("")
    zones = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "curated")]
    assert cli.main(["backfill", *way, *zones, *(option.format(tmp_path) for option in options)]) == cli.MISUSED
    [line] = capsys.readouterr().err.splitlines()
    assert words in line
