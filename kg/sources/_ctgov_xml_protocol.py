"""The protocol part of legacy XML, element by element, in the API's fields and codes."""

from __future__ import annotations

import re
from collections import defaultdict

from kg.sources import _words as codes
from kg.sources._ctgov_xml_added import references, sharing
from kg.sources._ctgov_xml_people import contacts_locations, sponsors_of
from kg.sources._words import Wordings, age, count, iso_date
from kg.sources._xml import Part
from kg.study.protocol import (
    ArmGroup,
    ArmsInterventionsModule,
    BioSpec,
    ConditionsModule,
    DateStruct,
    DescriptionModule,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    ExpandedAccessInfo,
    ExpandedAccessTypes,
    IdentificationModule,
    IdInfo,
    Intervention,
    MaskingInfo,
    OrganizationInfo,
    Outcome,
    OutcomesModule,
    OversightModule,
    ProtocolSection,
    SponsorCollaboratorsModule,
    StatusModule,
)

_DESIGN = re.compile(r",\s*(?=[A-Z][A-Za-z ]+:\s)")
_SPECIMENS = {
    "samples with dna": "SAMPLES_WITH_DNA",
    "samples without dna": "SAMPLES_WITHOUT_DNA",
    "none retained": "NONE_RETAINED",
}


def protocol_section(part: Part, words: Wordings) -> ProtocolSection:
    """Read everything that was registered."""
    organization = part.text("source")
    sponsors = sponsors_of(part, words)
    return ProtocolSection(
        identification_module=_identification(part, organization, sponsors),
        status_module=_status(part, words),
        sponsor_collaborators_module=sponsors,
        oversight_module=_oversight(part.part("oversight_info"), words),
        description_module=DescriptionModule(
            brief_summary=part.block("brief_summary"), detailed_description=part.block("detailed_description")
        ),
        conditions_module=ConditionsModule(
            conditions=part.texts("condition"), keywords=part.texts("keyword")
        ),
        design_module=_design(part, words),
        arms_interventions_module=_arms(part, words),
        outcomes_module=OutcomesModule(
            primary_outcomes=_outcomes(part.parts("primary_outcome")),
            secondary_outcomes=_outcomes(part.parts("secondary_outcome")),
            other_outcomes=_outcomes(part.parts("other_outcome")),
        ),
        eligibility_module=_eligibility(part.part("eligibility"), words),
        contacts_locations_module=contacts_locations(part, words),
        references_module=references(part),
        ipd_sharing_statement_module=sharing(part.part("patient_data"), words),
    )


def _identification(
    part: Part, organization: str | None, sponsors: SponsorCollaboratorsModule
) -> IdentificationModule:
    ids = part.part("id_info")
    org_study_id, lead = ids.text("org_study_id"), sponsors.lead_sponsor
    return IdentificationModule(
        nct_id=ids.text("nct_id"),
        nct_id_aliases=ids.texts("nct_alias"),
        org_study_id_info=IdInfo(id=org_study_id) if org_study_id else None,
        secondary_id_infos=[IdInfo(id=one) for one in ids.texts("secondary_id")],
        organization=OrganizationInfo(
            full_name=organization, class_=lead.class_ if lead and lead.name == organization else None
        )
        if organization
        else None,
        brief_title=part.text("brief_title"),
        official_title=part.text("official_title"),
        acronym=part.text("acronym"),
    )


def _date(part: Part, tag: str, words: Wordings | None = None) -> DateStruct | None:
    """Read a date and the type that stands in its attribute."""
    element = part.element(tag)
    if element is None or not (date := iso_date(element.text)):
        return None
    kind = element.get("type")
    if words is None or kind is None:
        return DateStruct(date=date, type=_POSTED.get((kind or "").lower()))
    return DateStruct(date=date, type=words.code(codes.DATE_TYPE, f"{tag} type", kind))


