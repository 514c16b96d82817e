"""ROR organisations, schemas 1 and 2: the array of a data dump, or one record a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from kg.errors import VocabularyError
from kg.vocab._files import opened
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.publishers import iri, publishers

T = TypeVar("T")
TITLE = "ROR JSON (schemas 1 and 2)"
_TYPES = (("ror_display", "label"), ("acronym", "abbreviation"))


class Named(msgspec.Struct, frozen=True):
    """A name of schema 2."""

    value: str
    types: list[str] = []
    lang: str | None = None


class Labelled(msgspec.Struct, frozen=True):
    """A name in another language of schema 1."""

    label: str
    iso639: str | None = None


class Related(msgspec.Struct, frozen=True):
    """Another organisation, and what it is to this one."""

    id: str
    type: str


class External(msgspec.Struct, frozen=True):
    """Ids elsewhere; in schema 1 the type is the key and `all` may be one id."""

    type: str = ""
    preferred: str | None = None
    all: list[str] | str = []


class Place(msgspec.Struct, frozen=True):
    """Where it is, in either schema."""

    name: str | None = None
    city: str | None = None
    country_name: str | None = None


class Location(msgspec.Struct, frozen=True):
    """A place of schema 2."""

    geonames_details: Place = Place()


class Record(msgspec.Struct, frozen=True):
    """What is read of an organisation, in either schema."""

    id: str
    status: str = "active"
    names: list[Named] = []
    name: str = ""
    labels: list[Labelled] = []
    aliases: list[str] = []
    acronyms: list[str] = []
    relationships: list[Related] = []
    external_ids: list[External] | dict[str, External] = []
    locations: list[Location] = []
    addresses: list[Place] = []
    country: Place = Place()


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by an id of ROR in JSON."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start in (b"[", b"{") and bool(re.search(rb'"id":\s*"https://ror\.org/', head))


def about(path: Path) -> About:
    """Read the release from a name such as `v1.66-2025-05-20-ror-data.zip`."""
    release = re.search(r"v\d+\.\d+(?:\.\d+)?", path.name)
    known = publishers()["ROR"]
    return About("ror", known.title, release[0] if release else "", known.licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield an organisation a record."""
    with opened(path, recognises) as stream:
        for where, record in _records(stream):
            if not record.names and not record.name:
                raise VocabularyError(f"{where}: {record.id} has no name")
            yield _entry(record)


def _records(stream: BinaryIO) -> Iterator[tuple[str, Record]]:
    """Yield records with where they stand; an array is decoded at once, which its 300 MB allow."""
    first = stream.readline()
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
        whole = _decoded(first.removeprefix(b"\xef\xbb\xbf") + stream.read(), list[Record], "the array")
        yield from ((f"record {number}", record) for number, record in enumerate(whole, start=1))
        return
    number, line = 1, first.removeprefix(b"\xef\xbb\xbf")
    while line:
        if line.strip():
            yield f"line {number}", _decoded(line, Record, f"line {number}")
        number, line = number + 1, stream.readline()


def _decoded(content: bytes, kind: type[T], where: str) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{where}: {error}") from error


def _entry(record: Record) -> Entry:
    names = [*_names_2(record), *_names_1(record)]
    return Entry(
        iri=record.id,
        kind="organization",
        names=sorted(names, key=lambda name: name.type != "label"),
        broader=[each.id for each in record.relationships if each.type.lower() == "parent"],
        matches=list(_matches(record.external_ids)),
        definition=_where(record),
        obsolete=record.status == "withdrawn",
    )


def _names_2(record: Record) -> Iterator[Name]:
    for each in record.names:
        kind = next((ours for theirs, ours in _TYPES if theirs in each.types), "synonym")
        yield Name(each.value, kind, "ROR", each.lang or "")


def _names_1(record: Record) -> Iterator[Name]:
    if record.name:
        yield Name(record.name, "label", "ROR")
    yield from (Name(each.label, "synonym", "ROR", each.iso639 or "") for each in record.labels)
    yield from (Name(text, "synonym", "ROR") for text in record.aliases)
    yield from (Name(text, "abbreviation", "ROR") for text in record.acronyms)


def _matches(external: list[External] | dict[str, External]) -> Iterator[Match]:
    """Yield Wikidata items: the only external ids that have an IRI and are one a record."""
    known = external.items() if isinstance(external, dict) else ((each.type, each) for each in external)
    for kind, ids in known:
        found = ids.preferred or (ids.all if isinstance(ids.all, str) else next(iter(ids.all), ""))
        if kind.lower() == "wikidata" and (other := iri(f"wikidata:{found}")):
            yield Match(other, "exact")


def _where(record: Record) -> str:
    """Say where it is, which tells namesakes apart."""
    if record.locations:
        place = record.locations[0].geonames_details
        return ", ".join(filter(None, [place.name, place.country_name]))
    city = next((each.city for each in record.addresses), "")
    return ", ".join(filter(None, [city, record.country.country_name]))
