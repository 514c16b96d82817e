"""GraphML: a property graph in XML (http://graphml.graphdrawing.org), for Gephi, networkx, igraph, yEd.

Ids are IRIs; the class of a node is its key `class`, the type of an edge its key `type`. GraphML has no
lists: several values are joined as in CSV.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from kg.export.graph import Edge, Node, PropertyGraph, columns, labels
from kg.export.joined import plain
from kg.export.markup import content
from kg.export.release import Named, Release, Trial
from kg.export.schema import Property

TITLE = "GraphML property graph"
MEDIA_TYPE = "application/graphml+xml"
EXTENSION = ".graphml"

_TYPES = {"integer": "long", "number": "double", "boolean": "boolean"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="class" for="node" attr.name="class" attr.type="string"/>
<key id="type" for="edge" attr.name="type" attr.type="string"/>
"""


def writer(out: BinaryIO, release: Release) -> _Writer:
    """Declare every property, then write nodes and edges as they come."""
    return _Writer(out, PropertyGraph(release))


class _Writer:
    def __init__(self, out: BinaryIO, graph: PropertyGraph) -> None:
        self._out, self._graph = out, graph
        declared = {prop.name: prop for label in labels() for prop in columns(label)}
        keys = "".join(_key(declared[name]) for name in sorted(declared))
        out.write(f'{_HEAD}{keys}<graph edgedefault="directed">\n'.encode())

    def vocabulary(self, graph: Named) -> None:
        """Leave it out: the concepts that trials name come at the end."""

    def trial(self, trial: Trial) -> None:
        self._write(self._graph.trial(trial))

    def close(self) -> None:
        self._write(self._graph.rest())
        self._out.write(b"</graph>\n</graphml>\n")

    def _write(self, parts: Iterable[Node | Edge]) -> None:
        for part in parts:
            self._out.write((_node(part) if isinstance(part, Node) else _edge(part)).encode())


def _key(prop: Property) -> str:
    kind = "string" if prop.many else _TYPES.get(prop.kind, "string")
    return f'<key id="p-{prop.name}" for="node" attr.name="{prop.name}" attr.type="{kind}"/>\n'


def _node(node: Node) -> str:
    data = "".join(
        f'<data key="p-{name}">{content(plain(cell))}</data>' for name, cell in node.properties.items()
    )
    return f'<node id={quoteattr(node.id)}><data key="class">{node.label}</data>{data}</node>\n'


def _edge(edge: Edge) -> str:
    ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
    return f'<edge {ends}><data key="type">{edge.type}</data></edge>\n'
