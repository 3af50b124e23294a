"""The dataset `signatures`: by what repetitions are found, so that no text need be read again to find them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cleaners.text.shingles import signature
from flows.tables.articles import ArticleFacts
from flows.tables.columns import BINARY, STRING, Table, date_or_none, optional, required

KEY_BYTES = 16  # of a digest: two keys of a billion agree by chance once in 10**20
_TRACKING = frozenset(("fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid"))


def normal_url(url: str) -> str | None:
    """The address without what does not change the page: scheme, case of the host, port, fragment, tracking.

    None where it names no page: not an address, or the front page of a site, which many pages wrongly
    give as their canonical address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(pair[0])])
    path = parts.path.rstrip("/")
    if not host or not (path or query):
        return None
    authority = host if port in (None, 80, 443) else f"{host}:{port}"
    return f"{authority}{path}?{query}" if query else f"{authority}{path}"


def _is_tracking(name: str) -> bool:
    return name.startswith("utm_") or name in _TRACKING


def text_key(text_sha256: str, chars_out: int) -> bytes | None:
    """What texts that are the same have in common; None for an empty one."""
    return bytes.fromhex(text_sha256)[:KEY_BYTES] if chars_out else None


def url_key(canonical_url: str | None, url: str | None) -> bytes | None:
    """What articles of one address have in common; the address that a page gives as its own comes first."""
    address = normal_url(canonical_url or url or "")
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).digest()[:KEY_BYTES] if address else None


def _text_key(facts: ArticleFacts) -> bytes | None:
    return text_key(facts.article.text_sha256, facts.article.chars_out)


def _url_key(facts: ArticleFacts) -> bytes | None:
    return url_key(facts.article.metadata.canonical_url, facts.article.metadata.url)


def signature_row(article: Mapping[str, Any]) -> dict[str, Any]:
    """The row of `signatures` that belongs to a row of `articles`."""
    return {
        **{name: article[name] for name in ("article_id", "source_path", "dump_date")},
        "text_key": text_key(article["text_sha256"], article["chars_out"]),
        "url_key": url_key(article["canonical_url"], article["url"]),
        "minhash": signature(article["text"]),
    }


SIGNATURES = Table(
    name="signatures",
    description="One row for each article, in the order of `articles`: what `duplicates` is made from.",
    key=("article_id",),
    bulk="article_id",
    columns=(
        required("article_id", STRING, "article.article_id", "The article."),
        required("source_path", STRING, "article.origin.source_path", "Dump file, relative to the raw root."),
        optional("dump_date", STRING, lambda f: date_or_none(f.dump_date), "Date of the dump; null: undated."),
        optional("text_key", BINARY, _text_key, "First 16 bytes of the SHA-256 of text; null: no text."),
        optional("url_key", BINARY, _url_key, "First 16 bytes of the SHA-256 of the address; null: none of a page."),
        optional(
            "minhash",
            BINARY,
            lambda f: signature(f.article.text),
            "MinHash of 128 numbers of two bytes, little-endian, over shingles of three words; null: a short text.",
        ),
    ),
)
