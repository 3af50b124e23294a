"""Runs on a tmpfs that fills up, in a mount namespace of its own: python full_disk.py FOLDER EXPECTED BYTES ...

FOLDER is mounted by the caller; EXPECTED is a curated folder of an undisturbed run over the same dumps; with so many
BYTES free each run must fail. Exits with 0 when every one did and said why, left the former release as it was, and the
run after it healed everything.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from runs import dumps, published, run

from flows.release.verify import verify


def fill(ballast: Path, free: int) -> None:
    """Leave so many bytes free."""
    with open(ballast, "wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 12)):
                pass
        except OSError:
            pass
        file.truncate(max(file.tell() - free, 0))


def harmful(curated: Path) -> list[str]:
    return [str(finding) for finding in verify(str(curated)) if "left by" not in finding.detail]


def main(folder: Path, expected: Path, *sizes: int) -> int:
    raw, curated, ballast = folder / "raw", folder / "curated", folder / "ballast"
    failed = 0
    for free in sizes:
        for path in (raw, curated):
            shutil.rmtree(path, ignore_errors=True)
        assert run(dumps(raw, "a"), curated).returncode == 0
        before = published(curated)
        dumps(raw)
        fill(ballast, free)
        full = run(raw, curated)
        ballast.unlink()
        if full.returncode:
            failed += 1
            assert full.returncode == 2, full.stderr
            assert "Traceback" not in full.stderr, full.stderr
            assert "No space left" in full.stderr, full.stderr
            assert "free some space" in full.stderr, full.stderr
            assert published(curated) == before
            assert harmful(curated) == []
        healed = run(raw, curated)
        assert healed.returncode == 0, healed.stderr
        assert published(curated) == published(expected)
        assert harmful(curated) == []
    return 0 if failed == len(sizes) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])))
