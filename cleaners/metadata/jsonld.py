"""JSON-LD: schema.org statements about the page, however broken, nested or repeated. Work and depth are bounded."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

import orjson

from cleaners.metadata.authors import clean_authors
from cleaners.metadata.dates import parse_date
from cleaners.metadata.facts import Facts
from cleaners.metadata.metatags import split_tags
from cleaners.metadata.text import squeeze

#: Characters of all scripts together that are read, and objects that are looked at: real pages stay far below both.
MAX_CHARS = 1_000_000
MAX_NODES = 4_000
_MAX_LIST = 50

Node = dict[str, Any]

_WRAPPERS = ("//", "<!--", "<![CDATA[", "/*<![CDATA[*/", "-->", "//-->", "]]>", "//]]>", "/*]]>*/", ";")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Story|Review|Recipe|HowTo|ScholarlyArticle|NewsArticle|Column)$")
_PAGE = re.compile(r"(?:Page|CreativeWork|VideoObject|Guide|Course|Book|LearningResource|MediaObject)$")
_SITE = re.compile(r"(?:WebSite|Organization|NewsMediaOrganization|Corporation)$")


def read_jsonld(scripts: Iterable[str], language: str | None, addresses: Container[str] = ()) -> Facts:
    """Facts of the page's main article in its JSON-LD; empty `Facts` when there is none.

    Of several articles the one that has one of the page's `addresses` is its own, else the first.
    """
    nodes = list(_nodes(scripts))
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1}
    article = _main_article(nodes, addresses)
    page = next((node for node in nodes if _is(node, _PAGE)), {})
    site = next((node for node in nodes if _types(node) & {"WebSite"}), {})
    publisher = _resolve(article.get("publisher") or page.get("publisher"), by_id)
    authors = article.get("author") or article.get("creator") or page.get("author")
    return Facts(
        title=_text(article.get("headline")) or _text(article.get("name")),
        authors=_authors(authors, by_id),
        organisations=_authors(authors, by_id, _SITE),
        published=_moment(article, page, "datePublished", language) or _moment(article, page, "dateCreated", language),
        modified=_moment(article, page, "dateModified", language),
        site_name=_text(publisher.get("name")) or _text(site.get("name")),
        section=next(iter(_texts(article.get("articleSection"))), None),
        tags=split_tags(_texts(article.get("keywords"))),
        language=_text(article.get("inLanguage")) or _text(page.get("inLanguage")),
    )


def _nodes(scripts: Iterable[str]) -> Iterator[Node]:
    """Objects of all scripts, outer before inner, without recursion and with a cap on their number."""
    left = MAX_CHARS
    waiting: list[Any] = []
    for script in scripts:
        if len(script) <= left:
            left -= len(script)
            waiting.append(_load(script))
    waiting.reverse()
    for _ in range(MAX_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value[:_MAX_LIST]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(inner for inner in reversed(value.values()) if isinstance(inner, dict | list))


def _load(script: str) -> Any:
    try:
        return orjson.loads(script)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return _load_broken(script)


def _load_broken(script: str) -> Any:
    """The commonest breakages: comment marks around, raw line breaks in strings, trailing commas, HTML entities."""
    text = _unwrap(script)
    for repaired in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.JSONDecoder(strict=False).raw_decode(repaired)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _unwrap(script: str) -> str:
    """The script without comment and CDATA marks at its ends."""
    text = script.strip()
    for _ in range(4):
        for mark in _WRAPPERS:
            text = text.removeprefix(mark).removesuffix(mark).strip()
    return text


def _types(node: Node) -> set[str]:
    kind = node.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)}


def _is(node: Node, shape: re.Pattern[str]) -> bool:
    return any(shape.search(name) for name in _types(node))


def _main_article(nodes: list[Node], addresses: Container[str]) -> Node:
    """The article of this address, else the first with a headline, else the first, else the first page with either."""
    articles = [node for node in nodes if _is(node, _ARTICLE) and not _is(node, _SITE)]
    dated = [node for node in articles if node.get("headline") or node.get("datePublished")]
    pages = [node for node in nodes if _is(node, _PAGE) and (node.get("headline") or node.get("datePublished"))]
    own = [node for node in dated if len(dated) > 1 and any(place in addresses for place in _places(node))]
    return next(iter(own + dated + articles + pages), {})


def _places(node: Node) -> Iterator[str]:
    """The addresses that an object gives for itself."""
    main = node.get("mainEntityOfPage")
    for value in (node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main):
        if isinstance(value, str):
            yield value.partition("#")[0]


def _resolve(value: Any, by_id: dict[str, Node]) -> Node:
    """The object that a property points at, directly or by `@id`."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return by_id.get(value, {"name": value})
    if isinstance(value, dict):
        target = by_id.get(value.get("@id", "")) if isinstance(value.get("@id"), str) else None
        return value if "name" in value or target is None else target
    return {}


def _authors(value: Any, by_id: dict[str, Node], kind: re.Pattern[str] | None = None) -> tuple[str, ...]:
    """The names of authors, or of those whose type is like `kind`."""
    people = value[:_MAX_LIST] if isinstance(value, list) else [value]
    found = [_resolve(person, by_id) for person in people]
    return clean_authors(name for node in found if kind is None or _is(node, kind) for name in _texts(node.get("name")))


def _text(value: Any) -> str | None:
    return next(iter(_texts(value)), None)


def _texts(value: Any) -> list[str]:
    """Strings of a property that may be a string, a list, or an object with a value or name."""
    values = value[:_MAX_LIST] if isinstance(value, list) else [value]
    found = [item.get("@value") or item.get("name") if isinstance(item, dict) else item for item in values]
    texts = (squeeze(html.unescape(item[:2_000])) for item in found if isinstance(item, str))
    return [text for text in texts if text]


def _moment(article: Node, page: Node, key: str, language: str | None) -> Any:
    text = _text(article.get(key)) or _text(page.get(key))
    return parse_date(text, language) if text else None
