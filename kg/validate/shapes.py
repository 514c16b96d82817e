"""Shapes of others, checked before they are used: what is wrong, in which shape of which file.

SHACL's own shapes for shapes (https://www.w3.org/TR/shacl/#shacl-shacl) say whether they are well formed.
Beyond that: unknown terms of SHACL, queries that do not parse or do not give `$this`, paths that are none,
shapes that nothing uses, and shapes that contain themselves, which SHACL leaves undefined.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdflib import SH, Graph
from rdflib.term import Node

from kg.check import shapes_graph
from kg.errors import ShapesError
from kg.validate.lint import CHECKS, meta

# how many mistakes are told at once
_TOLD = 10


def own_shapes(path: Path) -> Graph:
    """Read and check shapes of a file or a folder; a `ShapesError` tells what is wrong with them."""
    if not path.exists():
        raise ShapesError(f"{path}: there is no such file or folder of shapes")
    shapes = shapes_graph(path)
    if (None, None, SH.NodeShape) not in shapes and (None, None, SH.PropertyShape) not in shapes:
        raise ShapesError(f"{path}: there is no shape in it: nothing is a sh:NodeShape or sh:PropertyShape")
    files = _Files(path)
    wrong = sorted({f"{files.place(node, shapes)}: {what}" for node, what in _mistakes(shapes)})
    if wrong:
        more = f"\n  and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        told = "".join(f"\n  {line}" for line in wrong[:_TOLD])
        raise ShapesError(f"the shapes cannot be used:{told}{more}")
    return shapes


def _mistakes(shapes: Graph) -> Iterator[tuple[Node, str]]:
    """Yield every mistake; what SHACL's own shapes say only where nothing plainer is known."""
    told = False
    for check in CHECKS:
        for mistake in check(shapes):
            told = True
            yield mistake
    if not told:
        yield from meta(shapes)


class _Files:
    """Which file speaks of a shape."""

    def __init__(self, path: Path) -> None:
        files = [path] if path.is_file() else sorted(path.glob("*.ttl"))
        self._graphs = [(file, Graph().parse(file, format="turtle")) for file in files]

    def place(self, node: Node, shapes: Graph) -> str:
        """Name the file and the shape; a blank node is named by the shape that it is in."""
        named = _named(node, shapes)
        file = next((file for file, graph in self._graphs if (named, None, None) in graph), None)
        where = str(file) if file else ", ".join(file.name for file, _ in self._graphs)
        return f"{where}, {shapes.namespace_manager.normalizeUri(str(named))}"


def _named(node: Node, shapes: Graph) -> Node:
    """Go up from a blank node to the first node with an IRI."""
    seen: set[Node] = set()
    while not hasattr(node, "defrag") and node not in seen:
        seen.add(node)
        node = min(shapes.subjects(None, node), default=node, key=str)
    return node
