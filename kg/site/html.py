"""Pages from templates, which escape whatever they are given and fail on what they are not given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.site.asked import url
from kg.site.representation import DATA

TEMPLATES = Path(__file__).parent / "templates"


TWINS = tuple((form.name, form.title, form.media_type) for form in DATA)


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


def compile_templates() -> None:
    """Compile every template now, so that the first page does not wait for it."""
    for name in _environment().list_templates():
        _environment().get_template(name)


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
    environment.filters["runs"] = runs
    return environment


def is_web(address: str) -> bool:
    """Tell whether an address from the data may be linked to: only http and https are."""
    return address.startswith(("http://", "https://"))


def runs(things: Iterable[Any], attribute: str) -> Iterator[tuple[Any, list[Any]]]:
    """Group what comes together with one value of an attribute, in the order given."""
    for value, group in groupby(things, attrgetter(attribute)):
        yield value, list(group)
