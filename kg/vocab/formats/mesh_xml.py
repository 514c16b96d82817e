"""MeSH XML of the NLM: descriptors (desc2026.xml) and supplementary concepts (supp2026.xml).

https://www.nlm.nih.gov/mesh/xmlmesh.html. A descriptor's place in the trees is known when all are read, so
tree numbers are read first: the file is read twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from kg.vocab._files import document, head, opened
from kg.vocab._mesh import broader_trees, chemical_kind, kind
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.publishers import publishers

TITLE = "MeSH descriptor and supplementary XML"
_RECORDS = {b"<DescriptorRecordSet": "Descriptor", b"<SupplementalRecordSet": "Supplemental"}
_TYPES = {
    "ABB": "abbreviation",
    "ABX": "abbreviation",
    "ACR": "abbreviation",
    "ACX": "abbreviation",
    "TRD": "brand",
}
# a supplementary concept of these classes is no drug (https://www.nlm.nih.gov/mesh/xml_data_elements.html)
_CLASSES = {"1": "drug", "2": "regimen", "3": "condition"}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the root element."""
    return any(root in head for root in _RECORDS)


def about(path: Path) -> About:
    """Read the year from the name of the file; supplementary concepts are a vocabulary of their own."""
    found = document(path, recognises)
    year = re.search(r"(?:19|20)\d\d", found.name) or re.search(r"(?:19|20)\d\d", path.name)
    known = publishers()["mesh"]
    is_supplement = b"<SupplementalRecordSet" in head(found)
    return About(
        "mesh-supplementary" if is_supplement else "mesh",
        f"{known.title}, supplementary concepts" if is_supplement else known.title,
        year[0] if year else "",
        known.licence,
    )


def entries(path: Path) -> Iterator[Entry]:
    """Yield descriptors, or supplementary concepts."""
    with opened(path, recognises) as stream:
        trees = {
            number: record.findtext("DescriptorUI", "")
            for record in _records(stream)
            for number in _trees(record)
        }
    with opened(path, recognises) as stream:
        for record in _records(stream):
            yield _entry(record, trees)


def _records(stream: BinaryIO) -> Iterator[etree._Element]:
    tags = [f"{name}Record" for name in _RECORDS.values()]
    for _, record in etree.iterparse(
        stream, tag=tags, load_dtd=False, no_network=True, resolve_entities=False
    ):
        yield record
        record.clear()
        while record.getprevious() is not None:
            del record.getparent()[0]


def _trees(record: etree._Element) -> list[str]:
    return [number.text or "" for number in record.iterfind("TreeNumberList/TreeNumber")]


def _entry(record: etree._Element, trees: dict[str, str]) -> Entry:
    base = publishers()["mesh"].namespace
    identifier = _text(record, "DescriptorUI") or _text(record, "SupplementalRecordUI")
    numbers = _trees(record)
    preferred = "ConceptList/Concept[@PreferredConceptYN='Y']"
    mapped = record.iterfind("HeadingMappedToList/HeadingMappedTo/DescriptorReferredTo/DescriptorUI")
    if record.tag == "SupplementalRecord":
        told = _CLASSES.get(record.get("SCRClass", "1"), "")
        told = chemical_kind(_text(record, "SupplementalRecordName/String")) if told == "drug" else told
    else:
        told = kind(numbers)
    return Entry(
        iri=base + identifier,
        kind=told,
        names=list(_names(record)),
        broader=[base + trees[above] for above in dict.fromkeys(broader_trees(numbers)) if above in trees],
        matches=[Match(base + (each.text or "").lstrip("*"), "broad") for each in mapped],
        definition=_text(record, f"{preferred}/ScopeNote"),
    )


def _text(record: etree._Element, path: str) -> str:
    return (record.findtext(path) or "").strip()


def _names(record: etree._Element) -> Iterator[Name]:
    """Yield the heading and the terms of the preferred concept; narrower concepts are entry terms as well."""
    heading = _text(record, "DescriptorName/String") or _text(record, "SupplementalRecordName/String")
    yield Name(heading, "label", "MeSH")
    for term in record.iterfind("ConceptList/Concept/TermList/Term"):
        if text := term.findtext("String"):
            sources = ", ".join(each.text or "" for each in term.iterfind("ThesaurusIDlist/ThesaurusID"))
            yield Name(text, _TYPES.get(term.get("LexicalTag", ""), "synonym"), sources or "MeSH")
