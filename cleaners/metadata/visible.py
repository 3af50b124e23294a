"""Authors and dates as the page prints them around its headline, and elements that say by name what they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

import lxml.html
from lxml import etree

from cleaners.metadata.authors import clean_authors
from cleaners.metadata.date_words import DATE_LABELS
from cleaners.metadata.dates import date_span, find_date, fold, may_hold_date, parse_date
from cleaners.metadata.lines import byline, dateline_time
from cleaners.metadata.name_words import NOT_NAMES
from cleaners.metadata.names import OTHER_CREDIT, is_lead, looks_like_name
from cleaners.metadata.nearby import Line, short_text
from cleaners.text.vocabulary import VOCABULARY

#: Lines between a bare name and a date that stand together as a byline.
_BYLINE_REACH = 3
_DATE_CUES = ("date", "time", "publish", "posted", "meta", "byline", "info", "stamp", "datum")
_HEAD_REACH = 15  # lines from the headline within which a date is the article's
_NOT_BYLINE_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6", "td", "th", "button", "label", "code"})
_MAX_DATE_WORDS = 8  # beside the date in a line that still is about the date
_MAX_AUTHORS = 8

_AUTHOR_CUES = ("author", "byline", "byl", "writer", "contributor", "creator", "posted", "written", "autor", "auteur")
_OTHER_PERSON = re.compile(r"comment|review|photo|caption|credit|related|follow|share|social|recommend|reply|widget")
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|contributors?|writers?|journalists?|reporters?|columnists?|by|autor(?:en|es|i)?|auteurs?|autore"
    r"|redakteure?|redactores|skribent)/[^/?#]+/?(?:[?#].*)?$",
    re.I,
)
_PERSON_PATH = re.compile(r"/(?:people|person|profiles?|users?|staff|team|redaktion|bio)/[^/?#]+/?(?:[?#].*)?$", re.I)
#: What labels a date as that of a change.
UPDATED = re.compile(VOCABULARY.pattern("updated"), re.I)
# Classes are read in one go and searched here, which takes a third of the time of XPath's `contains`. Attributes are
# cut short before their elements are looked up, which takes time quadratic in their number.
_CLASSES = etree.XPath("descendant-or-self::*/@class", smart_strings=False)
_WITH_CLASS = etree.XPath("descendant-or-self::*[@class]")
_SAID = etree.XPath(
    "(descendant-or-self::*/@rel[. = 'author'])[position() <= 20]/.."
    " | (descendant-or-self::*/@itemprop[contains(., 'author')])[position() <= 20]/.."
)
_IN_ORDER = etree.XPath("$one | $two")  # of the document, none twice
_NAMED = re.compile(r"uthor|yline|[dD]ate|publish")
_MAX_NAMED = 60
_AUTHOR_NAMED = re.compile(r"uthor|yline")
_DATE_NAMED = re.compile(r"[dD]ate|publish")
_MAX_DATES = 2  # more different days than this are a list of other articles


def authors_near(lines: Sequence[Line]) -> tuple[str, ...]:
    """Authors that an element's name or link declares, else by the shape of a line, else a name beside a date."""
    return _declared(lines) or _by_shape(lines) or _beside_date(lines)


