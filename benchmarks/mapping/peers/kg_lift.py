"""`kg.lift` of whole records, of which the subset is kept: the most that the lift can cost for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.origin import lifted
from kg.study import Study, decode
from kg.terms import DCTERMS, LABEL, TKG, A, Triple

TITLE = "kg lift, every field, the subset kept"
NEEDS = ("trialkg",)

KINDS = frozenset(
    f"{TKG[name]}"
    for name in ("Condition", "Arm", "Intervention", "PrimaryOutcome", "SecondaryOutcome", "OtherOutcome")
)
_OF_TRIAL = frozenset(
    (
        *(A, LABEL, DCTERMS.identifier, TKG.briefTitle, TKG.officialTitle, TKG.overallStatus),
        *(TKG.startDate, TKG.completionDate),
        *(TKG.hasCondition, TKG.hasArm, TKG.hasIntervention, TKG.hasOutcome),
    )
)
_OF_PART = frozenset(
    (A, LABEL, TKG.position, DCTERMS.description, TKG.armType, TKG.interventionType, TKG.timeFrame)
)


def subset(study: Study) -> Iterator[Triple]:
    """Keep what is said of the trial and its parts, of what is compared."""
    trial, parts = "", set()
    for subject, predicate, value in lifted(study):
        if predicate == A and value == TKG.Trial:
            trial = subject
        elif predicate == A and value in KINDS:
            parts.add(subject)
        if predicate in (_OF_TRIAL if subject == trial else _OF_PART if subject in parts else ()):
            yield subject, predicate, value


def write(source: Path, target: Path) -> None:
    """Lift record by record, and write what is compared."""
    with source.open("rb") as records, target.open("w", encoding="utf-8") as out:
        for record in records:
            out.write("".join(f"{s} {p} {o} .\n" for s, p, o in subset(decode(record))))
