"""OBO 1.2 and 1.4 (https://owlcollab.github.io/oboformat/doc/obo-syntax.html).

Read line by line: releases hold lines that a strict grammar refuses, such as cross-references with a blank in
their IRI, and one of these must not cost the ontology.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from kg.errors import VocabularyError
from kg.vocab._files import opened_text, stem
from kg.vocab.entry import About, Entry, Match, Name, Relation
from kg.vocab.publishers import iri, kind_of, publisher

TITLE = "OBO"
Tags = dict[str, list[str]]
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(.*)')
_ESCAPED = re.compile(r"\\(.)")
_MATCHES: dict[str, Relation] = {
    "skos:exactMatch": "exact",
    "skos:closeMatch": "close",
    "skos:broadMatch": "broad",
    "closeMatch": "close",
    "exactMatch": "exact",
}
# how synonym types are called by OMO, MONDO, DOID and HP
_ABBREVIATIONS = {"abbreviation", "omo:0003000", "omo:0003012", "acronym"}
_BRANDS = {"brand_name"}


def recognises(head: bytes, name: str) -> bool:
    """Tell by a tag of the header, or by the first stanza."""
    return head.lstrip(b"\xef\xbb\xbf").startswith(b"format-version:") or (
        name.endswith(".obo") and b"[Term]" in head
    )


def about(path: Path) -> About:
    """Read the header."""
    with opened_text(path, recognises) as lines:
        header = next(_stanzas(lines))[2]
    said = dict(each.partition(" ")[::2] for each in header.get("property_value", []))
    # "maxo", "doid/subsets/DO_cancer_slim.owl"
    ontology = [part.partition(".")[0] for part in _one(header, "ontology").split("/")]
    name = ontology[-1] or stem(path)
    known = next(filter(None, map(publisher, [name, *ontology])), None)
    title = _value(said, "title") or (known.title if known else name)
    version = _one(header, "data-version") or _value(said, "versionInfo")
    dated = re.search(r"\d{4}-\d\d-\d\d", version)
    licence = _value(said, "license") or _value(said, "rights") or (known.licence if known else "")
    return About(name, title, dated[0] if dated else version, licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield the terms that have an id, a prefix that can be expanded, and a name."""
    with opened_text(path, recognises) as lines:
        stanzas = _stanzas(lines)
        prefixes = _prefixes(next(stanzas)[2])
        for number, stanza, tags in stanzas:
            if stanza == "Term":
                if "id" not in tags:
                    raise VocabularyError(f"line {number}: a term without an id")
                if "name" in tags and (subject := _iri(_one(tags, "id"), prefixes)):
                    yield _entry(subject, tags, prefixes)


def _stanzas(lines: TextIO) -> Iterator[tuple[int, str, Tags]]:
    """Yield the header and each stanza: the line it starts on, its name, its tags."""
    start, name, tags = 1, "", Tags()
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            yield start, name, tags
            start, name, tags = number, text[1:-1], Tags()
        elif text and not text.startswith("!"):
            tag, colon, value = text.partition(":")
            if not colon:
                raise VocabularyError(f"line {number}: no tag and no stanza: {text[:60]!r}")
            tags.setdefault(tag, []).append(value.strip())
    yield start, name, tags


def _entry(subject: str, tags: Tags, prefixes: dict[str, str]) -> Entry:
    label = _plain(_one(tags, "name"))
    parents = (_iri(_reference(each), prefixes) for each in tags.get("is_a", []))
    return Entry(
        iri=subject,
        kind=kind_of(subject),
        names=[Name(label, "label"), *_synonyms(tags)],
        broader=[parent for parent in parents if parent],
        matches=list(_matches(tags, prefixes)),
        definition=_quoted(_one(tags, "def"))[0],
        obsolete=_one(tags, "is_obsolete") == "true",
    )


def _synonyms(tags: Tags) -> Iterator[Name]:
    """Yield synonyms that mean the same; broader, narrower and related ones would link what is not meant."""
    for value in tags.get("synonym", []):
        text, rest = _quoted(value)
        words = rest.partition("[")[0].split()
        if text and (not words or words[0] == "EXACT"):
            source = rest.partition("[")[2].partition("]")[0]
            yield Name(text, _type(words[1:]), source.replace("\\", "")[:80])


def _type(words: list[str]) -> str:
    said = {word.rpartition("#")[2].lower() for word in words}
    if said & _ABBREVIATIONS:
        return "abbreviation"
    return "brand" if said & _BRANDS else "synonym"


def _matches(tags: Tags, prefixes: dict[str, str]) -> Iterator[Match]:
    """Yield mappings as stated; a cross-reference says no more than close."""
    for value in tags.get("xref", []):
        if other := _iri(_reference(value), prefixes):
            relation: Relation = "exact" if "MONDO:equivalentTo" in value else "close"
            yield Match(other, relation)
    for value in tags.get("property_value", []):
        name, _, rest = value.partition(" ")
        relation_said = _MATCHES.get(name) or _MATCHES.get(name.rpartition("#")[2])
        if relation_said and (other := _iri(_reference(rest), prefixes)):
            yield Match(other, relation_said)


def _prefixes(header: Tags) -> dict[str, str]:
    return {words[0]: words[1] for value in header.get("idspace", []) if len(words := value.split()) > 1}


def _iri(identifier: str, prefixes: dict[str, str]) -> str:
    """Expand an id; a prefix that nobody declares is one of the OBO Foundry, where ids are PREFIX:digits."""
    known = iri(identifier, prefixes)
    if not known and re.fullmatch(r"[A-Za-z]+:\d{5,}", identifier):
        return f"http://purl.obolibrary.org/obo/{identifier.replace(':', '_')}"
    return known


def _reference(value: str) -> str:
    """Give an id without what may stand after it: a comment, qualifiers, a description."""
    return _plain(next(iter(value.split(" ! ")[0].split()), ""))


def _quoted(value: str) -> tuple[str, str]:
    found = _QUOTED.match(value)
    return (_plain(found[1]), found[2]) if found else ("", "")


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nWt" else found[1], text)


def _one(tags: Tags, tag: str) -> str:
    return next(iter(tags.get(tag, [])), "")


def _value(said: dict[str, str], local: str) -> str:
    """Find a property of the header by its local name, with its quotation marks and datatype taken off."""
    for name, value in said.items():
        if re.split(r"[:/#]", name)[-1] == local:
            return _quoted(value)[0] or value.split(" ")[0]
    return ""
