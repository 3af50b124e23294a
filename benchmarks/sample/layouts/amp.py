"""A page for phones in the manner of AMP: custom elements for pictures, advertising, sharing and consent."""

from __future__ import annotations

from benchmarks.sample.head import meta
from benchmarks.sample.material import Part, Story
from benchmarks.sample.writer import Box, Page, PageWriter, Style

PICTURE = '<amp-img src="/f/640.jpg" width="640" height="426" layout="responsive"></amp-img>'
STYLE = Style(
    paragraph="p",
    heading="h2",
    quote="blockquote",
    list="ul",
    item="li",
    boxes={
        "C": Box('figure class="pic"', "figcaption", "span", PICTURE),
        "A": Box("amp-ad", 'div class="ad-mark"', "div"),
        "R": Box('div class="tip"', 'a href="/clanek"', 'a href="/clanek"'),
        "N": Box('form method="post" action-xhr="/odber"', "label", "label"),
        "D": Box('section class="podpora"', "h3", "p"),
        "S": Box("amp-social-share", "span", "span"),
        "M": Box('div class="pozn"', "p", "p"),
        "X": Box('div class="box"', "p", "p"),
    },
)


def render(story: Story) -> Page:
    """The story on such a page."""
    w = PageWriter(STYLE)
    w.raw(f'<!doctype html>\n<html amp lang="{story.outlet.get("language")}">\n')
    w.raw(meta(story, "canonical", "jsonld") + "<body>\n")
    _top(w, story)
    w.raw('<main role="main"><article class="amp-wp-article">\n')
    _opening(w, story)
    w.raw('<div class="amp-wp-article-content">\n')
    w.body(_with_ad(story))
    w.raw("</div>\n")
    _after(w, story)
    w.raw("</article></main>\n")
    _foot(w, story)
    w.raw("</body></html>\n")
    return w.page()


def _with_ad(story: Story) -> list[Part]:
    """The advertising element stands in the middle of the body."""
    parts = list(story.article.parts)
    label = story.outlet.get("ad")
    return [*parts[:2], Part("A", (label,)), *parts[2:]] if label else parts


def _top(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<amp-sidebar id="menu" layout="nodisplay"><ul>\n')
    for entry in outlet.all("menu"):
        w.element("li", "V", entry)
    w.raw('</ul></amp-sidebar>\n<header class="amp-wp-header">')
    w.element('a href="/"', "V", outlet.get("name"))
    w.raw("</header>\n")


def _opening(w: PageWriter, story: Story) -> None:
    article = story.article
    w.element('h1 class="amp-wp-title"', "T", article.title)
    w.raw('<div class="amp-wp-meta">\n')
    w.element('div class="author"', "M", story.byline)
    w.element(f'time datetime="{article.get("published")}"', "M", article.get("date"))
    w.raw("</div>\n")
    w.element('p class="perex"', "K", article.get("standfirst"))


def _after(w: PageWriter, story: Story) -> None:
    outlet, article = story.outlet, story.article
    if outlet.all("share"):
        w.box("S", outlet.all("share"))
    if article.has("donation", 70) and outlet.all("donation"):
        w.box("D", outlet.all("donation"))
    if article.has("newsletter", 50) and outlet.all("newsletter"):
        w.box("N", outlet.all("newsletter"))
    w.raw('<section class="dalsi">\n')
    w.element("h3", "R", outlet.get("related"))
    w.elements('a href="/clanek"', "R", story.others(4), "nav")
    w.raw("</section>\n")
    w.elements('a href="/diskuse"', "U", outlet.all("comments"))


def _foot(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw("<footer>\n")
    w.elements("p", "L", outlet.all("legal"))
    w.raw("</footer>\n")
    consent = outlet.all("consent")
    if consent:
        w.raw('<amp-consent id="souhlas" layout="nodisplay"><div>\n')
        w.elements("p", "P", consent[:1])
        w.elements("button", "P", consent[1:])
        w.raw("</div></amp-consent>\n")
