"""Shapes of captions, credits, alternative texts and player labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import re2

from cleaners.formats.surroundings import HEADINGS
from cleaners.text.vocabulary import VOCABULARY
from cleaners.voters.shapes.page import CAPTION_CHARS, NUMBERED_CHARS, Page
from cleaners.voters.shapes.signs import AGENCY, LABEL, LABEL_BY, LABELLED, PICTURED

_WORDS = VOCABULARY.pattern
LISTED = HEADINGS | {"tr", "td", "li"}  # elements in which five words without a capital are nothing strange
CREDIT_LABEL = re2.compile(rf"(?:^|[\s(|/–—\-.!?”\"]){LABELLED.pattern}")
CREDIT_TAIL = re2.compile(
    rf"(?:[(\[][^()\[\]]{{0,90}}(?:/|\b)(?:{AGENCY})\b[^()\[\]]{{0,60}}[)\]]|(?:\||/|\bvia|–|—|-|\.|…)\s?(?:{AGENCY})\b[\w /.\-]{{0,30}})"
    r"[\s.]*$"
)
CREDIT_ONLY = re2.compile(
    rf"(?:[(\[©]\s?)?(?:(?:{LABEL})\s?[:：]?\s)?(?:(?:[\pL\pN.\-'’]+ ){{0,5}}[/|,–-]\s?)?(?:{AGENCY})"
    r"(?:[\s/|,–-]+(?:Images?|Photos?|Stock|Agency|Archives?|Pool|[\pL\pN]+))*[)\].]?"
)
PHOTO_BY = re2.compile(rf"(?:\||\.|^|\(|\s-)\s?{LABEL_BY}[^\s.]+(?: [^\s.]+){{0,5}}[)\].]*$")
COPYRIGHT_NAME = re.compile(r"^©\s?(?!\s*(?:19|20)\d\d)[^.!?]{2,80}$|[^.!?]{3,80}\s©\s?[^\d.!?]{2,60}$")
STOCK_PLACE = re.compile(r"^[A-Z][A-Z .'’\-]+,\s[A-Z .'’\-]{2,40}\s?[-–—]\s?[A-Z]{3,9}\.? \d{1,2}(?:, \d{4})?:")
FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|svg|mp4|mp3)$|^epa\d{6,}|^[A-Z]{3,6}_?\d{6,}", re.IGNORECASE)
FILE_NAME_CHARS = 9  # at the least of a number, and of a name unless it is the whole text: no space stands there
COUNTER = re.compile(
    rf"^(?:{_WORDS('counted_pictures')}\s?)?\d{{1,3}}\s?(?:/|{_WORDS('counted_of')})\s?\d{{1,3}}\b(?!/).{{0,120}}$",
    re.IGNORECASE,
)
PLAYER = re.compile(
    rf"^{_WORDS('player_labels')}?[\s:·-]*(?:-?\d{{1,2}}:\d\d(?::\d\d)?[\s/|]*){{1,4}}(?:hd|cc)?$"
    r"|^VIDEO\s?\d|^MP[34]",
    re.IGNORECASE,
)
PIPED_CREDIT = re.compile(r"^[^|]{2,60}\|[^|]{2,60}(?:\|[^|]{2,60})?$")
AGENCY_WORD = re2.compile(rf"\b{AGENCY}\b")
NUMBERED_REPEAT = re.compile(r"\s*-\s*\d{1,2}$")

NAMED_CREDIT_CHARS = 120  # at a line's end
NAME_WORDS = 5
_SENTENCE_ENDS = frozenset(".!?…'\"’”»")
_PARTICLES = VOCABULARY.words("caption_particles")


def _short(page: Page, most: int) -> list[tuple[int, str]]:
    return [(line.index, line.text) for line in page.captionable if len(line.text) <= most]


def _numbered(page: Page, most: int = NUMBERED_CHARS) -> list[tuple[int, str]]:
    return [(line.index, line.text) for line in page.lines if line.numbered and len(line.text) <= most]


def credits_only(page: Page) -> Iterator[int]:
    """Nothing but a credit: `Sean Doe / Getty Images`, `AP Photo`, `Jane Doe | Moment | Getty Images`."""
    for line in page.signed:
        text = line.text
        if line.words <= 14 and (
            CREDIT_ONLY.fullmatch(text) or (PIPED_CREDIT.match(text) and AGENCY_WORD.search(text))
        ):
            yield line.index


def credit_tails(page: Page) -> Iterator[int]:
    """A sentence about a picture that ends in its credit."""
    for line in page.signed:
        if CREDIT_TAIL.search(line.text[-160:]) or PHOTO_BY.search(line.text[-100:]):
            yield line.index


def named_credits(page: Page) -> Iterator[int]:
    """`... at the court. J. Segura / El Faro`: after a sentence, a person and an outlet that no list can hold."""
    return (i for i, text in _short(page, 400) if "/" in text[-NAMED_CREDIT_CHARS:] and _ends_in_names(text))


def _ends_in_names(text: str) -> bool:
    before, _, outlet = text[-NAMED_CREDIT_CHARS:].rstrip(".").rpartition("/")
    if outlet.endswith(")"):
        sentence, _, person = before.rpartition("(")
        names = person.split(), outlet[:-1].split()
        return sentence.rstrip()[-1:] in _SENTENCE_ENDS and _are_names(*names)
    words = before.split()
    last = next((i for i in range(len(words) - 1, 0, -1) if _ends_sentence(words[i])), len(words))
    return _are_names(words[last + 1 :], outlet.split())


def _ends_sentence(word: str) -> bool:
    """Initials and short abbreviations end in a full stop too."""
    return word[-1] in _SENTENCE_ENDS and (len(word) > 3 or word[0].isdigit())


def _are_names(person: Sequence[str], outlet: Sequence[str]) -> bool:
    few = 1 <= len(person) <= NAME_WORDS and 1 <= len(outlet) <= NAME_WORDS and len(person) + len(outlet) >= 3
    return few and all(map(_is_of_name, person)) and (_is_quoted(outlet) or all(map(_is_of_name, outlet)))


def _is_of_name(word: str) -> bool:
    return (word[0].isupper() or word.lower() in _PARTICLES) and word[-1] != ","


def _is_quoted(words: Sequence[str]) -> bool:
    """`«Голос долины»`: a name in quotation marks needs no other capitals."""
    return words[0][0] in '«„“"' and words[0][1:2].isupper() and words[-1][-1] in '»“”"'


def credit_labels(page: Page) -> Iterator[int]:
    """`Photo: ...` at the start, or after the caption's text."""
    return (line.index for line in page.signed if len(line.text) <= 400 and CREDIT_LABEL.search(line.text))


