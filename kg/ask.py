"""Canned questions: `queries/NAME.rq`, a header that says what they answer, and parameters put in safely.

The header is grlc's (`#+ key: value` lines that together are YAML) with one key of our own, `params`.
A parameter `name` of a type stands in the text as `?_name_type` (`?_name` for a string), or with two
underscores where it is optional and may stay unbound (BASIL's convention). A value is made into an RDF
term by an RDF library and only then put in the place of its variable, so no value can break out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec
import pyoxigraph
import yaml

from kg.content import content
from kg.errors import QueryError, RecordError
from kg.folding import fold
from kg.terms import CODES, date

_VARIABLE_TYPES = {"concept": "_iri", "code": "_iri", "string": ""}
_CONCEPTS = """
SELECT DISTINCT ?concept ?name WHERE { GRAPH ?vocabulary {
  ?concept a <https://w3id.org/trialkg/ontology#Concept> ; ?naming ?name .
  FILTER(?naming IN (<http://www.w3.org/2004/02/skos/core#prefLabel>,
                     <http://www.w3.org/2004/02/skos/core#altLabel>,
                     <http://www.w3.org/2004/02/skos/core#notation>))
} }"""
_CODE_LABELS = """
SELECT ?code ?notation ?label WHERE { GRAPH ?vocabulary {
  ?code <http://www.w3.org/2004/02/skos/core#inScheme> ?scheme ;
        <http://www.w3.org/2004/02/skos/core#notation> ?notation ;
        <http://www.w3.org/2000/01/rdf-schema#label> ?label .
} }"""


class Param(msgspec.Struct, frozen=True):
    """One parameter of a question."""

    name: str
    label: str
    type: str
    default: str | None = None
    example: str | None = None
    optional: bool = False
    scheme: str | None = None

    @property
    def variable(self) -> re.Pattern[str]:
        """Match the parameter's variable in a query text, required or optional."""
        return re.compile(rf"\?__?{self.name}{_VARIABLE_TYPES.get(self.type, '_' + self.type)}\b")


class Question(msgspec.Struct, frozen=True):
    """One canned question."""

    name: str
    summary: str
    description: str
    tags: list[str]
    params: list[Param]
    text: str


def questions(folder: Path | None = None) -> dict[str, Question]:
    """Read every question by name."""
    return {path.stem: read_question(path) for path in sorted((folder or content("queries")).glob("*.rq"))}


def read_question(path: Path) -> Question:
    """Read one file; a `QueryError` says what its header lacks."""
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        fields: Mapping[str, Any] = yaml.safe_load(header) or {}
        params = [
            msgspec.convert({"name": name, **spec}, Param, strict=False)
            for name, spec in (fields.get("params") or {}).items()
        ]
        return Question(
            name=path.stem,
            summary=fields["summary"],
            description=" ".join(fields["description"].split()),
            tags=list(fields["tags"]),
            params=params,
            text=text,
        )
    except (yaml.YAMLError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise QueryError(f"{path.name}: its header is not as it should be: {error!r}") from error


def question(name: str, folder: Path | None = None) -> Question:
    """Find one question by name; a `QueryError` names the nearest ones."""
    known = questions(folder)
    if name not in known:
        raise QueryError(f"there is no question {name!r}{_nearest(name, known)}. `kg query` lists them all.")
    return known[name]


def values_of(params: Iterable[str]) -> dict[str, str]:
    """Read parameters as they are typed, `key=value`."""
    values = {}
    for given in params:
        key, equals, value = given.partition("=")
        if not equals:
            raise QueryError(f"--param {given!r} is not key=value")
        values[key.strip()] = value.strip()
    return values


class Asker:
    """Asks questions of one store."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store

    def sparql(self, asked: Question, values: Mapping[str, str]) -> str:
        """Put values (and defaults) into a question; a `QueryError` says which value cannot be used."""
        for name in values:
            if name not in (known := [param.name for param in asked.params]):
                has = f"it has {', '.join(known)}" if known else "it has none"
                raise QueryError(f"{asked.name} has no parameter {name!r}: {has}")
        text = asked.text
        for param in asked.params:
            value = values.get(param.name, param.default)
            if value is None:
                if not param.optional:
                    raise QueryError(
                        f"{asked.name} needs a value: --param {param.name}={param.example or '…'}"
                    )
                continue
            term = self.term(param, value).replace("\\", "\\\\")
            text = param.variable.sub(term, text)
        return text

    def run(self, asked: Question, values: Mapping[str, str]) -> Results:
        """Ask a question."""
        return run(self._store, self.sparql(asked, values))

    def term(self, param: Param, value: str) -> str:
        """Make the RDF term of a value, as SPARQL text."""
        match param.type:
            case "concept":
                return str(pyoxigraph.NamedNode(self.concept(value)))
            case "code":
                return str(pyoxigraph.NamedNode(self._code(param, value)))
            case "string":
                return _literal(value)
            case "integer" | "decimal":
                return _number(param, value)
            case "date":
                return _date(param, value)
        raise QueryError(f"parameter {param.name} has the type {param.type!r}, which nothing is known of")

    def concept(self, value: str) -> str:
        """Find the IRI of a concept by label, synonym, CURIE or IRI; else name the nearest candidates."""
        names: dict[str, str] = {}
        labels: list[str] = []
        for concept, name in self._rows(_CONCEPTS):
            names.setdefault(fold(name), concept)
            labels.append(name)
            names[concept] = concept
        found = names.get(value) or names.get(fold(value))
        if not found:
            raise QueryError(f"no concept is called {value!r}{_nearest(value, labels)}")
        return found

    def _code(self, param: Param, value: str) -> str:
        scheme = f"{CODES}{param.scheme}/"
        codes = {code: (n, label) for code, n, label in self._rows(_CODE_LABELS) if code.startswith(scheme)}
        for code, spellings in codes.items():
            if fold(value) in {fold(code.removeprefix(scheme)), *map(fold, spellings)}:
                return code
        allowed = ", ".join(code.removeprefix(scheme) for code in sorted(codes))
        raise QueryError(f"{param.name}={value!r} is not one of {allowed}")

    def _rows(self, sparql: str) -> Iterator[list[str]]:
        results = self._store.query(sparql)
        for solution in cast(pyoxigraph.QuerySolutions, results):
            yield [cast(pyoxigraph.NamedNode | pyoxigraph.Literal, term).value for term in solution]


Results = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


def run(store: pyoxigraph.Store, sparql: str, union: bool = False) -> Results:
    """Run SPARQL; a `QueryError` says where it is wrong. With `union` the default graph is all graphs."""
    try:
        return store.query(sparql, use_default_graph_as_union=union)
    except SyntaxError as error:
        raise QueryError(f"the SPARQL is wrong: {error}") from error
    except OSError as error:
        raise QueryError(f"the query could not be run: {error}") from error


def _literal(value: str) -> str:
    try:
        return str(pyoxigraph.Literal(value))
    except (UnicodeEncodeError, ValueError) as error:
        raise QueryError(f"{value!a} is not text that can be asked for: {error}") from error


def _number(param: Param, value: str) -> str:
    pattern = r"[+-]?\d+" if param.type == "integer" else r"[+-]?\d+(\.\d+)?"
    if not re.fullmatch(pattern, value.strip(), re.ASCII):
        raise QueryError(
            f"{param.name}={value!r} is not {'a whole ' if param.type == 'integer' else 'a '}number"
        )
    return value.strip()


def _date(param: Param, value: str) -> str:
    try:
        return date(value)
    except RecordError as error:
        raise QueryError(f"{param.name}: {error}") from error


def _nearest(name: str, known: Mapping[str, object] | list[str]) -> str:
    by_folded = {known_name.casefold(): known_name for known_name in known}
    found = difflib.get_close_matches(name.casefold(), by_folded, n=5, cutoff=0.5)
    within = [key for key in by_folded if name.casefold() in key and key not in found][: 5 - len(found)]
    candidates = list(dict.fromkeys(by_folded[key] for key in [*found, *within]))
    return f"; did you mean {', '.join(candidates)}?" if candidates else ""
