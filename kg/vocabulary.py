"""The concepts that names are linked to, the code lists, and the prefixes: tables of `ontology/`.

A concept is a row of `ontology/concepts/*.tsv`; a new one needs no code. Rules that the tables keep
(a `VocabularyError` names the file and the line of a row that breaks one): an id, a label and a kind
in every row; no id twice; `broader` and `components` name rows; the hierarchy has no cycle.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import curies
import msgspec

from kg.content import content
from kg.errors import VocabularyError
from kg.terms import CODES, LABEL, RDF, SKOS, TKG, A, Term, Triple, integer, text

# what the vocabulary that comes with the software is called
SHIPPED = "trialkg"
TREATMENTS = frozenset({"drug", "drug class", "procedure", "regimen"})
CONDITIONS = frozenset({"condition", "stage", "biomarker"})
KINDS = TREATMENTS | CONDITIONS | {"endpoint", "organization"}
_LISTS = ("broader", "components", "exact_match", "close_match", "broad_match", "synonyms")


class Concept(msgspec.Struct, frozen=True):
    """One concept; `id` and every list but `synonyms` hold CURIEs."""

    id: str
    label: str
    kind: str
    broader: list[str]
    components: list[str]
    exact_match: list[str]
    close_match: list[str]
    broad_match: list[str]
    synonyms: list[str]
    definition: str
    note: str

    @property
    def names(self) -> list[str]:
        """Every name, the label first."""
        return list(dict.fromkeys([self.label, *self.synonyms]))


class Code(msgspec.Struct, frozen=True):
    """A value of a code list of the registry."""

    scheme: str
    code: str
    label: str
    order: int
    exact_match: str


class Vocabulary(msgspec.Struct, frozen=True):
    """All tables of a folder, checked."""

    concepts: dict[str, Concept]
    codes: list[Code]
    converter: curies.Converter
    namespaces: dict[str, str]  # of the converter, which would gather them for each CURIE

    def iri(self, curie: str) -> Term:
        """Expand a CURIE to an IRI term."""
        prefix, colon, local = curie.partition(":")
        if colon and (namespace := self.namespaces.get(prefix)):
            return f"<{namespace}{local}>"
        return f"<{self.converter.expand(curie, strict=True)}>"  # which says what is wrong

    def treatment_classes(self) -> frozenset[str]:
        """Give drug classes, and procedures and regimens that have narrower ones and no components."""
        with_narrower = {wider for concept in self.concepts.values() for wider in concept.broader}
        return frozenset(
            concept.id
            for concept in self.concepts.values()
            if concept.kind == "drug class"
            or (
                concept.kind in {"procedure", "regimen"}
                and concept.id in with_narrower
                and not concept.components
            )
        )


@cache
def load(folder: Path | None = None) -> Vocabulary:
    """Read the vocabulary of a folder, or the one that is shipped."""
    folder = folder or content("ontology")
    converter = _converter(folder / "prefixes.tsv")
    vocabulary = Vocabulary(
        concepts=_concepts(sorted((folder / "concepts").glob("*.tsv"))),
        codes=[
            *(msgspec.convert(row, Code, strict=False) for _, row in rows(folder / "codes.tsv")),
            *_registry_codes(folder / "registries.tsv"),
            *_country_codes(folder / "countries.tsv"),
        ],
        converter=converter,
        namespaces=dict(converter.prefix_map),
    )
    _check(vocabulary)
    return vocabulary


def _registry_codes(path: Path) -> Iterator[Code]:
    """Make the code list of registries from their table (`kg.registries`)."""
    for number, (_, row) in enumerate(rows(path), start=1):
        yield Code(scheme="registry", code=row["code"], label=row["label"], order=number, exact_match="")


def _country_codes(path: Path) -> Iterator[Code]:
    """Make the code list of countries from their table (`kg.countries`); former ones have no code."""
    coded = (row for _, row in rows(path) if row["alpha2"])
    for number, row in enumerate(coded, start=1):
        yield Code(scheme="country", code=row["alpha2"], label=row["label"], order=number, exact_match="")


def rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table with their line numbers."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(reader, start=2):
            if None in row or None in row.values():
                raise VocabularyError(f"{path.name}, line {number}: not as many columns as the header has")
            yield number, {column: value.strip() for column, value in row.items()}


def _converter(path: Path) -> curies.Converter:
    return curies.load_prefix_map({row["prefix"]: row["namespace"] for _, row in rows(path)})


def _concepts(paths: list[Path]) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    for path in paths:
        for number, row in rows(path):
            concept = _concept(row, f"{path.name}, line {number}")
            if concept.id in concepts:
                raise VocabularyError(f"{path.name}, line {number}: {concept.id} is a row already")
            concepts[concept.id] = concept
    return concepts


def _concept(row: dict[str, str], where: str) -> Concept:
    lists = {name: [part.strip() for part in row[name].split(" | ") if part.strip()] for name in _LISTS}
    if not row["id"] or not row["label"]:
        raise VocabularyError(f"{where}: a concept needs an id and a label")
    if row["kind"] not in KINDS:
        raise VocabularyError(f"{where}: kind {row['kind']!r} is none of {', '.join(sorted(KINDS))}")
    return Concept(
        id=row["id"],
        label=row["label"],
        kind=row["kind"],
        definition=row["definition"],
        note=row["note"],
        **lists,
    )


def _check(vocabulary: Vocabulary) -> None:
    for concept in vocabulary.concepts.values():
        for curie in (*concept.broader, *concept.components):
            if curie not in vocabulary.concepts:
                raise VocabularyError(f"{concept.id} ({concept.label}) refers to {curie}, which is no row")
        for curie in (concept.id, *concept.exact_match, *concept.close_match, *concept.broad_match):
            prefix, colon, _ = curie.partition(":")
            if not colon or prefix not in vocabulary.namespaces:
                raise VocabularyError(
                    f"{concept.id} ({concept.label}): no prefix in prefixes.tsv for {curie}"
                )
    try:
        TopologicalSorter({c.id: [*c.broader, *c.components] for c in vocabulary.concepts.values()}).prepare()
    except CycleError as error:
        raise VocabularyError(f"the hierarchy runs in a circle: {' → '.join(error.args[1])}") from error


def concept_triples(vocabulary: Vocabulary) -> Iterator[Triple]:
    """Say what the tables say of concepts, in SKOS."""
    for concept in vocabulary.concepts.values():
        subject = vocabulary.iri(concept.id)
        yield subject, A, TKG.Concept
        yield subject, LABEL, text(concept.label)
        yield subject, SKOS.prefLabel, text(concept.label)
        yield subject, SKOS.notation, text(concept.id)
        yield subject, TKG.conceptKind, text(concept.kind)
        for synonym in concept.names[1:]:
            yield subject, SKOS.altLabel, text(synonym)
        for predicate, curies_of in (
            (SKOS.broader, concept.broader),
            (TKG.hasComponent, concept.components),
            (SKOS.exactMatch, concept.exact_match),
            (SKOS.closeMatch, concept.close_match),
            (SKOS.broadMatch, concept.broad_match),
        ):
            for curie in curies_of:
                yield subject, predicate, vocabulary.iri(curie)
        if concept.definition:
            yield subject, SKOS.definition, text(concept.definition)
        if concept.note:
            yield subject, SKOS.editorialNote, text(concept.note)


def code_triples(vocabulary: Vocabulary) -> Iterator[Triple]:
    """Say what the code lists hold, one SKOS scheme a list."""
    for scheme in dict.fromkeys(code.scheme for code in vocabulary.codes):
        yield f"<{CODES}{scheme}>", A, SKOS.ConceptScheme
        yield f"<{CODES}{scheme}>", LABEL, text(scheme.replace("-", " ").capitalize())
    for code in vocabulary.codes:
        subject = f"<{CODES}{code.scheme}/{code.code}>"
        yield subject, A, TKG.Code
        yield subject, LABEL, text(code.label)
        yield subject, SKOS.notation, text(code.code)
        yield subject, SKOS.inScheme, f"<{CODES}{code.scheme}>"
        yield subject, RDF.value, integer(code.order)
        if code.exact_match:
            yield subject, SKOS.exactMatch, vocabulary.iri(code.exact_match)
