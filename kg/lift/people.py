"""Sponsors and other bodies, officials, the responsible party, and (only when asked for) contacts."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_code, say_text
from kg.study.protocol import Contact, ContactsLocationsModule, Official, ProtocolSection, ResponsibleParty
from kg.terms import LABEL, TKG, A, Term, Triple, text


def people_triples(protocol: ProtocolSection, mint: Mint) -> Iterator[Triple]:
    """Say which bodies and persons stand behind the trial."""
    sponsors = protocol.sponsor_collaborators_module
    yield from _organizations(protocol, mint)
    if sponsors.responsible_party:
        yield from _responsible_party(sponsors.responsible_party, mint)
    for position, official in enumerate(protocol.contacts_locations_module.overall_officials, start=1):
        yield from _official(position, official, mint)


def _organizations(protocol: ProtocolSection, mint: Mint) -> Iterator[Triple]:
    """Say which bodies play which part; one named twice, however spelt, has its first spelling and class."""
    sponsors = protocol.sponsor_collaborators_module
    lead, registrar = sponsors.lead_sponsor, protocol.identification_module.organization
    bodies = [
        *([(TKG.leadSponsor, lead.name, lead.class_)] if lead else []),
        *((TKG.collaborator, body.name, body.class_) for body in sponsors.collaborators),
        *([(TKG.organization, registrar.full_name, registrar.class_)] if registrar else []),
    ]
    classes: dict[Term, str] = {}
    for prop, name, kind in bodies:
        if not name:
            continue
        subject = mint.shared("organization", name)
        yield mint.trial, prop, subject
        if subject not in classes:
            yield subject, A, TKG.Organization
            yield subject, LABEL, text(" ".join(name.split()))
        if not classes.get(subject):
            yield from say_code(subject, TKG.organizationClass, "agency-class", kind)
            classes[subject] = kind or ""


def _responsible_party(party: ResponsibleParty, mint: Mint) -> Iterator[Triple]:
    subject = mint.part("responsible-party")
    name = party.investigator_full_name or party.old_name_title
    yield mint.trial, TKG.hasResponsibleParty, subject
    yield subject, A, TKG.ResponsibleParty
    yield subject, LABEL, text(name or f"Responsible party of {mint.trial_id}")
    yield from say_code(subject, TKG.responsiblePartyType, "responsible-party", party.type)
    yield from say_text(subject, TKG.name, name)
    yield from say_text(subject, TKG.investigatorTitle, party.investigator_title)
    yield from say_text(subject, TKG.affiliation, party.investigator_affiliation)
    yield from say_text(subject, TKG.formerOrganization, party.old_organization)
    yield from say_text(subject, TKG.formerNameTitle, party.old_name_title)


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
