"""Who takes part in a trial of the ISRCTN registry, how many, where, and whom to ask."""

from __future__ import annotations

from kg.sources._fields import Fields
from kg.sources._words import SEX, Wordings, age, count, fold
from kg.study.protocol import (
    Contact,
    ContactsLocationsModule,
    EligibilityModule,
    EnrollmentInfo,
    Location,
)

# "Adult" has no upper limit in the registry, and "Mixed" and "All" no group of the API's
AGE_RANGES = {"neonate": "CHILD", "child": "CHILD", "adult": "ADULT", "senior": "OLDER_ADULT"}


def eligibility(fields: Fields, wordings: Wordings) -> EligibilityModule:
    """Read the criteria, ages and sex."""
    criteria = {
        "Inclusion": fields.text("participants.inclusion"),
        "Exclusion": fields.text("participants.exclusion"),
    }
    paths = ("participants.participantTypes.participantType", "participants.participantType")
    types = [words for path in paths for words in fields.texts(path)]
    for words in types:
        wordings.keep("participants.participantType", words)
    ranges = fields.texts("participants.ageRange")
    for words in ranges:
        wordings.keep("participants.ageRange", words)
    texts = [f"{kind} Criteria:\n\n{words}" for kind, words in criteria.items() if words]
    return EligibilityModule(
        eligibility_criteria="\n\n".join(texts) or None,
        healthy_volunteers=True if any(fold(words) == "healthy volunteer" for words in types) else None,
        sex=wordings.code(SEX, "participants.gender", fields.text("participants.gender")),
        minimum_age=_age(fields, "participants.lowerAgeLimit", wordings),
        maximum_age=_age(fields, "participants.upperAgeLimit", wordings),
        std_ages=[AGE_RANGES[fold(words)] for words in ranges if fold(words) in AGE_RANGES],
    )


def enrollment(fields: Fields, wordings: Wordings) -> EnrollmentInfo | None:
    """Count those who took part, else those who are to; what is more than a number is kept."""
    final, target = (
        fields.text(f"participants.{name}") for name in ("totalFinalEnrolment", "targetEnrolment")
    )
    for name, words in (("totalFinalEnrolment", final), ("targetEnrolment", target)):
        if words and (not words.isdecimal() or (final and words == target)):
            wordings.keep(f"participants.{name}", words)
    if final and (number := count(final)) is not None:
        return EnrollmentInfo(count=number, type="ACTUAL")
    number = count(target)
    return None if number is None else EnrollmentInfo(count=number, type="ESTIMATED")


def contacts_and_locations(fields: Fields) -> ContactsLocationsModule:
    """Read sites; countries of recruitment count where no site is in them."""
    sites = [_site(one) for one in fields.each("participants.trialCentres.trialCentre")]
    countries = fields.texts("participants.recruitmentCountries.country")
    placed = {site.country for site in sites}
    contacts = [_contact(one) for one in fields.each("contact")]
    return ContactsLocationsModule(
        central_contacts=[one for one in contacts if one != Contact()],
        locations=sites
        + [Location(country=country) for country in dict.fromkeys(countries) if country not in placed],
    )


def _site(one: Fields) -> Location:
    code = one.text("zip")
    return Location(
        facility=one.text("name"),
        city=one.text("city"),
        state=one.text("state"),
        zip=code if code != "-" else None,
        country=one.text("country"),
    )


def _contact(one: Fields) -> Contact:
    names = [one.text(name) for name in ("title", "forename", "surname")]
    return Contact(
        name=" ".join(filter(None, names)) or None,
        phone=one.text("contactDetails.telephone"),
        email=one.text("contactDetails.email"),
    )


def _age(fields: Fields, path: str, wordings: Wordings) -> str | None:
    words = fields.text(path)
    found = age(words)
    if not found:
        wordings.keep(path, words)
    return found
