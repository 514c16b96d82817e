"""The tables of publishers and roots are sound, and agree with the prefixes of the ontology."""

from __future__ import annotations

import pytest

from kg.content import content
from kg.vocab.entry import KINDS
from kg.vocab.publishers import curie, iri, publishers
from kg.vocabulary import load, rows


def test_publishers_agree_with_the_prefixes_of_the_ontology() -> None:
    """A prefix that both tables have means one namespace."""
    prefixes = load().converter.bimap
    shared = {known.prefix: known.namespace for known in publishers().values() if known.prefix in prefixes}
    assert shared == {prefix: prefixes[prefix] for prefix in shared}
    assert "NCIT" in shared


def test_kinds_of_the_tables_are_kinds() -> None:
    """No table has a kind that nobody knows."""
    roots = {row["kind"] for _, row in rows(content("ontology") / "vocabulary_roots.tsv")}
    assert roots | {known.kind for known in publishers().values()} <= KINDS | {""}


@pytest.mark.parametrize("prefix", publishers())
def test_every_spelling_is_one_iri(prefix: str) -> None:
    """However an id is written, by prefix or by IRI, it becomes the IRI of its publisher."""
    known = publishers()[prefix]
    written = [f"{each}:12345" for each in (prefix, *known.spellings)]
    written += [f"{each}12345" for each in (known.namespace, *known.namespaces)]
    assert {iri(each) for each in written} == {known.iri("12345")}
    assert curie(known.iri("12345")) == f"{prefix}:12345"


def test_unknown_prefix_is_no_iri() -> None:
    """A CURIE whose prefix nobody declares is not guessed at."""
    assert (iri("nobody:1"), iri("no curie"), iri("x:1", {"x": "https://x.test/"})) == (
        "",
        "",
        "https://x.test/1",
    )
