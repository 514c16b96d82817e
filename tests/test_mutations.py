"""Real records with something dropped, retyped, emptied or swapped: read, or refused with a reason."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kg.compose import Composer
from kg.errors import RecordError
from kg.gate import Gate
from kg.lexicon import lexicon
from kg.sources import Piece, check_id, pieces, study_of
from kg.study.provenance import Provenance
from kg.terms import DEFAULT_BASE

GATED = 25  # one in so many is held against the shapes, too
PER_SOURCE = 150  # records that are mutated, at most
FIRST = 5  # records that are taken of any source, before one in seven is
LONGEST = 100_000
OTHERS: list[Any] = [None, "", "x", -1, 0, 1e400, 2**70, True, [], {}, [None], "2024-02-31", "<b>", "\ud800"]
JUNK = (b"<", b"&", b"\xff", b"\x00", b"-1", b"]]>")


def slots(value: Any) -> list[tuple[Any, Any]]:
    """List every place of a JSON value that can be changed: a container and a key."""
    found = []
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found += [(value, key), *slots(value[key])]
    return found


def mutated_json(value: Any, chance: random.Random) -> bytes:
    """Drop, retype, empty or swap some fields."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        places = slots(value)
        if not places:
            break
        (holder, key), (other, other_key) = chance.choice(places), chance.choice(places)
        match chance.randrange(4):
            case 0:
                del holder[key]
            case 1:
                holder[key] = chance.choice(OTHERS)
            case 2:
                holder[key] = type(holder[key])()
            case _:
                if not any(place is other[other_key] for place, _ in slots(holder[key])):
                    holder[key] = json.loads(json.dumps(other[other_key]))
    return json.dumps(value).encode("utf-8", "surrogatepass")


def mutated_text(content: bytes, chance: random.Random) -> bytes:
    """Drop, double, move or overwrite some lines or bytes."""
    lines = content.splitlines(keepends=True)
    for _ in range(chance.choice((1, 1, 3, 10))):
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        start = chance.randrange(len(lines[at]) + 1)
        match chance.randrange(5):
            case 0:
                lines[at] = b""
            case 1:
                lines[at], lines[to] = lines[to], lines[at]
            case 2:
                lines[at] = lines[at][:start] + lines[at][start + chance.randrange(40) :]
            case 3:
                lines[at] = lines[at][:start] + chance.choice(JUNK) + lines[at][start:]
            case _:
                lines[at] = lines[at][:start] + lines[to]
    return b"".join(lines)


def mutated(content: bytes, chance: random.Random) -> bytes:
    try:
        value = json.loads(content)
    except ValueError:
        return mutated_text(content, chance)
    return mutated_json(value, chance) if isinstance(value, dict | list) else mutated_text(content, chance)


def some_records(folder: Path) -> dict[str, list[Piece]]:
    """Take records of every source, spread over what there is."""
    by_source: dict[str, list[Piece]] = defaultdict(list)
    for number, piece in enumerate(pieces([folder])):
        if not isinstance(piece, Piece) or not 0 < len(piece.content) < LONGEST:
            continue
        if number % 7 == 0 or len(by_source[piece.source]) < FIRST:
            by_source[piece.source].append(piece)
    return {source: list(islice(found, PER_SOURCE)) for source, found in sorted(by_source.items())}


@pytest.mark.parametrize("mutations", [2_000, pytest.param(20_000, marks=pytest.mark.thorough)])
def test_mutated_real_records_raise_nothing_but_record_errors(shared: Path, mutations: int) -> None:
    """Whatever is done to a real record, it is read and composed, or refused with a reason."""
    composer, gate = Composer(lexicon(), DEFAULT_BASE), Gate()
    chance = random.Random(11)  # noqa: S311 - damage, not secrecy
    records = some_records(shared)
    outcomes: Counter[tuple[str, bool]] = Counter()
    each = mutations // len(records) + 1
    for source, originals in records.items():
        for number in range(each):
            content = mutated(chance.choice(originals).content, chance)
            try:
                study = study_of(source, content)
                check_id(study)
                graph = composer.graph(study, _provenance(source))
                if number % GATED == 0:
                    gate.check(graph.nodes)
            except RecordError as error:
                assert str(error).strip()
                outcomes[source, False] += 1
            else:
                outcomes[source, True] += 1
    assert outcomes.total() >= mutations
    assert all(outcomes[source, True] for source in records)


def _provenance(source: str) -> Provenance:
    return Provenance(
        source=source,
        document="d",
        document_sha256="ab" * 32,
        document_size=1,
        position="1",
        record_sha256="cd" * 32,
    )
