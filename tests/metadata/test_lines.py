"""Shapes of single lines: hits beside the near misses that are article text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata.lines import byline, dateline_time, is_agency_line, is_reading_time

DATELINES = [
    ("Sep 17, 2024\u00a0-\u00a021:00", datetime(2024, 9, 17, 21)),
    ("Sep 17, 2024 04:34 94", datetime(2024, 9, 17, 4, 34)),
    ("Saturday, 25 May 2024, 01:45", datetime(2024, 5, 25, 1, 45)),
    ("Updated: Dec 17, 2025, 21:47 IST", datetime(2025, 12, 17, 16, 17)),
    ("Dec 19, 2025 at 04:34 AM EST", datetime(2025, 12, 19, 9, 34)),
    ("5/25/2024 9:05 PM ET", datetime(2024, 5, 26, 2, 5)),
    ("DECEMBER 27, 2024", datetime(2024, 12, 27)),
    ("2024-05-25T10:05:00+02:00", datetime(2024, 5, 25, 8, 5)),
    ("Stand: 06.04.2018 13:14 Uhr", datetime(2018, 4, 6, 13, 14)),
    ("Aktualisiert am 3. März 2024 um 9.05 Uhr", datetime(2024, 3, 3, 9, 5)),
    ("25.05.24", datetime(2024, 5, 25)),
    ("Publié le 3 mai 2024 à 10h05", datetime(2024, 5, 3, 10, 5)),
    ("Mis à jour le 3 mai 2024 à 10h05 et publié le 2 mai 2024", datetime(2024, 5, 3, 10, 5)),
    ("el 4 de mayo de 2022 a las 10:05 h", datetime(2022, 5, 4, 10, 5)),
    ("Pubblicato il 4 maggio 2022 alle ore 10:05", datetime(2022, 5, 4, 10, 5)),
    ("publicado em 04/05/2022 05:49 / atualizado em 04/05/2022 05:50", datetime(2022, 5, 4, 5, 49)),
    ("Gepubliceerd op 3 maart 2024 om 10:05 uur", datetime(2024, 3, 3, 10, 5)),
    ("21 grudnia 2025 r., godz. 10:05", datetime(2025, 12, 21, 10, 5)),
    ("25. května 2024 v 10:05", datetime(2024, 5, 25, 10, 5)),
    ("Publicerad 25 maj 2024 kl. 10.05", datetime(2024, 5, 25, 10, 5)),
    ("Оновлено: 3 травня 2024 р. о 10:05", datetime(2024, 5, 3, 10, 5)),
    ("3 мая 2024, 10:05 МСК", datetime(2024, 5, 3, 7, 5)),
    ("25 HAZİRAN 2024 Salı, 10:05", datetime(2024, 6, 25, 10, 5)),
    ("2024年5月25日", datetime(2024, 5, 25)),
    ("发布时间：2024-05-25 10:05", datetime(2024, 5, 25, 10, 5)),
    ("2024年5月25日（土）10時05分 配信", datetime(2024, 5, 25, 10, 5)),
    ("입력 2024.05.25. 오후 10:05", datetime(2024, 5, 25, 22, 5)),
    ("الخميس ٢٣ مايو ٢٠٢٤ - 10:05", datetime(2024, 5, 23, 10, 5)),
    # near misses
    ("2024", None),
    ("10:05", None),
    ("20240525", None),
    ("25 May", None),
    ("31 February 2024", None),
    ("In May 2024, prices fell", None),
    ("On 25 May 2024 the minister resigned", None),
    ("December 27, 2024 was a cold day.", None),
    ("May 25, 2024, 300 people", None),
    ("Wednesday, June 12, 2024 | Back issues", None),
    ("Le 3 mai 2024, le maire est parti", None),
    ("2024年5月25日，他离开了北京", None),
    ("Apollo 11 – July 20, 1969", None),
]


@pytest.mark.parametrize(("line", "moment"), DATELINES)
def test_dateline(line: str, moment: datetime | None) -> None:
    assert dateline_time(line) == (moment.replace(tzinfo=UTC) if moment else None)


@pytest.mark.parametrize(("language", "month"), [("en-US", 4), ("en", 4), ("en-GB", 5), ("fr", 5), (None, 5)], ids=str)
def test_order_of_day_and_month_follows_the_language(language: str | None, month: int) -> None:
    moment = dateline_time("Updated 04/05/2024", language)
    assert moment is not None
    assert moment.month == month


BYLINES = [
    ("By Jane Doe", ["Jane Doe"]),
    ("By Jane Doe, John Roe and Ann O'Hara", ["Jane Doe", "John Roe", "Ann O'Hara"]),
    ("By JANE DOE, Associated Press", ["JANE DOE"]),
    ("By THE ASSOCIATED PRESS", ["THE ASSOCIATED PRESS"]),
    ("By Jane DoeStaff Writer\u00a0", ["Jane Doe"]),
    ("By Jane Doe - The Example Times - Thursday, February 29, 2024", ["Jane Doe"]),
    ("By Jane E. Doe December 28, 2016", ["Jane E. Doe"]),
    ("Jane Doe, Reuters", ["Jane Doe"]),
    ("Jane Doe, Senior Reporter", ["Jane Doe"]),
    ("Jane Doe | 3 May 2026", ["Jane Doe"]),
    ("October 14, 2009|Jane Doe", ["Jane Doe"]),
    ("Example Lifestyle Desk / example.com / Updated: Dec 17, 2025, 21:47 IST", ["Example Lifestyle Desk"]),
    ("Reporting by Jane Doe in Paris; Editing by John Roe", ["Jane Doe"]),
    ("Posted by kestrel", ["kestrel"]),
    ("Von Klara Muster, 07 Dezember, 2022", ["Klara Muster"]),
    ("Par Jeanne Martin le 07 Mai 2020", ["Jeanne Martin"]),
    ("Texte : Jeanne Martin et Luc Blanc", ["Jeanne Martin", "Luc Blanc"]),
    ("Por Luis Gómez y Ana Ruiz", ["Luis Gómez", "Ana Ruiz"]),
    ("A cura di Mario Rossi", ["Mario Rossi"]),
    ("Door Piet van der Berg", ["Piet van der Berg"]),
    ("Autor: Jan Kowalski", ["Jan Kowalski"]),
    ("Av Anna Svensson", ["Anna Svensson"]),
    ("Автор: Іван Петренко", ["Іван Петренко"]),
    ("作者：张三", ["张三"]),
    ("山田太郎 記者", ["山田太郎"]),
    ("홍길동 기자 hong@example.kr", ["홍길동"]),
    ("بقلم: أحمد محمود", ["أحمد محمود"]),
    ("Monday March 2, 2026 10:05 am by Jane Doe", ["Jane Doe"]),
    ("2. März 2026 von Klara Muster", ["Klara Muster"]),
    ("Le 2 mars 2026 par Jeanne Martin", ["Jeanne Martin"]),
    ("By Jane Doe on Friday, August 24th, 2018 at 5:06 p.m.", ["Jane Doe"]),
    ("By Jane Sun, 3 May 2024", ["Jane Sun"]),
    ("Text: Jane Doe, Photos: John Roe", ["Jane Doe"]),
    ("Jane Doe; Film Editor / John Roe", ["Jane Doe", "John Roe"]),
    ("Jane Doe, Film Editor / John Roe, Reporter", ["Jane Doe", "John Roe"]),
    ("Skrevet av Kari Nord", ["Kari Nord"]),
    ("Scris de Ana Popa", ["Ana Popa"]),
    ("Ditulis oleh Sari Putri", ["Sari Putri"]),
    ("Γράφει ο Νίκος Παππάς", ["Νίκος Παππάς"]),
    # near misses
    ("March 2, 2026 by the river", []),
    ("March 2, 2026 by Tuesday", []),
    ("He paid on March 2, 2026 by Jane Doe", []),
    ("By Friday, August 24th, 2018", []),
    ("Politics / Jane Doe", []),
    ("Jane Doe / John Roe", []),
    ("Jane Doe, Film Editor / london", []),
    ("Photos: John Roe", []),
    ("", []),
    ("By", []),
    ("Jane Doe", []),
    ("Jane Doe, John Roe", []),
    ("By Tuesday the storm had passed.", []),
    ("By Friday", []),
    ("By the numbers", []),
    ("By Popular Demand", []),
    ("By train", []),
    ("By using this site you agree", []),
    ("By the end of the year we will have 300 stores", []),
    ("Von Berlin nach Paris", []),
    ("Par exemple", []),
    ("Por primera vez", []),
    ("Text Size", []),
    ("文化新闻", []),
    ("Paris, France", []),
    ("London, Reuters", []),
    ("Jane Doe, chief economist", []),
    ("Example Wrap-Up 12/19/2025", []),
    ("— Castle Police (@castlepd) November 3, 2022", []),
    ("Politics / February 29, 2024", []),
    ("PARIS (AFP) - The minister resigned", []),
    ("Written by hand, the letter survived the fire.", []),
]


@pytest.mark.parametrize(("line", "names"), BYLINES)
def test_byline(line: str, names: list[str]) -> None:
    assert list(byline(line)) == names


READING_TIMES = [
    ("5 min read", True),
    ("5-minute read", True),
    ("Reading time: about 5 min", True),
    ("| Lesedauer: 8 Minuten", True),
    ("Temps de lecture : 5 minutes", True),
    ("3 min. de lectura", True),
    ("Leestijd 3 minuten", True),
    ("Час читання: 3 хв", True),
    ("阅读时间：5分钟", True),
    ("約5分で読める", True),
    ("읽는 시간 3분", True),
    # near misses
    ("5 minutes", False),
    ("Read in 5 minutes of silence", False),
    ("The 5 min read was long", False),
    ("Cook for 5 min", False),
    ("Lesedauer", False),
]


@pytest.mark.parametrize(("line", "verdict"), READING_TIMES)
def test_reading_time(line: str, verdict: bool) -> None:
    assert is_reading_time(line) is verdict


AGENCY_LINES = [
    ("Reuters", True),
    ("(Reuters)", True),
    ("dpa/afp", True),
    ("Source: AFP", True),
    ("Quelle: dpa", True),
    ("Reuters and AP", True),
    ("The Associated Press", True),
    ("来源：新华社", True),
    # near misses
    ("", False),
    ("PARIS (AFP) - The minister resigned", False),
    ("Reuters reported", False),
    ("AFP photo", False),
    ("Source: the ministry", False),
    ("Reuters, London", False),
]


@pytest.mark.parametrize(("line", "verdict"), AGENCY_LINES)
def test_agency_line(line: str, verdict: bool) -> None:
    assert is_agency_line(line) is verdict


@given(st.text(max_size=300))
def test_any_text_is_answered(line: str) -> None:
    names, moment = byline(line), dateline_time(line)
    assert all(name == name.strip() and name for name in names)
    assert moment is None or moment.tzinfo is UTC
    assert not (is_reading_time(line) and is_agency_line(line))
