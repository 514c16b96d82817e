"""Benchmarks: made records are like real ones, ways of mapping agree, and the guard sees more work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec
import pyoxigraph
import pytest

from benchmarks.generate import Generator, base_records
from benchmarks.guard import BASELINE, Baseline, calls, compared, lifting, studies
from benchmarks.mapping.compare import REFERENCE
from benchmarks.mapping.one import way
from kg.errors import Rejected
from kg.lift import lift
from kg.sources import Read, read
from kg.study import Study, decode
from kg.terms import Triple

EXAMPLES = Path(__file__).parent.parent / "examples"
WAYS = ["lines", "with_pyoxigraph", "with_rdflib"]


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    return list(Generator(base_records([EXAMPLES])).records(30))


def twice(*given: object) -> Iterator[Triple]:
    """Lift as ever, and once more."""
    return chain(lift(*given), lift(*given))  # type: ignore[arg-type]


def counts(work: int) -> list[tuple[str, bool]]:
    return list(compared({"lift": work}, Baseline(python="", calls={"lift": calls(lifting(few()))})))


def few() -> list[Study]:
    return studies()[:5]


def test_record_depends_on_seed_and_number_alone(made: list[bytes]) -> None:
    """The same seed gives the same records, whatever their number; another seed gives others."""
    base = list(base_records([EXAMPLES]))
    assert list(Generator(base).records(10)) == made[:10]
    assert Generator(base, seed=2).record(0) != made[0]


def test_made_records_are_read_and_have_ids_of_their_own(made: list[bytes], tmp_path: Path) -> None:
    """Every made record is a study, and no two are of one trial."""
    path = tmp_path / "made.jsonl"
    path.write_bytes(b"".join(made))
    found = list(read([path]))
    assert not [one for one in found if isinstance(one, Rejected)]
    ids = [one.study.nct_id for one in found if isinstance(one, Read)]
    assert len(set(ids)) == len(made)


def test_every_part_is_dealt_as_often_as_it_is_there(made: list[bytes]) -> None:
    """One round of the decks has as many arms, sites and outcomes as the records dealt from."""
    base = [decode(record) for record in base_records([EXAMPLES])]
    dealt = [decode(record) for record in made[: len(base)]]
    for at in range(3):
        assert sorted(sizes(one)[at] for one in dealt) == sorted(sizes(one)[at] for one in base)


def sizes(study: Study) -> tuple[int, int, int]:
    protocol = study.protocol_section
    return (
        len(protocol.arms_interventions_module.arm_groups),
        len(protocol.contacts_locations_module.locations),
        len(protocol.outcomes_module.primary_outcomes),
    )


@pytest.mark.parametrize("name", WAYS)
def test_way_of_mapping_writes_what_kg_lift_says(made: list[bytes], tmp_path: Path, name: str) -> None:
    """A way that is compared with ours writes the same triples."""
    source = tmp_path / "made.jsonl"
    source.write_bytes(b"".join(made))
    for one in (REFERENCE, name):
        way(one).write(source, tmp_path / f"{one}.nt")
    assert set(lines(tmp_path / f"{name}.nt")) == set(lines(tmp_path / f"{REFERENCE}.nt"))


def lines(path: Path) -> Iterator[str]:
    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_TRIPLES):
        yield str(quad.triple)


def test_guard_passes_the_same_work() -> None:
    """The same work is counted the same, and passes."""
    number = calls(lifting(few()))
    assert calls(lifting(few())) == number
    assert [well for _, well in counts(number)] == [True]


def test_guard_fails_where_the_lift_does_more() -> None:
    """A lift that does its work twice is told, with the way out."""
    ((words, well),) = counts(calls(lifting(few(), twice)))
    assert not well
    assert "--record" in words


def test_baseline_has_every_stage() -> None:
    """The recorded baseline names what is guarded."""
    recorded = msgspec.json.decode(BASELINE.read_bytes(), type=Baseline)
    assert set(recorded.calls) == {"lift", "compose", "gate"}
