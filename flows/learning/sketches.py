"""Sketches: what learning keeps of a page, in sorted runs on disk, and how runs become a snapshot.

A run is a text file of lines `site TAB page TAB longest TAB head TAB body TAB tail`: the site's name, a hash of the
payload, and fingerprints in hexadecimal, 16 digits each. A run is sorted, so runs are merged site by site.

What bounds memory and disk: a run holds one range of records (flows/protocol.py); of each site, the `SITE_PAGES` pages
with the smallest hashes are kept, which is a sample that no order of files can change; merging holds one site, and
opens at most `_FAN_IN` runs at a time.
"""

from __future__ import annotations

import heapq
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import combinations, groupby
from pathlib import Path

from zlib_ng.zlib_ng import crc32

from cleaners.model import Document
from cleaners.templates import (
    LEAST_ARTICLES,
    PRINT_BYTES,
    ZONE_PROSE,
    Zone,
    fingerprint,
    may_be_template,
    pack_site,
    recurs,
    site_of,
    zones,
)

SITE_PAGES = 256  # pages of one site that are learned from; more change what is found by little
PAGE_PRINTS = 2000  # fingerprints kept of one page and zone
LONGEST_KEPT = 6  # longest blocks of a page, by which versions of one article are known
_COMPARED = 3  # of those, after what half of the site's pages share is left out
_FAN_IN = 128
_DIGITS = 2 * PRINT_BYTES

SketchLine = bytes


def page_key(payload: bytes) -> str:
    """The name of a page: equal payloads are one page, and small names are the sample."""
    return blake2b(payload, digest_size=PRINT_BYTES).hexdigest()


def count_key(payload: bytes) -> str:
    """What tells the pages of a host apart while they are counted: short of a digest, and ten times as fast.

    Two pages that share it by chance (one pair of equal length in four billion) count as one.
    """
    return f"{len(payload):x}-{crc32(payload):08x}"


def sketch(document: Document, payload: bytes, folder: str) -> SketchLine:
    """The line of one page."""
    prints: tuple[set[bytes], ...] = (set(), set(), set())
    for block, zone in zip(document.blocks, zones(document), strict=True):
        if may_be_template(block, zone) and len(prints[zone]) < PAGE_PRINTS:
            print_ = fingerprint(block.text)
            if print_ is not None:
                prints[zone].add(print_)
    columns = (_longest(document), *map(sorted, prints))
    cells = [cell(site_of(document, folder)), page_key(payload), *(b"".join(c).hex() for c in columns)]
    return "\t".join(cells).encode("utf-8", "surrogatepass")


def cell(name: str) -> str:
    """A site's name without what would break a line; names come from addresses and folders, which may hold anything."""
    return "".join(c if c.isprintable() else "?" for c in name)[:255]


def _longest(document: Document) -> list[bytes]:
    """Prints of the longest running text, longest first."""
    prose = [b for b in document.blocks if len(b.text) >= ZONE_PROSE and 2 * b.link_chars < len(b.text)]
    prose.sort(key=lambda block: (-len(block.text), block.index))
    found = (fingerprint(block.text) for block in prose[:LONGEST_KEPT])
    return list(dict.fromkeys(print_ for print_ in found if print_ is not None))


@dataclass(slots=True)
class HostCount:
    """The lines `host TAB page` of one counting run: as many pages of each host as it takes to be learned from.

    No more are needed: of a host with enough pages, either one run holds enough, or the runs together hold them all.
    """

    _hosts: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, host: str, key: str) -> None:
        pages = self._hosts[cell(host)]
        if len(pages) < LEAST_ARTICLES:
            pages.add(key)

    def write(self, path: str) -> None:
        """Write the run, sorted; whole or not at all. Raises OSError."""
        lines = (f"{host}\t{key}" for host, keys in self._hosts.items() for key in keys)
        _write_lines(path, sorted(line.encode("utf-8", "surrogatepass") for line in lines))


def hosts_counted(runs: Sequence[str]) -> set[str]:
    """The hosts in some counting runs. The empty name stands for pages without an address."""
    return {_site(line).decode("utf-8", "surrogatepass") for run in runs for line in read_run(run)}


def worthwhile(runs: Sequence[str], scratch: str) -> set[str]:
    """The hosts that counting runs show to have enough distinct pages to learn from, whatever the order of the runs.

    Pages without an address always are: what site they are of is known when they are parsed.
    """
    return {host for host, lines in merge(runs, scratch) if not host or len(lines) >= LEAST_ARTICLES}


def write_hosts(path: str, hosts: Iterable[str]) -> None:
    """Write a file of hosts, sorted; whole or not at all. Raises OSError."""
    _write_lines(path, sorted(host.encode("utf-8", "surrogatepass") for host in hosts))


def read_hosts(path: str) -> frozenset[str]:
    """The hosts of a file."""
    return frozenset(line.decode("utf-8", "surrogatepass") for line in read_run(path))


