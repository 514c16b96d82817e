"""The form of a question: a field for each parameter, with what was given, what may be, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from kg.ask import Param, Question
from kg.errors import QueryError
from kg.site.asked import Asked
from kg.site.release import Release
from kg.site.search import KINDS, complete

OFFERED, CANDIDATES = 60, 5
ALL = tuple(one for kinds in KINDS.values() for one in kinds)
_LONGEST = 300


class Field(msgspec.Struct, frozen=True):
    """One parameter of a form; `options` are codes with labels, or names that a browser may complete."""

    param: Param
    values: list[str]
    options: list[tuple[str, str]]
    kind: str = ""
    error: str = ""
    candidates: list[str] = []

    @property
    def hint(self) -> str:
        """Say what may be written, in a few words."""
        many = "one or several, " if self.param.many else ""
        without = "may stay empty, " if self.param.optional else ""
        example = f"such as {self.param.example}" if self.param.example else ""
        bounds = [
            f"{word} {bound}"
            for word, bound in (("from", self.param.least), ("to", self.param.most))
            if bound
        ]
        said = f"{many}{without}{example}".strip(", ")
        return "; ".join(part for part in (said, " ".join(bounds)) if part)


def fields(release: Release, question: Question, asked: Asked) -> list[Field]:
    """Make the fields of a question with what an address gives for them, each value looked at."""
    return [_field(release, param, asked) for param in question.params]


def values_of(form: list[Field]) -> dict[str, list[str]]:
    """Give the values to ask with; a field that is empty gives none."""
    return {field.param.name: field.values for field in form if field.values}


def was_asked(question: Question, asked: Asked) -> bool:
    """Tell an address that asks the question from one that shows the form alone."""
    names = {param.name for param in question.params} | {"run"}
    return any(key in names for key, _ in asked.query)


def _field(release: Release, param: Param, asked: Asked) -> Field:
    given = [value.strip()[:_LONGEST] for value in asked.all(param.name) if value.strip()]
    field = Field(param, given or param.defaults, _options(release, param), _kind(release, param))
    for value in field.values:
        if wrong := _wrong(release, param, value, field.kind):
            return msgspec.structs.replace(field, error=wrong[0], candidates=wrong[1])
    if len(field.values) > 1 and not param.many:
        return msgspec.structs.replace(field, error="Only one value can be asked for.")
    if not (field.values or param.optional):
        return msgspec.structs.replace(field, error=f"A value is needed, such as {param.example}.")
    return field


def _wrong(release: Release, param: Param, value: str, kind: str) -> tuple[str, list[str]] | None:
    """Say what is wrong with a value, and which ones are near it.

    The error is shown beside its field, and the page is still the form; so it is caught here.
    """
    if param.type == "concept":
        return _unknown_concept(release, value, kind)
    try:
        release.asker.term(param, value)
    except QueryError as error:
        return str(error), []
    return None


def _unknown_concept(release: Release, value: str, kind: str) -> tuple[str, list[str]] | None:
    """Look a concept up in the index, which is quicker than comparing a name with all there are."""
    if release.search.called(value, ALL):
        return None
    hits = complete(release.search, value, kind) or complete(release.search, value, "")
    return f"No concept is called “{value}”.", [hit.label for hit in hits[:CANDIDATES]]


def _options(release: Release, param: Param) -> list[tuple[str, str]]:
    if param.type == "code":
        codes = [code for code in release.vocabulary.codes if code.scheme == param.scheme]
        return [(code.code, code.label) for code in sorted(codes, key=lambda code: code.order)]
    if param.type == "boolean":
        return [("yes", "Yes"), ("no", "No")]
    return list(_names(release, param)) if param.type == "concept" else []


def _names(release: Release, param: Param) -> Iterator[tuple[str, str]]:
    kinds = KINDS.get(_kind(release, param), ALL)
    for concept in release.search.frequent(kinds, OFFERED):
        yield concept.label, f"{concept.trials:,} trials"


@lru_cache(maxsize=256)
def _kind_of(release: Release, value: str) -> str:
    concept = release.search.concept(release.asker.concept(value))
    return next((kind for kind, kinds in KINDS.items() if concept and concept.kind in kinds), "")


def _kind(release: Release, param: Param) -> str:
    """Tell from the example of a concept which kinds of concepts are meant."""
    if param.type != "concept":
        return ""
    known = param.example or next(iter(param.defaults), None)
    return _kind_of(release, known) if known else ""
