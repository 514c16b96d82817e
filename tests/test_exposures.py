"""Exposures: what each arm is given, as what, beside what and instead of what."""

from __future__ import annotations

import pytest

from kg.compose import Composer
from kg.infer import Closure
from kg.lexicon import lexicon
from kg.link import Linker
from kg.link.exposures import Concepts, Exposure, exposures
from kg.study import Study
from kg.study.protocol import (
    ArmGroup,
    ArmsInterventionsModule,
    IdentificationModule,
    Intervention,
    ProtocolSection,
)
from kg.study.provenance import Provenance
from kg.terms import CODES, DEFAULT_BASE, TKG
from kg.vocabulary import load

VOCABULARY = load()
CLOSURE = Closure(VOCABULARY)
LINKER = Linker(VOCABULARY, CLOSURE.ancestors)
CONCEPTS = Concepts(
    ancestors=CLOSURE.ancestors,
    components={concept.id: concept.components for concept in VOCABULARY.concepts.values()},
)
EXPERIMENTAL, ACTIVE, PLACEBO, OTHER = "EXPERIMENTAL", "ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "OTHER"


def arm(label: str, *given: str, kind: str | None = None) -> ArmGroup:
    return ArmGroup(label=label, type=kind, intervention_names=[f"Drug: {name}" for name in given])


def drug(name: str, description: str = "", **more: list[str]) -> Intervention:
    return Intervention(name=name, type="DRUG", description=description, **more)


def study(*arms: ArmGroup, drugs: tuple[Intervention, ...] | None = None, title: str = "") -> Study:
    """Make a trial of arms; its interventions are those that the arms name, or `drugs`."""
    names = dict.fromkeys(name.removeprefix("Drug: ") for one in arms for name in one.intervention_names)
    interventions = list(drugs) if drugs is not None else [drug(name) for name in names]
    return Study(
        protocol_section=ProtocolSection(
            identification_module=IdentificationModule(nct_id="NCT00000000", brief_title=title),
            arms_interventions_module=ArmsInterventionsModule(
                arm_groups=list(arms), interventions=interventions
            ),
        )
    )


def found(one: Study) -> list[Exposure]:
    return exposures(one, LINKER.links(one), CONCEPTS)


def label(exposure: Exposure) -> str:
    return VOCABULARY.concepts[exposure.concept].label


def roles(one: Study) -> list[dict[str, str]]:
    """Give the roles of each arm's treatments, arm by arm; exposures of no arm stand last."""
    number = len(one.protocol_section.arms_interventions_module.arm_groups)
    by_arm: list[dict[str, str]] = [{} for _ in range(number + 1)]
    for exposure in found(one):
        by_arm[exposure.arm - 1][label(exposure)] = exposure.role
    return by_arm if by_arm[-1] else by_arm[:-1]


def test_added_drug_is_investigational() -> None:
    """In A + B against B, A is investigational, and B is background in both arms."""
    one = study(
        arm("1", "lenvatinib", "TACE", kind=EXPERIMENTAL),
        arm("2", "TACE", kind=ACTIVE),
    )
    tace = "transarterial chemoembolization"
    assert roles(one) == [{"lenvatinib": "investigational", tace: "background"}, {tace: "background"}]


def test_placebo_add_on() -> None:
    """What a drug and its placebo are both added to is background; the placebo is a placebo."""
    one = study(
        arm("1", "apatinib", "capecitabine", kind=EXPERIMENTAL),
        arm("2", "Placebo for apatinib", "capecitabine", kind=PLACEBO),
    )
    assert roles(one) == [
        {"apatinib": "investigational", "capecitabine": "background"},
        {"placebo": "placebo", "capecitabine": "background"},
    ]


def test_head_to_head() -> None:
    """Of two drugs by themselves, the one of the comparator's arm is the comparator."""
    one = study(arm("1", "donafenib", kind=EXPERIMENTAL), arm("2", "sorafenib", kind=ACTIVE))
    assert roles(one) == [{"donafenib": "investigational"}, {"sorafenib": "comparator"}]


