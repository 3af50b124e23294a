"""Loose pages and archives of pages; which file is what."""

from __future__ import annotations

import io
import random
import stat
import tarfile
import zipfile

import pytest
from source_dumps import add_member, brief, gz, page, read, records, rejections, skips, zst

from cleaners.model import PayloadKind
from flows.sources import detect_format

PAGE = page(1).encode()


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("a/b.html", PAGE, "html"),
        ("a/b.HTM", PAGE, "html"),
        ("a/b.html.gz", gz(PAGE), "html"),
        ("a/b.html.gz", PAGE, "html"),  # stored plain under a packed name
        ("a/b.htm.zst", zst(PAGE), "html"),
        ("a/b.html", b"<p>Only a body.</p>", "fragment"),
        ("a/b.html", "\ufeff<html><p>x".encode("utf-16-le"), "html"),
        ("a/b.html", b"\xef\xbb\xbf<!DOCTYPE html><p>x", "html"),
        ("a/b.txt", b"Plain lines.\nMore of them.", "text"),
        ("a/b.txt", PAGE, "html"),
        ("a/b.md", b"# Title\n\n<div>Markdown may hold tags.</div>\n\n<p>x</p>", "text"),
        ("a/b.md", PAGE, "html"),
    ],
)
def test_a_loose_file_is_one_record(path: str, data: bytes, kind: str) -> None:
    [record] = records(read(path, data))
    assert (str(record.kind), record.origin.record_id, record.origin.source_path) == (kind, path[2:], path)
    assert (record.origin.offset, record.origin.length) == (0, len(record.payload))
    assert read(path, data, 1) == []


def test_a_loose_page_that_is_cut_too_large_or_a_bomb_is_rejected_with_its_beginning() -> None:
    assert brief(read("a.html.gz", gz(PAGE)[:-20])) == ["truncated"]
    assert rejections(read("a.html.gz", gz(PAGE * 99)[:-20]))[0].payload.startswith(PAGE[:100])
    [large] = rejections(read("a.html", b"x" * 900, max_record_bytes=500, kept_bytes=10))
    assert (str(large.reason), large.payload) == ("too_large", b"x" * 10)
    assert brief(read("a.html.gz", gz(bytes(3_000_000)), max_expanded_bytes=1_000_000)) == ["bomb"]


@pytest.mark.parametrize(
    ("path", "head", "found"),
    [
        ("x/CC-MAIN-1.warc.gz", b"", "warc"),
        ("x/a.warc.wet.gz", b"", "wet"),
        ("x/a.ndjson", b"", "jsonl"),
        ("x/c4.00000.json.gz", b"", "jsonl"),
        ("x/a.jsonl.zst", b"", "jsonl"),
        ("x/a.parquet", b"", "parquet"),
        ("x/a.feather", b"", "arrow"),
        ("x/a.tsv", b"", "csv"),
        ("x/a.tar.gz", b"", "tar"),
        ("x/a.tgz", b"", "tar"),
        ("x/a.tar.zst", b"", "tar"),
        ("x/a.ZIP", b"", "zip"),
        ("x/a.html.gz", b"", "html"),
        ("x/a.md", b"", "text"),
        # names that tell nothing: the first bytes do
        ("x/part-00000", b'{"text": "x"}\n', "jsonl"),
        ("x/part-00000", b"PAR1....", "parquet"),
        ("x/part-00000.gz", gz(b'{"text": "x"}\n'), "jsonl"),
        ("x/dump.gz", gz(b"WARC/1.0\r\n"), "warc"),
        ("x/dump.zst", zst(b"WARC/1.0\r\n"), "warc"),
        # unknown
        ("x/dump.gz", gz(b"hello"), None),
        ("x/dump", b"hello", None),
        ("x/a.parquet.gz", b"", None),
        ("x/a.pdf", b"%PDF", None),
        ("x/a.xlsx", b"PK\x03\x04", None),
        ("x/.html", b"", None),
        ("x/html", b"", None),
        ("x.warc/readme", b"", None),
    ],
)
def test_which_reader_a_file_is_for(path: str, head: bytes, found: str | None) -> None:
    assert detect_format(path, head) == found


def archive_zip(entries: list[tuple[str, bytes]], links: tuple[str, ...] = ()) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if name in links:
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, data)
    return sink.getvalue()


