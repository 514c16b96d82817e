"""What a build promises is held against what it holds."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import BuildError
from kg.validate.published import is_build, published

RECORDS = Path("nquads") / "trials-0000.nq.gz"


@pytest.fixture
def copy(example_build: Path, tmp_path: Path) -> Path:
    """A copy of the build of the examples, to damage."""
    shutil.copytree(example_build, tmp_path / "build", ignore=shutil.ignore_patterns("store"))
    return tmp_path / "build"


def test_a_build_is_what_it_says(example_build: Path) -> None:
    """Nothing that a build of the examples states of itself is wrong."""
    assert is_build(example_build)
    assert list(published(example_build)) == []


def _cut(build: Path) -> None:
    lines = gzip.decompress((build / RECORDS).read_bytes()).splitlines(keepends=True)
    (build / RECORDS).write_bytes(gzip.compress(b"".join(lines[:-1]), mtime=0))


def _lose(build: Path) -> None:
    (build / "turtle" / "trials-0000.ttl").unlink()


def _add(build: Path) -> None:
    (build / "nquads" / "more.nq.gz").write_bytes(gzip.compress(b"<x:a> <x:b> <x:c> <x:g> .\n"))


def _misstate(build: Path) -> None:
    path = build / "void.ttl"
    text = path.read_text()
    path.write_text(text.replace("void:triples ", "void:triples 9", 1))


def _forget(build: Path) -> None:
    path = build / "nquads" / "vocabulary.nq.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(b"<https://w3id.org/trialkg/code/phase/")]
    path.write_bytes(gzip.compress(b"".join(kept), mtime=0))


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "a triple less": (_cut, "triples in the graph, and the dumps hold"),
    "another hash": (_cut, "size or SHA-256 differ"),
    "a file less": (_lose, "but not there"),
    "a dump more": (_add, "not in manifest.json"),
    "a graph more": (_add, "manifest.json says 0 triples in the graph"),
    "another count": (_misstate, "void.ttl says 9"),
    "a code less": (_forget, "is not in the vocabulary graph"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_not_true_is_a_violation(copy: Path, name: str) -> None:
    """Each way in which a build may differ from what it states is told."""
    damage, says = DAMAGE[name]
    damage(copy)
    found = [one.finding for one in published(copy)]
    assert any(says in finding.message for finding in found)
    assert {finding.severity for finding in found} == {"Violation"}


def test_a_build_without_a_manifest_is_not_whole(copy: Path) -> None:
    """A manifest that is missing or no JSON is an error, since nothing can be held against it."""
    (copy / "manifest.json").write_text(json.dumps([]))
    with pytest.raises(BuildError, match="not whole"):
        list(published(copy))
