"""Every error of the tree ends in one line that names the file and the remedy, and in exit status 2."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows import cli, errors
from flows.errors import StorageError, WinnowError

Break = Callable[[Path], list[str]]
TEXT = "The ferry to Larkmouth runs again from Monday, the harbour office said. It had been laid up for a month."


def tree(base: type[WinnowError] = WinnowError) -> Iterator[type[WinnowError]]:
    yield base
    for below in base.__subclasses__():
        yield from tree(below)


def depth(kind: type[WinnowError]) -> int:
    return kind.__mro__.index(WinnowError)


def test_the_tree_at_the_head_is_the_tree() -> None:
    drawn = re.findall(r"^((?:│   |[├└]── )*)(\w+Error)", errors.__doc__ or "", re.MULTILINE)
    assert [(len(lead) // 4, name) for lead, name in drawn] == [(depth(kind), kind.__name__) for kind in tree()]


@pytest.mark.parametrize("kind", list(tree()))
def test_an_error_of_each_class_is_one_line_with_its_remedy(
    kind: type[WinnowError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: argparse.Namespace) -> int:
        raise kind("tide.jsonl is\nwet")

    monkeypatch.setitem(cli.COMMANDS, "dry", SimpleNamespace(configure=lambda _: None, run=refuse))
    assert cli.main(["dry"]) == 2
    assert capsys.readouterr().err == f"winnow: tide.jsonl is wet; {kind.default_remedy}\n"


@pytest.mark.parametrize("kind", list(tree()))
def test_an_error_of_each_class_crosses_processes(kind: type[WinnowError]) -> None:
    for error in (kind("tide.jsonl is wet"), kind("tide.jsonl is wet", "dry it"), kind("wet; dry it", "")):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own)
        assert (type(copy), str(copy), copy.remedy) == (kind, str(error), error.remedy)


def test_a_storage_error_is_an_error_of_the_system_too() -> None:
    assert isinstance(StorageError("full"), OSError)


# With real processes ------------------------------------------------------------------------------------------------


def overlay(folder: Path, text: str) -> list[str]:
    (folder / "overlays").mkdir()
    (folder / "overlays" / "lantern.example.toml").write_text(text)
    return ["--publishers", str(folder / "overlays")]


def source_file(folder: Path) -> list[str]:
    (folder / "raw" / "lantern" / "winnow.toml").write_text("[fields\n")
    return []


def file_for_curated(folder: Path) -> list[str]:
    (folder / "curated").write_text("in the way")
    return []


def dangling_latest(folder: Path) -> list[str]:
    (folder / "curated").mkdir()
    (folder / "curated" / "latest").symlink_to("releases/gone")
    return []


def folder_for_latest(folder: Path) -> list[str]:
    (folder / "curated" / "latest").mkdir(parents=True)
    return []


def broken_manifest(folder: Path) -> list[str]:
    release = folder / "curated" / "releases" / "r"
    release.mkdir(parents=True)
    (release / "manifest.json").write_text("{")
    (folder / "curated" / "latest").symlink_to("releases/r")
    return []


def broken_snapshot(folder: Path) -> list[str]:
    templates = folder / "curated" / "_templates"
    templates.mkdir(parents=True)
    (templates / "0123.json").write_text("[]")
    (templates / "latest").write_text("0123.json\n")
    return []


def lost_snapshot(folder: Path) -> list[str]:
    broken_snapshot(folder)
    (folder / "curated" / "_templates" / "0123.json").unlink()
    return []


def file_for_releases(folder: Path) -> list[str]:
    (folder / "curated").mkdir()
    (folder / "curated" / "releases").write_text("in the way")
    return []


def unlistable(folder: Path) -> list[str]:
    (folder / "raw" / "lantern" / "shut").mkdir(mode=0)
    return []


FAULTS: dict[str, tuple[Break, str, str]] = {
    "no raw folder": (lambda folder: ["--raw", str(folder / "sea")], "sea", "create it, or name another with --raw"),
    "no such dump": (lambda _: ["sea.jsonl"], "sea.jsonl", "give a dump, or a folder of dumps"),
    "no mapping": (lambda _: ["--map", "story"], "'story'", "--map text=story_body"),
    "no such role": (lambda _: ["--map", "tale=story"], "'tale'", "the roles are"),
    "no such threshold": (lambda _: ["--drift", "tide=1"], "'tide=1'", "NAME=NUMBER"),
    "no overlay folder": (lambda folder: ["--publishers", str(folder / "sea")], "sea", "name the folder"),
    "overlay that is no TOML": (lambda folder: overlay(folder, "[["), "lantern.example.toml", "TOML"),
    "overlay of another": (
        lambda folder: overlay(folder, 'publisher = "sea.example"'),
        "lantern.example.toml",
        "write publisher = ",
    ),
    "source file that is no TOML": (source_file, "lantern/winnow.toml", "correct it"),
    "curated is a file": (file_for_curated, "curated", "then run again"),
    "release that is gone": (dangling_latest, "releases/gone", "put it back or delete the link"),
    "latest is a folder": (folder_for_latest, "curated/latest", "move it away"),
    "manifest that is none": (broken_manifest, "releases/r/manifest.json", "delete it and run again"),
    "snapshot that is none": (broken_snapshot, "0123.json", "winnow learn"),
    "snapshot that is gone": (lost_snapshot, "0123.json", "see that it is there"),
    "folder of releases is a file": (file_for_releases, "curated/releases", "then run again"),
    "raw that may not be listed": (unlistable, "lantern/shut", "check that it exists and is readable"),
}
POWERLESS = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
POWERLESS += [] if os.geteuid() else ["--inh-caps", "-dac_override,-dac_read_search"]


def check(fault: str, folder: Path, *mode: str) -> None:
    """A backfill into which something is put in the way ends in one line, and in 2."""
    raw = folder / "raw" / "lantern"
    raw.mkdir(parents=True)
    (raw / "2026-02-01.jsonl").write_text(json.dumps({"id": "f1", "text": TEXT}) + "\n")
    put, name, remedy = FAULTS[fault]
    zones = ["--raw", str(folder / "raw"), "--curated", str(folder / "curated"), "--workers", "1"]
    command = [*POWERLESS, sys.executable, "-m", "flows.cli", "backfill", *mode, *zones, *put(folder)]
    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False, env=environment)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("winnow: ")
    assert name in last
    assert remedy in last


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_under_a_direct_run(fault: str, tmp_path: Path) -> None:
    check(fault, tmp_path, "--direct")


@pytest.mark.prefect
@pytest.mark.timeout(180)
@pytest.mark.parametrize("fault", FAULTS)
def test_the_same_fault_under_prefect(fault: str, tmp_path: Path) -> None:
    check(fault, tmp_path)
