"""`/trial/{id}/…`: a part of a trial (an arm, a link, a figure): all that is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import first, named
from kg.site.pages.trial import name
from kg.site.release import Release
from kg.site.statements import graphs_of, statements
from kg.site.things import thing
from kg.site.trial.records import record
from kg.terms import LABEL, A

ADDRESS = re.compile("(?P<trial>/trial/[^/]+)/(?P<part>.+/.+|eligibility|responsible-party)")
# parts that the page of the trial shows, with themselves as anchors
_SHOWN = re.compile(r"arm/\d+|outcome/(?:primary|secondary|other)/\d+")


def page(release: Release, asked: Asked, trial: str, part: str) -> Page | None:
    """Show a part of a trial as each record has it."""
    iri, whole = f"<{release.iri(asked.path)}>", f"<{release.iri(trial)}>"
    graphs = list(graphs_of(release, iri))
    if not graphs:
        return None
    kind, label = thing(release, first(release, iri, A)), first(release, iri, LABEL)
    content = {
        "id": name(release, whole),
        "label": label,
        "kind": kind,
        "trial": trial,
        "anchor": part if _SHOWN.fullmatch(part) else "",
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
