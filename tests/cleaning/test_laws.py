"""The laws on generated documents: nested markup, mixed scripts, and marks that no sane voter would put."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.clean import clean_record, parse_record
from cleaners.cut import cut, restore
from cleaners.decision.decide import Verdicts, decide
from cleaners.engine import Engine, load_engine
from cleaners.formats import PARSERS
from cleaners.model import (
    Category,
    CleanedArticle,
    Decoded,
    Document,
    Hints,
    Mark,
    Origin,
    PayloadKind,
    RawRecord,
    Rejection,
    RejectReason,
    Verdict,
)

WORDS = (
    *("The ferry to Vell stopped on Monday.", "Sign up for our newsletter", "Read more", "Photo: L. Ashby", "©", "%"),
    *(
        "Die Fähre fährt nicht.",
        "フェリーは月曜日に止まった。",
        "続きを読む",
        "العبارة متوقفة",
        "Паром не ходит",
        "ไม่มีเรือ",
    ),
    *(
        "e\u0301\u0301",
        "\u202eabc\u202c",
        "\u200b\ufeff",
        "👩‍👩‍👧",
        "\U0001f600" * 9,
        "a" * 300,
        "&lt;p&gt;",
        "&#x1F600;",
        "&nbsp;",
    ),
)
TAGS = "p div span a b li ul table tr td h2 blockquote figure figcaption section pre nav footer aside button".split()
NAMES = ("", ' class="ad"', ' id="cookie-consent"', ' role="dialog"', ' style="display:none"', " hidden", ' lang="ar"')

TEXT = st.sampled_from(WORDS) | st.text(max_size=12).map(lambda text: text.replace("<", "&lt;"))
MARKUP = st.recursive(
    TEXT,
    lambda inner: st.builds(
        lambda tag, name, parts, close: f"<{tag}{name}>{' '.join(parts)}{f'</{tag}>' if close else ''}",
        st.sampled_from(TAGS),
        st.sampled_from(NAMES),
        st.lists(inner, max_size=5),
        st.integers(0, 7),  # one in eight is left open
    ),
    max_leaves=40,
)
STRENGTHS = st.sampled_from([0.2, 0.8, 0.9, 1.0])  # few, so that marks are as strong as one another
LINES = st.lists(TEXT, min_size=1, max_size=25).map("\n".join)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


def record(text: str, kind: PayloadKind) -> RawRecord:
    payload = text.encode("utf-8", "replace")
    origin = Origin("r", "news/a", "html", "byte_offset", 0, len(payload), 0)
    return RawRecord(origin, payload, kind, "utf-8", Hints(url="https://gull.example/a"))


def check_laws(made: RawRecord, engine: Engine) -> None:
    result, again, document = clean_record(made, engine), clean_record(made, engine), parse_record(made)
    assert again == result, "cleaning is deterministic"
    if isinstance(result, Rejection):
        assert result.reason in {RejectReason.EMPTY_PAYLOAD, RejectReason.NO_TEXT, RejectReason.BINARY_PAYLOAD}
        assert result.payload == made.payload
        return
    assert isinstance(document, Document)
    assert restore(result.text, result.removals) == document.text
    assert result.chars_in == len(document.text) == result.chars_out + sum(result.removed_chars.values())
    assert [removal.ordinal for removal in result.removals] == list(range(len(result.removals)))
    assert not {removal.text for removal in result.removals if not removal.text}


@given(markup=MARKUP)
@settings(max_examples=120, deadline=None)
def test_any_page_is_partitioned(markup: str, engine: Engine) -> None:
    check_laws(record(f"<html><body>{markup}</body></html>", PayloadKind.HTML), engine)


@given(markup=MARKUP)
@settings(max_examples=60, deadline=None)
def test_any_fragment_is_partitioned(markup: str, engine: Engine) -> None:
    check_laws(record(markup, PayloadKind.FRAGMENT), engine)


@given(text=LINES)
@settings(max_examples=120, deadline=None)
def test_any_text_is_partitioned(text: str, engine: Engine) -> None:
    check_laws(record(text, PayloadKind.TEXT), engine)


@st.composite
def marked(draw: st.DrawFn) -> tuple[Document, list[Mark], Verdicts]:
    """A document with marks on parts that overlap, touch, repeat, contradict one another or cover all of a block."""
    few = "\n".join(draw(st.lists(TEXT, max_size=2)))
    text = f"{few}\nThe ferry to Vell is late."
    document = PARSERS[PayloadKind.TEXT](Decoded(text, "utf-8", "utf8", 0), Hints())
    marks = []
    for block in draw(st.lists(st.sampled_from(document.blocks), max_size=12)):
        start = draw(st.just(block.start) | st.integers(block.start, block.end - 1))
        end = draw(st.integers(start + 1, block.end))
        category, verdict = draw(st.sampled_from([Category.SOCIAL, Category.OTHER])), draw(st.sampled_from(Verdict))
        marks.append(Mark(block.index, start, end, category, f"x/{category}", verdict, draw(STRENGTHS), "x"))
    odds = draw(st.lists(st.floats(-9, 9), min_size=len(document.blocks), max_size=len(document.blocks)))
    return document, marks, Verdicts(np.array(odds), 0.0)


@given(given_=marked(), seed=st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_no_marks_break_the_partition_and_their_order_does_not_matter(
    given_: tuple[Document, list[Mark], Verdicts], seed: int
) -> None:
    document, marks, verdicts = given_
    kept, removals = cut(document, decide(document, marks, verdicts))
    assert restore(kept, removals) == document.text
    shuffled = random.Random(seed).sample(marks, len(marks))
    assert cut(document, decide(document, shuffled, verdicts)) == (kept, removals)


def test_a_page_of_everything_is_an_article(engine: Engine) -> None:
    """What is generated reaches the cuts: a law on rejections alone would hold of anything."""
    story = "".join(f"<p>{words} The ferry to Vell stopped on Monday, {words}</p>" for words in WORDS)
    boxes = "".join(f"<div{name}><a href=/>Sign up for our free newsletter</a></div>" for name in NAMES)
    result = clean_record(
        record(f"<html><body><nav>Read more</nav>{story}{boxes}</body></html>", PayloadKind.HTML), engine
    )
    assert isinstance(result, CleanedArticle)
    assert result.text
    assert result.removals
