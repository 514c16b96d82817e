"""What is known of an address where nothing stands: where it has moved, that it is gone, or what is like it.

- A part of a trial is told on the page of the trial (303), an id in another spelling or a former one of a
  trial is the id (301).
- A record of which a newer version is published under another trial id or source is gone (410), and so is a
  trial of an earlier release (`kg serve --earlier`).
- Else nothing is known (404); nearest are ids and names that look alike.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import msgspec
import pyoxigraph
from rapidfuzz import fuzz, process

from kg.errors import JSON_ERRORS
from kg.registries import trial_id
from kg.site import Release
from kg.site.data import exists
from kg.site.place import PART, iri_at
from kg.site.things import path as path_of
from kg.terms import TKG, in_iri, inside

NEAREST = 5
# of 100; two ids that differ in one digit are above it
_ALIKE = 75
_TRIAL = re.compile(r"/trial/([^/]+)")
_RECORD = re.compile(r"/record/([^/]+)/([^/]+)")
_CONCEPT = re.compile(r"/(?:concept|drug|condition|class)/(.+)")


class Moved(msgspec.Struct, frozen=True, tag=True):
    """It stands at another address: for good (301), or as a part of what stands there (303)."""

    to: str
    status: int = 301


class Gone(msgspec.Struct, frozen=True, tag=True):
    """It stood there, and does no more; `instead` are addresses with words."""

    why: str
    instead: list[tuple[str, str]] = []


class Missing(msgspec.Struct, frozen=True, tag=True):
    """Nothing stands there; `near` are addresses with words."""

    near: list[tuple[str, str]] = []


class _Older(msgspec.Struct, frozen=True):
    trial: str | None = None
    source: str | None = None


def elsewhere(release: Release, path: str, form: str) -> Moved | Gone | Missing:
    """Tell what is known of an address where nothing stands."""
    if found := PART.fullmatch(path):
        return _part(release, path, found["trial"], found["part"], form)
    if found := _TRIAL.fullmatch(path):
        return _trial(release, found[1])
    if found := _RECORD.fullmatch(path):
        return _record(release, found[1], found[2])
    if found := _CONCEPT.fullmatch(path):
        return _concept(release, found[1])
    return Missing()


def _part(release: Release, path: str, trial: str, part: str, form: str) -> Moved | Gone | Missing:
    iri = iri_at(release, path)
    if iri and exists(release, iri):
        return Moved(f"{trial}#{part}" if form == "html" else trial, 303)
    whole = iri_at(release, trial)
    if whole and exists(release, whole):
        return Missing([(trial, f"the trial {trial.rpartition('/')[2]}")])
    known = elsewhere(release, trial, form)
    return Moved(f"{known.to}/{part}") if isinstance(known, Moved) else known


def _trial(release: Release, name: str) -> Moved | Gone | Missing:
    spelt = trial_id(name)
    for candidate in dict.fromkeys((in_iri(spelt.id) if spelt else name, name.strip().upper())):
        iri = iri_at(release, f"/trial/{candidate}")
        if candidate != name and iri and exists(release, iri):
            return Moved(f"/trial/{candidate}")
    if now := _formerly(release, spelt.id if spelt else name):
        return Moved(now)
    return Missing([(f"/trial/{one}", one) for one in _alike(name.upper(), _trials(release))])


def _formerly(release: Release, name: str) -> str | None:
    """Find the trial that had an id before."""
    former = pyoxigraph.NamedNode(inside(TKG.formerId))
    for quad in release.store.quads_for_pattern(None, former, pyoxigraph.Literal(name), None):
        return path_of(release, str(quad.subject))
    return None


def _record(release: Release, source: str, name: str) -> Gone | Missing:
    trial = f"/trial/{name}"
    known = iri_at(release, trial)
    instead = [(trial, f"the trial {name}")] if known and exists(release, known) else []
    if (source, name) in _older(release.build, release.name):
        return Gone("A newer record is published in its place.", instead)
    return Missing(instead)


def _concept(release: Release, name: str) -> Moved | Missing:
    """Find a concept by a name, or by another spelling of its CURIE."""
    prefix, _, local = name.partition(":")
    for known in release.vocabulary.converter.bimap if local else ():
        if known != prefix and known.lower() == prefix.lower():
            iri = iri_at(release, f"/concept/{known}:{local}")
            if iri and exists(release, iri):
                return Moved(f"/concept/{known}:{local}")
    labels = {concept.id: concept.label for concept in release.vocabulary.concepts.values()}
    words = name.replace("-", " ").replace("_", " ")
    near = process.extract(words, labels, scorer=fuzz.WRatio, limit=NEAREST, score_cutoff=_ALIKE)
    return Missing([(_at(release, curie), label) for label, _, curie in near])


def _at(release: Release, curie: str) -> str:
    return path_of(release, release.vocabulary.iri(curie)) or "/"


def _alike(name: str, known: tuple[str, ...]) -> list[str]:
    near = process.extract(name, known, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=_ALIKE)
    return [one for one, _, _ in near]


@lru_cache(maxsize=1)
def _trials(release: Release) -> tuple[str, ...]:
    """Give the ids of trials: the last steps of the names of their records' graphs."""
    return tuple(sorted({name.rpartition("/")[2] for name in release.manifest.graphs if "/record/" in name}))


@lru_cache(maxsize=2)
def _older(build: Path, _release: str) -> frozenset[tuple[str, str]]:
    """Name source and trial of the records of which a newer version is published."""
    path = build / "versions" / "versions.jsonl"
    try:
        rows = [msgspec.json.decode(line, type=_Older) for line in path.read_bytes().splitlines()]
    except (FileNotFoundError, *JSON_ERRORS):
        return frozenset()
    return frozenset((row.source, in_iri(row.trial)) for row in rows if row.source and row.trial)
