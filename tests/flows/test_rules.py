"""`winnow rules report` on a small invented release, and the gold that it judges by."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from cleaners.formats.plain import parse_plain
from cleaners.model import Block, Metadata
from flows.cli import main
from flows.errors import GoldError
from flows.reports.gold import Gold, GoldRecord, body_labels, line_labels, read_gold, snippet_labels

LINES = (
    ("T", "Lantern ferry returns to the sound"),
    ("M", "By Orla Finch"),
    ("K", "The Lantern ferry returned to Larkmouth Sound on Monday after eleven months of repairs to its hull."),
    ("A", "Advertisement"),
    ("K", "Engineers replaced forty plates and the starboard engine, which had failed twice in March, the yard said."),
    ("N", "Sign up for our free newsletter"),
    ("K", '"People can finally cross again before breakfast," said Petra Quill, who runs a bakery on the quay.'),
    ("D", "Support our independent journalism: donate today."),
)
PAGE = """<html><head><title>Quay market grows</title></head><body><article><h1>Quay market grows</h1>
<p>The quay market in Fernholt will grow by eleven stalls this spring, the harbour council decided on Tuesday.</p>
<p>Two of them will sell bread, and one will mend nets, said the council's clerk, Ivo Marsh, after the vote.</p>
<div class="newsletter-signup">Get the market letter</div></article></body></html>"""


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A published release of one text and one page, gold of the text, and gold that says the opposite."""
    folder = tmp_path_factory.mktemp("rules")
    raw = folder / "raw" / "lantern"
    raw.mkdir(parents=True)
    rows = [{"id": "text", "text": "\n".join(text for _, text in LINES)}, {"id": "page", "html": PAGE}]
    (raw / "2026-01-05.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = {name: str(folder / name) for name in ("raw", "curated", "gold", "turned")}
    Path(found["gold"]).write_text(json.dumps({"id": "text", "lines": LINES}))
    turned = [("A" if label == "K" else "K", text) for label, text in LINES]
    Path(found["turned"]).write_text(json.dumps({"id": "text", "lines": turned}))
    assert main(["backfill", "--direct", "--raw", found["raw"], "--curated", found["curated"]]) == 0
    return found


def report(
    zones: dict[str, str], capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[dict[str, list[str]], str]:
    """The cells of each rule's line, and what stands below the table."""
    capsys.readouterr()
    assert main(["rules", "report", "--curated", zones["curated"], *options]) == 0
    table, _, silent = capsys.readouterr().out.partition("\n\n")
    rows = [line.split() for line in table.splitlines()[1:]]
    return {f"{row[0]} {row[2]}": row[3:] for row in rows}, silent


def test_a_report_counts_the_ledger(zones: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    rows, silent = report(zones, capsys)
    assert rows["en/advertising.label cut"] == ["1", str(len("Advertisement") + 1)]  # and the line end before it
    assert not any(key.endswith("keep") for key in rows)
    assert re.search(r"phrases en: .*\bconsent\.tab\b", silent)
    assert "keep." not in silent  # a ledger of removals cannot know what a rule kept
    assert "old-sidebar" in silent


def test_marks_are_counted_with_the_outvoted_and_the_keeping(
    zones: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows, silent = report(zones, capsys, "--marks", "--raw", zones["raw"])
    assert rows["en/advertising.label cut"] == ["1", "14", "1", "13", "1", "0"]
    assert rows["words keep"][:2] == ["0", "0"]
    assert int(rows["words keep"][2]) > 0
    assert rows["dom/newsletter cut"][2] == "1"
    assert "keep." in silent


def test_gold_tells_how_often_a_rule_is_right(zones: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    rows, _ = report(zones, capsys, "--raw", zones["raw"], "--gold", zones["gold"])
    assert rows["en/advertising.label cut"][4:] == ["1", "1", "1.000"]
    assert rows["words keep"][6] == "1.000"
    assert rows["dom/newsletter cut"][5:] == ["0"]  # no gold for the page

    rows, _ = report(zones, capsys, "--raw", zones["raw"], "--gold", zones["turned"])
    assert rows["en/advertising.label cut"][4:] == ["1", "1", "0.000"]
    assert rows["words keep"][6] == "0.000"
    wrong = [float(cells[5]) * (1 - float(cells[6])) for cells in rows.values() if len(cells) == 7]
    assert wrong == sorted(wrong, reverse=True)  # the most wrong first


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--marks", "--raw", "no-such-folder"], "2026-01-05.jsonl"),
        (["--gold", "no-such-gold.jsonl"], "no-such-gold.jsonl"),
    ],
)
def test_what_is_missing_is_named(
    options: list[str], words: str, zones: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "report", "--curated", zones["curated"], *options]) == 1
    assert words in capsys.readouterr().err


def test_without_a_release_there_is_nothing_to_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "report", "--curated", str(tmp_path)]) == 1
    assert "nothing is published" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["not json", '{"lines": []}', "[]", '{"id": 7}'])
def test_broken_gold_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(GoldError, match=r"gold\.jsonl"):
        read_gold([str(path)])


def blocks(*texts: str) -> list[Block]:
    return [Block(n, 0, len(text), text, "p") for n, text in enumerate(texts)]


FIRST = "The mill on the Arrow was built of oak and slate in the dry summer of 1846"
SECOND = "It ground barley until the great flood carried its wheel away to Fernholt"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([FIRST, SECOND], [1, 1]),
        ([FIRST, "Get the letter", SECOND], [1, 0, 1]),
        ([FIRST, "of oak", SECOND], [1, 0.8, 1]),  # short, and stands in the body: believed between article text
        (["of oak", "Home", "News"], [0, 0, 0]),  # the same words in a menu
        ([FIRST, SECOND, "Home", "News", "Sport", FIRST], [1, 1, 0, 0, 0, 0]),  # a teaser repeats the first line
        (["", FIRST], [0, 1]),
    ],
)
def test_labels_by_a_body(texts: list[str], expected: list[float]) -> None:
    assert np.allclose(body_labels(blocks(*texts), f"{FIRST}.\n{SECOND}."), expected)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("K", "one"), ("A", "two"), ("?", "three")], [1, 0, np.nan]),
        ([("K", "one"), ("A", " "), ("T", "two"), ("M", "three")], [1, 0, 0]),  # blank lines are no blocks
        ([("K", "one"), ("A", "two")], [np.nan] * 3),  # gold of another text
    ],
)
def test_labels_by_lines(lines: list[tuple[str, str]], expected: list[float]) -> None:
    assert np.allclose(line_labels(blocks("one", "two", "three"), lines), expected, equal_nan=True)


def test_labels_by_snippets() -> None:
    found = snippet_labels(blocks("The  mill burned", "Home", "Weather"), ["mill burned"], ["Home"])
    assert np.allclose(found, [1, 0, np.nan], equal_nan=True)


def test_a_text_and_a_page_may_share_an_id() -> None:
    records: list[GoldRecord] = [{"id": "a", "body": "one"}, {"id": "a", "lines": [["A", "one"]]}]
    document = parse_plain("one", Metadata())
    assert Gold(records).labels("a", document).tolist() == [0.0]
    assert np.isnan(Gold(records[:1]).labels("a", document)).all()
