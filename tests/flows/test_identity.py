"""Rows are stale when anything that decided them has changed: the engine, or the code around it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cleaners.model import EngineIdentity
from flows import identity

ENGINE = EngineIdentity("d", "c", "r", "t")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the flows package whose files may be changed."""
    copy = tmp_path / "flows"
    shutil.copytree(Path(identity.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(identity, "_PACKAGE", copy)
    return copy


@pytest.mark.parametrize(
    ("changed", "matters"),
    [
        ("sources/jsonl.py", True),
        ("sources/a_new_reader.py", True),
        ("tables/articles.py", True),
        ("sources/framing/tar_frames.py", True),
        ("worker/parts.py", True),
        ("supervisor/supervise.py", False),
        ("reports/progress.py", False),
    ],
)
def test_what_makes_rows_stale(changed: str, matters: bool, package: Path) -> None:
    before = identity.with_code(ENGINE)
    with (package / changed).open("a") as file:
        file.write("# another line\n")
    after = identity.with_code(ENGINE)
    assert (after != before) is matters


def test_another_engine_is_another_identity(package: Path) -> None:
    other = EngineIdentity("e", "c", "r", "t")
    assert package.exists()
    assert identity.with_code(ENGINE).digest != identity.with_code(other).digest
    assert identity.with_code(ENGINE).rules_digest == "r"
