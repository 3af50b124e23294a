"""What the documents say of the code: the README's examples run as they stand, and every name is a file's."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
DOCS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / f / "README.md" for f in ("curated", "findings")),
]
# A path or dotted name below one of our folders, or a bare module; what a reader of the document would look for.
NAME = re.compile(r"(?<![\w./-])((?:cleaners|flows|tests|benchmarks)[/.][\w./-]*\w|\w+(?:/\w+)*\.py)\b")
MADE = {"tests/fuzz/crashes", "cleaners/__pycache__"}  # what comes to be by running


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


COMMANDS = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample dump, cleaned as the README's first command says."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "raw" / "sample", folder / "raw" / "sample")
    first = run(f"{COMMANDS[0]} --direct --workers 2", folder)
    assert first.returncode == 0, first.stderr
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    assert words[0] == "winnow"
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *words[1:]],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_command(command: str, place: Path) -> None:
    done = run(command, place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("code", blocks("python"))
def test_code(code: str, place: Path) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#]+)\)", README))
def test_link(path: str) -> None:
    assert (ROOT / path).exists()


def is_there(name: str) -> bool:
    """Whether a name is that of a file, folder, module, or of something in a module."""
    path = ROOT / name.replace(".", "/")
    return any(there.exists() for there in (ROOT / name, path, path.with_suffix(".py"), path.parent.with_suffix(".py")))


@pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_name_of_the_code_is_there(document: Path) -> None:
    named = set(NAME.findall(document.read_text())) - MADE
    assert [name for name in sorted(named) if not is_there(name)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see `flows/plan/agenda.py`", ["flows/plan/agenda.py"]),
        ("`python -m benchmarks.house`", ["benchmarks.house"]),
        ("the folder `cleaners/voters/`", ["cleaners/voters"]),
        ("open `agenda.py`", ["agenda.py"]),
        ("`winnow flows` from 3.5 to /usr/lib/flows/x", []),
    ],
)
def test_what_counts_as_a_name(text: str, found: list[str]) -> None:
    assert NAME.findall(text) == found


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("flows/cli.py", True),
        ("cleaners.model.Category", True),
        ("agenda.py", False),
        ("flows/agenda.py", False),
        ("flows.agenda", False),
    ],
)
def test_a_name_that_is_not_there_is_seen(name: str, there: bool) -> None:
    assert is_there(name) is there


def test_every_room_is_in_the_plan() -> None:
    rooms = {path for package in ("cleaners", "flows") for path in (ROOT / package).iterdir() if path.is_dir()}
    named = set(re.findall(r"`((?:cleaners|flows)/\w+)/`", (ROOT / "docs" / "design.md").read_text()))
    assert {f"{path.parent.name}/{path.name}" for path in rooms if path.name != "__pycache__"} == named
