"""Concepts out of statements, in whatever order RDF gives them.

What is said of one concept can stand anywhere in a file, and a release does not fit into memory. So the
statements that matter go into a temporary table, on disk where it grows, and come back subject by subject.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter

from kg.vocab import _ncit
from kg.vocab.entry import About, Entry, Match, Name, Relation
from kg.vocab.publishers import iri, kind_of, publisher

# subject, predicate, object, language; a subject that starts with _: is blank
Statement = tuple[str, str, str, str]
Said = dict[str, list[tuple[str, str]]]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_OBO = "http://purl.obolibrary.org/obo/"
_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
_NCI = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#"
_TERMS = ("http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/")
# properties of the NCI Thesaurus, https://evs.nci.nih.gov/ftp1/NCI_Thesaurus/ThesaurusProperties.htm
_NCI_ROLES = {
    "P90": "synonym",
    "P107": "synonym",
    "P108": "label",
    "P97": "definition",
    "P106": "semantic type",
    "P207": "cui",
    "P310": "status",
    "P383": "term type",
    "P384": "term source",
}
_ROLES = {
    f"{_RDF}type": "type",
    f"{_RDFS}label": "label",
    f"{_SKOS}prefLabel": "label",
    f"{_SKOS}altLabel": "synonym",
    f"{_SKOS}hiddenLabel": "synonym",
    f"{_SKOS}notation": "code",
    f"{_IN_OWL}hasExactSynonym": "synonym",
    f"{_OBO}IAO_0000118": "synonym",
    "http://www.ebi.ac.uk/efo/alternative_term": "synonym",
    f"{_RDFS}subClassOf": "broader",
    f"{_SKOS}broader": "broader",
    f"{_SKOS}narrower": "narrower",
    f"{_SKOS}exactMatch": "exact",
    f"{_OWL}equivalentClass": "exact",
    f"{_SKOS}closeMatch": "close",
    f"{_SKOS}broadMatch": "broad",
    f"{_IN_OWL}hasDbXref": "close",
    f"{_SKOS}definition": "definition",
    f"{_OBO}IAO_0000115": "definition",
    f"{_OWL}deprecated": "deprecated",
    f"{_OWL}annotatedSource": "source",
    f"{_OWL}annotatedTarget": "target",
    f"{_IN_OWL}hasSynonymType": "term type",
    f"{_OWL}versionInfo": "version",
    f"{_OWL}versionIRI": "version IRI",
    **{f"{base}title": "title" for base in _TERMS},
    **{f"{base}license": "licence" for base in _TERMS},
    **{f"{base}rights": "rights" for base in _TERMS},
    **{base + code: role for code, role in _NCI_ROLES.items() for base in (_NCI, f"{_OBO}NCIT_")},
}
_ABOUT = {"type", "label", "version", "version IRI", "title", "licence", "rights"}
_NO_CONCEPTS = re.compile(r"(?:Property|#Ontology|#ConceptScheme|#Datatype|#Collection|#OrderedCollection)$")
_SCHEMES = (f"{_OWL}Ontology", f"{_SKOS}ConceptScheme")
_RELATIONS: tuple[Relation, ...] = ("exact", "close", "broad")
_TERM_TYPES = {
    "AB": "abbreviation",
    "OMO_0003000": "abbreviation",
    "OMO_0003012": "abbreviation",
    "abbreviation": "abbreviation",
    "ABBREVIATION": "abbreviation",
    "BR": "brand",
    "FB": "brand",
    "BRAND_NAME": "brand",
    "CN": "code",
}
# what an index of subjects answers: _: to _;
_BLANK = "subject >= '_:' AND subject < '_;'"
# so far into a file it says what it is; headers of RDF/XML stand first
_ABOUT_WITHIN = 200_000


def about(statements: Iterable[Statement], fallback: str) -> About:
    """Read what an ontology or a scheme says of itself; `fallback` is its name where it has none."""
    said: dict[str, Said] = {}
    for (subject, predicate, value, language), _ in zip(statements, range(_ABOUT_WITHIN), strict=False):
        role = _ROLES.get(predicate)
        if role in _ABOUT and (role not in ("type", "label") or subject in said or value in _SCHEMES):
            said.setdefault(subject, {}).setdefault(role, []).append((value, language))
    schemes = [iri for iri in said if any(value in _SCHEMES for value, _ in said[iri].get("type", []))]
    scheme = schemes[0] if schemes else ""
    return _about(scheme, said.get(scheme, {}), fallback)


def _about(scheme: str, said: Said, fallback: str) -> About:
    local = re.split(r"[/#]", scheme.rstrip("/#"))[-1].partition(".")[0].lower()
    known = publisher(local) or publisher(fallback)
    name = known.prefix.lower() if known else fallback.lower()
    title = _first(said, "title") or _first(said, "label") or (known.title if known else name)
    version = _first(said, "version") or _first(said, "version IRI")
    licence = _first(said, "licence") or _first(said, "rights") or (known.licence if known else "")
    return About(name, title, version, licence)


def concepts(statements: Iterable[Statement]) -> Iterator[Entry]:
    """Yield everything that has a name and is no property, scheme or ontology, in the order of IRIs."""
    with _staged(statements) as table:
        for subject, said in _subjects(table):
            entry = _entry(subject, said, table)
            if entry:
                yield entry


@contextmanager
def _staged(statements: Iterable[Statement]) -> Iterator[sqlite3.Connection]:
    # an empty path is a file that SQLite makes and deletes
    with closing(sqlite3.connect("", isolation_level=None)) as table:
        table.execute("PRAGMA journal_mode = OFF")
        table.execute("PRAGMA temp_store = FILE")
        table.execute("CREATE TABLE said (subject TEXT, role TEXT, value TEXT, language TEXT)")
        table.execute(
            "CREATE TABLE term (source TEXT, target TEXT, type TEXT, origin TEXT,"
            " PRIMARY KEY (source, target, type, origin)) WITHOUT ROWID"
        )
        table.execute("BEGIN")
        table.executemany("INSERT INTO said VALUES (?,?,?,?)", _relevant(statements))
        table.execute("CREATE INDEX said_subject ON said (subject)")
        table.executemany("INSERT OR IGNORE INTO term VALUES (?,?,?,?)", _terms(table))
        yield table


def _relevant(statements: Iterable[Statement]) -> Iterator[Statement]:
    for subject, predicate, value, language in statements:
        role = _ROLES.get(predicate)
        if role == "narrower":
            yield value, "broader", subject, ""
        elif role:
            yield subject, role, value, language


def _terms(table: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Yield what axioms say of names: their type, and who uses them."""
    rows = table.execute(f"SELECT subject, role, value FROM said WHERE {_BLANK} ORDER BY subject")  # noqa: S608
    for _, group in groupby(rows, key=itemgetter(0)):
        said = {role: value for _, role, value in group}
        if "source" in said and "target" in said and ("term type" in said or "term source" in said):
            yield said["source"], said["target"], said.get("term type", ""), said.get("term source", "")


