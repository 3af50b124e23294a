"""Which field of a JSON, CSV or Parquet record is what, by name.

Names are compared in one shape (`datePublished`, `date-published`, `Date Published` are `date_published`). For each
role the tables list the names in order of preference; a mapping given by the user comes before all of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from cleaners.decode import UNICODE
from cleaners.model import Hints, PayloadKind
from flows.sources.markup import kind_of_html, kind_of_text

MAX_HINT_CHARS: Final = 4096
SOURCE_FILE_NAME: Final = "winnow.toml"

# Roles and the names that mean them, the surest first. Adding a name is adding it here.
NAMES: Final[dict[str, str]] = {
    "html": "html raw_html html_content content_html page_html body_html html_body html_source source_html html_raw "
    "page_source html_text article_html full_html rendered_html",
    "text": "text maintext main_text article_text full_text fulltext plain_text plaintext content_text body_text "
    "page_text text_content raw_text raw_content cleaned_text article_body content_encoded content body article story",
    "id": "id _id uuid guid doc_id document_id record_id article_id warc_record_id identifier",
    "url": "url uri link article_url page_url source_url web_url target_uri warc_target_uri permalink canonical_url "
    "original_url final_url href address loc",
    "title": "title headline article_title page_title heading og_title",
    "author": "authors author byline by_line creator dc_creator writer writers author_name author_names",
    "published": "published_at published date_published publish_date published_date publication_date date_publish "
    "pub_date pubdate published_time publish_time first_published date_gmt date datetime issued created_at created",
    "modified": "modified_at modified date_modified modified_date updated_at updated date_updated last_updated "
    "last_modified lastmod date_modify modified_gmt modified_time update_date",
    "fetched": "fetched_at fetched fetch_time fetch_date date_fetched fetched_date crawled_at crawled "
    "crawl_date crawl_time date_crawled date_download download_date downloaded_at downloaded retrieved_at retrieved "
    "retrieved_date scraped_at scraped_date scrape_date date_scraped accessed_at warc_date timestamp",
    "language": "language lang language_code locale",
    "site_name": "site_name sitename outlet publisher publication newspaper source_name og_site_name",
    "section": "section category rubric channel desk",
    "tags": "tags keywords topics categories",
}
ROLES: Final = tuple(NAMES)
_RANKS: Final = {name: (role, rank) for role, names in NAMES.items() for rank, name in enumerate(names.split())}
_LAYOUTS: Final = (  # columns by which a public corpus is known, and the names that mean something else there
    (frozenset({"text", "dump", "url", "date", "file_path"}), {"date": "fetched"}),  # FineWeb: date of the crawl
    (frozenset({"raw_content", "date_download", "digest"}), {"date": "published"}),  # CCNet, RedPajama
    (frozenset({"text", "added", "created", "source"}), {"created": "published"}),  # Dolma
)
_LAYOUT_NAMES: Final = frozenset[str]().union(*(columns for columns, _ in _LAYOUTS))
_NESTED: Final = ("metadata", "meta")  # objects whose members count as the record's own, after them
_WRAPPERS: Final = ("rendered", "value", "content", "html", "text", "#text", "name", "$oid", "$date")
_ISO_OR_WORDS: Final = re.compile(r"\d{4}-\d\d|[A-Za-z]")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_NAME: Final = re.compile(r"[\s.:/-]+")
_LIST: Final = re.compile(r"\s*[,;|]\s*")


class FieldError(ValueError):
    """A mapping of fields that cannot be used. The message names the part and the remedy."""


class MissingPayloadError(ValueError):
    """No field of the record holds a page or a text. The message names the fields that are there."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Names given by the user for each role, the preferred first. `a.b` is the member `b` of the object `a`."""

    html: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    site_name: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> FieldMap:
        """From the command line's `role=field` words. Raises FieldError."""
        given: dict[str, list[str]] = {}
        for pair in pairs:
            role, equals, name = pair.partition("=")
            if not equals or not name:
                raise FieldError(f"{pair!r} is not of the form role=field, e.g. text=story_body")
            given.setdefault(role.strip(), []).append(name.strip())
        return cls._of(given, "--field")

    @classmethod
    def from_toml(cls, data: bytes, path: str) -> FieldMap:
        """From a source's `winnow.toml`: a table `[fields]` of `role = "name"` or lists. Raises FieldError."""
        try:
            table = tomllib.loads(data.decode("utf-8")).get("fields", {})
        except ValueError as error:  # not UTF-8, or not TOML
            raise FieldError(f"{path} is not valid TOML: {error}") from error
        if not isinstance(table, dict):
            raise FieldError(f"{path}: `fields` must be a table, [fields]")
        return cls._of({role: [names] if isinstance(names, str) else names for role, names in table.items()}, path)

    @classmethod
    def _of(cls, given: Mapping[str, list[str]], where: str) -> FieldMap:
        for role, names in given.items():
            if role not in ROLES:
                raise FieldError(f"{where}: unknown role {role!r}; the roles are {', '.join(ROLES)}")
            if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
                raise FieldError(f"{where}: {role} must be a field name or a list of them")
        return cls(**{role: tuple(names) for role, names in given.items()})

    def over(self, other: FieldMap) -> FieldMap:
        """Both mappings, this one preferred."""
        return FieldMap(**{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(FieldMap)})


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
    payload, kind, charset = _payload(roles, record)
    return Found(_identifier(roles), payload, kind, charset, _hints(roles))


