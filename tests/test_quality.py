"""The measurements of benchmarks/quality on invented records. Those that need the team's scorer skip without it."""

from __future__ import annotations

import pytest

from benchmarks.quality.__main__ import below, lifted
from benchmarks.quality.release import Cleaned, score, set_of
from benchmarks.quality.tables import by_category, by_language
from benchmarks.quality.worst import extra, missing, worst
from benchmarks.shared import is_present

needs_scorer = pytest.mark.skipif(not is_present(), reason="needs the team's scorer, ../shared or WINNOW_SHARED")
FIRST = "The ferry to Fernholt left Larkmouth two hours late on Monday because of fog."
SECOND = "It did not return before dark, as the channel was closed to ships by then."
LINES = [["T", "Late ferry"], ["K", FIRST], ["A", "Advertisement"], ["D", "Donate today"], ["K", SECOND]]


def text_record(text: str, *removed: tuple[str, str], language: str = "en") -> Cleaned:
    return Cleaned("injected-dev", {"id": "text", "lines": LINES}, text, language, removed)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("seeds/0001.txt", "seeds"),
        ("residue-dev.jsonl.gz", "residue-dev"),
        ("wcxb-dev.warc.gz", "wcxb-dev"),
    ],
)
def test_a_record_belongs_to_the_set_of_its_dump(path: str, name: str) -> None:
    assert set_of(path) == name


@pytest.mark.parametrize(
    ("value", "key", "failing"),
    [
        (0.9, "word F1", True),
        (0.9496, "word F1", False),  # within the rounding of the floors
        (0.97, "word F1", False),
        (0.97, "snippets unwanted found", True),  # better when lower
        (0.9, "snippets unwanted found", False),
    ],
)
def test_the_gate(value: float, key: str, failing: bool) -> None:
    assert bool(below({"wcxb-dev": {key: value}}, {"wcxb-dev": {key: 0.95}})) is failing


def test_floors_are_lifted_and_never_lowered() -> None:
    held = {"wcxb-dev": {"word F1": 0.95, "snippets unwanted found": 0.04}}
    better = {"wcxb-dev": {"word F1": 0.96, "snippets unwanted found": 0.03}}
    worse = {"wcxb-dev": {"word F1": 0.94, "snippets unwanted found": 0.05}}
    assert lifted(better, held) == better
    assert lifted(worse, held) == held


@needs_scorer
def test_records_of_one_id_in_two_sets_are_scored_apart() -> None:
    page = Cleaned("fundus16", {"id": "text", "body": f"{FIRST}\n{SECOND}"}, f"{FIRST}\n{SECOND}")
    figures = score([page, text_record("")])
    assert figures["word F1"] == 1.0
    assert figures["article text kept"] == 0.0


@needs_scorer
def test_by_category() -> None:
    record = text_record(f"{FIRST}\nDonate today", ("advertising", "Advertisement\n"), ("caption", SECOND))
    rows = [line.split() for line in by_category([record])]
    assert ["advertising", "A", "1", "1", "0", "1.000"] in rows
    assert ["donation", "D", "1", "0", "1"] in rows
    assert ["caption", "1", str(len(SECOND)), str(len(SECOND)), "(1.0000)"] in rows  # article text, wrongly cut
    assert ["advertising", "1", "14", "0", "(0.0000)"] in rows


@needs_scorer
def test_a_line_removed_under_another_name_is_said_to_be() -> None:
    rows = [line.split() for line in by_category([text_record(FIRST, ("social", "Advertisement"))])]
    assert ["advertising", "A", "1", "1", "0", "0.000"] in rows


@needs_scorer
def test_by_language() -> None:
    page = Cleaned("fundus16", {"id": "page", "body": FIRST}, FIRST, "de")
    rows = [line.split() for line in by_language([page, text_record(FIRST), text_record(FIRST)])]
    assert rows[1][:3] == ["en", "0", "2"]
    assert rows[2] == ["de", "1", "0", "1.000"]


@needs_scorer
def test_the_worst_come_first_with_what_is_wrong() -> None:
    bad = text_record(f"{FIRST}\nDonate today")
    good = Cleaned("fundus16", {"id": "page", "body": FIRST}, FIRST)
    assert missing(bad) == [SECOND]
    assert extra(bad) == ["Donate today"]
    shown = list(worst([good, bad], 1))
    assert "injected-dev/text" in shown[0]
    assert shown[1:] == [f"  - {SECOND}", "  + Donate today"]


@needs_scorer
def test_snippets_that_are_wrong() -> None:
    gold = {"id": "page", "with": ["left Larkmouth", "two  hours"], "without": ["Donate", "Home"]}
    record = Cleaned("trafilatura-a", gold, "The ferry was two hours late. Donate")
    assert missing(record) == ["left Larkmouth"]
    assert extra(record) == ["Donate"]
