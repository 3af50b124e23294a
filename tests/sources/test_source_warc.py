"""WARC and WET: what is a page, what is skipped, what is broken, and what breaks leave unharmed."""

from __future__ import annotations

import gzip
import itertools
import zlib

import brotli
import pytest
import zstandard
from source_dumps import brief, gz, page, read, records, rejections, skips, warc, warc_record

from cleaners.model import PayloadKind

HTML = page(1).encode()


def head(*lines: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join([status, *lines]).encode() + b"\r\n\r\n"


def typed(media: str) -> bytes:
    return head(f"Content-Type: {media}")


@pytest.mark.parametrize(
    ("answer", "body", "outcome"),
    [
        (typed("text/html"), HTML, "html"),
        (typed("text/html; charset=utf-8"), HTML, "html"),
        (typed("TEXT/HTML;charset=UTF-8"), HTML, "html"),
        (typed("application/xhtml+xml"), HTML, "html"),
        (typed("text/plain"), b"A line.\nAnother line.", "text"),
        (typed("text/plain"), HTML, "html"),  # mislabelled
        (head(), HTML, "html"),  # no type: the body tells
        (head(), b"Just words, no type", "not_html"),
        (typed("unknown/unknown"), b"\xef\xbb\xbf <!-- x --> " + HTML, "html"),
        (typed("application/octet-stream"), HTML, "html"),
        (typed("application/octet-stream"), b"\x00\x01\x02", "not_html"),
        (typed("application/xml"), b"<?xml version='1.0'?><rss><channel></channel></rss>", "not_html"),
        (typed("application/xml"), b"<?xml version='1.0'?><html><body>x</body></html>", "html"),
        (typed("application/json"), b'{"html": "<html>"}', "not_html"),
        (typed("image/png"), HTML, "not_html"),
        (typed("application/pdf"), b"%PDF-1.4", "not_html"),
        (typed("text/html"), b"%PDF-1.4 ...", "html"),  # as it says; decoding finds out
        (typed("text/html"), b"", "html"),
        (head("Content-Type: text/html", status="HTTP/1.1 404 Not Found"), HTML, "not_ok_status"),
        (head("Content-Type: text/html", status="HTTP/1.1 301 Moved"), b"", "not_ok_status"),
        (head("Content-Type: text/html", status="http/2 200"), HTML, "html"),
        (typed("text/html").replace(b"\r\n", b"\n"), HTML, "html"),  # bare line feeds
        (b"", HTML, "html"),  # no HTTP head at all
        (b"", b"neither head nor page", "broken_record"),
    ],
)
def test_a_response_is_what_its_head_and_body_say(answer: bytes, body: bytes, outcome: str) -> None:
    [item] = read("d.warc.gz", gz(warc_record(7, body, head=answer)))
    found = str(getattr(item, "reason", None) or getattr(item, "kind", None))
    assert found == outcome
    if outcome in ("html", "text"):
        assert item.payload == body  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["warcinfo", "request", "metadata", "revisit", "continuation", "future-type"])
def test_other_record_types_are_counted(kind: str) -> None:
    items = read("d.warc", warc_record(1, HTML, kind=kind) + warc_record(2, HTML))
    assert brief(items) == ["not_a_page_record", "urn:uuid:2"]


def test_resources_and_conversions_are_pages_by_their_own_type() -> None:
    data = (
        warc_record(1, HTML, head=b"", kind="resource", media="text/html; charset=windows-1251")
        + warc_record(2, b"Plain words.", head=b"", kind="conversion", media="text/plain")
        + warc_record(3, b"...", head=b"", kind="resource", media="image/gif")
        + warc_record(4, b"20260101 1.2.3.4", head=b"", media="text/dns")
    )
    items = read("d.wet", data)
    assert brief(items) == ["urn:uuid:1", "urn:uuid:2", "not_html", "not_html"]
    assert [(r.kind, r.charset) for r in records(items)] == [
        (PayloadKind.HTML, "windows-1251"),
        (PayloadKind.TEXT, None),
    ]
    assert {item.origin.source_format for item in items} == {"wet"}


