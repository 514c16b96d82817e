"""`/trial/{id}/…`: a part of a trial (an arm, a link, a figure): all that is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import first, named
from kg.site.pages.trial import name
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.statements import graphs_of, statements
from kg.site.things import thing
from kg.site.trial.records import record
from kg.terms import LABEL, A

# what the page of the trial shows, with itself as its anchor, has no page of its own
_SHOWN = r"arm/\d+|outcome/(?:primary|secondary|other)/\d+|results/events"
ADDRESS = re.compile(rf"(?P<trial>/trial/[^/]+)/(?!(?:{_SHOWN})$)(?P<part>.+/.+|responsible-party)")


def page(release: Release, asked: Asked, trial: str, part: str) -> Page | None:
    """Show a part of a trial as each record has it."""
    iri, whole = iri_at(release, asked.path), iri_at(release, trial)
    graphs = list(graphs_of(release, iri)) if iri else []
    if not iri or not whole or not graphs:
        return None
    kind, label = thing(release, first(release, iri, A)), first(release, iri, LABEL)
    content = {
        "id": name(release, whole),
        "label": label,
        "kind": kind,
        "trial": trial,
        "part": part,
        "told": [
            (record(release, graph, whole, number), statements(release, iri, named(graph)))
            for number, graph in enumerate(graphs, start=1)
        ],
    }
    title = f"{kind.label.capitalize()} of {content['id']}: {label}"
    return Page("part.html", title, content, iri.strip("<>"))


def addresses(release: Release) -> Iterator[str]:
    """None: the page of the trial tells its parts, and they are too many for files of their own."""
    yield from ()
