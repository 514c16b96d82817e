"""What holds for CTIS, ISRCTN and EUCTR records: nothing is lost, and the registers' words become codes."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kg.sources import Read, all_sources, isrctn_json, read
from kg.sources._ctis_facts import LEFT_OUT as CTIS_LEFT_OUT
from kg.sources._euctr_answers import why_answer_is_left_out
from kg.sources._euctr_lines import form_fields
from kg.sources._fields import Fields, decode_fields, why_left_out, without_numbers
from kg.sources._numbered import numbered_outcomes
from kg.sources._register_words import day, is_no_id
from kg.study import encode

ROOT = Path(__file__).parents[2]
NAMES = {"CTIS.jsonl.gz": "ctis_json", "EUCTR.jsonl.gz": "euctr_json", "ISRCTN.jsonl.gz": "isrctn_json"}
COUNTS = {"CTIS.jsonl.gz": 9, "EUCTR.jsonl.gz": 25, "ISRCTN.jsonl.gz": 10}

# fields whose words become codes, numbers or parts of a whole, so that they are not found as they stand
READ_AS_CODES = {
    "euctr_json": r"e6\d+_.*|e7[1234]_.*|e8[17].*|f1.*|f2[12]_.*|f31_.*|dimp\.d311\d.*|e863_.*|"
    r"trialInformation\.countrySubjectCounts.*|f422.*|e5[12]1?_.*",
    "isrctn_json": r"participants\.(gender|targetEnrolment|totalFinalEnrolment)|trialDesign\..*|"
    r"interventions\.intervention\.(interventionType|phase|drugNames)|miscellaneous\.ipdSharingPlan|"
    r"trialDescription\.(primary|secondary)Outcome|participants\.trialCentres\.trialCentre\.zip|isrctn|"
    r"results\.publicationDetails",
    "ctis_json": r"(.*\.)?(is(Female|Male)Subjects|gender|ageGroup|trialCountries|totalNumberEnrolled|"
    r"mscPublicStatusCode|ctStatus|ctPublicStatusCode|clinicalTrialGroups\.name|language|anAdvancedTherapy.*|"
    r"jsonActiveSubstanceNames|substanceOrigin|actSubstOrigin|resultsFirstReceived|sponsorDuties\.\w+)",
}


def why(source: str, at: str, words: str) -> str | None:
    if source == "euctr_json":
        return why_answer_is_left_out(at, words)
    left_out = CTIS_LEFT_OUT if source == "ctis_json" else isrctn_json.LEFT_OUT
    inner = re.sub(
        r".*(memberStatesConcerned|authorizedPartsII|productRoleGroupInfos\[\d+\]\.products)\[\d+\]\.", "", at
    )
    part = re.sub(r"^authorizedApplication\.", "", at)
    return why_left_out(part, left_out) or (inner != at and why_left_out(inner, left_out)) or None


def squeezed(words: str) -> str:
    return "".join(words.split()).casefold()


def said(study: bytes) -> str:
    """Join every text and number that a Study states."""
    found: list[str] = []

    def collect(node: object) -> None:
        if isinstance(node, dict):
            for member in node.values():
                collect(member)
        elif isinstance(node, list):
            for member in node:
                collect(member)
        elif node is not None:
            found.append(squeezed(str(node)))

    collect(json.loads(study))
    return "\n".join(found)


def unsaid(source: str, record: bytes, study: bytes) -> Counter[str]:
    """List the fields of a record that the Study neither states, nor reads as codes, nor leaves out."""
    text = said(study)
    lost: Counter[str] = Counter()
    for at, words in decode_fields(record, "a register").unread():
        path = without_numbers(at)
        if why(source, at, words) or re.fullmatch(READ_AS_CODES[source], path) or is_no_id(words):
            continue
        if squeezed(words) not in text and squeezed(day(words) or "\0") not in text:
            lost[path] += 1
    return lost


@pytest.mark.parametrize("name", NAMES)
def test_real_records_lose_nothing(shared: Path, name: str) -> None:
    """Every field of every real record is stated, read as a code, or left out for a reason that is given."""
    source = NAMES[name]
    found = list(read([shared / "registers" / name]))
    assert [type(one) for one in found] == [Read] * COUNTS[name]
    lost: Counter[str] = Counter()
    for one in found:
        assert isinstance(one, Read)
        assert one.provenance.source == source
        lost += unsaid(source, one.content, encode(one.study))
    assert lost == Counter()


def test_real_texts_are_read(shared: Path) -> None:
    """Every record of the real text files is read, also of the one that lost its line ends."""
    folder = shared / "registers"
    found = list(
        read([folder / "ctrdata_test_error_trials_euctr.txt", folder / "eudract-py_one_study_full.txt"])
    )
    assert [type(one) for one in found] == [Read] * 14


def test_text_and_json_of_one_record_agree() -> None:
    """The text and the JSON of one record, in our own wording, state the same of the trial."""
    text = (ROOT / "examples" / "EUCTR2015-001314-10-SE.euctr.txt").read_bytes()
    same = ROOT / "tests" / "cases" / "sources" / "euctr_json" / "same_as_the_text_example" / "input.json"
    from_text = all_sources()["euctr_text"].study(text)
    from_json = all_sources()["euctr_json"].study(same.read_bytes())
    assert from_text.protocol_section == from_json.protocol_section
    assert from_text.trial_id == from_json.trial_id == "EUCTR2015-001314-10"
    assert from_text.trialkg.record_id == from_json.trialkg.record_id == "EUCTR2015-001314-10-SE"


@pytest.mark.parametrize("name", ["CTIS", "EUCTR", "ISRCTN", "CTGOV2"])
def test_a_file_of_several_registers_is_told_by_its_first_record(name: str) -> None:
    """ctrdata keeps all registers in one collection: the source of its first record recognises it."""
    fields = {
        "ctNumber": "1",
        "ctStatus": "1",
        "a2_eudract_number": "1",
        "isrctn": "1",
        "trialDescription": "1",
    }
    lines = [json.dumps({"ctrname": one} | fields) for one in (name, "CTIS", "EUCTR", "ISRCTN")]
    head = "\n".join(lines).encode()
    found = [source for source, module in all_sources().items() if module.recognises(head)]
    assert found == [source for source in NAMES.values() if source.startswith(f"{name.lower()}_")]


def test_lists_of_the_form_are_told_apart() -> None:
    """Products, their substances, sponsors and MedDRA terms are lists, also where a text has no line ends."""
    text = (
        "A.2 EudraCT number: 2012-003632-23\nSponsor 1\nB.1.1 Name of Sponsor: One\nSponsor 2\n"
        "B.1.1 Name of Sponsor: Two\nD.IMP: 1\nD.3.1 Product name: First\nD.3.8 INN - Proposed INN: a\n"
        "D.3.10.1 Concentration unit: mg\nD.3.8 INN - Proposed INN: b\nD.IMP: 2\nD.3.1 Product name: Second\n"
        "E.1.2 Term: x\nE.1.2 Term: y\nF.3.1 Healthy volunteers: No\n"
        "P. End of Trial\nP. End of Trial Status: Ongoing"
    )
    expected = {
        "sponsors": ["One", "Two"],
        "products": ["First", "Second"],
        "substances": ["a", "b"],
        "terms": ["x", "y"],
    }
    for layout in (text, text.replace("\n", "")):
        form = Fields(form_fields(layout))
        assert expected == {
            "sponsors": form.texts("b1_sponsor.b11_name_of_sponsor"),
            "products": form.texts("dimp.d31_product_name"),
            "substances": form.texts("dimp.d38_imp_identification_details.d38_inn__proposed_inn"),
            "terms": form.texts("e12_meddra_classification.e12_term"),
        }


def test_contact_details_are_no_other_facts(shared: Path) -> None:
    """No field of a real record that is an e-mail address or a telephone number becomes an other fact."""
    for one in read([shared / "registers" / name for name in NAMES]):
        assert isinstance(one, Read)
        facts = one.study.trialkg.other_facts
        assert [
            fact for fact in facts if re.fullmatch(r"\S+@\S+\.[a-z]{2,}|\+\d[\d /-]{7,}", fact.value)
        ] == []


@pytest.mark.parametrize("words", ["Nil known", "NCT00000000", "U0000-0000-0000", "N/A"])
def test_ids_of_nothing_are_no_ids(words: str) -> None:
    """The ways in which registers write that there is no id are not ids."""
    assert is_no_id(words)


def test_numbered_outcomes_have_their_own_times() -> None:
    """A numbered list of end points is taken apart with a list of their times, and not with a single time."""
    apart = numbered_outcomes("1. Death\n2. Stroke", "1. Day 28\n2. Day 90")
    assert [(one.measure, one.time_frame) for one in apart] == [("Death", "Day 28"), ("Stroke", "Day 90")]
    together = numbered_outcomes("1. Death\n2. Stroke", "Day 28")
    assert [(one.measure, one.time_frame) for one in together] == [("1. Death\n2. Stroke", "Day 28")]


def test_states_of_a_record_have_their_status(shared: Path) -> None:
    """Where CTIS names a status for each member state, its sites have that status."""
    found = [one for one in read([shared / "registers" / "CTIS.jsonl.gz"]) if isinstance(one, Read)]
    modules = [one.study.protocol_section.contacts_locations_module for one in found]
    assert all(location.status for module in modules for location in module.locations if location.contacts)
