"""Small invented pages for the metadata tests."""

from __future__ import annotations

import lxml.html
import orjson

from cleaners.metadata import page_metadata
from cleaners.model import Hints, Metadata

URL = "https://www.example-herald.test/news/bridge-closes"


def read(
    head: str = "", body: str = "<p>Text.</p>", hints: Hints | None = None, html: str = "<html lang='en-GB'>"
) -> Metadata:
    """Metadata of a page with this head and body."""
    page = f"<!doctype html>{html}<head>{head}</head><body>{body}</body></html>"
    return page_metadata(lxml.html.document_fromstring(page), hints or Hints(url=URL))


def ld(value: object) -> str:
    """A JSON-LD script."""
    return f"<script type='application/ld+json'>{orjson.dumps(value).decode()}</script>"


def article(**properties: object) -> str:
    """A JSON-LD script with one news article."""
    return ld({"@context": "https://schema.org", "@type": "NewsArticle", **properties})


def meta(**tags: str) -> str:
    """Meta tags; `__` in a name stands for a colon."""
    return "".join(f'<meta name="{name.replace("__", ":")}" content="{value}">' for name, value in tags.items())
