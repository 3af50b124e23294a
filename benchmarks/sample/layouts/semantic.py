"""A page of semantic HTML5: header, nav, main, article, aside and footer say what they are."""

from __future__ import annotations

from benchmarks.sample.head import meta, tags
from benchmarks.sample.material import Story
from benchmarks.sample.writer import Box, Page, PageWriter, Style

PICTURE = '<picture><img src="/bild/960.jpg" alt="" loading="lazy"></picture>'
STYLE = Style(
    paragraph="p",
    heading="h2",
    quote="blockquote",
    list="ul",
    item="li",
    boxes={
        "C": Box('figure class="article-image"', "figcaption", "small", PICTURE),
        "A": Box('aside class="anzeige" aria-label="ad"', "p", "p"),
        "R": Box('aside class="teaser-box"', "h3", 'a href="/weiter"', items="div"),
        "N": Box('aside class="newsletter-teaser"', "h3", "p"),
        "D": Box('aside class="support-us"', "h3", "p"),
        "S": Box('figure class="social-embed"', "p", "p"),
        "P": Box('div class="embed-consent"', "p", "button"),
        "M": Box('div class="meta"', "p", "p"),
        "X": Box('aside class="box"', "p", "p"),
    },
)


def render(story: Story) -> Page:
    """The story on such a page."""
    w = PageWriter(STYLE)
    w.raw(f'<!DOCTYPE html>\n<html lang="{story.outlet.get("language")}">\n')
    w.raw(meta(story, "canonical", "og", "dates", "jsonld") + "<body>\n")
    _top(w, story)
    w.raw('<main id="inhalt"><article itemscope itemtype="https://schema.org/NewsArticle">\n')
    _opening(w, story)
    w.raw('<div class="article-body" itemprop="articleBody">\n')
    w.body(story.article.parts)
    w.raw("</div>\n")
    _closing(w, story)
    w.raw("</article>\n")
    _aside(w, story)
    w.raw("</main>\n")
    _foot(w, story)
    w.raw("</body>\n</html>\n")
    return w.page()


def _top(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.element('a class="skip-link" href="#inhalt"', "V", outlet.get("skip"))
    w.raw("<header>\n")
    w.element('a class="logo" href="/"', "V", outlet.get("name"))
    w.raw("<nav><ul>\n")
    for entry in outlet.all("menu"):
        w.raw("<li>")
        w.element('a href="/r"', "V", entry)
        w.raw("</li>")
    w.raw("</ul></nav>\n</header>\n")


def _opening(w: PageWriter, story: Story) -> None:
    article, outlet = story.article, story.outlet
    w.raw("<header>\n")
    w.element('p class="kicker"', "M", article.get("section"))
    w.element('h1 itemprop="headline"', "T", article.title)
    w.element('p class="standfirst"', "K", article.get("standfirst"))
    w.element('p class="byline" rel="author"', "M", story.byline)
    w.element(f'time datetime="{article.get("published")}"', "M", article.get("date"))
    if outlet.all("share"):
        w.elements('a href="#teilen"', "S", outlet.all("share"), 'div class="share"')
    w.raw("</header>\n")


def _closing(w: PageWriter, story: Story) -> None:
    outlet, article = story.outlet, story.article
    w.raw("<footer>\n")
    w.element('p class="author-note"', "M", story.bio)
    if tags(story):
        w.raw('<div class="tags">')
        w.element("span", "V", outlet.get("tags"))
        w.elements('a rel="tag" href="/t"', "V", tags(story), "span")
        w.raw("</div>\n")
    w.raw("</footer>\n")
    for label, name in (("D", "donation"), ("N", "newsletter")):
        if article.has(name) and outlet.all(name):
            w.box(label, outlet.all(name))


def _aside(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<aside class="rail">\n')
    w.element("h2", "R", outlet.get("related"))
    w.elements("h3", "R", story.others(3), "section")
    w.raw("</aside>\n")
    comments = outlet.all("comments")
    if comments:
        w.raw('<section id="kommentare">\n')
        w.element("h2", "U", comments[0])
        w.elements("p", "U", comments[1:])
        w.raw("</section>\n")


def _foot(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw("<footer>\n")
    w.elements('a href="/social"', "S", outlet.all("follow"), "div")
    w.elements("small", "L", outlet.all("legal"), 'div class="imprint"')
    w.element('a href="#"', "V", outlet.get("top"))
    w.raw("</footer>\n")
    consent = outlet.all("consent")
    if consent:
        w.raw('<div class="cookie-banner" role="alertdialog">\n')
        w.elements("p", "P", consent[:2])
        w.elements("button", "P", consent[2:])
        w.raw("</div>\n")
