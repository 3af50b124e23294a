"""Markdown as it is read: the words of links, headings, lists and emphasis without their signs."""

from __future__ import annotations

import re
from typing import NamedTuple

_TARGET = r"\((?:[^()\\\n]|\\.|\((?:[^()\\]|\\.)*+\))*+\)"
_SIGNS = re.compile(
    rf"\]{_TARGET}|^#{{1,6}} +\S|^\[[^\]\n]+\]: +\S+$|^(?:```|~~~)|\*\*\w[^*\n]*\*\*"
    r"|^ *\|?(?: *:?-{3,}:? *\|)+[ :|-]*$",
    re.MULTILINE,
)
_MAY_BE = re.compile(r"\]\(|^#|^\[|^```|^~~~|--\|| \| -|\*\*\w", re.MULTILINE)
_IMAGE = re.compile(rf"!\[((?:[^\[\]\\]|\\.)*+)\](?:{_TARGET}|\[[^\[\]]*\])")
_LINK = re.compile(rf"\[((?:[^\[\]\\]|\\.)*+)\](?:{_TARGET}|\[[^\[\]\n]{{0,80}}\])|<((?:https?://|mailto:)[^<>\s]+)>")
_SIGN = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=[^\s*_])[*_](?!\w)|`+|\\(?=[!-/:-@\[-`{-~])|~~")
_HEADING = re.compile(r"(#{1,6}) +(?=\S)")
_CLOSING = re.compile(r" +#+$")
_ITEM = re.compile(r"(?:[*+•-]|\d{1,3}[.)]) +(?=\S)")
_RULE = re.compile(r"(?:[*_-] ?){3,}|#{1,6}|[*+-]|`{3,}.*|~{3,}.*")
_DEFINITION = re.compile(r"\[[^\]]+\]: +\S+")


_AS_WRITTEN = ("a", "hr")


class Reading(NamedTuple):
    """What is read of a stretch of Markdown, and where each of its characters stands in it."""

    text: str
    places: list[int]
    tag: str = ""
    link_chars: int = 0  # of `text`
    images: tuple[tuple[int, int], ...] = ()  # spans of the stretch that only place a picture
    links: tuple[tuple[int, int], ...] = ()  # spans of it that are signs and addresses of links


def is_markdown(text: str) -> bool:
    """Whether a text holds a sign that is hardly ever anything else."""
    return _MAY_BE.search(text) is not None and _SIGNS.search(text) is not None


def read_markdown(written: str) -> Reading:
    """What is read of one paragraph. A picture beside words is left out of them; one alone reads as its description."""
    tag, first = _tag(written)
    if tag in _AS_WRITTEN:
        return Reading(written, list(range(len(written))), tag, len(written) if tag == "a" else 0)
    reading = Reading(written[first:], list(range(first, len(written))), tag)
    reading = _read_images(reading)
    reading = _read_links(reading)
    return _stripped(_without(reading, [match.span() for match in _signs(reading.text, tag)]))


def _tag(written: str) -> tuple[str, int]:
    """The tag that the first signs name, and where the words begin."""
    if heading := _HEADING.match(written):
        return f"h{len(heading.group(1))}", heading.end()
    if _DEFINITION.fullmatch(written):
        return "a", 0
    if _RULE.fullmatch(written):
        return "hr", 0
    if item := _ITEM.match(written):
        return "li", item.end()
    return ("tr" if written[0] == "|" and written.count("|") > 2 else ""), 0


def _read_images(reading: Reading) -> Reading:
    found = list(_IMAGE.finditer(reading.text))
    if not found:
        return reading
    rest = _IMAGE.sub("", reading.text)
    if any(sign.isalnum() for sign in _LINK.sub(r"\1", rest)):
        spans = [match.span() for match in found]
    else:
        spans = [span for match in found for span in ((match.start(), match.start(1)), (match.end(1), match.end()))]
        reading = reading._replace(tag=reading.tag or "figcaption")
    images = tuple((reading.places[match.start()], reading.places[match.end() - 1] + 1) for match in found)
    return _without(reading, spans)._replace(images=images)


def _read_links(reading: Reading) -> Reading:
    spans: list[tuple[int, int]] = []
    linked = 0
    for match in _LINK.finditer(reading.text):
        label = match.span(1) if match.group(1) is not None else match.span(2)
        spans += ((match.start(), label[0]), (label[1], match.end()))
        linked += label[1] - label[0]
    places = [*reading.places, reading.places[-1] + 1] if reading.places else [0]
    links = tuple((places[start], places[end - 1] + 1) for start, end in spans if start < end)
    return _without(reading, spans)._replace(link_chars=linked, links=links)


def _signs(text: str, tag: str) -> list[re.Match[str]]:
    closing = [match for match in (_CLOSING.search(text),) if match and tag.startswith("h")]
    return [*_SIGN.finditer(text, 0, closing[0].start() if closing else len(text)), *closing]


def _without(reading: Reading, spans: list[tuple[int, int]]) -> Reading:
    """The reading without some spans of its text, which ascend and do not overlap."""
    text: list[str] = []
    places: list[int] = []
    seen = 0
    for start, end in [*spans, (len(reading.text), len(reading.text))]:
        text.append(reading.text[seen:start])
        places += reading.places[seen:start]
        seen = end
    return reading._replace(text="".join(text), places=places)


def _stripped(reading: Reading) -> Reading:
    first = len(reading.text) - len(reading.text.lstrip())
    text = reading.text.strip()
    return reading._replace(
        text=text,
        places=reading.places[first : first + len(text)],
        link_chars=min(reading.link_chars, len(text)),
    )
