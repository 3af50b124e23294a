"""The site voter: blocks that the site repeats across its distinct articles, by a frozen snapshot."""

from __future__ import annotations

from cleaners.model import Category, Document, Mark, Verdict
from cleaners.templates import SiteTemplates, Templates, Zone, fingerprint, may_be_template, site_of, zones

VOTER = "site"
RULE = "site/recurs"


def vote(document: Document, templates: Templates, folder: str = "") -> list[Mark]:
    """A cut mark on every block that recurs in the same zone of enough other articles.

    Recurrence is asked for zone by zone: the first paragraph of a story recurs as its teaser, at the foot of other
    pages; on its own page it stands in the body, where it occurs once. `folder` stands for the site of a document
    whose address is unknown. Pure.
    """
    site = templates.site(site_of(document, folder))
    if site is None:
        return []
    marks = []
    for block, zone in zip(document.blocks, zones(document), strict=True):
        if may_be_template(block, zone) and (strength := _strength(block.text, zone, site)):
            span = (block.index, block.start, block.end)
            marks.append(Mark(*span, Category.OTHER, RULE, Verdict.CUT, strength, VOTER))
    return marks


def _strength(text: str, zone: Zone, site: SiteTemplates) -> float:
    """0 for no template. Grows with the number of articles, and with their share of the site's.

    3 of 3 give .63, 5 of 5 give .76, 12 of 100 give .56, all of 100 give .94.
    """
    print_ = fingerprint(text)
    count = site.count(print_, zone) if print_ is not None else 0
    if not count:
        return 0.0
    return round(0.95 * (1 - 1 / count) * (0.6 + 0.4 * min(1.0, count / site.articles)), 3)
