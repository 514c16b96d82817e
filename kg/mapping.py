"""Which field of a Study becomes which property: a page of documentation, made from the ontology."""

from __future__ import annotations

import sys

from rdflib import RDFS, SKOS, Graph, Namespace

from kg.content import content
from kg.terms import ONTOLOGY

_TKG = Namespace(ONTOLOGY)
_HEAD = """# Which field becomes which property

Made from `ontology/trialkg.ttl` by `python -m kg.mapping > docs/mapping.md`. Fields are paths in the
ClinicalTrials.gov API v2; what stands under `trialkg` is stated by pages and has no field there.

| field | property | what it says |
|---|---|---|
"""


def mapping_page() -> str:
    """Write the page: one row a property that is read from a field, ordered by field."""
    ontology = Graph().parse(content("ontology") / "trialkg.ttl")
    rows = sorted(
        (str(field), str(prop).removeprefix(ONTOLOGY), str(ontology.value(prop, SKOS.definition)))
        for prop, field in ontology.subject_objects(_TKG.fromField)
        if ontology.value(prop, RDFS.label) is not None
    )
    return _HEAD + "".join(f"| `{field}` | `tkg:{name}` | {says} |\n" for field, name, says in rows)


if __name__ == "__main__":
    sys.stdout.write(mapping_page())
