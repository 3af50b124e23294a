"""The article as a feed carries it: the HTML of its body, with what feeds append to it."""

from __future__ import annotations

from benchmarks.sample.material import Story
from benchmarks.sample.writer import Box, Page, PageWriter, Style

PICTURE = '<img src="https://img.example/1.jpg" alt=""><br>'
STYLE = Style(
    paragraph="p",
    heading="h3",
    quote="blockquote",
    list="ul",
    item="li",
    boxes={
        "C": Box("figure", "figcaption", "cite", PICTURE),
        **{label: Box("p", "strong", 'a href="https://www.example/x"', items="span") for label in "ARNDSMX"},
    },
)


def feed_body(story: Story) -> Page:
    """The story as such a fragment, with no page around it."""
    w = PageWriter(STYLE)
    w.element("p", "K", story.article.get("standfirst"))
    w.body(story.article.parts)
    for label, text in zip("RNL", story.outlet.all("feed_tail"), strict=False):
        w.element("p", label, text)
    return w.page()
