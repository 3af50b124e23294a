"""What counts as a dump, as a page of one, and as neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import LandingError
from flows.plan.landing import Landed, Scope, scopes, still_written, survey
from flows.sources import detect_format


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    files = {
        "README.md": "how to land dumps",
        "winnow.toml": "",
        "daily/2026-01-01.jsonl": "{}\n",
        "daily/2026-01-02.jsonl.part": "{",
        "daily/.hidden.jsonl": "{}\n",
        "daily/LICENSE": "free",
        "daily/notes.xyz": "?",
        "daily/part-00000": '{"id": "1", "text": "x"}\n',
        "pages/a.html": "<p>a",
        "pages/b.txt": "b",
        "pages/sub/c.htm": "<p>c",
        "_staging/d.jsonl": "{}\n",
    }
    for name, text in files.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return raw


def test_a_survey_sorts_everything_once(raw: Path) -> None:
    landing = survey(scopes(str(raw), []), detect_format)
    assert [(f.path, f.pages) for f in landing.files] == [
        ("daily/2026-01-01.jsonl", False),
        ("daily/part-00000", False),
        ("pages/a.html", True),
        ("pages/b.txt", True),
        ("pages/sub/c.htm", True),
    ]
    assert landing.partial == ("daily/2026-01-02.jsonl.part",)
    assert landing.ignored == {".jsonl": 2, ".md": 1, ".toml": 1, ".xyz": 1, "LICENSE": 1}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("daily", ["daily/2026-01-01.jsonl", "daily/part-00000"]),
        ("daily/2026-01-01.jsonl", ["daily/2026-01-01.jsonl"]),
        ("pages", ["pages/a.html", "pages/b.txt", "pages/sub/c.htm"]),
        ("pages/a.html", ["pages/a.html", "pages/b.txt"]),  # its folder, and not the folders below
        ("_staging", ["_staging/d.jsonl"]),  # asked for by name
    ],
)
@pytest.mark.parametrize("root", ["raw", "elsewhere"])
def test_a_path_has_one_name_wherever_it_is_seen_from(root: str, given: str, expected: list[str], raw: Path) -> None:
    wanted = scopes(str(raw if root == "raw" else raw.parent / "none"), [str(raw / given)])
    found = [file.path for file in survey(wanted, detect_format).files]
    assert found == expected


def test_the_raw_root_itself_may_be_given(raw: Path) -> None:
    assert scopes(str(raw), [str(raw)]) == scopes(str(raw), []) == (Scope(str(raw)),)


@pytest.mark.parametrize(("paths", "words"), [(["nowhere"], "nowhere"), ([], "create it")])
def test_what_is_not_there_is_named(paths: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(LandingError, match=words):
        scopes(str(tmp_path / "no-raw"), paths)


@pytest.mark.parametrize(
    ("age_seconds", "expected"),
    [(0, True), (59, True), (61, False), (-59, True), (-4000, False)],  # the last: a clock that jumped
)
def test_young_files_wait(age_seconds: int, expected: bool) -> None:
    now = 1_800_000_000 * 10**9
    landed = Landed("/raw", "x", 1, now - age_seconds * 10**9, False)
    assert still_written(landed, now, 60) is expected
