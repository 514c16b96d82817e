"""`/ask`: every canned question by what it is about; `/ask/NAME?param=…`: its form, and its answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from kg.ask import Question
from kg.site.answers import PAGE, Values, answer, cells, counts_of, heads, in_order, readings
from kg.site.asked import Asked
from kg.site.drawn import drawing
from kg.site.fields import fields, values_of, was_asked
from kg.site.html import Page
from kg.site.paging import Paging
from kg.site.release import Release

ADDRESS = re.compile("/ask(?:/(?P<name>[a-z0-9_]+))?")
# suffixes of `/queries/NAME`
DOWNLOADS = ("csv", "tsv", "json", "srj", "ttl", "jsonld")


def page(release: Release, asked: Asked, name: str | None) -> Page | None:
    """List the questions, or show one; raises QueryError where it cannot be asked so."""
    if name is None:
        return _index(release)
    question = release.questions.get(name)
    return _question(release, question, asked) if question else None


def _index(release: Release) -> Page:
    by_tag: defaultdict[str, list[Question]] = defaultdict(list)
    for question in release.questions.values():
        by_tag[question.tags[0]].append(question)
    content = {"by_tag": sorted(by_tag.items()), "number": len(release.questions)}
    return Page("ask.html", "Questions", content)


def _question(release: Release, question: Question, asked: Asked) -> Page:
    form = fields(release, question, asked)
    values = values_of(form)
    wrong = [field for field in form if field.error]
    asks = was_asked(question, asked)
    spelt = [(name, value) for name, chosen in values.items() for value in chosen]
    content: dict[str, Any] = {
        "question": question,
        "form": form,
        "wrong": asks and bool(wrong),
        "query": urlencode(spelt),
        "downloads": DOWNLOADS,
        "readings": readings(release, question),
        "counts": counts_of(question),
        "sparql": "" if wrong else release.asker.sparql(question, dict(values)),
        "answer": None,
    }
    if asks and not wrong:
        kept = tuple((name, tuple(chosen)) for name, chosen in values.items())
        content |= _answered(release, question, kept, asked)
    return Page("question.html", question.summary, content)


def _answered(release: Release, question: Question, values: Values, asked: Asked) -> dict[str, Any]:
    found = answer(release, question.name, values)
    paging = Paging(asked, found.total, PAGE)
    rows = in_order(found, asked.one("sort"))[paging.offset : paging.offset + PAGE]
    return {
        "answer": found,
        "paging": paging,
        "heads": heads(found, asked),
        "rows": [list(cells(release, found, row)) for row in rows],
        "drawing": drawing(found, question.summary),
    }


def addresses(release: Release) -> Iterator[str]:
    """Yield the list, and the form of each question."""
    yield "/ask"
    yield from (f"/ask/{name}" for name in release.questions)
