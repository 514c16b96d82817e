"""Turtle for reading: prefixes, one block a subject, in the order in which the record says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.nodes import Nodes
from kg.terms import CODES, RDF, XSD, Term
from kg.vocabulary import Vocabulary

# local names that need no escape in Turtle; any other IRI is written in full, or relative to the base
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\Z")
_XSD = re.escape(XSD[""][1:-1])
_PLAIN = re.compile(
    rf'"(?:(?P<integer>-?\d+)"\^\^<{_XSD}integer|(?P<boolean>true|false)"\^\^<{_XSD}boolean'
    rf'|(?P<decimal>-?\d+\.\d+)"\^\^<{_XSD}decimal)>\Z'
)


class TurtleWriter:
    """Spells triples as Turtle under one base and one set of prefixes."""

    def __init__(self, vocabulary: Vocabulary, base: str) -> None:
        prefixes = {prefix: ns for prefix, ns in vocabulary.converter.bimap.items() if prefix != "obo"}
        schemes = dict.fromkeys(code.scheme for code in vocabulary.codes)
        self._prefixes = prefixes | {scheme: f"{CODES}{scheme}/" for scheme in schemes}
        self._base = base
        self._within = {ns: prefix for prefix, ns in self._prefixes.items() if ns.startswith(base)}
        self._known: dict[Term, str] = {}

    def header(self) -> str:
        """Declare the base and every prefix."""
        lines = [f"@base <{self._base}> .\n"]
        lines += [f"@prefix {prefix}: <{ns}> .\n" for prefix, ns in self._prefixes.items()]
        return "".join(lines)

    def blocks(self, nodes: Nodes) -> Iterator[str]:
        """Yield one block of text a node."""
        for subject, properties in nodes.items():
            rows = [
                f"{self._verb(predicate)} {', '.join(map(self._term, values))}"
                for predicate, values in properties.items()
            ]
            yield "\n" + self._term(subject) + " " + " ;\n    ".join(rows) + " .\n"

    def _verb(self, predicate: Term) -> str:
        """Spell a predicate; only here is `a` short for rdf:type."""
        return "a" if predicate == RDF.type else self._term(predicate)

    def _term(self, term: Term) -> str:
        if term.startswith("<"):
            return self._known.get(term) or self._shorten(term)
        if term.endswith(">") and (plain := _PLAIN.match(term)):
            return plain[plain.lastgroup or 0]
        value, typed, datatype = term.rpartition("^^")
        return f"{value}^^{self._term(datatype)}" if typed and datatype.startswith("<") else term

    def _shorten(self, term: Term) -> str:
        iri = term[1:-1]
        if iri.startswith(self._base):
            return self._shorten_within(iri)
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
                return self._remembered(term, f"{prefix}:{iri[len(namespace) :]}")
        return term

    def _shorten_within(self, iri: str) -> str:
        """Shorten an IRI below the base: most are nodes of a trial, which have no prefix."""
        namespace, local = iri[: (cut := _last_step(iri))], iri[cut:]
        if (prefix := self._within.get(namespace)) and _LOCAL.match(local):
            return self._remembered(f"<{iri}>", f"{prefix}:{local}")
        path = iri[len(self._base) :]
        return f"<{path}>" if path and ":" not in path else f"<{iri}>"

    def _remembered(self, term: Term, short: str) -> str:
        """Remember a term of a vocabulary, of which there are only so many; of others there is no end."""
        self._known[term] = short
        return short


def _last_step(iri: str) -> int:
    return max(iri.rfind("/"), iri.rfind("#")) + 1
