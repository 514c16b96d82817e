"""`/document/{id}`: a file that was read, and the records in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import first, instances, objects, rows
from kg.site.paging import Paging
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.things import Thing, path
from kg.terms import LABEL, PROV, TKG, A, Term

ADDRESS = re.compile("/document/[^/]+")
SIZE = 100


def page(release: Release, asked: Asked) -> Page | None:
    """Describe a document."""
    iri = iri_at(release, asked.path)
    if not iri or TKG.SourceDocument not in objects(release, iri, A):
        return None
    paging = Paging(asked, _count(release, iri), SIZE)
    label = first(release, iri, LABEL)
    content = {
        "label": label,
        "size": int(first(release, iri, TKG.byteSize) or 0),
        "sha256": first(release, iri, TKG.sha256),
        "paging": paging,
        "records": list(_records(release, iri, paging)),
    }
    return Page("document.html", label, content, iri.strip("<>"))


_OF = "GRAPH ?record {{ ?record {derived} {document} ; a {kind} }}"


def _pattern(document: Term) -> str:
    return _OF.format(derived=PROV.wasDerivedFrom, document=document, kind=TKG.SourceRecord)


def _count(release: Release, document: Term) -> int:
    ((number,),) = rows(release, f"SELECT (COUNT(*) AS ?number) WHERE {{ {_pattern(document)} }}")
    return int(number)


def _records(release: Release, document: Term, paging: Paging) -> Iterator[tuple[Thing, str]]:
    """Yield the records of a page with the place of each, in the order of their IRIs."""
    found = rows(
        release,
        f"""SELECT ?record WHERE {{ {_pattern(document)} }} ORDER BY ?record
        OFFSET {paging.offset} LIMIT {paging.size}""",
    )
    for (record,) in found:
        label = first(release, record, LABEL)
        yield Thing(record, label, path(release, record)), first(release, record, TKG.placeInDocument)


def addresses(release: Release) -> Iterator[str]:
    """One page a document."""
    yield from instances(release, TKG.SourceDocument)
