"""The records of the dev sets, through the pipeline's own readers."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.shared import DUMPS, SHARED
from cleaners.model import RawRecord
from flows.sources import SourceOptions, read_items
from flows.storage import LocalStorage


def read_records(name: str) -> Iterator[RawRecord]:
    """The records of one dev set, a file or a folder of loose files."""
    storage, place = LocalStorage(str(SHARED / "dumps")), SHARED / "dumps" / DUMPS[name]
    paths = sorted(f"{DUMPS[name]}/{path.name}" for path in place.iterdir()) if place.is_dir() else [DUMPS[name]]
    for path in paths:
        yield from (item for item in read_items(storage, path, SourceOptions()) if isinstance(item, RawRecord))
