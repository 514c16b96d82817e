"""Realistic records in any number: `python -m benchmarks.generate 10000 RECORDS… -o FILE`.

RECORDS are records of any format that is read; `examples/` where none is named. Each made record has the
design, arms, outcomes and results of one of them, and sponsor, sites, eligibility, description and references
of others, under an id that the registry has not given out. Every part is dealt from a shuffled deck of its
own, so that sizes and oddities are as frequent as in the records dealt from. Names of interventions and
labels of arms that occur once there get a code, because in a registry most names are new; other ids get
other digits, so that records share no more than real ones. Record n depends on seed, n and RECORDS alone.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg.errors import KgError, SourceError
from kg.publish.nquads import gzip_writer
from kg.sources import Read, read
from kg.study import encode

FIRST = 90_000_000  # the registry's own ids are far below
SWAPPED = (
    "sponsorCollaboratorsModule",
    "contactsLocationsModule",
    "eligibilityModule",
    "descriptionModule",
    "referencesModule",
)
_IDS, _ARMS = "identificationModule", "armsInterventionsModule"
_DIGIT = re.compile(r"(?<=\d\d)\d", re.ASCII)  # the first two say which year or registry it is


class _Named(msgspec.Struct, frozen=True):
    name: str = ""
    label: str = ""


class _Arms(msgspec.Struct, frozen=True, rename="camel"):
    interventions: list[_Named] = []
    arm_groups: list[_Named] = []


class _Id(msgspec.Struct, frozen=True):
    id: str = ""


class _Ids(msgspec.Struct, frozen=True, rename="camel"):
    nct_id: str = ""
    nct_id_aliases: list[str] = []
    org_study_id_info: _Id = _Id()
    secondary_id_infos: list[_Id] = []


class Whole(msgspec.Struct, frozen=True, rename="camel"):
    """A record taken apart into modules, which stay as they are spelt."""

    protocol_section: dict[str, msgspec.Raw]
    results_section: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    annotation_section: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    document_section: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    derived_section: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    has_results: bool = False


class Generator:
    """Deals new records from real ones; a `SourceError` where there are none to deal from."""

    def __init__(self, records: Iterable[bytes], seed: int = 1) -> None:
        decoder = msgspec.json.Decoder(Whole)
        self._wholes = [decoder.decode(msgspec.json.format(record, indent=-1)) for record in records]
        if not self._wholes:
            raise SourceError("there is no record with an NCT id to deal from: name files that have some")
        self._seed = seed
        counted = Counter(name for whole in self._wholes for name in set(_names(whole)))
        self._rare = {name for name, number in counted.items() if number == 1}
        self._decks: dict[tuple[str, int], list[int]] = {}

    def record(self, number: int) -> bytes:
        """Make the record of a number, counted from 0, as one line."""
        body = self._dealt("body", number)
        ids = msgspec.json.decode(body.protocol_section[_IDS], type=_Ids)
        protocol = body.protocol_section | {_IDS: self._redrawn(body.protocol_section[_IDS], ids, number)}
        for module in SWAPPED:
            other = self._dealt(module, number).protocol_section
            protocol.pop(module, None)
            protocol |= {module: other[module]} if module in other else {}
        coded = {name: f"{name} QX-{number}" for name in _names(body) if name in self._rare}
        if _ARMS in protocol:
            protocol[_ARMS] = _renamed(protocol[_ARMS], coded)
        results = body.results_section
        if isinstance(results, msgspec.Raw):
            results = _renamed(results, coded)
        made = msgspec.structs.replace(body, protocol_section=protocol, results_section=results)
        line = msgspec.json.encode(made).replace(ids.nct_id.encode(), b"NCT%08d" % (FIRST + number))
        return line + b"\n"

    def records(self, count: int) -> Iterator[bytes]:
        """Make the first records."""
        return map(self.record, range(count))

    def _dealt(self, part: str, number: int) -> Whole:
        round_, position = divmod(number, len(self._wholes))
        if (deck := self._decks.get((part, round_))) is None:
            deck = list(range(len(self._wholes)))
            random.Random(f"{self._seed}/{part}/{round_}").shuffle(deck)  # noqa: S311 - a deck, no secret
            self._decks[part, round_] = deck
            self._decks.pop((part, round_ - 2), None)
        return self._wholes[deck[position]]

    def _redrawn(self, module: msgspec.Raw, ids: _Ids, number: int) -> msgspec.Raw:
        """Draw other digits for the ids that sponsors and other registries gave."""
        drawn = random.Random(f"{self._seed}/id/{number}")  # noqa: S311 - an id, no secret
        spelt = bytes(module)
        others = (ids.org_study_id_info.id, *(one.id for one in ids.secondary_id_infos), *ids.nct_id_aliases)
        for old in dict.fromkeys(filter(None, others)):
            new = msgspec.json.encode(_DIGIT.sub(lambda _: str(drawn.randrange(10)), old))[1:]
            whole = rb"(?<![A-Za-z0-9])" + re.escape(msgspec.json.encode(old)[1:])
            spelt = re.sub(whole, lambda _, new=new: new, spelt)  # type: ignore[misc]
        return msgspec.Raw(spelt)


def _renamed(module: msgspec.Raw, names: dict[str, str]) -> msgspec.Raw:
    """Give names others, where they stand alone or behind a type, as in `Drug: Sintilimab`."""
    spelt = bytes(module)
    for old, new in names.items():
        before, after = msgspec.json.encode(old)[1:], msgspec.json.encode(new)[1:]
        spelt = spelt.replace(b'"' + before, b'"' + after).replace(b": " + before, b": " + after)
    return msgspec.Raw(spelt)


def _names(whole: Whole) -> Iterator[str]:
    raw = whole.protocol_section.get(_ARMS, msgspec.Raw(b"{}"))
    arms = msgspec.json.decode(raw, type=_Arms)
    yield from dict.fromkeys(filter(None, (one.name for one in arms.interventions)))
    yield from dict.fromkeys(filter(None, (one.label for one in arms.arm_groups)))


def base_records(paths: list[Path]) -> Iterator[bytes]:
    """Read the records of ClinicalTrials.gov among files of any format, as API v2 JSON."""
    for found in read(paths):
        if isinstance(found, Read) and found.study.nct_id:
            raw = found.provenance.source == "ctgov_json"
            yield found.content if raw else encode(found.study)


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        return
    with gzip_writer(path) if path.suffix == ".gz" else path.open("wb") as stream:
        yield stream


def write(path: Path | None, count: int, records: list[Path], seed: int = 1) -> None:
    """Write a number of made records into a file, gzipped where its name says so, or to standard output."""
    with _output(path) as stream:
        stream.writelines(Generator(base_records(records), seed).records(count))


def main() -> int:
    """Write records as the command line asks; code 2 where that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("count", type=int, help="how many records")
    parser.add_argument("records", type=Path, nargs="*", default=[Path("examples")])
    parser.add_argument("-o", "--output", type=Path, help="a file, .gz or not; without it standard output")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other records")
    given = parser.parse_args()
    try:
        write(given.output, given.count, given.records, given.seed)
    except KgError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
