"""What a dump says of itself reaches no path, and no terminal or log as an order."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "flows"), str(TESTS / "release")]

from conftest import toy_kit  # noqa: E402
from release_values import article, publish_staged, rejection, stage  # noqa: E402

from cleaners.clean import clean_record  # noqa: E402
from cleaners.engine import load_engine  # noqa: E402
from cleaners.model import CleanedArticle, RawRecord  # noqa: E402
from flows import cli  # noqa: E402
from flows.history.drift import DriftOptions, judge, warning_lines  # noqa: E402
from flows.manifest import Tally  # noqa: E402
from flows.plan.agenda import Request  # noqa: E402
from flows.plan.shards import sanitise  # noqa: E402
from flows.printable import as_markdown, one_line, visible  # noqa: E402
from flows.reports.progress import terminal  # noqa: E402
from flows.run import Means, Silence, direct, run  # noqa: E402
from flows.sources import SourceOptions, read_items  # noqa: E402
from flows.storage import LocalStorage  # noqa: E402
from flows.tables import ARTICLES, ArticleFacts, to_batch  # noqa: E402

ORDERS = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\n\b\x00"
OVERRIDES = "\u202egnp.exe\u2066\u200f\u2028"
HOSTILE = (
    "../../../../etc/cron.d/x",
    "/etc/passwd",
    "$(touch owned); `id` | sh & rm -rf ~",
    "a\nFAILED everything\n",
    ORDERS,
    OVERRIDES,
    "-rf",
    "nul\0byte",
    "\ud800",
    "x" * 5000,
    "<script>alert(1)</script>|[link](http://evil.example)",
)
SAFE = re.compile(r"[a-z0-9._-]+")


def steers(text: str) -> set[str]:
    """The characters of printed lines that a terminal might obey."""
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c != "\n"}


def names_below(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


def hostile_dumps(raw: Path) -> None:
    """Folders and dumps with names that a path cannot forbid, full of records with hostile ids."""
    raw.mkdir()
    lines = "".join(
        json.dumps({"id": word, "text": f"{word}\nAD {word}\n"}) + "\n" for word in HOSTILE if word != "\ud800"
    )
    for folder in ("..hidden not", "$(touch owned)", "a\nb", ORDERS.replace("\0", ""), OVERRIDES, "-rf", "x" * 200):
        (raw / folder).mkdir()
        (raw / folder / f"{folder[:100]}.lines").write_text(lines)
    with open(os.fsencode(raw / "-rf") + b"/\xff\xfe.lines", "w") as file:  # a name that is no UTF-8
        file.write(lines)


def test_no_word_of_a_dump_names_a_file(tmp_path: Path) -> None:
    raw, curated = tmp_path / "raw", tmp_path / "curated"
    hostile_dumps(raw)
    before = names_below(raw)
    report = run(Request(str(raw), str(curated)), Means(toy_kit(), 1), direct, Silence())
    counts = report.run.counts
    assert (report.ok, counts.articles, counts.rejects) == (True, 7 * (len(HOSTILE) - 1), {})
    assert {
        name for name in names_below(curated / "releases") if not SAFE.fullmatch(name) and name != "README.md"
    } == set()
    assert {name for name in names_below(curated) if not re.fullmatch(r"[A-Za-z0-9._-]+", name)} == set()
    assert names_below(raw) == before
    assert {path.name for path in tmp_path.iterdir()} == {"raw", "curated"}
    kept = set(pq.read_table(curated / "latest" / "articles")["record_id"].to_pylist())
    assert set(HOSTILE) - kept <= {"\ud800"}


def test_a_page_whose_name_is_no_utf8_is_cleaned_like_any_other(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/gr\xfc\xdfe.html", "w") as file:
        file.write("<html><body><p>The ferry to Vell stopped on Monday, the harbour master said.</p></body></html>")
    storage = LocalStorage(str(tmp_path))
    [listed] = storage.list_files()
    [record] = read_items(storage, listed.path, SourceOptions())
    assert isinstance(record, RawRecord)
    engine = load_engine()
    cleaned = clean_record(record, engine)
    assert isinstance(cleaned, CleanedArticle)
    batch = to_batch(ARTICLES, [ARTICLES.row(ArticleFacts(cleaned, "undated", engine.identity))])
    assert batch["source_path"].to_pylist() == ["gr\ufffd\ufffde.html"]


@given(st.text(max_size=300) | st.sampled_from(HOSTILE), st.integers(1, 60))
def test_a_sanitised_name_is_a_plain_word(name: str, longest: int) -> None:
    made = sanitise(name, longest)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", made)
    assert len(made) <= longest


@given(st.text())
def test_printed_words_do_not_steer(text: str) -> None:
    assert not steers(one_line(text))
    assert "\n" not in one_line(text)
    assert steers(visible(text)) <= {"\t"}
    assert one_line(one_line(text)) == one_line(text)


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """A release whose rejects and articles say hostile words."""
    items = []
    for number, word in enumerate(word for word in HOSTILE if "\ud800" not in word):
        bad = rejection(2 * number, payload=word.encode())
        origin = replace(bad.origin, record_id=f"{number}{word}", source_path=f"news/{word}")
        items.append(replace(bad, origin=origin, detail=word, hints=replace(bad.hints, title=word, url=word)))
        good = article(2 * number + 1, title=word, url=f"https://gull.example/{number}")
        items.append(replace(good, origin=replace(good.origin, source_path=f"news/{word}")))
    publish_staged(tmp_path, stage(tmp_path, "a", items))
    return tmp_path


@pytest.mark.parametrize(
    "command", [["rejects", "list"], ["rejects", "show", f"4{ORDERS}", f"5{OVERRIDES}"], ["status"], ["verify"]]
)
def test_no_command_passes_orders_on(command: list[str], curated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--curated", str(curated)] if command[0] == "rejects" else [str(curated)]
    assert cli.main([*command[:2], *where, *command[2:]] if command[0] == "rejects" else [*command, *where]) == 0
    out, err = capsys.readouterr()
    assert out
    assert not steers(out + err)


def test_a_list_of_rejects_has_a_line_for_each(curated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["rejects", "list", "--curated", str(curated)])
    assert len(capsys.readouterr().out.splitlines()) == len(HOSTILE) - 1


def test_verify_of_damaged_files_passes_no_orders_on(curated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (curated / "latest" / "rejects").iterdir():
        path.rename(path.with_name(f"{ORDERS.replace(chr(0), '')}{OVERRIDES}.parquet"))
    assert cli.main(["verify", str(curated)]) == 1
    assert not steers("".join(capsys.readouterr()))


@pytest.mark.parametrize("word", HOSTILE)
def test_errors_pass_no_orders_on(word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        (tmp_path / "raw").mkdir()
        if "\0" not in word:
            assert cli.main(["backfill", "--direct", "--", f"{word}.missing"]) == 2
    assert not steers(capsys.readouterr().err)


def test_a_run_says_hostile_names_as_plain_lines(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    hostile_dumps(raw)
    (raw / "-rf" / f"late{OVERRIDES}.lines.part").write_text("{")
    (raw / "-rf" / f"photo.{ORDERS.replace(chr(0), '')}").write_text("?")
    words = io.StringIO()
    with terminal(words) as watcher:
        run(Request(str(raw), str(tmp_path / "curated")), Means(toy_kit(), 1), direct, watcher)
    assert "late" in words.getvalue()
    assert not steers(words.getvalue())


def test_an_alarm_is_one_plain_line() -> None:
    usual = Tally("news", f"gull{ORDERS}{OVERRIDES}.example", 100, 0, 0, 0.0, {ORDERS: 100})
    found = judge([replace(usual, rejects=90, languages={OVERRIDES: 100})], [usual] * 6, DriftOptions())
    lines = [*warning_lines([replace(drift, examples=HOSTILE) for drift in found])]
    assert len(lines) == 2
    assert not any(steers(line) or "\n" in line for line in lines)


@given(st.text(max_size=60) | st.sampled_from(HOSTILE))
def test_words_in_a_report_are_no_markup(word: str) -> None:
    made = as_markdown(word)
    assert not steers(made)
    assert re.sub(r"\\(.)", "", made) == re.sub(r"[][\\`*_{}<>()#+!|~&:-]", "", one_line(word))


def test_the_report_of_a_flow_shows_hostile_words_as_they_are(tmp_path: Path) -> None:
    from flows.orchestration.runner import _markdown, _shard_rows

    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.lines").write_text('{"id": "r", "text": "Story."}\n')
    (tmp_path / "raw" / f"gone <script>|{ORDERS.replace(chr(0), '')}.lines").symlink_to("nowhere")
    for source in HOSTILE[-1], f"x{ORDERS}{OVERRIDES}":
        request = Request(str(tmp_path / "raw"), str(tmp_path / "curated"), source=source)
        report = run(request, Means(toy_kit(), 1), direct, Silence())
        [failed, _] = _shard_rows(report)
        written = _markdown(report) + failed["failed"]
        assert not steers(written)
        assert not re.search(r"(?<!\\)<script|(?<!\\)\[link|(?<!\\)\|\\\[", written)


SECRETS = {
    "AWS_SECRET_ACCESS_KEY": "tern-0815-aws",
    "PREFECT_API_KEY": "tern-0815-prefect",
    "HTTPS_PROXY": "http://u:tern-0815@p",
}


def test_no_secret_of_the_environment_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.lines").write_text('{"id": "r", "text": "Story."}\nbroken\n')
    words = Silence()
    run(Request(str(raw), str(tmp_path / "curated")), Means(toy_kit(), 1), direct, words)
    written = [path for path in (tmp_path / "curated").rglob("*") if path.is_file() and not path.is_symlink()]
    assert any("_runs" in path.parts for path in written)
    assert not [path for path in written if b"tern-0815" in path.read_bytes()]
    assert "tern-0815" not in "".join(words.messages)
