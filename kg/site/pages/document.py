"""`/document/{id}`: a file that was read, and the records in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import first, instances, objects, subjects
from kg.site.paging import Paging
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.terms import LABEL, PROV, TKG, A, Term

ADDRESS = re.compile("/document/[^/]+")
SIZE = 100
_STEPS = 3  # of the path of a record: /record/SOURCE/ID; a version of one has more


def page(release: Release, asked: Asked) -> Page | None:
    """Describe a document."""
    iri = iri_at(release, asked.path)
    if not iri or TKG.SourceDocument not in objects(release, iri, A):
        return None
    records = _records(release, iri)
    paging = Paging(asked, len(records), SIZE)
    label = first(release, iri, LABEL)
    content = {
        "label": label,
        "size": int(first(release, iri, TKG.byteSize) or 0),
        "sha256": first(release, iri, TKG.sha256),
        "paging": paging,
        "records": [_row(release, one) for one in records[paging.offset : paging.last]],
    }
    return Page("document.html", label, content, iri.strip("<>"))


@lru_cache(maxsize=4)
def _records(release: Release, document: Term) -> list[Term]:
    """List the records of a document in the order of their IRIs; older versions are of other documents."""
    derived = {node for node, _ in subjects(release, PROV.wasDerivedFrom, document)}
    return sorted(node for node in derived if (release.path(node) or "").count("/") == _STEPS)


def _row(release: Release, record: Term) -> tuple[Thing, str]:
    """Name a record, and say where in the document it stands."""
    return thing(release, record), first(release, record, TKG.placeInDocument)


def addresses(release: Release) -> Iterator[str]:
    """One page a document."""
    yield from instances(release, TKG.SourceDocument)
