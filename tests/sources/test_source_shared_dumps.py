"""The real dumps beside the project: every record comes out. Skipped where they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.model import RawRecord
from flows.sources import SourceOptions, read_items
from flows.storage import LocalStorage

DUMPS = Path(__file__).parents[2].parent / "shared" / "dumps"

pytestmark = pytest.mark.skipif(not DUMPS.is_dir(), reason="the shared dumps are not beside the project")


@pytest.mark.parametrize(
    ("name", "count", "kind"),
    [
        ("seeds", 5, "text"),
        ("residue-dev.jsonl.gz", 80, "text"),
        ("injected-dev.jsonl.gz", 155, "text"),
        ("fundus16.jsonl.gz", 80, "html"),
        ("wcxb-dev.warc.gz", 789, "html"),
        ("trafilatura-a.warc.gz", 487, "html"),
    ],
)
def test_every_record_of_a_shared_dump_comes_out(name: str, count: int, kind: str) -> None:
    storage = LocalStorage(str(DUMPS))
    items = [item for file in storage.list_files(name) for item in read_items(storage, file.path, SourceOptions())]
    assert len(items) == count
    assert all(isinstance(item, RawRecord) and item.kind == kind and item.payload for item in items)
    assert len({item.origin.record_id for item in items}) == count