def test_identity_time_and_charset_come_from_the_headers() -> None:
    [record] = records(read("d.warc", warc_record(9, HTML, head=typed('text/html; charset="ISO-8859-2"'))))
    assert record.origin.record_id == "urn:uuid:9"
    assert (record.hints.url, record.hints.fetched) == ("https://a.test/9", "2026-03-01T10:00:00Z")
    assert record.charset == "ISO-8859-2"


def test_a_record_without_uri_or_id_is_still_read() -> None:
    data = warc_record(1, HTML).replace(b"WARC-Target-URI", b"X-Other").replace(b"WARC-Record-ID", b"X-Id")
    [record] = records(read("d.warc", data))
    assert (record.origin.record_id, record.hints.url, record.payload) == ("at-0", None, HTML)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def chunked(data: bytes, size: int = 100) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("lines", "stored"),
    [
        (["Content-Encoding: gzip"], gzip.compress(HTML)),
        (["Content-Encoding: x-gzip"], gzip.compress(HTML)),
        (["content-encoding: GZIP"], gzip.compress(HTML)),
        (["Content-Encoding: deflate"], zlib.compress(HTML)),
        (["Content-Encoding: deflate"], raw_deflate(HTML)),
        (["Content-Encoding: br"], brotli.compress(HTML)),
        (["Content-Encoding: zstd"], zstandard.compress(HTML)),
        (["Content-Encoding: identity"], HTML),
        (["Transfer-Encoding: chunked"], chunked(HTML)),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], chunked(gzip.compress(HTML))),
        (["Content-Encoding: deflate, gzip"], gzip.compress(zlib.compress(HTML))),
        # headers that lie about a body which was stored decoded
        (["Content-Encoding: gzip"], HTML),
        (["Content-Encoding: br"], HTML),
        (["Content-Encoding: deflate"], HTML),
        (["Content-Encoding: made-up"], HTML),
        (["Transfer-Encoding: chunked"], HTML),
        (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], HTML),
    ],
)
def test_codings_are_undone_and_lies_about_them_passed_over(lines: list[str], stored: bytes) -> None:
    [record] = records(read("d.warc.gz", gz(warc_record(1, stored, head=head("Content-Type: text/html", *lines)))))
    assert record.payload == HTML


def test_a_cut_coding_keeps_what_could_be_undone() -> None:
    cut = chunked(HTML)[:300]
    answer = head("Content-Type: text/html", "Transfer-Encoding: chunked")
    [record] = records(read("d.warc", warc_record(1, cut, head=answer)))
    assert HTML.startswith(record.payload)
    assert len(record.payload) > 100


def test_a_body_that_explodes_is_a_bomb() -> None:
    bomb = warc_record(
        1, brotli.compress(bytes(3_000_000)), head=head("Content-Type: text/html", "Content-Encoding: br")
    )
    items = read("d.warc.gz", gz(bomb) + gz(warc_record(2, HTML)), max_record_bytes=1_000_000, kept_bytes=500)
    assert brief(items) == ["bomb", "urn:uuid:2"]
    assert len(rejections(items)[0].payload) == 500


