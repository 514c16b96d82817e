"""The questions for other people's tools: examples in RDF, as the SPARQL editors of SIB and others read them.

One Turtle file a question and one of them all, for `.well-known/sparql-examples` beside an endpoint: a
`sh:SPARQLExecutable` with the query that the defaults give, its comment, keywords and target
(https://github.com/sib-swiss/sparql-examples). There are no blank nodes: a query brings its prefixes along.
"""

from __future__ import annotations

from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef

from kg.ask import Asker, Question, questions

_SH = Namespace("http://www.w3.org/ns/shacl#")
_SCHEMA = Namespace("https://schema.org/")
ALL = Path(".well-known") / "sparql-examples"


def write_catalogue(folder: Path, asker: Asker, endpoint: str) -> int:
    """Write every question that defaults or examples can fill, and return how many files there are."""
    known = list(questions().values())
    for one in known:
        _write(example_graph([one], asker, endpoint), folder / "examples" / f"{one.name}.ttl")
    _write(example_graph(known, asker, endpoint), folder / ALL)
    return len(known) + 1


def example_graph(known: list[Question], asker: Asker, endpoint: str) -> Graph:
    """Say questions in RDF; each is named below the endpoint's catalogue."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (("sh", _SH), ("schema", _SCHEMA), ("rdfs", RDFS)):
        graph.bind(prefix, namespace)
    for asked in known:
        subject = URIRef(f"{endpoint.rpartition('/')[0]}/{ALL.as_posix()}/{asked.name}")
        graph.add((subject, RDF.type, _SH.SPARQLExecutable))
        graph.add((subject, RDF.type, _SH.SPARQLSelectExecutable))
        graph.add((subject, RDFS.comment, Literal(f"{asked.summary}. {asked.description}", lang="en")))
        graph.add((subject, _SH.select, Literal(asker.sparql(asked, examples(asked)))))
        graph.add((subject, _SCHEMA.target, URIRef(endpoint)))
        for tag in asked.tags:
            graph.add((subject, _SCHEMA.keywords, Literal(tag)))
    return graph


def examples(asked: Question) -> dict[str, str | list[str]]:
    """Give the example of each value that a question needs and has no default for."""
    return {
        param.name: param.example
        for param in asked.params
        if not param.optional and not param.defaults and param.example
    }


def _write(graph: Graph, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(graph.serialize(format="turtle"), encoding="utf-8")