@dataclass(slots=True)
class Sample:
    """The lines of one run: of each site, those of the pages with the smallest hashes."""

    _sites: defaultdict[str, dict[str, SketchLine]] = field(default_factory=lambda: defaultdict(dict))

    def wants(self, site: str, key: str) -> bool:
        """Whether a page may still belong to the sample; a page that does not need not even be parsed."""
        pages = self._sites.get(site)
        return pages is None or len(pages) < SITE_PAGES or key < max(pages)

    def add(self, line: SketchLine) -> None:
        site, key, _ = line.decode("utf-8", "surrogatepass").split("\t", 2)
        pages = self._sites[site]
        pages[key] = line
        if len(pages) > SITE_PAGES:
            del pages[max(pages)]

    def write(self, path: str) -> None:
        """Write the run, sorted; whole or not at all. Raises OSError."""
        lines = sorted(line for pages in self._sites.values() for line in pages.values())
        _write_lines(path, lines)


def _write_lines(path: str, lines: Iterable[SketchLine]) -> None:
    building = f"{path}.tmp"
    with open(building, "wb") as file:
        file.writelines(line + b"\n" for line in lines)
    os.replace(building, path)


def read_run(path: str) -> Iterator[SketchLine]:
    """The lines of a run."""
    with open(path, "rb") as file:
        for line in file:
            yield line.removesuffix(b"\n")


def merge(runs: Sequence[str], scratch: str) -> Iterator[tuple[str, list[SketchLine]]]:
    """Each site with its sampled pages, in the order of names. Too many runs become fewer ones in `scratch` first."""
    runs = sorted(runs)
    level = 0
    while len(runs) > _FAN_IN:
        groups = [runs[i : i + _FAN_IN] for i in range(0, len(runs), _FAN_IN)]
        runs = [_merged(part, str(Path(scratch, f"merged-{level}-{n}"))) for n, part in enumerate(groups)]
        level += 1
    for site, lines in groupby(heapq.merge(*map(read_run, runs)), _site):
        yield site.decode("utf-8", "surrogatepass"), list(_smallest(lines))


def _merged(runs: Sequence[str], path: str) -> str:
    _write_lines(path, (line for _, lines in merge(runs, "") for line in lines))
    return path


def _site(line: SketchLine) -> bytes:
    return line.split(b"\t", 1)[0]


def _smallest(lines: Iterable[SketchLine]) -> Iterator[SketchLine]:
    """The first pages of a sorted run of one site, each once; what follows is read and dropped."""
    for number, (_, same) in enumerate(groupby(lines, lambda line: line.split(b"\t", 2)[1])):
        first = next(same)
        if number < SITE_PAGES:
            yield first


@dataclass(frozen=True, slots=True)
class _Page:
    longest: tuple[str, ...]
    zones: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, line: SketchLine) -> _Page:
        _, _, longest, *rest = line.decode("utf-8", "surrogatepass").split("\t")
        return cls(_prints(longest), tuple(frozenset(_prints(cell)) for cell in rest))


def _prints(cell: str) -> tuple[str, ...]:
    return tuple(cell[i : i + _DIGITS] for i in range(0, len(cell), _DIGITS))


def freeze(runs: Sequence[str], scratch: str) -> dict[str, dict[str, object]]:
    """The sites of a snapshot: what recurs in enough distinct articles of each. The order of runs does not matter."""
    sites = {}
    for name, lines in merge(runs, scratch):
        articles = _articles([_Page.of(line) for line in lines])
        rows = _recurring(articles)
        if rows:
            sites[name] = pack_site(len(articles), rows)
    return sites


def _recurring(articles: Sequence[tuple[frozenset[str], ...]]) -> list[tuple[bytes, tuple[int, int, int]]]:
    if len(articles) < LEAST_ARTICLES:
        return []
    counters = [Counter(p for article in articles for p in article[zone]) for zone in Zone]
    rows = []
    for print_ in set().union(*counters):
        counts = tuple(counter[print_] for counter in counters)
        if any(recurs(count, len(articles), zone) for count, zone in zip(counts, Zone, strict=True)):
            rows.append((bytes.fromhex(print_), counts))
    return rows  # type: ignore[return-value]


def _articles(pages: Sequence[_Page]) -> list[tuple[frozenset[str], ...]]:
    """Prints by zone of each distinct article: versions that share two of their longest blocks are one article.

    Pages without running text are no articles and do not count.
    """
    keys = [_article_keys(page, common) for common in [_common(pages)] for page in pages]
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for mine in keys:
        for key in mine[1:]:
            parent[root(key)] = root(mine[0])
    grouped: defaultdict[str, list[_Page]] = defaultdict(list)
    for page, mine in zip(pages, keys, strict=True):
        if mine:
            grouped[root(mine[0])].append(page)
    return [
        tuple(frozenset().union(*(page.zones[zone] for page in versions)) for zone in Zone)
        for versions in grouped.values()
    ]


def _common(pages: Sequence[_Page]) -> frozenset[str]:
    """Long blocks on more than half of the pages, such as a cookie notice: they do not make two pages one article."""
    counts = Counter(print_ for page in pages for print_ in page.longest)
    return frozenset(print_ for print_, count in counts.items() if count > max(LEAST_ARTICLES, len(pages) / 2))


def _article_keys(page: _Page, common: frozenset[str]) -> list[str]:
    own = [print_ for print_ in page.longest if print_ not in common][:_COMPARED]
    return ["".join(sorted(pair)) for pair in combinations(own, 2)] or own