def test_two_experimental_arms_of_one_drug() -> None:
    """A drug at two doses is investigational in both arms, and not the background of itself."""
    one = study(arm("8 mg", "lenvatinib", kind=EXPERIMENTAL), arm("12 mg", "lenvatinib", kind=EXPERIMENTAL))
    assert roles(one) == [{"lenvatinib": "investigational"}] * 2


def test_one_drug_in_both_arms() -> None:
    """A drug whose new schedule is compared with its old one is investigational, then comparator."""
    one = study(arm("weekly", "docetaxel", kind=EXPERIMENTAL), arm("q3w", "docetaxel", kind=ACTIVE))
    assert roles(one) == [{"docetaxel": "investigational"}, {"docetaxel": "comparator"}]


def test_three_arms() -> None:
    """Of A, B and A + B against C, only C is a comparator."""
    one = study(
        arm("1", "durvalumab", kind=EXPERIMENTAL),
        arm("2", "durvalumab", "tremelimumab", kind=EXPERIMENTAL),
        arm("3", "sorafenib", kind=ACTIVE),
    )
    assert [set(given.values()) for given in roles(one)] == [
        {"investigational"},
        {"investigational"},
        {"comparator"},
    ]


def test_crossover() -> None:
    """Where each arm gives both drugs in turn, they are investigational and nothing is an alternative."""
    one = study(
        arm("AB", "sildenafil", "tadalafil", kind=EXPERIMENTAL),
        arm("BA", "tadalafil", "sildenafil", kind=EXPERIMENTAL),
    )
    assert roles(one) == [{"sildenafil": "investigational", "tadalafil": "investigational"}] * 2
    assert [exposure.alternatives for exposure in found(one)] == [()] * 4


@pytest.mark.parametrize("kind", [EXPERIMENTAL, OTHER, None])
def test_single_arm(kind: str | None) -> None:
    """What the only arm of a trial gives is investigational, of whatever type the arm is."""
    assert roles(study(arm("all", "regorafenib", kind=kind))) == [{"regorafenib": "investigational"}]


def test_arms_of_type_other_have_no_role() -> None:
    """Two arms of which the record does not say which is tried have no roles by arm."""
    one = study(arm("1", "gemcitabine", kind=OTHER), arm("2", "docetaxel", kind=OTHER))
    assert roles(one) == [{"gemcitabine": ""}, {"docetaxel": ""}]


def test_arm_of_type_other_beside_an_experimental_one() -> None:
    """What an arm of type OTHER shares with an experimental one is background; its own drug has no role."""
    one = study(
        arm("1", "camrelizumab", "gemcitabine", kind=EXPERIMENTAL),
        arm("2", "gemcitabine", kind=OTHER),
        arm("3", "docetaxel", kind=OTHER),
    )
    assert roles(one) == [
        {"camrelizumab": "investigational", "gemcitabine": "background"},
        {"gemcitabine": "background"},
        {"docetaxel": ""},
    ]


def test_no_arm_types() -> None:
    """Without types of arms there is no role by arm, but a placebo is a placebo."""
    one = study(arm("1", "imatinib"), arm("2", "Placebo"))
    assert roles(one) == [{"imatinib": ""}, {"placebo": "placebo"}]


def test_no_arms_at_all() -> None:
    """A record that lists interventions and no arms gives them to the trial."""
    one = study(drugs=(drug("imatinib"), drug("Placebo")))
    assert [(label(e), e.arm, e.role) for e in found(one)] == [("imatinib", 0, ""), ("placebo", 0, "placebo")]


def test_title_only() -> None:
    """A record that lists neither is read by its title, as far as the title says what is given."""
    one = study(title="Anlotinib plus penpulimab in patients previously treated with sorafenib")
    assert [(label(e), e.arm, e.role) for e in found(one)] == [("anlotinib", 0, ""), ("penpulimab", 0, "")]


