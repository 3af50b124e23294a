"""A page of the commonest blog software's kind: entry header, entry content, sharing row, comments, widgets."""

from __future__ import annotations

from benchmarks.sample.head import meta, tags
from benchmarks.sample.material import Story
from benchmarks.sample.writer import Box, Page, PageWriter, Style

PICTURE = '<img class="size-large wp-image-118" src="/wp-content/uploads/118.jpg" alt="">'
STYLE = Style(
    paragraph="p",
    heading='h3 class="wp-block-heading"',
    quote='blockquote class="wp-block-quote"',
    list='ul class="wp-block-list"',
    item="li",
    boxes={
        "C": Box('div id="attachment_118" class="wp-caption alignnone"', 'p class="wp-caption-text"', "p", PICTURE),
        "A": Box('div class="code-block ad-inserter"', "p", "p"),
        "R": Box('div class="inline-related-posts"', "span", 'a href="/otra"', items="div"),
        "N": Box('div class="wp-block-group subscribe-box"', "h4", "p"),
        "D": Box('div class="wp-block-group apoyo"', "h4", "p"),
        "S": Box("p", "strong", "strong"),
        "P": Box('div class="cookie-law-info"', "p", "a"),
        "M": Box('p class="post-note"', "em", "em"),
        "X": Box('div class="wp-block-group"', "p", "p"),
    },
)


def render(story: Story) -> Page:
    """The story on such a page."""
    w = PageWriter(STYLE)
    w.raw(f'<!DOCTYPE html>\n<html lang="{story.outlet.get("language")}">\n')
    w.raw(meta(story, "canonical", "og", "dates") + '<body class="post-template-default single single-post">\n')
    _top(w, story)
    w.raw('<div id="content" class="site-content"><div id="primary"><article id="post-118" class="post hentry">\n')
    _opening(w, story)
    w.raw('<div class="entry-content">\n')
    w.body(story.article.parts)
    _sharing(w, story)
    w.raw("</div><!-- .entry-content -->\n")
    _entry_foot(w, story)
    w.raw("</article>\n")
    _comments(w, story)
    w.raw("</div>\n")
    _sidebar(w, story)
    w.raw("</div>\n")
    _foot(w, story)
    w.raw("</body></html>\n")
    return w.page()


def _top(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.element('a class="skip-link screen-reader-text" href="#content"', "V", outlet.get("skip"))
    w.raw('<header id="masthead" class="site-header">\n')
    w.element('p class="site-title"', "V", outlet.get("name"))
    w.element('p class="site-description"', "V", outlet.get("tagline"))
    w.elements("li", "V", outlet.all("menu"), 'ul id="primary-menu" class="menu"')
    w.raw("</header>\n")


def _opening(w: PageWriter, story: Story) -> None:
    article = story.article
    w.raw('<header class="entry-header">\n')
    w.element('span class="cat-links"', "M", article.get("section"))
    w.element('h1 class="entry-title"', "T", article.title)
    w.raw('<div class="entry-meta">')
    w.element('span class="posted-on"', "M", article.get("date"))
    w.element('span class="byline"', "M", story.byline)
    w.raw("</div>\n</header>\n")
    w.element('p class="entradilla"', "K", article.get("standfirst"))


def _sharing(w: PageWriter, story: Story) -> None:
    share = story.outlet.all("share")
    if share:
        w.raw('<div class="sharedaddy sd-sharing-enabled">\n')
        w.element('h3 class="sd-title"', "S", share[0])
        w.elements("li", "S", share[1:], "ul")
        w.raw("</div>\n")


def _entry_foot(w: PageWriter, story: Story) -> None:
    outlet, article = story.outlet, story.article
    w.raw('<footer class="entry-footer">\n')
    w.elements('a rel="tag" href="/tag"', "V", tags(story), 'span class="tags-links"')
    w.element('div class="author-description"', "M", story.bio)
    w.raw("</footer>\n")
    for label, name in (("D", "donation"), ("N", "newsletter")):
        if article.has(name) and outlet.all(name):
            w.box(label, outlet.all(name))
    w.raw('<div class="related-posts">\n')
    w.element("h3", "R", outlet.get("related"))
    w.elements("li", "R", story.others(3), "ul")
    w.raw("</div>\n")


def _comments(w: PageWriter, story: Story) -> None:
    comments = story.outlet.all("comments")
    if comments:
        w.raw('<div id="comments" class="comments-area">\n')
        w.element('h2 class="comments-title"', "U", comments[0])
        w.elements("p", "U", comments[1:], 'div class="comment-list"')
        w.raw("</div>\n")


def _sidebar(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<aside id="secondary" class="widget-area">\n')
    w.element('h2 class="widget-title"', "R", outlet.get("most_read"))
    w.elements("li", "R", reversed(story.others(5)), "ul")
    w.elements("p", "S", outlet.all("follow"), 'div class="widget social-links"')
    w.elements("p", "A", outlet.all("sponsored"), 'div class="widget widget_ad"')
    w.raw("</aside>\n")


def _foot(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<footer id="colophon" class="site-footer">\n')
    w.elements("div", "L", outlet.all("legal"))
    w.raw("</footer>\n")
    w.elements("p", "P", outlet.all("consent"), 'div id="cookie-notice"')
