"""Values of fields: the payload and the hints that a JSON, CSV or Parquet record holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from cleaners.model import Hints, PayloadKind
from cleaners.text.decode import UNICODE
from flows.sources.field_names import NESTED, RANKS, ROLES, FieldMap, overrides, shape
from flows.sources.markup import kind_of_html, kind_of_text

MAX_HINT_CHARS: Final = 4096
_WRAPPERS: Final = ("rendered", "value", "content", "html", "text", "#text", "name", "$oid", "$date")
_ISO_OR_WORDS: Final = re.compile(r"\d{4}-\d\d|[A-Za-z]")
_LIST: Final = re.compile(r"\s*[,;|]\s*")


class MissingPayloadError(ValueError):
    """No field of the record holds a page or a text. The message names the fields that are there."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the fields of one record say."""

    record_id: str | None
    payload: bytes
    kind: PayloadKind
    charset: str | None
    hints: Hints


def read_fields(record: Mapping[str, object], given: FieldMap) -> Found:
    """The payload and hints of one record. Raises MissingPayloadError."""
    roles = _by_role(record, given)
    text_first = bool(given.text) and not given.html  # the user's word beats a field that only looks like HTML's
    payload, kind, charset = _payload(roles, record, ("text", "html") if text_first else ("html", "text"))
    return Found(_identifier(roles), payload, kind, charset, _hints(roles))


def _by_role(record: Mapping[str, object], given: FieldMap) -> dict[str, list[object]]:
    """The values that are there for each role, the best first."""
    ranked: dict[str, list[tuple[int, object]]] = {role: [] for role in ROLES}
    shapes = {shape(name): value for name, value in reversed(list(record.items())) if isinstance(name, str)}
    claimed = given.claimed()
    _rank(ranked, {name: shapes[name] for name in shapes if name not in claimed}, overrides(shapes), 0)
    for name in NESTED:
        nested = shapes.get(name)
        if isinstance(nested, Mapping):
            _rank(ranked, {shape(str(key)): value for key, value in nested.items()}, {}, 1000)
    for role in ROLES:
        for rank, path in enumerate(getattr(given, role)):
            ranked[role].append((rank - 1000, _at(record, path)))
    return {
        role: [value for _, value in sorted(values, key=lambda pair: pair[0]) if value is not None]
        for role, values in ranked.items()
    }


def _rank(
    ranked: dict[str, list[tuple[int, object]]], shapes: Mapping[str, object], overrides: Mapping[str, str], base: int
) -> None:
    for name, value in shapes.items():
        found = RANKS.get(name)
        if found is not None:
            role, rank = found
            ranked[overrides.get(name, role)].append((base + rank, value))


def _at(record: Mapping[str, object], path: str) -> object:
    """The value at a path given by the user: a field of that very name, else a walk along its dots."""
    if path in record:
        return record[path]
    value: object = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _payload(
    roles: Mapping[str, list[object]], record: Mapping[str, object], order: tuple[str, str]
) -> tuple[bytes, PayloadKind, str | None]:
    """The payload in the first field, in this order of roles, with something in it; else in the first blank one."""
    bodies = [(role, body) for role in order for value in roles[role] if (body := _body(value)) is not None]
    if not bodies:
        names = ", ".join(sorted(str(name) for name in record)[:20])
        raise MissingPayloadError(
            f"no field holds a page or a text; the fields are: {names[:400]}. Name one with text=FIELD or html=FIELD"
        )
    role, body = next(((role, body) for role, body in bodies if body.strip()), bodies[0])
    if isinstance(body, bytes):
        look, payload, charset = body.decode("latin-1"), body, None
    else:
        look, payload, charset = body, to_utf8(body), UNICODE
    return payload, kind_of_html(look) if role == "html" else kind_of_text(look), charset


def _body(value: object) -> str | bytes | None:
    """The string in a value: itself, a wrapped one (`{"rendered": ...}`), or a list of paragraphs."""
    if isinstance(value, str | bytes):
        return value
    if isinstance(value, Mapping):
        return next((found for key in _WRAPPERS if isinstance(found := value.get(key), str | bytes)), None)
    if isinstance(value, list) and value:
        parts = [part for item in value if isinstance(part := _body(item), str)]
        return "\n\n".join(parts) if parts else None
    return None


def to_utf8(text: str) -> bytes:
    """UTF-8 bytes; a pair of surrogates becomes its character, a lone one U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")


def clean_hint(text: str) -> str:
    """A string from a dump that can go into any column: no surrogates or NULs, of bounded length."""
    return to_utf8(text[:MAX_HINT_CHARS]).decode("utf-8").replace("\0", "").strip()


def _identifier(roles: Mapping[str, list[object]]) -> str | None:
    for value in roles["id"]:
        found = _string(value)
        if found:
            return found[1:-1] if found.startswith("<urn:") and found.endswith(">") else found
    return None


def _string(value: object) -> str | None:
    """A short string for a column, or None when the value is none."""
    if isinstance(value, Mapping):
        return next((found for key in _WRAPPERS if (found := _string(value.get(key)))), None)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, datetime | date):
        value = value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return clean_hint(value) or None if isinstance(value, str) else None


def _time(value: object) -> str | None:
    """A time as written, or in ISO form where the record counts seconds or milliseconds since 1970."""
    text = _string(value)
    if text is None or _ISO_OR_WORDS.search(text):
        return text
    try:
        seconds = float(text)
    except ValueError:
        return text
    if seconds >= 1e11:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC).isoformat() if 1e8 <= seconds < 4e9 else text


def _strings(value: object, split: re.Pattern[str] | None) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else [value]
    found = [text for item in items[:200] if (text := _string(item))]
    if split and len(found) == 1:
        found = [part for part in split.split(found[0]) if part]
    return tuple(dict.fromkeys(found))


def _hints(roles: Mapping[str, list[object]]) -> Hints:
    def first(role: str) -> str | None:
        return next((text for value in roles[role] if (text := _string(value))), None)

    def when(role: str) -> str | None:
        return next((text for value in roles[role] if (text := _time(value))), None)

    return Hints(
        url=first("url"),
        title=first("title"),
        authors=next((found for value in roles["author"] if (found := _strings(value, None))), ()),
        published=when("published"),
        modified=when("modified"),
        fetched=when("fetched"),
        language=first("language"),
        site_name=first("site_name"),
        section=first("section"),
        tags=next((found for value in roles["tags"] if (found := _strings(value, _LIST))), ()),
    )
