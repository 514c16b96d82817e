"""A damaged file is a VocabularyError or another vocabulary, and never anything else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import VocabularyError
from kg.vocab import Given, add, recognise
from kg.vocab.formats import all_formats
from kg.vocab.index import Index

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
# a small file of each format
SAMPLES = {
    "atc_csv": ("atc.csv", "code,name\nL01FX,Other mabs\nL01FX99,alphamab\n"),
    "concept_table": ("ncit.tsv", "code\tlabel\tsynonyms\tparents\nC2\tAlphamab\tA | B\tC1\n"),
    "drugbank_csv": (
        "drugbank.csv",
        'DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms\nDB9,x,Alphamab,1-2-3,AB1,"A | B"\n',
    ),
    "geonames": ("cities.csv", "name,country,subcountry,geonameid\nNowhere,Utopia,North,7\n"),
    "iso_countries": ("countries.csv", "alpha_2,alpha_3,name,Geoname ID\nUT,UTO,Utopia,9\n"),
    "mesh_ntriples": (
        "mesh.nt",
        "<http://id.nlm.nih.gov/mesh/D1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <http://id.nlm.nih.gov/mesh/vocab#TopicalDescriptor> .\n"
        f'<http://id.nlm.nih.gov/mesh/D1> <{RDFS}label> "Fever"@en .\n',
    ),
    "mesh_xml": (
        "desc2026.xml",
        "<DescriptorRecordSet><DescriptorRecord><DescriptorUI>D1</DescriptorUI><DescriptorName><String>Fever"
        "</String></DescriptorName><TreeNumberList><TreeNumber>C23</TreeNumber></TreeNumberList>"
        "</DescriptorRecord></DescriptorRecordSet>",
    ),
    "ncit_flat": ("Thesaurus.txt", "C2\tx\tC1\tAlphamab|A\tText.\t\t\tPharmacologic Substance\t\n"),
    "ncit_mappings": ("ncit_to_chebi.txt", "Source Code\tTarget Code\nC2\tCHEBI:5\n"),
    "obo": (
        "mondo.obo",
        'format-version: 1.2\nontology: mondo\n\n[Term]\nid: MONDO:0000002\nname: fever\ndef: "hot" []\n'
        'synonym: "heat" EXACT [x:1]\nxref: MESH:D000001\nis_a: MONDO:0000001 ! disease\n',
    ),
    "owl_xml": (
        "x.owl",
        '<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="https://x.test/">'
        f'<AnnotationAssertion><AnnotationProperty IRI="{RDFS}label"/><IRI>https://x.test/1</IRI>'
        "<Literal>Alphamab</Literal></AnnotationAssertion></Ontology>",
    ),
    "rdf": ("x.ttl", f'@prefix x: <https://x.test/> .\nx:1 <{RDFS}label> "Alphamab"@en ; a x:Thing .\n'),
    "ror": (
        "ror.jsonl",
        '{"id": "https://ror.org/1", "names": [{"value": "MU", "types": ["label"], "lang": null}],'
        ' "relationships": [{"type": "parent", "id": "https://ror.org/2"}], "external_ids": [],'
        ' "locations": [{"geonames_details": {"name": "Nowhere"}}], "status": "active"}\n',
    ),
    "rxnorm": ("RXNCONSO.RRF", "1|ENG||||||1|1||1|RXNORM|IN|1|alphamab||N|4096|\n"),
    "sssom": (
        "x.sssom.tsv",
        "# curie_map:\n#   x: https://x.test/\nsubject_id\tpredicate_id\tobject_id\nx:1\tskos:exactMatch\tx:2\n",
    ),
}


def test_every_format_has_a_sample() -> None:
    """A format without a sample would not be damaged below."""
    assert set(SAMPLES) == set(all_formats())


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_sound(name: str, index: Index, write: Callable[[str, str], Path]) -> None:
    """Each sample is of its format, and can be added as it stands."""
    path = write(*SAMPLES[name])
    assert recognise(path)[0] == name
    added = add(index, path, Given(licence="x"))
    assert added.concepts + added.matches


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_told(name: str, tmp_path: Path, data: st.DataObject) -> None:
    """Bytes that are changed, left out or put in make a VocabularyError, if anything."""
    file, text = SAMPLES[name]
    content = text.encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    put = data.draw(
        st.one_of(st.binary(max_size=4), st.sampled_from([b"null", b"[]", b"{}", b'"', b"\t", b"|", b"7"]))
    )
    path = tmp_path / file
    path.write_bytes(content[:start] + put + content[end:])
    with closing(Index(tmp_path / "damaged.sqlite")) as index, contextlib.suppress(VocabularyError):
        add(index, path, Given(licence="x"))
