"""Which files the sample dump holds, and what lies in each: `<source>/<date>/<file>`, as landed data would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.sample import warc
from benchmarks.sample.layouts import render
from benchmarks.sample.material import Story, stories

File = tuple[str, bytes]


def files() -> dict[str, bytes]:
    """Every file of the dump by its path below `raw/sample`."""
    return {path: data for source in SOURCES for path, data in source()}


def page_bytes(story: Story) -> bytes:
    """The story's page in the encoding that its site uses."""
    return render(story).source.encode(story.outlet.get("charset"))


def crawl(story: Story, date: str) -> list[bytes]:
    """The request for a page and the answer."""
    media = f"text/html; charset={story.outlet.get('charset')}"
    return [warc.request(story.url, date), warc.response(story.url, date, page_bytes(story), media)]


def harbour_courier() -> Iterator[File]:
    """A crawl: pages, one of them fetched twice, and what else a crawler brings home."""
    date = "2026-10-29T02:1{}:00Z"
    records = [warc.info(date.format(0))]
    for minute, story in enumerate(stories("harbour-courier")):
        records += crawl(story, date.format(minute))
    yield "harbour-courier/2026-10-29/crawl-00000.warc.gz", warc.packed_records(records)


SOURCES: Final[tuple[Callable[[], Iterator[File]], ...]] = (harbour_courier,)
