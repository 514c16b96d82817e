"""The forms in which the site gives a thing: one table answers media type, suffix and name.

Those with `data` are RDF about the thing; HTML is its page.
"""

from __future__ import annotations

from functools import cache

import msgspec


class Representation(msgspec.Struct, frozen=True):
    """A form: `name` is what `?format=` and the suffix call it, `accepts` other media types that mean it."""

    name: str
    title: str
    media_type: str
    accepts: tuple[str, ...] = ()
    charset: bool = True

    @property
    def content_type(self) -> str:
        """Spell the header; JSON has no parameter for the encoding, and N-Triples is UTF-8 by definition."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


HTML = Representation("html", "HTML", "text/html", ("application/xhtml+xml",))
DATA = (
    Representation("ttl", "Turtle", "text/turtle", ("application/x-turtle", "text/n3")),
    Representation("jsonld", "JSON-LD", "application/ld+json", ("application/json",), charset=False),
    Representation("nt", "N-Triples", "application/n-triples", ("text/plain",), charset=False),
    Representation("rdf", "RDF/XML", "application/rdf+xml", ("application/xml", "text/xml"), charset=False),
)
# the server's own order where a client likes several alike: people first
ALL = (HTML, *DATA)


@cache
def by_name() -> dict[str, Representation]:
    """Give every form by its suffix."""
    return {one.name: one for one in ALL}


def named(value: str) -> Representation | None:
    """Find a form by its name or media type, as `?format=` may spell it."""
    return by_name().get(value) or next(
        (one for one in ALL if value == one.media_type or value in one.accepts), None
    )


def split_suffix(path: str) -> tuple[str, Representation | None]:
    """Part an address from the suffix of a form.

    >>> split_suffix("/trial/NCT06120127.ttl")[0], split_suffix("/trial/NCT06120127")[1]
    ('/trial/NCT06120127', None)
    """
    stem, dot, suffix = path.rpartition(".")
    form = by_name().get(suffix) if dot and not stem.endswith("/") else None
    return (stem, form) if form else (path, None)
