"""Shapes of single lines: a byline, a dateline, a reading time, an agency credit.

Pure functions of one line of plain text. Each wants the whole line to be the thing: prose that starts like one
(`By Tuesday the river had risen.`, `PARIS (AFP) - The minister ...`) is article text and gives nothing. Work is
bounded by the length caps; every pattern is linear.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

from cleaners.metadata.date_words import DATE_LABELS
from cleaners.metadata.dates import date_span, find_date, fold, is_only_date, may_hold_date, parse_iso
from cleaners.metadata.name_words import AGENCIES, DESK_WORDS, NAME_JOINERS, NEWSROOM_ROLES, ROLE_WORDS
from cleaners.metadata.names import (
    OTHER_CREDIT,
    looks_like_name,
    looks_like_role,
    may_have_lead,
    split_names,
    strip_lead,
)
from cleaners.text.vocabulary import VOCABULARY, one_of

#: Characters; a longer line is prose or a list, never a byline or dateline.
MAX_BYLINE_CHARS = 160
MAX_DATELINE_CHARS = 100
MAX_SHORT_CHARS = 60

_WORDS = VOCABULARY.pattern
_SEPARATOR = re.compile(r"\s*[|·•‧⋅–—]\s*|\s*(?<!\d)/\s*|\s*/(?!\d)\s*|\s+-\s+|\s{2,}")
_STOPS, _QUOTES = frozenset(".!?…。！？"), "\"'”’»"
_PROSE_END = re.compile(rf"[^.]\w{{2,}}[{''.join(sorted(_STOPS))}][{_QUOTES}]*$")
_GLUED_ROLE = re.compile(rf"(?<=[a-zà-ÿ])(?={_WORDS('role_starts')}\b)")
_PLACE_AFTER_NAME = re.compile(rf"\s+{_WORDS('places_after_names')}\s+\S.*$")
_NEWS_TITLE = re.compile(rf"\s*{_WORDS('news_titles')}$")
_ADDRESS = re.compile(r"\s*\(?\S+@\S+\)?|\s*\(?@\w+\)?")
_LABEL_END = re.compile(rf"[\s,;:(]+(?:{one_of(DATE_LABELS)})\s*:?$", re.I)
# A byline opens with a lead, or holds names and something beside them.
_SEPARATED = re.compile(r"[|·•‧/–—,;⋅]| - |\s{2}")
_DOMAIN = re.compile(r"(?:[\w-]{1,40}\.){1,3}[a-z]{2,12}")
_STRAY_COUNT = re.compile(r"(?<!\d)\d{1,3}$")
_CLOCK = re.compile(r"\D{0,12}\d{1,2}[:.h]\d{2}\D{0,12}")

_ABOUT = rf"(?:{_WORDS('about')}\s*)?\d{{1,3}}(?:\s?-\s?\d{{1,3}})?\s*"
_READING_TIME = re.compile(rf"[\W_]*{_WORDS('reading_time')}\s*:?\s*{_ABOUT}(?:m|{_WORDS('minutes')})?\.?[\W_]*")
_MINUTES_READ = re.compile(rf"[\W_]*{_ABOUT}-?\s*{_WORDS('minutes')}\.?\s*-?\s*{_WORDS('to_read')}[\W_]*")
_MAY_BE_AGENCIES = re.compile(r"[^\w\s]|\s\w{1,3}\s")
_SOURCE_LABEL = re.compile(rf"^[\W_]*(?:{_WORDS('source_labels')}\s*[:：]\s*|{_WORDS('source_leads')}\s+)?")
_BETWEEN_AGENCIES = re.compile(rf"[/,;|&、]|\s+(?:{one_of(NAME_JOINERS)})\s+|\s+-\s+")


def dateline_time(line: str, language: str | None = None) -> datetime | None:
    """The moment (UTC) of a line that is only a publication or update date, the first one where it gives two.

    `language` (ISO 639-1 or a tag) settles whether 04/05/2024 is April or May. A lone time or year is none.
    """
    if len(line) > MAX_DATELINE_CHARS or not may_hold_date(line):
        return None
    if moment := parse_iso(line.strip()):
        return moment
    text = fold(line)
    first = reading = find_date(text, language)
    for _ in range(2):
        if reading is None or not may_hold_date(reading.rest):
            break
        again = find_date(reading.rest, language)
        if again is None:
            break
        reading = again
    if first is None or reading is None or not is_only_date(reading.rest):
        return None
    left = reading.rest.strip()
    if first.has_time:
        left = _STRAY_COUNT.sub("", left)  # a comment or view count printed beside the time
    return None if any(char.isdigit() for char in left) else first.moment


@lru_cache(maxsize=256)  # a page's lines are read for its metadata and for its shapes
def byline(line: str) -> tuple[str, ...]:
    """Author names when the line is a byline, else nothing.

    `By Jane Doe and John Roe`, `Jane Doe, Reuters`, `Jane Doe | 3 May 2026` are; a bare name, a date, prose are not.
    """
    if not line or len(line) > MAX_BYLINE_CHARS or line[0] in "—–" or _ends_as_prose(line.rstrip()):
        return ()
    text = unicodedata.normalize("NFKC", line)
    text = (_ADDRESS.sub("", text) if "@" in text else text).strip()
    if not _SEPARATED.search(text) and not may_have_lead(text):
        return ()
    text = OTHER_CREDIT.sub("", text)
    text, lead = strip_lead(text)
    if _NEWS_TITLE.search(text):
        text, lead = _NEWS_TITLE.sub("", text), lead or "title:"
    parts = [part for part in _SEPARATOR.split(_GLUED_ROLE.sub(", ", text.strip(" ()"))) if part]
    names, company = _read_parts(parts, lead)
    if not names and company == len(parts):
        names = [part for part in parts if (_is_desk(part) and company > 1) or (lead and is_agency_line(part))][:1]
    return tuple(dict.fromkeys(names)) if names and (lead or company) else ()


def _ends_as_prose(line: str) -> bool:
    return line.rstrip(_QUOTES)[-1:] in _STOPS and _PROSE_END.search(line) is not None


def is_reading_time(line: str) -> bool:
    """Whether the line is only an estimate of how long reading takes (`5 min read`, `Lesedauer: 8 Minuten`)."""
    if len(line) > MAX_SHORT_CHARS:
        return False
    text = fold(line)
    return bool(_READING_TIME.fullmatch(text) or _MINUTES_READ.fullmatch(text))


def is_agency_line(line: str) -> bool:
    """Whether the line only credits news agencies (`Reuters`, `dpa/afp`, `Source: AFP`)."""
    if not line or len(line) > MAX_SHORT_CHARS:
        return False
    if line in AGENCIES or line.lower() in AGENCIES:
        return True
    if not _MAY_BE_AGENCIES.search(line):
        return False
    text = _SOURCE_LABEL.sub("", fold(line), count=1).strip(" ()[].,-–—|/©")
    if text in AGENCIES:
        return True
    parts = [part.strip(" ()[].") for part in _BETWEEN_AGENCIES.split(text)]
    return len(parts) > 1 and all(part in AGENCIES for part in parts)


def _read_parts(parts: list[str], lead: str) -> tuple[list[str], int]:
    """Names of the first part that has any, and how many other parts are what stands beside names in a byline."""
    names: list[str] = []
    company = 0
    for part in parts:
        if _is_company(part):
            company += 1
        elif not names:
            names, beside = _names_of(part, lead)
            company += beside
            if not names:
                return [], 0
        elif lead and len(part.split()) <= 6:
            company += 1  # the outlet: By Jane Doe - The Example Times - 3 May 2026
        else:
            return [], 0
    return names, company


def _is_company(part: str) -> bool:
    return (
        dateline_time(part) is not None
        or bool(_CLOCK.fullmatch(part))
        or is_agency_line(part)
        or is_reading_time(part)
        or ("," not in part and looks_like_role(part, NEWSROOM_ROLES))
        or bool(_DOMAIN.fullmatch(part))
    )


def _is_desk(part: str) -> bool:
    words = part.split()
    return 2 <= len(words) <= 5 and words[0][0].isupper() and words[-1].lower() in DESK_WORDS


def _names_of(part: str, lead: str) -> tuple[list[str], int]:
    """Names of an enumeration, and how many of its members (role, agency, date) only accompany names."""
    text, company = _without_date(part) if lead else (part, 0)
    roles = ROLE_WORDS if lead else NEWSROOM_ROLES
    names: list[str] = []
    for member in split_names(text):
        name = _PLACE_AFTER_NAME.sub("", member) if lead else member
        if (is_agency_line(name) and (names or not lead)) or looks_like_role(name, roles):
            company += 1
        elif looks_like_name(name) or (lead and _is_announced_name(name, lead)):
            names.append(name)
        elif not (lead and names and len(name.split()) <= 4):
            return [], 0
    return names, company


def _is_announced_name(name: str, lead: str) -> bool:
    """After `Written by` or `Author:` one word will do, and after any lead `The Associated Press` or an agency."""
    words = name.split()
    if is_agency_line(name):
        return True
    if words[0].lower() == "the":
        return 2 <= len(words) <= 5 and looks_like_name(" ".join(words[1:]))
    plain = name.replace("-", "").replace("_", "").replace(".", "").replace(" ", "")
    strong = lead.endswith(":") or " " in lead
    return strong and plain.isalnum() and (len(words) == 1 or (len(words) <= 3 and name[0].isupper()))


def _without_date(part: str) -> tuple[str, int]:
    """The part without a date at its end, and 1 when there was one."""
    lowered = part.lower()
    span = date_span(lowered) if len(lowered) == len(part) else None
    if span is None or dateline_time(part[span[0] :]) is None:
        return part, 0
    before = part[: span[0]]
    for _ in range(3):
        before = _LABEL_END.sub("", before.rstrip(" ,;:("))
    return before, 1
