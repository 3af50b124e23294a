"""Dates, bylines and datelines in every language that has a file, and in one that is made up."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import cldr
from benchmarks.languages import FOLDER
from cleaners.identity import PACKAGE
from cleaners.metadata.calendars import persian_day
from cleaners.metadata.dates import parse_date
from cleaners.metadata.lines import dateline_time
from cleaners.text.vocabulary import WordsError, load_vocabulary

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "any")
BY_NUMBER = {"ja", "ko"}  # their months are numbers


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_cldr_are_what_the_script_makes(language: str) -> None:
    text = (FOLDER / f"{language}.toml").read_text("utf-8")
    assert cldr.with_tables(text, language) == text, "run python -m benchmarks.cldr"


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name not in BY_NUMBER])
def test_every_name_of_a_month_makes_a_date(language: str) -> None:
    months = cldr.months(language)
    assert sorted(number for number, names in months.items() if names) == list(range(1, 13))
    for number, names in months.items():
        for name in names:
            moment = datetime(2023, number, 4, tzinfo=UTC)
            assert parse_date(f"4 {name} 2023", language) == moment, name
            assert dateline_time(f"2023. {name} 4.", language) == moment, name


# (language, a date as it is printed there, the same words where they are none)
PRINTED = [
    ("ar", "3 نيسان 2023", "نيسان بطلة الرواية الصادرة في 2023"),
    ("bg", "Публикувано на 3 април 2023 г.", "Април 2023 беше топъл"),
    ("cs", "Zveřejněno 3. dubna 2023", "Pan Duben má 3 psy od 2023"),
    ("da", "Offentliggjort 3. april 2023 kl. 10.30", "Maj Holm vandt 3 gange siden 2023"),
    ("de", "Zuletzt aktualisiert am 3. April 2023", "August Berger wurde 2023 Dritter"),
    ("el", "Τρίτη 4 ΑΠΡΙΛΙΟΥ 2023", "Ο Μάρτιος του 2023 ήταν ζεστός"),
    ("en", "Updated April 3, 2023", "May Hartley has 3 dogs since 2023"),
    ("es", "Publicado el 3 de abril de 2023", "Abril Rojas, 3 veces campeona, 2023"),
    ("fa", "۱۴ فروردین ۱۴۰۲", "فروردین امسال ۱۴ روز بارید ۱۴۰۲"),
    ("fi", "Julkaistu 3. huhtikuuta 2023 klo 10.30", "Touko Salmi juoksi 3 kertaa 2023"),
    ("fr", "Publié le 3 avril 2023", "Mai Leroux, 3 livres depuis 2023"),
    ("he", "פורסם ב-3 באפריל 2023", "מאי כהן כתבה 3 ספרים עד 2023"),
    ("hi", "प्रकाशित 3 अप्रैल 2023", "मई की गर्मी 2023 में"),
    ("hu", "Megjelent: 2023. április 3.", "Május Anna 3 díjat nyert 2023"),
    ("id", "Diterbitkan 3 April 2023", "Mei Lestari, 3 kali juara sejak 2023"),
    ("it", "Pubblicato il 3 aprile 2023", "Aprile Conti, 3 libri dal 2023"),
    ("ja", "令和5年4月3日", "令和5年の春"),
    ("ko", "입력 2023년 4월 3일", "2023년 4월 이야기"),
    ("nl", "Gepubliceerd op 3 april 2023", "Mei de Wit won 3 keer sinds 2023"),
    ("no", "Publisert 3. april 2023 klokken 10.30", "Mai Dahl vant 3 ganger siden 2023"),
    ("pl", "Opublikowano 3 kwietnia 2023 r.", "Pan Maj ma 3 psy od 2023"),
    ("pt", "Publicado em 3 de abril de 2023", "Abril Costa, 3 vezes campeã, 2023"),
    ("ro", "Publicat 3 aprilie 2023", "Mai Ionescu a scris 3 romane, 2023"),
    ("ru", "Опубликовано 3 апреля 2023 г.", "Май Орлов выиграл 3 раза, 2023"),
    ("sk", "Publikované 3. apríla 2023", "Pani Májová má 3 psy, máj bol teplý 2023"),
    ("sv", "Publicerad 3 april 2023", "Maj Lund vann 3 gånger, 2023"),
    ("th", "3 เมษายน พ.ศ. 2566", "เมษายน ร้อนที่สุดในปี 2566"),
    ("tr", "Yayınlanma: 3 Nisan 2023", "Nisan Demir 3 kitap yazdı, 2023"),
    ("uk", "Опубліковано 3 квітня 2023", "Пан Травень має 3 пси з 2023"),
    ("vi", "Ngày 3 tháng 4 năm 2023", "Trong 3 tháng 4 tàu đã chìm, 2023 là năm xấu"),
    ("zh", "发布时间 2023年4月3日", "2023年四月的故事"),
]


def test_every_language_is_in_the_table() -> None:
    assert [row[0] for row in PRINTED] == LANGUAGES


@pytest.mark.parametrize(("language", "printed", "other"), PRINTED, ids=LANGUAGES)
def test_a_date_as_it_is_printed_and_a_near_miss(language: str, printed: str, other: str) -> None:
    moment = dateline_time(printed, language)
    assert moment is not None
    assert moment.date() == datetime(2023, 4, 4 if language == "el" else 3).date()
    assert (parse_date(other, language), dateline_time(other, language)) == (None, None)


YEARS = [
    ("3/4/2566", "th", "2023-04-03"),
    ("3/4/2566", "en", None),
    ("3 May 2566", "en", None),
    ("2566 เมษายน", "th", None),
    ("1402/01/14", "fa", "2023-04-03"),
    ("1402/01/14", "en", None),
    ("1402/13/14", "fa", None),
    ("30 اسفند 1403", "fa", "2025-03-20"),
    ("30 اسفند 1402", "fa", None),  # no leap year
    ("平成31年4月30日", "ja", "2019-04-30"),
    ("令和元年5月1日", "ja", "2019-05-01"),
    ("昭和64年1月7日", "ja", "1989-01-07"),
    ("令和元年", "ja", None),
    ("民國112年4月3日", "zh", "2023-04-03"),
]


@pytest.mark.parametrize(("text", "language", "day"), YEARS)
def test_years_of_other_calendars(text: str, language: str, day: str | None) -> None:
    moment = parse_date(text, language)
    assert (moment.date().isoformat() if moment else None) == day


def test_the_persian_calendar_has_each_day_once() -> None:
    """Over its cycle of 33 years, from a day that is known."""
    days = [
        persian_day(year, month, day)
        for year in range(1390, 1424)
        for month in range(1, 13)
        for day in range(1, 32)
        if _is_day(year, month, day)
    ]
    assert days[0] == datetime(2011, 3, 21)
    assert [(b - a).days for a, b in pairwise(days)] == [1] * (len(days) - 1)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(persian_day(year, month, day))
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("agency = ['a']", "unknown key 'agency'"),
        ("agencies = 'a'", "`agencies` of"),
        ("agencies = ['']", "`agencies` of"),
        ("[words.months]\nmay = ['a']", "numbers for keys"),
        ("months = ['a']", "numbers for keys"),
        ("agencies = [", "not valid TOML"),
    ],
)
def test_wrong_words_are_named(words: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text(f"language = 'xx'\n[words]\n{words}\n", "utf-8")
    with pytest.raises(WordsError, match=r"xx\.toml: ") as caught:
        load_vocabulary(tmp_path)
    assert named in str(caught.value)


MADE_UP = """language = "xx"

