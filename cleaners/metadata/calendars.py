"""Calendars of other years and months than the common one."""

from __future__ import annotations

from datetime import datetime

_BUDDHIST_YEARS = 543  # by which the Thai calendar is ahead
# The Persian calendar by its cycle of 33 years with 8 leap years, which agrees with the observed one from 1244 to 1633
# (1865 to 2254). Days are counted so that 1 Farvardin 1402 is 21 March 2023.
_CYCLE, _LEAPS = 33, 8
_LONG_MONTHS = 6  # of 31 days; the others have 30, the last 29 but in leap years
_CYCLE_START = 1595
_BEFORE = 356_033


def buddhist_year(year: int) -> int:
    """The common year of a year of the Thai calendar, whose months and days are the common ones."""
    return year - _BUDDHIST_YEARS


def persian_day(year: int, month: int, day: int) -> datetime:
    """The common day of one of the Persian calendar. Raises ValueError where there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= _LONG_MONTHS else 30)):
        raise ValueError(f"the Persian calendar has no day {year}-{month}-{day}")
    found = _ordinal(year, month, day)
    if month == 12 and found >= _ordinal(year + 1, 1, 1):
        raise ValueError(f"the Persian year {year} has no 30th of the last month")
    return datetime.fromordinal(found)


def _ordinal(year: int, month: int, day: int) -> int:
    """Days since the first of January of year 1."""
    years = year + _CYCLE_START
    leaps = years // _CYCLE * _LEAPS + (years % _CYCLE + 3) // 4
    return 365 * years + leaps + 30 * (month - 1) + min(month - 1, _LONG_MONTHS) + day - _BEFORE