# a date on which something was posted is actual, or the registry's estimate
_POSTED = {"actual": "ACTUAL", "estimate": "ESTIMATED"}


def _status(part: Part, words: Wordings) -> StatusModule:
    def day(*tags: str) -> str | None:
        return next((date for tag in tags if (date := iso_date(part.text(tag)))), None)

    return StatusModule(
        status_verified_date=day("verification_date"),
        overall_status=words.code(codes.STATUS, "overall_status", part.text("overall_status")),
        last_known_status=words.code(codes.STATUS, "last_known_status", part.text("last_known_status")),
        why_stopped=part.text("why_stopped"),
        expanded_access_info=_expanded_access(part, words),
        start_date_struct=_date(part, "start_date", words),
        primary_completion_date_struct=_date(part, "primary_completion_date", words),
        completion_date_struct=_date(part, "completion_date", words),
        study_first_submit_date=day("study_first_submitted", "firstreceived_date"),
        study_first_submit_qc_date=day("study_first_submitted_qc"),
        study_first_post_date_struct=_date(part, "study_first_posted"),
        results_first_submit_date=day("results_first_submitted", "firstreceived_results_date"),
        results_first_submit_qc_date=day("results_first_submitted_qc"),
        results_first_post_date_struct=_date(part, "results_first_posted"),
        disp_first_submit_date=day("disposition_first_submitted", "firstreceived_results_disposition_date"),
        disp_first_submit_qc_date=day("disposition_first_submitted_qc"),
        disp_first_post_date_struct=_date(part, "disposition_first_posted"),
        last_update_submit_date=day("last_update_submitted", "lastchanged_date"),
        last_update_post_date_struct=_date(part, "last_update_posted"),
    )


def _expanded_access(part: Part, words: Wordings) -> ExpandedAccessInfo | None:
    has = words.yes_no("has_expanded_access", part.text("has_expanded_access"))
    return None if has is None else ExpandedAccessInfo(has_expanded_access=has)


def _oversight(part: Part, words: Wordings) -> OversightModule:
    def yes_no(tag: str) -> bool | None:
        return words.yes_no(tag, part.text(tag))

    return OversightModule(
        oversight_has_dmc=yes_no("has_dmc"),
        is_fda_regulated_drug=yes_no("is_fda_regulated_drug"),
        is_fda_regulated_device=yes_no("is_fda_regulated_device"),
        is_unapproved_device=yes_no("is_unapproved_device"),
        is_ppsd=yes_no("is_ppsd"),
        is_us_export=yes_no("is_us_export"),
    )


def _design(part: Part, words: Wordings) -> DesignModule:
    study_type = words.code(codes.STUDY_TYPE, "study_type", part.text("study_type"))
    phase = part.text("phase")
    enrollment = part.element("enrollment")
    retention = words.code(_SPECIMENS, "biospec_retention", part.text("biospec_retention"))
    specimens = BioSpec(retention=retention, description=part.block("biospec_descr"))
    registry = words.yes_no("patient_registry", part.text("patient_registry"))
    return DesignModule(
        study_type=study_type,
        expanded_access_types=_expanded_types(part.part("expanded_access_info"), words),
        patient_registry=registry,
        target_duration=part.text("target_duration"),
        # legacy XML gives studies that are no trials the phase N/A
        phases=words.phases("phase", phase) if study_type == "INTERVENTIONAL" and phase else [],
        design_info=_design_info(part, words),
        bio_spec=None if specimens == BioSpec() else specimens,
        enrollment_info=None
        if enrollment is None
        else EnrollmentInfo(
            count=count(enrollment.text),
            type=words.code(codes.DATE_TYPE, "enrollment type", enrollment.get("type")),
        ),
    )


def _expanded_types(part: Part, words: Wordings) -> ExpandedAccessTypes | None:
    kinds = ("individual", "intermediate", "treatment")
    tags = {kind: f"expanded_access_type_{kind}" for kind in kinds}
    types = ExpandedAccessTypes(**{kind: words.yes_no(tag, part.text(tag)) for kind, tag in tags.items()})
    return None if types == ExpandedAccessTypes() else types


