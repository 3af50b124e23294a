"""Write the sample dump and the corpus anew."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.sample import corpus, dump
from benchmarks.sample.compare import content_of

REPOSITORY = Path(__file__).parents[2]


def wanted_files() -> dict[str, dict[str, bytes]]:
    """The folders that are generated, each with its files."""
    cases = corpus.files()
    folders = {
        f"tests/corpus/{part}": {
            path.removeprefix(f"{part}/"): data for path, data in cases.items() if path.startswith(part)
        }
        for part in ("pages", "gold")
    }
    return {"raw/sample": dump.files(), **folders}


def write(folder: Path, wanted: dict[str, bytes]) -> None:
    """Make the folder hold exactly these files. Files whose content is right are left alone, whatever wrote them."""
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, data in wanted.items():
        path = folder / name
        if not path.is_file() or content_of(name, path.read_bytes()) != content_of(name, data):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def main() -> None:
    """Write below the folder given, else in the repository."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY
    for name, found in wanted_files().items():
        write(root / name, found)
        print(f"{name}: {len(found)} files, {sum(map(len, found.values())):,} bytes")


if __name__ == "__main__":
    main()
