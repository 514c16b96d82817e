"""Sections E.6 to E.8, F.1 and F.4 of the EudraCT form: scope, phase, design, ages and numbers."""

from __future__ import annotations

from kg.sources._euctr_answers import stated, ticked
from kg.sources._fields import Fields
from kg.sources._words import Wordings, count
from kg.study.protocol import DesignInfo, DesignModule, EligibilityModule, EnrollmentInfo, MaskingInfo

PHASES = {"e71": "PHASE1", "e72": "PHASE2", "e73": "PHASE3", "e74": "PHASE4"}
PURPOSES = {"e61": "DIAGNOSTIC", "e62": "PREVENTION", "e63": "TREATMENT"}
MASKINGS = {"e812": "NONE", "e813": "SINGLE", "e814": "DOUBLE"}
MODELS = {"e815": "PARALLEL", "e816": "CROSSOVER"}
CHILDREN = ("f111", "f112", "f113", "f114", "f115", "f116")


def design(form: Fields, wordings: Wordings) -> DesignModule:
    """Read the design; every record of the register is of an interventional trial."""
    info = _design_info(form, wordings)
    return DesignModule(
        study_type="INTERVENTIONAL",
        phases=_ticked_codes(form, PHASES, wordings),
        design_info=info if info != DesignInfo() else None,
        enrollment_info=_enrollment(form, wordings),
    )


def ages_and_sex(form: Fields, wordings: Wordings) -> EligibilityModule:
    """Read which age groups and sexes take part, and whether the healthy do.

    The form names age groups, not limits: a trial from 20 years on ticks "Adults (18-64 years)".
    """
    groups = [ticked(form, code, wordings) for code in CHILDREN]
    children = [*groups, ticked(form, "f11_trial", wordings)]
    stages = {
        "CHILD": any(children),
        "ADULT": ticked(form, "f12", wordings),
        "OLDER_ADULT": ticked(form, "f13", wordings),
    }
    for code, group in zip(CHILDREN, groups, strict=True):
        if group:
            wordings.keep("F.1.1 Age groups under 18", AGE_GROUPS[code])
    return EligibilityModule(
        healthy_volunteers=ticked(form, "f31", wordings),
        sex=_sex(ticked(form, "f21", wordings), ticked(form, "f22", wordings)),
        std_ages=[stage for stage, is_in in stages.items() if is_in],
    )


AGE_GROUPS = {
    "f111": "In utero",
    "f112": "Preterm newborn infants (up to gestational age < 37 weeks)",
    "f113": "Newborns (0-27 days)",
    "f114": "Infants and toddlers (28 days-23 months)",
    "f115": "Children (2-11 years)",
    "f116": "Adolescents (12-17 years)",
}


def _sex(female: bool | None, male: bool | None) -> str | None:
    if female and male:
        return "ALL"
    if female and male is False:
        return "FEMALE"
    return "MALE" if male and female is False else None


def _design_info(form: Fields, wordings: Wordings) -> DesignInfo:
    one_arm = count(stated(form, "e824")) == 1
    wordings.keep("E.8.2.4 Number of treatment arms in the trial", stated(form, "e824"))
    masking = _only(form, MASKINGS, "E.8.1 Masking", wordings)
    model = _only(form, MODELS, "E.8.1 Design", wordings)
    return DesignInfo(
        allocation=_allocation(ticked(form, "e811", wordings), one_arm=one_arm),
        intervention_model=model or ("SINGLE_GROUP" if one_arm else None),
        intervention_model_description=stated(form, "e8171"),
        primary_purpose=_only(form, PURPOSES, "E.6 Scope of the trial", wordings),
        masking_info=MaskingInfo(masking=masking) if masking else None,
    )


def _allocation(is_randomised: bool | None, one_arm: bool) -> str | None:
    if is_randomised is None:
        return None
    if is_randomised:
        return "RANDOMIZED"
    return "NA" if one_arm else "NON_RANDOMIZED"


def _only(form: Fields, codes: dict[str, str], name: str, wordings: Wordings) -> str | None:
    """Give the code of the one box that is ticked; where several are, all are kept and none is chosen."""
    found = _ticked_codes(form, codes, wordings)
    if len(found) > 1:
        wordings.keep(name, ", ".join(code.capitalize() for code in found))
    return found[0] if len(found) == 1 else None


def _ticked_codes(form: Fields, codes: dict[str, str], wordings: Wordings) -> list[str]:
    return [code for start, code in codes.items() if ticked(form, start, wordings)]


def _enrollment(form: Fields, wordings: Wordings) -> EnrollmentInfo | None:
    """Count the subjects of the whole trial: those of the results, else those that are planned."""
    counts = form.each("trialInformation.countrySubjectCounts.countrySubjectCount")
    numbers = [count(one.text("subjects")) for one in counts]
    planned = stated(form, "f422")
    if numbers and None not in numbers:
        wordings.keep("F.4.2.2 Planned number of subjects in the whole clinical trial", planned)
        return EnrollmentInfo(count=sum(filter(None, numbers)), type="ACTUAL")
    number = count(planned)
    return None if number is None else EnrollmentInfo(count=number, type="ESTIMATED")
