"""`/sparql/editor`: a place to write SPARQL, with the questions as examples.

With `make site-assets`, YASGUI stands in `static/yasgui/`, and completes our terms; without it, or without
scripts, the page is a form that `/sparql` answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from kg.ask import Question
from kg.errors import QueryError
from kg.site import html
from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.release import Release

ADDRESS = re.compile("/sparql/editor")
FOLDER = Path(html.__file__).parent / "static" / "yasgui"
LONGEST = 20_000
# what `/sparql` answers with: the first four for rows, the others for graphs
FORMS = ("csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld")
_FIRST = """SELECT ?id ?title
WHERE {
  ?trial a tkg:Trial ;
    dcterms:identifier ?id ;
    rdfs:label ?title .
}
ORDER BY ?id
LIMIT 20
"""


class Package(msgspec.Struct, frozen=True):
    """What the editor is, as its package says."""

    name: str
    version: str
    license: str
    author: str
    homepage: str


def page(release: Release, asked: Asked) -> Page:
    """Show the editor with the query of the address, that of an example, or a first one."""
    example = release.questions.get(asked.one("example"))
    query = asked.one("query")[:LONGEST] or (_sparql(release, example) if example else "")
    content = {
        "query": query or prefixes(release) + _FIRST,
        "examples": sorted(release.questions.values(), key=lambda one: (one.tags[0], one.summary)),
        "package": package(),
        "known": {"prefixes": dict(release.vocabulary.converter.bimap), "terms": terms(release)},
        "forms": FORMS,
    }
    return Page("editor.html", "SPARQL", content)


def prefixes(release: Release) -> str:
    """Spell the prefixes that queries begin with."""
    known = release.vocabulary.converter.bimap
    names = [name for name in ("tkg", "rdfs", "dcterms", "skos") if name in known]
    return "".join(f"PREFIX {name}: <{known[name]}>\n" for name in names) + "\n"


def _sparql(release: Release, question: Question) -> str:
    """Put examples into the parameters that need a value; this release may not know one of them."""
    needed = {
        param.name: param.example or ""
        for param in question.params
        if not param.optional and not param.defaults
    }
    try:
        return release.asker.sparql(question, needed)
    except QueryError:
        return question.body


@lru_cache(maxsize=4)
def terms(release: Release) -> list[str]:
    """List the classes and properties of our ontology, for completion."""
    ontology = (release.build / "ontology" / "trialkg.ttl").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^tkg:(\w+)", ontology, re.MULTILINE)))


def package() -> Package | None:
    """Say which editor was put here; none where `make site-assets` was not run."""
    described = FOLDER / "package.json"
    return msgspec.json.decode(described.read_bytes(), type=Package) if described.is_file() else None


def addresses(release: Release) -> Iterator[str]:
    """One page."""
    yield "/sparql/editor"
