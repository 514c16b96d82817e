"""Sponsors and other bodies, officials, the responsible party, and (only when asked for) contacts."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_code, say_text
from kg.study import Contact, ContactsLocationsModule, Official, ProtocolSection, ResponsibleParty
from kg.terms import LABEL, TKG, A, Term, Triple, text


def people_triples(protocol: ProtocolSection, mint: Mint) -> Iterator[Triple]:
    """Say which bodies and persons stand behind the trial."""
    sponsors = protocol.sponsor_collaborators_module
    if (sponsor := sponsors.lead_sponsor) and sponsor.name:
        yield from _organization(TKG.leadSponsor, sponsor.name, sponsor.class_, mint)
    for body in sponsors.collaborators:
        if body.name:
            yield from _organization(TKG.collaborator, body.name, body.class_, mint)
    body_info = protocol.identification_module.organization
    if body_info and body_info.full_name:
        yield from _organization(TKG.organization, body_info.full_name, body_info.class_, mint)
    if sponsors.responsible_party:
        yield from _responsible_party(sponsors.responsible_party, mint)
    for position, official in enumerate(protocol.contacts_locations_module.overall_officials, start=1):
        yield from _official(position, official, mint)


def _organization(prop: Term, name: str, kind: str | None, mint: Mint) -> Iterator[Triple]:
    """Say that a body plays a part; a body named twice in one record is one node with one label."""
    subject = mint.shared("organization", name)
    yield mint.trial, prop, subject
    yield subject, A, TKG.Organization
    yield subject, LABEL, text(" ".join(name.split()))
    yield from say_code(subject, TKG.organizationClass, "agency-class", kind)


def _responsible_party(party: ResponsibleParty, mint: Mint) -> Iterator[Triple]:
    subject = mint.part("responsible-party")
    name = party.investigator_full_name or party.old_name_title
    yield mint.trial, TKG.hasResponsibleParty, subject
    yield subject, A, TKG.ResponsibleParty
    yield subject, LABEL, text(name or f"Responsible party of {mint.trial_id}")
    yield from say_code(subject, TKG.responsiblePartyType, "responsible-party", party.type)
    yield from say_text(subject, TKG.name, name)
    yield from say_text(subject, TKG.investigatorTitle, party.investigator_title)
    yield from say_text(subject, TKG.affiliation, party.investigator_affiliation or party.old_organization)


def _official(position: int, official: Official, mint: Mint) -> Iterator[Triple]:
    subject = mint.part(f"official/{position}")
    yield mint.trial, TKG.hasOfficial, subject
    yield subject, A, TKG.Official
    yield subject, LABEL, text(official.name or f"Official {position}")
    yield from say_text(subject, TKG.name, official.name)
    yield from say_code(subject, TKG.role, "role", official.role)
    yield from say_text(subject, TKG.affiliation, official.affiliation)


def contact_triples(module: ContactsLocationsModule, mint: Mint) -> Iterator[Triple]:
    """Say whom to ask: personal details, which a graph carries only when its user asks for them."""
    for position, contact in enumerate(module.central_contacts, start=1):
        yield from _contact(mint.trial, mint.part(f"contact/{position}"), contact)
    for place, location in enumerate(module.locations, start=1):
        for position, contact in enumerate(location.contacts, start=1):
            subject = mint.part(f"location/{place}/contact/{position}")
            yield from _contact(mint.part(f"location/{place}"), subject, contact)


def _contact(owner: Term, subject: Term, contact: Contact) -> Iterator[Triple]:
    yield owner, TKG.hasContact, subject
    yield subject, A, TKG.Contact
    yield subject, LABEL, text(contact.name or "Contact")
    yield from say_text(subject, TKG.name, contact.name)
    yield from say_code(subject, TKG.role, "role", contact.role)
    yield from say_text(subject, TKG.phone, contact.phone)
    yield from say_text(subject, TKG.phoneExtension, contact.phone_ext)
    yield from say_text(subject, TKG.email, contact.email)
