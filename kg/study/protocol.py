"""The `protocolSection`: what a trial registered."""

from __future__ import annotations

from msgspec import field

from kg.study.part import Part


class IdInfo(Part, frozen=True):
    id: str | None = None
    type: str | None = None
    domain: str | None = None
    link: str | None = None


class OrganizationInfo(Part, frozen=True):
    full_name: str | None = None
    class_: str | None = field(default=None, name="class")


class IdentificationModule(Part, frozen=True):
    nct_id: str | None = None
    nct_id_aliases: list[str] = []
    org_study_id_info: IdInfo | None = None
    secondary_id_infos: list[IdInfo] = []
    organization: OrganizationInfo | None = None
    brief_title: str | None = None
    official_title: str | None = None
    acronym: str | None = None


class DateStruct(Part, frozen=True):
    """A date as precise as it was given: `2023`, `2023-09` or `2023-09-25`."""

    date: str | None = None
    type: str | None = None


class ExpandedAccessInfo(Part, frozen=True):
    has_expanded_access: bool | None = None
    nct_id: str | None = None
    status_for_nct_id: str | None = None


class StatusModule(Part, frozen=True):
    status_verified_date: str | None = None
    overall_status: str | None = None
    last_known_status: str | None = None
    delayed_posting: bool | None = None
    why_stopped: str | None = None
    expanded_access_info: ExpandedAccessInfo | None = None
    start_date_struct: DateStruct | None = None
    primary_completion_date_struct: DateStruct | None = None
    completion_date_struct: DateStruct | None = None
    study_first_submit_date: str | None = None
    study_first_submit_qc_date: str | None = None
    study_first_post_date_struct: DateStruct | None = None
    results_waived: bool | None = None
    results_first_submit_date: str | None = None
    results_first_submit_qc_date: str | None = None
    results_first_post_date_struct: DateStruct | None = None
    disp_first_submit_date: str | None = None
    disp_first_submit_qc_date: str | None = None
    disp_first_post_date_struct: DateStruct | None = None
    last_update_submit_date: str | None = None
    last_update_post_date_struct: DateStruct | None = None


class ResponsibleParty(Part, frozen=True):
    type: str | None = None
    investigator_full_name: str | None = None
    investigator_title: str | None = None
    investigator_affiliation: str | None = None
    old_name_title: str | None = None
    old_organization: str | None = None


class Sponsor(Part, frozen=True):
    name: str | None = None
    class_: str | None = field(default=None, name="class")


class SponsorCollaboratorsModule(Part, frozen=True):
    responsible_party: ResponsibleParty | None = None
    lead_sponsor: Sponsor | None = None
    collaborators: list[Sponsor] = []


class OversightModule(Part, frozen=True):
    oversight_has_dmc: bool | None = None
    is_fda_regulated_drug: bool | None = None
    is_fda_regulated_device: bool | None = None
    is_unapproved_device: bool | None = None
    is_ppsd: bool | None = None
    is_us_export: bool | None = None
    fdaaa801_violation: bool | None = None


class DescriptionModule(Part, frozen=True):
    brief_summary: str | None = None
    detailed_description: str | None = None


class ConditionsModule(Part, frozen=True):
    conditions: list[str] = []
    keywords: list[str] = []


class MaskingInfo(Part, frozen=True):
    masking: str | None = None
    masking_description: str | None = None
    who_masked: list[str] = []


class DesignInfo(Part, frozen=True):
    allocation: str | None = None
    intervention_model: str | None = None
    intervention_model_description: str | None = None
    primary_purpose: str | None = None
    observational_model: str | None = None
    time_perspective: str | None = None
    masking_info: MaskingInfo | None = None


class BioSpec(Part, frozen=True):
    retention: str | None = None
    description: str | None = None


class EnrollmentInfo(Part, frozen=True):
    count: int | None = None
    type: str | None = None


class ExpandedAccessTypes(Part, frozen=True):
    individual: bool | None = None
    intermediate: bool | None = None
    treatment: bool | None = None


