"""The data about a thing, as its twins give it: what is said of it and its parts, with names.

- A trial: every statement of its records' graphs, as in its published JSON-LD document.
- Anything else: every statement with it as subject, in whichever graph, and so on for its nested parts
  (`tkg:nests`); then, page by page, the statements that point to it.
- The ontology, and `dataset`, the description of the build: the whole of it.
- Of what is pointed to and not described, the label.

A page of incoming statements is `INCOMING` long; `further` tells that there is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

import msgspec
import pyoxigraph
from rdflib import Graph

from kg.content import content
from kg.site.place import ONTOLOGY_DOCUMENT
from kg.site.release import Release
from kg.terms import FOAF, LABEL, TKG, A, Term, Triple, inside

INCOMING = 1000
# parts of parts, and so on; a bound for data that is no tree
_DEEPEST = 8


class Data(msgspec.Struct, frozen=True):
    """What is said about a thing; `page` counts from 1."""

    root: Term
    triples: list[Triple]
    page: int = 1
    further: bool = False


def data(release: Release, root: Term, page: int = 1) -> Data | None:
    """Gather what is said about a thing; none where nothing is, or where there is no such page."""
    if whole := _DOCUMENTS.get(root.removeprefix(f"<{release.base}")) or _DOCUMENTS.get(root):
        return Data(root, whole(release)) if page == 1 else None
    if graphs := records(release, root):
        if page > 1:
            return None
        said = [triple for graph in graphs for triple in _of_graph(release, graph)]
        return Data(root, _whole(release, said))
    return _other(release, root, page)


def exists(release: Release, root: Term) -> bool:
    """Tell whether anything is said about a thing."""
    return any(release.store.quads_for_pattern(_node(root), None, None, None))


def records(release: Release, trial: Term) -> list[Term]:
    """Name the graphs of the records of a trial; none where it is no trial."""
    topic = release.store.quads_for_pattern(None, _node(FOAF.primaryTopic), _node(trial), None)
    return sorted(str(quad.graph_name) for quad in topic)


def ontology(release: Release) -> list[Triple]:
    """Give the ontology, term after term."""
    path = release.build / "ontology" / "trialkg.ttl"
    terms = {triple[0] for triple in _of_file(path) if triple[0].startswith(ONTOLOGY_DOCUMENT[:-1])}
    return [triple for term in sorted(terms) for triple in _sorted(_about(release, term))]


def description(release: Release) -> list[Triple]:
    """Give the description of the build, VoID and DCAT, as it was published."""
    return list(_of_file(release.build / "void.ttl"))


def _of_file(path: Path) -> Iterator[Triple]:
    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
        yield str(quad.subject), str(quad.predicate), str(quad.object)


# things that are documents of the build: below its base, or the same in all
_DOCUMENTS = {"dataset>": description, ONTOLOGY_DOCUMENT: ontology}


def _other(release: Release, root: Term, page: int) -> Data | None:
    own = list(_with_parts(release, root))
    begin = (page - 1) * INCOMING
    pointing = list(islice(_incoming(release, root), begin, begin + INCOMING + 1))
    if not own or (page > 1 and not pointing):
        return None
    incoming = sorted(pointing[:INCOMING], key=natural)
    return Data(root, _whole(release, own) + incoming, page, len(pointing) > INCOMING)


def _incoming(release: Release, root: Term) -> Iterator[Triple]:
    """Yield the statements that point to a thing, in the order of the store, which stays the same."""
    seen: set[Triple] = set()
    for quad in release.store.quads_for_pattern(None, None, _node(root), None):
        triple = _triple(quad)
        if triple not in seen:
            seen.add(triple)
            yield triple


def _with_parts(release: Release, root: Term) -> Iterator[Triple]:
    """Yield what is said of a thing, and of the parts inside it."""
    level, seen = [root], {root}
    for _ in range(_DEEPEST):
        parts: list[Term] = []
        for subject in level:
            for triple in _sorted(_about(release, subject)):
                yield triple
                if triple[1] in nesting() and triple[2] not in seen:
                    parts.append(triple[2])
                    seen.add(triple[2])
        level = parts


def _whole(release: Release, said: list[Triple]) -> list[Triple]:
    """Put statements in order, and add the labels of what they name and do not describe."""
    described = {subject for subject, _, _ in said}
    named = dict.fromkeys(value for _, predicate, value in said if value.startswith("<") and predicate != A)
    labels = (triple for node in named if node not in described for triple in _labels(release, node))
    return _sorted(said) + sorted(set(labels), key=natural)


def _labels(release: Release, node: Term) -> Iterator[Triple]:
    for quad in release.store.quads_for_pattern(_node(node), _node(LABEL), None, None):
        yield _triple(quad)


def _about(release: Release, subject: Term) -> Iterator[Triple]:
    return map(_triple, release.store.quads_for_pattern(_node(subject), None, None, None))


def _of_graph(release: Release, graph: Term) -> Iterator[Triple]:
    return map(_triple, release.store.quads_for_pattern(None, None, None, _node(graph)))


@cache
def nesting() -> frozenset[Term]:
    """Name the properties whose object is a part of the subject."""
    said = Graph().parse(content("ontology") / "trialkg.ttl")
    nests = inside(TKG.nests)
    return frozenset(f"<{prop}>" for prop, predicate, _ in said if str(predicate) == nests)


def _sorted(triples: Iterable[Triple]) -> list[Triple]:
    return sorted(set(triples), key=natural)


def natural(triple: Triple) -> tuple[object, ...]:
    """Give what sorts a triple for reading: numbers by value, the kind and the label of a thing first."""
    subject, predicate, value = triple
    return _parts(subject), _FIRST.get(predicate, 2), predicate, _parts(value)


_FIRST = {A: 0, LABEL: 1}


@lru_cache(maxsize=1 << 14)
def _parts(term: Term) -> tuple[tuple[int, str], ...]:
    """Part an IRI at its slashes, so that arm 2 comes before arm 10; a literal is one part."""
    steps = term[1:-1].split("/") if term.startswith("<") else [term]
    return tuple(
        (int(step), "") if step.isdecimal() and step.isascii() and len(step) < 9 else (-1, step)
        for step in steps
    )


def _node(term: Term) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(inside(term))


def _triple(quad: pyoxigraph.Quad) -> Triple:
    return str(quad.subject), str(quad.predicate), str(quad.object)
