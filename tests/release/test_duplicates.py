"""Repetitions over a release: which is the original, what counts as the same address, which texts are versions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from near_stories import CLOSING, FOLLOW_UP, OTHER, REPORT, VERSIONS
from release_values import DUMP_DATE, article, sha256, signature_row

from cleaners.model import CleanedArticle
from flows.release.duplicates import LIKE, NEAR_TEXT, find_duplicates
from flows.tables import SIGNATURES, Duplicate, to_batch, write_parquet
from flows.tables.signatures import normal_url


def write(folder: Path, *files: list[CleanedArticle], dates: dict[int, str] | None = None) -> list[str]:
    paths = []
    for number, articles in enumerate(files):
        path = str(folder / f"{number}.parquet")
        rows = [signature_row(item, (dates or {}).get(number, DUMP_DATE)) for item in articles]
        write_parquet(SIGNATURES, [to_batch(SIGNATURES, rows)], path)
        paths.append(path)
    return paths


def named(name: str, text: str, path: str = "p", **metadata: object) -> CleanedArticle:
    return replace(article(0, path, [text], **metadata), article_id=name)  # type: ignore[arg-type]


def found(paths: list[str]) -> list[tuple[str, str, str]]:
    folder = str(Path(paths[0]).parent) if paths else "."
    return [(d.article_id, d.duplicate_of, d.kind) for d in find_duplicates(paths, folder)]


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
    assert found([]) == []
    assert found(write(tmp_path, [])) == []


def test_numbers_that_agree_by_chance_make_no_duplicates(tmp_path: Path) -> None:
    """The first eight bytes of a key choose candidates; the sixteen decide."""
    keys = [b"eightone" + bytes([number]) * 8 for number in (1, 2, 1)]
    rows = [signature_row(named(name, name)) | {"text_key": key} for name, key in zip("abc", keys, strict=True)]
    path = str(tmp_path / "0.parquet")
    write_parquet(SIGNATURES, [to_batch(SIGNATURES, rows)], path)
    assert find_duplicates([path], str(tmp_path)) == [Duplicate("c", "a", "same_text", 1.0)]


@pytest.mark.parametrize("name", VERSIONS)
def test_versions_of_one_report_are_found(tmp_path: Path, name: str) -> None:
    (repeat,) = find_duplicates(write(tmp_path, [named("a", REPORT), named("b", VERSIONS[name])]), str(tmp_path))
    assert (repeat.article_id, repeat.duplicate_of, repeat.kind) == ("b", "a", NEAR_TEXT)
    assert repeat.similarity is not None
    assert LIKE <= repeat.similarity < 1


@pytest.mark.parametrize(
    "text", [FOLLOW_UP, OTHER, CLOSING, ""], ids=["follow-up", "other", "background alone", "empty"]
)
def test_other_stories_are_not(tmp_path: Path, text: str) -> None:
    assert found(write(tmp_path, [named("a", REPORT), named("b", text)])) == []


def test_texts_of_a_few_words_are_no_versions(tmp_path: Path) -> None:
    lines = [f"Fair with light winds along the whole of the coast today, {degrees} degrees." for degrees in (11, 12)]
    assert found(write(tmp_path, [named("a", lines[0]), named("b", lines[1])])) == []


def test_a_cluster_is_named_by_its_first_and_all_are_like_that_one(tmp_path: Path) -> None:
    versions = list(VERSIONS.values())
    articles = [named("first", REPORT), *(named(f"v{number}", text) for number, text in enumerate(versions))]
    assert [pair[1] for pair in found(write(tmp_path, articles))] == ["first"] * len(versions)


def test_a_chain_of_small_changes_is_cut_where_the_first_is_no_longer_like(tmp_path: Path) -> None:
    words = REPORT.split()
    steps = [" ".join(f"new{at}" if at < 24 * step else word for at, word in enumerate(words)) for step in range(9)]
    repeats = find_duplicates(
        write(tmp_path, [named(str(step), text) for step, text in enumerate(steps)]), str(tmp_path)
    )
    assert len({repeat.duplicate_of for repeat in repeats}) > 1
    assert all(repeat.similarity is not None and repeat.similarity >= LIKE for repeat in repeats)
    assert not {repeat.article_id for repeat in repeats} & {repeat.duplicate_of for repeat in repeats}


def test_what_repeats_a_text_is_not_said_to_be_near_it(tmp_path: Path) -> None:
    version = VERSIONS["cut by a third"]
    paths = write(tmp_path, [named("a", REPORT), named("b", version), named("c", REPORT), named("d", version)])
    assert found(paths) == [("b", "a", "near_text"), ("c", "a", "same_text"), ("d", "b", "same_text")]


def test_case_marks_and_blanks_make_no_difference(tmp_path: Path) -> None:
    other = REPORT.upper().replace(",", " -").replace(". ", ".\n\n")
    (repeat,) = find_duplicates(write(tmp_path, [named("a", REPORT), named("b", other)]), str(tmp_path))
    assert repeat == Duplicate("b", "a", NEAR_TEXT, 1.0)


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