def _design_info(part: Part, words: Wordings) -> DesignInfo | None:
    """Read the design from elements of their own, or from the one text that the older schema has."""
    info = part.part("study_design_info")
    pieces = _DESIGN.split(part.text("study_design") or "")
    old = dict(piece.split(": ", 1) for piece in pieces if ": " in piece)

    def named(tag: str) -> str | None:
        return info.text(tag) or old.pop(tag.replace("_", " ").title(), None)

    def code(tag: str, table: dict[str, str]) -> str | None:
        return words.code(table, tag, named(tag))

    masking, who = words.masking("masking", named("masking"))
    described = info.text("masking_description")
    masked = MaskingInfo(masking=masking, masking_description=described, who_masked=who)
    design = DesignInfo(
        allocation=code("allocation", codes.ALLOCATION),
        intervention_model=code("intervention_model", codes.INTERVENTION_MODEL),
        intervention_model_description=info.text("intervention_model_description"),
        primary_purpose=code("primary_purpose", codes.PRIMARY_PURPOSE),
        observational_model=code("observational_model", codes.OBSERVATIONAL_MODEL),
        time_perspective=code("time_perspective", codes.TIME_PERSPECTIVE),
        masking_info=None if masked == MaskingInfo() else masked,
    )
    for name, value in old.items():
        words.keep(name, value)
    return None if design == DesignInfo() else design


def _arms(part: Part, words: Wordings) -> ArmsInterventionsModule:
    given: dict[str, list[str]] = defaultdict(list)
    interventions = []
    for one in part.parts("intervention"):
        kind, name = one.text("intervention_type"), one.text("intervention_name")
        labels = one.texts("arm_group_label")
        for label in labels:
            given[label].append(f"{kind}: {name}")
        interventions.append(
            Intervention(
                type=words.code(codes.INTERVENTION_TYPE, "intervention_type", kind),
                name=name,
                description=one.block("description"),
                arm_group_labels=labels,
                other_names=one.texts("other_name"),
            )
        )
    arms = [_arm(one, given, words) for one in part.parts("arm_group")]
    return ArmsInterventionsModule(arm_groups=arms, interventions=interventions)


def _arm(part: Part, given: dict[str, list[str]], words: Wordings) -> ArmGroup:
    label = part.text("arm_group_label")
    return ArmGroup(
        label=label,
        type=words.code(codes.ARM_TYPE, "arm_group_type", part.text("arm_group_type")),
        description=part.block("description"),
        intervention_names=given.get(label or "", []),
    )


def _outcomes(parts: list[Part]) -> list[Outcome]:
    return [
        Outcome(
            measure=part.text("measure"),
            description=part.block("description"),
            time_frame=part.text("time_frame"),
        )
        for part in parts
    ]


def _eligibility(part: Part, words: Wordings) -> EligibilityModule:
    healthy = part.text("healthy_volunteers")
    if healthy and healthy.lower().startswith("accepts"):
        healthy = "Yes"
    return EligibilityModule(
        eligibility_criteria=part.block("criteria"),
        healthy_volunteers=words.yes_no("healthy_volunteers", healthy),
        sex=words.code(codes.SEX, "gender", part.text("gender")),
        gender_based=words.yes_no("gender_based", part.text("gender_based")),
        gender_description=part.text("gender_description"),
        minimum_age=_age("minimum_age", part.text("minimum_age"), words),
        maximum_age=_age("maximum_age", part.text("maximum_age"), words),
        study_population=part.block("study_pop"),
        sampling_method=words.code(codes.SAMPLING_METHOD, "sampling_method", part.text("sampling_method")),
    )


def _age(name: str, text: str | None, words: Wordings) -> str | None:
    found = age(text)
    if found is None:
        words.keep(name, text)
    return found
