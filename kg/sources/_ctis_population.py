"""What a CTIS trial asks and of whom: objectives, conditions, end points, criteria, ages, sex, numbers."""

from __future__ import annotations

from kg.sources._fields import Fields
from kg.sources._words import Wordings, count, fold
from kg.study.protocol import (
    ConditionsModule,
    DescriptionModule,
    EligibilityModule,
    EnrollmentInfo,
    Outcome,
    OutcomesModule,
)

INFORMATION = "trialDetails.trialInformation"
STD_AGES = {"0 17 years": "CHILD", "18 64 years": "ADULT", "65 years": "OLDER_ADULT"}


def objectives(part: Fields) -> DescriptionModule:
    """Read the main objective, and the secondary ones as a numbered list."""
    path = f"{INFORMATION}.trialObjective"
    others = _in_order(part, f"{path}.secondaryObjectives", "secondaryObjective")
    return DescriptionModule(
        brief_summary=part.text(f"{path}.mainObjective"), detailed_description=_numbered(others)
    )


def conditions(part: Fields, wordings: Wordings) -> ConditionsModule:
    """Read conditions, with MedDRA terms as keywords; a term's level, code and version are kept beside."""
    found = part.texts(f"{INFORMATION}.medicalCondition.partIMedicalConditions.medicalCondition")
    keywords = []
    for term in part.each(f"{INFORMATION}.medicalCondition.meddraConditionTerms"):
        names = ("version", "level", "classificationCode", "termName", "organClass")
        parts = [words for name in names if (words := term.text(name))]
        wordings.keep("meddraConditionTerms (version, level, code, term, class)", "; ".join(parts))
        keywords += term.texts("termName")
    return ConditionsModule(conditions=list(dict.fromkeys(found)), keywords=list(dict.fromkeys(keywords)))


def outcomes(part: Fields) -> OutcomesModule:
    """Read end points; the register has no field for their times."""
    path = f"{INFORMATION}.endPoint"
    return OutcomesModule(
        primary_outcomes=_outcomes(part, f"{path}.primaryEndPoints"),
        secondary_outcomes=_outcomes(part, f"{path}.secondaryEndPoints"),
    )


def eligibility(root: Fields, part: Fields, wordings: Wordings) -> EligibilityModule:
    """Read criteria, and which age groups and sexes take part."""
    path = f"{INFORMATION}.eligibilityCriteria"
    kinds = {
        kind: _in_order(part, f"{path}.principal{kind}Criteria", f"principal{kind}Criteria")
        for kind in ("Inclusion", "Exclusion")
    }
    texts = [f"{kind} Criteria:\n\n{_numbered(items)}" for kind, items in kinds.items() if items]
    population = f"{INFORMATION}.populationOfTrialSubjects"
    groups = [fold(words) for words in part.texts(f"{population}.clinicalTrialGroups.name")]
    return EligibilityModule(
        eligibility_criteria="\n\n".join(texts) or None,
        healthy_volunteers="healthy volunteers" in groups if groups else None,
        sex=_sex(root, part, wordings),
        std_ages=_std_ages(root, wordings),
    )


def enrollment(root: Fields, part: Fields, wordings: Wordings) -> EnrollmentInfo | None:
    """Count the subjects that are planned in all; those of member states are kept beside."""
    words = root.text("totalNumberEnrolled")
    number = count(words)
    if number is None:
        wordings.keep("totalNumberEnrolled", words)
    wordings.keep("rowSubjectCount", part.text("rowSubjectCount"))
    return None if number is None else EnrollmentInfo(count=number, type="ESTIMATED")


def _sex(root: Fields, part: Fields, wordings: Wordings) -> str | None:
    path = f"{INFORMATION}.populationOfTrialSubjects"
    female, male = (part.text(f"{path}.{name}") == "true" for name in ("isFemaleSubjects", "isMaleSubjects"))
    words = root.text("gender")
    named = {one.strip().casefold() for one in (words or "").split(",")}
    if not named <= {"", "male", "female"}:
        wordings.keep("gender", words)
    female, male = female or "female" in named, male or "male" in named
    if female and male:
        return "ALL"
    return "FEMALE" if female else "MALE" if male else None


def _std_ages(root: Fields, wordings: Wordings) -> list[str]:
    """Give the age groups; the register names no limits."""
    words = root.text("ageGroup") or ""
    named = list(dict.fromkeys(one.strip() for one in words.split(",") if one.strip()))
    if any(fold(one) not in STD_AGES for one in named):
        wordings.keep("ageGroup", words)
    codes = {STD_AGES[fold(one)] for one in named if fold(one) in STD_AGES}
    return [code for code in STD_AGES.values() if code in codes]


def _outcomes(part: Fields, path: str) -> list[Outcome]:
    return [Outcome(measure=words) for words in _in_order(part, path, "endPoint")]


def _in_order(part: Fields, path: str, name: str) -> list[str]:
    """Give the texts of a list in the order of its numbers; some records sort the numbers as text."""
    found = [(count(one.text("number")) or 0, one.text(name)) for one in part.each(path)]
    return [words for _, words in sorted(found, key=lambda pair: pair[0]) if words]


def _numbered(items: list[str]) -> str | None:
    return "\n".join(f"{number}. {words}" for number, words in enumerate(items, start=1)) or None
