"""Lines of one list get one verdict; lines that are named what they are keep their own."""

from __future__ import annotations

import numpy as np
import pytest

from cleaners.decision.decide import Verdicts
from cleaners.decision.list_runs import judged_in_runs
from cleaners.formats.plain import parse_plain

PROSE = "The second round of the cup of Lesk was played on Saturday, and these were the results."
RESULTS = ["Vell 2 – Carrow 1", "Harrow 0 – Askrigg 0", "Sallow 3 – Tarrow 3", "Lesk 1 – Norrow 4"]
NAMES = ["Anna Torf", "Odd Larkin", "Tom Hale", "Ada Brennan", "Jo Segura"]
STANZA = [
    "The ice has come to Vell",
    "The boats are on the sand",
    "And nobody will tell",
    "When spring will come",
]
PRICES = ["Oysters: 12 crowns", "Eel soup: 9 crowns", "Bread: 2 crowns", "Beer: 4 crowns"]


@pytest.mark.parametrize("lines", [RESULTS, NAMES, STANZA, PRICES])
@pytest.mark.parametrize("strange", [0, 1, 3])
def test_one_strange_line_does_not_leave_its_list(lines: list[str], strange: int) -> None:
    odds = [-2.0] * (len(lines) + 1)
    odds[1 + strange] = 4.0
    assert kept([PROSE, *lines], odds) == [True] * (len(lines) + 1)


def test_one_line_that_is_named_does_not_leave_its_list() -> None:
    assert kept(NAMES, [-2, 4, -2, -2, -2], {1}) == [True] * 5


def test_a_list_of_tags_goes_as_a_whole() -> None:
    assert kept([PROSE, *NAMES], [-3, 2, 2, -1, 3, 2]) == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("lines", "odds", "named"),
    [
        (RESULTS[:3], [-2, 4, -2], set()),  # three lines are no run
        ([RESULTS[0], PROSE, *RESULTS[1:3]], [4, -2, -2, -2], set()),  # prose parts a list
        ([RESULTS[0], NAMES[0], *PRICES[:2]], [4, -2, -2, -2], set()),  # of different shapes
        (["Anna Torf", *["The ice has come to Vell and boats lie on the sand"] * 3], [4, -2, -2, -2], set()),
        (NAMES, [-2, 4, -2, 4, -2], {1, 3}),  # named what they are
    ],
)
def test_what_is_no_list_keeps_its_verdicts(lines: list[str], odds: list[float], named: set[int]) -> None:
    assert kept(lines, odds, named) == [odd <= 0 for odd in odds]


def kept(lines: list[str], odds: list[float], named: frozenset[int] | set[int] = frozenset()) -> list[bool]:
    document = parse_plain("\n".join(lines))
    assert len(document.blocks) == len(lines)
    return (judged_in_runs(Verdicts(np.array(odds), 0.0), document, named).scores <= 0).tolist()
