"""Plain text of an article that holds nothing else comes out whole; what words name goes all the same."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from cleaners.clean import clean_record
from cleaners.decision.decide import Verdicts
from cleaners.decision.guards import guarded, is_prose
from cleaners.engine import Engine, load_engine
from cleaners.formats.plain import parse_plain
from cleaners.model import Category, CleanedArticle, Hints, Mark, Metadata, Origin, PayloadKind, RawRecord, Verdict

STORIES = {
    "en": [
        "The mayor of Carrow Point opened the rebuilt lighthouse on Sunday.",
        "It had been dark since a storm broke its lamp nine years ago.",
        "“We have been sailing by the chapel's kitchen window,” said the fisherman Odd Larkin, 70.",
    ],
    "de": [
        "Der Gemeinderat von Oberlesk hat am Montag den Bau einer neuen Mühle beschlossen.",
        "Die alte war im Winter abgebrannt.",
        "Gebaut wird ab Mai, sagte die Müllerin Anna Torf.",
    ],
    "pl": [
        "Rada gminy Nowy Lesk zgodziła się w poniedziałek na budowę młyna.",
        "Stary spłonął zimą.",
        "Prace zaczną się w maju, powiedziała młynarka.",
    ],
    "ru": [
        "Совет посёлка Новый Леск в понедельник решил построить мельницу.",
        "Старая сгорела зимой.",
        "Работы начнутся в мае, сказала мельничиха.",
    ],
    "ar": ["قرر مجلس قرية الواحة يوم الاثنين بناء طاحونة جديدة.", "احترقت القديمة في الشتاء.", "يبدأ العمل في مايو."],
    "ko": [
        "레스크 마을 의회는 월요일 새 방앗간을 짓기로 했다.",
        "옛 방앗간은 겨울에 불탔다.",
        "공사는 5월에 시작된다.",
    ],
    "zh": ["莱斯克村议会星期一决定修建一座新磨坊。", "旧磨坊去年冬天被烧毁。", "工程将于五月开始，磨坊主说。"],
    "hi": [
        "लेस्क गाँव की परिषद ने सोमवार को नई चक्की बनाने का फ़ैसला किया।",
        "पुरानी चक्की सर्दियों में जल गई थी।",
        "काम मई में शुरू होगा।",
    ],
    "th": ["สภาหมู่บ้านเลสก์ตัดสินใจเมื่อวันจันทร์ให้สร้างโรงสีแห่งใหม่", "โรงสีเก่าถูกไฟไหม้เมื่อฤดูหนาว", "งานจะเริ่มในเดือนพฤษภาคม"],
    "he": ["מועצת הכפר לסק החליטה ביום שני לבנות טחנה חדשה.", "הישנה נשרפה בחורף.", "העבודה תתחיל במאי."],
}
LAYOUTS = {
    "one line": " ".join,
    "single feeds": "\n".join,
    "blank lines": "\n\n".join,
    "wrapped": lambda story: "\n\n".join(textwrap.fill(part, 40) for part in story),
    "quoted": lambda story: "\n>\n".join(textwrap.indent(textwrap.fill(part, 60), "> ") for part in story),
    "lead alone": lambda story: story[0],
}
PITCH = "Sign up for our newsletter to get the latest news in your inbox every morning."


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


def cleaned(text: str, engine: Engine, hints: Hints | None = None) -> CleanedArticle:
    payload = text.encode()
    origin = Origin("r", "news/a.jsonl", "jsonl", "byte_offset", 0, len(payload), 0)
    result = clean_record(RawRecord(origin, payload, PayloadKind.TEXT, "unicode", hints or Hints()), engine)
    assert isinstance(result, CleanedArticle), result
    return result


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", STORIES)
def test_a_clean_story_comes_out_whole(language: str, layout: str, engine: Engine) -> None:
    text = LAYOUTS[layout](STORIES[language])
    assert cleaned(text, engine).text == text


@pytest.mark.parametrize(
    "hints",
    [
        Hints(title="Mayor of Carrow Point opens rebuilt lighthouse"),
        Hints(url="https://gull.example/news/mayor-of-carrow-point-opens-rebuilt-lighthouse"),
    ],
)
@pytest.mark.parametrize("layout", ["single feeds", "blank lines"])
def test_a_lead_that_holds_its_title_is_no_headline(hints: Hints, layout: str, engine: Engine) -> None:
    text = LAYOUTS[layout](STORIES["en"])
    assert cleaned(text, engine, hints).text == text


def test_a_headline_goes_to_its_column(engine: Engine) -> None:
    title = "Mayor of Carrow Point opens rebuilt lighthouse"
    result = cleaned("\n\n".join([title, *STORIES["en"]]), engine, Hints(title=title))
    assert result.text == "\n\n".join(STORIES["en"])


def test_what_words_name_goes_from_a_story_of_the_same_shape(engine: Engine) -> None:
    result = cleaned("\n\n".join([*STORIES["en"], PITCH]), engine)
    assert result.text == "\n\n".join(STORIES["en"])


def test_a_title_that_is_cut_as_furniture_is_no_title(engine: Engine) -> None:
    text = "\n\n".join(["We value your privacy", "Mayor opens rebuilt lighthouse at Carrow Point", *STORIES["en"]])
    assert cleaned(text, engine).metadata.title != "We value your privacy"


def judged(text: str, marks: list[tuple[int, str, float]], odds: list[float]) -> list[bool]:
    """Which blocks are kept, of marks as (block, rule, strength)."""
    document = parse_plain(text, Metadata())
    spans = [(document.blocks[index], rule, strength) for index, rule, strength in marks]
    said = [
        Mark(block.index, block.start, block.end, Category.RELATED, rule, Verdict.CUT, strength, "structure")
        for block, rule, strength in spans
    ]
    return (guarded(Verdicts(np.array(odds), 0.0), document, said).scores <= 0).tolist()


@pytest.mark.parametrize(
    ("marks", "odds", "kept"),
    [
        ([], [3, -3, 3], [True, True, True]),  # no furniture: nothing goes
        ([(2, "related.line", 0.6)], [3, -3, 3], [True, True, False]),  # the lead stays
        ([(0, "related.line", 0.6)], [3, -3, -3], [False, True, True]),  # a lead that is named goes
        ([(2, "tail.titles", 0.9)], [3, -3, 3], [True, True, True]),  # a place names nothing
        ([(2, "related.line", 0.5)], [3, -3, 3], [True, True, True]),  # nor does a weak mark
        ([(n, "related.line", 0.9) for n in range(3)], [3, 2, 3], [False, True, False]),  # never nothing at all
    ],
)
def test_the_guard(marks: list[tuple[int, str, float]], odds: list[float], kept: list[bool]) -> None:
    assert judged("\n\n".join(STORIES["en"]), marks, odds) == kept


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("The old mill of Lesk burnt down in winter.", True),
        ("莱斯克村议会星期一决定修建一座新的大磨坊。", True),
        ("The old mill of Lesk burnt down in winter", False),  # no end
        ("สภาหมู่บ้านเลสก์ตัดสินใจเมื่อวันจันทร์ให้สร้างโรงสีแห่งใหม่", True),
        ("อ่านต่อ", False),
        ("Read more.", False),  # too short
        ("我们的网站。", False),
    ],
)
def test_prose(text: str, prose: bool) -> None:
    assert is_prose(text) is prose


MAYOR, LOTTERY = (
    "The mayor of Carrow Point opened the rebuilt lighthouse on Sunday, nine years after a storm had broken its lamp "
    "and left the fishermen of the bay to find their way home by the light of a kitchen window.",
    "The lamp was paid for by a lottery, said the mayor, who had won it twice and had given the prize back both times, "
    "to the surprise of the village and to the anger of nobody but his wife.",
)
LISTS = {
    "prices": ["Oysters: 12 €", "Eel soup: 9 €", "Bread: 2 €", "Beer: 4 €"],
    "events": ["May 3 – Jazz night at the hall", "May 10 – Reading with Anna Torf", "June 2 – Regatta off Vell"],
    "days": [
        "3 May: Jazz night at the hall",
        "10 May: Reading with Anna Torf",
        "17 May: The circus",
        "2 June: Regatta",
    ],
    "fixtures": [
        "Saturday, 3 May",
        "Vell – Carrow, 15:00",
        "Harrow – Askrigg, 17:30",
        "Sunday, 4 May",
        "Lesk – Norrow",
    ],
    "ingredients": ["Ingredients", "200 g flour", "3 eggs", "1 pinch of salt", "500 ml milk"],
    "poem": ["The ice has come to Vell", "The boats are on the sand", "And nobody will tell", "When spring will come"],
    "signed": ["“We have found the goat. It is well.”", "— Castlegate Police (@CastlegatePD) November 3, 2022"],
}
FURNITURE = {
    "tags": ["Tags", "lighthouse", "Carrow Point", "lottery", "fishing"],
    "pager": ["1", "2", "3", "4", "Next"],
    "most read": ["Most read", "Goat found in town hall", "Ferry stopped by ice", "Mill burnt down in Lesk"],
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_within_an_article_stays(name: str, engine: Engine) -> None:
    text = "\n".join([MAYOR, *LISTS[name], LOTTERY])
    assert cleaned(text, engine).text == text


@pytest.mark.parametrize("name", FURNITURE)
def test_a_list_of_furniture_goes(name: str, engine: Engine) -> None:
    assert cleaned("\n".join([MAYOR, LOTTERY, *FURNITURE[name]]), engine).text == f"{MAYOR}\n{LOTTERY}"
