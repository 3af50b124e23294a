"""Dates as people and machines write them, read into aware UTC datetimes. Naive times are taken as UTC."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from cleaners.metadata.calendars import buddhist_year, persian_day
from cleaners.metadata.date_words import (
    AFTERNOON,
    BUDDHIST,
    BUDDHIST_MONTHS,
    DATE_LABELS,
    ERAS,
    FORENOON,
    MONTHS,
    PERSIAN,
    PERSIAN_MONTHS,
    WEEKDAYS,
    ZONES,
)
from cleaners.text.vocabulary import VOCABULARY, one_of

#: Longer values are not dates; reading stops being worth its time.
MAX_CHARS = 120

_UNSET = datetime(1970, 1, 1, tzinfo=UTC)  # what systems write for a date that they do not have

_DIGITS = {
    ord(char): str(unicodedata.digit(char)) for zero in "٠۰०" for char in map(chr, range(ord(zero), ord(zero) + 10))
}
_SPACES = re.compile(r"\s+")
_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d\d)-?(?P<d>\d\d)"
    r"(?:[t ]\s?(?P<h>\d\d):?(?P<min>\d\d)(?::?(?P<s>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<zone>z|utc|gmt|[+-]\d\d:?(?:\d\d)?)?)?"
)
_WORDS = VOCABULARY.pattern
_PREFIX = rf"{_WORDS('month_prefixes')}?"
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_FIRST_WORDS_OF_MONTHS = frozenset(
    prefix + _FIRST_WORD.findall(word)[0]
    for word in (*MONTHS, *PERSIAN_MONTHS)
    for prefix in ("", *(prefix for prefix in VOCABULARY.words("month_prefixes") if prefix.isalpha()))
)
_YEAR = r"(?P<y>(?:18|19|20)\d\d)"
_NAMED_YEAR = r"(?P<y>(?:18|19|20|24|25|26)\d\d)"  # the last three of the Buddhist calendar
_DAY = r"(?P<d>\d{1,2})"
_MONTH_WORD = rf"(?<!\w){_PREFIX}(?P<mon>{one_of(MONTHS)})(?!\w)\.?"
_BEFORE_NAME = rf"(?<!\d){_DAY}(?:{_WORDS('ordinals')}|\.)?(?:\s|-|/|,)?\s?(?:{_WORDS('day_links')} )?"
_NUMERIC_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?{_DAY}\s?[日일号號]?",
        rf"(?<!\d){_YEAR}(?P<sep>[-./])\s?(?P<m>\d{{1,2}})(?P=sep)\s?{_DAY}(?!\d)",
        rf"(?<!\d)(?P<a>\d{{1,2}})(?P<sep>[-./])\s?(?P<b>\d{{1,2}})(?P=sep)\s?{_YEAR}(?!\d)",
        r"(?<!\d)(?P<a>\d\d)(?P<sep>[./])(?P<b>\d\d)(?P=sep)(?P<yy>\d\d)(?!\d)",
    )
)
_NAMED_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_BEFORE_NAME}{_MONTH_WORD}(?:/\w{{2,12}})?,?(?:\s|-|/)?\s?(?:{_WORDS('year_links')} )?{_NAMED_YEAR}(?!\d)",
        rf"{_MONTH_WORD}(?:\s|-|/)?\s?{_DAY}{_WORDS('ordinals')}?,?(?:\s|-|/)\s?{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\.?,?\s{_MONTH_WORD}\s{_DAY}\.?(?!\d)",
        rf"(?<!\d){_DAY}\s(?P<persian>{one_of(PERSIAN_MONTHS)})[,،]?\s(?P<py>1[34]\d\d)(?!\d)",
    )
)
_ERA_FORM = re.compile(
    rf"(?P<era>{one_of(ERAS)})\s?(?P<ey>\d{{1,3}}|元)\s?年\s?(?P<m>\d{{1,2}})\s?月\s?{_DAY}\s?[日号號]?"
)
_BUDDHIST_FORM = re.compile(rf"(?<!\d){_DAY}(?P<sep>[-./])(?P<m>\d{{1,2}})(?P=sep)(?P<y>2[456]\d\d)(?!\d)")
_PERSIAN_FORM = re.compile(rf"(?<!\d)(?P<py>1[34]\d\d)(?P<sep>[-./])(?P<m>\d{{1,2}})(?P=sep){_DAY}(?!\d)")
_MONTH_FIRST = VOCABULARY.words("month_first")
_MONTH_FIRST_REGIONS = tuple(tag for tag in _MONTH_FIRST if not tag.isalpha())
_HALF = "|".join(re.escape(word) for word in sorted(AFTERNOON | FORENOON, key=len, reverse=True))
_TIME_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<before>{_WORDS('half_day_first')})?\s?(?<!\d)(?P<h>\d{{1,2}})"
        rf"\s?(?:[:h]|{_WORDS('hour_signs')})\s?(?P<min>\d\d)(?!\d)\s?[分분]?"
        rf"(?::(?P<s>\d\d)(?:[.,]\d+)?)?(?:\s?(?P<after>{_HALF})(?!\w))?",
        rf"(?<!\d)(?P<h>\d{{1,2}})(?:\.(?P<min>\d\d))?\s?(?P<after>{_HALF})(?!\w)",
        rf"(?<!\d)(?P<h>\d{{1,2}})\.(?P<min>\d\d)\s?{_WORDS('after_clock')}(?!\w)",
        rf"(?:(?<!\w){_WORDS('before_clock')}\s)(?P<h>\d{{1,2}})[.:](?P<min>\d\d)(?!\d)",
        rf"(?<!\d)(?P<h>\d{{1,2}})\s?{_WORDS('after_hour')}(?!\w)",
    )
)
_OFFSET = re.compile(r"(?:(?:gmt|utc)\s?)?(?P<sign>[+-])(?P<h>\d\d?):?(?P<min>\d\d)?")
# A zone stands right after the time (\x01 here) and ends its phrase: French "est" and "et" inside one are words.
_ZONE_AFTER_TIME = re.compile(
    r"\x01\s*(?:uhr\s|hrs?\s)?\(?(?:(?P<offset>(?:(?:gmt|utc)\s?)?[+-]\d\d?:?(?:\d\d)?)(?!\d)|(?P<word>[a-zмск]{1,4})(?=\)|$|\s*[|/,;)(·•\x00-]))"
)
_YEAR_LIKE = re.compile(r"\d{4}|\d\d[./]\d\d[./]\d\d|[\d元]\s?年")
_LETTERS = re.compile(r"[^\W\d_]+")
# Letters with the signs that Arabic, Devanagari and Thai write above and below them, and the joiner inside words.
_LETTER = r"(?:[^\W\d_][\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c]*)"
_WORD = re.compile(rf"{_LETTER}+(?:[.'-]{_LETTER}+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A date found in a text, and what stood around it."""

    moment: datetime
    has_time: bool
    rest: str  # the text with date, time and zone replaced by a space