[words]
byline_leads = ["skribita de"]
date_labels = ["eldonita"]
weekdays = ["lundag"]
agencies = ["norvento"]
related = ["legu ankau"]

[words.months]
4 = ["aprilmo"]

[[rule]]
id = "newsletter.call"
category = "newsletter"
pattern = "^abonu la leteron"
why = "Invented."
removes = ["Abonu la leteron", "Abonu la leteron nun"]
keeps = ["Li abonu la leteron, se li volas."]
"""
ASK = """
import json
from cleaners.metadata.lines import byline, dateline_time, is_agency_line
from cleaners.model import Block, Document, Metadata, PayloadKind
from cleaners.rules.rulebook import load_rules
from cleaners.voters.phrases import vote
from cleaners.voters.shapes.page import Page
from cleaners.voters.shapes.runs import after_related_label

def document(text):
    return Document(PayloadKind.TEXT, text, (Block(0, 0, len(text), text, "line"),), Metadata(language="xx"))

print(json.dumps({
    "date": str(dateline_time("Lundag, eldonita 3 aprilmo 2023", "xx")),
    "byline": byline("Skribita de Ana Torvel"),
    "agency": is_agency_line("Norvento"),
    "related": list(after_related_label(Page.of(document("Legu ankau")))),
    "rule": [mark.rule_id for mark in vote(document("Abonu la leteron nun"), load_rules())],
}))
"""
KNOWN = {
    "date": "2023-04-03 00:00:00+00:00",
    "byline": ["Ana Torvel"],
    "agency": True,
    "related": [0],
    "rule": ["xx/newsletter.call"],
}
UNKNOWN = {"date": "None", "byline": [], "agency": False, "related": [], "rule": []}


@pytest.mark.parametrize(("written", "told"), [(MADE_UP, KNOWN), ("", UNKNOWN)])
def test_a_language_is_one_file(written: str, told: dict[str, object], tmp_path: Path) -> None:
    """The package with one file more, in a process of its own."""
    shutil.copytree(PACKAGE, tmp_path / "cleaners", ignore=shutil.ignore_patterns("__pycache__"))
    if written:
        (tmp_path / "cleaners" / "languages" / "xx.toml").write_text(written, "utf-8")
    command = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{ASK}"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=tmp_path, env={"PYTHONDONTWRITEBYTECODE": "1"}
    )
    assert json.loads(done.stdout) == told
