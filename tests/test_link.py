"""Names to concepts: what a trial gives is found, and what it does not give is not."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.folding import words
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
ANCESTORS = Closure(VOCABULARY).ancestors
LINKER = Linker(VOCABULARY, ANCESTORS)


def links(*interventions: Intervention, arms: tuple[ArmGroup, ...] = ()) -> list[Link]:
    module = ArmsInterventionsModule(arm_groups=list(arms), interventions=list(interventions))
    return LINKER.links(Study(protocol_section=ProtocolSection(arms_interventions_module=module)))


def named(text: str) -> list[str]:
    return labels(links(Intervention(name=text, type="DRUG")))


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
        ("Vitamin E antagonist", []),
        ("GMCSF 250 mcg", ["GM-CSF"]),
        ("Placebo for pembrolizumab", ["placebo"]),
        ("pembrolizumab placebo", ["placebo"]),
        ("surgery after progression on sorafenib", ["surgery"]),
        ("vertebra S1 fusion", []),
    ],
)
def test_name_is_taken_apart(name: str, expected: list[str]) -> None:
    """A name gives the concepts it names, in order, and no others."""
    assert labels(links(Intervention(name=name, type="DRUG"))) == expected


TACE, HAIC, SBRT = (
    "transarterial chemoembolization",
    "hepatic arterial infusion chemotherapy",
    "stereotactic body radiotherapy",
)


@pytest.mark.parametrize(
    ("name", "expected", "method"),
    [
        ("camrelizumab", "camrelizumab", "exact"),
        ("CAMRELIZUMAB", "camrelizumab", "exact"),
        ("SHR-1210", "camrelizumab", "exact"),
        ("SHR1210", "camrelizumab", "normalised"),
        ("shr 1210", "camrelizumab", "normalised"),
        ("Camrelizumab®", "camrelizumab", "normalised"),
        ("Donafenib Tosilate Tablets", "donafenib", "normalised"),
        ("Lenvatinib mesylate 8 mg capsules, once daily", "lenvatinib", "normalised"),
        ("Intravenous oxaliplatin 85 mg/m²", "oxaliplatin", "normalised"),
        ("Gemcitabine hydrochloride for injection", "gemcitabine", "normalised"),
        ("Injection of tislelizumab 200mg q3w", "tislelizumab", None),
        ("Anti-PD-1 mAb", "PD-1 inhibitor", "exact"),
        ("PD1 monoclonal antibodies", "PD-1 inhibitor", "normalised"),
        ("ＰＤ－１ inhibitor", "PD-1 inhibitor", "normalised"),
        ("ｌｅｎｖａｔｉｎｉｂ", "lenvatinib", None),
        ("PD-(L)1 inhibitor", "PD-1/PD-L1 inhibitor", "exact"),
        ("TGF-β inhibitor", "TGF-β inhibitor", "exact"),
        ("TGF beta inhibitor", "TGF-β inhibitor", None),
        ("interferon-α", "interferon alfa", None),
        ("recombinant interferon alpha-2b", "interferon alfa", None),
        ("whole-brain irradiation", "whole-brain radiotherapy", None),
        ("Whole brain radiotherapy", "whole-brain radiotherapy", None),
        ("chemoradiotherapy", "chemoradiotherapy", "exact"),
        ("anaesthesia", "anesthesia", None),
        ("tumour treating fields", "tumor treating fields", "normalised"),
        ("Sorafinib", "sorafenib", "corrected"),
        ("Pembrolizumb 200 mg", "pembrolizumab", "corrected"),
        ("Hydroxycloroquine", "hydroxychloroquine", "corrected"),
        ("mFOLFOX6", "FOLFOX", None),
        ("XELOX regimen", "XELOX", None),
        ("carboplatin plus paclitaxel", "carboplatin plus paclitaxel", "exact"),
        ("TKI", "tyrosine kinase inhibitor", "exact"),
        ("platinum-based chemotherapy", "platinum compound", "exact"),
        ("5 FU", "fluorouracil", "exact"),
        ("No treatment", "no intervention", "exact"),
        ("Non-invasive ventilation", "noninvasive ventilation", None),
        ("Usual care", "standard of care", "exact"),
        ("Sham acupuncture", "sham intervention", "exact"),
        ("Matching placebo tablets", "placebo", None),
    ],
)
def test_one_name_one_concept(name: str, expected: str, method: str | None) -> None:
    """A name with its case, hyphens, Greek letters, salt, dose, route or a misspelling is its concept."""
    found = links(Intervention(name=name, type="DRUG"))
    assert labels(found) == [expected]
    assert method in (None, found[0].method)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Camrelizumab + apatinib", ["camrelizumab", "apatinib"]),
        ("camrelizumab/apatinib", ["camrelizumab", "apatinib"]),
        ("camrelizumab combined with apatinib mesylate", ["camrelizumab", "apatinib"]),
        ("lenvatinib in combination with TACE", ["lenvatinib", TACE]),
        ("TACE-HAIC", [TACE, HAIC]),
        ("radiotherapy; surgery", ["radiotherapy", "surgery"]),
        ("Sintilimab, bevacizumab and HAIC", ["sintilimab", "bevacizumab", HAIC]),
        ("HAIC (FOLFOX (oxaliplatin, leucovorin))", [HAIC, "FOLFOX", "oxaliplatin", "leucovorin"]),
        ("SBRT [stereotactic body radiotherapy], then anlotinib", [SBRT, SBRT, "anlotinib"]),
        ("cisplatin followed by radiotherapy", ["cisplatin", "radiotherapy"]),
        ("oxaliplatin-based HAIC", ["oxaliplatin", HAIC]),
        ("Standard of care + tocilizumab", ["standard of care", "tocilizumab"]),
        ("FOLFIRI plus cetuximab or bevacizumab", ["FOLFIRI", "cetuximab", "bevacizumab"]),
        (
            "epirubicin, cisplatin, capecitabine, bevacizumab",
            ["epirubicin", "cisplatin", "capecitabine", "bevacizumab"],
        ),
        ("placebo + sorafenib", ["placebo", "sorafenib"]),
        ("pembrolizumab, placebo", ["pembrolizumab", "placebo"]),
    ],
)
def test_what_is_given_together(name: str, expected: list[str]) -> None:
    """Names joined by signs, words and brackets are read one by one."""
    assert named(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("no radiotherapy", []),
        ("Non-chemotherapy", []),
        ("chemo-free", []),
        ("chemotherapy-free regimen", []),
        ("radiotherapy-naive", []),
        ("without prior surgery", []),
        ("neither chemotherapy nor radiotherapy", []),
        ("without ondansetron, aprepitant or dexamethasone", []),
        ("without radiotherapy or chemotherapy", []),
        ("not radiotherapy", []),
        ("not only radiotherapy but also chemotherapy", ["radiotherapy", "chemotherapy"]),
        ("without chemotherapy but with radiotherapy", ["radiotherapy"]),
        ("no chemotherapy, radiotherapy alone", ["radiotherapy"]),
        ("without radiotherapy (chemotherapy alone)", ["chemotherapy"]),
        ("surgery only (no chemotherapy or radiotherapy)", ["surgery"]),
        ("omission of radiotherapy", []),
        ("Discontinuation of imatinib", []),
        ("imatinib discontinuation", []),
        ("refractory to oxaliplatin", []),
        ("FOLFOX-refractory", []),
        ("resistance to osimertinib or gefitinib", []),
        ("prior anti-PD-1 therapy", []),
        ("previously treated with sorafenib: regorafenib", ["regorafenib"]),
        ("lenvatinib after TACE failure", ["lenvatinib"]),
        ("anlotinib in cisplatin-ineligible patients", ["anlotinib"]),
        ("capecitabine instead of 5-FU", ["capecitabine"]),
        ("ondansetron for chemotherapy-induced vomiting", ["ondansetron"]),
        (
            "smoking cessation digital therapeutic",
            ["smoking cessation intervention", "digital health intervention"],
        ),
    ],
)
def test_what_is_denied_is_not_given(name: str, expected: list[str]) -> None:
    """Words of absence, of the past and of failure take a name out, and nothing beside it."""
    assert named(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Placebo of lenvatinib", ["placebo"]),
        ("Placebo (for lenvatinib)", ["placebo"]),
        ("Placebo matching apatinib mesylate", ["placebo"]),
        ("Placebo to match pembrolizumab + lenvatinib", ["placebo", "lenvatinib"]),
        ("Placebo for lenvatinib plus TACE", ["placebo", TACE]),
        ("Placebo for dabrafenib and trametinib", ["placebo"]),
        ("Placebo sildenafil", ["placebo"]),
        ("sildenafil placebo", ["placebo"]),
        ("sildenafil (Viagra) placebo", ["placebo"]),
        ("sildenafil-matched placebo", ["placebo"]),
        ("placebo of sacubitril/valsartan (LCZ696)", ["placebo"]),
        ("Placebo (saline)", ["placebo", "saline"]),
        ("Placebo normal saline", ["placebo", "saline"]),
        ("nepafenac vehicle", []),
        ("Sham tDCS", ["sham intervention"]),
        ("shockwave therapy - sham", ["sham intervention"]),
        ("placebo sham injection", ["sham intervention"]),
        ("active or sham TENS", ["sham intervention", "transcutaneous electrical nerve stimulation"]),
    ],
)
def test_placebo_of_a_drug_is_not_the_drug(name: str, expected: list[str]) -> None:
    """What a placebo or a sham stands for is not given; what is added to it is."""
    for concept in expected:
        assert concept in named(name)
    assert set(named(name)) <= {*expected, "placebo"}


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("cisplatin or carboplatin", [{"cisplatin", "carboplatin"}]),
        ("lenvatinib 8 mg or sorafenib 400 mg bid", [{"lenvatinib", "sorafenib"}]),
        ("Lenvatinib (8 mg/day) or sorafenib (0.4 g twice daily)", [{"lenvatinib", "sorafenib"}]),
        ("paclitaxel (or docetaxel) plus carboplatin", [{"paclitaxel", "docetaxel"}]),
        ("sorafenib vs. lenvatinib", [{"sorafenib", "lenvatinib"}]),
        (
            "investigator's choice of A: docetaxel, paclitaxel or irinotecan",
            [{"docetaxel", "paclitaxel", "irinotecan"}],
        ),
        ("PD-1 inhibitor (sintilimab, tislelizumab, etc.)", [{"sintilimab", "tislelizumab"}]),
        ("PD-1 inhibitor (sintilimab/tislelizumab)", [{"sintilimab", "tislelizumab"}]),
        ("PD-1 inhibitors (e.g. sintilimab, tislelizumab)", [{"sintilimab", "tislelizumab"}]),
        ("PD-1 inhibitors such as sintilimab and tislelizumab", [{"sintilimab", "tislelizumab"}]),
        (
            "TKI (sorafenib, lenvatinib) plus PD-1 inhibitor (sintilimab or camrelizumab)",
            [{"sorafenib", "lenvatinib"}, {"sintilimab", "camrelizumab"}],
        ),
        ("either cisplatin or carboplatin, with etoposide", [{"cisplatin", "carboplatin"}]),
        ("Chemotherapy (paclitaxel, carboplatin)", []),
        ("chemotherapy (paclitaxel and carboplatin)", []),
        ("sintilimab/lenvatinib", []),
        ("cisplatin, radiotherapy", []),
        ("cisplatin and/or radiotherapy", []),
        ("cisplatin with or without radiotherapy", []),
        ("cisplatin alone or combined with radiotherapy", []),
        ("cisplatin followed by radiotherapy", []),
    ],
)
def test_alternatives(name: str, chosen: list[set[str]]) -> None:
    """`or`, `versus` and examples of a class make alternatives; `and`, a sign or `with or without` do not."""
    found = links(Intervention(name=name, type="DRUG"))
    numbers = sorted({link.choice for link in found} - {0})
    assert [set(labels([link for link in found if link.choice == number])) for number in numbers] == chosen


@pytest.mark.parametrize(
    ("name", "optional"),
    [
        ("cisplatin with or without radiotherapy", ["radiotherapy"]),
        ("cisplatin with/without radiotherapy", ["radiotherapy"]),
        ("cisplatin with and without radiotherapy", ["radiotherapy"]),
        ("cisplatin ± radiotherapy", ["radiotherapy"]),
        ("cisplatin +/- radiotherapy", ["radiotherapy"]),
        ("cisplatin alone or in combination with radiotherapy", ["radiotherapy"]),
        ("FOLFIRI ± bevacizumab or cetuximab", ["bevacizumab", "cetuximab"]),
        ("± radiotherapy", ["radiotherapy"]),
        ("cisplatin and radiotherapy", []),
        ("cisplatin or radiotherapy", []),
    ],
)
def test_optional(name: str, optional: list[str]) -> None:
    """What only some get is marked; what it is added to is not."""
    found = links(Intervention(name=name, type="DRUG"))
    assert labels([link for link in found if link.optional]) == optional


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("sintilimab versus sorafenib", ["sintilimab"]),
        ("TACE plus lenvatinib vs. TACE", [TACE, "lenvatinib"]),
        ("SBRT compared with radiofrequency ablation", [SBRT]),
        ("Control: sorafenib", ["sorafenib"]),
        ("Arm without radiotherapy", []),
    ],
)
def test_label_of_an_arm(label: str, expected: list[str]) -> None:
    """The label of an arm names what is given in it, and not what that is compared with."""
    assert labels(links(arms=(ArmGroup(label=label),))) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prednisone", "prednisolone"),
        ("apatinib", "afatinib"),
        ("azacitidine", "decitabine"),
        ("hydroxyurea", "hydroxyzine"),
        ("vinblastine", "vincristine"),
        ("cisplatin", "carboplatin"),
        ("daunorubicin", "doxorubicin"),
        ("valaciclovir", "valganciclovir"),
        ("pravastatin", "pitavastatin"),
        ("fluorouracil", "flucytosine"),
    ],
)
def test_close_names_of_different_drugs(one: str, other: str) -> None:
    """Two drugs whose names are alike are never read as each other."""
    assert named(one) == [one]
    assert other not in named(one)


@pytest.mark.parametrize(
    "text",
    [
        "Candida albicans skin test",
        "definite diagnosis",
        "Eye Movement",
        "An app for better sleep",
        "Web-based family health history tool",
        "Educational booklet",
        "Video game",
        "Peer mentor",
        "salt reduction",
        "os",
        "s1 vertebra",
        "fasting glucose",
    ],
)
def test_everyday_words_are_no_drugs(text: str) -> None:
    """Words of everyday life are not read as misspelt drugs, nor as abbreviations."""
    assert not {VOCABULARY.concepts[link.concept].kind for link in links(Intervention(name=text))} & {"drug"}


def test_a_damaged_name_is_its_drug_or_none() -> None:
    """With one letter left out, a long drug name is read as that drug, as none, or as the name it now is."""
    others = {name.casefold(): c.label for c in VOCABULARY.concepts.values() for name in c.names}
    for concept in VOCABULARY.concepts.values():
        name = concept.label
        if concept.kind != "drug" or len(name) < 9 or not name.isalpha():
            continue
        damaged = name[: len(name) // 2] + name[len(name) // 2 + 1 :]
        assert set(named(damaged)) <= {name, others.get(damaged.casefold(), name)}


def test_a_class_is_specialised_by_its_own_kind_only() -> None:
    """A description narrows a class to its kinds; drugs of other classes in it are not given."""
    described = Intervention(
        name="VEGF inhibitor", type="DRUG", description="bevacizumab, never with sorafenib or gefitinib"
    )
    assert labels(links(described)) == ["VEGF inhibitor", "bevacizumab"]


def test_a_device_is_not_described_into_a_drug() -> None:
    """What the description of a device speaks of is not read as a drug."""
    assert labels(links(Intervention(name="Pump X", type="DEVICE", description="delivers insulin"))) == []


def test_a_name_that_says_nothing_is_described() -> None:
    """Where the name of a drug says nothing, the beginning of its description counts, and no more."""
    near = Intervention(name="Study drug", type="DRUG", description="anlotinib 12 mg")
    assert [link.method for link in links(near)] == ["described"]
    far = Intervention(name="Study drug", type="DRUG", description="x " * 200 + "anlotinib")
    assert links(far) == []


def test_a_name_of_ten_thousand_characters() -> None:
    """A name of 10,000 characters is read from its beginning, in time in proportion to what is read."""
    name = "sorafenib or lenvatinib, " * 400
    assert len(name) == 10_000
    found = links(Intervention(name=name, type="DRUG"))
    assert set(labels(found)) == {"sorafenib", "lenvatinib"}
    assert all(name[link.start : link.end] == link.words for link in found)


@pytest.mark.parametrize(
    "part",
    [
        "sorafenib, ",
        "without sorafenib ",
        "(((",
        "sorafenb ",
        "a",
        " ",
        "\n",
        "placebo for ",
        "A or B / C ± ",
        "without sorafenib" + " " * 900 + "or ",
        "1 - ",
        "1,000.",
        "PD-1 inhibitor (",
        "sintilimab, tislelizumab or ",
    ],
)
def test_time_is_in_proportion_to_length(part: str) -> None:
    """A description ten times as long takes about ten times as long, and never a hundred times."""

    def seconds(length: int) -> float:
        description = "PD-1 inhibitor " + part * (length // len(part))
        begin = time.perf_counter()
        LINKER.links(
            Study(
                protocol_section=ProtocolSection(
                    arms_interventions_module=ArmsInterventionsModule(
                        interventions=[Intervention(name="drug", type="DRUG", description=description)]
                    )
                )
            )
        )
        return time.perf_counter() - begin

    seconds(1_000)
    assert seconds(40_000) < 40 * max(seconds(4_000), 0.02)


@pytest.mark.parametrize(
    "text",
    [
        "\u202eبيمبروليزوماب pembrolizumab\u202c",
        "سورافينيب (sorafenib)",
        "טיפול: sorafenib",
        "索拉非尼(sorafenib)",
        "ソラフェニブ／sorafenib",
        "Ｓｏｒａｆｅｎｉｂ ４００ｍｇ",
        "sora\u00adfenib",
        "\x00sorafenib\x00",
        "sorafenib\u200b",
        "e\u0301" * 50 + " sorafenib",
    ],
)
def test_other_scripts(text: str) -> None:
    """Right-to-left, full-width and odd text is read, and the words are those of the field."""
    found = links(Intervention(name=text, type="DRUG"))
    for link in found:
        assert text[link.start : link.end] == link.words
    if "\u00ad" not in text:
        assert set(labels(found)) & {"sorafenib", "pembrolizumab"}


PIECES = st.sampled_from(
    """sorafenib|lenvatinib|PD-1 inhibitor|placebo|FOLFOX|radiotherapy|carboplatin plus paclitaxel|TACE|sham
    |without|no|prior|or|and|plus|versus|with or without|±|(|)|[|]|,|;|/|+|400 mg|e.g.|etc.|for|of|non-|-naive
    |Sorafinib|ＰＤ－１|α|\u202e|\n""".replace("\n    ", "").split("|")
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES).map("".join)
)


@given(TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    """Reading raises on no text; spans stand in the text, in order; the same text gives the same links."""
    found = links(Intervention(name=text, type="DRUG", description=text), arms=(ArmGroup(label=text),))
    assert found == links(
        Intervention(name=text, type="DRUG", description=text), arms=(ArmGroup(label=text),)
    )
    by_field: dict[str, list[Link]] = {}
    for link in found:
        assert text[link.start : link.end] == link.words
        assert link.words
        by_field.setdefault(link.field, []).append(link)
    for in_field in by_field.values():
        starts = [link.start for link in in_field]
        assert starts == sorted(starts)
        assert all(one.end <= other.start for one, other in pairwise(in_field))


DRUGS = st.sampled_from(
    [
        concept.label
        for concept in VOCABULARY.concepts.values()
        if concept.kind == "drug" and concept.id != "NCIT:C753" and len(concept.label) > 4
    ]
)
DENIALS = st.sampled_from(
    ["without {}", "no {}", "prior {}", "refractory to {}", "placebo for {}", "{} placebo", "{}-naive",
     "instead of {}", "failure of {}", "non-{}", "{} matching placebo", "omission of {}"]
)  # fmt: skip


@given(DRUGS, DENIALS, st.sampled_from(["", " tablets", " (oral)", "; 3 cycles"]))
def test_a_denied_drug_is_never_given(drug: str, denial: str, end: str) -> None:
    """Whatever the drug, one word of denial takes it out."""
    assert drug not in named(denial.format(drug) + end)


@given(DRUGS, DRUGS)
def test_two_drugs_are_both_given(one: str, other: str) -> None:
    """Whatever the drugs, `A + B` names both, or a product that holds them."""
    found = links(Intervention(name=f"{one} + {other}", type="DRUG"))
    reached = {above for link in found for above in ANCESTORS[link.concept]}
    assert {one, other} <= {VOCABULARY.concepts[concept].label for concept in reached}


@given(st.text())
def test_words_keep_their_places(text: str) -> None:
    """Words of any text stand in it in order."""
    read = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in read)
    assert [word.start for word in read] == sorted(word.start for word in read)


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
