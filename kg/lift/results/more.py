"""What limits the results: caveats, and agreements with the investigators; and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_boolean, say_code, say_text
from kg.study.results import MoreInfoModule, PointOfContact
from kg.terms import LABEL, TKG, A, Triple, text


def agreement_triples(module: MoreInfoModule, mint: Mint) -> Iterator[Triple]:
    """Say the limitations, and what binds the investigators as to publishing."""
    if module.limitations_and_caveats:
        yield from say_text(mint.trial, TKG.limitations, module.limitations_and_caveats.description)
    if agreement := module.certain_agreement:
        yield from say_boolean(mint.trial, TKG.investigatorIsEmployee, agreement.pi_sponsor_employee)
        yield from say_boolean(mint.trial, TKG.hasRestrictiveAgreement, agreement.restrictive_agreement)
        yield from say_code(mint.trial, TKG.restrictionType, "restriction-type", agreement.restriction_type)
        yield from say_text(mint.trial, TKG.agreementDetails, agreement.other_details)
    if module.point_of_contact:
        organization = module.point_of_contact.organization
        yield from say_text(mint.trial, TKG.resultsContactOrganization, organization)


def result_contact_triples(contact: PointOfContact, mint: Mint) -> Iterator[Triple]:
    """Say whom to ask about the results: personal details, which a graph carries only when asked for."""
    subject = mint.part("results/contact")
    yield mint.trial, TKG.hasContact, subject
    yield subject, A, TKG.Contact
    yield subject, LABEL, text(contact.title or "Contact")
    yield from say_text(subject, TKG.name, contact.title)
    yield from say_text(subject, TKG.phone, contact.phone)
    yield from say_text(subject, TKG.phoneExtension, contact.phone_ext)
    yield from say_text(subject, TKG.email, contact.email)
