"""The repository's own invented corpus: floors on what the engine makes of it, near misses, known failures."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from typing import Any

import pytest

from benchmarks.sample import corpus
from benchmarks.sample.score import (
    CORPUS,
    Case,
    Fate,
    Named,
    clean_case,
    fates,
    figures,
    known_failures,
    load_cases,
    near_misses,
)
from cleaners.clean import read_document
from cleaners.cut import restore
from cleaners.engine import Engine, load_engine
from cleaners.model import Category, CleanedArticle, Hints, PayloadKind
from cleaners.text.decode import decode

CASES = {case.name: case for case in load_cases()}


FLOORS: dict[str, dict[str, float]] = tomllib.loads((CORPUS / "floors.toml").read_text("utf-8"))
KNOWN = known_failures()


@functools.cache
def engine() -> Engine:
    return load_engine()


@functools.cache
def cleaned(name: str) -> CleanedArticle:
    return clean_case(CASES[name], engine())


@functools.cache
def fates_of(name: str) -> Sequence[Fate]:
    return fates(CASES[name], cleaned(name))


def test_the_corpus_is_as_generated() -> None:
    wanted = corpus.files()
    present = {path.relative_to(CORPUS).as_posix() for part in ("pages", "gold") for path in (CORPUS / part).iterdir()}
    stale = {name for name, data in wanted.items() if name not in present or (CORPUS / name).read_bytes() != data}
    assert not stale | (present - wanted.keys()), "run python -m benchmarks.sample and look at the difference"


def test_the_corpus_is_broad() -> None:
    labels = {line.label for case in CASES.values() for line in case.lines}
    assert labels == set("KTMADCPNSRVULX")
    assert len({name.split("-")[0] for name in CASES}) >= 17
    assert {case.kind for case in CASES.values()} == set(PayloadKind)


@pytest.mark.parametrize("name", sorted(CASES))
def test_kept_text_and_removals_rebuild_the_document(name: str) -> None:
    case, article = CASES[name], cleaned(name)
    document = read_document(decode(case.payload, case.kind, None), case.kind, Hints())
    assert restore(article.text, article.removals) == document.text
    assert set(article.removed_chars) == {category.value for category in Category}
    assert sum(article.removed_chars.values()) == article.chars_in - article.chars_out


@pytest.mark.parametrize(("part", "figure"), [(part, name) for part, rows in FLOORS.items() for name in rows])
def test_floor(part: str, figure: str) -> None:
    """Floors may be raised, never lowered."""
    chosen = [fates_of(name) for name, case in CASES.items() if case.kind.value == part]
    measured = figures(chosen)[figure]
    assert measured >= FLOORS[part][figure], worst_lines(part)


def worst_lines(part: str) -> str:
    """What came out wrong, for the one who has to repair it."""
    wrong = [
        f"{name}: kept {fate.kept:.2f} of {fate.line.label} {fate.line.text[:80]}"
        for name, case in CASES.items()
        if case.kind.value == part
        for fate in fates_of(name)
        if not fate.is_right and fate.line.label not in "TM"
    ]
    return "these lines are wrong:\n" + "\n".join(wrong)


def test_every_kind_of_payload_and_every_label_has_a_floor() -> None:
    for kind in PayloadKind:
        chosen = [fates_of(name) for name, case in CASES.items() if case.kind is kind]
        assert set(FLOORS[kind.value]) == set(figures(chosen)) - {"removed_T", "removed_M"}


def expected(named: Named) -> Any:
    """The line as a test parameter; one that is known to fail must fail."""
    known = next((other for other in KNOWN if other.case == named.case and same_line(named, other)), None)
    marks = [pytest.mark.xfail(strict=True, reason=known.why)] if known else []
    return pytest.param(named, marks=marks, id=f"{named.case}: {named.start[:30]}")


def same_line(one: Named, other: Named) -> bool:
    return one.start.startswith(other.start) or other.start.startswith(one.start)


@pytest.mark.parametrize("named", [expected(named) for named in near_misses()])
def test_a_treacherous_article_line_stays(named: Named) -> None:
    fate = named.find(fates_of(named.case))
    assert fate.line.label == "K"
    assert fate.kept == 1.0, "see tests/corpus/README.md"


@pytest.mark.parametrize("named", [expected(named) for named in KNOWN])
def test_known_failure(named: Named) -> None:
    """Passing means repaired: take the line off known_failures.toml."""
    assert named.find(fates_of(named.case)).is_right


def test_gold_that_does_not_cover_the_document_is_noticed() -> None:
    case = CASES["en-snow-gates"]
    article = cleaned(case.name)
    for lines in (case.lines[:-1], case.lines[1:]):
        with pytest.raises(ValueError, match="regenerate it"):
            fates(Case(case.name, case.kind, case.payload, lines), article)
