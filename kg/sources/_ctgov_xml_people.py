"""Who runs a trial, whom to ask, and where it takes place, in legacy XML."""

from __future__ import annotations

from kg.sources import _words as codes
from kg.sources._words import Wordings
from kg.sources._xml import Part
from kg.study.protocol import (
    Contact,
    ContactsLocationsModule,
    Location,
    Official,
    ResponsibleParty,
    Sponsor,
    SponsorCollaboratorsModule,
)


def sponsors_of(part: Part, words: Wordings) -> SponsorCollaboratorsModule:
    """Read who is responsible, who leads and who collaborates."""
    sponsors = part.part("sponsors")
    lead = [_sponsor(one, words) for one in sponsors.parts("lead_sponsor")]
    return SponsorCollaboratorsModule(
        responsible_party=_responsible(part.part("responsible_party"), words),
        lead_sponsor=lead[0] if lead else None,
        collaborators=[_sponsor(one, words) for one in sponsors.parts("collaborator")],
    )


def _sponsor(part: Part, words: Wordings) -> Sponsor:
    return Sponsor(
        name=part.text("agency"),
        class_=words.code(codes.AGENCY_CLASS, "agency_class", part.text("agency_class")),
    )


def _responsible(part: Part, words: Wordings) -> ResponsibleParty | None:
    party = ResponsibleParty(
        type=words.code(
            codes.RESPONSIBLE_PARTY, "responsible_party_type", part.text("responsible_party_type")
        ),
        investigator_full_name=part.text("investigator_full_name"),
        investigator_title=part.text("investigator_title"),
        investigator_affiliation=part.text("investigator_affiliation"),
        old_name_title=part.text("name_title"),
        old_organization=part.text("organization"),
    )
    return None if party == ResponsibleParty() else party


def contacts_locations(part: Part, words: Wordings) -> ContactsLocationsModule:
    """Read whom to ask, who is responsible, and where it takes place."""
    contacts = [*part.parts("overall_contact"), *part.parts("overall_contact_backup")]
    countries = [] if "location" in part else part.part("location_countries").texts("country")
    return ContactsLocationsModule(
        central_contacts=[_contact(one) for one in contacts],
        overall_officials=[
            Official(
                name=_name(one),
                affiliation=one.text("affiliation"),
                role=words.code(codes.ROLE, "overall_official role", one.text("role")),
            )
            for one in part.parts("overall_official")
        ],
        locations=[
            *(_location(one, words) for one in part.parts("location")),
            *(Location(country=country) for country in countries),
        ],
    )


def _location(part: Part, words: Wordings) -> Location:
    facility = part.part("facility")
    address = facility.part("address")
    contacts = [*part.parts("contact"), *part.parts("contact_backup")]
    return Location(
        facility=facility.text("name"),
        status=words.code(codes.STATUS, "location status", part.text("status")),
        city=address.text("city"),
        state=address.text("state"),
        zip=address.text("zip"),
        country=address.text("country"),
        contacts=[
            *(_contact(one) for one in contacts),
            *(
                Contact(name=_name(one), role=words.code(codes.ROLE, "investigator role", one.text("role")))
                for one in part.parts("investigator")
            ),
        ],
    )


def _contact(part: Part) -> Contact:
    return Contact(
        name=_name(part),
        role="CONTACT",
        phone=part.text("phone"),
        phone_ext=part.text("phone_ext"),
        email=part.text("email"),
    )


def _name(part: Part) -> str | None:
    names = [part.text(tag) for tag in ("first_name", "middle_name", "last_name")]
    degrees = part.text("degrees")
    name = " ".join(one for one in names if one)
    return (f"{name}, {degrees}" if name and degrees else name) or None
