"""What each arm is given, concept by concept, in which role, and what is an alternative to what.

An exposure is one treatment of one arm (or of the trial, where the record names no arm for it), as
specific as the record has it: beside sintilimab, `PD-1 antibody` is no second treatment. A regimen is
an exposure, and each of its components is one that is part of it. Roles follow what a treatment is
(`ontology/roles.tsv`), the words beside its name, then the type of the arm and what its comparators share
with it; they carry the codes of CDISC's terminology. What is supportive or standard care is that only beside
another treatment: an antibiotic that is tried by itself is what is investigated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import msgspec

from kg.content import content
from kg.link import Link
from kg.study import Study
from kg.study.protocol import ArmsInterventionsModule
from kg.terms import LABEL, TKG, A, Term, Triple, boolean, code, text
from kg.vocabulary import rows

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
# what stands after these words in a description is how the treatment is given
_GIVEN_AS = re.compile(
    r"\b(?:as|part of|per)\s+(?:an?\s+|the\s+)?(?:(?:local|institutional)\s+)?", re.IGNORECASE
)


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
    roles = _Roles(module, given, links, concepts)
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
    """Leave out what is only a wider name, or a part, of something else that is named.

    In a hierarchy that runs in a circle, neither of two is wider than the other.
    """
    return {
        concept: numbers
        for concept, numbers in found.items()
        if not any(
            concept in concepts.above(other) and other not in concepts.above(concept) for other in found
        )
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
            role=roles.role(arm, of[0]),
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


class _Giver(msgspec.Struct, frozen=True):
    """A concept that gives a role to all its kinds, some only beside another treatment."""

    concept: str
    role: str
    only_beside: bool


@cache
def _givers() -> tuple[_Giver, ...]:
    return tuple(
        _Giver(row["concept"], row["role"], bool(row["only_beside"]))
        for _, row in rows(content("ontology") / "roles.tsv")
    )


class _Roles:
    """Tells the role of a treatment in an arm."""

    def __init__(
        self,
        module: ArmsInterventionsModule,
        given: Mapping[int, Mapping[str, list[int]]],
        links: list[Link],
        concepts: Concepts,
    ) -> None:
        self._givers = {
            concept: next((giver for giver in _givers() if giver.concept in concepts.above(concept)), None)
            for found in given.values()
            for concept in found
        }
        self._given = {arm: frozenset(found) for arm, found in given.items()}
        self._types = {n: arm.type for n, arm in enumerate(module.arm_groups, start=1)}
        by_words = [_worded(one.name or "", one.description or "") for one in module.interventions]
        self._worded = {
            (arm, concept): next(filter(None, (_of_link(links[n - 1], by_words) for n in numbers)), "")
            for arm, found in given.items()
            for concept, numbers in found.items()
        }

    def role(self, arm: int, concept: str) -> str:
        """Tell a role by what it is, by the words beside it, then by how arms differ; "" if by nothing."""
        giver, worded, beside = self._givers[concept], self._worded[arm, concept], self._beside(arm, concept)
        if giver and not giver.only_beside:
            return giver.role
        if worded and beside:
            return worded
        by_arms = self._by_arms(arm, concept)
        return giver.role if giver and self._is_added(arm, beside, by_arms) else by_arms

    def _beside(self, arm: int, concept: str) -> list[str]:
        """List the other treatments of an arm that have no role by what they are or by words."""
        return [
            other
            for other in self._given[arm]
            if other != concept and not self._givers[other] and not self._worded[arm, other]
        ]

    def _is_added(self, arm: int, beside: list[str], by_arms: str) -> bool:
        """Tell whether what may be supportive is so: shared by arms, or beside what they do not share."""
        if by_arms == "background":
            return bool(beside)
        return any(self._by_arms(arm, other) != "background" for other in beside)

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


def _of_link(link: Link, by_words: list[str]) -> str:
    """Give the role that the words of the intervention give what a link of it names."""
    kind, _, position = link.about.partition("/")
    return by_words[int(position) - 1] if kind == "intervention" else ""


def _worded(name: str, description: str) -> str:
    """Tell the role that an intervention's name gives it, or that its description says it is given as."""
    return next(
        (
            role
            for role, said in _WORDED.items()
            if said.search(name)
            or any(said.match(description, as_.end()) for as_ in _GIVEN_AS.finditer(description))
        ),
        "",
    )


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
