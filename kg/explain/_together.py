"""Whether one arm receives several treatments together, by the rules of `queries/combination.rq`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import msgspec

from kg.explain._record import Concepts, Record, Target, listed, quoted
from kg.terms import TKG, Term


class Given(msgspec.Struct, frozen=True):
    """A treatment that an arm receives ("": no arm), as the place of one of those asked about."""

    exposure: Term
    concept: Term
    arm: Term


def given(record: Record, target: Target) -> list[Given]:
    """List where a record gives a treatment, or a kind of it, or what contains it."""
    return [
        Given(exposure, concept, record.one(exposure, TKG.inArm))
        for exposure in record.all(record.trial, TKG.hasExposure)
        if (concept := record.one(exposure, TKG.concept)) in target.below
    ]


def together(record: Record, concepts: Concepts, targets: Sequence[Target]) -> list[str]:
    """Say which arms receive all treatments together, one sentence an arm."""
    found: dict[Term, list[dict[str, None]]] = {}
    for chosen in _chosen(record, targets):
        if (arm := chosen[0].arm) and all(one.arm == arm for one in chosen):
            labels = found.setdefault(arm, [{} for _ in targets])
            for one, seen in zip(chosen, labels, strict=True):
                seen[_with_words(record, concepts, one)] = None
    return [
        f"{_capital(record.arm(arm))} receives {' together with '.join(map(_any_of, labels))}."
        for arm, labels in found.items()
    ]


def perhaps(record: Record, concepts: Concepts, targets: Sequence[Target]) -> list[str]:
    """Say that a trial has two treatments of which one is in no arm, so that they may be combined."""
    by_target = [given(record, target) for target in targets]
    if len(targets) > 2 or all(any(one.arm for one in found) for found in by_target):
        return []
    return _where(record, concepts, targets) if any(_chosen(record, targets)) else []


def apart(record: Record, concepts: Concepts, targets: Sequence[Target]) -> list[str]:
    """Say why no arm receives all treatments together."""
    pairs = (reason for pair in combinations(targets, 2) for reason in _why_apart(record, concepts, *pair))
    return list(dict.fromkeys([*_where(record, concepts, targets), *pairs]))


def _chosen(record: Record, targets: Sequence[Target]) -> Iterator[tuple[Given, ...]]:
    """Yield every choice of one treatment for each target, where each is a treatment of its own."""
    for chosen in product(*(given(record, target) for target in targets)):
        distinct = not any(_relation(record, one, other) for one, other in combinations(chosen, 2))
        if distinct and not (len(targets) == 2 and _stands_for_regimens(record, targets, chosen)):
            yield chosen


def _relation(record: Record, one: Given, other: Given) -> str:
    """Tell what makes two treatments of a record one: the same, alternatives, or part of one another."""
    if one.exposure == other.exposure:
        return "same"
    if other.exposure in record.all(one.exposure, TKG.alternativeTo):
        return "alternative"
    if one.exposure in record.all(other.exposure, TKG.alternativeTo):
        return "alternative"
    if other.exposure in record.all(one.exposure, TKG.partOfExposure):
        return "part"
    return "whole" if one.exposure in record.all(other.exposure, TKG.partOfExposure) else ""


def _stands_for_regimens(record: Record, targets: Sequence[Target], chosen: Sequence[Given]) -> bool:
    """Tell whether a component is chosen where its regimen would do: it counts beside its like only."""
    first, second = chosen
    for target, one, other in ((targets[0], first, second), (targets[1], second, first)):
        for whole in record.all(one.exposure, TKG.partOfExposure):
            is_target = record.one(whole, TKG.concept) in target.below
            if is_target and whole not in record.all(other.exposure, TKG.partOfExposure):
                return True
    return False


def _why_apart(record: Record, concepts: Concepts, one: Target, other: Target) -> Iterator[str]:
    """Say why two treatments are not together: in different arms, or not two treatments in one."""
    if one == other:
        yield f"Both names mean the same concept, {one.label}."
        return
    pairs = list(product(given(record, one), given(record, other)))
    in_one_arm = [(a, b) for a, b in pairs if a.arm and a.arm == b.arm]
    if pairs and not in_one_arm:
        yield f"No arm receives both {one.label} and {other.label}."
    why: dict[str, dict[str, None]] = {}
    for a, b in in_one_arm or [(a, b) for a, b in pairs if a.arm == b.arm]:
        where = record.arm(a.arm) if a.arm else "what the record puts in no arm"
        why.setdefault(_one_of_them(record, concepts, a, b), {})[where] = None
    if "" not in why:
        yield from (f"In {listed(list(arms))}, {reason}." for reason, arms in why.items())


def _one_of_them(record: Record, concepts: Concepts, one: Given, other: Given) -> str:
    """Say why two treatments do not count as two; "" where they do."""
    first, second = concepts.label(one.concept), concepts.label(other.concept)
    match _relation(record, one, other):
        case "same":
            return f"both are found in one and the same treatment, {first}"
        case "alternative":
            return f"{first} and {second} are alternatives: one is given instead of the other"
        case "part":
            return f"{first} is a component of {second}, and no treatment beside it"
        case "whole":
            return f"{second} is a component of {first}, and no treatment beside it"
    return ""


def _where(record: Record, concepts: Concepts, targets: Sequence[Target]) -> list[str]:
    """Say, for each treatment, which arms receive it."""
    return [f"{_capital(target.label)}: {_arms(record, concepts, target)}." for target in targets]


def _arms(record: Record, concepts: Concepts, target: Target) -> str:
    by_arm: dict[str, dict[str, None]] = {}
    for one in given(record, target):
        place = f"in {record.arm(one.arm)}" if one.arm else "in no arm that the record tells"
        by_arm.setdefault(place, {})[concepts.label(one.concept)] = None
    said = []
    for place, labels in by_arm.items():
        kinds = [label for label in labels if label != target.label]
        said.append(f"{place}, as {listed(kinds)}" if kinds else place)
    return "; ".join(said) or "not among the treatments of the record"


def _with_words(record: Record, concepts: Concepts, one: Given) -> str:
    words = dict.fromkeys(
        quoted(record.one(link, TKG.words)) for link in record.all(one.exposure, TKG.hasEvidence)
    )
    return f"{concepts.label(one.concept)} ({listed(list(words))})"


def _any_of(labels: dict[str, None]) -> str:
    return " or ".join(labels)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