def fold(text: str) -> str:
    """Lower case, NFKC, ASCII digits, single spaces: the form in which dates are looked for."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("\u0307", "").replace("’", "'").translate(_DIGITS)
    return _SPACES.sub(" ", folded).strip()


def parse_date(value: str, language: str | None = None) -> datetime | None:
    """The moment that a machine-readable or human-readable date value states, or None.

    `language` (ISO 639-1, or a tag such as `en-GB`) settles 04/05/2024; without it only `en` shapes read month first.
    """
    if not value or len(value) > MAX_CHARS:
        return None
    text = fold(value)
    if iso := _ISO.fullmatch(text):
        return _from_iso(iso)
    reading = find_date(text, language)
    return reading.moment if reading else None


def may_hold_date(text: str) -> bool:
    """A cheap test: False where no date can be found."""
    return bool(_YEAR_LIKE.search(text))


def find_date(text: str, language: str | None = None) -> Reading | None:
    """The first date in folded text, with its time and zone where they stand in the same text."""
    hit = _first_date(text, language)
    if hit is None:
        return None
    day = _calendar_day(hit.groupdict(), _month_first(text, language))
    if day is None:
        return None
    rest = f"{text[: hit.start()]} \x00 {text[hit.end() :]}"
    hour, minute, second, rest, has_time = _take_time(rest)
    zone, rest = _take_zone(rest) if has_time else (UTC, rest)
    moment = day.replace(hour=hour, minute=minute, second=second, tzinfo=zone)
    return Reading(moment.astimezone(UTC), has_time, rest.replace("\x00", " ").replace("\x01", " "))


def parse_iso(text: str) -> datetime | None:
    """The moment of a text that is an ISO 8601 date with separators, with or without a time."""
    iso = _ISO.fullmatch(fold(text)) if text[4:5] == "-" else None
    return _from_iso(iso) if iso else None


def date_span(text: str) -> tuple[int, int] | None:
    """Start and end of the first date in lower-case text."""
    hit = _first_date(text)
    return hit.span() if hit else None


def is_only_date(rest: str) -> bool:
    """Whether what stands around a date is labels, weekdays and punctuation alone."""
    words = _WORD.findall(rest)
    return all(word in DATE_LABELS or word in WEEKDAYS or word in ZONES for word in words)


def _from_iso(iso: re.Match[str]) -> datetime | None:
    parts = iso.groupdict()
    try:
        moment = datetime(
            int(parts["y"]),
            int(parts["m"]),
            int(parts["d"]),
            int(parts["h"] or 0) % 24,
            int(parts["min"] or 0),
            min(int(parts["s"] or 0), 59),
            tzinfo=_zone(parts["zone"]),
        )
        return None if moment == _UNSET else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if not text or text in ("z", "utc", "gmt"):
        return UTC
    hit = _OFFSET.fullmatch(text)
    return _offset(hit) if hit else UTC


def _offset(hit: re.Match[str]) -> timezone:
    minutes = int(hit["h"]) * 60 + int(hit["min"] or 0)
    if minutes > 14 * 60:
        return UTC
    return timezone(timedelta(minutes=minutes if hit["sign"] == "+" else -minutes))


def _first_date(text: str, language: str | None = None) -> re.Match[str] | None:
    hits = [hit for form in _forms(text, language) if (hit := form.search(text))]
    return min(hits, key=lambda hit: hit.start(), default=None)


def _forms(text: str, language: str | None) -> Iterator[re.Pattern[str]]:
    """The forms that this text can have, which are few: most lines with a number hold no month's name."""
    yield from _NUMERIC_FORMS
    if not _FIRST_WORDS_OF_MONTHS.isdisjoint(_LETTERS.findall(text)):
        yield from _NAMED_FORMS
    if "年" in text:
        yield _ERA_FORM
    base = (language or "")[:2].lower()
    if base in BUDDHIST:
        yield _BUDDHIST_FORM
    if base in PERSIAN:
        yield _PERSIAN_FORM


