"""Captions by shape: what an outlet is called no list can know."""

from __future__ import annotations

import pytest

from cleaners.formats.plain import parse_plain
from cleaners.model import Metadata
from cleaners.voters.shapes.captions import named_credits
from cleaners.voters.shapes.page import Page


@pytest.mark.parametrize(
    "line",
    [
        "Coxswain Lena Ashby aboard the Margaret Dow. (Harbour Courier/Tess Morley)",
        "“You learn by falling in,” says the ferryman, 61. Ffion Starke / The Longshore",
        "Los hermanos Tormo, a su llegada al juzgado. J. Segarra / El Faro",
        "La porte de l'écluse, lundi. P. Renard / La Gazette du Lac",
        "Мешканці на мосту. І. Громенко / «Голос долини»",
    ],
)
def test_a_person_and_an_outlet_after_a_sentence_are_a_credit(line: str) -> None:
    assert _found(line)


@pytest.mark.parametrize(
    "line",
    [
        "They lost 3-6 to Jonas Vell and Otto Renner (Norway/Denmark).",
        "The firm answers to its shareholders. Callis, Rowan, Abara/Holm, Venn",
        "Most of the coats come in both sizes. Men’s / Women’s",
        "D. Gueridon / Tableside Service",
        "The board can be moderated while it runs (allow list/deny list).",
        "He ran the paper and/or the printing house for years.",
    ],
)
def test_other_strokes_are_not(line: str) -> None:
    assert not _found(line)


def _found(line: str) -> bool:
    return list(named_credits(Page.of(parse_plain(line, Metadata())))) == [0]
