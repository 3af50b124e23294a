"""The host of an address."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str | None) -> str | None:
    """Lower-case host of an absolute URL; None when there is none or the URL is broken."""
    try:
        return urlsplit(url or "").hostname or None
    except ValueError:
        return None