@pytest.mark.parametrize("pack", [bytes, gz, zstandard.compress], ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize("length", [0, 10, 400, 700, 5_000, 10**9, -4])
def test_a_false_content_length_costs_its_own_record_alone(pack: object, length: int) -> None:
    parts = [warc_record(0, HTML, length=length), *warc(3)[1:]]
    name = {bytes: "d.warc", gz: "d.warc.gz"}.get(pack, "d.warc.zst")  # type: ignore[call-overload]
    items = read(name, b"".join(pack(part) for part in parts))  # type: ignore[operator]
    assert brief(items) == ["broken_record", "urn:uuid:1", "urn:uuid:2"]
    assert HTML in rejections(items)[0].payload


def test_records_may_cross_members_and_share_them() -> None:
    data = b"".join(warc(4))
    cuts = [0, 100, len(data) // 2, len(data) // 2 + 1, len(data)]
    blocks = b"".join(gz(data[one:other]) for one, other in itertools.pairwise(cuts))
    assert brief(read("d.warc.gz", blocks)) == [f"urn:uuid:{n}" for n in range(4)]


@pytest.mark.parametrize("ends", [b"", b"\r\n", b"\n\n", b"\r\n" * 5])
def test_sloppy_ends_between_records_are_no_fault(ends: bytes) -> None:
    data = b"".join(part.rstrip() + ends for part in warc(3))
    assert brief(read("d.warc", data)) == ["urn:uuid:0", "urn:uuid:1", "urn:uuid:2"]


def test_a_page_may_quote_a_record_header() -> None:
    quoting = b"<html><pre>\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n</pre></html>"
    assert brief(read("d.warc", warc_record(1, quoting) + warc_record(2, HTML))) == ["urn:uuid:1", "urn:uuid:2"]


@pytest.mark.parametrize("at", [12, 40, 150, -4])
def test_a_corrupt_member_costs_one_record(at: int) -> None:
    members = [gz(part) for part in warc(5)]
    broken = bytearray(members[2])
    broken[at] ^= 0x5A
    items = read("d.warc.gz", b"".join([*members[:2], bytes(broken), *members[3:]]))
    assert brief(items) == ["urn:uuid:0", "urn:uuid:1", "corrupt_container", "urn:uuid:3", "urn:uuid:4"]


def test_bytes_between_members_cost_no_record() -> None:
    members = [gz(part) for part in warc(3)]
    items = read("d.warc.gz", members[0] + b"some stray bytes" + members[1] + bytes(600) + members[2])
    assert brief(items) == ["urn:uuid:0", "corrupt_container", "urn:uuid:1", "urn:uuid:2"]


def test_a_cut_member_is_truncated_with_what_is_there() -> None:
    members = [gz(part) for part in warc(3)]
    items = read("d.warc.gz", members[0] + members[1][: len(members[1]) // 2])
    assert brief(items) == ["urn:uuid:0", "truncated"]
    assert items[1].origin.record_id == "urn:uuid:1"
    assert rejections(items)[0].payload.startswith(b"WARC/1.0")


def test_a_record_over_the_cap_is_rejected_or_skipped_by_its_kind() -> None:
    film = warc_record(1, b"x" * 5000, head=typed("video/mp4"))
    long = warc_record(2, b"<html>" + b"y" * 5000)
    items = read("d.warc.gz", gz(film) + gz(long) + gz(warc_record(3, HTML)), max_record_bytes=2000, kept_bytes=100)
    assert brief(items) == ["not_html", "too_large", "urn:uuid:3"]
    assert rejections(items)[0].payload == b"<html>" + b"y" * 94
    assert skips(items)[0].detail == "video/mp4"


def test_a_gzip_bomb_in_a_member_is_left_at_once() -> None:
    start = warc_record(1, b"", length=10**8)[:-4]
    bomb = gz(start + bytes(3_000_000))
    data = gz(warc_record(0, HTML)) + bomb + gz(warc_record(2, HTML))
    items = read("d.warc.gz", data, max_record_bytes=100_000, max_expanded_bytes=1_000_000)
    assert brief(items) == ["urn:uuid:0", "bomb", "urn:uuid:2"]


def test_the_locator_fetches_the_record_by_one_ranged_read() -> None:
    data = b"".join(map(gz, warc(5)))
    for record in records(read("d.warc.gz", data)):
        place = record.origin
        member = data[place.offset : place.offset + place.length]
        assert place.locator_kind == "warc_offset"
        assert gzip.decompress(member).endswith(record.payload + b"\r\n\r\n")
    plain = b"".join(warc(3))
    for record in records(read("d.warc", plain)):
        place = record.origin
        assert plain[place.offset : place.offset + place.length].endswith(record.payload)


def test_records_that_share_a_member_are_located_in_the_expanded_stream() -> None:
    whole = b"".join(warc(3))
    for record in records(read("d.warc.gz", gz(whole))):
        place = record.origin
        assert place.locator_kind == "decompressed_offset"
        assert whole[place.offset : place.offset + place.length].endswith(record.payload)
