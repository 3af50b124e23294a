"""A publisher that dies between any two of its steps: readers see the old release or the new one, the rerun heals.

Each call that changes the disk is a step. A dead process does nothing more, so once the chosen step is reached
every later call fails as well, those of clean-up code included.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from release_values import distinct, publish_staged, sample_shards, stage

from flows.manifest import ShardManifest
from flows.release.layout import current_release
from flows.release.verify import Finding, verify

STEPS = ("link", "makedirs", "mkdir", "symlink", "rename", "replace", "unlink", "rmdir", "utime", "open", "fsync")


class Killed(BaseException):
    """Stands for the end of the process."""


class Grave:
    """Counts the calls that change the disk, and fails from the chosen one on."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.calls = 0

    def over(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls > self.last:
                raise Killed(f"before step {self.calls}: {function.__name__}{args}")
            return function(*args, **kwargs)

        return step


def die_after(steps: int, patch: pytest.MonkeyPatch) -> Grave:
    grave = Grave(steps)
    for name in STEPS:
        patch.setattr(os, name, grave.over(getattr(os, name)))
    return grave


def start(root: Path) -> tuple[ShardManifest, str]:
    """A folder with one release, and a shard that will make the second; its id."""
    former, _ = sample_shards(root)
    publish_staged(root, former)
    shard = stage(root, "b", [distinct(1, "news/b.jsonl"), distinct(2, "news/b.jsonl")])
    return shard, publish_in_copy(root, shard)


def publish_in_copy(root: Path, shard: ShardManifest) -> str:
    copy = root.with_name("copy")
    shutil.copytree(root, copy, symlinks=True)
    release = publish_staged(copy, shard).release
    shutil.rmtree(copy)
    return release


def crash_at(root: Path, shard: ShardManifest, steps: int) -> int | None:
    """Publish and die; the number of calls when it ended alive."""
    with pytest.MonkeyPatch.context() as patch:
        grave = die_after(steps, patch)
        try:
            publish_staged(root, shard)
        except Killed:
            return None
    return grave.calls


def harmful(findings: list[Finding]) -> list[Finding]:
    """A folder of a dead publisher is no harm: it is out of readers' sight, and swept by the next."""
    return [finding for finding in findings if "left by a run that died" not in finding.detail]


def test_death_at_any_step_leaves_one_whole_release_and_is_healed(tmp_path: Path) -> None:
    root = tmp_path / "curated"
    shard, second = start(root)
    first = current_release(str(root)).release  # type: ignore[union-attr]
    pristine = tmp_path / "pristine"
    shutil.copytree(root, pristine, symlinks=True)
    seen = []
    for steps in range(500):
        alive = crash_at(root, shard, steps)
        manifest = current_release(str(root))
        assert manifest is not None
        seen.append(manifest.release)
        assert harmful(verify(str(root))) == [], f"after {steps} steps"
        publish_staged(root, shard)
        assert current_release(str(root)).release == second  # type: ignore[union-attr]
        assert verify(str(root)) == []
        assert set(os.listdir(root / "releases")) == {first, second}
        if alive is not None:
            break
        shutil.rmtree(root)
        shutil.copytree(pristine, root, symlinks=True)
    assert len(seen) > 30, "too few steps were tried for the test to mean anything"
    assert seen == sorted(seen, key=[first, second].index), "a release was there, and then was not"


SCRIPT = """
import sys
from pathlib import Path
from release_values import distinct, publish_staged, stage
root = Path(sys.argv[1])
for number in range(10_000):
    publish_staged(root, stage(root, "b", [distinct(number, "news/b.jsonl")]))
    print(number, flush=True)
"""


@pytest.mark.parametrize("delay", [0.005, 0.029])
def test_a_killed_process_leaves_one_whole_release_and_no_lock(tmp_path: Path, delay: float) -> None:
    start(tmp_path / "curated")
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "curated")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"0\n"
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    root = tmp_path / "curated"
    assert harmful(verify(str(root))) == []
    shard = stage(root, "b", [distinct(1, "news/b.jsonl")])
    publish_staged(root, shard, lock_timeout=0.5)
    assert verify(str(root)) == []
