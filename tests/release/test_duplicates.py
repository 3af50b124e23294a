"""Repetitions over a release: which is the original, what counts as the same address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from release_values import DUMP_DATE, article, article_row, sha256

from cleaners.model import CleanedArticle
from flows.release.duplicates import find_duplicates, normal_url
from flows.tables import ARTICLES, Duplicate, to_batch, write_parquet


def write(folder: Path, *files: list[CleanedArticle], dates: dict[int, str] | None = None) -> list[str]:
    paths = []
    for number, articles in enumerate(files):
        path = str(folder / f"{number}.parquet")
        rows = [article_row(item, (dates or {}).get(number, DUMP_DATE)) for item in articles]
        write_parquet(ARTICLES, [to_batch(ARTICLES, rows)], path)
        paths.append(path)
    return paths


def named(name: str, text: str, path: str = "p", **metadata: object) -> CleanedArticle:
    return replace(article(0, path, [text], **metadata), article_id=name)  # type: ignore[arg-type]


def found(paths: list[str]) -> list[tuple[str, str, str]]:
    return [(d.article_id, d.duplicate_of, d.kind) for d in find_duplicates(paths)]


def test_the_first_is_the_original_and_the_others_refer_to_it(tmp_path: Path) -> None:
    paths = write(tmp_path, [named("a", "x"), named("b", "y"), named("c", "x")], [named("d", "x"), named("e", "z")])
    assert found(paths) == [("c", "a", "same_text"), ("d", "a", "same_text")]


def test_first_means_dump_date_then_path_then_row_and_undated_last(tmp_path: Path) -> None:
    files = [[named("undated", "x", "a")], [named("late", "x", "a")], [named("b", "x", "b")], [named("a", "x", "a")]]
    dates = {0: "undated", 1: "2024-06-01", 2: "2024-05-01", 3: "2024-05-01"}
    assert [pair[:2] for pair in found(write(tmp_path, *files, dates=dates))] == [
        ("b", "a"),
        ("late", "a"),
        ("undated", "a"),
    ]


def test_empty_texts_are_not_the_same(tmp_path: Path) -> None:
    assert found(write(tmp_path, [named("a", ""), named("b", ""), named("c", " "), named("d", " ")])) == [
        ("d", "c", "same_text")
    ]


def test_an_article_can_repeat_two_others(tmp_path: Path) -> None:
    url = "https://gull.example/ferry"
    rows = [named("a", "x"), named("b", "y", url=url), named("c", "x", url=f"{url}/?utm_source=feed")]
    assert found(write(tmp_path, rows)) == [("c", "a", "same_text"), ("c", "b", "same_url")]


def test_the_canonical_address_comes_first(tmp_path: Path) -> None:
    rows = [
        named("a", "1", url="https://gull.example/1?id=7", canonical_url="https://gull.example/story"),
        named("b", "2", url="http://GULL.example:80/story#top"),
        named("c", "3", url="https://gull.example/1?id=7"),
    ]
    assert found(write(tmp_path, rows)) == [("b", "a", "same_url")]


def test_without_articles_there_are_none(tmp_path: Path) -> None:
    assert find_duplicates([]) == []
    assert find_duplicates(write(tmp_path, [])) == []


def test_hashes_that_agree_by_chance_make_no_duplicates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.release.duplicates._hash", lambda key: 0 if key is None else 1)
    paths = write(tmp_path, [named("a", "x"), named("b", "y"), named("c", "x")])
    assert find_duplicates(paths) == [Duplicate("c", "a", "same_text")]


@pytest.mark.parametrize(
    ("url", "same_as"),
    [
        ("https://Gull.Example/a/", "gull.example/a"),
        ("http://gull.example:443/a#part", "gull.example/a"),
        ("https://gull.example:8080/a", "gull.example:8080/a"),
        ("https://gull.example/a?b=1&utm_medium=x&fbclid=y", "gull.example/a?b=1"),
        ("https://gull.example/a?b=", "gull.example/a?b="),
        ("https://gull.example/?p=12", "gull.example?p=12"),
        ("//gull.example/a", "gull.example/a"),
        (" https://gull.example/A ", "gull.example/A"),
        ("https://gull.example/", None),  # front pages are no article's address
        ("https://gull.example/?utm_source=x", None),
        ("/a/b", None),
        ("", None),
        ("https://[gull/a", None),
        ("https://gull.example:port/a", None),
    ],
)
def test_addresses_are_compared_without_what_does_not_matter(url: str, same_as: str | None) -> None:
    assert normal_url(url) == same_as


def test_answers_do_not_depend_on_the_process(tmp_path: Path) -> None:
    """Keys are compared in full; the seeded hash only preselects."""
    rows = [named(sha256(str(n))[:8], f"text {n % 7}", url=f"https://gull.example/{n % 11}") for n in range(40)]
    once = found(write(tmp_path, rows))
    assert len(once) == (40 - 7) + (40 - 11)
    assert once == found(write(tmp_path, rows))
