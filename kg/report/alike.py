"""Trials that may be one: of the same title and sponsor, or one of which names the id of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from kg.report.tally import Known
from kg.terms import in_iri


class Alike(msgspec.Struct, frozen=True):
    """Trials of different ids that may be the same trial, and why."""

    trials: list[str]
    why: str


def alike(known: Mapping[str, Known]) -> Iterator[Alike]:
    """Yield groups of trials that may be one, given what each is recognised by."""
    yield from _of_one_title(known)
    yield from _of_each_others_ids(known)


def _of_one_title(known: Mapping[str, Known]) -> Iterator[Alike]:
    by_title: dict[str, list[str]] = defaultdict(list)
    for trial, one in known.items():
        if one.title:
            by_title[one.title].append(trial)
    for trials in by_title.values():
        if len(trials) > 1:
            yield Alike(trials, "the same title and sponsor")


def _of_each_others_ids(known: Mapping[str, Known]) -> Iterator[Alike]:
    """Yield pairs of trials once; where the naming is mutual, it says so."""
    by_spelling = {in_iri(trial): trial for trial in known}
    naming = {
        (trial, by_spelling[other])
        for trial, one in known.items()
        for other in one.others
        if other in by_spelling and by_spelling[other] != trial
    }
    for trial, other in sorted(naming):
        if (other, trial) not in naming:
            yield Alike(sorted((trial, other)), f"{trial} gives {other} as another id of its own")
        elif trial < other:
            yield Alike([trial, other], "each gives the id of the other as another id of its own")


def by_trial(groups: list[Alike]) -> dict[str, list[tuple[str, str]]]:
    """Give for each trial the others that it may be one with, each with the reason."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for group in groups:
        for trial in group.trials:
            found[trial] += [(other, group.why) for other in group.trials if other != trial]
    return found
