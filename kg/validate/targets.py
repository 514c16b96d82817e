"""Which nodes shapes are held against: the focus nodes of a graph (https://www.w3.org/TR/shacl/#targets).

A graph without any is checked against nothing, and that it has no findings says nothing. A shape of whatever
has a type or a label matches nearly every graph, so beside other shapes its focus nodes do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from rdflib import DC, DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.term import Node

from kg.terms import GEO, A, Term, Triple, inside
from kg.terms import RDFS as RDFS_TERMS

# vocabularies that data about anything is written with
_COMMON = tuple(f"<{namespace}" for namespace in (RDF, RDFS, OWL, SKOS, DC, DCTERMS, inside(GEO[""])))
_SUBCLASS = RDFS_TERMS.subClassOf


class Targets(msgspec.Struct, frozen=True):
    """What the shapes of a graph are about."""

    classes: frozenset[Term]
    subjects_of: frozenset[Term]
    objects_of: frozenset[Term]
    nodes: frozenset[Term]

    def focus_nodes(self, triples: Iterable[Triple]) -> set[Term]:
        """Give the nodes of a graph that a shape is held against."""
        found: set[Term] = set()
        of_class: defaultdict[Term, set[Term]] = defaultdict(set)
        wider: defaultdict[Term, set[Term]] = defaultdict(set)
        for subject, predicate, value in triples:
            if predicate == A:
                of_class[value].add(subject)
            elif predicate == _SUBCLASS:
                wider[subject].add(value)
            if predicate in self.subjects_of:
                found.add(subject)
            if predicate in self.objects_of:
                found.add(value)
            if self.nodes:
                found |= self.nodes & {subject, value}
        targeted = (nodes for name, nodes in of_class.items() if self.classes & _upwards(name, wider))
        return found.union(*targeted)


def targets(shapes: Graph) -> Targets:
    """Read the targets of shapes, those of shapes that are classes themselves included."""
    stated = Targets(
        classes=_terms(shapes.objects(None, SH.targetClass)) | _terms(_implicit(shapes)),
        subjects_of=_terms(shapes.objects(None, SH.targetSubjectsOf)),
        objects_of=_terms(shapes.objects(None, SH.targetObjectsOf)),
        nodes=_terms(shapes.objects(None, SH.targetNode)),
    )
    particular = Targets(
        classes=stated.classes,
        subjects_of=_particular(stated.subjects_of),
        objects_of=_particular(stated.objects_of),
        nodes=stated.nodes,
    )
    return particular if any(msgspec.structs.astuple(particular)) else stated


def _particular(properties: frozenset[Term]) -> frozenset[Term]:
    """Leave out properties that data about anything has."""
    return frozenset(name for name in properties if not name.startswith(_COMMON))


def named_shapes(shapes: Graph) -> list[Term]:
    """Give every node shape that has a name."""
    return sorted(
        f"<{shape}>" for shape in shapes.subjects(RDF.type, SH.NodeShape) if isinstance(shape, URIRef)
    )


def _implicit(shapes: Graph) -> set[Node]:
    """A shape that is a class is held against its instances."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    named = {shape for kind in kinds for shape in shapes.subjects(RDF.type, kind)}
    classes = {name for kind in (RDFS.Class, OWL.Class) for name in shapes.subjects(RDF.type, kind)}
    return named & classes


def _terms(nodes: Iterable[Node]) -> frozenset[Term]:
    return frozenset(f"<{node}>" if isinstance(node, URIRef) else node.n3() for node in nodes)


def _upwards(name: Term, wider: dict[Term, set[Term]]) -> set[Term]:
    """Give a class and those that the graph says it is part of."""
    found, todo = {name}, [name]
    while todo:
        for above in wider.get(todo.pop(), ()):
            if above not in found:
                found.add(above)
                todo.append(above)
    return found