def archive_tar(entries: list[tuple[str, bytes]], links: tuple[str, ...] = ()) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, data in entries:
            kind = tarfile.SYMTYPE if name in links else tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            add_member(
                archive, name, data if kind == tarfile.REGTYPE else b"", kind, data.decode() if name in links else ""
            )
    return sink.getvalue()


ENTRIES = [
    ("pages/", b""),
    ("pages/a.html", PAGE),
    ("../up.html", PAGE),
    ("pages/../../up.txt", b"text"),
    ("/etc/abs.html", PAGE),
    ("link.html", b"/etc/passwd"),
    ("n" * 200 + ".txt", b"A long name."),
    ("pages/b.html.gz", gz(PAGE)),
    ("picture.png", b"\x89PNG"),
    ("__MACOSX/pages/._a.html", b"\x00\x05\x16\x07"),
    ("empty.txt", b""),
]
OUTCOME = [
    "pages/a.html",
    *["unsafe_member"] * 4,
    "n" * 200 + ".txt",
    "pages/b.html.gz",
    "unknown_file_type",
    "unknown_file_type",
    "empty.txt",
]


@pytest.mark.parametrize(("path", "pack"), [("d.zip", archive_zip), ("d.tar", archive_tar)])
def test_members_are_pages_unsafe_or_named(path: str, pack: object) -> None:
    data = pack(ENTRIES, ("link.html",))  # type: ignore[operator]
    items = read(path, data)
    assert brief(items) == OUTCOME
    assert [r.payload for r in records(items)] == [PAGE, b"A long name.", PAGE, b""]
    assert records(items)[0].kind is PayloadKind.HTML
    assert "picture.png" in skips(items)[0].detail
    assert [r.payload for r in rejections(items)][:2] == [PAGE, b"text"]
    assert [read(path, data, n) for n in range(12)] == [items[n:] for n in range(12)]


def test_a_backslash_or_a_drive_is_no_way_out_either() -> None:
    data = archive_tar([("..\\up.html", PAGE), ("C:\\x.html", PAGE), ("\\\\host\\x.html", PAGE), ("a..b.html", PAGE)])
    assert brief(read("d.tar", data)) == ["unsafe_member"] * 3 + ["a..b.html"]


def test_a_corrupt_zip_member_costs_itself() -> None:
    data = bytearray(archive_zip([("a.html", PAGE), ("b.html", page(2).encode()), ("c.html", PAGE)]))
    second = data.index(b"b.html")
    data[second + 40] ^= 0xFF
    assert brief(read("d.zip", bytes(data))) == ["a.html", "corrupt_container", "c.html"]


def test_bombs_in_archives_are_told_from_large_pages() -> None:
    entries = [
        ("bomb.html", bytes(2_000_000)),
        ("large.html", random.Random(1).randbytes(60_000)),
        ("ok.txt", b"x"),
    ]
    assert brief(read("d.zip", archive_zip(entries), max_record_bytes=50_000)) == ["bomb", "too_large", "ok.txt"]
    assert brief(read("d.tar", archive_tar(entries), max_record_bytes=50_000)) == ["too_large", "too_large", "ok.txt"]
    packed = gz(archive_tar([("bomb.html", bytes(9_000_000)), ("ok.txt", b"x")]))
    assert brief(read("d.tar.gz", packed, max_expanded_bytes=1_000_000)) == ["bomb"]


def test_zip_members_that_share_their_bytes_are_bombs() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("a.html", PAGE)
        archive.writestr("b.html", PAGE)
        archive.infolist()[1].header_offset = archive.infolist()[0].header_offset
        archive.infolist()[1].filename = "a.html"
    items = read("d.zip", sink.getvalue())
    assert "bomb" in brief(items)
    assert len(items) == 2


def test_a_cut_zip_is_one_truncation_and_a_false_one_unreadable() -> None:
    assert brief(read("d.zip", archive_zip(ENTRIES[:2])[:-30])) == ["truncated"]
    assert brief(read("d.zip", b"no zip at all")) == ["unreadable_file"]


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_tar_header_that_promises_the_world_ends_the_archive(kind: bytes) -> None:
    info = tarfile.TarInfo("x.html")
    info.size, info.type = 10**12, kind
    items = read("d.tar", archive_tar([("a.txt", b"x")])[:1024] + info.tobuf() + b"abc" * 1000)
    assert brief(items)[0] == "a.txt"
    assert brief(items)[1:] in (["truncated"], ["corrupt_container"])
