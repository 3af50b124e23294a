"""The sample dump is what its generator makes, and holds what raw/README.md says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.sample import containers, dump
from benchmarks.sample.compare import content_of
from benchmarks.sample.material import load_outlets
from cleaners.model import PayloadKind, RawRecord, Rejection, Skip
from cleaners.text.decode import Undecodable, decode
from flows.sources import READERS, SourceOptions, detect_format, read_items, source_options
from flows.sources.base import Item
from flows.sources.field_names import NAMES
from flows.storage import LocalStorage

RAW = Path(__file__).parents[1] / "raw"
SAMPLE = RAW / "sample"
README = (RAW / "README.md").read_text("utf-8")
MAX_BYTES = 400_000
# The endings by which the dump shows every container, plain and packed.
ENDINGS = [
    ".warc",
    ".warc.gz",
    ".wet.gz",
    ".jsonl",
    ".jsonl.gz",
    ".jsonl.zst",
    ".ndjson",
    ".parquet",
    ".arrow",
    ".csv",
    ".zip",
    ".tar.gz",
    ".tar.zst",
    ".html",
    ".htm",
    ".html.gz",
    ".txt",
    ".md",
]
REJECTED = {
    "broken_record": 1,
    "undecodable": 1,
    "missing_payload": 1,
    "truncated": 2,
    "unsafe_member": 2,
    "empty_file": 1,
    "empty_payload": 2,
    "binary_payload": 1,
}
SKIPPED = {"not_a_page_record": 4, "not_ok_status": 1, "not_html": 1, "unknown_file_type": 3}


@pytest.fixture(scope="module")
def generated() -> dict[str, bytes]:
    return dump.files()


@pytest.fixture(scope="module")
def items() -> list[Item]:
    storage = LocalStorage(str(RAW))
    found: list[Item] = []
    for path in sorted(
        f"sample/{name}" for name in dump.files() if not name.endswith(("winnow.toml", ".gitattributes"))
    ):
        found += read_items(storage, path, source_options(storage, path, SourceOptions()))
    return found


def test_the_sample_is_as_generated(generated: dict[str, bytes]) -> None:
    present = {path.relative_to(SAMPLE).as_posix(): path.read_bytes() for path in SAMPLE.rglob("*") if path.is_file()}
    assert sorted(present) == sorted(generated), "run python -m benchmarks.sample"
    other = [name for name, data in generated.items() if content_of(name, present[name]) != content_of(name, data)]
    assert not other, "run python -m benchmarks.sample and look at the difference"


def test_generating_again_gives_the_same_bytes(generated: dict[str, bytes]) -> None:
    assert dump.files() == generated


ROWS = [{"text": "one"}, {"text": "two"}]
MEMBERS = [("a.html", b"one"), ("b.html", b"two")]


@pytest.mark.parametrize(
    ("ending", "first", "second"),
    [
        (".jsonl.gz", containers.packed(b"one"), containers.packed(b"two")),
        (".jsonl.gz", containers.packed(b"one"), containers.packed(b"one") + containers.packed(b"two")),
        (".jsonl.zst", containers.zstd(b"one"), containers.zstd(b"two")),
        (".tar.zst", *(containers.zstd(containers.tar_archive(MEMBERS[:n])) for n in (1, 2))),
        (".zip", *(containers.zip_archive(MEMBERS[:n]) for n in (1, 2))),
        (".parquet", *(containers.parquet(ROWS[:n]) for n in (1, 2))),
        (".arrow", *(containers.arrow(ROWS[:n]) for n in (1, 2))),
        (".warc", b"one", b"two"),
    ],
)
def test_other_content_is_told_apart(ending: str, first: bytes, second: bytes) -> None:
    assert content_of("a" + ending, first) != content_of("a" + ending, second)


def test_the_sample_is_small_and_shows_every_format(generated: dict[str, bytes]) -> None:
    assert sum(map(len, generated.values())) < MAX_BYTES
    assert {detect_format(name, b"") for name in generated} >= READERS.keys()
    missing = [ending for ending in ENDINGS if not any(name.endswith(ending) for name in generated)]
    assert not missing


def test_every_record_is_read_or_refused_for_its_reason(items: list[Item]) -> None:
    records = [item for item in items if isinstance(item, RawRecord)]
    refused = Counter(item.reason.value for item in items if isinstance(item, Rejection))
    refused += Counter(reason for record in records if (reason := undecodable(record)))
    assert dict(refused) == REJECTED
    assert dict(Counter(item.reason.value for item in items if isinstance(item, Skip))) == SKIPPED
    assert {record.kind for record in records} == set(PayloadKind)


def undecodable(record: RawRecord) -> str | None:
    try:
        decode(record.payload, record.kind, record.charset)
    except Undecodable as error:
        return error.reason.value
    return None


def test_sites_recur_and_records_repeat(items: list[Item]) -> None:
    records = [item for item in items if isinstance(item, RawRecord)]
    payloads = Counter(record.payload for record in records if record.payload.strip())
    urls = Counter(record.hints.url for record in records if record.hints.url)
    assert max(payloads.values()) > 1
    assert sum(count > 1 for count in urls.values()) > 5
    hosts = Counter(url.split("/")[2] for url in urls)
    assert sum(count >= 4 for count in hosts.values()) >= 6


def test_many_languages_and_invented_hosts_only() -> None:
    outlets = load_outlets().values()
    assert {"en", "de", "fr", "es", "pl", "uk", "ja"} <= {outlet.get("language") for outlet in outlets}
    assert all(outlet.get("host").endswith(".example") for outlet in outlets), "invented hosts end in .example"
    for outlet in outlets:
        slugs = [article.slug for article in outlet.articles]
        assert len(slugs) == len(set(slugs)), outlet.key


def test_the_field_names_in_the_readme_are_recognised() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (`.+`) \|$", README, re.MULTILINE)
    assert {role for role, _ in rows} == NAMES.keys()
    for role, names in rows:
        shapes = {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in re.findall(r"`(\w+)`", names)}
        assert shapes <= set(NAMES[role].split()), role


def test_the_readme_names_every_reason_of_reading() -> None:
    for reason in [*REJECTED, *SKIPPED]:
        assert f"`{reason}`" in README


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_readme_names_every_ending(ending: str) -> None:
    last = "." + ending.rpartition(".")[2]
    assert f"`{ending}`" in README or f"`{last}`" in README
