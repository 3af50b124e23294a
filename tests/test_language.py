"""Language by script, by detector and by declaration; too little text says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.text.language import UNDETERMINED, base_code, detect_language

TEXTS = [
    ("en", "The council voted on Tuesday to close the old bridge until engineers have finished their report."),
    ("de", "Der Stadtrat beschloss am Dienstag, die alte Brücke zu sperren, bis das Gutachten vorliegt."),
    ("fr", "Le conseil municipal a décidé mardi de fermer le vieux pont jusqu'à la fin de l'expertise."),
    ("es", "El ayuntamiento decidió el martes cerrar el viejo puente hasta que terminen los trabajos."),
    ("it", "Il consiglio comunale ha deciso martedì di chiudere il vecchio ponte fino alla fine dei lavori."),
    ("pt", "A câmara municipal decidiu na terça-feira fechar a velha ponte até ao fim das obras."),
    ("nl", "De gemeenteraad besloot dinsdag de oude brug te sluiten tot het onderzoek is afgerond."),
    ("pl", "Rada miasta postanowiła we wtorek zamknąć stary most do czasu zakończenia ekspertyzy."),
    ("cs", "Zastupitelstvo v úterý rozhodlo uzavřít starý most, dokud nebude hotový posudek."),
    ("sv", "Kommunfullmäktige beslutade på tisdagen att stänga den gamla bron tills utredningen är klar."),
    ("tr", "Belediye meclisi salı günü eski köprüyü rapor bitene kadar kapatmaya karar verdi."),
    ("uk", "Міська рада у вівторок вирішила закрити старий міст до завершення експертизи."),
    ("ru", "Городской совет во вторник решил закрыть старый мост до окончания экспертизы."),
    ("zh", "市议会周二决定关闭旧桥，直到工程师完成检查报告。"),
    ("ja", "市議会は火曜日、調査が終わるまで古い橋を閉鎖することを決めた。"),
    ("ko", "시의회는 화요일 조사가 끝날 때까지 오래된 다리를 폐쇄하기로 했다."),
    ("ar", "قرر مجلس المدينة يوم الثلاثاء إغلاق الجسر القديم حتى انتهاء التقرير الهندسي."),
    ("el", "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να κλείσει την παλιά γέφυρα."),
    ("he", "מועצת העיר החליטה ביום שלישי לסגור את הגשר הישן עד סיום הבדיקה."),
    ("hi", "नगर परिषद ने मंगलवार को जांच पूरी होने तक पुराने पुल को बंद करने का फैसला किया।"),
    ("th", "สภาเมืองมีมติเมื่อวันอังคารให้ปิดสะพานเก่าจนกว่าการตรวจสอบจะเสร็จสิ้น"),
]


@pytest.mark.parametrize(("language", "text"), TEXTS, ids=[language for language, _ in TEXTS])
@pytest.mark.parametrize("declared", [None, "en-US", "xx", ""])
def test_clear_text_wins_whatever_is_declared(language: str, text: str, declared: str | None) -> None:
    code, score = detect_language(text, declared)
    assert code == language
    assert score > 0.4


@pytest.mark.parametrize(
    "text", ["", " \n", "OK", "123 456 7890 12:30", "https://example.com/a/very/long/path", "部长"]
)
def test_too_little_text_is_undetermined(text: str) -> None:
    assert detect_language(text, "en") == (UNDETERMINED, 0.0)


def test_declaration_decides_between_near_relatives() -> None:
    text = "Menteri itu mengundurkan diri pada hari"
    assert {detect_language(text, declared)[0] for declared in ("id", "ms")} == {"id", "ms"}


def test_ideographs_outweigh_latin_names() -> None:
    assert detect_language("Example Airlines 的航班周二因大雾取消，数百名旅客滞留机场。", "en")[0] == "zh"


def test_a_few_foreign_words_do_not_change_the_language() -> None:
    text = "The sign over the door read 有朋自远方来, which the owner translated for every guest who asked about it."
    assert detect_language(text)[0] == "en"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("DE", "de"),
        ("nb-NO", "no"),
        ("iw", "he"),
        ("ger", "de"),
        ("zh-Hans-CN", "zh"),
        ("en_US.UTF-8", "en"),
        ("", None),
        (None, None),
        ("english", None),
        ("1", None),
        ("tlh", None),
    ],
)
def test_base_code(tag: str | None, code: str | None) -> None:
    assert base_code(tag) == code


@settings(max_examples=60)
@given(st.text(max_size=4000), st.one_of(st.none(), st.text(max_size=12)))
def test_any_text_is_answered_and_the_same_twice(text: str, declared: str | None) -> None:
    code, score = detect_language(text, declared)
    assert (code, score) == detect_language(text, declared)
    assert 0.0 <= score <= 1.0
    assert code == UNDETERMINED or len(code) == 2
