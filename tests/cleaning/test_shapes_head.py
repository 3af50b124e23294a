"""What stands around the headline: each shape on pages that have it, and on pages that nearly do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shape_pages import HEAD, P1, P2

Pages = Sequence[str | Sequence[str]]

HITS: Mapping[str, Pages] = {
    "headline": [["Home", f"+{HEAD}", P1], ["3 May 2026", f"+{HEAD}", "By Ada Brennan", P1]],
    "headline.repeated": [[HEAD, P1, f"+{HEAD}"], [HEAD, P1, f"+{HEAD.upper()}!", P2]],
    "headline.varied": [[HEAD, f"+{HEAD} | Ostwick Post", P1], [HEAD, P1, f"+Local news: {HEAD}"]],
    "byline": [["+By Ada Brennan", P1], [HEAD, "+Von Ada Brennan und Tom Hale", P1], ["+Ada Brennan, Reuters", P1]],
    "dateline": [["+3 May 2026", P1], ["+Published: 3 May 2026, 10:15", P1], ["+3. Mai 2026", P1]],
    "metadata.small": [["+5 min read", P1], ["+Lesezeit: 8 Minuten", P1], ["+Reuters", P1]],
    "author.name": [[HEAD, "By Ada Brennan", P1, "+Ada Brennan"]],
    "author.box": [
        [HEAD, "By Ada Brennan", P1, P2, "+Ada Brennan covers the harbour and the sea."],
        [HEAD, P1, P2, "+Tom Hale is a reporter for the Ostwick Post."],
    ],
    "announcer.alone": [["+By", HEAD, P1], ["+Published", P1], ["+Veröffentlicht am:", P1]],
    "head.above_headline": [["+Home", "+Sport and leisure", HEAD, P1]],
}
NEAR_MISSES: Mapping[str, Pages] = {
    "headline": [
        ["Home", "News", P1],  # no line of four words
        [P1, HEAD],  # below the first paragraph
        ["By Ada Brennan and Tom Hale", P1],
        ["The pier will be rebuilt after all.", P1],  # a sentence
    ],
    "headline.repeated": [[HEAD, P1, f"{HEAD} again"], [P1, P1]],
    "headline.varied": [
        [HEAD, "Harbour council votes to close the new ferry line | Ostwick Post", P1],
        ["Council closes old pier", "Council closes old pier | Ostwick Post", P1],  # so few words are soon alike
        [HEAD, P1, f"{HEAD}, and to sell the barn of the rope works before the year is out"],
    ],
    "byline": [["By Tuesday the river had risen.", P1], ["Ada Brennan", P1], ["By the harbour and the sea", P1]],
    "dateline": [["The vote of 3 May 2026", P1], ["2026", P1], ["10:15", P1], ["35 May 2026", P1]],
    "metadata.small": [["5 minutes later", P1], ["Reuters said so on Monday", P1], ["Harbour", P1]],
    "author.name": [[HEAD, "By Ada Brennan", P1, "Tom Hale"], [HEAD, P1, "Ada Brennan"]],
    "author.box": [
        [HEAD, "By Ada Brennan", P1, P2, "Ada Brennan said that the pier would open in June."],
        [HEAD, P1, P2, "Tom Hale is a fisherman and opposed the plan."],
        [HEAD, "Tom Hale is a reporter for the Ostwick Post.", P1, P2],  # above the article
    ],
    "announcer.alone": [["By and by", P1], ["Published on Monday", P1], ["Byline", P1]],
    "head.above_headline": [
        [HEAD, "Home", P1],
        ["The pier is closed.", HEAD, P1],  # a sentence
        ["Home", "News", P1],  # no headline
    ],
}
