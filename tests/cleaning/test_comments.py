"""Readers' comments in plain text are found by their repeated headers, and articles of a like shape are not."""

from __future__ import annotations

import pytest

from cleaners.formats.plain import parse_plain
from cleaners.model import Metadata
from cleaners.voters.shapes import comments, runs
from cleaners.voters.shapes.page import Page

ARTICLE = [
    "Lighthouse of Carrow Point shines again",
    "The mayor of Carrow Point opened the rebuilt lighthouse on Sunday, nine years after a storm had broken its lamp "
    "and left the fishermen of the bay to find their way home by the light of a kitchen window.",
    "The lamp was paid for by a lottery, said the mayor, who had won it twice and had given the prize back both times, "
    "to the surprise of the village and to the anger of nobody but his wife.",
]
SAID = [
    "I can see it from my bed and it is far too bright, I have not slept since.",
    "Buy a curtain then, we have waited for nine years.",
    "My grandfather kept the old lamp, he would have wept to see it.",
]


def found(lines: list[str], language: str | None = None) -> list[str]:
    page = Page.of(parse_plain("\n".join(lines), Metadata(language=language)))
    return [page.lines[index].text for index in dict.fromkeys(comments.sections(page))]


def thread(*shape: str, names: tuple[str, ...] = ("Odd Larkin", "torf_anna", "Tom")) -> list[str]:
    """Three comments, each of the lines of `shape` with its name and words."""
    return [line.format(name=name, said=said) for name, said in zip(names, SAID, strict=True) for line in shape]


@pytest.mark.parametrize(
    ("shape", "language"),
    [
        (["{name} 3 hours ago", "{said}"], "en"),
        (["{name}", "3 hours ago", "{said}", "Reply"], "en"),
        (["{name}", "{said}", "12 Reply"], "en"),
        (["{name} says:", "{said}", "Reply ↓"], "en"),
        (["{name} · May 3, 2024 at 10:05 pm", "{said}"], "en"),
        (["{name} | 3.5.2024, 10:05 Uhr", "{said}"], "de"),
        (["{name}", "vor 3 Stunden", "{said}", "Antworten"], "de"),
        (["{name}", "{said}", "Répondre"], "fr"),
        (["{name} hace 2 días", "{said}", "Responder"], "es"),
        (["{name}", "2 godziny temu", "{said}", "Odpowiedz"], "pl"),
        (["{name} 5 часов назад", "{said}", "Ответить"], "ru"),
        (["{name} 3時間前", "{said}", "返信"], "ja"),
        (["{name} 3小时前", "{said}", "回复"], "zh"),
        (["{name} 3시간 전", "{said}", "답글"], "ko"),
        (["{name} قبل 3 ساعات", "{said}", "رد"], "ar"),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_thread_is_found_above_or_below_the_article(shape: list[str], language: str, first: bool) -> None:
    said = thread(*shape)
    assert found([*said, *ARTICLE] if first else [*ARTICLE, *said], language) == said


@pytest.mark.parametrize(
    "lines",
    [
        thread("14:02", "{said}"),  # a live blog
        thread("14:02 Uhr", "{name}", "{said}"),
        thread("Question: who is {name}?", "{said}"),  # an interview
        thread("{name}:", "{said}"),
        thread("3 May 2026", "{said}"),  # a chronicle
        thread("{name}, 71", "{said}"),  # portraits
        thread("{name} 3 hours ago", "{said}", names=("Reuters",) * 3),  # one agency's items
        ["Reply", *SAID],  # said once
        ["Vell 2, Carrow 1", "Harrow 0, Askrigg 0", "Sallow 3, Tarrow 3", "Lesk 1, Norrow 4"],
        thread("They met three hours ago in the hall of {name}.", "{said}"),
    ],
)
def test_what_an_article_may_hold_is_no_thread(lines: list[str]) -> None:
    assert found([*ARTICLE, *lines], "en") == []


@pytest.mark.parametrize("label", ["Comments", "4 comments", "Kommentare (4)", "Leave a comment"])
def test_a_label_opens_a_section_below_the_article_only(label: str) -> None:
    below = Page.of(parse_plain("\n".join([*ARTICLE, *ARTICLE[1:], label, *SAID])))
    assert [below.lines[index].text for index in runs.comments(below)] == [label, *SAID]
    teaser = (
        "The winners of the lottery of Lesk were drawn on Saturday in the presence of two notaries, a band and a goat "
    )
    above = Page.of(parse_plain("\n".join([f"{teaser}and the fire brigade of three villages.", label, *ARTICLE])))
    assert list(runs.comments(above)) == []
