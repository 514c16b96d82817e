"""One entity, described."""

from __future__ import annotations

from typing import Annotated

import msgspec

from kg.errors import QueryError
from kg.explain import explain
from kg.mcp.cards import Part, concept, filled, is_whole, organization, overview, trial
from kg.mcp.desk import Desk, Kind
from kg.mcp.entities import meant
from kg.mcp.reply import Reply, paged, section
from kg.terms import DCTERMS

TITLE = "Get one trial, concept or organisation"
_BRIEF = {
    "trial": (8, 240),
    "concept": (12, 600),
    "organization": (12, 240),
}  # rows a part, characters a value
_WHOLE = 8_000  # characters of a value, where one part is asked for
_PARTS: dict[Kind, list[Part]] = {
    "trial": [*trial.PARTS, *trial.MORE],
    "concept": concept.PARTS,
    "organization": organization.PARTS,
}


class Arguments(msgspec.Struct, frozen=True):
    """Which entity, and what of it."""

    id: Annotated[
        str,
        msgspec.Meta(
            description="Id of a trial in any registry, CURIE or label of a concept, or an id of search.",
            examples=["NCT06120127", "NCIT:C1181", "SBRT"],
            min_length=1,
            max_length=500,
        ),
    ]
    part: Annotated[
        str,
        msgspec.Meta(
            description="One part in full, such as eligibility, outcomes, text, links (trial) or trials"
            " (concept, organisation); empty for an overview."
        ),
    ] = ""
    because: Annotated[
        list[str],
        msgspec.Meta(
            description="Concepts: says why this trial is, or is not, an answer for them, and whether one arm"
            " receives them together.",
            examples=[["SBRT", "PD-1 inhibitor"]],
            max_length=10,
        ),
    ] = []
    limit: Annotated[int, msgspec.Meta(ge=1, le=200, description="Rows of a part.")] = 50
    offset: Annotated[int, msgspec.Meta(ge=0, description="Go on in a part from here.")] = 0


def answer(desk: Desk, arguments: Arguments) -> Reply:
    """Describe one trial, concept or organisation. For several trials use run_question.

    An overview is short: long texts and tables are cut, and say so; ask for a part in full by its name.
    A trial has facts, conditions, arms, treatments (which arm is given what, in which role, by which words
    of the record), interventions, outcomes, eligibility, organizations, places, sources, text, links.
    With because=["SBRT", "PD-1 inhibitor"] it says in sentences why the trial counts for them or does not;
    use that to check a doubtful row of an answer.
    """
    kind, iri = meant(desk, arguments.id.strip())
    if arguments.because:
        return _because(desk, kind, iri, arguments)
    if arguments.part:
        made = filled(desk, _part(kind, arguments.part), iri, _WHOLE)
        said = f"{kind} {iri}, {made.name}."
        page = msgspec.structs.replace(made, rows=made.rows[arguments.offset :])
        return paged(page, [said], arguments.limit, arguments.offset, len(made.rows))
    return _overview(desk, kind, iri)


def _overview(desk: Desk, kind: Kind, iri: str) -> Reply:
    most, longest = _BRIEF[kind]
    parts = trial.PARTS if kind == "trial" else _PARTS[kind]
    made = list(overview(desk, parts, iri, most, longest))
    more = ", ".join(part.name for part in _PARTS[kind])
    return Reply(
        said=[f"{kind} {iri}. Parts in full: {more}."], data=made, truncated=not all(map(is_whole, made))
    )


def _part(kind: Kind, name: str) -> Part:
    for part in _PARTS[kind]:
        if part.name == name:
            return part
    known = ", ".join(part.name for part in _PARTS[kind])
    raise QueryError(f"a {kind} has no part {name!r}; its parts are {known}")


def _because(desk: Desk, kind: Kind, iri: str, arguments: Arguments) -> Reply:
    """Say why a trial is an answer for concepts, or is none."""
    if kind != "trial":
        raise QueryError(f"because is for trials, and {arguments.id!r} is a {kind}")
    concepts = [desk.concept(one) for one in arguments.because]
    parts = explain(desk.store, desk.value(iri, DCTERMS.identifier), concepts)
    rows = [[part.verdict, " ".join(part.reasons)] for part in parts]
    made = section("because", ["verdict", "reasons"], rows, longest=2_000)
    holds = "an answer" if all(part.holds for part in parts) else "no answer"
    return Reply(
        said=[f"{kind} {iri} is {holds} for {', '.join(arguments.because)}."], data=[made], total=len(rows)
    )
