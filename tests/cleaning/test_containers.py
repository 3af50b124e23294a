"""Lists and tables of an article stay whole, comments in boxes of that name go: hits and near misses."""

from __future__ import annotations

import numpy as np
import pytest

from cleaners.decision.containers import with_whole_lists
from cleaners.decision.decide import Verdicts
from cleaners.decision.threads import with_comment_boxes
from cleaners.formats import PARSERS
from cleaners.model import Category, Decoded, Document, Hints, Mark, PayloadKind, Verdict

ROWS = "<p>The crew of the ferry:</p><ul><li>Orla Tennick</li><li>Dov Hallam</li><li>Peder Quill</li></ul>"
LINKS = (
    '<p>Read on:</p><ul><li><a href="/a">Ferries</a></li><li><a href="/b">Tides</a></li>'
    '<li><a href="/c">Fog</a></li></ul>'
)
TABLE = "<p>Hours:</p><table><tr><td>Mon</td></tr><tr><td>Tue</td></tr><tr><td>Wed</td></tr></table>"
PROSE = (
    "<p>" + "The ferry to Halm Island has been tied up since Tuesday because its only captain has a cold. " * 5 + "</p>"
)
COMMENTS = (
    '<section class="comments-area"><div class="comment">'
    "<p>It was never fast, and now it is not even slow.</p></div></section>"
)


def document(body: str, url: str | None = None) -> Document:
    html = f"<html><body>{body}</body></html>"
    return PARSERS[PayloadKind.HTML](Decoded(html, "utf-8", "utf8", 0), Hints(url=url))


def cut_mark(block: int, strength: float) -> Mark:
    return Mark(block, 0, 1, Category.OTHER, "en/some.rule", Verdict.CUT, strength, "phrases")


@pytest.mark.parametrize(
    ("body", "odds", "marks", "kept"),
    [
        (ROWS, [-3, -1, 1, -1], [], [0, 1, 2, 3]),
        (TABLE, [-3, -1, 1, 0.4], [], [0, 1, 2, 3]),
        (ROWS, [-3, -1, 3, -1], [], [0, 1, 3]),  # sure to be furniture
        (ROWS, [-3, -1, 1, -1], [cut_mark(2, 0.8)], [0, 1, 3]),  # named as furniture
        (ROWS, [-3, -1, 1, -1], [cut_mark(2, 0.5)], [0, 1, 2, 3]),  # hardly
        (ROWS, [-3, 2, -1, 2], [], [0, 2]),  # the list does not stay as a whole
        (LINKS, [-3, -1, 1, -1], [], [0, 1, 3]),  # a list of links
        (ROWS.replace("<li>Peder Quill</li>", ""), [-3, -1, 1], [], [0, 1]),  # two rows are no list
        (ROWS.replace("ul>", "div>").replace("li>", "p>"), [-3, -1, 1, -1], [], [0, 1, 3]),  # no list
    ],
)
def test_a_list_has_one_verdict(body: str, odds: list[float], marks: list[Mark], kept: list[int]) -> None:
    verdicts = with_whole_lists(Verdicts(np.array(odds, dtype=np.float64), 0.0), document(body), marks)
    assert np.flatnonzero(verdicts.scores <= verdicts.threshold).tolist() == kept


@pytest.mark.parametrize(
    ("body", "url", "raised"),
    [
        (PROSE + COMMENTS, "https://example.org/news/ferry", True),
        (PROSE + COMMENTS, None, True),
        (PROSE + COMMENTS, "https://example.org/forum/ferry", False),  # a forum's posts
        (COMMENTS, "https://example.org/news/ferry", False),  # nothing beside them
        (PROSE + COMMENTS.replace("comment", "verse"), None, False),
    ],
)
def test_comments_in_boxes_of_that_name(body: str, url: str | None, raised: bool) -> None:
    page = document(body, url)
    before = Verdicts(np.full(len(page.blocks), -2.0), 0.0)
    after = with_comment_boxes(before, page)
    assert bool(after.scores[-1] > 0) is raised
    assert (after.scores[:-1] == -2.0).all()