def wanted_columns(names: Iterable[str], given: FieldMap) -> list[str]:
    """Those top-level columns that may matter, so that a columnar reader leaves the others unread."""
    mapped = {name for f in fields(FieldMap) for given_name in getattr(given, f.name) for name in _heads(given_name)}
    known = _RANKS.keys() | _LAYOUT_NAMES | set(_NESTED)
    return [name for name in names if name in mapped or _shape(name) in known]


def names_payload(names: Iterable[str], given: FieldMap) -> bool:
    """Whether a record with these fields can hold a page or a text."""
    mapped = {name for given_name in given.html + given.text for name in _heads(given_name)}
    return any(
        name in mapped or _shape(name) in _NESTED or _RANKS.get(_shape(name), ("", 0))[0] in ("html", "text")
        for name in names
    )


def no_payload(what: str, names: Iterable[str]) -> str:
    """Words for a table in which no column can hold a page or a text."""
    listed = ", ".join(map(str, names))[:400]
    return f"no column of the {what} holds a page or a text; they are: {listed}. Name one with text=NAME or html=NAME"


def _heads(path: str) -> tuple[str, str]:
    """The top-level fields that a path given by the user may start at."""
    return path, path.split(".", maxsplit=1)[0]


@lru_cache(maxsize=4096)
def _shape(name: str) -> str:
    """A field name in the one shape in which names are compared."""
    return _NOT_NAME.sub("_", _CAMEL.sub("_", name.strip())).lower()


def _by_role(record: Mapping[str, object], given: FieldMap) -> dict[str, list[object]]:
    """The values that are there for each role, the best first."""
    ranked: dict[str, list[tuple[int, object]]] = {role: [] for role in ROLES}
    shapes = {_shape(name): value for name, value in reversed(list(record.items())) if isinstance(name, str)}
    _rank(ranked, shapes, _overrides(shapes.keys()), 0)
    for name in _NESTED:
        nested = shapes.get(name)
        if isinstance(nested, Mapping):
            _rank(ranked, {_shape(str(key)): value for key, value in nested.items()}, {}, 1000)
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
        found = _RANKS.get(name)
        if found is not None:
            role, rank = found
            ranked[overrides.get(name, role)].append((base + rank, value))


def _overrides(shapes: Iterable[str]) -> Mapping[str, str]:
    present = frozenset(shapes)
    return next((renamed for columns, renamed in _LAYOUTS if columns <= present), {})


def _at(record: Mapping[str, object], path: str) -> object:
    """The value at a path given by the user: a field of that very name, else a walk along its dots."""
    if path in record:
        return record[path]
    value: object = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _payload(roles: Mapping[str, list[object]], record: Mapping[str, object]) -> tuple[bytes, PayloadKind, str | None]:
    """HTML before text, a field with something in it before a blank one."""
    bodies = [(role, body) for role in ("html", "text") for value in roles[role] if (body := _body(value)) is not None]
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