def labelled_elements(root: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Elements anywhere on the page whose class, rel or itemprop speaks of an author or a date; at most 100."""
    said: list[lxml.html.HtmlElement] = _SAID(root)
    named = _named_elements(root)
    return _IN_ORDER(root, one=named, two=said) if named and said else named or said


def _named_elements(root: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The first elements whose class speaks of an author or a date."""
    classes = _CLASSES(root)
    speaking = {value for value in set(classes) if _NAMED.search(value)}
    if not speaking:
        return []
    pairs = zip(_WITH_CLASS(root), classes, strict=True)
    return list(islice((element for element, value in pairs if value in speaking), _MAX_NAMED))


def authors_anywhere(elements: Sequence[lxml.html.HtmlElement]) -> tuple[str, ...]:
    """The one author that labelled elements name, or nothing when they name several."""
    found: dict[str, None] = {}
    for element in elements:
        label = _naming(element)
        text = short_text(element) if _AUTHOR_NAMED.search(label) and not _OTHER_PERSON.search(label) else ""
        found.update(dict.fromkeys(name for name in _names_in(text) if looks_like_name(name)))
    return tuple(found) if len(found) == 1 else ()


def published_anywhere(
    elements: Sequence[lxml.html.HtmlElement], times: Sequence[lxml.html.HtmlElement], language: str | None
) -> datetime | None:
    """The date on which the page's time elements agree, else its labelled elements; the first where few differ."""
    stamps = [element.get("datetime") or short_text(element) for element in times]
    marked = (short_text(element) for element in elements if _DATE_NAMED.search(_naming(element)))
    for texts in (stamps, marked):
        moments = [moment for text in texts if may_hold_date(text) and (moment := parse_date(text, language))]
        if moments and len({moment.date() for moment in moments}) <= _MAX_DATES:
            return moments[0]
    return None


def _naming(element: lxml.html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"


def published_near(lines: Sequence[Line], language: str | None) -> tuple[datetime | None, datetime | None]:
    """(published, updated) as printed near the headline. Dates that a list repeats belong to other articles."""
    dated = [(line, moment) for line in lines if _tells_date(line) and (moment := _moment(line, language))]
    by_shape = defaultdict(set)
    for line, moment in dated:
        by_shape[_shape(line)].add(moment)
    own = [(line, moment) for line, moment in dated if len(by_shape[_shape(line)]) <= _MAX_DATES]
    own.sort(key=lambda pair: pair[0].element.get("datetime") is None)
    published = next((moment for line, moment in own if not UPDATED.search(_context(line))), None)
    updated = next((moment for line, moment in own if UPDATED.search(_context(line))), None)
    return published, updated


def _tells_date(line: Line) -> bool:
    """Whether a date in this line may be the article's: close to the headline, or in an element named for it."""
    return abs(line.place) <= _HEAD_REACH or any(cue in line.label.lower() for cue in _DATE_CUES)


def _declared(lines: Sequence[Line]) -> tuple[str, ...]:
    """Names of the first element that declares an author, and of its like right beside it."""
    names: dict[str, None] = {}
    last: Line | None = None
    for line in lines:
        if last is not None and (_shape(line) != _shape(last) or abs(line.place - last.place) > _BYLINE_REACH):
            continue
        if found := _declared_names(line):
            names.update(dict.fromkeys(found))
            last = line
    return tuple(names) if len(names) <= _MAX_AUTHORS else tuple(names)[:1]


def _declared_names(line: Line) -> tuple[str, ...]:
    """Names in an element that says it holds an author; full names only where it is just a person's link."""
    label, href = line.label.lower(), line.element.get("href") or ""
    declares = any(cue in label for cue in _AUTHOR_CUES) or bool(href and _AUTHOR_PATH.search(href))
    if not declares and not (href and _PERSON_PATH.search(href)):
        return ()
    names = () if _OTHER_PERSON.search(label) else _names_in(line.text)
    return names if declares or all(looks_like_name(name) for name in names) else ()


def _by_shape(lines: Sequence[Line]) -> tuple[str, ...]:
    lead = ""
    for line in lines:
        text = f"{lead} {line.text}" if lead else line.text
        if line.text == lead:  # the same word again, from the element inside
            continue
        lead = ""
        if is_lead(text):
            lead = text
        elif names := byline(text):
            return clean_authors(names)
    return ()


def _beside_date(lines: Sequence[Line]) -> tuple[str, ...]:
    """A bare name within a few lines of the first line that is only a date."""
    dated = next((line for line in lines if abs(line.place) <= _HEAD_REACH and dateline_time(line.text)), None)
    if dated is None:
        return ()
    around = (line for line in lines if 0 < abs(line.place - dated.place) <= _BYLINE_REACH)
    return next((clean_authors([line.text]) for line in around if _is_bare_name(line)), ())


def _is_bare_name(line: Line) -> bool:
    """A name in running text or in a link that is not a menu's."""
    return line.element.tag not in _NOT_BYLINE_TAGS and "menu" not in line.label and looks_like_name(line.text)


def _names_in(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    names = clean_authors(byline(text) or [OTHER_CREDIT.sub("", text)])
    return names if (len(names) == 1 and _is_handle(names[0])) or all(looks_like_name(name) for name in names) else ()


def _is_handle(name: str) -> bool:
    """A single word that may sign an article (`kestrel`), not a label (`Updated`)."""
    word = name.lower()
    return len(name.split()) == 1 and 3 <= len(name) <= 24 and word not in NOT_NAMES and word not in DATE_LABELS


def _moment(line: Line, language: str | None) -> datetime | None:
    if stamp := line.element.get("datetime"):
        return parse_date(stamp, language)
    if not may_hold_date(line.text):
        return None
    if moment := dateline_time(line.text, language):
        return moment
    return _date_beside_words(line, language)


def _date_beside_words(line: Line, language: str | None) -> datetime | None:
    """The date at the start or end of a short line (`3 May 2024 · Jane Doe`), or in an element named for dates."""
    text = fold(line.text)
    reading = find_date(text, language)
    if reading is None or len(reading.rest.split()) > _MAX_DATE_WORDS:
        return None
    start, end = date_span(text) or (0, 0)
    at_edge = (start == 0 or end == len(text)) and text[-1] not in ".!?"
    return reading.moment if at_edge or any(cue in line.label.lower() for cue in _DATE_CUES) else None


def _shape(line: Line) -> tuple[str, str]:
    return line.element.tag, line.element.get("class") or ""


def _context(line: Line) -> str:
    parent = line.element.getparent()
    return f"{line.label} {line.text} {(parent.text or '')[:60] if parent is not None else ''}"
