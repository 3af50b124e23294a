"""What is installed is what was locked: every requirement one version, every file by its hash, no other index.

Whether a version has known holes, or was withdrawn, only a service on the network can say; these tests do not.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
_PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)(\[[a-z0-9,-]+\])?==([0-9][A-Za-z0-9.!+]*)( ; [^\\]+)?$")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(text: str) -> list[str]:
    """The requirements of a lock file, each with its continued lines; comments left out."""
    lines = (line for line in text.replace("\\\n", "").splitlines() if line.strip() and not line.startswith("#"))
    return [re.sub(r"\s+", " ", line).strip() for line in lines]


def faults(text: str) -> list[str]:
    """What is wrong with a lock file."""
    found = []
    for entry in entries(text):
        requirement, *hashes = (part.strip() for part in entry.partition(" --hash"))
        if not _PIN.match(requirement):
            found.append(f"not pinned: {requirement[:80]}")
        elif not _HASH.search("".join(hashes)) or not all(_HASH.fullmatch(h) for h in entry.split() if h[:2] == "--"):
            found.append(f"no hash: {requirement[:80]}")
    return found


def locked() -> set[str]:
    pins = (_PIN.match(entry.partition(" --hash")[0].strip()) for entry in entries(LOCK.read_text()))
    return {pin[1] for pin in pins if pin}


def test_the_lock_is_sound() -> None:
    text = LOCK.read_text()
    assert len(entries(text)) > 50
    assert faults(text) == []


SOUND = "a==1.0 \\\n    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (SOUND, None),
        (f"{SOUND} \\\n    --hash=sha256:{'1' * 64}", None),
        (SOUND.replace("1.0 ", "1.0 ; python_version < '3.12' "), None),
        ("a==1.0", "no hash"),
        (SOUND.replace("==", ">="), "not pinned"),
        (SOUND.replace("sha256", "md5"), "no hash"),
        (SOUND.replace("==1.0", "==1.*"), "not pinned"),
        (SOUND.replace("==1.0", " @ https://files.example/a.whl"), "not pinned"),
        ("-e git+https://git.example/a", "not pinned"),
        ("--index-url https://index.example/simple", "not pinned"),
        ("--extra-index-url https://index.example/simple", "not pinned"),
        ("--trusted-host index.example", "not pinned"),
        ("--find-links ./wheels", "not pinned"),
        ("./wheels/a.whl", "not pinned"),
    ],
)
def test_what_a_sound_lock_is(text: str, fault: str | None) -> None:
    assert [found.partition(":")[0] for found in faults(text)] == ([fault] if fault else [])


def test_each_name_is_locked_once() -> None:
    names = [entry.partition("==")[0] for entry in entries(LOCK.read_text()) if " ; " not in entry]
    assert sorted(set(names)) == sorted(names)


def pins() -> dict[str, str]:
    """Version by name, of the requirements that hold on every machine."""
    found = (_PIN.match(entry.partition(" --hash")[0].strip()) for entry in entries(LOCK.read_text()))
    return {pin[1]: pin[3] for pin in found if pin and not pin[4]}


def test_what_is_installed_is_what_was_locked() -> None:
    installed = {name: version(name) for name in pins()}
    assert installed == pins()


@pytest.mark.parametrize("name", sorted(pins()))
def test_what_a_package_needs_is_there(name: str) -> None:
    """As `pip check` does."""
    needed = [Requirement(word) for word in requires(name) or ()]
    here = [item for item in needed if item.marker is None or item.marker.evaluate({"extra": ""})]
    assert not [str(item) for item in here if not item.specifier.contains(version(item.name), prereleases=True)]


def test_everything_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    names = {re.split(r"[\s<>=!~\[;]", word, maxsplit=1)[0].lower().replace("_", "-") for word in asked}
    assert names - locked() == set()
