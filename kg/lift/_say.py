"""How a field becomes triples: one small function a kind of value; a field not stated says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.study.protocol import EnrollmentInfo
from kg.terms import TKG, Term, Triple, boolean, code, date, integer, text


def say_text(subject: Term, prop: Term, value: str | None) -> Iterator[Triple]:
    """State a text; blank text states nothing."""
    if value and value.strip():
        yield subject, prop, text(value)


def say_texts(subject: Term, prop: Term, values: Iterable[str]) -> Iterator[Triple]:
    """State each text once."""
    for value in dict.fromkeys(values):
        yield from say_text(subject, prop, value)


def say_code(subject: Term, prop: Term, scheme: str, value: str | None) -> Iterator[Triple]:
    """State a code of a code list."""
    if value:
        yield subject, prop, code(scheme, value)


def say_boolean(subject: Term, prop: Term, value: bool | None) -> Iterator[Triple]:
    """State a yes or a no."""
    if value is not None:
        yield subject, prop, boolean(value)


def say_date(subject: Term, name: str, value: str | None, kind: str | None = None) -> Iterator[Triple]:
    """State a date by the name of its property, and whether it is actual or estimated."""
    if value:
        yield subject, TKG[name], date(value)
        yield from say_code(subject, TKG[f"{name}Type"], "date-type", kind)


def enrollment_triples(subject: Term, info: EnrollmentInfo | None) -> Iterator[Triple]:
    """State how many participants there are, and whether that is planned or counted."""
    if info:
        if info.count is not None:
            yield subject, TKG.enrollment, integer(info.count)
        yield from say_code(subject, TKG.enrollmentType, "date-type", info.type)
