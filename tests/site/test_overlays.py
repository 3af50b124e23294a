"""Overlays are checked when they are read, dated, and obeyed whatever the forests think."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from cleaners.clean import clean_record
from cleaners.decision.adjust import SITE_LOG_ODDS, page_evidence, with_site_evidence, without_overruled
from cleaners.decision.decide import Verdicts
from cleaners.engine import load_engine
from cleaners.identity import EngineOptions, engine_identity
from cleaners.model import (
    Block,
    Category,
    CleanedArticle,
    Document,
    Hints,
    Mark,
    Metadata,
    Origin,
    PayloadKind,
    RawRecord,
    Verdict,
)
from cleaners.rules.overlays import NO_OVERLAYS, Overlays, load_overlays, parse_overlay
from cleaners.voters import publisher
from flows.errors import OverlayError

FILE = "harbour-courier.example.toml"
RULE = """
id = "box"
verdict = "cut"
category = "newsletter"
pattern = '^the morning tide:'
why = "A box between paragraphs."
matches = ["The Morning Tide: by mail."]
spares = ["The morning tide was high."]
"""


def overlay(rule: str = RULE, head: str = "") -> bytes:
    return f'publisher = "harbour-courier.example"\n{head}\n[[rule]]\n{rule}'.encode()


def document(*texts: str, host: str | None = "www.harbour-courier.example", day: date | None = None) -> Document:
    blocks, start = [], 0
    for index, text in enumerate(texts):
        path = f"html[1]/body[1]/div[{index}]/p[2]"
        blocks.append(Block(index, start, start + len(text), text, "p", path))
        start += len(text) + 1
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    return Document(PayloadKind.HTML, "\n".join(texts), tuple(blocks), Metadata(host=host, published_at=moment))


def marks(data: bytes, looked_at: Document) -> list[Mark]:
    return publisher.vote(looked_at, Overlays({"harbour-courier.example": parse_overlay(FILE, data)}))


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (RULE.replace('category = "newsletter"', ""), "`category` is None"),
        (RULE.replace('"newsletter"', '"spam"'), "`category` is 'spam'"),
        (RULE.replace('"cut"', '"drop"'), "`verdict` is 'drop'"),
        (RULE.replace('"box"', '"The Box"'), "`id` must look like"),
        (RULE.replace("why =", "because ="), "unknown keys ['because']"),
        (RULE.replace("'^the morning tide:'", "'(unclosed'"), "is not RE2"),
        (RULE.replace("'^the morning tide:'", "'x*'"), "matches the empty text"),
        (RULE.replace("'^the morning tide:'", "'^The'"), "does not match its example"),
        (RULE.replace("'^the morning tide:'", "'^the morning'"), "which it should spare"),
        (RULE.replace("spares", "# spares"), "a near miss or more"),
        (RULE + "valid_from = '2024-01-01'", "write a date without quotes"),
        (RULE + "valid_from = 2024-01-02\nvalid_until = 2024-01-01", "lies before"),
        (RULE + "max_chars = 0", "`max_chars`"),
        (RULE + "path = 'div[2]/p'", "write element names alone"),
        ("id = 'all'\nverdict = 'keep'\nwhy = 'x'", "it would fit every block"),
        ("id = 'tag'\nverdict = 'keep'\nwhy = 'x'\ntag = 'p'\nmatches = ['x']", "so they need a `pattern`"),
    ],
)
def test_a_wrong_rule_is_named_with_its_file_and_remedy(rule: str, problem: str) -> None:
    with pytest.raises(OverlayError) as caught:
        parse_overlay(FILE, overlay(rule))
    assert str(caught.value).startswith(f"{FILE}: rule ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("www.harbour-courier.example.toml", overlay(), "no www."),
        ("Harbour Courier.toml", overlay(), "must be named like"),
        ("other.example.toml", overlay(), "write publisher = 'other.example'"),
        (FILE, b"publisher = ", "not valid TOML"),
        (FILE, b'publisher = "harbour-courier.example"', "holds no [[rule]]"),
        (FILE, overlay(head="until = 1"), "unknown keys ['until']"),
        (FILE, overlay(RULE + "[[rule]]" + RULE), "used twice"),
    ],
)
def test_a_wrong_file_is_named(name: str, data: bytes, problem: str) -> None:
    with pytest.raises(OverlayError, match="^" + name.replace(".", r"\.")) as caught:
        parse_overlay(name, data)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("host", "applies"),
    [
        ("harbour-courier.example", True),
        ("www.harbour-courier.example", True),
        ("sport.harbour-courier.example", True),
        ("old-harbour-courier.example", False),
        (None, False),
    ],
)
def test_an_overlay_speaks_of_its_host_alone(host: str | None, applies: bool) -> None:
    found = marks(overlay(), document("The Morning Tide: today", "The morning tide rose.", host=host))
    assert [mark.block for mark in found] == ([0] if applies else [])


@pytest.mark.parametrize(
    ("bounds", "day", "holds"),
    [
        ("", None, True),
        ("valid_from = 2024-01-01", None, True),
        ("valid_until = 2024-01-01", None, False),
        ("valid_from = 2024-01-01", date(2023, 12, 31), False),
        ("valid_from = 2024-01-01", date(2024, 1, 1), True),
        ("valid_until = 2024-01-01", date(2024, 1, 1), True),
        ("valid_until = 2024-01-01", date(2024, 1, 2), False),
    ],
)
def test_rules_hold_for_their_days(bounds: str, day: date | None, holds: bool) -> None:
    for data in (overlay(RULE + bounds), overlay(head=bounds)):
        assert bool(marks(data, document("The Morning Tide: today", day=day))) is holds


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("path = 'div/p'", True),
        ("path = 'v/p'", False),
        ("path = 'aside/p'", False),
        ("tag = 'p'", True),
        ("tag = 'li'", False),
    ],
)
def test_rules_by_place(condition: str, fits: bool) -> None:
    rule = f"id = 'place'\nverdict = 'keep'\nwhy = 'x'\n{condition}"
    found = marks(overlay(rule), document("Any words"))
    assert [(m.rule_id, m.verdict) for m in found] == (
        [("publisher/harbour-courier.example/place", Verdict.KEEP)] if fits else []
    )


def test_a_cut_rule_does_not_reach_long_blocks_unless_it_says_so() -> None:
    long = "The Morning Tide: " + "news " * 80
    assert marks(overlay(), document(long)) == []
    assert len(marks(overlay(RULE + "max_chars = 1000"), document(long))) == 1


def mark(voter: str, verdict: Verdict, strength: float = 1.0, block: int = 0, end: int = 4) -> Mark:
    return Mark(block, 0, end, Category.OTHER, f"{voter}/x", verdict, strength, voter)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([mark("site", Verdict.CUT, 0.9)], 1.0 + 0.9 * SITE_LOG_ODDS),
        ([mark("publisher", Verdict.CUT)], 20.4),
        ([mark("publisher", Verdict.KEEP), mark("publisher", Verdict.CUT)], -19.6),
        ([mark("publisher", Verdict.KEEP), mark("site", Verdict.CUT)], -19.6),
    ],
)
def test_what_site_and_publisher_add_to_the_odds(given: list[Mark], expected: float) -> None:
    verdicts = Verdicts(np.array([1.0, 1.0]), 0.4)
    scores = with_site_evidence(verdicts, document("Text", "Other"), given).scores
    assert scores.tolist() == pytest.approx([expected, 1.0])
    assert verdicts.scores.tolist() == [1.0, 1.0]


def test_recurrence_adds_nothing_to_a_long_block() -> None:
    verdicts = Verdicts(np.array([1.0]), 0.4)
    assert with_site_evidence(verdicts, document("x" * 301), [mark("site", Verdict.CUT, end=301)]).scores.tolist() == [
        1.0
    ]


def test_a_protected_block_is_not_cut_in_parts_either() -> None:
    part, keep, elsewhere = (
        mark("phrases", Verdict.CUT, end=2),
        mark("publisher", Verdict.KEEP),
        mark("dom", Verdict.CUT, block=1),
    )
    assert without_overruled([part, keep, elsewhere]) == [keep, elsewhere]
    assert page_evidence([part, keep]) == ([part], [keep])


def test_the_overlays_that_ship_are_of_invented_hosts_and_read_well() -> None:
    overlays = load_engine().overlays
    assert overlays.publishers
    assert all(host.endswith(".example") for host in overlays.publishers)


def test_a_folder_of_overlays_reaches_ledger_and_identity(tmp_path: Path) -> None:
    protect = "[[rule]]\nid = 'signature'\nverdict = 'keep'\nwhy = 'x'\npattern = '^share this'\n"
    protect += "matches = ['Share this']\nspares = ['We share']"
    (tmp_path / "quay-weekly.example.toml").write_bytes(
        overlay(RULE + protect).replace(b"harbour-courier", b"quay-weekly"),
    )
    options = EngineOptions(publishers=str(tmp_path))
    body = "The council voted on Tuesday to repair the old bridge over the mill stream before the winter floods."
    payload = f"{body}\nThe Morning Tide: by mail.\n{body.replace('bridge', 'ferry')}\nShare this\n".encode()
    origin = Origin("1", "a/b.txt", "text", "byte_offset", 0, len(payload), 0)
    hints = Hints(url="https://quay-weekly.example/1")
    article = clean_record(RawRecord(origin, payload, PayloadKind.TEXT, None, hints), load_engine(options))
    assert isinstance(article, CleanedArticle)
    assert [(r.text.strip(), r.rule_id) for r in article.removals] == [
        ("The Morning Tide: by mail.", "publisher/quay-weekly.example/box")
    ]
    assert "Share this" in article.text
    assert engine_identity(options).digest != engine_identity().digest


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OverlayError, match="not a folder"):
        load_overlays([tmp_path / "absent"])
    assert replace(NO_OVERLAYS).rules("harbour-courier.example") == ()
