"""Which entity somebody means, and how it is called: trials, concepts, organisations."""

from __future__ import annotations

import pyoxigraph

from kg.errors import QueryError
from kg.mcp.desk import Desk, Kind, shown
from kg.mcp.reply import Cell
from kg.registries import trial_id
from kg.terms import DCTERMS, TKG, A

_CLASSES: dict[Kind, str] = {"trial": TKG.Trial, "concept": TKG.Concept, "organization": TKG.Organization}


def known(desk: Desk, said: str) -> list[tuple[Kind, str]]:
    """List what is called exactly so: kind and IRI; by id, IRI, path under the base, or a concept's name."""
    found = [_typed(desk, iri) for iri in (said, f"{desk.manifest.base}{said}", *_trial(desk, said))]
    if concept := desk.names.called(said):
        found.append(("concept", concept))
    return list(dict.fromkeys(one for one in found if one))


def meant(desk: Desk, said: str) -> tuple[Kind, str]:
    """Find the entity that is meant; a `QueryError` names what is called nearly so."""
    if found := known(desk, said):
        return found[0]
    near = [
        f"{kind} {', '.join(str(cell) for cell in title(desk, kind, one.thing)[:2])}"
        for kind, finder in desk.finders.items()
        for one in finder.find(said)[:3]
    ]
    like = f"; like it are: {'; '.join(near)}" if near else ""
    raise QueryError(
        f"nothing here is called {said!r}{like}. An id is that of a trial, a CURIE, the label of a concept,"
        " or a path that search gives."
    )


def title(desk: Desk, kind: Kind, iri: str) -> list[Cell]:
    """Give id, name and, in a word, what an entity is."""
    if kind == "trial":
        return [desk.value(iri, DCTERMS.identifier), desk.label(iri), desk.code(iri, TKG.overallStatus)]
    if kind == "concept":
        return [shown(pyoxigraph.NamedNode(iri)), desk.label(iri), desk.value(iri, TKG.conceptKind)]
    return [iri.removeprefix(desk.manifest.base), desk.label(iri), desk.code(iri, TKG.organizationClass)]


def _trial(desk: Desk, said: str) -> list[str]:
    """Find the trial of an id, however it is typed."""
    spelt = found.id if (found := trial_id(said)) else said.strip()
    try:
        wanted = pyoxigraph.Literal(spelt)
    except UnicodeEncodeError:  # a lone surrogate is in no id
        return []
    quads = desk.store.quads_for_pattern(None, pyoxigraph.NamedNode(DCTERMS.identifier[1:-1]), wanted, None)
    return [quad.subject.value for quad in quads if isinstance(quad.subject, pyoxigraph.NamedNode)]


def _typed(desk: Desk, iri: str) -> tuple[Kind, str] | None:
    """Tell what kind of entity an IRI is, where it is one."""
    try:
        node = pyoxigraph.NamedNode(iri)
    except ValueError:
        return None
    for kind, of in _CLASSES.items():
        wanted = pyoxigraph.NamedNode(of[1:-1])
        if next(iter(desk.store.quads_for_pattern(node, pyoxigraph.NamedNode(A[1:-1]), wanted, None)), None):
            return kind, iri
    return None
