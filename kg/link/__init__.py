"""Which concepts a Study names, and by which words of which field.

Treatments are read where a trial says what it gives: from the names of interventions and the labels of
arms. A description only makes a name more precise (`PD-1 antibody`, described as sintilimab), and never
adds a treatment of another kind, since descriptions also speak of what is not given. Titles name
treatments only where a record lists no intervention; keywords and eligibility never do. Conditions are
read from conditions, titles, keywords and the record's MeSH headings; endpoints from the names of
outcomes, planned and reported; organisations from the names of sponsors and collaborators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from kg.arms import received
from kg.link._denied import before_comparison, is_past
from kg.link._reading import Foreign, Named, Reader
from kg.link._spelling import words_of
from kg.study import Study
from kg.study.protocol import ArmsInterventionsModule, Intervention
from kg.vocabulary import CONDITIONS, SHIPPED, TREATMENTS, Concept, Vocabulary

ARMS = "protocolSection.armsInterventionsModule"
TITLES = "protocolSection.identificationModule"

# which kinds of concept each kind of link may be to
FAMILIES = {
    "treatment": TREATMENTS,
    "condition": CONDITIONS,
    "endpoint": frozenset({"endpoint"}),
    "organization": frozenset({"organization"}),
}
# what "without" and the like deny; a non-metastatic cancer is a cancer, though not a metastatic one
DENIABLE = TREATMENTS | {"stage", "biomarker"}
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


class Link(msgspec.Struct, frozen=True, gc=False):
    """One concept named by words of one field.

    `about` is the part of the trial that the field describes (`intervention/2`; "" is the trial), `words`
    is `text[start:end]` of the field, and `arms` are the positions (from 1) of the arms it reaches.
    Links of one field with the same `choice` other than 0 name alternatives; `others` are the further
    concepts that the words could mean, and `vocabulary` has the name.
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
    choice: int = 0
    optional: bool = False
    others: tuple[str, ...] = ()
    vocabulary: str = SHIPPED


