"""The heads of pages: what sites say of an article to machines, each layout in its own way."""

from __future__ import annotations

import html
import json

from benchmarks.sample.material import Story


def meta(story: Story, *extra: str) -> str:
    """Charset and title, and the named kinds of metadata: `og`, `dates`, `jsonld`, `canonical`."""
    makers = {"og": open_graph, "dates": date_tags, "jsonld": json_ld, "canonical": canonical}
    title = html.escape(f"{story.article.title} | {story.outlet.get('name')}")
    lines = [f'<meta charset="{story.outlet.get("charset")}">', f"<title>{title}</title>"]
    return "<head>\n" + "\n".join(lines + [makers[name](story) for name in extra]) + "\n</head>\n"


def open_graph(story: Story) -> str:
    """OpenGraph properties."""
    values = {
        "og:type": "article",
        "og:title": story.article.title,
        "og:site_name": story.outlet.get("name"),
        "og:url": story.url,
        "og:description": story.article.get("standfirst"),
    }
    return "\n".join(
        f'<meta property="{name}" content="{html.escape(value)}">' for name, value in values.items() if value
    )


def date_tags(story: Story) -> str:
    """Publication time, section and tags as article properties."""
    article = story.article
    values = [("article:published_time", article.get("published")), ("article:section", article.get("section"))]
    values += [("article:tag", tag) for tag in tags(story)]
    return "\n".join(f'<meta property="{name}" content="{html.escape(value)}">' for name, value in values if value)


def canonical(story: Story) -> str:
    """The link to the page's own address."""
    return f'<link rel="canonical" href="{story.url}">'


def json_ld(story: Story) -> str:
    """A NewsArticle for search engines."""
    article, outlet = story.article, story.outlet
    value = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": article.get("published"),
        "author": [{"@type": "Person", "name": article.get("author")}] if article.get("author") else [],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.get("name")},
        "mainEntityOfPage": story.url,
        "inLanguage": outlet.get("language"),
    }
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def tags(story: Story) -> tuple[str, ...]:
    """The tags of an article."""
    return tuple(tag.strip() for tag in story.article.get("tags").split(",") if tag.strip())
