"""Which concepts a Study names, and by which words of which field.

Treatments are read where a trial says what it gives: from the names of interventions and the labels of
arms. A description only makes a name more precise (`PD-1 antibody`, described as sintilimab), and never
adds a treatment of another kind, since descriptions also speak of what is not given. Titles, keywords
and eligibility name no treatments. Conditions are read from conditions, titles, keywords and the
record's MeSH headings; endpoints from the names of outcomes, planned and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec

from kg.arms import received
from kg.link._denied import is_denied
from kg.link._names import Mention, NameIndex
from kg.study import Study
from kg.study.protocol import ArmsInterventionsModule
from kg.terms import LABEL, TKG, A, Term, Triple, code, integer, text
from kg.vocabulary import CONDITIONS, TREATMENTS, Vocabulary

ARMS = "protocolSection.armsInterventionsModule"
NAMES = {"treatment": TKG.namesTreatment, "condition": TKG.namesCondition, "endpoint": TKG.namesEndpoint}

# what the description of an intervention of a type may say it is, where the name says nothing
_DRUGS = frozenset({"drug", "drug class", "regimen"})
_KINDS = {
    "DRUG": _DRUGS,
    "BIOLOGICAL": _DRUGS,
    "COMBINATION_PRODUCT": _DRUGS,
    "PROCEDURE": frozenset({"procedure"}),
    "RADIATION": frozenset({"procedure"}),
}
# how far into a description its own treatment is expected; later words are background
BEGINNING = 200


class Link(msgspec.Struct, frozen=True):
    """One concept named by words of one field.

    `about` is the part of the trial that the field describes (`intervention/2`; "" is the trial), `words`
    is `text[start:end]` of the field, and `arms` are the positions (from 1) of the arms it reaches.
    """

    kind: str
    about: str
    concept: str
    field: str
    words: str
    start: int
    end: int
    method: str
    arms: tuple[int, ...] = ()


class Linker:
    """Links Studies to the concepts of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, ancestors: dict[str, frozenset[str]]) -> None:
        """Take a vocabulary, and for each concept every concept that it is a kind of, or contains."""
        concepts = vocabulary.concepts.values()
        self._ancestors = ancestors
        self._kinds = {concept.id: concept.kind for concept in concepts}
        self._treatments = NameIndex(c for c in concepts if c.kind in TREATMENTS)
        self._conditions = NameIndex(c for c in concepts if c.kind in CONDITIONS)
        self._endpoints = NameIndex(c for c in concepts if c.kind == "endpoint")
        self._name_mentions = lru_cache(maxsize=1 << 14)(self._given)

    def links(self, study: Study) -> list[Link]:
        """List every link of a Study, in the order of its fields."""
        protocol = study.protocol_section
        return [
            *self._treatment_links(protocol.arms_interventions_module),
            *self._condition_links(study),
            *self._endpoint_links(study),
        ]

    def _treatment_links(self, module: ArmsInterventionsModule) -> Iterator[Link]:
        arms_of = _arms_of(module)
        named_in_arm: dict[int, set[str]] = {n: set() for n in range(1, len(module.arm_groups) + 1)}
        for position, intervention in enumerate(module.interventions, start=1):
            about, field = f"intervention/{position}", f"{ARMS}.interventions[{position - 1}]"
            arms = arms_of[position - 1]
            found = self._read(about, f"{field}.name", intervention.name, arms)
            for number, name in enumerate(intervention.other_names):
                found += self._read(about, f"{field}.otherNames[{number}]", name, arms)
            named = {link.concept for link in found}
            kinds = _KINDS.get(intervention.type or "", frozenset())
            words = intervention.description
            found += self._narrowed(about, f"{field}.description", words, arms, named, kinds)
            for arm in arms:
                named_in_arm[arm] |= {link.concept for link in found}
            yield from found
        yield from self._arm_links(module, named_in_arm)

    def _arm_links(self, module: ArmsInterventionsModule, named: dict[int, set[str]]) -> Iterator[Link]:
        receives = received(module)
        for position, arm in enumerate(module.arm_groups, start=1):
            about, field = f"arm/{position}", f"{ARMS}.armGroups[{position - 1}]"
            in_label = self._read(about, f"{field}.label", arm.label, (position,))
            known = named[position] | {link.concept for link in in_label}
            kinds = frozenset[str]() if receives[position - 1] else TREATMENTS
            yield from in_label
            yield from self._narrowed(
                about, f"{field}.description", arm.description, (position,), known, kinds
            )

    def _read(self, about: str, field: str, words: str | None, arms: tuple[int, ...]) -> list[Link]:
        """Read the treatments that a name or a label names."""
        return [
            _link("treatment", about, mention, field, words or "", _method(mention), arms)
            for mention in self._name_mentions(words or "")
        ]

    def _narrowed(
        self,
        about: str,
        field: str,
        words: str | None,
        arms: tuple[int, ...],
        named: set[str],
        kinds: frozenset[str],
    ) -> list[Link]:
        """Read from a description the treatments that are a kind of what is `named`.

        Where nothing is named, read the treatments of some `kinds` from its beginning.
        """
        words = words or ""
        return [
            _link("treatment", about, mention, field, words, "specialised", arms)
            for mention in _first_of_each(self._given(words))
            if mention.concept not in named
            and (
                named & self._ancestors[mention.concept]
                if named
                else mention.end <= BEGINNING and self._kinds[mention.concept] in kinds
            )
        ]

    def _given(self, words: str) -> list[Mention]:
        return [m for m in self._treatments.mentions(words) if not is_denied(words, m.start, m.end)]

    def _condition_links(self, study: Study) -> Iterator[Link]:
        protocol = study.protocol_section
        module, title = protocol.conditions_module, protocol.identification_module
        fields = [
            *(
                (f"condition/{n}", f"protocolSection.conditionsModule.conditions[{n - 1}]", words)
                for n, words in enumerate(module.conditions, start=1)
            ),
            ("", "protocolSection.identificationModule.briefTitle", title.brief_title),
            ("", "protocolSection.identificationModule.officialTitle", title.official_title),
            *(
                ("", f"protocolSection.conditionsModule.keywords[{n}]", words)
                for n, words in enumerate(module.keywords)
            ),
            *(
                ("", f"derivedSection.conditionBrowseModule.meshes[{n}].term", mesh.term)
                for n, mesh in enumerate(study.derived_section.condition_browse_module.meshes)
            ),
        ]
        for about, field, words in fields:
            for mention in _first_of_each(self._conditions.mentions(words or "")):
                yield _link("condition", about, mention, field, words or "", _method(mention))

    def _endpoint_links(self, study: Study) -> Iterator[Link]:
        for about, field, words in _outcome_names(study):
            for mention in _first_of_each(self._endpoints.mentions(words)):
                yield _link("endpoint", about, mention, field, words, _method(mention))


