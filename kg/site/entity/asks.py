"""The questions that can be asked of a concept, with it filled in: forms, and answers to take."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec

from kg.ask import Question
from kg.site.release import Release
from kg.site.search import KINDS

# what a parameter for a concept of each sort is called in the headers of the questions
_PARAMETERS = {
    "treatment": ("treatment", "a", "class"),
    "condition": ("condition",),
    "endpoint": ("endpoint",),
    "organization": ("organization",),
}


class Ask(msgspec.Struct, frozen=True):
    """A question about a concept: its form with the answer, and the answer as a table to download."""

    words: str
    address: str
    table: str


def asks(release: Release, kind: str, label: str) -> list[Ask]:
    """List the questions that take a concept of a kind: those for it alone first, and for trials."""
    sort = next((sort for sort, kinds in KINDS.items() if kind in kinds), "")
    found = []
    for question in release.questions.values():
        if name := _parameter(question, sort, kind):
            others = sum(not param.optional for param in question.params) - 1
            is_list = question.name.startswith("trials_by")
            found.append((others, not is_list, question.name, _ask(question, {name: label})))
    return [ask for *_, ask in sorted(found, key=lambda one: one[:3])]


def by_code(release: Release, scheme: str, code: str, label: str) -> Iterator[Ask]:
    """Yield the questions that take a code of a list, or what it is called under the name of the list."""
    for question in release.questions.values():
        for param in question.params:
            if param.type == "code" and param.scheme == scheme:
                yield _ask(question, {param.name: code})
                break
            if param.type == "string" and param.name == scheme:
                yield _ask(question, {param.name: label})
                break


def _parameter(question: Question, sort: str, kind: str) -> str:
    """Give the first parameter that takes a concept of a sort; "" where none does."""
    for param in question.params:
        if param.type == "concept" and param.name in _PARAMETERS.get(sort, ()):
            return "" if param.name == "class" and kind != "drug class" else param.name
    return ""


def _ask(question: Question, values: dict[str, str]) -> Ask:
    query = urlencode(values)
    return Ask(question.summary, f"/ask/{question.name}?{query}", f"/queries/{question.name}.csv?{query}")
