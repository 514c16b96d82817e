"""What can be wrong with shapes: each check yields the node that is wrong, and what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain

from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Node

from kg.check import check
from kg.terms import inside

Mistake = tuple[Node, str]

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf, SH.target)
# how a shape uses another: by itself, or in a list
_USES = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_USES_LISTED = (SH["and"], SH["or"], SH.xone)
_STEPS = {SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath}
_SHACL = str(SH)


def unknown_terms(shapes: Graph) -> Iterator[Mistake]:
    """Find terms of SHACL's namespace that it does not have, such as sh:minCounts."""
    known = {*SH.__annotations__, *SH._extras}
    for subject, predicate, value in shapes:
        for term in (predicate, value):
            name = str(term).removeprefix(_SHACL)
            if isinstance(term, URIRef) and str(term).startswith(_SHACL) and name not in known:
                near = difflib.get_close_matches(name, sorted(known), n=1)
                hint = f"; did you mean sh:{near[0]}?" if near else ""
                yield subject, f"SHACL has no sh:{name}{hint}"


def bad_queries(shapes: Graph) -> Iterator[Mistake]:
    """Find SPARQL constraints that do not parse, or that do not give the focus node."""
    for kind in (SH.select, SH.ask):
        for constraint, text in shapes.subject_objects(kind):
            try:
                query = prepareQuery(_prefixes(shapes, constraint) + str(text).replace("$PATH", "<urn:path>"))
            except Exception as error:  # rdflib and pyparsing raise many types for broken SPARQL
                yield constraint, f"its SPARQL cannot be read: {' '.join(str(error).split())}"
                continue
            given = [str(variable) for variable in (query.algebra.PV or ())]
            if kind == SH.select and "this" not in given:
                yield constraint, "its SELECT does not give $this, so no result has a focus node"


def _prefixes(shapes: Graph, constraint: Node) -> str:
    """Declare what the query may abbreviate (https://www.w3.org/TR/shacl/#sparql-prefixes)."""
    owners = set(shapes.objects(constraint, SH.prefixes))
    for owner in list(owners):
        owners |= set(shapes.objects(owner, OWL.imports))
    lines = (
        f"PREFIX {shapes.value(declared, SH.prefix)}: <{shapes.value(declared, SH.namespace)}>\n"
        for owner in owners
        for declared in shapes.objects(owner, SH.declare)
    )
    return "".join(sorted(lines))


def bad_paths(shapes: Graph) -> Iterator[Mistake]:
    """Find paths that are none (https://www.w3.org/TR/shacl/#property-paths)."""
    for shape, path in shapes.subject_objects(SH.path):
        if why := _bad_path(shapes, path, frozenset()):
            yield shape, f"its sh:path is no path: {why}"


def _bad_path(shapes: Graph, path: Node, above: frozenset[Node]) -> str:
    if isinstance(path, URIRef):
        return ""
    if isinstance(path, Literal):
        return f"{path.n3()} is a text; write an IRI"
    if path in above:
        return "it contains itself"
    parts, why = _parts(shapes, path)
    return why or next(filter(None, (_bad_path(shapes, part, above | {path}) for part in parts)), "")


def _parts(shapes: Graph, path: Node) -> tuple[list[Node], str]:
    """Give the steps of a path, or what is wrong with it."""
    if (path, RDF.first, None) in shapes:
        steps = _list(shapes, path)
        return steps, "" if len(steps) > 1 else "a sequence needs two steps or more"
    kinds = [(kind, value) for kind, value in shapes.predicate_objects(path) if kind in _STEPS]
    if len(kinds) != 1:
        known = ", ".join(sorted(f"sh:{str(step).removeprefix(_SHACL)}" for step in _STEPS))
        return [], f"a blank node must be a list, or have one of {known}"
    kind, value = kinds[0]
    if kind != SH.alternativePath:
        return [value], ""
    steps = _list(shapes, value)
    return steps, "" if len(steps) > 1 else "sh:alternativePath needs a list of two paths or more"


def _list(shapes: Graph, head: Node) -> list[Node]:
    try:
        return list(Collection(shapes, head))
    except ValueError:  # a list that runs in a circle
        return []


def unused(shapes: Graph) -> Iterator[Mistake]:
    """Find shapes that have no target and that no other shape uses: they check nothing."""
    used = {shape for _, shape in _uses(shapes)}
    named = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    classes = {*shapes.subjects(RDF.type, RDFS.Class), *shapes.subjects(RDF.type, OWL.Class)}
    for shape in named - used - classes:
        if not any((shape, target, None) in shapes for target in _TARGETS):
            yield (
                shape,
                "it has no target, and no other shape uses it; give it a sh:targetClass, or take it out",
            )


def recursive(shapes: Graph) -> Iterator[Mistake]:
    """Find shapes that contain themselves, with the way round."""
    below: dict[Node, list[Node]] = {}
    for outer, inner in _uses(shapes):
        below.setdefault(outer, []).append(inner)
    for start in sorted(node for node in below if isinstance(node, URIRef)):
        if way := _circle(start, below):
            names = (str(node).rpartition("#")[2] for node in way if isinstance(node, URIRef))
            yield start, f"it contains itself ({' → '.join(names)}), which SHACL leaves undefined"


def _circle(start: Node, below: dict[Node, list[Node]]) -> list[Node]:
    """Give the way from a shape back to itself, or nothing."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for inner in below.get(way[-1], ()):
            if inner == start:
                return [*way, start]
            if inner not in seen:
                seen.add(inner)
                ways.append([*way, inner])
    return []


def _uses(shapes: Graph) -> Iterator[tuple[Node, Node]]:
    """Yield each shape with each that it uses."""
    alone = (shapes.subject_objects(kind) for kind in _USES)
    yield from chain.from_iterable(alone)
    for kind in _USES_LISTED:
        for outer, head in shapes.subject_objects(kind):
            yield from ((outer, inner) for inner in _list(shapes, head))


def meta(shapes: Graph) -> Iterator[Mistake]:
    """Hold shapes against SHACL's own shapes for shapes."""
    for finding in check(shapes, _shapes_for_shapes()):
        focus, path = finding.focus, finding.path.rpartition("#")[2].removesuffix(">")
        node = BNode(focus[2:]) if focus.startswith("_") else URIRef(inside(focus))
        yield node, f"{f'sh:{path}: ' if path else ''}{finding.message} {finding.value}".strip()


@cache
def _shapes_for_shapes() -> Graph:
    """Read them as pySHACL ships them."""
    shipped = files("pyshacl").joinpath("assets", "shacl-shacl.ttl").read_text("utf-8")
    return Graph().parse(data=shipped, format="turtle")


CHECKS: tuple[Callable[[Graph], Iterator[Mistake]], ...] = (
    unknown_terms,
    bad_queries,
    bad_paths,
    unused,
    recursive,
)
