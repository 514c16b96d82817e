"""Slices of the real vocabularies are imported in seconds, and answer as their publishers mean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kg.folding import fold
from kg.vocab import Given, add, recognise
from kg.vocab.entry import Match
from kg.vocab.index import Index

OBO = "http://purl.obolibrary.org/obo/"
MESH = "http://id.nlm.nih.gov/mesh/"
FORMATS = {
    "DO_cancer_slim.obo.gz": "obo",
    "biomappings.sssom.tsv.gz": "sssom",
    "country_codes.csv": "iso_countries",
    "cto.owl.gz": "owl_xml",
    "drugbank_vocabulary.csv.gz": "drugbank_csv",
    "geonames.tsv.gz": "concept_table",
    "maxo.obo.gz": "obo",
    "mesh.tsv.gz": "concept_table",
    "mondo.tsv.gz": "concept_table",
    "mondo_exactmatch_ncit.sssom.tsv.gz": "sssom",
    "ncit.tsv.gz": "concept_table",
    "ncit_to_chebi.txt": "ncit_mappings",
    "ror.jsonl.gz": "ror",
    "world_cities.csv.gz": "geonames",
}
# far above what it takes, so that a busy machine fails no test
SECONDS = 60


@pytest.fixture(scope="module")
def filled(shared_vocabularies: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of the four vocabularies that linking needs most."""
    with closing(Index(tmp_path_factory.mktemp("real") / "vocabularies.sqlite")) as index:
        for name in ("ncit.tsv.gz", "mesh.tsv.gz", "mondo.tsv.gz", "mondo_exactmatch_ncit.sssom.tsv.gz"):
            start = time.monotonic()
            add(index, shared_vocabularies / name)
            assert time.monotonic() - start < SECONDS
        yield index


@pytest.mark.parametrize("name", FORMATS)
def test_format_is_told(shared_vocabularies: Path, name: str) -> None:
    """Each file is told by its content."""
    assert recognise(shared_vocabularies / name)[0] == FORMATS[name]


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"ncit.tsv.gz", "mesh.tsv.gz", "mondo.tsv.gz"}))
def test_file_is_imported(shared_vocabularies: Path, index: Index, name: str) -> None:
    """Each file is imported to its end."""
    added = add(index, shared_vocabularies / name, Given(licence="as stated in README.md"))
    assert added.concepts + added.matches > 200


@pytest.mark.parametrize(
    ("name", "concept", "kind"),
    [
        ("Regorafenib", f"{OBO}NCIT_C78204", "drug"),
        ("camrelizumab", f"{MESH}C000631724", "drug"),
        ("hepatocellular carcinoma", f"{OBO}MONDO_0007256", "condition"),
        ("Radiosurgery", f"{MESH}D016634", "procedure"),
        ("FOLFOX regimen", f"{OBO}NCIT_C11197", "regimen"),
        ("Fluorouracil", f"{MESH}D005472", "drug"),
        ("Antibodies, Monoclonal", f"{MESH}D000911", "drug class"),
        ("Tyrosine Kinase Inhibitor", f"{OBO}NCIT_C1967", "drug class"),
    ],
)
def test_name_means_what_its_publisher_says(filled: Index, name: str, concept: str, kind: str) -> None:
    """Names of oncology give the concept and the kind that the publisher gives."""
    found = filled.named(fold(name), ["mondo", "mesh", "ncit"])
    assert (concept, kind) in {(each.iri, each.kind) for each in found}


def test_gene_products_are_no_drugs(filled: Index) -> None:
    """Supplementary concepts that are proteins of genes have no kind, and so are not linked."""
    assert {each.kind for each in filled.named(fold("KDR protein, human"), ["mesh"])} == {""}


def test_mapping_leads_from_one_vocabulary_to_the_other(filled: Index) -> None:
    """The mappings of MONDO lead from the NCI Thesaurus to it."""
    assert Match(f"{OBO}MONDO_0007256", "exact") in filled.matches(f"{OBO}NCIT_C3099")


def test_hierarchy_leads_to_the_top(filled: Index) -> None:
    """Hepatocellular carcinoma is a malignant neoplasm in the NCI Thesaurus, and a neoplasm in MeSH."""
    assert f"{OBO}NCIT_C9305" in filled.ancestors(f"{OBO}NCIT_C3099", ["ncit"])
    assert f"{MESH}D009369" in filled.ancestors(f"{MESH}D006528", ["mesh"])
