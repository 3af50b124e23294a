"""Marks that speak of a part of a block, and links in capitals: each beside a near miss."""

from __future__ import annotations

import pytest

from cleaners.clean import Judgement, clean_record, judge_record
from cleaners.cut import restore
from cleaners.decision.adjust import on_blocks
from cleaners.engine import Engine, load_engine
from cleaners.formats import PARSERS
from cleaners.formats.plain import parse_plain
from cleaners.model import (
    Category,
    CleanedArticle,
    Decoded,
    Hints,
    Mark,
    Metadata,
    Origin,
    PayloadKind,
    RawRecord,
    Rejection,
    Verdict,
)
from cleaners.voters.shapes.page import Page
from cleaners.voters.shapes.runs import shouted_links

PROSE = (
    "The ferry to Fernholt left Larkmouth two hours late on Monday because of fog, the harbour master said, "
    "and it did not return before dark, as the tide had turned and the channel was closed to ships."
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


def mark(start: int, end: int) -> Mark:
    return Mark(0, start, end, Category.NAVIGATION, "en/some.rule", Verdict.CUT, 0.9, "phrases")


@pytest.mark.parametrize(
    ("start", "end", "speaks"),
    [(0, 100, True), (80, 100, True), (81, 100, False), (0, 5, False)],
)
def test_a_mark_on_a_small_part_is_no_news_of_the_block(start: int, end: int, speaks: bool) -> None:
    document = parse_plain("x" * 100, Metadata())
    assert bool(on_blocks(document, [mark(start, end)])) is speaks


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("Shares of Lantern Ferries (.LFER), opens new tab rose by two percent.", "Ferries (.LFER) rose by"),
        ("The report (opens in a new window) was published by the board.", "The report was published"),
        ("Der Bericht (öffnet in neuem Fenster) erschien am Montag.", "Der Bericht erschien"),
        ("The link, once clicked, opens in a new window.", "clicked, opens in a new window."),
        ("The museum (a new window on the sea) opens in May.", "(a new window on the sea)"),
    ],
)
def test_words_for_screen_readers_leave_their_sentence(sentence: str, kept: str, engine: Engine) -> None:
    text = f"{PROSE}\n{sentence} {PROSE}\n{PROSE.replace('Monday', 'Friday')}"
    article = clean_record(record(text.encode(), PayloadKind.TEXT), engine)
    assert isinstance(article, CleanedArticle)
    assert kept in article.text
    assert article.text.count("harbour master") == 3
    assert restore(article.text, article.removals) == text


@pytest.mark.parametrize(
    ("element", "found"),
    [
        ('<p><a href="/x">HARBOUR COUNCIL CLOSES THE OLD PIER</a></p>', True),
        ('<p><a href="/x"><b>GET THE LANTERN NEWS APP</b></a></p>', True),
        ('<p><a href="/x">Harbour council closes the old pier</a></p>', False),
        ('<p>HARBOUR COUNCIL CLOSES THE <a href="/x">OLD PIER</a></p>', False),
        ('<p><a href="/x">HARBOUR COUNCIL</a></p>', False),  # a name
        ('<h2><a href="/x">HOW THE OLD PIER CAME TO LARKMOUTH</a></h2>', False),  # a heading of the article
    ],
)
def test_a_link_in_capitals_between_paragraphs(element: str, found: bool) -> None:
    html = f"<html><body><p>{PROSE}</p>{element}<p>{PROSE}</p></body></html>"
    page = PARSERS[PayloadKind.HTML](Decoded(html, "utf-8", "utf8", 0), Hints())
    assert bool(list(shouted_links(Page.of(page)))) is found


def test_a_judgement_holds_the_cuts_that_cleaning_makes(engine: Engine) -> None:
    made = record(f"Advertisement\n{PROSE}\n{PROSE}".encode(), PayloadKind.TEXT)
    judged, article = judge_record(made, engine), clean_record(made, engine)
    assert isinstance(judged, Judgement)
    assert isinstance(article, CleanedArticle)
    assert [cut.rule_id for cut in judged.cuts] == [removal.rule_id for removal in article.removals] != []


def test_a_record_that_cannot_be_judged_is_rejected_as_in_cleaning(engine: Engine) -> None:
    empty = record(b" \n ", PayloadKind.TEXT)
    judged = judge_record(empty, engine)
    assert isinstance(judged, Rejection)
    assert judged == clean_record(empty, engine)


def record(payload: bytes, kind: PayloadKind) -> RawRecord:
    return RawRecord(Origin("r", "invented/r", kind.value, "byte_offset", 0, len(payload), 0), payload, kind)