class DesignModule(Part, frozen=True):
    study_type: str | None = None
    n_ptrs_to_this_exp_acc_nct_id: int | None = field(default=None, name="nPtrsToThisExpAccNctId")
    expanded_access_types: ExpandedAccessTypes | None = None
    patient_registry: bool | None = None
    target_duration: str | None = None
    phases: list[str] = []
    design_info: DesignInfo | None = None
    bio_spec: BioSpec | None = None
    enrollment_info: EnrollmentInfo | None = None


class ArmGroup(Part, frozen=True):
    label: str | None = None
    type: str | None = None
    description: str | None = None
    intervention_names: list[str] = []


class Intervention(Part, frozen=True):
    type: str | None = None
    name: str | None = None
    description: str | None = None
    arm_group_labels: list[str] = []
    other_names: list[str] = []


class ArmsInterventionsModule(Part, frozen=True):
    arm_groups: list[ArmGroup] = []
    interventions: list[Intervention] = []


class Outcome(Part, frozen=True):
    measure: str | None = None
    description: str | None = None
    time_frame: str | None = None


class OutcomesModule(Part, frozen=True):
    primary_outcomes: list[Outcome] = []
    secondary_outcomes: list[Outcome] = []
    other_outcomes: list[Outcome] = []


class EligibilityModule(Part, frozen=True):
    eligibility_criteria: str | None = None
    healthy_volunteers: bool | None = None
    sex: str | None = None
    gender_based: bool | None = None
    gender_description: str | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None
    std_ages: list[str] = []
    study_population: str | None = None
    sampling_method: str | None = None


class Contact(Part, frozen=True):
    name: str | None = None
    role: str | None = None
    phone: str | None = None
    phone_ext: str | None = None
    email: str | None = None


class Official(Part, frozen=True):
    name: str | None = None
    affiliation: str | None = None
    role: str | None = None


class GeoPoint(Part, frozen=True):
    lat: float | None = None
    lon: float | None = None


class Location(Part, frozen=True):
    facility: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    contacts: list[Contact] = []
    geo_point: GeoPoint | None = None


class ContactsLocationsModule(Part, frozen=True):
    central_contacts: list[Contact] = []
    overall_officials: list[Official] = []
    locations: list[Location] = []


class Retraction(Part, frozen=True):
    pmid: str | None = None
    source: str | None = None


class Reference(Part, frozen=True):
    pmid: str | None = None
    type: str | None = None
    citation: str | None = None
    retractions: list[Retraction] = []


class SeeAlsoLink(Part, frozen=True):
    label: str | None = None
    url: str | None = None


class AvailIpd(Part, frozen=True):
    id: str | None = None
    type: str | None = None
    url: str | None = None
    comment: str | None = None


class ReferencesModule(Part, frozen=True):
    references: list[Reference] = []
    see_also_links: list[SeeAlsoLink] = []
    avail_ipds: list[AvailIpd] = []


class IpdSharingStatementModule(Part, frozen=True):
    ipd_sharing: str | None = None
    description: str | None = None
    info_types: list[str] = []
    time_frame: str | None = None
    access_criteria: str | None = None
    url: str | None = None


class ProtocolSection(Part, frozen=True):
    identification_module: IdentificationModule = IdentificationModule()
    status_module: StatusModule = StatusModule()
    sponsor_collaborators_module: SponsorCollaboratorsModule = SponsorCollaboratorsModule()
    oversight_module: OversightModule = OversightModule()
    description_module: DescriptionModule = DescriptionModule()
    conditions_module: ConditionsModule = ConditionsModule()
    design_module: DesignModule = DesignModule()
    arms_interventions_module: ArmsInterventionsModule = ArmsInterventionsModule()
    outcomes_module: OutcomesModule = OutcomesModule()
    eligibility_module: EligibilityModule = EligibilityModule()
    contacts_locations_module: ContactsLocationsModule = ContactsLocationsModule()
    references_module: ReferencesModule = ReferencesModule()
    ipd_sharing_statement_module: IpdSharingStatementModule = IpdSharingStatementModule()
