"""ROR organisations, schemas 1 and 2: the array of a data dump, or one record a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from kg.errors import VocabularyError
from kg.vocab._files import opened
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.publishers import iri, publishers

TITLE = "ROR JSON (schemas 1 and 2)"
Record = dict[str, Any]
_TYPES = (("ror_display", "label"), ("acronym", "abbreviation"))


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by an id of ROR in JSON."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") and bool(
        re.search(rb'"id":\s*"https://ror\.org/', head)
    )


def about(path: Path) -> About:
    """Read the release from a name such as `v1.66-2025-05-20-ror-data.zip`."""
    release = re.search(r"v\d+\.\d+(?:\.\d+)?", path.name)
    known = publishers()["ROR"]
    return About("ror", known.title, release[0] if release else "", known.licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield an organisation a record."""
    with opened(path, recognises) as stream:
        for where, record in _records(stream):
            if not isinstance(record, dict) or not record.get("id"):
                raise VocabularyError(f"{where}: is no record of ROR")
            yield _entry(record)


def _records(stream: BinaryIO) -> Iterator[tuple[str, Record]]:
    """Yield records with where they stand; an array is decoded at once, which its 300 MB allow."""
    first = stream.readline()
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
        for number, record in enumerate(msgspec.json.decode(first + stream.read()), start=1):
            yield f"record {number}", record
        return
    number = 0
    while first:
        number += 1
        if first.strip():
            try:
                yield f"line {number}", msgspec.json.decode(first)
            except msgspec.DecodeError as error:
                raise VocabularyError(f"line {number}: {error}") from error
        first = stream.readline()


def _entry(record: Record) -> Entry:
    names = _names_2(record["names"]) if "names" in record else _names_1(record)
    parents = [
        each["id"] for each in record.get("relationships") or [] if each.get("type", "").lower() == "parent"
    ]
    return Entry(
        iri=record["id"],
        kind="organization",
        names=sorted(names, key=lambda name: name.type != "label"),
        broader=parents,
        matches=list(_matches(record.get("external_ids") or [])),
        definition=_where(record),
        obsolete=record.get("status") == "withdrawn",
    )


def _names_2(names: list[Record]) -> list[Name]:
    return [Name(each["value"], _type(each["types"]), "ROR", each.get("lang") or "") for each in names]


def _type(types: list[str]) -> str:
    return next((ours for theirs, ours in _TYPES if theirs in types), "synonym")


def _names_1(record: Record) -> list[Name]:
    labels = [(each["label"], each.get("iso639") or "") for each in record.get("labels") or []]
    return [
        Name(record["name"], "label", "ROR"),
        *(Name(text, "synonym", "ROR", language) for text, language in labels),
        *(Name(text, "synonym", "ROR") for text in record.get("aliases") or []),
        *(Name(text, "abbreviation", "ROR") for text in record.get("acronyms") or []),
    ]


def _matches(external: list[Record] | dict[str, Record]) -> Iterator[Match]:
    """Yield Wikidata items: the only external ids that have an IRI and are one a record."""
    kinds = (
        external.items() if isinstance(external, dict) else ((each.get("type"), each) for each in external)
    )
    for kind, ids in kinds:
        if str(kind).lower() == "wikidata":
            found = ids.get("preferred") or next(iter(ids.get("all") or []), "")
            if found:
                yield Match(iri(f"wikidata:{found}"), "exact")


def _where(record: Record) -> str:
    """Say where it is, which tells namesakes apart."""
    for each in record.get("locations") or []:
        details = each.get("geonames_details") or {}
        return ", ".join(filter(None, [details.get("name"), details.get("country_name")]))
    city = next((each.get("city") for each in record.get("addresses") or []), "")
    return ", ".join(filter(None, [city, (record.get("country") or {}).get("country_name")]))
