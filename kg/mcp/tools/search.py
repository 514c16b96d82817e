"""Trials, concepts and organisations, found by words."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kg.folding import fold
from kg.mcp.desk import Desk, Kind
from kg.mcp.entities import known, title
from kg.mcp.finder import Found
from kg.mcp.reply import Reply, paged, section

TITLE = "Search trials, concepts and organisations"


class Arguments(msgspec.Struct, frozen=True):
    """What to look for, and among what."""

    words: Annotated[
        str,
        msgspec.Meta(
            description="An id, words of a title, a name or synonym, a CURIE; misspelling is forgiven.",
            examples=["colorectal liver metastases", "keytruda", "NCIT:C1181", "Fudan"],
            min_length=1,
            max_length=300,
        ),
    ]
    kind: Annotated[
        Literal["any", "trial", "concept", "organization"], msgspec.Meta(description="Among what to look.")
    ] = "any"
    limit: Annotated[int, msgspec.Meta(ge=1, le=100, description="At most so many.")] = 10
    offset: Annotated[int, msgspec.Meta(ge=0, description="Go on from here.")] = 0


def answer(desk: Desk, arguments: Arguments) -> Reply:
    """Find trials by id or words of their titles, concepts (drugs, classes, procedures, conditions,
    endpoints) by label, synonym or CURIE, organisations by name. Forgives typing errors.

    Use it to learn what something is called here before run_question, or to find an id for get. It looks at
    names only: for "all trials of a drug or a condition" run a question such as trials_by_treatment or
    trials_by_condition, which knows synonyms and kinds and counts. Example: words="pembrolizumab".
    """
    found = _found(desk, arguments)
    page = found[arguments.offset : arguments.offset + arguments.limit]
    rows = [[kind, *title(desk, kind, one.thing), _matched(desk, kind, one), one.score] for kind, one in page]
    made = section("found", ["kind", "id", "name", "is", "matched", "score"], rows, longest=200)
    said = "Call get with an id." if found else "Nothing is named so; try fewer or other words."
    return paged(made, [said], arguments.limit, arguments.offset, len(found))


def _found(desk: Desk, arguments: Arguments) -> list[tuple[Kind, Found]]:
    """List what is found: what is called exactly so first, then by how well it fits."""
    exact = [one for one in known(desk, arguments.words) if arguments.kind in {"any", one[0]}]
    found: list[tuple[Kind, Found]] = [(kind, Found(iri, arguments.words, 1.0)) for kind, iri in exact]
    for kind, finder in desk.finders.items():
        if arguments.kind in {"any", kind}:
            found += [(kind, one) for one in finder.find(arguments.words) if (kind, one.thing) not in exact]
    return sorted(found, key=lambda one: -one[1].score)


def _matched(desk: Desk, kind: Kind, one: Found) -> str:
    """Give the name by which a concept was found, where it is called otherwise."""
    return one.name if kind == "concept" and fold(one.name) != fold(desk.label(one.thing)) else ""