class Linker:
    """Links Studies to the concepts of one vocabulary, and of those that were imported."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        ancestors: Mapping[str, frozenset[str]],
        foreign: Mapping[str, Foreign] | None = None,
    ) -> None:
        """Take a vocabulary, what each concept is a kind of or contains, and imports by kind of link."""
        self._ancestors = ancestors
        self._kinds = {concept.id: concept.kind for concept in vocabulary.concepts.values()}
        imported = foreign or {}
        known = words_of(vocabulary.concepts.values())
        readers = {
            kind: Reader(_of(vocabulary, kinds), DENIABLE, imported.get(kind), ancestors, known)
            for kind, kinds in FAMILIES.items()
        }
        self._treatments, self._conditions = readers["treatment"], readers["condition"]
        self._endpoints, self._organizations = readers["endpoint"], readers["organization"]

    def links(self, study: Study) -> list[Link]:
        """List every link of a Study, in the order of its fields."""
        return [
            *self._treatment_links(study),
            *self._condition_links(study),
            *self._endpoint_links(study),
            *self._organization_links(study),
        ]

    def _treatment_links(self, study: Study) -> Iterator[Link]:
        module = study.protocol_section.arms_interventions_module
        if not module.interventions and not module.arm_groups:
            yield from self._title_links(study)
            return
        named_in_arm: dict[int, set[str]] = {n: set() for n in range(1, len(module.arm_groups) + 1)}
        arms_of = _arms_of(module)
        for position, intervention in enumerate(module.interventions, start=1):
            found = list(self._intervention_links(position, intervention, arms_of[position - 1]))
            for arm in arms_of[position - 1]:
                named_in_arm[arm] |= {link.concept for link in found}
            yield from found
        yield from self._arm_links(module, named_in_arm)

    def _intervention_links(
        self, position: int, intervention: Intervention, arms: tuple[int, ...]
    ) -> Iterator[Link]:
        about, field = f"intervention/{position}", f"{ARMS}.interventions[{position - 1}]"
        named: set[str] = set()
        names = [(f"{field}.name", intervention.name)]
        names += [(f"{field}.otherNames[{n}]", name) for n, name in enumerate(intervention.other_names)]
        for path, name in names:
            for found in self._treatments.name(name or ""):
                named.add(found.concept)
                yield _link("treatment", about, path, name or "", found, arms)
        words = intervention.description or ""
        kinds = _KINDS.get(intervention.type or "", frozenset())
        for found in self._described(words, named, kinds):
            yield _link("treatment", about, f"{field}.description", words, found, arms)

    def _arm_links(self, module: ArmsInterventionsModule, named: dict[int, set[str]]) -> Iterator[Link]:
        receives = received(module)
        for position, arm in enumerate(module.arm_groups, start=1):
            about, field = f"arm/{position}", f"{ARMS}.armGroups[{position - 1}]"
            label, words = arm.label or "", arm.description or ""
            in_label = self._treatments.label(label)
            for found in in_label:
                yield _link("treatment", about, f"{field}.label", label, found, (position,))
            known = named[position] | {found.concept for found in in_label}
            kinds = frozenset[str]() if receives[position - 1] else TREATMENTS
            for found in self._described(words, known, kinds):
                yield _link("treatment", about, f"{field}.description", words, found, (position,))

    def _described(self, words: str, named: set[str], kinds: frozenset[str]) -> Iterator[Named]:
        """Read from a description the treatments that are a kind of what is `named`.

        Where nothing is named, read the treatments of some `kinds` from its beginning.
        """
        for found in _first_of_each(self._treatments.given(words)):
            if found.concept in named:
                continue
            if named and named & self._ancestors[found.concept]:
                yield msgspec.structs.replace(found, method="specialised")
            elif not named and found.end <= BEGINNING and self._kinds[found.concept] in kinds:
                yield msgspec.structs.replace(found, method="described")

    def _title_links(self, study: Study) -> Iterator[Link]:
        """Read the treatments of a trial that lists no intervention from its titles."""
        title = study.protocol_section.identification_module
        for name, words in (("briefTitle", title.brief_title), ("officialTitle", title.official_title)):
            for found in self._treatments.name(before_comparison(words or "")):
                if not is_past(words or "", found.start, found.end):
                    named = msgspec.structs.replace(found, method="title")
                    yield _link("treatment", "", f"{TITLES}.{name}", words or "", named)

    def _condition_links(self, study: Study) -> Iterator[Link]:
        for about, field, words in _condition_names(study):
            read = self._conditions.given if field.startswith(TITLES) else self._conditions.name
            for found in _first_of_each(read(words)):
                yield _link("condition", about, field, words, found)

    def _endpoint_links(self, study: Study) -> Iterator[Link]:
        for about, field, words in _outcome_names(study):
            for found in _first_of_each(self._endpoints.name(words)):
                yield _link("endpoint", about, field, words, found)

    def _organization_links(self, study: Study) -> Iterator[Link]:
        """Link a body whose whole name is that of one organisation; a part of a name is another body."""
        for about, field, words in _body_names(study):
            for found in self._organizations.name(words):
                if found.method != "part":
                    yield _link("organization", about, field, words, found)


def _of(vocabulary: Vocabulary, kinds: frozenset[str]) -> list[Concept]:
    return [concept for concept in vocabulary.concepts.values() if concept.kind in kinds]


def _condition_names(study: Study) -> Iterator[tuple[str, str, str]]:
    """Yield node, field and words of everything that may name a condition."""
    module = study.protocol_section.conditions_module
    title = study.protocol_section.identification_module
    for n, words in enumerate(module.conditions):
        yield f"condition/{n + 1}", f"protocolSection.conditionsModule.conditions[{n}]", words
    yield "", f"{TITLES}.briefTitle", title.brief_title or ""
    yield "", f"{TITLES}.officialTitle", title.official_title or ""
    for n, words in enumerate(module.keywords):
        yield "", f"protocolSection.conditionsModule.keywords[{n}]", words
    for n, mesh in enumerate(study.derived_section.condition_browse_module.meshes):
        yield "", f"derivedSection.conditionBrowseModule.meshes[{n}].term", mesh.term or ""


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


def _body_names(study: Study) -> Iterator[tuple[str, str, str]]:
    """Yield node, field and name of each body that stands behind the trial."""
    module = study.protocol_section.sponsor_collaborators_module
    if module.lead_sponsor and (name := module.lead_sponsor.name):
        yield f"organization:{name}", "protocolSection.sponsorCollaboratorsModule.leadSponsor.name", name
    for position, body in enumerate(module.collaborators):
        if body.name:
            field = f"protocolSection.sponsorCollaboratorsModule.collaborators[{position}].name"
            yield f"organization:{body.name}", field, body.name


def _arms_of(module: ArmsInterventionsModule) -> list[tuple[int, ...]]:
    """Give, for each intervention, the positions (from 1) of the arms that receive it."""
    by_arm = received(module)
    return [
        tuple(arm for arm, given in enumerate(by_arm, start=1) if index in given)
        for index in range(len(module.interventions))
    ]


def _link(kind: str, about: str, field: str, text: str, found: Named, arms: tuple[int, ...] = ()) -> Link:
    return Link(
        kind=kind,
        about=about,
        concept=found.concept,
        field=field,
        words=text[found.start : found.end],
        start=found.start,
        end=found.end,
        method=found.method,
        arms=arms,
        choice=found.choice,
        optional=found.optional,
        others=found.others,
        vocabulary=found.vocabulary,
    )


def _first_of_each(found: Iterable[Named]) -> list[Named]:
    """Keep the first mention of each concept."""
    return list({named.concept: named for named in reversed(list(found))}.values())[::-1]
