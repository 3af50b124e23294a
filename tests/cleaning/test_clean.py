"""The journey of a record, whole."""

from __future__ import annotations

import hashlib

import pytest

from cleaners import clean
from cleaners.clean import clean_record
from cleaners.cut import restore
from cleaners.engine import Engine, load_engine
from cleaners.identity import EngineOptions, engine_identity
from cleaners.model import (
    Category,
    CleanedArticle,
    Hints,
    Origin,
    PayloadKind,
    RawRecord,
    Rejection,
    RejectReason,
    Stage,
)

BODY = [
    "The harbour council of Ostwick voted on Tuesday night to rebuild the old ferry pier after two years of argument.",
    "Work is to begin in March, the council's engineer Ada Brennan said, and will cost about four million crowns.",
    "Fishermen who had opposed the plan left the hall before the count. “We were never asked,” said Tom Hale, 61.",
    "The pier was closed in 2021 when divers found that a third of its oak piles had been eaten away by shipworm.",
]
PAGE = f"""<!doctype html><html lang="en"><head><title>Council votes to rebuild pier | Ostwick Post</title>
<meta property="og:title" content="Council votes to rebuild pier"></head><body>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article><h1>Council votes to rebuild pier</h1><div class="article-body">
{"".join(f"<p>{p}</p>" for p in BODY)}
<div class="newsletter-signup"><p>Sign up for our morning newsletter</p></div></div></article></main>
<footer><p>© 2026 Ostwick Post. All rights reserved.</p></footer></body></html>"""


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


def record(payload: bytes, kind: PayloadKind, charset: str | None = None) -> RawRecord:
    return RawRecord(Origin("r1", "a/b.warc", "warc", "warc_offset", 0, len(payload), 3), payload, kind, charset)


def cleaned(payload: str, kind: PayloadKind, engine: Engine) -> CleanedArticle:
    result = clean_record(record(payload.encode(), kind), engine)
    assert isinstance(result, CleanedArticle), result
    return result


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (PAGE, PayloadKind.HTML),
        ("".join(f"<p>{p}</p>" for p in BODY) + "<p>Sign up for our morning newsletter</p>", PayloadKind.FRAGMENT),
        ("\n\n".join(["Home", *BODY, "Sign up for our morning newsletter"]), PayloadKind.TEXT),
    ],
)
def test_article_stays_and_furniture_goes(payload: str, kind: PayloadKind, engine: Engine) -> None:
    article = cleaned(payload, kind, engine)
    assert [line for line in article.text.split("\n") if line] == BODY
    assert Category.NEWSLETTER in {r.category for r in article.removals}
    assert restore(article.text, article.removals) != article.text


def test_the_ledger_balances(engine: Engine) -> None:
    article = cleaned(PAGE, PayloadKind.HTML, engine)
    whole = restore(article.text, article.removals)
    assert hashlib.sha256(whole.encode()).hexdigest() == article.input_text_sha256
    assert article.chars_in == article.chars_out + sum(article.removed_chars.values())
    assert set(article.removed_chars) == {c.value for c in Category}
    assert article.metadata.title == "Council votes to rebuild pier"
    assert article.metadata.language == "en"


def test_cleaning_twice_gives_the_same(engine: Engine) -> None:
    assert cleaned(PAGE, PayloadKind.HTML, engine) == cleaned(PAGE, PayloadKind.HTML, engine)


@pytest.mark.parametrize(
    ("payload", "kind", "stage", "reason"),
    [
        (b"", PayloadKind.HTML, Stage.DECODE, RejectReason.EMPTY_PAYLOAD),
        (b"%PDF-1.7 ...", PayloadKind.HTML, Stage.DECODE, RejectReason.BINARY_PAYLOAD),
        (b"<script>1</script>", PayloadKind.HTML, Stage.PARSE, RejectReason.NO_TEXT),
    ],
)
def test_rejections_keep_the_payload(
    payload: bytes, kind: PayloadKind, stage: Stage, reason: RejectReason, engine: Engine
) -> None:
    result = clean_record(record(payload, kind), engine)
    assert isinstance(result, Rejection)
    assert (result.stage, result.reason, result.payload) == (stage, reason, payload)


def test_a_crash_is_a_rejection(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the bridge\nfell")

    monkeypatch.setattr(clean, "judge", broken)
    result = clean_record(record(PAGE.encode(), PayloadKind.HTML), engine)
    assert isinstance(result, Rejection)
    assert result.reason is RejectReason.CRASHED
    assert result.detail.startswith("RuntimeError: the bridge fell at broken:")


def test_options_cross_a_border_whole() -> None:
    options = EngineOptions(publishers="overlays")
    assert EngineOptions.from_json(options.to_json()) == options


def test_an_added_rule_file_changes_the_identity(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    plain = engine_identity(EngineOptions(publishers=str(folder)))
    (folder / "ostwick.example.toml").write_text('host = "ostwick.example"\n')
    changed = engine_identity(EngineOptions(publishers=str(folder)))
    assert plain.digest != changed.digest
    assert plain.code_version == changed.code_version


def test_hints_reach_the_columns(engine: Engine) -> None:
    raw = record("\n".join(BODY).encode(), PayloadKind.TEXT)
    hinted = RawRecord(raw.origin, raw.payload, raw.kind, None, Hints(url="https://ostwick.example/pier", title="Pier"))
    result = clean_record(hinted, engine)
    assert isinstance(result, CleanedArticle)
    assert (result.metadata.url, result.metadata.title) == ("https://ostwick.example/pier", "Pier")
