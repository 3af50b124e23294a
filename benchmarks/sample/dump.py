"""Which files the sample dump holds: `<source>/<date>/<file>`, as landed data would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.sample import landed_pages as pages
from benchmarks.sample import landed_texts as texts

SOURCES: Final[tuple[Callable[[], Iterator[tuple[str, bytes]]], ...]] = (
    pages.harbour_courier,
    pages.gazette_des_marais,
    pages.nordlicht_kurier,
    pages.faro_de_levante,
    pages.ranni_posel,
    pages.fellside_echo,
    pages.kurier_nadwislanski,
    pages.minato_shimpo,
    texts.wet_segment,
    texts.dniprovska_khvylia,
    texts.kurier_texts,
    texts.feeds,
    texts.web_texts,
    texts.news_texts,
    texts.nightly_export,
    texts.text_files,
)


KEEP_BYTES: Final = (".gitattributes", b"* -text\n")  # git must not touch line ends in here


def files() -> dict[str, bytes]:
    """Every file of the dump by its path below `raw/sample`."""
    return dict([KEEP_BYTES, *(file for source in SOURCES for file in source())])
