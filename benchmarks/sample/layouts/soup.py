"""A modern page: divs with hashed class names, a consent layer first, advertising slots between paragraphs."""

from __future__ import annotations

from benchmarks.sample.head import meta
from benchmarks.sample.material import Part, Story
from benchmarks.sample.writer import Box, Page, PageWriter, Style

PICTURE = '<img src="/img/c480.jpg" alt="">'
STYLE = Style(
    paragraph='p class="css-18ztz1k e1wiw3jv0"',
    heading='h2 class="css-1aoo5yy eoo0vm40"',
    quote='blockquote class="css-p9aqzl"',
    list='ul class="css-1r3k7oh"',
    item='li class="css-h7fo2s"',
    boxes={
        "C": Box(
            'div class="css-1xdhyk6"', 'span class="css-jevhma caption"', 'span class="css-cch8ym credit"', PICTURE
        ),
        "A": Box('div class="css-142l3g4 ad-wrapper" id="ad-slot"', 'div class="ad-label"', "div"),
        "R": Box('div class="css-1jq6sxd related-links"', 'div class="css-kicker"', 'a href="/s/more"'),
        "N": Box('div class="css-lf1cvk newsletter-module"', "div", "p", items='div class="form"'),
        "D": Box('div class="css-don4te support-banner"', "div", "p"),
        "S": Box('div class="css-soc1al embed-social"', "p", "p"),
        "M": Box('div class="css-m"', "span", "span"),
        "X": Box('div class="css-x"', "div", "div"),
    },
)


def render(story: Story) -> Page:
    """The story on such a page."""
    w = PageWriter(STYLE)
    outlet, article = story.outlet, story.article
    w.raw(f'<!DOCTYPE html>\n<html lang="{outlet.get("language")}">\n')
    w.raw(meta(story, "canonical", "og", "jsonld") + '<body class="css-0"><div id="__root">\n')
    _consent(w, story)
    _top(w, story)
    w.raw('<div class="css-1kjt8 story-shell"><div class="css-main" id="site-content">\n')
    _opening(w, story)
    w.raw('<div class="css-1vkm6nb body-copy">\n')
    w.body(_with_slots(article.parts, outlet.get("ad")))
    w.raw("</div>\n")
    _after(w, story)
    w.raw("</div></div>\n")
    _foot(w, story)
    w.raw("<script>window.__STATE__={};</script></div></body></html>\n")
    return w.page()


def _with_slots(parts: tuple[Part, ...], label: str) -> list[Part]:
    """An advertising slot behind the third paragraph, and another behind the seventh."""
    slots = {3, 7} if label else set()
    out: list[Part] = []
    paragraphs = 0
    for part in parts:
        out.append(part)
        if part.kind == "p":
            paragraphs += 1
            if paragraphs in slots and part is not parts[-1]:
                out.append(Part("A", (label,)))
    return out


def _consent(w: PageWriter, story: Story) -> None:
    title, *rest = story.outlet.all("consent") or ("",)
    if title:
        w.raw('<div id="privacy-layer" class="css-cmp cmp-container" role="dialog" aria-modal="true">\n')
        w.element("h2", "P", title)
        w.element("p", "P", rest[0])
        w.elements('button type="button"', "P", rest[1:])
        w.raw("</div>\n")


def _top(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.element('a class="css-777zgl" href="#site-content"', "V", outlet.get("skip"))
    w.raw('<div class="css-hdr" data-testid="masthead">\n')
    w.element('a class="css-brand" href="/"', "V", outlet.get("name"))
    w.elements('a class="css-nav" href="/n"', "V", outlet.all("menu"), 'div class="css-menu"')
    w.raw("</div>\n")


def _opening(w: PageWriter, story: Story) -> None:
    article, outlet = story.article, story.outlet
    w.element('div class="css-section-label"', "M", article.get("section"))
    w.element('h1 class="css-88wicj e1h9rw200" data-testid="headline"', "T", article.title)
    w.element('p class="css-w6ymp8 e1wiw3jv1" id="article-summary"', "K", article.get("standfirst"))
    w.raw('<div class="css-1e2jphy">\n')
    w.element('p class="css-byline"', "M", story.byline)
    w.element("time", "M", article.get("date"))
    w.raw("</div>\n")
    w.elements('button class="css-share"', "S", outlet.all("share"), 'div class="css-tools" role="toolbar"')


def _after(w: PageWriter, story: Story) -> None:
    outlet, article = story.outlet, story.article
    w.element('div class="css-bio"', "M", story.bio)
    if article.has("donation") and outlet.all("donation"):
        w.box("D", outlet.all("donation"))
    if article.has("newsletter") and outlet.all("newsletter"):
        w.box("N", outlet.all("newsletter"))
    w.raw('<div class="css-recirc">\n')
    w.element('div class="css-rail-title"', "R", outlet.get("related"))
    w.elements('a href="/s/2"', "R", story.others(4), 'div class="css-rail"')
    w.raw("</div>\n")
    w.elements("p", "U", outlet.all("comments"), 'div id="comments-panel" class="css-talk"')


def _foot(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<div class="css-foot" role="contentinfo">\n')
    w.elements('a href="/f"', "S", outlet.all("follow"))
    w.elements("p", "L", outlet.all("legal"))
    w.raw("</div>\n")
