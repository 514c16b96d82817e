"""Adverse events in the results of an EUCTR record."""

from __future__ import annotations

from kg.sources._fields import Fields, code_name, reference
from kg.sources._words import count
from kg.study.results import AdverseEvent, AdverseEventsModule, EventGroup, EventStats

EVENTS = "adverseEvents"
# system organ classes of MedDRA by the numbers of the EU's list of terms (EUTCT)
ORGAN_SYSTEMS = {
    "100000004848": "Investigations",
    "100000004849": "Cardiac disorders",
    "100000004850": "Congenital, familial and genetic disorders",
    "100000004851": "Blood and lymphatic system disorders",
    "100000004852": "Nervous system disorders",
    "100000004853": "Eye disorders",
    "100000004854": "Ear and labyrinth disorders",
    "100000004855": "Respiratory, thoracic and mediastinal disorders",
    "100000004856": "Gastrointestinal disorders",
    "100000004857": "Renal and urinary disorders",
    "100000004858": "Skin and subcutaneous tissue disorders",
    "100000004859": "Musculoskeletal and connective tissue disorders",
    "100000004860": "Endocrine disorders",
    "100000004861": "Metabolism and nutrition disorders",
    "100000004862": "Infections and infestations",
    "100000004863": "Injury, poisoning and procedural complications",
    "100000004864": "Neoplasms benign, malignant and unspecified (incl cysts and polyps)",
    "100000004866": "Vascular disorders",
    "100000004867": "General disorders and administration site conditions",
    "100000004868": "Pregnancy, puerperium and perinatal conditions",
    "100000004870": "Immune system disorders",
    "100000004871": "Hepatobiliary disorders",
    "100000004872": "Reproductive system and breast disorders",
    "100000004873": "Psychiatric disorders",
}
ASSESSMENT = {
    "ADV_EVT_ASSESS_TYPE.systematic": "SYSTEMATIC_ASSESSMENT",
    "ADV_EVT_ASSESS_TYPE.non_systematic": "NON_SYSTEMATIC_ASSESSMENT",
}


def adverse_events(form: Fields) -> AdverseEventsModule | None:
    """Read the groups with their totals, and each term with its counts."""
    groups: dict[str, EventGroup] = {}
    for found in form.each(f"{EVENTS}.reportingGroups.reportingGroup"):
        groups[reference(found, "id")] = _group(found, f"EG{len(groups):03}")
    vocabulary = _vocabulary(form)
    module = AdverseEventsModule(
        frequency_threshold=form.text(f"{EVENTS}.nonSeriousEventFrequencyThreshold"),
        time_frame=form.text(f"{EVENTS}.timeFrame"),
        description=form.text(f"{EVENTS}.description"),
        event_groups=list(groups.values()),
        serious_events=[
            _event(one, groups, vocabulary)
            for one in form.each(f"{EVENTS}.seriousAdverseEvents.seriousAdverseEvent")
        ],
        other_events=[
            _event(one, groups, vocabulary)
            for one in form.each(f"{EVENTS}.nonSeriousAdverseEvents.nonSeriousAdverseEvent")
        ],
    )
    return module if module != AdverseEventsModule() else None


def _group(found: Fields, name: str) -> EventGroup:
    exposed = count(found.text("subjectsExposed"))
    return EventGroup(
        id=name,
        title=found.text("title"),
        description=found.text("description"),
        deaths_num_affected=count(found.text("deathsAllCauses")),
        deaths_num_at_risk=exposed,
        serious_num_affected=count(found.text("subjectsAffectedBySeriousAdverseEvents")),
        serious_num_at_risk=exposed,
        other_num_affected=count(found.text("subjectsAffectedByNonSeriousAdverseEvents")),
        other_num_at_risk=exposed,
    )


def _event(one: Fields, groups: dict[str, EventGroup], vocabulary: str | None) -> AdverseEvent:
    system, method = one.text("organSystem.eutctId") or "", one.text("assessmentMethod.value") or ""
    return AdverseEvent(
        term=one.text("term"),
        organ_system=ORGAN_SYSTEMS.get(system, system) or None,
        source_vocabulary=vocabulary,
        assessment_type=ASSESSMENT.get(method) or code_name(method),
        stats=[_stats(value, groups) for value in one.each("values.value")],
    )


def _stats(value: Fields, groups: dict[str, EventGroup]) -> EventStats:
    group = groups.get(reference(value, "reportingGroupId"))
    return EventStats(
        group_id=group.id if group else None,
        num_events=count(value.text("occurrences")),
        num_affected=count(value.text("subjectsAffected")),
        num_at_risk=count(value.text("subjectsExposed")),
    )


def _vocabulary(form: Fields) -> str | None:
    name = (form.text(f"{EVENTS}.dictionary.name.value") or "").rpartition(".")[2]
    version = form.text(f"{EVENTS}.dictionary.version")
    spelt = {"meddra": "MedDRA", "snomedct": "SNOMED CT"}.get(name.casefold(), name)
    return " ".join(filter(None, [spelt, version])) or None
