"""Which arm receives which intervention, as the record says it from either side."""

from __future__ import annotations

from collections import defaultdict

from kg.study.protocol import ArmsInterventionsModule


def received(module: ArmsInterventionsModule) -> list[list[int]]:
    """Give, for each arm in order, the positions (from 0) of the interventions it receives.

    An arm names interventions (`Drug: Sintilimab`) and an intervention names arms; registries and
    pages give either or both, so both are read. Letter case and white space do not count. A name
    that two interventions share reaches the ones of the type it is written with, else both.
    """
    by_name: dict[str, list[int]] = defaultdict(list)
    by_label: dict[str, set[int]] = defaultdict(set)
    for position, intervention in enumerate(module.interventions):
        by_name[_key(intervention.name)].append(position)
        if intervention.type:
            by_name[_key(f"{intervention.type}: {intervention.name}".replace("_", " "))].append(position)
        for label in intervention.arm_group_labels:
            by_label[_key(label)].add(position)
    return [
        sorted(by_label[_key(arm.label)].union(*(_named(name, by_name) for name in arm.intervention_names)))
        for arm in module.arm_groups
    ]


def _named(name: str, by_name: dict[str, list[int]]) -> list[int]:
    """Find an intervention by `Type: name`, or by the name alone."""
    _, colon, bare = name.partition(":")
    return by_name.get(_key(name)) or (by_name.get(_key(bare), []) if colon else [])


def _key(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
