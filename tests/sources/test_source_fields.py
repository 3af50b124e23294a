"""Field names, mappings, and the look that tells page, fragment and text apart."""

from __future__ import annotations

import html

import pytest
from source_dumps import MemoryStorage

from cleaners.model import Hints, PayloadKind
from flows.errors import FieldError
from flows.sources import FieldMap, SourceOptions, source_options
from flows.sources.fields import MissingPayloadError, read_fields
from flows.sources.markup import kind_of_html, kind_of_text

PROSE = "The council met on Monday. It will meet again, and a vote < 5 % short of the mark is expected to fail."
BODY = "<p>The council met on Monday.</p><p>It will meet again.</p>"
PAGE = "<!DOCTYPE html><html><body><p>The council met.</p></body></html>"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PROSE, "text"),
        ("", "text"),
        (PAGE, "html"),
        ("\ufeff\n  <!-- cached --> <html lang=de><p>x", "html"),
        ("<?xml version='1.0'?>\n<html><body>x</body></html>", "html"),
        (BODY, "fragment"),
        ("\n  <div class='body'>Words</div>\n", "fragment"),
        ("Words first.<br/>Then a break.<br>And more.", "fragment"),
        ("Intro without a tag.\n<p>Then a paragraph.</p>\n<p>Another.</p>", "fragment"),
        ("One <a href='https://a.test/x'>link</a> in a text.<p>Second.</p>", "fragment"),
        ("<img src='https://a.test/i.jpg'> A picture and words.", "fragment"),
        (html.escape(BODY), "fragment"),
        # near misses: prose in which a tag is named, or looks like one
        ("Write <b> before a word and </b> behind it.", "text"),
        ("The <p> tag opens a paragraph and the </p> tag closes it; <div> groups them.", "text"),
        ("&lt;3 is how she signed the letter, and nothing more.", "text"),
        ("The mark &lt;p&gt; opens a paragraph. " + PROSE, "text"),
        ("He wrote: 'a < b and c > d' on the board.", "text"),
        ("<not-a-tag> is how the sentence begins.", "text"),
        ("Contact <anna@a.test> or <https://a.test> for more.", "text"),
        ("Line one\n<br> was the only tag in this long text. " + PROSE * 20, "text"),
        ("The page source said <html> and nothing else. " + PROSE, "text"),
    ],
)
def test_what_a_text_is(text: str, kind: str) -> None:
    assert kind_of_text(text) == kind


def test_html_is_a_page_only_with_the_marks_of_one() -> None:
    assert kind_of_html(PAGE) is PayloadKind.HTML
    assert kind_of_html(BODY) is PayloadKind.FRAGMENT
    assert kind_of_html("no markup at all &amp; so on") is PayloadKind.FRAGMENT


@pytest.mark.parametrize(
    ("record", "kind", "payload"),
    [
        ({"html": PAGE, "text": PROSE}, "html", PAGE),
        ({"text": PROSE, "HTML": PAGE}, "html", PAGE),
        ({"html": "", "text": PROSE}, "text", PROSE),
        ({"html": None, "text": PROSE}, "text", PROSE),
        ({"html": BODY}, "fragment", BODY),
        ({"text": BODY}, "fragment", BODY),
        ({"content": PAGE}, "html", PAGE),
        ({"body": PROSE, "content": ""}, "text", PROSE),
        ({"content": [{"type": "text/html", "value": BODY}]}, "fragment", BODY),
        ({"content": {"rendered": BODY}, "title": {"rendered": "T"}}, "fragment", BODY),
        ({"text": ["First paragraph.", "Second."]}, "text", "First paragraph.\n\nSecond."),
        ({"maintext": PROSE, "description": "short"}, "text", PROSE),
        ({"articleBody": PROSE}, "text", PROSE),
        ({"Raw-HTML": PAGE, "text": PROSE}, "html", PAGE),
        ({"HTMLContent": PAGE, "text": PROSE}, "html", PAGE),
        ({"metadata": {"text": "nested"}, "text": PROSE}, "text", PROSE),
    ],
)
def test_which_field_is_the_payload(record: dict[str, object], kind: str, payload: str) -> None:
    found = read_fields(record, FieldMap())
    assert (str(found.kind), found.payload.decode()) == (kind, payload)


