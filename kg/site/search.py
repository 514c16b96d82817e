"""What a search finds, in groups, and completions of a name: from the index of the release.

An id of a trial, in any spelling and of any registry, leads to the trial. Where nothing has the words, the
nearest words are looked for instead, and it is said that they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec

from kg.ask import Question
from kg.registries import trial_id
from kg.search import Index
from kg.search.find import LONGEST, Found, Hit, Query, find_things, find_trials, nearest, query_of
from kg.site.asked import Asked
from kg.site.release import Release
from kg.terms import in_iri

FEW, PAGE, COMPLETIONS = 5, 25, 20
TRIALS, QUESTIONS = "trial", "question"
TITLES = {
    "treatment": "Treatments and classes",
    "condition": "Conditions",
    "endpoint": "Endpoints",
    TRIALS: "Trials by title",
    "organization": "Organisations",
    "place": "Cities and sites",
    QUESTIONS: "Questions",
}
KINDS = {
    "treatment": ("drug", "drug class", "procedure", "regimen"),
    "condition": ("condition", "stage", "biomarker"),
    "endpoint": ("endpoint",),
    "organization": ("organization",),
    "place": ("city", "site"),
}
# with fewer hits than these, other words are offered
_DOUBTFUL = 3


class Group(msgspec.Struct, frozen=True):
    """Hits of one kind on this page, and of how many."""

    kind: str
    title: str
    hits: list[Hit]
    total: int


class Results(msgspec.Struct, frozen=True):
    """What was found; `instead` are the words that were looked for, `offered` are some that may be meant."""

    groups: list[Group]
    instead: str = ""
    offered: str = ""

    @property
    def total(self) -> int:
        """Count everything."""
        return sum(group.total for group in self.groups)


def trial_of(release: Release, text: str) -> str | None:
    """Give the path of the one trial that an id belongs to; none where it is none, or of several."""
    known = trial_id(text[:LONGEST])
    paths = release.search.of_trial(in_iri(known.id) if known else text[:LONGEST])
    paths = paths or (release.search.of_trial(known.id) if known else [])
    return paths[0] if len(paths) == 1 else None


def results(release: Release, asked: Asked, offset: int = 0) -> Results:
    """Search for the words of `q`: the first of every group, or a page of the group `kind`."""
    query = query_of(asked.one("q"))
    kind = asked.one("kind")
    wanted = [kind] if kind in TITLES else list(TITLES)
    found = Results(_by_name_first([*_groups(release, query, wanted, offset)], query))
    if not query or found.total >= _DOUBTFUL:
        return found
    near = nearest(release.search, query)
    if near == query:
        return found
    others, words = Results([*_groups(release, near, wanted, offset)]), _spelt(near)
    if not others.total:
        return found
    return msgspec.structs.replace(found, offered=words) if found.total else Results(others.groups, words)


def _by_name_first(groups: list[Group], query: Query) -> list[Group]:
    """Put before the others the groups in which something is called just what is asked for."""
    sought = _spelt(query)
    return sorted(groups, key=lambda group: not any(h.folded == sought and h.trials for h in group.hits))


def _groups(release: Release, query: Query, kinds: list[str], offset: int) -> Iterator[Group]:
    most = PAGE if len(kinds) == 1 else FEW
    for kind in kinds:
        found = _found(release, query, kind, most, offset)
        if found.total:
            yield Group(kind, TITLES[kind], found.hits, found.total)


def _found(release: Release, query: Query, kind: str, most: int, offset: int) -> Found:
    if kind == TRIALS:
        return find_trials(release.search, query, most, offset)
    if kind == QUESTIONS:
        hits = [_question_hit(one) for one in release.questions.values() if _asks(one, query)]
        return Found(hits[offset : offset + most], len(hits))
    found = find_things(release.search, query, KINDS[kind])
    hits = [_placed(hit) for hit in found.hits[offset : offset + most]]
    return Found(hits, min(found.total, len(found.hits)))


def _placed(hit: Hit) -> Hit:
    """Give a city, which has no page, the address of a search for its sites."""
    if hit.kind != "city":
        return hit
    return msgspec.structs.replace(hit, path="/search?" + urlencode({"q": hit.path, "kind": "place"}))


def _asks(question: Question, query: Query) -> bool:
    """Tell whether each word begins a word of what a question is about."""
    words = [one for (one,) in query_of(f"{question.name.replace('_', ' ')} {question.summary}")]
    return bool(query) and all(
        any(word.startswith(sought) for word in words for sought in alternatives) for alternatives in query
    )


def _question_hit(question: Question) -> Hit:
    path = f"/ask/{question.name}"
    return Hit(QUESTIONS, path, question.summary, "", 0, question.summary, "name")


def _spelt(query: Query) -> str:
    return " ".join(alternatives[0] for alternatives in query)


def complete(index: Index, text: str, kind: str) -> list[Hit]:
    """Complete a name of a kind of concept, or of any; the nearest ones where nothing begins so."""
    kinds = KINDS.get(kind) or tuple(
        one for group in KINDS.values() for one in group if one not in KINDS["place"]
    )
    query = query_of(text)
    hits = find_things(index, query, kinds).hits or find_things(index, nearest(index, query), kinds).hits
    return [hit for hit in hits if hit.path.startswith("/concept/")][:COMPLETIONS]


def suggestions(release: Release, asked: Asked) -> bytes:
    """Give completions of `q` among the concepts of a `kind` (of `KINDS`, or all), as JSON for a script."""
    hits = complete(release.search, asked.one("q"), asked.one("kind"))
    rows = [
        {"label": hit.label, "matched": hit.matched, "kind": hit.kind, "path": hit.path, "trials": hit.trials}
        for hit in hits
    ]
    return msgspec.json.encode({"suggestions": rows})
