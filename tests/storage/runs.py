"""Whole runs with toy workers on a machine that misbehaves, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "flows")]

from conftest import bytes_of, write_lines  # noqa: E402

TOYCLI = TESTS / "flows" / "toycli.py"
RECORDS = 300  # a file


def dumps(raw: Path, names: str = "ab") -> Path:
    for name in names:
        write_lines(raw / "news" / f"2026-01-05-{name}.lines", RECORDS, name)
    return raw


def command(raw: Path, curated: Path, *options: str, name: str = "backfill") -> list[str]:
    zones = ["--raw", str(raw), "--curated", str(curated)]
    return [sys.executable, str(TOYCLI), name, "--direct", "--no-learn", "--workers", "2", *zones, *options]


def run(
    raw: Path, curated: Path, *options: str, under: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """A backfill, by the command `under` if one is given."""
    given = [*under, *command(raw, curated, *options)]
    return subprocess.run(given, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False)


def published(curated: Path) -> dict[str, str]:
    """Digests of the tables of the current release; none when there is no release."""
    latest = curated / "latest"
    if not latest.exists():
        return {}
    return {name: digest for name, digest in bytes_of(latest.resolve()).items() if name.endswith(".parquet")}
