"""The canned questions, found by words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from kg.ask import Param, Question
from kg.mcp.desk import Desk
from kg.mcp.reply import Cell, Reply, paged, section
from kg.mcp.wording import ranked
from kg.terms import CODES

TITLE = "Find a ready question"
_MOST_CODES = 30


class Arguments(msgspec.Struct, frozen=True):
    """What to look for."""

    words: Annotated[
        str,
        msgspec.Meta(
            description="Words of what you want to know, or the name of a question; empty lists all by name.",
            examples=["two treatments combined", "recruiting near a place", "combination"],
            max_length=300,
        ),
    ] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=60, description="At most so many questions.")] = 5
    offset: Annotated[int, msgspec.Meta(ge=0, description="Go on from here.")] = 0


def answer(desk: Desk, arguments: Arguments) -> Reply:
    """Find ready-made, tested questions by words. Start here for anything about several trials.

    Each comes with its parameters: name, type, default, allowed values. Then call run_question with the name.
    A question counts rightly (trials, not rows) and knows classes of drugs and arms of trials, which SPARQL
    of your own must get right by itself. Example: words="radiotherapy with another drug in one arm" finds
    combination. For one trial use get; to find trials by title use search.
    """
    found = _matching(desk, arguments.words)
    if len(found) == 1 and found[0].name == arguments.words.strip():
        return _whole(desk, found[0])
    rows = [_row(desk, one) for one in found[arguments.offset :]]
    said = (
        "Call run_question with one of these."
        if found
        else 'No question has such words; see them all with words="".'
    )
    made = section("questions", ["question", "answers with", "parameters"], rows, longest=600)
    return paged(made, [said], arguments.limit, arguments.offset, len(found))


def _matching(desk: Desk, words: str) -> list[Question]:
    """List the questions that words fit: the one of that name alone, or the best first."""
    known = desk.questions
    if words.strip() in known:
        return [known[words.strip()]]
    if not words.strip():
        return list(known.values())
    return ranked(desk, words)


def _row(desk: Desk, one: Question) -> list[Cell]:
    return [one.name, one.summary, "; ".join(_spelt(desk, param) for param in one.params) or "none"]


def _whole(desk: Desk, one: Question) -> Reply:
    rows = [
        [
            param.name,
            param.label,
            _kind(desk, param),
            ", ".join(param.defaults),
            param.example,
            _wanted(param),
        ]
        for param in one.params
    ]
    columns = ["parameter", "meaning", "type", "default", "example", "needed"]
    said = [f"{one.name}: {one.summary}. {one.description}"]
    return Reply(
        said=said, data=[section("parameters", columns, rows, longest=1000)] if rows else [], total=1
    )


def _spelt(desk: Desk, param: Param) -> str:
    default = f" = {' or '.join(param.defaults)}" if param.defaults else ""
    return f"{param.name} ({_wanted(param)}): {_kind(desk, param)}{default}"


def _wanted(param: Param) -> str:
    return "optional" if param.optional or param.defaults else "required"


def _kind(desk: Desk, param: Param) -> str:
    """Say which values a parameter takes."""
    several = ", one or a list" if param.many else ""
    if param.type == "code":
        return "|".join(_codes(desk, param)) + several
    if param.type == "concept":
        return f"concept by label, synonym or CURIE{several}"
    bounds = [f"{name} {value}" for name, value in (("from", param.least), ("to", param.most)) if value]
    return " ".join([param.type, *bounds]) + several


def _codes(desk: Desk, param: Param) -> Iterator[str]:
    scheme = f"{CODES}{param.scheme}/"
    codes = sorted(iri.removeprefix(scheme) for iri, _, _ in desk.names.codes if iri.startswith(scheme))
    yield from codes[:_MOST_CODES]
    if len(codes) > _MOST_CODES:
        yield f"and {len(codes) - _MOST_CODES} more"