def _outcome_names(study: Study) -> Iterator[tuple[str, str, str]]:
    """Yield node, field and name of each outcome that is planned, or that results are given for."""
    module = study.protocol_section.outcomes_module
    for kind, outcomes in (
        ("primary", module.primary_outcomes),
        ("secondary", module.secondary_outcomes),
        ("other", module.other_outcomes),
    ):
        for position, outcome in enumerate(outcomes, start=1):
            field = f"protocolSection.outcomesModule.{kind}Outcomes[{position - 1}].measure"
            yield f"outcome/{kind}/{position}", field, outcome.measure or ""
    if study.results_section and (results := study.results_section.outcome_measures_module):
        for position, measure in enumerate(results.outcome_measures, start=1):
            field = f"resultsSection.outcomeMeasuresModule.outcomeMeasures[{position - 1}].title"
            yield f"results/outcome/{position}", field, measure.title or ""


def _arms_of(module: ArmsInterventionsModule) -> list[tuple[int, ...]]:
    """Give, for each intervention, the positions (from 1) of the arms that receive it."""
    by_arm = received(module)
    return [
        tuple(arm for arm, given in enumerate(by_arm, start=1) if index in given)
        for index in range(len(module.interventions))
    ]


def _link(
    kind: str, about: str, mention: Mention, field: str, words: str, method: str, arms: tuple[int, ...] = ()
) -> Link:
    return Link(
        kind=kind,
        about=about,
        concept=mention.concept,
        field=field,
        words=words[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
        method=method,
        arms=arms,
    )


def _method(mention: Mention) -> str:
    return "exact" if mention.whole else "part"


def _first_of_each(mentions: Iterator[Mention] | list[Mention]) -> list[Mention]:
    """Keep the first mention of each concept."""
    return list({m.concept: m for m in reversed(list(mentions))}.values())[::-1]


def link_triples(
    links: list[Link], part: Callable[[str], Term], trial: Term, concept_iri: Callable[[str], Term]
) -> Iterator[Triple]:
    """Say each link as an evidence node, and the plain statement that it supports."""
    for number, link in enumerate(links, start=1):
        node = part(f"link/{number}")
        about = part(link.about) if link.about else trial
        concept = concept_iri(link.concept)
        yield about, NAMES[link.kind], concept
        yield trial, TKG.hasLink, node
        yield node, A, TKG.Link
        yield node, LABEL, text(f"{link.words} ({link.field})")
        yield node, TKG.about, about
        yield node, TKG.concept, concept
        yield node, TKG.words, text(link.words)
        yield node, TKG.field, text(link.field)
        yield node, TKG.spanStart, integer(link.start)
        yield node, TKG.spanEnd, integer(link.end)
        yield node, TKG.method, code("link-method", link.method)
        for arm in link.arms:
            yield node, TKG.inArm, part(f"arm/{arm}")
