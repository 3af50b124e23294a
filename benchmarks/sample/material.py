"""Outlets and their articles, as people write them in `data/`.

`data/outlets/<outlet>.toml` holds the furniture of a site, `data/articles/<outlet>.txt` its articles:

    @ slug
    title: The headline
    date: how the page prints the date
    ... any other header line

    A paragraph a line. [A link](address) and *emphasis* are allowed.
    ## a subheading, - a list item, > a quotation, | cells | of a table row
    [C] text of another label of the corpus (here a caption); parts of one box are set apart by " | "
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"
PARAGRAPH: Final = "p"
_BOX: Final = re.compile(r"\[([A-Z])\] (.+)")
_MARKS: Final = {"## ": "h", "- ": "li", "> ": "q", "| ": "tr"}


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph (`p`), subheading (`h`), list item (`li`), quotation (`q`), table row (`tr`), or a box of a label."""

    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article: header lines by name, and the parts of its body."""

    slug: str
    header: Mapping[str, str]
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """The headline."""
        return self.header["title"]

    def get(self, name: str) -> str:
        """A header line, empty where there is none."""
        return self.header.get(name, "")

    def has(self, furniture: str, chance: int = 60) -> bool:
        """Whether this page shows some furniture: fixed for the page, and so in `chance` of 100 pages."""
        return zlib.crc32(f"{self.slug} {furniture}".encode()) % 100 < chance


@dataclass(frozen=True, slots=True)
class Outlet:
    """One site: its name and the furniture of its pages, and its articles."""

    key: str
    facts: Mapping[str, Any]
    articles: tuple[Article, ...]

    def get(self, name: str) -> str:
        """A single piece of furniture, empty where the site has none."""
        return str(self.facts.get(name, ""))

    def all(self, name: str) -> tuple[str, ...]:
        """Furniture of several pieces, none where the site has none."""
        return tuple(self.facts.get(name, ()))


@dataclass(frozen=True, slots=True)
class Story:
    """An article on its site."""

    outlet: Outlet
    article: Article

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"https://{self.outlet.get('host')}/{self.article.get('path') or self.article.slug}"

    @property
    def byline(self) -> str:
        """The author line as the site prints it, empty for an article that names no author."""
        author = self.article.get("author")
        return self.outlet.get("by").format(author=author) if author else ""

    @property
    def bio(self) -> str:
        """What the site says of the author, empty where it says nothing."""
        return str(self.outlet.facts.get("bios", {}).get(self.article.get("author"), ""))

    def others(self, count: int) -> tuple[str, ...]:
        """Headlines of other stories of the site, beginning at another place on every page."""
        pool = [a.title for a in self.outlet.articles if a is not self.article] + list(self.outlet.all("headlines"))
        start = zlib.crc32(self.article.slug.encode()) % len(pool)
        return tuple((pool + pool)[start : start + min(count, len(pool))])


@cache
def load_outlets() -> Mapping[str, Outlet]:
    """Every outlet by its key, which is the name of its files."""
    return {path.stem: _outlet(path) for path in sorted((DATA / "outlets").glob("*.toml"))}


def story(key: str, slug: str) -> Story:
    """One story by its outlet and slug. Raises KeyError naming what is missing."""
    outlet = load_outlets()[key]
    for article in outlet.articles:
        if article.slug == slug:
            return Story(outlet, article)
    raise KeyError(f"{key} has no article {slug!r}; see {DATA / 'articles'}")


def stories(key: str) -> tuple[Story, ...]:
    """All stories of an outlet, as its file has them."""
    outlet = load_outlets()[key]
    return tuple(Story(outlet, article) for article in outlet.articles)


def _outlet(path: Path) -> Outlet:
    facts = tomllib.loads(path.read_text("utf-8"))
    text = (DATA / "articles" / f"{path.stem}.txt").read_text("utf-8")
    return Outlet(path.stem, facts, tuple(_article(part) for part in re.split(r"^@ ", text, flags=re.MULTILINE)[1:]))


def _article(text: str) -> Article:
    head, _, body = text.partition("\n\n")
    slug, *lines = head.strip().splitlines()
    header = dict(line.split(": ", 1) for line in lines)
    return Article(slug.strip(), header, tuple(_parts(body)))


def _parts(body: str) -> Iterator[Part]:
    for line in body.splitlines():
        box = _BOX.fullmatch(line)
        mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
        if box:
            yield Part(box.group(1), tuple(box.group(2).split(" | ")))
        elif line.strip():
            text = line.removeprefix(mark)
            kind = _MARKS.get(mark, PARAGRAPH)
            yield Part(kind, tuple(text.split(" | ")) if kind == "tr" else (text,))
