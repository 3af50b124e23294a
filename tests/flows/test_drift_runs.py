"""Drift from the command line, with the real engine: a site changes its pages overnight, its neighbour does not."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

PAGES = 30  # of each site, each day
GULL, TERN = "gull.example", "tern.example"
_NOUNS = "harbour ferry council bridge orchard library mill quarry school chapel market lighthouse".split()
_VERBS = "opened closed reported repaired painted measured visited counted defended described".split()


def story(host: str, day: int, number: int) -> str:
    dice = random.Random(f"{host} {day} {number}")
    sentences = (
        f"The {dice.choice(_NOUNS)} {dice.choice(_VERBS)} the {dice.choice(_NOUNS)} near the {dice.choice(_NOUNS)} on "
        f"day {day}, and the {dice.choice(_NOUNS)} {dice.choice(_VERBS)} it again."
        for _ in range(9)
    )
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def sound(host: str, day: int, number: int) -> str:
    title = f"Report {number} of day {day}"
    return (
        f"<html lang=en><head><title>{title}</title></head><body><nav><a href=/>Home</a> <a href=/s>Sport</a></nav>"
        f"<article><h1>{title}</h1>{story(host, day, number)}</article>"
        "<footer>All rights reserved.</footer></body></html>"
    )


def walled(_host: str, day: int, number: int) -> str:
    """What a site serves that asks for consent first."""
    return (
        f"<html lang=en><head><title>Before you go on {day} {number}</title></head><body><div id=cookie-consent "
        "class=consent-banner role=dialog><p>We and our partners store cookies on your device to show you "
        "advertising.</p><button>Accept all</button><button>Reject</button></div></body></html>"
    )


def binary(_host: str, _day: int, _number: int) -> str:
    return "\x89PNG\r\n\x1a\n" + "\0" * 400


Page = Callable[[str, int, int], str]


def land(raw: Path, day: int, gull: Page = sound) -> None:
    """A day's dump of both sites; every other page of one of them is `gull`."""
    lines = []
    for host, page in ((GULL, gull), (TERN, sound)):
        for number in range(PAGES):
            html = (page if number % 2 else sound)(host, day, number)
            lines.append(
                json.dumps({"id": f"{host}-{day}-{number}", "url": f"https://{host}/{day}/{number}", "html": html})
            )
    (raw / "wire").mkdir(parents=True, exist_ok=True)
    (raw / "wire" / f"2026-03-0{day}.jsonl").write_text("\n".join(lines) + "\n")


def ingest(folder: Path, *options: str) -> tuple[int, list[str]]:
    """The exit status, and the warnings."""
    command = [sys.executable, "-m", "flows.cli", "ingest", "--direct", "--no-learn", "--settle", "0", "--workers", "1"]
    command += ["--raw", str(folder / "raw"), "--curated", str(folder / "curated"), "--drift", "runs=2", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "every sum comes out" in done.stderr, done.stderr
    return done.returncode, [line for line in done.stderr.splitlines() if "WARNING" in line]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing zone and a curated folder after two usual days."""
    folder = tmp_path_factory.mktemp("history")
    for day in (1, 2):
        land(folder / "raw", day)
        assert ingest(folder, "--strict") == (0, [])
    return folder


CASES = {
    "a usual day": (sound, ["--strict"], 0, ""),
    "walls": (walled, [], 0, "of the text of|articles are empty"),
    "walls, strict": (walled, ["--strict"], 1, "of the text of|articles are empty"),
    "rejects": (binary, [], 0, "of 30 records were rejected"),
    "rejects, strict": (binary, ["--strict"], 1, "of 30 records were rejected"),
    "rejects, strict, with wide thresholds": (
        binary,
        ["--strict", *(f"--drift={name}=1" for name in ("reject", "removal", "empty", "language"))],
        0,
        "",
    ),
    "rejects, strict, of too few records to tell": (binary, ["--strict", "--drift=records=100"], 0, ""),
}


@pytest.mark.parametrize(("gull", "options", "status", "words"), CASES.values(), ids=CASES.keys())
def test_a_site_that_drifts(
    gull: Page, options: list[str], status: int, words: str, history: Path, tmp_path: Path
) -> None:
    shutil.copytree(history, tmp_path / "now", symlinks=True)
    land(tmp_path / "now" / "raw", 3, gull)
    code, warnings = ingest(tmp_path / "now", *options)
    assert code == status, warnings
    assert bool(warnings) == bool(words), warnings
    assert not [line for line in warnings if TERN in line]
    mine = [line for line in warnings if f"site {GULL} of source wire" in line and re.search(words, line)]
    assert bool(mine) == bool(words), warnings
    for record in examples(mine, tmp_path / "now" / "curated" / "latest"):
        assert re.fullmatch(rf"{GULL}-3-\d?[13579]", record), "no example of what changed"
    assert len(list((tmp_path / "now" / "curated" / "latest" / "articles").iterdir())) == 3  # published all the same


def examples(warnings: list[str], latest: Path) -> list[str]:
    """The records that warnings name, by their own ids or those of their articles; three for each."""
    rows = pq.read_table(latest / "articles", columns=["article_id", "record_id"]).to_pylist()
    record_of = {row["article_id"]: row["record_id"] for row in rows}
    named = [word for line in warnings for word in line.partition("; for example ")[2].split(", ")]
    assert len(named) == 3 * len(warnings)
    return [record_of.get(word, word) for word in named]
