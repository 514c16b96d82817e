"""The trial itself: names, status, dates, design, what it studies."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import enrollment_triples, say_boolean, say_code, say_date, say_text, say_texts
from kg.registries import trial_id
from kg.study import Study
from kg.study.protocol import (
    ConditionsModule,
    DesignModule,
    IdentificationModule,
    IdInfo,
    IpdSharingStatementModule,
    OversightModule,
    StatusModule,
)
from kg.terms import (
    DCTERMS,
    FOAF,
    LABEL,
    TKG,
    A,
    Term,
    Triple,
    boolean,
    code,
    integer,
    iri,
    text,
    web_page,
)

PHASE_LABELS = {
    "EARLY_PHASE1": "Early Phase 1",
    "PHASE1": "Phase 1",
    "PHASE2": "Phase 2",
    "PHASE3": "Phase 3",
    "PHASE4": "Phase 4",
    "NA": "Not applicable",
}


def trial_triples(study: Study, mint: Mint) -> Iterator[Triple]:
    """Say what the modules about the trial as a whole say."""
    protocol = study.protocol_section
    yield from _identification(protocol.identification_module, mint)
    yield from _status(protocol.status_module, mint)
    yield from say_boolean(mint.trial, TKG.hasResults, study.has_results)
    yield from _oversight(protocol.oversight_module, mint.trial)
    yield from say_text(mint.trial, TKG.briefSummary, protocol.description_module.brief_summary)
    yield from say_text(mint.trial, TKG.detailedDescription, protocol.description_module.detailed_description)
    yield from _conditions(protocol.conditions_module, mint)
    yield from _design(protocol.design_module, mint.trial)
    yield from _sharing(protocol.ipd_sharing_statement_module, mint.trial)


def _identification(module: IdentificationModule, mint: Mint) -> Iterator[Triple]:
    trial = mint.trial
    yield trial, A, TKG.Trial
    yield trial, LABEL, text(module.brief_title or module.official_title or mint.trial_id)
    yield trial, DCTERMS.identifier, text(mint.trial_id)
    if known := trial_id(mint.trial_id):
        yield trial, TKG.registry, code("registry", known.registry)
        if known.page:
            yield trial, FOAF.page, iri(known.page)
    yield from say_texts(trial, TKG.formerId, module.nct_id_aliases)
    yield from say_text(trial, TKG.briefTitle, module.brief_title)
    yield from say_text(trial, TKG.officialTitle, module.official_title)
    yield from say_text(trial, TKG.acronym, module.acronym)
    if module.org_study_id_info:
        yield from _identifier("organization", module.org_study_id_info, mint)
    for position, info in enumerate(module.secondary_id_infos, start=1):
        yield from _identifier(f"{position}", info, mint)


def _identifier(key: str, info: IdInfo, mint: Mint) -> Iterator[Triple]:
    if not info.id or not info.id.strip():
        return
    subject = mint.part(f"identifier/{key}")
    yield mint.trial, TKG.hasIdentifier, subject
    yield subject, A, TKG.Identifier
    yield subject, LABEL, text(info.id)
    yield subject, DCTERMS.identifier, text(info.id)
    yield subject, TKG.isOrganizationStudyId, boolean(key == "organization")
    if (known := trial_id(info.id)) and known.id != mint.trial_id:
        yield subject, TKG.registry, code("registry", known.registry)
        yield mint.trial, TKG.registeredAs, mint.other_trial(known.id)
        if known.page:
            yield subject, FOAF.page, iri(known.page)
    yield from say_text(subject, TKG.identifierType, info.type)
    yield from say_text(subject, TKG.identifierDomain, info.domain)
    if info.link and (page := web_page(info.link)):
        yield subject, FOAF.page, page
    else:
        yield from say_text(subject, DCTERMS.description, info.link)


def _status(module: StatusModule, mint: Mint) -> Iterator[Triple]:
    trial = mint.trial
    yield from say_code(trial, TKG.overallStatus, "overall-status", module.overall_status)
    yield from say_code(trial, TKG.lastKnownStatus, "overall-status", module.last_known_status)
    yield from say_text(trial, TKG.whyStopped, module.why_stopped)
    yield from say_boolean(trial, TKG.delayedPosting, module.delayed_posting)
    yield from say_boolean(trial, TKG.resultsWaived, module.results_waived)
    yield from _dates(module, trial)
    if access := module.expanded_access_info:
        yield from say_boolean(trial, TKG.hasExpandedAccess, access.has_expanded_access)
        yield from say_code(trial, TKG.expandedAccessStatus, "overall-status", access.status_for_nct_id)
        if access.nct_id:
            yield trial, TKG.expandedAccessTrial, mint.other_trial(access.nct_id)


def _dates(module: StatusModule, trial: Term) -> Iterator[Triple]:
    for name, struct in (
        ("startDate", module.start_date_struct),
        ("primaryCompletionDate", module.primary_completion_date_struct),
        ("completionDate", module.completion_date_struct),
        ("firstPostDate", module.study_first_post_date_struct),
        ("resultsFirstPostDate", module.results_first_post_date_struct),
        ("delayFirstPostDate", module.disp_first_post_date_struct),
        ("lastUpdatePostDate", module.last_update_post_date_struct),
    ):
        if struct:
            yield from say_date(trial, name, struct.date, struct.type)
    for name, value in (
        ("statusVerifiedDate", module.status_verified_date),
        ("firstSubmitDate", module.study_first_submit_date),
        ("firstSubmitQcDate", module.study_first_submit_qc_date),
        ("resultsFirstSubmitDate", module.results_first_submit_date),
        ("resultsFirstSubmitQcDate", module.results_first_submit_qc_date),
        ("delayFirstSubmitDate", module.disp_first_submit_date),
        ("delayFirstSubmitQcDate", module.disp_first_submit_qc_date),
        ("lastUpdateSubmitDate", module.last_update_submit_date),
    ):
        yield from say_date(trial, name, value)


def _oversight(module: OversightModule, trial: Term) -> Iterator[Triple]:
    yield from say_boolean(trial, TKG.hasDataMonitoringCommittee, module.oversight_has_dmc)
    yield from say_boolean(trial, TKG.isFdaRegulatedDrug, module.is_fda_regulated_drug)
    yield from say_boolean(trial, TKG.isFdaRegulatedDevice, module.is_fda_regulated_device)
    yield from say_boolean(trial, TKG.isUnapprovedDevice, module.is_unapproved_device)
    yield from say_boolean(trial, TKG.isPediatricSurveillance, module.is_ppsd)
    yield from say_boolean(trial, TKG.isUsExport, module.is_us_export)
    yield from say_boolean(trial, TKG.hasFdaaa801Violation, module.fdaaa801_violation)


def _conditions(module: ConditionsModule, mint: Mint) -> Iterator[Triple]:
    for position, name in enumerate(module.conditions, start=1):
        if not name.strip():
            continue
        subject = mint.part(f"condition/{position}")
        yield mint.trial, TKG.hasCondition, subject
        yield subject, A, TKG.Condition
        yield subject, LABEL, text(name)
        yield subject, TKG.position, integer(position)
    yield from say_texts(mint.trial, TKG.keyword, module.keywords)


def _design(module: DesignModule, trial: Term) -> Iterator[Triple]:
    yield from say_code(trial, TKG.studyType, "study-type", module.study_type)
    for phase in dict.fromkeys(module.phases):
        yield trial, TKG.phase, code("phase", phase)
    yield from say_text(trial, TKG.phases, phases_label(module.phases))
    yield from say_boolean(trial, TKG.patientRegistry, module.patient_registry)
    if module.n_ptrs_to_this_exp_acc_nct_id is not None:
        yield trial, TKG.expandedAccessPointers, integer(module.n_ptrs_to_this_exp_acc_nct_id)
    if types := module.expanded_access_types:
        yield from say_boolean(trial, TKG.expandedAccessIndividual, types.individual)
        yield from say_boolean(trial, TKG.expandedAccessIntermediate, types.intermediate)
        yield from say_boolean(trial, TKG.expandedAccessTreatment, types.treatment)
    yield from say_text(trial, TKG.targetDuration, module.target_duration)
    if info := module.design_info:
        yield from say_code(trial, TKG.allocation, "allocation", info.allocation)
        yield from say_code(trial, TKG.interventionModel, "intervention-model", info.intervention_model)
        yield from say_text(trial, TKG.interventionModelDescription, info.intervention_model_description)
        yield from say_code(trial, TKG.primaryPurpose, "primary-purpose", info.primary_purpose)
        yield from say_code(trial, TKG.observationalModel, "observational-model", info.observational_model)
        yield from say_code(trial, TKG.timePerspective, "time-perspective", info.time_perspective)
        if masking := info.masking_info:
            yield from say_code(trial, TKG.masking, "masking", masking.masking)
            yield from say_text(trial, TKG.maskingDescription, masking.masking_description)
            for who in dict.fromkeys(masking.who_masked):
                yield trial, TKG.whoMasked, code("masked", who)
    if specimen := module.bio_spec:
        yield from say_code(trial, TKG.specimenRetention, "specimen-retention", specimen.retention)
        yield from say_text(trial, TKG.specimenDescription, specimen.description)
    yield from enrollment_triples(trial, module.enrollment_info)


def phases_label(phases: list[str]) -> str:
    """Spell all phases of a trial as one text, for reading and comparing.

    >>> phases_label(["PHASE1", "PHASE2"])
    'Phase 1/Phase 2'
    """
    return "/".join(PHASE_LABELS.get(phase, phase) for phase in sorted(set(phases)))


def _sharing(module: IpdSharingStatementModule, trial: Term) -> Iterator[Triple]:
    yield from say_code(trial, TKG.ipdSharing, "ipd-sharing", module.ipd_sharing)
    yield from say_text(trial, TKG.ipdSharingDescription, module.description)
    for kind in dict.fromkeys(module.info_types):
        yield trial, TKG.ipdSharingInfoType, code("ipd-info-type", kind)
    yield from say_text(trial, TKG.ipdSharingTimeFrame, module.time_frame)
    yield from say_text(trial, TKG.ipdSharingAccessCriteria, module.access_criteria)
    yield from say_text(trial, TKG.ipdSharingUrl, module.url)
