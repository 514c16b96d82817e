"""Which fields of the API's data model are in the graph, and where: the table of documentation, from code.

The model is the Study's structs (`kg.study`). A field is stated by the property of the ontology that names it
with `tkg:fromField`, or by a row of `ontology/fields.tsv`, which says through which other term it is stated,
or why it is left out. `python -m kg.coverage > docs/coverage.md` writes the page.
"""

from __future__ import annotations

import sys
import types
import typing
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

import msgspec
from rdflib import SKOS, Graph, Namespace, URIRef

from kg.content import content
from kg.study import Study
from kg.study.part import Part
from kg.terms import ONTOLOGY
from kg.vocabulary import rows

_TKG = Namespace(ONTOLOGY)
_HEAD = """# Which field becomes what

Made from code by `python -m kg.coverage > docs/coverage.md`. Every field of the ClinicalTrials.gov API v2
is here by its path in a study, with the term that states it; "left out" says why nothing does.

| field | in the graph | what it says |
|---|---|---|
"""
# what tools that download records add to them; no field of the API
FOREIGN = {
    "_id": "added by a database that the record went through",
    "repo": "added by a downloader",
    "path": "added by a downloader",
    "nctId": "added by a downloader",
    "versionHolder": "added by a downloader, beside the study",
    "protocolSection.contactsLocationsModule.locations_nested": "added by a search index",
    "protocolSection.armsInterventionsModule.interventions.interventionMappedName": "added by a search index",
    "derivedSection.conditionBrowseModule.ancestors.id_str": "added by a search index",
    "derivedSection.interventionBrowseModule.ancestors.id_str": "added by a search index",
}


class Row(msgspec.Struct, frozen=True):
    """One field: what states it (empty where nothing does), and what that says, or why it is left out."""

    field: str
    stated: str
    says: str


def fields(kind: object = Study, path: str = "") -> Iterator[str]:
    """List the paths of all leaves of the data model, in its order."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        for one in typing.get_args(kind):
            if one is not type(None):
                yield from fields(one, path)
    elif origin is list:
        yield from fields(typing.get_args(kind)[0], path)
    elif isinstance(kind, type) and issubclass(kind, Part):
        for field in msgspec.structs.fields(kind):
            if kind is Study and field.encode_name == "trialkg":
                continue  # our own, beside the model
            yield from fields(field.type, f"{path}.{field.encode_name}" if path else field.encode_name)
    else:
        yield path


def coverage() -> list[Row]:
    """Say of every field what becomes of it; a field that nothing is said of has two empty texts."""
    stated = _by_property()
    told = {
        row["field"]: (row["stated"], row["left_out"]) for _, row in rows(content("ontology") / "fields.tsv")
    }
    table = []
    for field in fields():
        names, says = stated.get(field, ([], ""))
        other, left_out = told.get(field, ("", ""))
        terms = ", ".join([*(f"tkg:{name}" for name in names), *([other] if other else [])])
        table.append(
            Row(field=field, stated=terms, says=says or (f"left out: {left_out}" if left_out else ""))
        )
    return table


def _by_property() -> dict[str, tuple[list[str], str]]:
    """Find the properties that name a field, and the definition of the first."""
    ontology = Graph().parse(content("ontology") / "trialkg.ttl")
    claims: dict[str, list[URIRef]] = defaultdict(list)
    for prop, claim in ontology.subject_objects(_TKG.fromField):
        if isinstance(prop, URIRef):
            for field in _paths(str(claim)):
                claims[field].append(prop)
    return {
        field: (
            [prop.removeprefix(ONTOLOGY) for prop in sorted(props)],
            str(ontology.value(min(props), SKOS.definition)),
        )
        for field, props in claims.items()
    }


def _paths(claim: str) -> Iterator[str]:
    """Spell a claim out: after a comma, a path stands for the last parts of the first one."""
    first, *others = [part.strip() for part in claim.split(",")]
    yield first
    head = first.split(".")
    for other in others:
        tail = other.split(".")
        yield ".".join([*head[: len(head) - len(tail)], *tail])


def coverage_page() -> str:
    """Write the page."""
    lines = (f"| `{row.field}` | {_code(row.stated)} | {row.says} |\n" for row in coverage())
    return _HEAD + "".join(lines)


def _code(stated: str) -> str:
    return ", ".join(f"`{term}`" for term in stated.split(", ")) if stated else "—"


def occurring(value: object, path: str = "") -> Iterator[str]:
    """List the paths of the leaves that a record has; an empty object or list is one."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from occurring(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for inner in value:
            yield from occurring(inner, path)
    elif path:
        yield path


def unknown_fields(counted: Iterable[str]) -> Counter[str]:
    """Count the fields that neither the model nor the list of what tools add knows."""
    known = {part for field in fields() for part in accumulate(field.split("."), "{}.{}".format)}
    beside = (*FOREIGN, "trialkg")
    return Counter(
        field
        for field in counted
        if field not in known and not f"{field}.".startswith(tuple(f"{name}." for name in beside))
    )


if __name__ == "__main__":
    sys.stdout.write(coverage_page())
