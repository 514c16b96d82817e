"""A trial in the words of schema.org, to stand in its page for search engines, as far as those words fit.

https://schema.org/MedicalTrial. There is no word for arms, roles or classes: those are in the data beside the
page, which `subjectOf` names. Text is escaped so that no title of a trial can end the element it stands in.
"""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup

from kg.site.asked import url
from kg.site.nodes import first, objects
from kg.site.release import Release
from kg.site.representation import DATA
from kg.site.things import path, thing
from kg.terms import DCTERMS, FOAF, LABEL, TKG, Term, inside, reading

_STATUS = {
    "ACTIVE_NOT_RECRUITING": "ActiveNotRecruiting",
    "COMPLETED": "Completed",
    "ENROLLING_BY_INVITATION": "EnrollingByInvitation",
    "NOT_YET_RECRUITING": "NotYetRecruiting",
    "RECRUITING": "Recruiting",
    "SUSPENDED": "Suspended",
    "TERMINATED": "Terminated",
    "WITHDRAWN": "Withdrawn",
}
_DESIGN = {
    "RANDOMIZED": "RandomizedTrial",
    "NONE": "OpenTrial",
    "SINGLE": "SingleBlindedTrial",
    "DOUBLE": "DoubleBlindedTrial",
    "TRIPLE": "TripleBlindedTrial",
}
_PROPERTIES = {
    "identifier": DCTERMS.identifier,
    "name": LABEL,
    "alternateName": TKG.officialTitle,
    "description": TKG.briefSummary,
    "sameAs": FOAF.page,
    "datePublished": TKG.firstPostDate,
    "dateModified": TKG.lastUpdatePostDate,
}
# what ends a script element, or begins one, in any browser
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def embedded(release: Release, trial: Term) -> Markup:
    """Spell the element that stands in the page of a trial."""
    return script(medical_trial(release, trial))


def script(document: dict[str, Any]) -> Markup:
    r"""Spell JSON-LD as an element of a page.

    >>> str(script({"name": "</script>"}))
    '<script type="application/ld+json">{"name":"\\u003c/script\\u003e"}</script>'
    """
    text = msgspec.json.encode(document).decode()
    safe = text.translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704 (escaped above)


def medical_trial(release: Release, trial: Term) -> dict[str, Any]:
    """Say what schema.org has words for; what is not known is left out."""
    at = path(release, trial) or ""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalTrial",
        "@id": inside(trial),
        "additionalType": inside(TKG.Trial),
    }
    said |= {key: _plain(first(release, trial, predicate)) for key, predicate in _PROPERTIES.items()}
    said |= {
        "status": _words(_STATUS, objects(release, trial, TKG.overallStatus)),
        "trialDesign": _words(
            _DESIGN, objects(release, trial, TKG.allocation) + objects(release, trial, TKG.masking)
        ),
        "healthCondition": [_condition(release, one) for one in objects(release, trial, TKG.namesCondition)],
        "sponsor": [_sponsor(release, one) for one in objects(release, trial, TKG.leadSponsor)],
        "subjectOf": [
            {"@type": "Dataset", "encodingFormat": form.media_type, "url": f"{url(at)}.{form.name}"}
            for form in DATA
        ],
    }
    return {key: value for key, value in said.items() if value}


def _condition(release: Release, concept: Term) -> dict[str, Any]:
    known = thing(release, concept)
    code = {"@type": "MedicalCode", "codeValue": reading(concept), "url": inside(concept)}
    return {"@type": "MedicalCondition", "name": known.label, "code": code}


def _sponsor(release: Release, organization: Term) -> dict[str, Any]:
    known = thing(release, organization)
    return {"@type": "Organization", "@id": inside(organization), "name": known.label}


def _words(table: dict[str, str], codes: list[str]) -> list[str]:
    """Give the words for codes, as IRIs; a code that there is no word for is left out."""
    known = (table.get(reading(code)) for code in codes)
    return [f"https://schema.org/{word}" for word in dict.fromkeys(known) if word]


def _plain(value: str) -> str:
    """Give a text as it is, and an IRI without its brackets."""
    return inside(value) if value.startswith("<http") and value.endswith(">") else value
