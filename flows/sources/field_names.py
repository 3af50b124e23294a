"""Names of fields: what the common ones mean, and what a user says that others do.

Names are compared in one shape (`datePublished`, `date-published`, `Date Published` are `date_published`). For each
role the table lists the names in order of preference; a mapping given by the user comes before all of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

from flows.errors import FieldError

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
RANKS: Final = {name: (role, rank) for role, names in NAMES.items() for rank, name in enumerate(names.split())}
_LAYOUTS: Final = (  # columns by which a public corpus is known, and the names that mean something else there
    (frozenset({"text", "dump", "url", "date", "file_path"}), {"date": "fetched"}),  # FineWeb: date of the crawl
)
_LAYOUT_NAMES: Final = frozenset(name for columns, _ in _LAYOUTS for name in columns)
NESTED: Final = ("metadata", "meta")  # objects whose members count as the record's own, after them
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_NAME: Final = re.compile(r"[\s.:/-]+")


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

    def claimed(self) -> frozenset[str]:
        """Top-level fields that the user gave a role, in the common shape: no table gives them another."""
        return frozenset(shape(name) for role in fields(FieldMap) for name in getattr(self, role.name))

    def over(self, other: FieldMap) -> FieldMap:
        """Both mappings, this one preferred."""
        return FieldMap(**{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(FieldMap)})


def wanted_columns(names: Iterable[str], given: FieldMap) -> list[str]:
    """Those top-level columns that may matter, so that a columnar reader leaves the others unread."""
    mapped = {name for f in fields(FieldMap) for given_name in getattr(given, f.name) for name in _heads(given_name)}
    known = RANKS.keys() | _LAYOUT_NAMES | set(NESTED)
    return [name for name in names if name in mapped or shape(name) in known]


def names_payload(names: Iterable[str], given: FieldMap) -> bool:
    """Whether a record with these fields can hold a page or a text."""
    mapped = {name for given_name in given.html + given.text for name in _heads(given_name)}
    return any(
        name in mapped or shape(name) in NESTED or RANKS.get(shape(name), ("", 0))[0] in ("html", "text")
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
def shape(name: str) -> str:
    """A field name in the one shape in which names are compared."""
    return _NOT_NAME.sub("_", _CAMEL.sub("_", name.strip())).lower()


def overrides(shapes: Iterable[str]) -> Mapping[str, str]:
    """Names that mean something else in a record with these fields, because it is of a known public corpus."""
    present = frozenset(shapes)
    return next((renamed for columns, renamed in _LAYOUTS if columns <= present), {})
