"""Sketching the few records that are worth it from their places gives what reading the whole container gives."""

from __future__ import annotations

import gzip
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from site_pages import page

from flows.learning import record_index as places
from flows.learning.sketches import write_hosts
from flows.learning.sketching import Sketching
from flows.protocol import Cursor, SketchUnit, UnitInput
from flows.sources import SourceOptions
from flows.worker.process import read_sources
from flows.worker.reading import InputChangedError

RECORDS = 12  # of three sites in turn, and every fourth is no page


def member(number: int) -> bytes:
    kind = "metadata" if number % 4 == 3 else "resource"
    body = f"<html><body><p>{'</p><p>'.join(page(number).splitlines())}</p></body></html>".encode()
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "WARC-Target-URI": f"https://s{number % 3}.example/{number}",
        "Content-Type": "text/html",
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.1\r\n{head}\r\n".encode() + body + b"\r\n\r\n"


CONTAINERS = {
    "pages.warc.gz": b"".join(gzip.compress(member(n)) for n in range(RECORDS)),
    "pages.warc": b"".join(map(member, range(RECORDS))),
    "one-member.warc.gz": gzip.compress(b"".join(map(member, range(RECORDS)))),
}


class Desk:
    """A dump in a folder, and units over it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.path = folder, folder / name
        self.path.write_bytes(CONTAINERS[name])

    def sketching(self) -> Sketching:
        with Cursor.make_file() as shared:
            self.cursor = Cursor(shared.fileno())
        return Sketching(read_sources, self.cursor)

    def unit(self, first: int, stop: int, hosts: list[str] | None) -> SketchUnit:
        found = self.path.stat()
        source = UnitInput(str(self.folder), self.path.name, found.st_size, found.st_mtime_ns)
        if hosts is not None:
            write_hosts(str(self.folder / "hosts"), hosts)
        given = None if hosts is None else str(self.folder / "hosts")
        run = str(self.folder / "run")
        return SketchUnit(SourceOptions().to_json(), first, stop, False, (source,), run, given)

    def sketch(self, sketching: Sketching, unit: SketchUnit) -> bytes:
        sketching.sketch(unit)
        return Path(unit.run).read_bytes()


@pytest.mark.parametrize("name", CONTAINERS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_places_change_nothing(name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    desk = Desk(tmp_path_factory.mktemp("dump"), name)
    borders = sorted({0, *data.draw(st.lists(st.integers(1, RECORDS + 3), max_size=3)), RECORDS + 4})
    counted, sketched = desk.sketching(), desk.sketching()
    for first, stop in pairwise(borders):
        counted.sketch(desk.unit(first, stop, None))
    first, stop = sorted((data.draw(st.integers(0, RECORDS)), data.draw(st.integers(1, RECORDS + 4))))
    hosts = data.draw(st.lists(st.sampled_from(["s0.example", "s1.example", "s2.example"]), unique=True))
    unit = desk.unit(first, max(stop, first + 1), hosts)
    assert desk.sketch(counted, unit) == desk.sketch(sketched, unit)


@pytest.mark.parametrize(
    ("name", "some"), [("pages.warc.gz", True), ("pages.warc", True), ("one-member.warc.gz", False)]
)
def test_only_what_is_wanted_is_read_where_it_can_be_fetched(name: str, some: bool, tmp_path: Path) -> None:
    desk = Desk(tmp_path, name)
    sketching = desk.sketching()
    sketching.sketch(desk.unit(0, 100, None))
    before = desk.cursor.look().bytes_read
    result = sketching.sketch(desk.unit(0, 100, ["s1.example"]))
    assert (desk.cursor.look().bytes_read - before < desk.path.stat().st_size / 2) is some
    assert result["ended_at"] == RECORDS


def test_a_container_that_was_counted_by_another_worker_is_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "pages.warc.gz")
    sketching = desk.sketching()
    sketching.sketch(desk.unit(4, 8, None))
    whole, known = desk.unit(0, 8, ["s0.example"]), desk.unit(4, 8, ["s0.example"])
    for unit in (whole, known):
        assert desk.sketch(sketching, unit) == desk.sketch(desk.sketching(), unit)


def test_no_more_places_are_remembered_than_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST", 3)
    desk = Desk(tmp_path, "pages.warc.gz")
    sketching = desk.sketching()
    sketching.sketch(desk.unit(0, 100, None))
    assert not sketching._places.cover(desk.unit(0, 100, ["s0.example"]))
    assert not sketching._places._places


def test_a_container_that_changed_after_it_was_counted_is_not_sketched(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "pages.warc.gz")
    sketching = desk.sketching()
    sketching.sketch(desk.unit(0, 100, None))
    unit = desk.unit(0, 100, ["s0.example"])
    desk.path.write_bytes(CONTAINERS["pages.warc"])
    with pytest.raises(InputChangedError):
        sketching.sketch(unit)
    assert not sketching._places.cover(replace(unit, options="{}"))
