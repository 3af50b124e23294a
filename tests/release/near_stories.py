"""An invented agency report, versions of it as papers print them, and stories that are none."""

from __future__ import annotations

_OPENING = (
    "The harbour town of Vell will lose its last ferry at the end of the month after the operator and the county could "
    "not agree on who pays for a new engine. About four hundred people a day use the boat to reach the mainland, most "
    "of them pupils and workers of the cannery. From the first of November they will have to take a bus around the "
    "bay, which needs an hour and forty minutes instead of twenty."
)
_MIDDLE = (
    "Harbour master Oda Lindqvist said on Tuesday that the decision had come without warning. We were told in spring "
    "that the money was there, she said, and now we read in a letter that it is not. The county council answered that "
    "the price of the engine had risen by a third since the offer was made. It is ready to pay half, said councillor "
    "Tor Evensen, but not all of it. The operator has offered to keep the boat for another year if fares rise by "
    "forty percent, which the town refused."
)
CLOSING = (
    "The ferry has sailed since 1931, with a break during the storms of 1962, when the old pier was washed away. A "
    "bridge was planned three times and dropped each time as too costly. In a vote two years ago nine in ten people "
    "of the town were against closing the line."
)
REPORT = f"{_OPENING}\n\n{_MIDDLE}\n\n{CLOSING}"


def _edited(every: int) -> str:
    """One word in so many is another, as a second desk would have it."""
    words = REPORT.split()
    return " ".join("rather" if number % every == every - 1 else word for number, word in enumerate(words))


VERSIONS = {
    "another headline and place line": f"No more boats for Vell\n\nVELL, Monday (CPN) - {REPORT}",
    "cut by a third": f"{_OPENING}\n\n{_MIDDLE}",
    "cut at the end, with a line of its own": f"{_OPENING}\n\n{_MIDDLE}\n\nRead more about it in our Saturday paper.",
    "paragraphs in another order": f"{_OPENING}\n\n{CLOSING}\n\n{_MIDDLE}",
    "one word in twelve is another": _edited(12),
    "a new opening": f"Vell loses its boat, and nobody there knows why it has to be now.\n\n{_MIDDLE}\n\n{CLOSING}"
    " The last day of service is a Saturday.",
}
FOLLOW_UP = (
    "Pupils of the school in Vell sat down on the pier on Friday and did not let the ferry leave until noon. They held "
    "up signs with the names of those who need the boat each day, and sang. The police came, looked on for a while and "
    "went away again. We shall be here every Friday, said Mira Solheim, who is sixteen and wants to become a nurse; "
    "her classes are on the mainland. A spokesman of the operator said that he understood the anger, and talks with "
    f"the county would be taken up again next week. Nobody was hurt.\n\n{CLOSING}"
)
OTHER = (
    "The harbour town of Sund will get a second ferry in summer. The county council voted for it on Monday by nineteen "
    "to six. The boat comes from a yard in the north, carries sixty cars and runs on batteries that are loaded while "
    "it lies at the pier. Fares stay as they are, said the chair, and the first trip will be free for all who "
    "were born in the town. Until now people had to wait up to two hours on Fridays."
)
