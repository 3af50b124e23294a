"""Texts of the dev pages as the tools write them that dumps of plain text are made with. Needs the `train` extra.

python -m benchmarks.quality.tools FILE    # JSON lines: set, id, url, title, tool, text; some minutes
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson

from benchmarks.quality.records import read_records
from benchmarks.shared import require
from cleaners.model import RawRecord
from cleaners.text.decode import Undecodable, decode

SETS = ("fundus16", "wcxb-dev", "andy", "trafilatura-a")
MOST_CHARS = 1_500_000  # of a page; some tools take minutes for a longer one
TOOLS_A_PAGE = 1  # beside resiliparse's main text, which every page is read with

Tool = Callable[[str], str]


def resiliparse_main(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False))


def resiliparse_all(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False, alt_texts=False))


def inscriptis(html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def html2text(html: str) -> str:
    """Markdown, wrapped at 78 columns or not, with links or without: by the page."""
    from html2text import HTML2Text

    chance = zlib.crc32(html.encode("utf-8", "replace"))
    writer = HTML2Text(bodywidth=78 if chance % 3 == 0 else 0)
    writer.ignore_images = chance % 2 == 0
    writer.ignore_links = chance % 5 == 0
    writer.inline_links = chance % 7 != 0
    return str(writer.handle(html))


def soup(html: str) -> str:
    from bs4 import BeautifulSoup

    tree = BeautifulSoup(html, "lxml")
    for tag in tree(["script", "style", "noscript", "template"]):
        tag.decompose()
    return tree.get_text("\n", strip=True)


def trafilatura(html: str) -> str:
    """Trafilatura's text, leaning to recall on every other page."""
    from trafilatura import extract

    return extract(html, favor_recall=len(html) % 2 == 0, include_comments=len(html) % 3 == 0) or ""


TOOLS: Mapping[str, Tool] = {
    "resiliparse-all": resiliparse_all,
    "inscriptis": inscriptis,
    "html2text": html2text,
    "soup": soup,
    "trafilatura": trafilatura,
}


def tool_texts() -> Iterator[dict[str, str | None]]:
    """What tools write of each page of `SETS`: resiliparse's main text, and that of some others by the page's id."""
    for name in SETS:
        for record in read_records(name):
            html = _html(record)
            for tool in _tools_of(record) if html else ():
                text = _written(tool, html)
                if text.strip():
                    yield {"set": name, "id": record.origin.record_id, "url": record.hints.url,
                           "title": _title(html), "tool": tool, "text": text}  # fmt: skip


def _html(record: RawRecord) -> str:
    try:
        text = decode(record.payload, record.kind, record.charset).text
    except Undecodable:
        return ""
    return text if len(text) <= MOST_CHARS else ""


def _tools_of(record: RawRecord) -> list[str]:
    order = sorted(TOOLS, key=lambda tool: zlib.crc32(f"{tool} {record.origin.record_id}".encode()))
    return ["resiliparse-main", *order[:TOOLS_A_PAGE]]


def _written(tool: str, html: str) -> str:
    try:
        text = resiliparse_main(html) if tool == "resiliparse-main" else TOOLS[tool](html)
    except (ValueError, RecursionError, AssertionError, TypeError, AttributeError, IndexError) as error:
        print(f"{tool}: {error}", file=sys.stderr)  # a tool that fails on a page has no text of it
        return ""
    return text.encode("utf-8", "replace").decode()


def _title(html: str) -> str | None:
    found = re.search(r"<title[^>]*>([^<]{3,300})</title>", html, re.IGNORECASE)
    return " ".join(found[1].split()) if found else None


def main(path: Path) -> None:
    require()
    with path.open("wb") as file:
        for row in tool_texts():
            file.write(orjson.dumps(row) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
