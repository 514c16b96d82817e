"""Which IRI stands at which address of the site; `kg.site.things.path` goes the other way.

Things of a build stand below its base; the ontology, the codes and our own concepts have the same IRIs in
every build; a concept of a public vocabulary stands at `/concept/` and its CURIE, as our tables spell it.
"""

from __future__ import annotations

import re

from kg.site.release import Release
from kg.terms import CODES, CONCEPTS, ONTOLOGY, Term

ONTOLOGY_DOCUMENT = f"<{ONTOLOGY.rstrip('#')}>"

# where the description of a build is looked for besides (https://www.w3.org/TR/void/#well-known)
DESCRIPTION = ("/void", "/.well-known/void")
# what stands below the base of a build
_OWN = re.compile(r"/(?:trial|organization|site|record|document|vocabulary|software)/.+|/dataset")
_CODE = re.compile(r"/code/(.+)")
_CONCEPT = re.compile(r"/concept/(.+)")
# a part of a trial: what stands at its address, and its place inside
PART = re.compile(r"(?P<trial>/trial/[^/]+)/(?P<part>.+)")


def iri_at(release: Release, path: str) -> Term | None:
    """Give the IRI of the thing whose address this is, be there such a thing or not; none for other pages."""
    if path == "/ontology":
        return ONTOLOGY_DOCUMENT
    if path in DESCRIPTION:
        return _term(release.iri("/dataset"))
    if found := _CODE.fullmatch(path):
        return _term(CODES + found[1])
    if found := _CONCEPT.fullmatch(path):
        return _concept(release, found[1])
    return _term(release.iri(path)) if _OWN.fullmatch(path) else None


def _concept(release: Release, name: str) -> Term | None:
    if ":" not in name:
        return _term(CONCEPTS + name)
    iri = release.vocabulary.converter.expand(name)
    return _term(iri) if iri else None


def _term(iri: str) -> Term | None:
    """Put an IRI into brackets; none where it has what no IRI has."""
    return None if _NOT_IN_IRI.search(iri) else f"<{iri}>"


_NOT_IN_IRI = re.compile(r'[\x00-\x20\x7f-\x9f\s<>"{}|^`\\\ud800-\udfff]')


def is_thing(path: str) -> bool:
    """Tell whether what stands at an address is a thing, of which there is data, and not only a page."""
    kinds = (_OWN, _CODE, _CONCEPT)
    return path in ("/ontology", *DESCRIPTION) or any(kind.fullmatch(path) for kind in kinds)
