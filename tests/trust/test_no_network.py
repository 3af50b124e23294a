"""Cleaning reads its record and nothing else: no network, no file, no entity, no stylesheet."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaners.clean import clean_record
from cleaners.engine import Engine, load_engine
from cleaners.model import CleanedArticle, Hints, Origin, PayloadKind, RawRecord, Rejection

MARKER = "heron-4711"
STORY = "<p>The ferry to Vell stopped on Monday, the harbour master said, and it will not sail again before June.</p>"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """A port that listens: libxml2 opens its connections in C, where denying Python's would not be seen."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.0)
        yield server


def clean(engine: Engine, payload: str, kind: PayloadKind = PayloadKind.HTML) -> CleanedArticle | Rejection:
    origin = Origin("r", "news/a.html", "html", "byte_offset", 0, len(payload), 0)
    hints = Hints(url="https://gull.example/a")
    return clean_record(RawRecord(origin, payload.encode(), kind, None, hints), engine)


def deny(*_arguments: object, **_named: object) -> None:
    raise AssertionError("cleaning asked for the network")


# {web} is an address that is watched, {file} the URL of a file with a secret.
REFERENCES = {
    "external dtd": '<!DOCTYPE html SYSTEM "{web}/a.dtd"><html><body>{story}</body></html>',
    "public dtd": '<!DOCTYPE html PUBLIC "-//X//Y" "{web}/a.dtd"><html><body>{story}&x;</body></html>',
    "entity of the web": '<!DOCTYPE html [<!ENTITY x SYSTEM "{web}/x">]><html><body>{story}<p>&x;</p></body></html>',
    "entity of a file": '<!DOCTYPE html [<!ENTITY x SYSTEM "{file}">]><html><body>{story}<p>&x;</p></body></html>',
    "parameter entity": '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY % x SYSTEM "{file}"> %x;]><html><body>{story}'
    "</body></html>",
    "xinclude": '<html xmlns:xi="http://www.w3.org/2001/XInclude"><body>{story}<xi:include href="{file}" parse="text"/>'
    '<xi:include href="{web}/i"/></body></html>',
    "stylesheets": '<?xml-stylesheet href="{web}/s.xsl" type="text/xsl"?><html><head><link rel="stylesheet" '
    'href="{web}/s.css"><style>@import url({web}/t.css)</style></head><body>{story}</body></html>',
    "images and frames": '<html><body>{story}<img src="{web}/i.png"><iframe src="{web}/f"></iframe><object '
    'data="{file}"></object><embed src="{web}/e"><video src="{web}/v"></video></body></html>',
    "base, refresh, prefetch": '<html><head><base href="{web}/"><meta http-equiv="refresh" content="0;url={web}/r">'
    '<link rel="prefetch" href="p"><link rel="canonical" href="{web}/c"></head><body>{story}</body></html>',
    "script and json-ld": '<html><head><script src="{web}/j.js"></script><script type="application/ld+json">'
    '{{"@context": "{web}/ld", "@type": "NewsArticle", "@id": "{file}"}}</script></head><body>{story}</body></html>',
    "svg": '<html><body>{story}<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="{web}/u.svg#a"/>'
    '<image href="{file}"/></svg></body></html>',
}


@pytest.mark.parametrize("kind", [PayloadKind.HTML, PayloadKind.FRAGMENT])
@pytest.mark.parametrize("page", REFERENCES.values(), ids=REFERENCES.keys())
def test_nothing_is_fetched(
    page: str,
    kind: PayloadKind,
    engine: Engine,
    port: socket.socket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "secret.txt").write_text(MARKER)
    web, file = f"http://127.0.0.1:{port.getsockname()[1]}", (tmp_path / "secret.txt").as_uri()
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, deny)
    result = clean(engine, page.format(web=web, file=file, story=STORY), kind)
    assert isinstance(result, CleanedArticle)
    assert "The ferry to Vell" in result.text
    assert MARKER not in repr(result)
    with pytest.raises(BlockingIOError):
        port.accept()


def test_the_watched_port_would_notice(port: socket.socket) -> None:
    with socket.create_connection(port.getsockname()):
        port.settimeout(5)
        port.accept()[0].close()


def billion_laughs(depth: int) -> str:
    names = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(depth))
    return f'<!DOCTYPE html [<!ENTITY e0 "ha">{names}]><html><body>{STORY}<p>&e{depth};</p></body></html>'


# Small ones: what they would expand to is many times the page, which is all that the test asks for.
BOMBS = {
    "billion laughs": billion_laughs(4),
    "quadratic": f'<!DOCTYPE html [<!ENTITY a "{"a" * 1_000}">]><html><body>{STORY}<p>{"&a;" * 1_000}</p>',
    "escaped again and again": f"<html><body>{STORY}<p>&{'amp;' * 100_000}lt;p&gt;</p></body></html>",
    "characters by number": f"<html><body>{STORY}<p>{'&#x41;' * 100_000}</p></body></html>",
    "no end to a name": f"<html><body>{STORY}<p>&{'a' * 500_000}</p></body></html>",
}


@pytest.mark.parametrize("kind", [PayloadKind.HTML, PayloadKind.FRAGMENT])
@pytest.mark.parametrize("page", BOMBS.values(), ids=BOMBS.keys())
def test_entities_do_not_explode(page: str, kind: PayloadKind, engine: Engine) -> None:
    started = time.process_time()
    result = clean(engine, page, kind)
    assert time.process_time() - started < 10
    if isinstance(result, CleanedArticle):
        assert result.chars_in <= len(page)
