"""Shapes of others are checked before they are used, and each mistake is told by file and shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.check import shapes_graph
from kg.errors import ShapesError
from kg.validate.lint import CHECKS
from kg.validate.shapes import own_shapes

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"
SHAPE = "e:S a sh:NodeShape ; sh:targetClass e:C ; "
WRONG = {
    "misspelt term": (SHAPE + "sh:property [ sh:path e:p ; sh:minCounts 1 ] .", "did you mean sh:minCount?"),
    "short sequence": (SHAPE + "sh:property [ sh:path ( e:p ) ; sh:minCount 1 ] .", "two steps"),
    "path that is text": (SHAPE + 'sh:property [ sh:path "p" ; sh:minCount 1 ] .', "is a text"),
    "path of nothing": (SHAPE + "sh:property [ sh:path [] ; sh:minCount 1 ] .", "sh:inversePath"),
    "endless path": (
        SHAPE + "sh:property [ sh:path _:p ; sh:minCount 1 ] . _:p sh:inversePath _:p .",
        "contains itself",
    ),
    "broken query": (SHAPE + 'sh:sparql [ sh:select "SELECT this" ] .', "SPARQL cannot be read"),
    "undeclared prefix": (SHAPE + 'sh:sparql [ sh:select "SELECT $this { $this x:p 1 }" ] .', "prefix : x"),
    "no focus node": (SHAPE + 'sh:sparql [ sh:select "SELECT ?x { ?x a ?y }" ] .', "does not give $this"),
    "no target": ("e:S a sh:NodeShape ; sh:property [ sh:path e:p ; sh:minCount 1 ] .", "has no target"),
    "recursive": (
        SHAPE
        + "sh:node e:T . e:T a sh:NodeShape ; sh:property [ sh:path e:p ; sh:or ( e:S [ sh:class e:D ] ) ] .",
        "contains itself",
    ),
    "ill-typed count": (SHAPE + 'sh:property [ sh:path e:p ; sh:minCount "x" ] .', "sh:minCount"),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_in_shapes_are_named(tmp_path: Path, name: str) -> None:
    """Each kind of mistake names the file, the shape and what is wrong."""
    text, says = WRONG[name]
    (tmp_path / "fine.ttl").write_text(PREFIXES + "e:F a sh:NodeShape ; sh:targetClass e:F .")
    (tmp_path / "wrong.ttl").write_text(PREFIXES + text)
    with pytest.raises(ShapesError) as told:
        own_shapes(tmp_path)
    assert f"{tmp_path / 'wrong.ttl'}, e:S: " in str(told.value)
    assert says in str(told.value)
    assert "fine.ttl" not in str(told.value)


def test_folders_without_shapes_are_told(tmp_path: Path) -> None:
    """No file, no Turtle and Turtle without a shape are errors that say so."""
    with pytest.raises(ShapesError, match="no such file"):
        own_shapes(tmp_path / "nowhere")
    (tmp_path / "data.ttl").write_text(PREFIXES + "e:a a e:b .")
    with pytest.raises(ShapesError, match="no shape in it"):
        own_shapes(tmp_path)
    (tmp_path / "broken.ttl").write_text("e:a a")
    with pytest.raises(ShapesError, match=r"broken\.ttl: not Turtle"):
        own_shapes(tmp_path / "broken.ttl")


def test_good_shapes_are_used(tmp_path: Path) -> None:
    """Paths of every kind, queries with declared prefixes and shapes in shapes are no mistakes."""
    (tmp_path / "good.ttl").write_text(
        PREFIXES
        + SHAPE
        + "sh:property [ sh:path ( e:p [ sh:inversePath [ sh:zeroOrMorePath e:q ] ]"
        + " [ sh:alternativePath ( e:r e:s ) ] ) ; sh:node e:T ] ;"
        + ' sh:sparql [ sh:prefixes e: ; sh:select "SELECT $this { $this x:p 1 }" ] .'
        + " e:T a sh:NodeShape ; sh:nodeKind sh:IRI ."
        + ' e: sh:declare [ sh:prefix "x" ; '
        + 'sh:namespace "http://x/"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .'
    )
    assert len(own_shapes(tmp_path)) > 10


def test_shipped_shapes_have_no_mistakes() -> None:
    """The project's own shapes pass every check that others' must."""
    shapes = shapes_graph()
    assert [mistake for check in CHECKS for mistake in check(shapes)] == []
