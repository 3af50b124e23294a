"""Bytes that mean something to a reader or a parser, to put into mutations."""

from __future__ import annotations

TOKENS = (
    *(b"\0", b"\xff", b"\x1b$B", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n\r\n", b'"', b"'", b",", b"{", b"]", b"\\ud800"),
    *(b"<", b"</p>", b"<!--", b"<![CDATA[", b"<table><p>", b"&#0;", b"&#x110000;", b"<script>", b"<svg><title>"),
    *(b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"WARC/1.0\r\n", b"PAR1", b"PK\x01\x02"),
    *(
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"\x28\xb5\x2f\xfd",
        b"99999999999999999999",
        b"../",
        b"\xe2\x80\xae",
        b"1e999",
        b"NaN",
    ),
)
