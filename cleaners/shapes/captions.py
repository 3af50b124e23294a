"""Shapes of captions, credits, alternative texts and player labels."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import re2

from cleaners.formats.surroundings import HEADINGS
from cleaners.shapes.page import Page

LISTED = HEADINGS | {"tr", "td", "li"}  # elements in which five words without a capital are nothing strange
CAPTION_CHARS = 600  # a longer block is not a caption, whatever it holds

_AGENCY = (
    r"(?:AP|AFP|EPA|EFE|DPA|dpa|APA|ANSA|ANP|BELGA|PAP|ČTK|CTK|TT|NTB|TASS|ТАСС|РИА|УНІАН|AA|IHA|DHA|Xinhua|Reuters"
    r"|REUTERS|Getty|GETTY|Shutterstock|iStock|Alamy|Unsplash|Pexels|Pixabay|pixabay|Flickr|Imago|imago|picture[- ]alliance"
    r"|Bloomberg|Keystone|Depositphotos|Adobe Stock|Wikimedia|Wikipedia|Courtesy|Handout|Supplied|UPI|PTI|ANI|Yonhap|Kyodo"
    r"|NurPhoto|Anadolu|SIPA|Sputnik|ZUMA|MAXPPP|Europa Press|PA Wire|PA Images|Rex|WENN|SWNS|CC[- ]BY|Public Domain)"
)
_LABEL = (
    r"(?:[Pp]hoto(?:s|graphs?)?|PHOTOS?|[Pp]ictures?|[Ii]mages?|[Ii]llustrations?|[Gg]raphics?|[Vv]ideo|[Ss]creenshot|[Cc]redits?"
    r"|CREDIT|[Ff]otos?|FOTO|[Bb]ild(?:er|quelle)?|[Bb]eeld|[Ff]oto(?:graf)?[ií]as?|[Ff]otograf(?:ie|ía|ia|o|ka)?"
    r"|[Ii]mage[nm]|[Ii]mmagine|[Ii]lustra\pL+|[Cc]r[ée]dit(?:os?|s)?|[Фф]ото|ФОТО|[Зз]ображення|[Сс]ветлина|[Сс]нимка"
    r"|[Ff]otoğraf|FOTOĞRAF|[Gg]örsel|写真|写真提供|提供|图片|圖片|图|图源|摄|사진|صورة|fot\.)"
)
_LABELLED = re2.compile(
    rf"(?:{_LABEL})(?: (?:by|credit|courtesy|di|de|par|von|van|autorstwa))?\s?[:：]\s?\S",
)
CREDIT_LABEL = re2.compile(rf"(?:^|[\s(|/–—\-.!?”\"]){_LABELLED.pattern}")
CREDIT_TAIL = re2.compile(
    rf"(?:[(\[][^()\[\]]{{0,90}}(?:/|\b)(?:{_AGENCY})\b[^()\[\]]{{0,60}}[)\]]|(?:\||/|\bvia|–|—|-|\.|…)\s?(?:{_AGENCY})\b[\w /.\-]{{0,30}})"
    r"[\s.]*$"
)
CREDIT_ONLY = re2.compile(
    rf"(?:[(\[©]\s?)?(?:(?:{_LABEL})\s?[:：]?\s)?(?:(?:[\pL\pN.\-'’]+ ){{0,5}}[/|,–-]\s?)?(?:{_AGENCY})"
    r"(?:[\s/|,–-]+(?:Images?|Photos?|Stock|Agency|Archives?|Pool|[\pL\pN]+))*[)\].]?"
)
_LABEL_BY = rf"(?:{_LABEL}) (?:by|von|par|di|de|por|van|autorstwa) "
_BY = re2.compile(_LABEL_BY)
PHOTO_BY = re2.compile(rf"(?:\||\.|^|\(|\s-)\s?{_LABEL_BY}[^\s.]+(?: [^\s.]+){{0,5}}[)\].]*$")
COPYRIGHT_NAME = re.compile(r"^©\s?(?!\s*(?:19|20)\d\d)[^.!?]{2,80}$|[^.!?]{3,80}\s©\s?[^\d.!?]{2,60}$")
STOCK_PLACE = re.compile(r"^[A-Z][A-Z .'’\-]+,\s[A-Z .'’\-]{2,40}\s?[-–—]\s?[A-Z]{3,9}\.? \d{1,2}(?:, \d{4})?:")
PICTURED = re2.compile(
    r"(?i)\((?:L|R|C|l|r|left|right|centre|center|pictured|links|rechts|li|re|g|d|à gauche|à droite|izda|dcha|sinistra|destra|l\.|r\.)\)"
    r"|\b(?:file|stock|undated|handout|combination|aerial|archive|library|symbol|archiv)[ -]?(?:photo|image|picture|foto|bild)\b"
    r"|\b(?:photo|image|picture|photograph) (?:provided|released|taken|supplied|made|shows|from video)\b"
    r"|\bis (?:pictured|seen|shown) (?:here|in|on|at|during)\b|^(?:[Ff]rom left|[Cc]lockwise from|[Aa]bove|[Bb]elow|[Pp]ictured)\s?[:,]"
)
_MAYBE_PICTURED = re2.compile(f"(?m){PICTURED.pattern}")  # over many lines at once
FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|svg|mp4|mp3)$|^epa\d{6,}|^[A-Z]{3,6}_?\d{6,}", re.IGNORECASE)
COUNTER = re.compile(
    r"^(?:(?:image|photo|slide|picture|bild|foto|фото)\s?)?\d{1,3}\s?(?:/|of|von|de|di|из|z)\s?\d{1,3}\b(?!/).{0,120}$",
    re.IGNORECASE,
)
PLAYER = re.compile(
    r"^(?:video|audio|watch|listen|duration|dauer|remaining time|current time|durée|duración)?[\s:·-]*(?:-?\d{1,2}:\d\d(?::\d\d)?[\s/|]*){1,4}(?:hd|cc)?$"
    r"|^VIDEO\s?\d|^MP[34]",
    re.IGNORECASE,
)
PIPED_CREDIT = re.compile(r"^[^|]{2,60}\|[^|]{2,60}(?:\|[^|]{2,60})?$")
AGENCY_WORD = re2.compile(rf"\b{_AGENCY}\b")
_ANY_AGENCY = re2.compile(_AGENCY)
NUMBERED_REPEAT = re.compile(r"\s*-\s*\d{1,2}$")

NAMED_CREDIT_CHARS = 120  # at a line's end
NAME_WORDS = 5
_APART = "\n\n"
_SENTENCE_ENDS = frozenset(".!?…'\"’”»")
_PARTICLES = frozenset("de del della di da do du des la le el van von der the of for y und i et & dos das den".split())


def _short(page: Page, most: int = CAPTION_CHARS) -> list[tuple[int, str]]:
    return [(line.index, line.text) for line in page.lines if len(line.text) <= most]


def _matching(page: Page, pattern: re2._Regexp) -> list[tuple[int, str]]:
    """The lines short enough for a caption in which a pattern is found that does not ask where a line begins or ends.

    All are searched at once, for a call costs more than the search; no such pattern reaches across two line ends.
    """
    chosen = _short(page)
    found = [match.start() for match in pattern.finditer(_APART.join([text for _, text in chosen]))]
    if not found:
        return []
    limits = list(accumulate(len(text) + len(_APART) for _, text in chosen))
    return [chosen[place] for place in dict.fromkeys(bisect_right(limits, start) for start in found)]


def credits_only(page: Page) -> Iterator[int]:
    """Nothing but a credit: `Sean Doe/Getty Images`, `AP Photo`, `Jane Doe | Moment | Getty Images`."""
    for i, text in _matching(page, _ANY_AGENCY):
        if page.lines[i].words <= 14 and (
            CREDIT_ONLY.fullmatch(text) or (PIPED_CREDIT.match(text) and AGENCY_WORD.search(text))
        ):
            yield i


def credit_tails(page: Page) -> Iterator[int]:
    """A sentence about a picture that ends in its credit."""
    signed = {i for i, text in _matching(page, _ANY_AGENCY) if CREDIT_TAIL.search(text[-160:])}
    signed.update(i for i, text in _matching(page, _BY) if PHOTO_BY.search(text[-100:]))
    return iter(sorted(signed))


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
    return (i for i, text in _matching(page, _LABELLED) if len(text) <= 400 and CREDIT_LABEL.search(text))


def leading_credits(page: Page) -> Iterator[int]:
    """`© Jane Doe/Agency What the picture shows.`"""
    return (i for i, text in _short(page, 400) if text.startswith("©") and AGENCY_WORD.search(text[:70]))


def copyright_names(page: Page) -> Iterator[int]:
    """`© Jane Doe`: a person's or agency's sign without a year is a picture's, not the page's."""
    return (i for i, text in _short(page, 200) if "©" in text and COPYRIGHT_NAME.search(text))


def stock_places(page: Page) -> Iterator[int]:
    """`PLACE, COUNTRY - MONTH 12: ...`, as picture agencies begin."""
    return (i for i, text in _short(page) if STOCK_PLACE.match(text))


def pictured(page: Page) -> Iterator[int]:
    """Words that only make sense beside a picture: `(L)`, `file photo`, `from left:`."""
    return (i for i, text in _matching(page, _MAYBE_PICTURED) if PICTURED.search(text))


def file_names(page: Page) -> Iterator[int]:
    """The name of a picture's file, or an agency's picture number."""
    return (i for i, text in _short(page) if FILE_NAME.match(text))


def counters(page: Page) -> Iterator[int]:
    """`Image 3 of 12`, `1/9 The hall before the fire`."""
    return (i for i, text in _short(page, 160) if COUNTER.match(text))


def players(page: Page) -> Iterator[int]:
    """What a video or audio player prints: times and labels."""
    return (i for i, text in _short(page, 40) if PLAYER.match(text))


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
    for i, text in _short(page):
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
    r"^(?:fig(?:ure|\.)?|abb(?:ildung|\.)?|photo|foto|image|chart|graph|map|diagram|рис(?:унок|\.)?|rys\.|şekil|図|图|圖)\s?\d{1,2}"
    r"(?:\s?[.:：|]|\s[-–—])\s?\S",
    re.IGNORECASE,
)


def figures(page: Page) -> Iterator[int]:
    """`Figure 3: ...`: a numbered caption."""
    return (i for i, text in _short(page, 200) if FIGURE.match(text))
