"""Pages from templates, which escape whatever they are given and fail on what they are not given."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.site.asked import url

TEMPLATES = Path(__file__).parent / "templates"


TWINS = (
    ("ttl", "Turtle", "text/turtle"),
    ("jsonld", "JSON-LD", "application/ld+json"),
    ("nt", "N-Triples", "application/n-triples"),
)


class Page(msgspec.Struct, frozen=True):
    """A page: its template and what fills it; `about` is the IRI of the thing that it is about, if one.

    `path` is where it stands, and where its data stands with a suffix; `kg.site.find` fills it in.
    `location` is the address to go to instead, where the page only says that it is elsewhere.
    """

    template: str
    title: str
    content: dict[str, Any]
    about: str = ""
    path: str = ""
    location: str = ""

    def html(self) -> str:
        """Spell the page."""
        template = _environment().get_template(self.template)
        return template.render(
            title=self.title, about=self.about, path=self.path, twins=TWINS, **self.content
        )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["url"] = url
    environment.tests["web"] = is_web
    return environment


def is_web(address: str) -> bool:
    """Tell whether an address from the data may be linked to: only http and https are."""
    return address.startswith(("http://", "https://"))
