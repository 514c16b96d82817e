"""What each arm is given, concept by concept, in which role, and what is an alternative to what.

An exposure is one treatment of one arm (or of the trial, where the record names no arm for it), as
specific as the record has it: beside sintilimab, `PD-1 antibody` is no second treatment. A regimen is
an exposure, and each of its components is one that is part of it. Roles follow the type of the arm, what
its comparators share with it, and the words beside a name; they carry the codes of CDISC's terminology.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from kg.link import Link
from kg.study import Study
from kg.study.protocol import ArmsInterventionsModule
from kg.terms import LABEL, TKG, A, Term, Triple, boolean, code, text

PLACEBO, SHAM = "NCIT:C753", "NCIT:C116527"
SUPPORTIVE = "tkgc:supportive-drug"
STANDARD = "NCIT:C94626"

EXPERIMENTAL = "EXPERIMENTAL"
_COMPARATORS = frozenset({"ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION"})
_WORDED = {
    role: re.compile(words, re.IGNORECASE)
    for role, words in (
        ("background", r"\b(?:background|backbone)\b|\bstandard[\s-]of[\s-]care\b|\busual care\b"),
        ("rescue", r"\brescue (?:medication|therapy|treatment|analgesi[ac])\b"),
        ("supportive", r"\bpre-?medication\b|\bsupportive (?:care|therapy)\b|\bprophyla(?:xis|ctic)\b"),
    )
}


class Exposure(msgspec.Struct, frozen=True, gc=False):
    """One treatment of one arm (position from 1; 0 is the trial).

    `evidence` are the numbers (from 1) of the links that name it; `part_of` and `alternatives` are places
    (from 0) in the list of exposures.
    """

    arm: int
    concept: str
    role: str
    evidence: tuple[int, ...]
    part_of: tuple[int, ...] = ()
    alternatives: tuple[int, ...] = ()
    optional: bool = False


class Concepts(msgspec.Struct, frozen=True):
    """What exposures need to know of concepts: what each is or contains, and its components."""

    ancestors: Mapping[str, frozenset[str]]
    components: Mapping[str, list[str]]

    def above(self, concept: str) -> frozenset[str]:
        """Give what a concept is a kind of or contains, and itself."""
        return self.ancestors[concept]

    def inside(self, regimen: str) -> Iterator[str]:
        """Yield the components of a regimen, and theirs."""
        for component in self.components.get(regimen, ()):
            yield component
            yield from self.inside(component)


def exposures(study: Study, links: list[Link], concepts: Concepts) -> list[Exposure]:
    """List the exposures of a trial, arm by arm."""
    module = study.protocol_section.arms_interventions_module
    by_arm = _by_arm(links)
    given = {arm: _specific(found, concepts) for arm, found in sorted(by_arm.items())}
    roles = _Roles(module, given, concepts)
    listed: list[Exposure] = []
    for arm, found in given.items():
        listed += _of_arm(arm, found, by_arm[arm], links, roles, concepts, len(listed))
    return listed


def _by_arm(links: list[Link]) -> dict[int, dict[str, list[int]]]:
    """Give, for each arm, the treatments that are named in it, with the numbers of the links."""
    found: dict[int, dict[str, list[int]]] = {}
    for number, link in enumerate(links, start=1):
        if link.kind == "treatment":
            for arm in link.arms or (0,):
                found.setdefault(arm, {}).setdefault(link.concept, []).append(number)
    return found


def _specific(found: Mapping[str, list[int]], concepts: Concepts) -> dict[str, list[int]]:
    """Leave out what is only a wider name, or a part, of something else that is named."""
    return {
        concept: numbers
        for concept, numbers in found.items()
        if not any(concept != other and concept in concepts.above(other) for other in found)
    }


def _of_arm(
    arm: int,
    given: Mapping[str, list[int]],
    named: Mapping[str, list[int]],
    links: list[Link],
    roles: _Roles,
    concepts: Concepts,
    first: int,
) -> list[Exposure]:
    """List the exposures of one arm, which stand from place `first` on."""
    wholes: dict[str, list[str]] = {concept: [concept] for concept in given}
    for regimen in given:
        for component in concepts.inside(regimen):
            if regimen not in wholes.setdefault(component, []):
                wholes[component].append(regimen)
    places = {concept: place for place, concept in enumerate(wholes, start=first)}
    chosen = _alternatives(given, links)
    return [
        Exposure(
            arm=arm,
            concept=concept,
            role=roles.role(arm, of[0], given[of[0]], links),
            evidence=tuple(named.get(concept) or sorted({n for whole in of for n in given[whole]})),
            part_of=tuple(places[whole] for whole in of if whole != concept),
            alternatives=tuple(
                places[other]
                for other, of_other in wholes.items()
                if other != concept and all((a, b) in chosen for a in of for b in of_other)
            ),
            optional=all(links[n - 1].optional for whole in of for n in given[whole]),
        )
        for concept, of in wholes.items()
    ]


def _alternatives(given: Mapping[str, list[int]], links: list[Link]) -> set[tuple[str, str]]:
    """Give the pairs of treatments that one field names as alternatives, both ways."""
    choices: dict[tuple[str, int], set[str]] = {}
    for concept, numbers in given.items():
        for number in numbers:
            link = links[number - 1]
            if link.choice:
                choices.setdefault((link.field, link.choice), set()).add(concept)
    return {(one, other) for chosen in choices.values() for one in chosen for other in chosen if one != other}


class _Roles:
    """Tells the role of a treatment in an arm."""

    def __init__(
        self, module: ArmsInterventionsModule, given: Mapping[int, Iterable[str]], concepts: Concepts
    ) -> None:
        self._concepts = concepts
        self._given = {arm: frozenset(found) for arm, found in given.items()}
        self._types = {n: arm.type for n, arm in enumerate(module.arm_groups, start=1)}
        self._worded = [
            _worded(f"{intervention.name} {intervention.description}")
            for intervention in module.interventions
        ]

    def role(self, arm: int, concept: str, numbers: list[int], links: list[Link]) -> str:
        """Tell a role by what it is, by the words beside it, then by how arms differ; "" if by nothing."""
        above = self._concepts.above(concept)
        for kind, role in (
            (PLACEBO, "placebo"),
            (SHAM, "sham"),
            (STANDARD, "background"),
            (SUPPORTIVE, "supportive"),
        ):
            if kind in above:
                return role
        for number in numbers:
            kind, _, position = links[number - 1].about.partition("/")
            if kind == "intervention" and (worded := self._worded[int(position) - 1]):
                return worded
        return self._by_arms(arm, concept)

    def _by_arms(self, arm: int, concept: str) -> str:
        if arm not in self._types:
            return ""
        if len(self._types) == 1:
            return "investigational"
        experimental = self._types[arm] == EXPERIMENTAL
        others = [
            other
            for other, kind in self._types.items()
            if other != arm and (kind == EXPERIMENTAL) != experimental
        ]
        if any(self._adds_to(arm, other, concept) for other in others):
            return "background"
        if experimental:
            return "investigational"
        return "comparator" if self._types[arm] in _COMPARATORS else ""

    def _adds_to(self, arm: int, other: int, concept: str) -> bool:
        """Tell whether two arms both give a treatment, and at least one adds another to it."""
        given, also = self._given.get(arm, frozenset()), self._given.get(other, frozenset())
        return concept in given & also and given != also


def _worded(words: str) -> str:
    """Tell the role that the words of an intervention give it."""
    return next((role for role, said in _WORDED.items() if said.search(words)), "")


def exposure_triples(
    found: list[Exposure],
    trial: Term,
    part: Callable[[str], Term],
    concept: Callable[[str], Term],
    label: Callable[[str], str],
) -> Iterator[Triple]:
    """Say each exposure: of which arm, to what, in which role, and by which links."""
    nodes = [part(f"exposure/{number}") for number in range(1, len(found) + 1)]
    for node, exposure in zip(nodes, found, strict=True):
        yield trial, TKG.hasExposure, node
        yield node, A, TKG.Exposure
        yield node, LABEL, text(label(exposure.concept))
        yield node, TKG.concept, concept(exposure.concept)
        if exposure.arm:
            yield node, TKG.inArm, part(f"arm/{exposure.arm}")
        if exposure.role:
            yield node, TKG.exposureRole, code("exposure-role", exposure.role)
        if exposure.optional:
            yield node, TKG.isOptional, boolean(True)
        for number in exposure.evidence:
            yield node, TKG.hasEvidence, part(f"link/{number}")
        for place in exposure.part_of:
            yield node, TKG.partOfExposure, nodes[place]
        for place in exposure.alternatives:
            yield node, TKG.alternativeTo, nodes[place]
