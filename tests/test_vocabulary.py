"""The shipped vocabulary keeps its rules, and a table that breaks one is told which line."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from kg.content import content
from kg.errors import VocabularyError
from kg.infer import shipped_closure
from kg.link import Linker
from kg.vocabulary import Concept, Vocabulary, load


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "ontology"
    shutil.copytree(content("ontology"), folder)
    return folder


def add(folder: Path, row: str) -> None:
    with (folder / "concepts" / "drugs.tsv").open("a") as table:
        table.write(row + "\n")


def test_no_name_means_two_things() -> None:
    """No name of the shipped vocabulary belongs to two treatments, two conditions or two endpoints."""
    vocabulary = load()
    Linker(vocabulary, shipped_closure().ancestors)


def by_label(vocabulary: Vocabulary, label: str) -> str:
    (found,) = [concept.id for concept in vocabulary.concepts.values() if concept.label == label]
    return found


@pytest.mark.parametrize(
    ("concept", "ancestor", "is_one"),
    [
        ("sintilimab", "PD-1 inhibitor", True),
        ("ipilimumab", "PD-1 inhibitor", False),
        ("atezolizumab", "PD-1 inhibitor", False),
        ("stereotactic body radiotherapy", "radiotherapy", True),
        ("cryoablation", "radiotherapy", False),
        ("cryoablation", "ablation", True),
        ("XELOX", "oxaliplatin", True),
        ("oxaliplatin", "XELOX", False),
        ("XELOX", "chemotherapy", True),
        ("regorafenib", "kinase inhibitor", True),
        ("hepatic arterial infusion chemotherapy", "chemotherapy", True),
        ("hepatectomy", "surgery", True),
    ],
)
def test_class_membership(concept: str, ancestor: str, is_one: bool) -> None:
    """What reviewers must be able to trust about classes and components."""
    vocabulary = load()
    implied = shipped_closure().ancestors[by_label(vocabulary, concept)]
    assert (by_label(vocabulary, ancestor) in implied) == is_one


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("NCIT:C1\tx\tdrug\tNCIT:C999999999\t\t\t\t\t\t\t", "no row"),
        ("NCIT:C1\tx\tpotion\t\t\t\t\t\t\t\t", "kind"),
        ("\tx\tdrug\t\t\t\t\t\t\t\t", "an id"),
        ("NCIT:C1\tx\tdrug", "columns"),
        ("NCIT:C132992\tx\tdrug\t\t\t\t\t\t\t\t", "already"),
        ("nowhere:C1\tx\tdrug\t\t\t\t\t\t\t\t", "prefix"),
    ],
)
def test_bad_row_is_refused(copy: Path, row: str, says: str) -> None:
    """A row that breaks a rule is refused with the reason."""
    add(copy, row)
    with pytest.raises(VocabularyError, match=says):
        load(copy)


def test_circle_is_refused(copy: Path) -> None:
    """A hierarchy that runs in a circle is refused, and the circle is shown."""
    add(copy, "NCIT:C1\ta\tdrug\tNCIT:C2\t\t\t\t\t\t\t")
    add(copy, "NCIT:C2\tb\tdrug\tNCIT:C1\t\t\t\t\t\t\t")
    with pytest.raises(VocabularyError, match=r"circle.*NCIT:C1"):
        load(copy)


def test_ambiguous_name_is_refused(copy: Path) -> None:
    """A name that another concept has already is refused when names are indexed."""
    add(copy, "NCIT:C1\tKeytruda-like\tdrug\t\t\t\t\t\tSINTILIMAB\t\t")
    vocabulary = load(copy)
    with pytest.raises(VocabularyError, match="SINTILIMAB"):
        Linker(vocabulary, {})


def organizations() -> list[Concept]:
    return [concept for concept in load().concepts.values() if concept.kind == "organization"]


def test_no_name_means_two_organizations() -> None:
    """A name belongs to one organisation, and to nothing that trials study, however it is written."""
    owners: dict[str, set[str]] = defaultdict(set)
    for concept in load().concepts.values():
        for name in concept.names:
            owners[" ".join(re.findall(r"\w+", name.casefold()))].add(concept.id)
    ours = {concept.id for concept in organizations()}
    assert {name: ids for name, ids in owners.items() if len(ids) > 1 and ids & ours} == {}


def test_organizations_have_ids_of_ror() -> None:
    """An id is one of ROR (https://ror.readme.io/docs/identifier), or ours; a parent is an organisation."""
    ids = {concept.id for concept in organizations()}
    assert {
        one for one in ids if not re.fullmatch(r"ROR:0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}|tkgc:[a-z-]+", one)
    } == set()
    assert {parent for concept in organizations() for parent in concept.broader} <= ids


def test_organization_is_nothing_that_trials_study() -> None:
    """An organisation belongs to organisations, and is no treatment, condition or endpoint."""
    ids = {concept.id for concept in organizations()}
    assert {parent for one in ids for parent in shipped_closure().ancestors[one]} == ids