def test_titles_do_not_add_to_interventions() -> None:
    """Where interventions are listed, the title names none: it also says what patients had before."""
    one = study(arm("1", "anlotinib"), title="Anlotinib after osimertinib")
    assert [label(e) for e in found(one)] == ["anlotinib"]


@pytest.mark.parametrize("side", ["arm", "intervention", "both"])
def test_arms_given_from_either_side(side: str) -> None:
    """An intervention is in an arm, whichever of the two names the other."""
    labels = ["Test Group"] if side != "arm" else []
    one = study(
        arm("Test group", *(["apatinib"] if side != "intervention" else []), kind=EXPERIMENTAL),
        arm("Control", kind=ACTIVE),
        drugs=(drug("apatinib", arm_group_labels=labels),),
    )
    assert [(label(e), e.arm) for e in found(one)] == [("apatinib", 1)]


def test_arm_label_alone() -> None:
    """An arm that lists nothing gives what its label names."""
    one = study(arm("Sorafenib + HAIC"), arm("Sorafenib"), drugs=())
    haic = "hepatic arterial infusion chemotherapy"
    assert roles(one) == [{"sorafenib": "", haic: ""}, {"sorafenib": ""}]


def test_alternatives_in_one_name() -> None:
    """`A or B` gives one of them: each is an alternative to the other, and to nothing else."""
    one = study(arm("1", "FOLFIRI plus cetuximab or bevacizumab"))
    pairs = {
        label(e): [label(found(one)[place]) for place in e.alternatives] for e in found(one) if not e.part_of
    }
    assert pairs["cetuximab"] == ["bevacizumab"]
    assert pairs["bevacizumab"] == ["cetuximab"]


def test_alternatives_of_a_described_class() -> None:
    """A class that its description narrows to `A or B` gives one of the two."""
    one = study(
        arm("1", "PD-1 inhibitor", kind=EXPERIMENTAL),
        drugs=(drug("PD-1 inhibitor", "sintilimab or tislelizumab, 200 mg every 3 weeks"),),
    )
    assert [(label(e), e.alternatives) for e in found(one)] == [("sintilimab", (1,)), ("tislelizumab", (0,))]


def test_alternative_regimens() -> None:
    """Of two regimens that are alternatives, a component of both is given either way."""
    one = study(arm("1", "FOLFOX or FOLFIRI"))
    listed = found(one)
    by_label = {label(e): e for e in listed}
    alternatives = {name: {label(listed[n]) for n in e.alternatives} for name, e in by_label.items()}
    assert "FOLFIRI" in alternatives["FOLFOX"]
    assert "irinotecan" in alternatives["oxaliplatin"]
    assert alternatives["fluorouracil"] == set()


def test_optional() -> None:
    """What is given `with or without` is optional, and what it is added to is not."""
    one = study(arm("1", "capecitabine with or without radiotherapy"))
    assert [(label(e), e.optional) for e in found(one)] == [("capecitabine", False), ("radiotherapy", True)]


def test_optional_component() -> None:
    """The components of an optional regimen are optional."""
    one = study(arm("1", "surgery with or without FOLFOX"))
    optional = {label(e) for e in found(one) if e.optional}
    assert optional == {"FOLFOX", "oxaliplatin", "leucovorin", "fluorouracil"}


def test_regimen_expands() -> None:
    """A regimen is an exposure, and so is each component, as part of it and with its words as evidence."""
    one = study(arm("1", "XELOX", kind=EXPERIMENTAL))
    listed = found(one)
    assert [label(e) for e in listed] == ["XELOX", "capecitabine", "oxaliplatin"]
    assert [e.part_of for e in listed] == [(), (0,), (0,)]
    assert {e.role for e in listed} == {"investigational"}
    assert {e.evidence for e in listed} == {(1,)}


def test_components_do_not_contract() -> None:
    """Drugs that are named one by one are not taken for a regimen that has them."""
    one = study(arm("1", "oxaliplatin", "capecitabine"))
    assert sorted(label(e) for e in found(one)) == ["capecitabine", "oxaliplatin"]


