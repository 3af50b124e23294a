"""Whatever the kind of run: what there is is looked up once, and learning and cleaning use what was found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNTED = Path(__file__).with_name("counted.py")
ONCE = {"prepare": 1, "survey": 1, "digest_files": 1}
TEXT = "The ferry to Larkmouth runs again from Monday, the harbour office said. It had been laid up for a month."


@pytest.fixture
def zones(tmp_path: Path) -> list[str]:
    raw = tmp_path / "raw" / "lantern"
    raw.mkdir(parents=True)
    for day in (1, 2):
        (raw / f"2026-02-0{day}.jsonl").write_text(json.dumps({"id": f"f{day}", "text": TEXT}) + "\n")
    (raw / "undated.jsonl").write_text(json.dumps({"id": "f3", "text": "", "fetched": "2026-02-03"}) + "\n")
    return ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "curated")]


def counted(zones: list[str], *words: str) -> dict[str, int]:
    command = [sys.executable, str(COUNTED), *words, *zones]
    environment = os.environ | {"PREFECT_HOME": f"{zones[1]}/../prefect"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    "words",
    [
        ["backfill", "--direct"],
        ["backfill", "--direct", "--no-learn"],
        ["ingest", "--direct", "--settle", "0"],
        ["ingest", "--direct", "--settle", "0", "--no-learn"],
        ["learn"],
    ],
    ids=" ".join,
)
def test_without_prefect(words: list[str], zones: list[str]) -> None:
    assert counted(zones, *words) == {**ONCE, "prefect": False}
    assert counted(zones, *words) == {**ONCE, "prefect": False}  # with nothing to do


def test_rejects_that_are_tried_again(zones: list[str]) -> None:
    counted(zones, "backfill", "--direct", "--no-learn")
    assert counted(zones, "rejects", "retry") == {**ONCE, "prefect": False}


@pytest.mark.prefect
@pytest.mark.parametrize(
    "words",
    [["backfill"], ["backfill", "--no-learn"], ["ingest", "--settle", "0"], ["ingest", "--settle", "0", "--no-learn"]],
    ids=" ".join,
)
def test_through_prefect(words: list[str], zones: list[str]) -> None:
    assert counted(zones, *words) == {**ONCE, "prefect": True}
    assert counted(zones, *words) == {**ONCE, "prefect": False}  # with nothing to do it is not needed
