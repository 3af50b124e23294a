"""What several lines make together: each shape on pages that have it, and on pages that nearly do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shape_pages import HEAD, P1, P2, P3, P4

Pages = Sequence[str | Sequence[str]]

SHOUTED = "FERRY RUNS AGROUND NEAR THE OLD QUAY IN HEAVY FOG"
LONGER = f"{P4[:-1]} as it did before."
HITS: Mapping[str, Pages] = {
    "share.buttons": [
        [HEAD, "+Facebook", "+Twitter", "+Copy link", P1],
        [HEAD, "+Facebook Twitter WhatsApp Pinterest", P1],
        ["+Teilen", "+Drucken", P1],
    ],
    "menu": [
        ["+Home", "+News", "+Local sport", "+Weather", HEAD, P1],
        [HEAD, P1, "+Home", "+News", "+Local sport", "+Weather"],
    ],
    "repeated.line": [
        [HEAD, "+Save for later", P1, "+Save for later", P2, "+Save for later"],
        [HEAD, P1, f"+{HEAD}", P2, f"+{HEAD}"],
    ],
    "repeated.paragraph": [[HEAD, P1, P2, f"+{P1}"]],
    "related.below_label": [
        [P1, "+Related stories", "+Ferry aground near Vell", P2],
        [P1, "+Lesen Sie auch", "+Fähre auf Grund gelaufen", P2],
        [P1, P2, "+Most read", *(f"+The vote of ward {n}" for n in range(12))],
    ],
    "pager": [[P1, "+1", "+2", "+3", "Next"], [P1, "+4", "+5", "+6", "+7"]],
    "related.listed": [
        [P1, "+Related stories", "+@Ferry aground near Vell", "+@Storm closes the school", P2],
        [P1, "+Lesen Sie auch", "+@Fähre auf Grund gelaufen", "+@Sturm über Ostwick"],
    ],
    "related.line": ["+Read more: Ferry aground near Vell", "+RELATED: Ferry aground", "+» Lire aussi : Le bac échoué"],
    "related.dated": [[HEAD, P1, P2, "+Ferry aground near Vell", "+3 May 2026", "+Storm closes the school"]],
    "related.doubled": ["+Ferry aground off the quay Ferry aground off the quay"],
    "related.capitals": [[HEAD, P1, f"+{SHOUTED}", P2]],
    "related.shouted_link": [[HEAD, P1, "+@FERRY AGROUND NEAR VELL", P2]],
    "comments.section": [
        [HEAD, P1, P2, "+3 comments", "+I like it", "+Me too"],
        [HEAD, P1, P2, "+Leave a reply", "+Your name"],
        [HEAD, P1, P2, "+Schreibe einen Kommentar"],
    ],
    "tail.after_end": [
        [HEAD, P1, P2, P3, "+Tags", "+Harbour", "+Pier"],
        [HEAD, P1, P2, P3, "+© 2026 Ostwick Post", "+Imprint"],
        [HEAD, P1, P2, P3, "+Tom Hale is a reporter for the Ostwick Post.", "+Ferry aground near Vell"],
    ],
    "tail.after_likely_end": [
        [HEAD, P1, P2, P3, P4, "+Related stories", f"+{LONGER}"],
        [HEAD, P1, P2, P3, "+Tags", "+Harbour", "+Pier"],
    ],
    "tail.titles": [[P1, "+Ferry aground near Vell", "+Storm closes the school", "+Mayor resigns after vote"]],
    "label.bare": [[P1, "+Tags:"], [P1, "+Related:", "+Tags:"]],
    "tags": ["+Harbour | Ferry | Pier", "+Harbour · Old ferries · Pier · Vell", "+Harbour  Ferry  Pier"],
    "price": ["+€ 19.99", "+12 zł", "+Now 20% off", ["+Rope", "+$ 5", "+Anchor", "+$ 9", "+Buoy", P1]],
    "separator": ["+***", "+– – –", "+x"],
}
NEAR_MISSES: Mapping[str, Pages] = {
    "share.buttons": [
        [HEAD, "Facebook", P1],  # alone, it may be what the story is about
        [HEAD, "Facebook and Twitter said no", P1],
        [HEAD, "Facebook", P1, "Twitter", P2],
    ],
    "menu": [
        ["Home", "News", "Local sport", P1],  # three
        [P1, "Home", "News", "Local sport", "Weather", P2],  # in the body
        ["Home:", "News:", "Sport:", "Weather:", P1],
        ["The pier falls.", "So be it.", "It stays.", "It goes.", P1],
        ["Home", "News", "Local sport", "Weather"],  # no article to be outside of
    ],
    "repeated.line": [[HEAD, "Save for later", P1, "Save for later"], [P1, P1, P1]],
    "repeated.paragraph": [[HEAD, P1, P2, P1.replace("Tuesday", "Monday")], ["Save for later", P1, "Save for later"]],
    "related.below_label": [
        [P1, "Related to this is the question of cost.", "Ferry aground near Vell", P2],
        [P1, "The related stories", "Ferry aground near Vell", P2],
    ],
    "related.line": ["Read more:", "He reads more: it is late", "The latest: none", "Related stories about the ferry"],
    "related.dated": [
        [HEAD, "3 May 2026", "Ferry aground", P1, P2],  # above the article
        [HEAD, P1, "3 May 2026", P2],  # right below its first paragraph
        [HEAD, P1, P2, "Ferry aground near Vell", "Summer of 2026"],
    ],
    "pager": [
        [P1, "1", "2", P2],  # two are too few
        [P1, "3", "5", "7", P2],  # a row of results
        [P1, "98", "99", "100", P2],  # house numbers
        ["1", P1, "2", P2, "3", P3],  # chapters
        [P1, "1. Boats", "2. Nets", "3. Rope"],
    ],
    "related.listed": [
        [P1, "Related stories", "@Ferry aground near Vell", P2],  # one link
        [P1, "Related stories", "Ferry aground near Vell", "Storm closes the school"],  # no links
        [P1, "Timetables of the ferries", "@From Vell to Ostwick", "@From Ostwick to Vell"],
        [P1, "Related stories", P2, "@Ferry aground near Vell", "@Storm closes the school"],  # not directly below
    ],
    "related.doubled": ["Ferry aground off the quay, crew aground off the pier", "Mayday mayday", "no no no no"],
    "related.capitals": [
        [HEAD, P1, "FERRY RUNS AGROUND NEAR THE OLD QUAY", P2],  # short, as a heading
        [HEAD.upper(), P1, SHOUTED, P2],
        [HEAD, P1, P2, SHOUTED],
        [HEAD, P1, SHOUTED.capitalize(), P2],
    ],
    "related.shouted_link": [
        [HEAD, P1, "FERRY AGROUND NEAR VELL", P2],  # no link
        [HEAD, P1, "@Ferry aground near Vell", P2],
        [HEAD, P1, "@FERRY AGROUND", P2],
        [HEAD.upper(), P1, "@FERRY AGROUND NEAR VELL", P2],
        [HEAD, P1, P2, "@FERRY AGROUND NEAR VELL"],
    ],
    "comments.section": [
        [HEAD, P1, P2, "Comments on the plan were few", "Most were short"],
        ["3 comments", HEAD, P1, P2, P3],  # above the article
        [HEAD, P1, P2, "No comment from the mayor", "None from the clerk"],
    ],
    "tail.after_end": [
        [HEAD, P1, P2, "Tags", P3, P4],  # the article reads on
        [HEAD, P1, P2, P3, P4, "Related stories", LONGER],  # as long as a paragraph of it
        [HEAD, P1, P2, P3, "Tagging the boats", "Harbour"],
        [HEAD, P1, P2, P3, "Tags"],  # nothing below
        [HEAD, P1, P2, P3, "Tom Hale is a fisherman.", "Ferry aground near Vell"],
    ],
    "tail.after_likely_end": [
        [HEAD, P1, P2, "Tags", P3, P4],
        [HEAD, P1, "Related stories", LONGER],  # longer than a third of what came before
        [HEAD, P1, P2, P3, P4, "The related stories", LONGER],
    ],
    "tail.titles": [
        [P1, "Ferry aground near Vell", "Storm closes the school"],  # two
        [P1, "The ferry is aground.", "The school is closed.", "The mayor resigned.", "Vell is dark"],
        ["Ferry aground near Vell", "Storm closes the school", "Mayor resigns after vote"],  # no article above
    ],
    "label.bare": [[P1, "Tags:", "Harbour"], [P1, "The council then decided:"], [P1, "Tags"]],
    "tags": ["Harbour | Ferry", "Harbour, ferry, pier", "The council of Ostwick votes | Ferry | Pier", "1 | 2"],
    "price": ["The rope costs $ 5", "€ 19.99 a month is not much", "$ five", "20% off the coast"],
    "separator": ["* * * a", "*" * 13, "xx"],
}
