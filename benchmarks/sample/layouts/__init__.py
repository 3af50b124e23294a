"""How sites lay out their pages: one module a layout, named in one table."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from benchmarks.sample.material import Story
from benchmarks.sample.writer import Page

LAYOUTS: Final = ("soup", "semantic", "tables", "blog", "amp", "portal")


def render(story: Story) -> Page:
    """The story as a page of its site."""
    name = story.outlet.get("layout")
    if name not in LAYOUTS:
        raise ValueError(f"{story.outlet.key}.toml: layout {name!r} is none of {', '.join(LAYOUTS)}")
    page: Page = import_module(f"benchmarks.sample.layouts.{name}").render(story)
    return page
