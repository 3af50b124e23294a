"""A portal's page: block-element-modifier class names, a rail of teasers before the article and one behind it."""

from __future__ import annotations

from benchmarks.sample.head import meta, tags
from benchmarks.sample.material import Story
from benchmarks.sample.writer import Box, Page, PageWriter, Style

PICTURE = '<div class="media__frame"><img class="media__image" src="/i/1.jpg" alt=""></div>'
STYLE = Style(
    paragraph='div class="article__text"',
    heading='div class="article__subtitle"',
    quote='div class="article__quote"',
    list='ul class="article__list"',
    item='li class="article__list-item"',
    boxes={
        "C": Box(
            'div class="article__media media"', 'div class="media__caption"', 'div class="media__source"', PICTURE
        ),
        "A": Box('div class="advert advert--inline"', 'div class="advert__label"', "div"),
        "R": Box('div class="article__read-also"', 'span class="read-also__label"', 'a href="/x"'),
        "N": Box('div class="promo promo--channel"', "div", 'a href="/sub"'),
        "D": Box('div class="promo promo--support"', 'div class="promo__title"', "div"),
        "S": Box('div class="article__embed"', "div", "div"),
        "M": Box('div class="article__note"', "div", "div"),
        "X": Box('div class="article__box"', "div", "div"),
    },
)


def render(story: Story) -> Page:
    """The story on such a page."""
    w = PageWriter(STYLE)
    w.raw(f'<!DOCTYPE html>\n<html lang="{story.outlet.get("language")}">\n')
    w.raw(meta(story, "og", "dates") + '<body class="page">\n')
    _top(w, story)
    w.raw('<div class="page__content"><div class="article">\n')
    _opening(w, story)
    w.raw('<div class="article__body">\n')
    w.body(story.article.parts)
    w.raw("</div>\n")
    _after(w, story)
    w.raw("</div></div>\n")
    _foot(w, story)
    w.raw("</body></html>\n")
    return w.page()


def _top(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<div class="header">\n')
    w.element('a class="header__logo" href="/"', "V", outlet.get("name"))
    w.elements('a class="menu__link" href="/c"', "V", outlet.all("menu"), 'div class="menu"')
    w.element('div class="header__search"', "V", outlet.get("search"))
    w.raw("</div>\n")
    w.elements('a class="ticker__item" href="/t"', "R", reversed(story.others(2)), 'div class="ticker"')


def _opening(w: PageWriter, story: Story) -> None:
    article, outlet = story.article, story.outlet
    w.element('div class="breadcrumbs"', "V", outlet.get("breadcrumb"))
    w.element('h1 class="article__title"', "T", article.title)
    w.raw('<div class="article__info">\n')
    w.element('span class="article__date"', "M", article.get("date"))
    w.element('a class="article__author" href="/a"', "M", story.byline)
    w.element('span class="article__reading"', "M", article.get("reading"))
    w.raw("</div>\n")
    w.element('div class="article__lead"', "K", article.get("standfirst"))


def _after(w: PageWriter, story: Story) -> None:
    outlet, article = story.outlet, story.article
    w.elements('span class="share__item"', "S", outlet.all("share"), 'div class="share"')
    if article.has("newsletter", 70) and outlet.all("newsletter"):
        w.box("N", outlet.all("newsletter"))
    if article.has("donation", 50) and outlet.all("donation"):
        w.box("D", outlet.all("donation"))
    w.elements('a class="tags__item" href="/tag"', "V", tags(story), 'div class="tags"')
    w.elements("div", "U", outlet.all("comments"), 'div class="discussion"')
    w.raw('<div class="teasers">\n')
    w.element('div class="teasers__title"', "R", outlet.get("related"))
    w.elements('a class="teasers__item" href="/y"', "R", story.others(5), 'div class="teasers__grid"')
    w.raw("</div>\n")


def _foot(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<div class="footer">\n')
    w.elements('a class="footer__link" href="/s"', "S", outlet.all("follow"), 'div class="footer__social"')
    w.elements('div class="footer__text"', "L", outlet.all("legal"))
    w.raw("</div>\n")
    w.elements('div class="cookies__text"', "P", outlet.all("consent"), 'div class="cookies"')