def leading_credits(page: Page) -> Iterator[int]:
    """`© Jane Doe/Agency What the picture shows.`"""
    return (i for i, text in _short(page, 400) if text.startswith("©") and AGENCY_WORD.search(text[:70]))


def copyright_names(page: Page) -> Iterator[int]:
    """`© Jane Doe`: a person's or agency's sign without a year is a picture's, not the page's."""
    return (i for i, text in _short(page, 200) if "©" in text and COPYRIGHT_NAME.search(text))


def stock_places(page: Page) -> Iterator[int]:
    """`PLACE, COUNTRY - MONTH 12: ...`, as picture agencies begin."""
    return (line.index for line in page.captionable if STOCK_PLACE.match(line.text))


def pictured(page: Page) -> Iterator[int]:
    """Words that only make sense beside a picture: `(L)`, `file photo`, `from left:`."""
    return (line.index for line in page.signed if PICTURED.search(line.text))


def file_names(page: Page) -> Iterator[int]:
    """The name of a picture's file, or an agency's picture number."""
    begins = ((line.index, line.text) for line in page.captionable if " " not in line.text[:FILE_NAME_CHARS])
    return (i for i, text in begins if FILE_NAME.match(text))


def counters(page: Page) -> Iterator[int]:
    """`Image 3 of 12`, `1/9 The hall before the fire`."""
    return (i for i, text in _numbered(page, 160) if COUNTER.match(text))


def players(page: Page) -> Iterator[int]:
    """What a video or audio player prints: times and labels."""
    return (i for i, text in _numbered(page, 40) if PLAYER.match(text))


def keyword_strings(page: Page) -> Iterator[int]:
    """Alternative text made of search words: five or more words in lower case, no sign, no full stop."""
    for line in page:
        text = line.text
        may_be = not line.sentence and line.tag not in LISTED and text.islower()
        if may_be and 5 <= line.words <= 30 and re.fullmatch(r"[\w\s'’/.\-]+", text):
            yield line.index


def headline_repeats(page: Page) -> Iterator[int]:
    """The headline again with a running number, as galleries print it."""
    if page.headline < 0:
        return
    headline = page.lines[page.headline].text.strip()
    for i, text in _short(page, CAPTION_CHARS):
        if (
            i != page.headline
            and text[-1].isdigit()
            and NUMBERED_REPEAT.search(text)
            and NUMBERED_REPEAT.sub("", text) == headline
        ):
            yield i


def truncated(page: Page) -> Iterator[int]:
    """A line right below the headline that breaks off within a word or phrase: a caption cut to fit."""
    for line in page.lines[page.headline + 1 : page.headline + 5] if page.headline >= 0 else ():
        if 60 <= len(line.text) <= 120 and not line.sentence and line.text[-1].isalpha() and ". " not in line.text:
            following = page.lines[line.index + 1].text if line.index + 1 < len(page) else ""
            if AGENCY_WORD.search(following[:80]) and len(following) < 80:
                yield line.index


FIGURE = re.compile(
    rf"^{_WORDS('figures')}\s?\d{{1,2}}"
    r"(?:\s?[.:：|]|\s[-–—])\s?\S",
    re.IGNORECASE,
)


def figures(page: Page) -> Iterator[int]:
    """`Figure 3: ...`: a numbered caption."""
    return (i for i, text in _numbered(page) if FIGURE.match(text))
