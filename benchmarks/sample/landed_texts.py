"""The sources that hold plain page text, feed bodies and tables of texts."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from benchmarks.sample import faults, warc
from benchmarks.sample.containers import csv_table, cut_short, json_line, json_lines, packed, parquet
from benchmarks.sample.layouts.crude import crude_text
from benchmarks.sample.layouts.feed import feed_body
from benchmarks.sample.material import Story, load_outlets, stories, story

File = tuple[str, bytes]
SMALL_SITES = ("korfez-postasi", "severny-mayak", "haigang-chenbao", "hangu-ilbo", "sahifat-almina")
FIELD_NAMES = b"""# The columns of this export have names of its own; see "Field names" in raw/README.md.
[fields]
text = "story_body"
url = "story_link"
title = "head"
published = "first_print"
author = "signature"
"""


def wet_segment() -> Iterator[File]:
    """Plain text that a crawler made of pages; two of them lie as pages in other sources."""
    chosen = [*stories("dniprovska-khvylia")[:2], *stories("kurier-nadwislanski")[:1], *stories("harbour-courier")[3:6]]
    date = "2026-10-30T11:2{}:00Z"
    texts = [warc.conversion(s.url, date.format(n), crude_text(s).source) for n, s in enumerate(chosen)]
    yield "open-crawl/2026-10-30/segment-00000.wet.gz", warc.packed_records([warc.info(date.format(0)), *texts])


def dniprovska_khvylia() -> Iterator[File]:
    """Texts as JSON lines under gzip."""
    records = [
        {"id": s.article.slug, "url": s.url, "text": crude_text(s).source, "crawled_at": "2026-10-29T20:00:00Z"}
        for s in stories("dniprovska-khvylia")
    ]
    yield "dniprovska-khvylia/2026-10-29/khvylia.jsonl.gz", packed(json_lines(records))


def kurier_texts() -> Iterator[File]:
    """The same paper's texts as newline-delimited JSON, with hints beside them."""
    records = [
        {
            "uuid": f"kn-text-{number}",
            "link": s.url,
            "headline": s.article.title,
            "authors": [s.article.get("author")],
            "date_published": s.article.get("published"),
            "body": crude_text(s).source,
        }
        for number, s in enumerate(stories("kurier-nadwislanski"))
    ]
    yield "kurier-nadwislanski/2026-10-29/texts.ndjson", json_lines(records)


def feeds() -> Iterator[File]:
    """Feed bodies, some escaped once too often, among lines that cannot be read; then a file that was cut short."""
    keys = ("corriere-laguna", "faro-de-levante", "fellside-echo")
    entries = [_entry(number, s) for number, s in enumerate(s for key in keys for s in stories(key)[:2])]
    lines = [json_line(entry) for entry in entries]
    lines[2:2] = [faults.BROKEN_JSON, faults.NOT_UTF8]
    lines.append(json_line({"id": "feed-bare", "title": "Nothing but a headline", "link": "https://feed.example/1"}))
    lines.append(json_line({"id": "feed-empty", "title": "An empty body", "content": ""}))
    yield "feeds/2026-10-31/feeds.jsonl", b"".join(lines)
    late = [json_line(_entry(number, s)) for number, s in enumerate(stories("de-stadsbode"), len(entries))]
    yield "feeds/2026-11-01/feeds.jsonl.gz", packed(late[0]) + cut_short(late[1], 700)


def _entry(number: int, story: Story) -> dict[str, Any]:
    body = feed_body(story).source
    return {
        "id": f"feed-{number:03d}",
        "link": story.url,
        "title": story.article.title,
        "pubDate": story.article.get("published"),
        "author": story.article.get("author"),
        "categories": [story.article.get("section")],
        "content": html.escape(body) if number % 2 else body,
    }


def web_texts() -> Iterator[File]:
    """Parquet with the columns of a FineWeb-like corpus; the last row repeats the text of the first."""
    chosen = [s for key in SMALL_SITES for s in stories(key)] + list(stories("fellside-echo")[2:4])
    rows = [_web_row(number, s) for number, s in enumerate([*chosen, chosen[0]])]
    rows[-1]["url"] = "https://mirror.example/" + chosen[0].article.slug
    yield "web-texts/2026-10-25/part-00000.parquet", parquet(rows)


def _web_row(number: int, story: Story) -> dict[str, Any]:
    text = crude_text(story).source
    return {
        "text": text,
        "id": f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        "dump": "INVENTED-2026-43",
        "url": story.url,
        "date": f"2026-10-25T13:3{number}:00Z",
        "file_path": "s3://invented/segment/00000.warc.gz",
        "language": story.outlet.get("language"),
        "language_score": 0.99,
        "token_count": len(text) // 4,
    }


def news_texts() -> Iterator[File]:
    """Parquet with the columns of a CC-News-like corpus."""
    chosen = [*stories("gazette-des-marais")[:2], *stories("nordlicht-kurier")[:3], *stories("minato-shimpo")[:1]]
    rows = [
        {
            "title": s.article.title,
            "text": crude_text(s).source,
            "domain": s.outlet.get("host"),
            "date": s.article.get("published")[:19].replace("T", " "),
            "description": s.article.get("standfirst"),
            "url": s.url,
            "image_url": "",
        }
        for s in chosen
    ]
    yield "news-texts/2026-10-30/part-00000.parquet", parquet(rows)


def nightly_export() -> Iterator[File]:
    """CSV with column names that nobody could guess, and the mapping beside it."""
    keys = ("corriere-laguna", "de-stadsbode", "skargardsposten", "diario-da-foz")
    rows = [
        {
            "story_link": s.url,
            "head": s.article.title,
            "signature": s.article.get("author"),
            "first_print": s.article.get("published"),
            "story_body": crude_text(s).source,
        }
        for key in keys
        for s in stories(key)
    ]
    yield "nightly-export/winnow.toml", FIELD_NAMES
    yield "nightly-export/2026-10-27/articles.csv", csv_table(rows)


def text_files() -> Iterator[File]:
    """Loose texts: several encodings, Markdown, NUL bytes, and a file that is no text at all."""
    folder = "text-files/2026-10-30/"
    for s in (*stories("harbour-courier")[:2], *stories("faro-de-levante")[2:4]):
        yield f"{folder}{s.article.slug}.txt", crude_text(s).source.encode()
    japanese = story("minato-shimpo", "tofu-ya")
    yield f"{folder}{japanese.article.slug}.txt", crude_text(japanese).source.encode("euc-jp")
    czech = story("ranni-posel", "knihovna-autobus")
    yield f"{folder}{czech.article.slug}.txt", b"\xff\xfe" + crude_text(czech).source.encode("utf-16-le")
    yield f"{folder}village-shop.md", _markdown(story("fellside-echo", "village-shop-newsletter"))
    yield f"{folder}padded.txt", crude_text(story("gazette-des-marais", "petanque-finale")).source.encode() + bytes(7)
    yield f"{folder}notes.wpd", b"\xffWPC" + bytes(range(64))


def _markdown(story: Story) -> bytes:
    marks = {"h": "## ", "li": "- ", "q": "> ", "p": ""}
    body = [marks[part.kind] + part.texts[0] for part in story.article.parts if part.kind in marks]
    return "\n\n".join(
        [f"# {story.article.title}", f"*{story.byline}*", *body, "---", *load_outlets()["fellside-echo"].all("legal")]
    ).encode()
