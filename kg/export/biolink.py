"""What kinds, properties and prefixes are called in the Biolink Model (https://biolink.github.io/biolink-model/).

`ontology/biolink.tsv` has the names; they are of release 4.4.6.
That a treatment is `in_clinical_trials_for` a condition "reports that a clinical trial is being or has been
performed" (https://biolink.github.io/biolink-model/in_clinical_trials_for), and not that it helps.
"""

from __future__ import annotations

from functools import cache

from kg.content import content
from kg.vocabulary import rows

NAMED_THING = "biolink:NamedThing"
# whose records say so: https://biolink.github.io/information-resource-registry/
_KNOWLEDGE_SOURCES = {"ClinicalTrials.gov": "infores:clinicaltrials"}
_NCT = "NCT"


@cache
def names(what: str) -> dict[str, str]:
    """Give the names for kinds, classes, predicates or prefixes."""
    table = rows(content("ontology") / "biolink.tsv")
    return {row["ours"]: row["biolink"] for _, row in table if row["what"] == what}


def curie(ours: str) -> str:
    """Spell a CURIE with the prefix that Biolink uses.

    >>> curie("mesh:D008113"), curie("NCIT:C15313")
    ('MESH:D008113', 'NCIT:C15313')
    """
    prefix, colon, local = ours.partition(":")
    return f"{names('prefix').get(prefix, prefix)}{colon}{local}"


def trial_curie(trial_id: str) -> str:
    """Spell a trial's id as a CURIE; ids that are not ClinicalTrials.gov's are under our own prefix."""
    return f"CLINICALTRIALS:{trial_id}" if trial_id.startswith(_NCT) else f"trialkg.trial:{trial_id}"


def knowledge_source(registry: str) -> str:
    """Name the information resource that a registry is; one without a name there is given ours."""
    return _KNOWLEDGE_SOURCES.get(registry, "infores:trialkg")
