"""The closed vocabularies of dates, of all languages together.

Words are looked up in lower-cased NFKC text whose digits are ASCII and whose combining dot (Turkish) is gone, so that
`HAZİRAN` reads `haziran`. A word that is missing makes a line "not only a date": the safe side.
"""

from __future__ import annotations

from collections.abc import Mapping

from cleaners.text.vocabulary import VOCABULARY


def _of_calendar(calendar: str) -> frozenset[str]:
    """The languages that count years so."""
    return frozenset(name for name, own in VOCABULARY.by_language("calendar").items() if calendar in own)


MONTHS = VOCABULARY.numbers("months")
PERSIAN_MONTHS = VOCABULARY.numbers("persian_months")
#: Era -> the year before its first.
ERAS = VOCABULARY.numbers("eras")
BUDDHIST, PERSIAN = _of_calendar("buddhist"), _of_calendar("persian")
#: Months whose years may be counted from the death of the Buddha.
BUDDHIST_MONTHS = frozenset(VOCABULARY.numbers("months", BUDDHIST))
WEEKDAYS = frozenset(part for name in VOCABULARY.words("weekdays") for part in name.split())
#: Labels and small words that may stand around a date in a line that is only a date.
DATE_LABELS = VOCABULARY.words("date_labels")
#: Time zones as minutes east of UTC.
ZONES: Mapping[str, int] = VOCABULARY.numbers("zones")
AFTERNOON = VOCABULARY.words("afternoon")
FORENOON = VOCABULARY.words("forenoon")
