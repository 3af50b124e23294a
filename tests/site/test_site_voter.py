"""What recurs across a site's articles is marked; what only looks so is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_pages import FOOT, HEAD, document, learned, page, sentence, story

from cleaners.model import Category, Verdict
from cleaners.templates import NO_TEMPLATES
from cleaners.voters import site

LIVE = "We will bring you more from the harbour as it comes in, and the council is due to speak at noon."
SYNDICATED = "Agency " + sentence(9000, 200)
VERY_LONG = "Notice " + sentence(9001, 320)


def marked(
    texts: list[str], scratch: Path, looked_at: str | None = None, host: str = "fellside-echo.example"
) -> set[str]:
    templates = learned(texts, scratch, host)
    looked = document(looked_at or texts[0], host)
    return {looked.blocks[mark.block].text for mark in site.vote(looked, templates, "folder")}


@pytest.mark.parametrize("host", ["fellside-echo.example", ""])
def test_menu_lines_and_footers_are_marked_and_articles_are_not(host: str, tmp_path: Path) -> None:
    assert marked([page(n) for n in range(3)], tmp_path, host=host) == {*HEAD, *FOOT}


@pytest.mark.parametrize("pages", [1, 2])
def test_a_site_of_few_pages_yields_nothing(pages: int, tmp_path: Path) -> None:
    assert marked([page(n) for n in range(pages)], tmp_path) == set()


def test_numbers_case_and_punctuation_do_not_hide_a_recurrence(tmp_path: Path) -> None:
    texts = [page(n, foot=(f"{n * 7} Comments — add yours!",)) for n in range(4)]
    assert "0 Comments — add yours!" in marked(texts, tmp_path)
    texts = [page(n, foot=(f"{w} comments on this",)) for n, w in enumerate(("No", "Two", "Many", "Sober"))]
    assert "No comments on this" not in marked(texts, tmp_path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Read more from our harbour desk", True),  # an inset of every article
        (LIVE, True),  # short enough to be an inset
        (SYNDICATED, False),  # a sentence of prose that syndicated stories share
        (VERY_LONG, False),
    ],
)
def test_recurring_lines_within_articles(line: str, expected: bool, tmp_path: Path) -> None:
    found = marked([page(n, [line]) for n in range(5)], tmp_path)
    assert (line in found) is expected


def test_very_long_prose_is_not_marked_at_the_foot_either(tmp_path: Path) -> None:
    appeal = "Appeal " + sentence(9002, 90)[:90]
    found = marked([page(n, foot=(appeal, VERY_LONG)) for n in range(5)], tmp_path)
    assert appeal in found
    assert VERY_LONG not in found


def test_a_turn_of_phrase_within_a_few_of_many_articles_is_not_a_template(tmp_path: Path) -> None:
    phrase = "He declined to comment."
    texts = [page(n, [phrase] if n < 6 else []) for n in range(30)]
    assert phrase not in marked(texts, tmp_path)
    texts = [page(n, foot=(phrase,) if n < 7 else ()) for n in range(30)]
    assert phrase in marked(texts, tmp_path)  # at the foot of seven distinct articles it is furniture


def test_what_recurs_only_in_versions_of_one_article_is_not_marked(tmp_path: Path) -> None:
    update = "The ferry is still out of service."
    versions = ["\n".join((*story(1), update, sentence(500 + n, 60))) for n in range(5)]
    assert marked(versions, tmp_path) == set()
    others = [page(n, head=(), foot=()) for n in (50, 51)]
    assert marked(versions + others, tmp_path, versions[0]) == set()


def test_a_standfirst_that_recurs_as_a_teaser_stays_on_its_own_page(tmp_path: Path) -> None:
    lede = "Lede " + sentence(7000, 100)[:104]
    own = "\n".join(("Home", lede, *story(0)))
    others = [page(n, foot=(*FOOT, "More stories", lede)) for n in range(1, 6)]
    assert lede not in marked([own, *others], tmp_path, own)
    assert lede in marked([own, *others], tmp_path, others[0])


def test_marks_say_what_they_are_and_grow_with_the_evidence(tmp_path: Path) -> None:
    few, many = (learned([page(n) for n in range(size)], tmp_path) for size in (3, 20))
    looked = document(page(0))
    [weak, *_], [strong, *_] = site.vote(looked, few), site.vote(looked, many)
    assert (weak.voter, weak.rule_id, weak.category, weak.verdict) == (
        "site",
        "site/recurs",
        Category.OTHER,
        Verdict.CUT,
    )
    assert 0.6 < weak.strength < strong.strength < 0.95


def test_another_site_and_an_empty_snapshot_say_nothing(tmp_path: Path) -> None:
    templates = learned([page(n) for n in range(5)], tmp_path)
    assert site.vote(document(page(0), "nordlicht-kurier.example"), templates) == []
    assert site.vote(document(page(0)), NO_TEMPLATES) == []