def _month_first(text: str, language: str | None) -> bool:
    """Whether 04/05/2024 means April: American half-day clocks and zones say so, as does an `en-US` page."""
    if language:
        tag = language.lower()
        return tag in _MONTH_FIRST or tag.startswith(_MONTH_FIRST_REGIONS)
    return any(word in ("am", "pm", "est", "edt", "pst", "pdt", "cst", "et") for word in _WORD.findall(text))


def _calendar_day(parts: dict[str, str | None], month_first: bool) -> datetime | None:
    month, day = _month_and_day(parts, month_first)
    try:
        if parts.get("py"):
            return persian_day(int(parts["py"] or 0), month, day)
        return datetime(_year(parts), month, day)
    except ValueError:
        return None


def _month_and_day(parts: dict[str, str | None], month_first: bool) -> tuple[int, int]:
    if parts.get("a"):
        return _order(int(parts["a"] or 0), int(parts["b"] or 0), month_first and parts["sep"] == "/")
    named = MONTHS.get(parts.get("mon") or "") or PERSIAN_MONTHS.get(parts.get("persian") or "")
    return named or int(parts["m"] or 0), int(parts["d"] or 0)


def _year(parts: dict[str, str | None]) -> int:
    """The year of the common calendar; 0, which no date has, where a Buddhist year stands beside no Thai month."""
    if era := parts.get("era"):
        number = parts["ey"] or ""
        return ERAS[era] + (1 if number == "元" else int(number))
    if not parts.get("y"):
        return _century(int(parts.get("yy") or 0))
    year, month = int(parts["y"] or 0), parts.get("mon")
    if year < 2400:
        return year
    return buddhist_year(year) if month is None or month in BUDDHIST_MONTHS else 0


def _century(two_digits: int) -> int:
    return 2000 + two_digits if two_digits < 70 else 1900 + two_digits


def _order(first: int, second: int, month_first: bool) -> tuple[int, int]:
    """(month, day) of two numbers: a number above 12 decides, otherwise the habit of the text."""
    if first > 12:
        return second, first
    if second > 12 or month_first:
        return first, second
    return second, first


def _take_time(text: str) -> tuple[int, int, int, str, bool]:
    for form in _TIME_FORMS:
        hit = form.search(text)
        if hit is None:
            continue
        parts = hit.groupdict()
        hour, minute, second = int(parts["h"]), int(parts.get("min") or 0), int(parts.get("s") or 0)
        hour = _half_day(hour, parts.get("before") or parts.get("after") or "")
        if hour < 24 and minute < 60 and second < 60:
            return hour, minute, second, f"{text[: hit.start()]} \x01 {text[hit.end() :]}", True
    return 0, 0, 0, text, False


def _half_day(hour: int, half: str) -> int:
    if half in AFTERNOON and hour < 12:
        return hour + 12
    return 0 if half in FORENOON and hour == 12 else hour


def _take_zone(text: str) -> tuple[timezone, str]:
    hit = _ZONE_AFTER_TIME.search(text)
    if hit is None:
        return UTC, text
    if hit["offset"]:
        return _zone(hit["offset"]), f"{text[: hit.start()]} {text[hit.end() :]}"
    if (minutes := ZONES.get(hit["word"])) is None:
        return UTC, text
    return timezone(timedelta(minutes=minutes)), f"{text[: hit.start()]} {text[hit.end() :]}"
