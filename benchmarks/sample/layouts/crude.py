"""The page as a crude HTML-to-text step leaves it: one line a block, with some of the furniture still in."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.sample.material import Story
from benchmarks.sample.writer import Line, Page, as_plain, plain_parts


def crude_text(story: Story) -> Page:
    """The story as such a text. Which furniture was left in differs from page to page, and is fixed for each."""
    lines = [Line(line.label, as_plain(line.text)) for line in _lines(story) if line.text]
    gap = "\n\n" if story.article.has("blank lines") else "\n"
    return Page(gap.join(line.text for line in lines) + "\n", tuple(lines))


def _lines(story: Story) -> Iterator[Line]:
    outlet, article = story.outlet, story.article
    if article.has("consent line", 35):
        yield from _all(story, "P", "consent")
    if article.has("menu line", 45):
        yield Line("V", " | ".join(outlet.all("menu")))
    yield Line("V", outlet.get("skip") if article.has("skip line", 30) else "")
    yield from _opening(story)
    yield from plain_parts(article.parts)
    yield from _closing(story)


def _opening(story: Story) -> Iterator[Line]:
    article, outlet = story.article, story.outlet
    yield Line("M", article.get("section") if article.has("kicker") else "")
    yield Line("T", article.title)
    byline = Line("M", story.byline)
    date = Line("M", article.get("date"))
    yield from (byline, date) if article.has("byline first", 50) else (date, byline)
    if article.has("share line", 40):
        yield from _all(story, "S", "share")
    yield Line("K", article.get("standfirst"))
    yield Line("A", outlet.get("ad") if article.has("ad line", 40) else "")


def _closing(story: Story) -> Iterator[Line]:
    outlet, article = story.outlet, story.article
    yield Line("M", story.bio)
    for label, name, chance in (("D", "donation", 45), ("N", "newsletter", 45), ("U", "comments", 40)):
        if article.has(f"{name} line", chance):
            yield from _all(story, label, name)
    if article.has("related lines", 60):
        yield Line("R", outlet.get("related"))
        yield from (Line("R", headline) for headline in story.others(3))
    if article.has("follow lines", 30):
        yield from _all(story, "S", "follow")
    if article.has("legal lines", 50):
        yield from _all(story, "L", "legal")


def _all(story: Story, label: str, name: str) -> Iterator[Line]:
    yield from (Line(label, text) for text in story.outlet.all(name))
