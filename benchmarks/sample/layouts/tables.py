"""A page of the old kind: nested tables, font elements, paragraphs set apart by line breaks."""

from __future__ import annotations

from benchmarks.sample.head import meta
from benchmarks.sample.material import Story
from benchmarks.sample.writer import Box, Page, PageWriter, Style

FONT = 'font face="Verdana" size="2"'
SMALL = 'font face="Verdana" size="1"'
PICTURE = '<img src="photos/p1.gif" width="320" height="213" border="0">'
STYLE = Style(
    paragraph=FONT,
    heading='font face="Georgia" size="3" color="#003366"',
    quote="i",
    list="ul",
    item="li",
    boxes={
        "C": Box('table align="right" width="330"><tr><td', SMALL, SMALL, PICTURE + "<br>"),
        "A": Box("center", SMALL, SMALL),
        "R": Box('table bgcolor="#eeeeee" width="100%"><tr><td', "b", 'a href="art.asp"', items="p"),
        "N": Box('form action="lettre.asp"', "b", SMALL, items="p"),
        "D": Box('table border="1" cellpadding="6"><tr><td', "b", FONT, items="p"),
        "S": Box("p", SMALL, SMALL),
        "M": Box("p", SMALL, SMALL),
        "X": Box("p", SMALL, SMALL),
    },
    paragraph_end="<br><br>\n",
)


def render(story: Story) -> Page:
    """The story on such a page."""
    w = PageWriter(STYLE)
    w.raw('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<html>\n' + meta(story))
    w.raw('<body bgcolor="#ffffff" topmargin="0">\n')
    _masthead(w, story)
    w.raw('<table width="960" align="center" cellpadding="4"><tr valign="top">\n')
    _left(w, story)
    w.raw('<td width="560">\n')
    _article(w, story)
    w.raw("</td>\n")
    _right(w, story)
    w.raw("</tr></table>\n")
    _foot(w, story)
    w.raw("</body></html>\n")
    return w.page()


def _masthead(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<table width="960" align="center"><tr><td><img src="logo.gif" width="300"></td><td align="right">\n')
    w.element(SMALL, "V", outlet.get("tagline"))
    w.raw("</td></tr></table>\n")


def _left(w: PageWriter, story: Story) -> None:
    w.raw('<td width="150" bgcolor="#dde6ee">\n')
    for entry in story.outlet.all("menu"):
        w.element('a href="rub.asp"', "V", entry)
        w.raw("<br>\n")
    w.raw("</td>\n")


def _article(w: PageWriter, story: Story) -> None:
    article, outlet = story.article, story.outlet
    w.element(SMALL, "V", outlet.get("breadcrumb"))
    w.raw("<br>")
    w.element('font face="Georgia" size="5"', "T", article.title)
    w.raw("<br>")
    w.element(SMALL, "M", article.get("date"))
    w.raw("<br><br>\n")
    if article.get("standfirst"):
        w.element("b", "K", article.get("standfirst"))
        w.raw("<br><br>\n")
    w.body(article.parts)
    w.raw('<div align="right">')
    w.element("i", "M", story.byline)
    w.raw("</div><hr>\n")
    for tool in outlet.all("share"):
        w.element('a href="envoi.asp"', "S", tool)
        w.raw("<br>\n")
    if article.has("donation") and outlet.all("donation"):
        w.box("D", outlet.all("donation"))


def _right(w: PageWriter, story: Story) -> None:
    outlet = story.outlet
    w.raw('<td width="230" bgcolor="#f4f4f4">\n')
    w.element("b", "R", outlet.get("most_read"))
    w.raw("<br>\n")
    for headline in story.others(5):
        w.element('a href="art.asp"', "R", headline)
        w.raw("<br>\n")
    if outlet.all("newsletter"):
        w.box("N", outlet.all("newsletter"))
    if outlet.get("ad"):
        w.element(SMALL, "A", outlet.get("ad"))
    w.raw("</td>\n")


def _foot(w: PageWriter, story: Story) -> None:
    w.raw('<table width="960" align="center"><tr><td align="center">\n')
    for entry in story.outlet.all("legal"):
        w.element(SMALL, "L", entry)
        w.raw("<br>\n")
    for entry in story.outlet.all("consent"):
        w.element(SMALL, "P", entry)
        w.raw("<br>\n")
    w.raw("</td></tr></table>\n")
