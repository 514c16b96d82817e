"""Names to concepts: what a trial gives is found, and what it does not give is not."""

from __future__ import annotations

import pytest

from kg.infer import Closure
from kg.link import Link, Linker
from kg.link.restated import restated_phases
from kg.study import Study
from kg.study.protocol import (
    ArmGroup,
    ArmsInterventionsModule,
    DescriptionModule,
    DesignModule,
    IdentificationModule,
    Intervention,
    Outcome,
    OutcomesModule,
    ProtocolSection,
)
from kg.vocabulary import load

VOCABULARY = load()
LINKER = Linker(VOCABULARY, Closure(VOCABULARY).ancestors)


def links(*interventions: Intervention, arms: tuple[ArmGroup, ...] = ()) -> list[Link]:
    module = ArmsInterventionsModule(arm_groups=list(arms), interventions=list(interventions))
    return LINKER.links(Study(protocol_section=ProtocolSection(arms_interventions_module=module)))


def labels(found: list[Link]) -> list[str]:
    return [VOCABULARY.concepts[link.concept].label for link in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "TACE and HAIC Combined With Regorafenib",
            ["transarterial chemoembolization", "hepatic arterial infusion chemotherapy", "regorafenib"],
        ),
        (
            "FOLFOX (oxaliplatin, leucovorin, 5-fluorouracil [5FU])",
            ["FOLFOX", "oxaliplatin", "leucovorin", "fluorouracil", "fluorouracil"],
        ),
        ("PD1 antibody", ["PD-1 inhibitor"]),
        ("anti PD-1", ["PD-1 inhibitor"]),
        ("Regofinib", ["regorafenib"]),
        ("IBI 308", ["sintilimab"]),
        ("Ipilimumab", ["ipilimumab"]),
        ("cryoablation", ["cryoablation"]),
        ("Diary", []),
        ("Chemotherapy without radiotherapy", ["chemotherapy"]),
        ("Chemotherapy with or without radiotherapy", ["chemotherapy", "radiotherapy"]),
        ("Chemotherapy with/without radiotherapy", ["chemotherapy", "radiotherapy"]),
        ("Placebo for pembrolizumab", ["placebo"]),
        ("pembrolizumab placebo", ["placebo"]),
        ("surgery after progression on sorafenib", ["surgery"]),
        ("vertebra S1 fusion", []),
    ],
)
def test_name_is_taken_apart(name: str, expected: list[str]) -> None:
    """A name gives the concepts it names, in order, and no others."""
    assert labels(links(Intervention(name=name, type="DRUG"))) == expected


def test_other_name_and_description_narrow_a_class() -> None:
    """A "PD-1 antibody" with the other name sintilimab is sintilimab; the words and the fields are kept."""
    found = links(Intervention(name="PD-1 antibody", type="DRUG", other_names=["Sintilimab"]))
    assert [(link.words, link.field.rpartition(".")[2], link.method) for link in found] == [
        ("PD-1 antibody", "name", "exact"),
        ("Sintilimab", "otherNames[0]", "exact"),
    ]
    described = links(Intervention(name="PD-1 antibody", type="DRUG", description="Sintilimab 200 mg"))
    assert labels(described) == ["PD-1 inhibitor", "sintilimab"]
    assert described[1].method == "specialised"


def test_description_adds_no_other_treatment() -> None:
    """A description that speaks of another treatment does not make it one of the intervention's."""
    found = links(Intervention(name="Cetuximab", type="DRUG", description="if bevacizumab was not chosen"))
    assert labels(found) == ["cetuximab"]


def test_words_are_the_span_of_the_field() -> None:
    """A link's words stand in its field from start to end."""
    name = "mFOLFOX6 plus α-Sintilimab®"
    for link in links(Intervention(name=name)):
        assert name[link.start : link.end] == link.words


def test_link_reaches_the_arms_that_receive_it() -> None:
    """An intervention's link is in every arm that names it, from either side, and in no other."""
    arms = (
        ArmGroup(label="A", intervention_names=["Drug: sintilimab"]),
        ArmGroup(label="B", intervention_names=["Drug: Placebo"]),
        ArmGroup(label="C"),
    )
    found = links(Intervention(name="Sintilimab", type="DRUG", arm_group_labels=["C"]), arms=arms)
    assert [link.arms for link in found] == [(1, 3)]


def test_arm_label_without_the_other_arm() -> None:
    """What an arm is compared with, in its label, is not given in it."""
    found = links(arms=(ArmGroup(label="SBRT plus sintilimab versus sorafenib"),))
    assert labels(found) == ["stereotactic body radiotherapy", "sintilimab"]


def test_short_endpoint_names_count_only_as_written() -> None:
    """OS is overall survival; the os of a word or a sentence is not."""
    outcomes = OutcomesModule(primary_outcomes=[Outcome(measure="OS"), Outcome(measure="cervical os width")])
    found = LINKER.links(Study(protocol_section=ProtocolSection(outcomes_module=outcomes)))
    assert labels(found) == ["overall survival"]


def phases_again(text: str) -> list[str]:
    study = Study(
        protocol_section=ProtocolSection(
            identification_module=IdentificationModule(official_title="A Phase 3 Study"),
            design_module=DesignModule(phases=["PHASE3"]),
            description_module=DescriptionModule(detailed_description=text),
        )
    )
    return [again.value for again in restated_phases(study)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is a prospective, single-arm, Phase II study.", ["PHASE2"]),
        ("The present study is a phase I/II trial.", ["PHASE1/PHASE2"]),
        ("This is a phase III trial.", []),
        ("In a phase II trial of another centre the drug was safe.", []),
    ],
)
def test_only_sentences_about_the_trial_restate_its_phase(text: str, expected: list[str]) -> None:
    """A phase in prose counts where the sentence is about this trial and says another phase."""
    assert phases_again(text) == expected
