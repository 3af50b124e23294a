"""The corpus: pages and texts of the sample's stories, each with the label of every visible line.

pages/<case>.html, .txt or .fragment      the payload, in the encoding of its site
gold/<case>.tsv                           a line for every visible text in order: label, tab, text
"""

from __future__ import annotations

from typing import Final

from benchmarks.sample.landed_pages import page_bytes
from benchmarks.sample.layouts import render
from benchmarks.sample.layouts.crude import crude_text
from benchmarks.sample.layouts.feed import feed_body
from benchmarks.sample.material import Story, story
from benchmarks.sample.writer import Line

# Which stories are in the corpus, and in which shape.
PAGES: Final = {
    "harbour-courier": "ferry-terminal-vote tide-mill-restored cookie-rule-library ellery-town-cup storm-live "
    "rope-works-homes",
    "nordlicht-kurier": "deich-osterkoog interview-hafenmeisterin baeckerei-halmsand anzeigenblatt-ende",
    "gazette-des-marais": "ecole-coulvain petanque-finale cookies-mairie",
    "faro-de-levante": "cine-de-pueblo maraton-salinas",
    "ranni-posel": "most-vranov soukromi-skola",
    "kurier-nadwislanski": "prom-brzegi zegar-ratusz",
    "dniprovska-khvylia": "pekarnia-samarivka",
    "minato-shimpo": "todai-matsuri watashi-bune yakyu-kesshou",
    "fellside-echo": "village-shop-newsletter fell-race-scores",
}
TEXTS: Final = {
    "harbour-courier": "lifeboat-crew-funding harbour-photographer-dies",
    "nordlicht-kurier": "handball-wiedau spenden-seenotretter fotograf-watt",
    "gazette-des-marais": "conseil-budget ecluse-saint-aubrac avis-brocante",
    "faro-de-levante": "juicio-pozo desaladora-benirroig radio-vecinal",
    "ranni-posel": "vranov-hokej",
    "kurier-nadwislanski": "sad-koza wisla-brzegi-mecz zbiorka-dzwon",
    "dniprovska-khvylia": "rada-budynky biblioteka-pidval reklama-tramvai",
    "minato-shimpo": "shashin-ten",
    "fellside-echo": "snow-gates pylons-inquiry",
    "corriere-laguna": "campanile-torsello",
    "de-stadsbode": "wolf-schoolplein",
    "skargardsposten": "skolbaten",
    "diario-da-foz": "ponte-do-meio",
    "korfez-postasi": "zeytin-agaci",
    "severny-mayak": "mayak-smotritel",
    "haigang-chenbao": "xiu-zhong-ren",
    "hangu-ilbo": "seom-hakgyo",
    "sahifat-almina": "maktaba-qarib",
}
FRAGMENTS: Final = {
    "corriere-laguna": "regata-befane",
    "faro-de-levante": "fiestas-polvora",
    "fellside-echo": "herdwick-found",
}


def files() -> dict[str, bytes]:
    """Every generated file of the corpus by its path below `tests/corpus`."""
    out: dict[str, bytes] = {}
    for found in _chosen(PAGES):
        _add(out, found, "html", page_bytes(found), render(found).lines)
    for found in _chosen(TEXTS):
        text = crude_text(found)
        _add(out, found, "txt", text.source.encode(), text.lines)
    for found in _chosen(FRAGMENTS):
        body = feed_body(found)
        _add(out, found, "fragment", body.source.encode(), body.lines)
    return out


def _chosen(table: dict[str, str]) -> list[Story]:
    return [story(key, slug) for key, slugs in table.items() for slug in slugs.split()]


def _add(out: dict[str, bytes], found: Story, suffix: str, payload: bytes, lines: tuple[Line, ...]) -> None:
    case = f"{found.outlet.get('language')}-{found.article.slug}"
    out[f"pages/{case}.{suffix}"] = payload
    out[f"gold/{case}.tsv"] = "".join(f"{line.label}\t{line.text}\n" for line in lines).encode()
