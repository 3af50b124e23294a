"""What goes wrong in dumps: payloads that are not what they should be, each as small as it can be."""

from __future__ import annotations

import html
import zlib
from typing import Final

from benchmarks.sample.material import Outlet

PDF: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
BROKEN_JSON: Final = b'{"id": "feed-broken", "title": "Cut off in the middle of a wo\n'
NOT_UTF8: Final = b'{"id": "feed-latin", "title": "Caf\xe9 rouvert", "content": "<p>Le caf\xe9 a rouvert.</p>"}\n'


def png() -> bytes:
    """A picture of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    pixel = b"\x78\x01\x01\x02\x00\xfd\xff\x00\x80\x01\x02\x00\x81"  # zlib, stored: no library version in the bytes
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def with_nuls(page: bytes) -> bytes:
    """A page that some server padded with NUL bytes."""
    return page.replace(b"</p>", b"\0</p>", 3)


def front_page(outlet: Outlet) -> bytes:
    """The front of a site: headlines and nothing to read, which is no article at all."""
    items = "".join(f'<li><a href="/{a.slug}">{html.escape(a.title)}</a></li>\n' for a in outlet.articles)
    more = "".join(f'<li><a href="/m">{html.escape(title)}</a></li>\n' for title in outlet.all("headlines"))
    name = html.escape(outlet.get("name"))
    head = f"<!DOCTYPE html>\n<html><head><title>{name}</title></head>"
    return f"{head}<body><ul>\n{items}{more}</ul></body></html>\n".encode()
