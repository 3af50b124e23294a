"""The closed vocabularies of bylines, of all languages together. Lower case."""

from __future__ import annotations

from cleaners.text.vocabulary import VOCABULARY

#: News agencies and wire desks, as they stand alone on a line.
AGENCIES = VOCABULARY.words("agencies")
#: Words that announce an author at the start of a line when a space or a colon follows.
BYLINE_LEADS = VOCABULARY.words("byline_leads")
#: Words that announce an author only with a colon, slash or dash after them: alone they begin headings and prose.
BYLINE_LABELS = VOCABULARY.words("byline_labels")
NAME_JOINERS = VOCABULARY.words("name_joiners")
#: Lower-case words that stand inside names.
NAME_PARTICLES = VOCABULARY.words("name_particles")
#: Capitalised words and phrases that have a name's shape and are none: sections, labels, weekdays, page furniture.
NOT_NAMES = VOCABULARY.words("not_names")
#: Words that make a desk of a group of words, which then signs as an author does.
DESK_WORDS = VOCABULARY.words("desks")
#: Words of newsroom roles: beside a name they make a byline even without "by".
NEWSROOM_ROLES = VOCABULARY.words("newsroom_roles")
#: Words of any role that may follow an announced name; alone they also stand beside people who are quoted.
ROLE_WORDS = VOCABULARY.words("newsroom_roles", "roles")
#: Words that organisations add to a name.
ORGANISATION_WORDS = VOCABULARY.words("desks", "organisations")