def hints(record: dict[str, object], *mapping: str) -> Hints:
    return read_fields({"text": PROSE} | record, FieldMap.parse(mapping)).hints


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"url": "https://a.test/1", "link": "https://b.test"}, Hints(url="https://a.test/1")),
        ({"headline": "T", "author": "Ann Example"}, Hints(title="T", authors=("Ann Example",))),
        ({"authors": [{"name": "Ann"}, {"name": "Bo"}, {"name": "Ann"}]}, Hints(authors=("Ann", "Bo"))),
        (
            {"datePublished": "2026-01-02", "fetched_at": "2026-02-03"},
            Hints(published="2026-01-02", fetched="2026-02-03"),
        ),
        ({"date": "2026-01-02", "timestamp": "2026-02-03"}, Hints(published="2026-01-02", fetched="2026-02-03")),
        (
            {"published": 1767225600, "crawled": 1767225600000},
            Hints(published="2026-01-01T00:00:00+00:00", fetched="2026-01-01T00:00:00+00:00"),
        ),
        ({"date": "20260102"}, Hints(published="20260102")),
        (
            {"keywords": "a, b;c", "category": "World", "lang": "de"},
            Hints(tags=("a", "b", "c"), section="World", language="de"),
        ),
        (
            {"metadata": {"url": "https://n.test", "title": "N"}, "title": "Own"},
            Hints(url="https://n.test", title="Own"),
        ),
        ({"title": "  ", "headline": "Second choice"}, Hints(title="Second choice")),
        ({"title": 5, "unknown": "x"}, Hints(title="5")),
        # layouts of public corpora, in which a name means something of its own
        (
            {"id": "i", "dump": "d", "url": "u", "date": "2024-05-01", "file_path": "f"},
            Hints(url="u", fetched="2024-05-01"),
        ),
        ({"url": "u", "timestamp": "2019-04-25T12:57:54Z"}, Hints(url="u", fetched="2019-04-25T12:57:54Z")),
        (
            {"title": "t", "domain": "d", "date": "2019-01-01", "url": "u", "description": "x"},
            Hints(title="t", url="u", published="2019-01-01"),
        ),
    ],
)
def test_what_the_other_fields_say(record: dict[str, object], expected: Hints) -> None:
    assert hints(record) == expected


def test_a_mapping_comes_before_all_names_and_walks_into_objects() -> None:
    record: dict[str, object] = {"title": "no", "x": {"y": {"z": "yes"}}, "a.b": "dotted"}
    assert hints(record, "title=x.y.z").title == "yes"
    assert hints(record, "title=a.b").title == "dotted"
    assert hints(record, "title=absent").title == "no"
    assert read_fields({"text": PROSE, "odd": BODY}, FieldMap.parse(["html=odd"])).kind is PayloadKind.FRAGMENT


def test_a_field_with_a_role_from_the_user_has_no_other() -> None:
    assert hints({"date": "2026-01-02"}, "fetched=date") == Hints(fetched="2026-01-02")
    both = {"html": PAGE, "story": PROSE}
    assert read_fields(both, FieldMap.parse(["text=story"])).payload.decode() == PROSE
    assert read_fields(both, FieldMap.parse(["text=story", "html=html"])).payload.decode() == PAGE


def test_a_record_without_payload_names_its_fields() -> None:
    with pytest.raises(MissingPayloadError, match=r"b, title.*text=FIELD"):
        read_fields({"title": "t", "b": 1}, FieldMap())


@pytest.mark.parametrize("pair", ["text", "text=", "colour=x", "=x"])
def test_a_wrong_mapping_says_how_it_should_be(pair: str) -> None:
    with pytest.raises(FieldError, match="role"):
        FieldMap.parse([pair])


def test_the_nearest_toml_of_a_source_counts_below_the_command_line() -> None:
    storage = MemoryStorage(
        {
            "winnow.toml": b'[fields]\ntext = "top"\n',
            "news/winnow.toml": b'[fields]\ntext = ["story.body", "story"]\ntitle = "h1"\n',
        }
    )
    given = SourceOptions(fields=FieldMap(title=("t",)))
    assert source_options(storage, "news/deep/er/d.jsonl", given).fields == FieldMap(
        text=("story.body", "story"), title=("t",)
    )
    assert source_options(storage, "other/d.jsonl", given).fields.text == ("top",)
    assert source_options(MemoryStorage(), "other/d.jsonl", given) == given


@pytest.mark.parametrize("toml", [b"[fields", b"fields = 3", b"[fields]\ntext = 3", b"[fields]\ncolour = 'x'", b"\xff"])
def test_a_broken_toml_is_named(toml: bytes) -> None:
    with pytest.raises(FieldError, match=r"news/winnow\.toml"):
        source_options(MemoryStorage({"news/winnow.toml": toml}), "news/d.jsonl", SourceOptions())