def test_component_that_is_also_named() -> None:
    """A component that is named beside its regimen is given once, and its own words are the evidence."""
    one = study(arm("1", "FOLFOX (oxaliplatin, leucovorin, 5-FU)"))
    listed = found(one)
    assert [label(e) for e in listed].count("oxaliplatin") == 1
    oxaliplatin = next(e for e in listed if label(e) == "oxaliplatin")
    assert [LINKER.links(one)[n - 1].words for n in oxaliplatin.evidence] == ["oxaliplatin"]
    assert [label(listed[place]) for place in oxaliplatin.part_of] == ["FOLFOX"]


def test_most_specific() -> None:
    """Beside what it is made precise by, the name of a class is no second treatment."""
    one = study(
        arm("Chemotherapy and immunotherapy", "PD-1 antibody", "paclitaxel"),
        drugs=(drug("PD-1 antibody", other_names=["Tislelizumab"]), drug("paclitaxel")),
    )
    assert sorted(label(e) for e in found(one)) == ["paclitaxel", "tislelizumab"]


def test_a_class_stays_where_nothing_is_more_specific() -> None:
    """A class that no other name makes precise is what is given."""
    one = study(arm("1", "PD-1 antibody", "lenvatinib"))
    assert [label(e) for e in found(one)] == ["PD-1 inhibitor", "lenvatinib"]


def test_supportive_drug_beside_a_treatment() -> None:
    """An antiemetic beside chemotherapy is supportive."""
    one = study(arm("1", "cisplatin", "ondansetron", kind=EXPERIMENTAL))
    assert roles(one) == [{"cisplatin": "investigational", "ondansetron": "supportive"}]


def test_supportive_drug_that_is_tried() -> None:
    """An antibiotic that is tried by itself, or against another, has the roles of any drug."""
    one = study(
        arm("1", "amoxicillin", kind=EXPERIMENTAL),
        arm("2", "azithromycin", kind=ACTIVE),
        arm("3", "Placebo", kind=PLACEBO),
    )
    assert roles(one) == [
        {"amoxicillin": "investigational"},
        {"azithromycin": "comparator"},
        {"placebo": "placebo"},
    ]


def test_supportive_drug_that_is_tried_on_one_background() -> None:
    """Where arms share the treatment and differ in the antiemetic, the antiemetic is what is tried."""
    one = study(
        arm("1", "cisplatin", "palonosetron", kind=EXPERIMENTAL),
        arm("2", "cisplatin", "ondansetron", kind=ACTIVE),
    )
    assert roles(one) == [
        {"cisplatin": "background", "palonosetron": "investigational"},
        {"cisplatin": "background", "ondansetron": "comparator"},
    ]


def test_standard_of_care_beside_a_drug() -> None:
    """Standard of care to which a drug is added is background, also in the arm that gives nothing else."""
    one = study(
        arm("1", "hydroxychloroquine", "Standard of care", kind=EXPERIMENTAL),
        arm("2", "Standard of care", kind=ACTIVE),
    )
    assert roles(one) == [
        {"hydroxychloroquine": "investigational", "standard of care": "background"},
        {"standard of care": "background"},
    ]


def test_standard_of_care_as_comparator() -> None:
    """Standard of care against which a drug is tried by itself is the comparator."""
    one = study(arm("1", "remdesivir", kind=EXPERIMENTAL), arm("2", "Usual care", kind=ACTIVE))
    assert roles(one) == [{"remdesivir": "investigational"}, {"standard of care": "comparator"}]


def test_best_supportive_care() -> None:
    """Best supportive care is supportive beside a drug, and the comparator where it is all that is given."""
    beside = study(arm("1", "regorafenib", "Best supportive care"))
    assert roles(beside) == [{"regorafenib": "investigational", "supportive care": "supportive"}]
    alone = study(arm("1", "regorafenib", kind=EXPERIMENTAL), arm("2", "Best supportive care", kind=ACTIVE))
    assert roles(alone) == [{"regorafenib": "investigational"}, {"supportive care": "comparator"}]


