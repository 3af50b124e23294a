"""What stands on a page twice is published once: hits, and near misses that stay."""

from __future__ import annotations

import pytest

from cleaners.decision.copies import copies

LONG = (
    "The ferry to Halm Island has been tied up since Tuesday, because its only captain has a cold and nobody else on "
    "the island may sail it."
)
OTHER = (
    "On Friday the council voted for a second ferry, paid for by the toll that the fishermen of the island have "
    "refused to pay since "
    "the spring."
)
REFRAIN = "Row, row, and leave the shore behind"
LINES = [
    "Halm Island, eight people and a goat",
    "The first sailing is at six in the morning",
    "Tickets are sold on board, cash only",
]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([LONG, OTHER, LONG], [2]),
        ([LONG, LONG.upper(), OTHER], [1]),
        ([LONG, OTHER, "Timetable", LONG, OTHER, "Timetable"], [3, 4]),  # a short line in a run of two is no copy
        ([*LINES, OTHER, *LINES], [4, 5, 6]),  # three lines together are
        ([*LINES, "Ferry", LONG, *LINES, "Ferry"], [5, 6, 7, 8]),  # with what is short between and after them
        ([REFRAIN, OTHER, REFRAIN, LONG, REFRAIN], []),  # a refrain, one line at a time
        ([*LINES[:2], OTHER, *LINES[:2]], []),  # two lines together
        ([LONG, OTHER, LONG + " He is better."], []),  # more than the first
        (["* * *", OTHER, "* * *", LONG, "* * *"], []),  # nothing to compare
        ([], []),
    ],
)
def test_which_texts_are_copies(texts: list[str], found: list[int]) -> None:
    assert copies(texts) == found
