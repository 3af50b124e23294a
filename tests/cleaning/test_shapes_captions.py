"""Captions and credits: each shape on lines that are one, and on lines that nearly are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from shape_pages import HEAD, P1, P2, P3, P4, cases

Pages = Sequence[str | Sequence[str]]

CUT_OFF = "The engineer of the council looks at the piles of the old pier that shipworm ha"
HITS: Mapping[str, Pages] = {
    "credit.only": [
        "+AP Photo",
        "+Ada Brennan / Getty Images",
        "+Photo: Reuters",
        "+Ada Brennan | Moment | Getty Images",
    ],
    "credit.tail": [
        "+The pier before the fire. (Ada Brennan/Reuters)",
        "+Boats at the coal quay | Getty Images",
        "+The hall, empty | Photo by Ada Brennan",
    ],
    "credit.named": [
        "+The rope works before the fire. (Harbour Courier/Ada Brennan)",
        "+La porte de l'écluse, lundi. P. Renard / La Gazette du Lac",
        "+Мешканці на мосту. І. Громенко / «Голос долини»",
    ],
    "credit.label": ["+Photo: Ada Brennan", "+The pier before the fire. Foto: Ada Brennan", "+Фото: Ада Бреннан"],
    "credit.leading": ["+© Ada Brennan/Reuters The pier before the fire"],
    "credit.copyright": ["+© Ada Brennan", "+The pier before the fire © Ada Brennan"],
    "caption.place": ["+OSTWICK, NORLAND - MARCH 12: Boats lie at the coal quay."],
    "caption.pictured": [
        "+Ada Brennan (left) and Tom Hale on the quay",
        "+File photo of the old pier",
        "+From left: Ada Brennan and Tom Hale",
    ],
    "caption.file": ["+pier-at-dawn.jpg", "+epa11203004", "+IMG_20260503"],
    "caption.counter": ["+Image 3 of 12", "+1/9 The hall before the fire", "+Bild 2 von 7"],
    "caption.player": ["+00:00 / 03:12", "+Duration: 3:12", "+VIDEO 2"],
    "caption.keywords": ["+old ferry pier harbour ostwick storm"],
    "caption.numbered": [[HEAD, P1, f"+{HEAD} - 3"]],
    "caption.truncated": [[HEAD, f"+{CUT_OFF}", "Reuters", P1]],
    "caption.figure": ["+Figure 3: The pier before the fire", "+Abb. 2 – Die Mole", "+図1：桟橋"],
}
NEAR_MISSES: Mapping[str, Pages] = {
    "credit.only": ["He left AP for the sea", "Ada Brennan/The Longshore", "Photo: Ada Brennan", "Rexham"],
    "credit.tail": [
        "The pier is closed, Reuters reported.",
        "The firm sold its share (in Reuters Hall) in May.",
        "Boats at the coal quay | Longshore Images",
    ],
    "credit.named": [
        "They lost 3-6 to Jonas Vell and Otto Renner (Norway/Denmark).",
        "Most of the coats come in both sizes. Men’s / Women’s",
        "He ran the paper and/or the printing house for years.",
    ],
    "credit.label": ["Photo finish at the regatta", "The photographer: a short life", "The photos of Ada Brennan"],
    "credit.leading": ["© Ada Brennan The pier before the fire", "Reuters © Ada Brennan"],
    "credit.copyright": ["© 2026 Ostwick Post", "The pier before the fire © 2024 Ostwick Post", "© 1998 Ada Brennan"],
    "caption.place": [
        "OSTWICK, NORLAND - The council voted at noon: the pier stays.",
        "Ostwick, Norland - March 12: Boats lie at the coal quay.",
        "OSTWICK - MARCH 12: Boats lie at the coal quay.",
    ],
    "caption.pictured": [
        "Ada Brennan left the hall with Tom Hale",
        "Keep the photo in a file",
        "The council turned left: Ada Brennan and Tom Hale did not",
    ],
    "caption.file": ["pier-at-dawn.html", "See pier.jpg for the plan", "A20260503", "epa112"],
    "caption.counter": ["3/12/2026 The vote in the hall", "Two of 12 boats sank", "Image of 12 boats"],
    "caption.player": ["10:30 The ferry leaves", "Open until 10:30", "3:1"],
    "caption.keywords": [
        "Old ferry pier harbour ostwick storm",
        "the old ferry pier is closed now.",
        "old, ferry, pier, harbour, storm",
        "old ferry pier harbour",
    ],
    "caption.numbered": [[HEAD, P1, f"{HEAD} - three"], [HEAD, P1, "Boats lie at the coal quay - 3"], [P1, "Pier - 3"]],
    "caption.truncated": [
        [HEAD, CUT_OFF, "The Longshore", P1],
        [HEAD, f"{CUT_OFF}.", "Reuters", P1],
        [HEAD, P1, P2, P3, P4, CUT_OFF, "Reuters"],  # far below the headline
    ],
    "caption.figure": ["Figure 3 shows the pier before the fire", "Figures 3: and more", "Figure three: the pier"],
}


@pytest.mark.xfail(strict=True, reason="words after an agency's name are taken for its departments, whatever they are")
@pytest.mark.parametrize("line", ["AP says that the pier is closed", "Reuters left the old quay for the new one"])
def test_a_headline_that_begins_with_an_agency_is_no_credit(line: str) -> None:
    [case] = cases("credit.only", [line])
    assert not case.found()