def test_sham() -> None:
    """A sham procedure is a sham, and not the procedure."""
    one = study(arm("1", "acupuncture", kind=EXPERIMENTAL), arm("2", "Sham acupuncture"))
    assert roles(one) == [{"acupuncture": "investigational"}, {"sham intervention": "sham"}]


@pytest.mark.parametrize(
    ("name", "description", "role"),
    [
        ("Background methotrexate", "", "background"),
        ("Standard-of-care methotrexate", "", "background"),
        ("methotrexate", "as background therapy", "background"),
        ("methotrexate", "given as part of standard of care", "background"),
        ("Rescue medication: methotrexate", "", "rescue"),
        ("methotrexate", "as rescue medication", "rescue"),
        ("Premedication with methotrexate", "", "supportive"),
        ("methotrexate", "compared with the standard of care", "investigational"),
        ("methotrexate", "Background: an old drug", "investigational"),
    ],
)
def test_role_by_words(name: str, description: str, role: str) -> None:
    """A role is read from a name, and from a description only where it says that it is given as that."""
    one = study(
        arm("1", "tofacitinib", name, kind=EXPERIMENTAL),
        drugs=(drug("tofacitinib"), drug(name, description)),
    )
    given = roles(one)[0]
    assert (given["tofacitinib"], given["methotrexate"]) == ("investigational", role)


def test_worded_role_needs_something_beside() -> None:
    """Standard-of-care docetaxel that a new drug is tried against is the comparator."""
    one = study(
        arm("1", "sacituzumab tirumotecan", kind=EXPERIMENTAL),
        arm("2", "Standard of care docetaxel", kind=ACTIVE),
    )
    assert roles(one)[1]["docetaxel"] == "comparator"


def test_evidence_is_links_of_the_same_concept() -> None:
    """The evidence of a treatment that is named are links to it, in its arm."""
    one = study(arm("sintilimab arm", "sintilimab", "IBI305"), arm("sorafenib arm", "sorafenib"))
    links = LINKER.links(one)
    for exposure in found(one):
        for number in exposure.evidence:
            assert links[number - 1].concept == exposure.concept
            assert exposure.arm in links[number - 1].arms


def test_exposures_are_as_they_were() -> None:
    """Twice the same record gives the same exposures in the same order."""
    one = study(arm("1", "FOLFOX or XELOX ± bevacizumab", kind=EXPERIMENTAL), arm("2", "FOLFOX", kind=ACTIVE))
    assert found(one) == found(one)


def graph(one: Study) -> set[tuple[str, str, str]]:
    provenance = Provenance(
        source="test",
        document="test.json",
        document_sha256="0" * 64,
        document_size=1,
        position="1",
        record_sha256="0" * 64,
    )
    return set(Composer(lexicon(), DEFAULT_BASE).graph(one, provenance).triples)


def test_exposures_in_the_graph() -> None:
    """An exposure is a node of the trial with its arm, role, evidence, and what it is part of."""
    said = graph(study(arm("1", "XELOX with or without bevacizumab", kind=EXPERIMENTAL)))
    nodes = {value for _, predicate, value in said if predicate == TKG.hasExposure}
    assert len(nodes) == 4
    roles_said = {value for subject, predicate, value in said if predicate == TKG.exposureRole}
    assert roles_said == {f"<{CODES}exposure-role/investigational>"}
    assert len([1 for _, predicate, _ in said if predicate == TKG.partOfExposure]) == 2
    assert len([1 for _, predicate, _ in said if predicate == TKG.isOptional]) == 1


@pytest.mark.parametrize(
    ("name", "is_class"),
    [
        ("PD-1 inhibitor", True),
        ("Chemotherapy", True),
        ("Radiotherapy", True),
        ("sintilimab", False),
        ("FOLFOX", False),
        ("cryoablation", False),
    ],
)
def test_a_link_says_that_it_names_a_class(name: str, is_class: bool) -> None:
    """Who asks for single treatments can leave out links that only name a class."""
    said = graph(study(arm("1", name)))
    assert (TKG.namesClass in {predicate for _, predicate, _ in said}) is is_class
