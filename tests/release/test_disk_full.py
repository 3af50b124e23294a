"""A disk that is really full: a small tmpfs in a mount namespace of its own, where the machine allows it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UNSHARE = ["unshare", "--user", "--map-root-user", "--mount"]
SCRIPT = """
import sys
from pathlib import Path
from release_values import distinct, publish_staged, stage
from flows.release.layout import current_release
from flows.storage import StorageError
from flows.release.verify import verify

root = Path(sys.argv[1])

def shard(name, articles):
    return stage(root, name, [distinct(n, f"news/{name}.jsonl") for n in range(articles)])

first = publish_staged(root, shard("a", 3)).release
ballast = root / "_work" / "ballast"
failures = 0
for free in range(0, 200_000, 6_000):
    prepared = shard("b", 3)
    with open(ballast, "wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 12)):
                pass
        except OSError:
            pass
        file.truncate(max(file.tell() - free, 0))
    try:
        publish_staged(root, prepared)
        break
    except StorageError as error:
        failures += 1
        assert "No space left" in str(error) and "free some space" in str(error), error
        assert current_release(str(root)).release == first
        assert [f for f in verify(str(root)) if "left by" not in f.detail] == []
    finally:
        ballast.unlink()
assert failures >= 3, failures
publish_staged(root, shard("b", 3))
assert verify(str(root)) == []
assert len(current_release(str(root)).shards) == 2
"""


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    probe = subprocess.run([*UNSHARE, "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True, check=False)
    return probe.returncode == 0


def test_a_full_disk_leaves_the_former_release(tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("this machine does not let tests mount a tmpfs")
    root = tmp_path / "curated"
    root.mkdir()
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    mounted = f'mount -t tmpfs -o size=400k none "{root}" && exec "{sys.executable}" "{script}" "{root}"'
    done = subprocess.run(
        [*UNSHARE, "sh", "-c", mounted],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