def _subjects(table: sqlite3.Connection) -> Iterator[tuple[str, Said]]:
    rows = table.execute(
        f"SELECT subject, role, value, language FROM said WHERE NOT ({_BLANK}) ORDER BY subject, rowid"  # noqa: S608
    )
    for subject, group in groupby(rows, key=itemgetter(0)):
        said: Said = {}
        for _, role, value, language in group:
            said.setdefault(role, []).append((value, language))
        yield subject, said


def _entry(subject: str, said: Said, table: sqlite3.Connection) -> Entry | None:
    if "label" not in said or any(_NO_CONCEPTS.search(value) for value, _ in said.get("type", [])):
        return None
    labels = _labels(said["label"])
    own = iri(subject)
    return Entry(
        iri=own,
        kind=kind_of(own) or _kind(own, said, labels[0].text),
        names=[
            *labels,
            *_synonyms(subject, said, table),
            *(Name(each, "code") for each in _values(said, "code")),
        ],
        broader=[iri(each) for each in _values(said, "broader") if "://" in each],
        matches=list(_matches(said)),
        definition=_first(said, "definition"),
        obsolete="true" in _values(said, "deprecated") or "Obsolete_Concept" in _values(said, "status"),
    )


def _kind(own: str, said: Said, label: str) -> str:
    is_ncit = "/NCIT_" in own or "semantic type" in said
    return _ncit.kind(_values(said, "semantic type"), label) if is_ncit else ""


def _labels(said: list[tuple[str, str]]) -> list[Name]:
    """Make one label of several: the English one, or the one without a language, or the first."""
    ranked = sorted(said, key=lambda each: (not each[1].lower().startswith("en"), each[1] != ""))
    return [
        Name(text, "synonym" if place else "label", "", language)
        for place, (text, language) in enumerate(ranked)
    ]


def _synonyms(subject: str, said: Said, table: sqlite3.Connection) -> Iterator[Name]:
    for text, language in said.get("synonym", []):
        rows = table.execute(
            "SELECT type, origin FROM term WHERE source = ? AND target = ?", (subject, text)
        ).fetchall()
        for code, origin in rows or [("", "")]:
            yield Name(text, _TERM_TYPES.get(re.split(r"[/#]", code)[-1], "synonym"), origin, language)


def _matches(said: Said) -> Iterator[Match]:
    for relation in _RELATIONS:
        for value in _values(said, relation):
            if other := iri(value):
                yield Match(other, relation)
    for value in _values(said, "cui"):
        yield Match(iri(f"UMLS:{value}"), "close")


def _values(said: Said, role: str) -> list[str]:
    return [value for value, _ in said.get(role, [])]


def _first(said: Said, role: str) -> str:
    return next(iter(_values(said, role)), "")
