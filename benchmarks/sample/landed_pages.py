"""The sources that hold whole pages: crawls, archives of pages, exported pages, folders of files."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.sample import faults, warc
from benchmarks.sample.containers import arrow, cut_short, json_lines, packed, tar_archive, zip_archive, zstd
from benchmarks.sample.layouts import render
from benchmarks.sample.material import Story, load_outlets, stories

File = tuple[str, bytes]


def page_bytes(story: Story) -> bytes:
    """The story's page in the encoding that its site uses."""
    return render(story).source.encode(story.outlet.get("charset"))


def harbour_courier() -> Iterator[File]:
    """A crawl: pages, one of them fetched twice, and what else a crawler brings home."""
    site = "https://www.harbourcourier.example/"
    found = stories("harbour-courier")
    date = "2026-10-31T02:{:02d}:00Z"
    records = [warc.info(date.format(0)), warc.request(found[0].url, date.format(1))]
    records += [warc.response(s.url, date.format(minute), page_bytes(s)) for minute, s in enumerate(found, 1)]
    records += [
        warc.response(found[0].url, date.format(20), page_bytes(found[0])),
        warc.response(site + "no-such-page", date.format(21), b"<html><body>Not found</body></html>", status=404),
        warc.response(site + "img/gull.png", date.format(22), faults.png(), "image/png"),
        warc.response(site + "tide-tables", date.format(23), faults.PDF, "text/html"),
        warc.response(site + "empty", date.format(24), b"", "text/html"),
        warc.response(site + "padded", date.format(25), faults.with_nuls(page_bytes(found[4])), "text/html"),
    ]
    yield "harbour-courier/2026-10-31/crawl-00000.warc.gz", warc.packed_records(records)


def gazette_des_marais() -> Iterator[File]:
    """An uncompressed crawl of pages in Windows-1252, which only the pages themselves say."""
    date = "2026-10-29T22:0{}:30Z"
    pages = [
        warc.response(s.url, date.format(n), page_bytes(s), "text/html")
        for n, s in enumerate(stories("gazette-des-marais"))
    ]
    yield "gazette-des-marais/2026-10-29/gazette.warc", b"".join([warc.info(date.format(0)), *pages])


def nordlicht_kurier() -> Iterator[File]:
    """Loose pages in folders, one compressed, one empty, one that ends in the middle."""
    folder = "nordlicht-kurier/2026-10-30/"
    found = stories("nordlicht-kurier")
    for story in (*found[:4], *found[6:]):
        yield f"{folder}{story.article.get('section').lower()}/{story.article.slug}.html", page_bytes(story)
    yield f"{folder}{found[4].article.slug}.htm", page_bytes(found[4])
    yield f"{folder}{found[5].article.slug}.html.gz", packed(page_bytes(found[5]))
    yield f"{folder}abgebrochen.html.gz", cut_short(page_bytes(found[0]), 2400)
    yield f"{folder}leer.html", b""


def faro_de_levante() -> Iterator[File]:
    """A compressed tar of pages, with a member that wants out of the folder and a picture."""
    members = [(f"faro/{s.article.slug}.html", page_bytes(s)) for s in stories("faro-de-levante")]
    members += [
        ("../../faro/fuera.html", b"<p>Este fichero no debe salir de su carpeta.</p>"),
        ("faro/logo.png", faults.png()),
    ]
    yield "faro-de-levante/2026-10-30/faro.tar.gz", packed(tar_archive(members))


def ranni_posel() -> Iterator[File]:
    """A tar of pages under zstd."""
    members = [(f"amp/{s.article.slug}.html", page_bytes(s)) for s in stories("ranni-posel")]
    yield "ranni-posel/2026-10-28/ranni-posel.tar.zst", zstd(tar_archive(members))


def fellside_echo() -> Iterator[File]:
    """A zip of pages, with the site's front, a file of unknown type and a member that wants out of the folder."""
    outlet = load_outlets()["fellside-echo"]
    members = [(f"{s.article.get('published')[:10]}-{s.article.slug}.html", page_bytes(s)) for s in stories(outlet.key)]
    members += [
        ("index.html", faults.front_page(outlet)),
        ("backup.sqlite", b"SQLite format 3\0" + bytes(100)),
        ("../outside.html", b"<p>This file must not leave its folder.</p>"),
    ]
    yield "fellside-echo/2026-10-27/export.zip", zip_archive(members)


def kurier_nadwislanski() -> Iterator[File]:
    """Pages as a scraper stores them: JSON lines under zstd, decoded text in the field `html`."""
    records = [
        {
            "id": f"kn-{number}",
            "url": story.url,
            "html": render(story).source,
            "fetch_time": f"2026-10-29T05:1{number}:00Z",
        }
        for number, story in enumerate(stories("kurier-nadwislanski"))
    ]
    yield "kurier-nadwislanski/2026-10-29/pages.jsonl.zst", zstd(json_lines(records))


def minato_shimpo() -> Iterator[File]:
    """An Arrow file whose column `html` holds the undecoded bytes of pages in Shift JIS."""
    records = [
        {"url": story.url, "html": page_bytes(story), "crawl_time": f"2026-11-01T01:0{number}:00Z"}
        for number, story in enumerate(stories("minato-shimpo"))
    ]
    yield "minato-shimpo/2026-11-01/pages.arrow", arrow(records)
