"""What a site repeats: fingerprints of blocks, and the frozen snapshot of those that recur across its articles.

A snapshot is learned once (flows/learning/learn.py) and then only read, so that cleaning stays deterministic: its bytes
are part of the engine's identity. Fingerprints are compared, never texts; the snapshot holds no page text.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from math import ceil, sqrt
from pathlib import Path

import orjson

from cleaners.errors import TemplateError
from cleaners.model import Block, Document
from cleaners.text.wording import normalise

FORMAT = "winnow-templates/1"
PRINT_BYTES = 8  # of a fingerprint; two of a site's some 10,000 texts collide once in 300 billion sites
LONGEST = 300  # characters above which a block is prose that syndication may repeat, never a template
PROSE = 120  # characters above which a sentence within the article is never a template
ZONE_PROSE = 100  # characters from which a block tells where the article lies
FURNITURE_COST = 30  # characters of prose that one block of other kind outweighs, where the article's ends are sought
LEAST_ARTICLES = 3  # distinct articles, of a site and of a recurrence, below which nothing is concluded
BODY_SHARE = 0.25  # of a site's articles, from which a block within them is a template and not a turn of phrase

_NUMBERS = re.compile(r"\d+")
_NO_WORD = re.compile(r"[\W_]+")


class Zone(IntEnum):
    """Where a block stands, seen from the article."""

    HEAD = 0
    BODY = 1
    TAIL = 2


def fingerprint(text: str) -> bytes | None:
    """What two blocks share that differ in numbers, case and punctuation alone; None for a text without letters."""
    words = _NO_WORD.sub(" ", _NUMBERS.sub("0", normalise(text))).strip()
    if not any(character.isalpha() for character in words):
        return None
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=PRINT_BYTES).digest()


def zones(document: Document) -> list[Zone]:
    """The zone of each block: the body is the run of blocks that holds the most prose and the least else.

    A maximum subsequence, as in Pasternack and Roth, "Extracting article text from the web with maximum subsequence
    segmentation" (WWW 2009), with characters of running text for a weight. The same for a page and for plain text;
    no tag, class or rule has a say.
    """
    weights = [_prose_chars(block) or -FURNITURE_COST for block in document.blocks]
    first, end = _heaviest_run(weights)
    return [Zone.HEAD if i < first else Zone.BODY if i < end else Zone.TAIL for i in range(len(weights))]


def _prose_chars(block: Block) -> int:
    """Characters of a block that reads as running text; 0 for any other."""
    chars = len(block.text)
    return chars if chars >= ZONE_PROSE and 2 * block.link_chars < chars else 0


def _heaviest_run(weights: Sequence[int]) -> tuple[int, int]:
    """The half-open range with the largest sum, the first of equals; all is head where nothing weighs anything."""
    best, best_range, current, start = 0, (len(weights), len(weights)), 0, 0
    for i, weight in enumerate(weights):
        if current <= 0:
            current, start = 0, i
        current += weight
        if current > best:
            best, best_range = current, (start, i + 1)
    return best_range


def may_be_template(block: Block, zone: Zone) -> bool:
    """Whether a block's recurrence would say anything: prose recurs where stories are syndicated or updated."""
    return len(block.text) <= (PROSE if zone is Zone.BODY else LONGEST)


def site_of(document: Document, folder: str) -> str:
    """The site of a document: its host without `www.`, else the folder of its source (marked by a trailing slash)."""
    host = (document.metadata.host or "").lower().removeprefix("www.")
    return host or f"{folder}/"


def folder_of(source_path: str) -> str:
    """The first folder of a record's source path; empty for a file that lies in none."""
    folder, slash, _ = source_path.partition("/")
    return folder if slash else ""


def needed(articles: int) -> int:
    """Distinct articles in which a block must recur, of `articles` known ones: 3 of 3, 4 of 10, 12 of 100, 20 of 256.

    Grows with the root, as chance repetition does; so a widget that was there for one week of many still counts.
    """
    return max(LEAST_ARTICLES, ceil(1.2 * sqrt(articles)))


@dataclass(frozen=True, slots=True, eq=False)
class SiteTemplates:
    """What one site repeats. `counts` has three for each print: articles that hold it in their head, body and tail."""

    articles: int
    prints: array[int]  # sorted
    counts: array[int]

    def count(self, print_: bytes, zone: Zone) -> int:
        """Distinct articles of the site that hold this print in this zone; 0 unless that is often enough."""
        value = int.from_bytes(print_, "big")
        place = bisect_left(self.prints, value)
        if place == len(self.prints) or self.prints[place] != value:
            return 0
        found = self.counts[place * len(Zone) + zone]
        return found if recurs(found, self.articles, zone) else 0


def recurs(count: int, articles: int, zone: Zone) -> bool:
    """Whether `count` of a site's `articles` are enough to call a block in `zone` a template."""
    return count >= needed(articles) and (zone is not Zone.BODY or count >= BODY_SHARE * articles)


@dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """A frozen snapshot. Rows are unpacked when a site is first asked for."""

    sites: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def site(self, name: str) -> SiteTemplates | None:
        """The templates of a site, None when none are known."""
        row = self.sites.get(name)
        return None if row is None else _unpack(str(row["prints"]), str(row["counts"]), int(str(row["articles"])))


NO_TEMPLATES = Templates()


@lru_cache(maxsize=256)
def _unpack(prints: str, counts: str, articles: int) -> SiteTemplates:
    return SiteTemplates(articles, _numbers("Q", prints), _numbers("H", counts))


def _numbers(kind: str, digits: str) -> array[int]:
    numbers = array(kind, bytes.fromhex(digits))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def pack_site(articles: int, rows: Sequence[tuple[bytes, tuple[int, int, int]]]) -> dict[str, object]:
    """A site as the snapshot holds it: prints sorted, 8 bytes each; three counts of 2 bytes each; in hexadecimal."""
    ordered = sorted(rows)
    counts = b"".join(count.to_bytes(2, "big") for _, three in ordered for count in three)
    return {"articles": articles, "counts": counts.hex(), "prints": b"".join(p for p, _ in ordered).hex()}


def snapshot_bytes(sites: Mapping[str, Mapping[str, object]]) -> bytes:
    """The bytes of a snapshot file: the same sites give the same bytes."""
    return orjson.dumps(
        {"format": FORMAT, "sites": sites}, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    )  # fmt: skip


def load_templates(path: str | None) -> Templates:
    """Read a snapshot; no path gives an empty one.

    Raises:
        TemplateError: the file is not a snapshot that this version can read.
        OSError: the file cannot be read.
    """
    if path is None:
        return NO_TEMPLATES
    try:
        table = orjson.loads(Path(path).read_bytes())
    except orjson.JSONDecodeError as error:
        raise TemplateError(f"{path}: not a template snapshot ({error}); make one with `winnow learn`") from error
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise TemplateError(f"{path}: not a snapshot of format {FORMAT}; make one with `winnow learn`")
    return Templates(table["sites"])
