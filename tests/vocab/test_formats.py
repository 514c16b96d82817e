"""Each format gives the concepts that its publisher means: names with types, hierarchy, matches, licence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab import Given, add, recognise
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.formats import all_formats
from kg.vocab.index import Index

Write = Callable[[str, str], Path]
NCIT = "http://purl.obolibrary.org/obo/NCIT_"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
MESH = "http://id.nlm.nih.gov/mesh/"
RXNORM = "http://purl.bioontology.org/ontology/RXNORM/"
ATC = "https://www.whocc.no/atc_ddd_index/?code="


def read(path: Path, expected: str) -> tuple[About, list[Entry]]:
    """Read a file with the format that recognises it, which has to be the expected one."""
    name, found = recognise(path)
    assert name == expected
    return found.about(path), list(found.entries(path))


def texts(entry: Entry) -> list[tuple[str, str]]:
    return [(name.text, name.type) for name in entry.names]


TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix x: <https://x.test/> .
x:scheme a skos:ConceptScheme ; dct:title "Made-up drugs" ; dct:license <https://licence.test/> ;
  owl:versionInfo "7" .
x:2 a skos:Concept ; skos:altLabel "Alfamab"@de ; skos:prefLabel "Alphamabum"@la, "Alphamab"@en ;
  skos:broader x:1 ; skos:exactMatch <http://identifiers.org/mesh/C000000001> ; skos:notation "A2" .
x:1 a skos:Concept ; skos:prefLabel "Mabs" ; skos:narrower x:3 ; skos:definition "Things that end in mab." .
x:3 a skos:Concept ; skos:prefLabel "Old mab" ; owl:deprecated true .
"""


def test_skos(write: Write) -> None:
    """SKOS gives labels by language, hierarchy from both sides, matches under one IRI, title and licence."""
    about, entries = read(write("made.ttl", TURTLE), "rdf")
    assert about == About("made", "Made-up drugs", "7", "https://licence.test/")
    top, mab, old = entries
    assert [(name.text, name.type, name.language) for name in mab.names] == [
        ("Alphamab", "label", "en"),
        ("Alphamabum", "synonym", "la"),
        ("Alfamab", "synonym", "de"),
        ("A2", "code", ""),
    ]
    assert (mab.broader, mab.matches) == (["https://x.test/1"], [Match(f"{MESH}C000000001", "exact")])
    assert (top.definition, old.obsolete, old.broader) == (
        "Things that end in mab.",
        True,
        ["https://x.test/1"],
    )


OWL = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"
  xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#">
<owl:Ontology rdf:about="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl">
  <owl:versionInfo>26.01a</owl:versionInfo></owl:Ontology>
<owl:AnnotationProperty rdf:about="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#P90">
  <rdfs:label>FULL_SYN</rdfs:label></owl:AnnotationProperty>
<owl:Class rdf:about="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C2">
  <rdfs:subClassOf rdf:resource="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C1"/>
  <rdfs:subClassOf><owl:Restriction/></rdfs:subClassOf>
  <rdfs:label>Alphamab</rdfs:label><P90>Alphax</P90><P90>AM</P90>
  <P106>Pharmacologic Substance</P106><P207>C0000001</P207></owl:Class>
<owl:Axiom><owl:annotatedSource rdf:resource="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C2"/>
  <owl:annotatedProperty rdf:resource="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#P90"/>
  <owl:annotatedTarget>Alphax</owl:annotatedTarget><P383>BR</P383><P384>FDA</P384></owl:Axiom>
</rdf:RDF>"""


def test_owl_of_the_nci(write: Write) -> None:
    """The OWL of the NCI Thesaurus gives types and sources of names, kinds by semantic type, OBO's IRIs."""
    about, entries = read(write("Thesaurus.owl.zip", OWL), "rdf")
    assert about == About("ncit", "NCI Thesaurus", "26.01a", "CC BY 4.0")
    assert entries == [
        Entry(
            iri=f"{NCIT}C2",
            kind="drug",
            names=[
                Name("Alphamab", "label"),
                Name("Alphax", "brand", "FDA"),
                Name("AM", "synonym"),
            ],
            broader=[f"{NCIT}C1"],
            matches=[Match("https://uts.nlm.nih.gov/uts/umls/concept/C0000001", "close")],
        )
    ]


def test_owl_xml(write: Write) -> None:
    """OWL/XML is read like the RDF that says the same."""
    text = """<?xml version="1.0"?><Ontology xmlns="http://www.w3.org/2002/07/owl#"
      ontologyIRI="https://x.test/made.owl" versionIRI="https://x.test/1/made.owl">
    <Prefix name="x" IRI="https://x.test/"/><Prefix name="rdfs" IRI="http://www.w3.org/2000/01/rdf-schema#"/>
    <Prefix name="dct" IRI="http://purl.org/dc/terms/"/>
    <Annotation><AnnotationProperty abbreviatedIRI="dct:license"/><IRI>https://licence.test/</IRI></Annotation>
    <Declaration><Class abbreviatedIRI="x:2"/></Declaration>
    <SubClassOf><Class abbreviatedIRI="x:2"/><Class IRI="https://x.test/1"/></SubClassOf>
    <AnnotationAssertion><AnnotationProperty abbreviatedIRI="rdfs:label"/><AbbreviatedIRI>x:2</AbbreviatedIRI>
      <Literal xml:lang="en">Alphamab</Literal></AnnotationAssertion>
    <AnnotationAssertion>
      <Annotation><AnnotationProperty IRI="http://www.geneontology.org/formats/oboInOwl#hasSynonymType"/>
        <IRI>http://purl.obolibrary.org/obo/OMO_0003000</IRI></Annotation>
      <AnnotationProperty IRI="http://www.geneontology.org/formats/oboInOwl#hasExactSynonym"/>
      <IRI>https://x.test/2</IRI><Literal>AM</Literal></AnnotationAssertion></Ontology>"""
    about, entries = read(write("made.owl", text), "owl_xml")
    assert about == About("made", "made", "https://x.test/1/made.owl", "https://licence.test/")
    names = [Name("Alphamab", "label", "", "en"), Name("AM", "abbreviation")]
    assert entries == [Entry(iri="https://x.test/2", kind="", names=names, broader=["https://x.test/1"])]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.nt", f'<https://x.test/1> <{LABEL}> "Alphamab" .\n'),
        (
            "x.nq",
            '<https://x.test/1> <LABEL> "Alphamab" <https://g.test/> .\n'.replace("LABEL", LABEL),
        ),
        ("x.jsonld", '{"@id": "https://x.test/1", "http://www.w3.org/2000/01/rdf-schema#label": "Alphamab"}'),
        (
            "x.ttl.gz",
            f'PREFIX x: <https://x.test/>\nx:1 <{LABEL}> "Alphamab" .',
        ),
    ],
)
def test_other_rdf(write: Write, name: str, text: str) -> None:
    """Every syntax of RDF is read, told by its first bytes and its name."""
    _, entries = read(write(name, text), "rdf")
    assert entries == [Entry(iri="https://x.test/1", kind="", names=[Name("Alphamab", "label")])]


OBO = """format-version: 1.2
data-version: releases/2026-01-31
ontology: mondo
property_value: http://purl.org/dc/terms/license https://licence.test/

[Term]
id: MONDO:0000002
name: made-up fever \\{sic\\}
def: "A fever that is \\"made up\\"." [x:1]
synonym: "fictitious fever" EXACT [NCIT:C9]
synonym: "MUF" EXACT ABBREVIATION [MONDO:x]
synonym: "fever" BROAD []
xref: MESH:D000001 {source="MONDO:equivalentTo"}
xref: https://x.test/a b(
is_a: MONDO:0000001 {source="x"} ! disease
property_value: skos:exactMatch DOID:5

[Term]
id: MONDO:0000003
name: obsolete fever
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""


def test_obo(write: Write) -> None:
    """OBO gives exact synonyms with types, matches, hierarchy; a line nobody can parse costs nothing."""
    about, (fever, old) = read(write("made.obo.gz", OBO), "obo")
    assert about == About("mondo", "Mondo Disease Ontology", "2026-01-31", "https://licence.test/")
    assert texts(fever) == [
        ("made-up fever {sic}", "label"),
        ("fictitious fever", "synonym"),
        ("MUF", "abbreviation"),
    ]
    assert (fever.kind, fever.definition) == ("condition", 'A fever that is "made up".')
    assert fever.broader == ["http://purl.obolibrary.org/obo/MONDO_0000001"]
    assert fever.matches[0] == Match(f"{MESH}D000001", "exact")
    assert fever.matches[-1] == Match("http://purl.obolibrary.org/obo/DOID_5", "exact")
    assert old.obsolete


def test_ncit_flat(write: Write) -> None:
    """The flat file gives kinds by semantic type, and regimens by their name."""
    text = (
        "C2\t<http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C2>\tC1|C0\tAlphamab|Alphax\t"
        "A made-up drug.\t\t\tPharmacologic Substance\tFDA Terminology\n"
        "C3\tMADE_Regimen\tC1\tMADE Regimen\t\tMADE Regimen\t\tTherapeutic or Preventive Procedure\t\n"
        'C4\tOld\t\tOld "one\t\t\tObsolete_Concept\tNeoplastic Process\t\n'
    )
    about, (drug, regimen, old) = read(write("Thesaurus_26.01a.FLAT.zip", text), "ncit_flat")
    assert about == About("ncit", "NCI Thesaurus", "26.01a", "CC BY 4.0")
    assert drug == Entry(
        iri=f"{NCIT}C2",
        kind="drug",
        names=[Name(text, kind, "NCI") for text, kind in
               [("Alphamab", "label"), ("Alphamab", "synonym"), ("Alphax", "synonym")]],
        broader=[f"{NCIT}C1", f"{NCIT}C0"],
        definition="A made-up drug.",
    )  # fmt: skip
    assert (regimen.kind, old.kind, old.obsolete) == ("regimen", "condition", True)


def test_mesh_ntriples(write: Write) -> None:
    """A MeSH name is found three steps from its descriptor, wherever the statements stand."""
    v, label = f"{MESH}vocab#", "<http://www.w3.org/2000/01/rdf-schema#label>"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    text = f"""<{MESH}2026/T1> <{v}prefLabel> "Fever, Made-Up"@en .
<{MESH}2026/T2> <{v}prefLabel> "MUF"@en .
<{MESH}2026/T2> <{v}lexicalTag> "ABB" .
<{MESH}2026/D1> {a} <{v}TopicalDescriptor> .
<{MESH}2026/D1> {label} "Made-Up Fever"@en .
<{MESH}2026/D1> <{v}preferredConcept> <{MESH}2026/M1> .
<{MESH}2026/D1> <{v}treeNumber> <{MESH}2026/C23.888> .
<{MESH}2026/D1> <{v}broaderDescriptor> <{MESH}2026/D2> .
<{MESH}2026/M1> <{v}preferredTerm> <{MESH}2026/T1> .
<{MESH}2026/M1> <{v}term> <{MESH}2026/T2> .
<{MESH}2026/M1> <{v}scopeNote> "A made-up fever."@en .
<{MESH}2026/C7> {a} <{v}SCR_Chemical> .
<{MESH}2026/C7> {label} "alphamab"@en .
<{MESH}2026/C7> <{v}active> "false"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<{MESH}2026/C7> <{v}preferredMappedTo> <{MESH}2026/D911> .
<{MESH}2026/C7> <{v}preferredMappedTo> <{MESH}2026/D911Q31> .
"""
    about, (scr, fever) = read(write("mesh2026.nt.gz", text), "mesh_ntriples")
    assert (about.name, about.version, about.licence[:9]) == ("mesh", "2026", "NLM terms")
    assert fever == Entry(
        iri=f"{MESH}D1",
        kind="condition",
        names=[
            Name("Made-Up Fever", "label", "MeSH"),
            Name("Fever, Made-Up", "synonym", "MeSH"),
            Name("MUF", "abbreviation", "MeSH"),
        ],
        broader=[f"{MESH}D2"],
        definition="A made-up fever.",
    )
    assert (scr.kind, scr.obsolete, scr.matches) == ("drug", True, [Match(f"{MESH}D911", "broad")])


def descriptor(ui: str, name: str, tree: str, term: str = "") -> str:
    return (
        f"<DescriptorRecord><DescriptorUI>{ui}</DescriptorUI><DescriptorName><String>{name}</String>"
        f"</DescriptorName><TreeNumberList><TreeNumber>{tree}</TreeNumber></TreeNumberList><ConceptList>"
        f"<Concept PreferredConceptYN='Y'><ScopeNote>Of {name}.</ScopeNote><TermList>"
        f"<Term LexicalTag='TRD'><String>{term or name}</String><ThesaurusIDlist><ThesaurusID>FDA (2026)"
        "</ThesaurusID></ThesaurusIDlist></Term></TermList></Concept></ConceptList></DescriptorRecord>"
    )


def test_mesh_descriptors(write: Write) -> None:
    """Descriptor XML gives the hierarchy of the trees, whatever the order of the records."""
    records = descriptor("D2", "Alphamab", "D12.776.1", "Alphax") + descriptor("D1", "Mabs", "D12.776")
    head = '<?xml version="1.0"?><!DOCTYPE DescriptorRecordSet SYSTEM "https://x.test/desc.dtd">'
    path = write("desc2026.xml", f"{head}<DescriptorRecordSet>{records}</DescriptorRecordSet>")
    about, (mab, mabs) = read(path, "mesh_xml")
    assert (about.name, about.version) == ("mesh", "2026")
    assert (mab.kind, mab.broader, mab.definition) == ("drug", [f"{MESH}D1"], "Of Alphamab.")
    assert mab.names == [Name("Alphamab", "label", "MeSH"), Name("Alphax", "brand", "FDA (2026)")]
    assert mabs.broader == []


def test_mesh_supplementary(write: Write) -> None:
    """Supplementary XML is a vocabulary of its own; its classes are kinds, gene products are none."""
    record = """<SupplementalRecord SCRClass="{}"><SupplementalRecordUI>{}</SupplementalRecordUI>
      <SupplementalRecordName><String>{}</String></SupplementalRecordName><HeadingMappedToList><HeadingMappedTo>
      <DescriptorReferredTo><DescriptorUI>*D9</DescriptorUI></DescriptorReferredTo></HeadingMappedTo>
      </HeadingMappedToList></SupplementalRecord>"""
    rows = [("1", "C1", "alphamab"), ("1", "C2", "XYZ1 protein, human"), ("3", "C3", "Made-up syndrome")]
    records = "".join(record.format(*row) for row in rows)
    path = write("supp2026.xml", f"<SupplementalRecordSet>{records}</SupplementalRecordSet>")
    about, entries = read(path, "mesh_xml")
    assert about.name == "mesh-supplementary"
    assert [each.kind for each in entries] == ["drug", "", "condition"]
    assert entries[0].matches == [Match(f"{MESH}D9", "broad")]


CONSO = """1|ENG||||||1|1||1|RXNORM|IN|1|alphamab||N|4096|
1|ENG||||||2|1||X|MTHSPL|SU|X|ALPHAMAB OF OTHERS||N|4096|
2|ENG||||||3|2||2|RXNORM|BN|2|Alphax||N|4096|
3|ENG||||||4|3||3|RXNORM|SCDC|3|alphamab 5 MG||O|4096|
"""
REL = "1||CUI|RO|2||CUI|tradename_of|R1||RXNORM|||||\n1||CUI|RO|3||CUI|ingredient_of|R2||RXNORM|||||\n"


@pytest.mark.parametrize("packed", [True, False])
def test_rxnorm(tmp_path: Path, packed: bool) -> None:
    """RxNorm is read from its folder or .zip, only its own rows, brands under what they are brands of."""
    folder = tmp_path / "RxNorm_full_03022026"
    (folder / "rrf").mkdir(parents=True)
    (folder / "rrf" / "RXNCONSO.RRF").write_text(CONSO)
    (folder / "rrf" / "RXNREL.RRF").write_text(REL)
    path = folder / "rrf"
    if packed:
        path = tmp_path / "RxNorm_full_03022026.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for table in ("RXNCONSO.RRF", "RXNREL.RRF"):
                archive.write(folder / "rrf" / table, f"rrf/{table}")
    about, (drug, brand, strength) = read(path, "rxnorm")
    assert (about.name, about.version) == ("rxnorm", "2026-03-02" if packed else "")
    assert drug == Entry(iri=f"{RXNORM}1", kind="drug", names=[Name("alphamab", "label", "RxNorm IN")])
    assert (brand.names, brand.broader) == ([Name("Alphax", "brand", "RxNorm BN")], [f"{RXNORM}1"])
    assert (strength.obsolete, strength.broader) == (True, [])


@pytest.mark.parametrize("header", ["code,name", "atc_code,atc_name,ddd", "ATC code;ATC level name"])
def test_atc(write: Write, header: str) -> None:
    """The levels of ATC are classes, its substances drugs, whatever the columns are called."""
    comma = ";" if ";" in header else ","
    rest = comma * (header.count(comma) - 1)
    text = f"{header}\nL01FX{comma}Other mabs{rest}\nL01FX99{comma}alphamab{rest}\n"
    about, (group, drug) = read(write("atc-2026.csv", text), "atc_csv")
    assert about == About("atc", "Anatomical Therapeutic Chemical classification", "2026", "")
    assert (group.kind, group.broader) == ("drug class", [f"{ATC}L01F"])
    assert (drug.kind, drug.broader) == ("drug", [f"{ATC}L01FX"])
    assert texts(drug) == [("alphamab", "label"), ("L01FX99", "code")]


def test_drugbank(write: Write) -> None:
    """The open vocabulary gives names, UNII as a match and CAS as a code."""
    text = (
        "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\n"
        'DB99999,BIOD1,Alphamab,1-2-3,ABC123,"Alphamab, humanised | Alphamabum",\n'
    )
    about, (drug,) = read(write("drugbank_all_drugbank_vocabulary-5-1-12.csv.zip", text), "drugbank_csv")
    assert about == About("drugbank", "DrugBank open vocabulary", "5.1.12", "CC0-1.0")
    assert texts(drug) == [
        ("Alphamab", "label"),
        ("Alphamab, humanised", "synonym"),
        ("Alphamabum", "synonym"),
        ("1-2-3", "code"),
    ]
    assert drug.matches == [Match("https://precision.fda.gov/uniisearch/srs/unii/ABC123", "exact")]


ROR_1 = """{"id": "https://ror.org/0aaaaaa00", "name": "Made-up University", "aliases": ["MU of Nowhere"],
 "acronyms": ["MU"], "labels": [{"label": "Erfundene Universität", "iso639": "de"}], "status": "active",
 "relationships": [{"type": "Parent", "id": "https://ror.org/0bbbbbb00", "label": "x"}],
 "addresses": [{"city": "Nowhere"}], "country": {"country_name": "Utopia"},
 "external_ids": {"Wikidata": {"preferred": null, "all": ["Q1"]}}}""".replace("\n", "")
ROR_2 = """{"id": "https://ror.org/0aaaaaa00", "status": "active", "names": [
 {"lang": null, "types": ["acronym"], "value": "MU"},
 {"lang": null, "types": ["alias"], "value": "MU of Nowhere"},
 {"lang": "de", "types": ["label"], "value": "Erfundene Universität"},
 {"lang": null, "types": ["ror_display", "label"], "value": "Made-up University"}],
 "relationships": [{"type": "parent", "id": "https://ror.org/0bbbbbb00", "label": "x"}],
 "locations": [{"geonames_details": {"name": "Nowhere", "country_name": "Utopia"}}],
 "external_ids": [{"type": "wikidata", "preferred": null, "all": ["Q1"]}]}""".replace("\n", "")


@pytest.mark.parametrize("record", [ROR_1, ROR_2])
@pytest.mark.parametrize("layout", ["{}\n{}\n", "[{},\n {}]"])
def test_ror(write: Write, record: str, layout: str) -> None:
    """Both schemas, as lines and as an array, give the same organisation."""
    path = write("v1.66-2026-05-20-ror-data.json.zip", layout.format(record, record))
    about, entries = read(path, "ror")
    assert about == About("ror", "Research Organization Registry", "v1.66", "CC0-1.0")
    assert len(entries) == 2
    assert sorted(texts(entries[0])) == [
        ("Erfundene Universität", "synonym"),
        ("MU", "abbreviation"),
        ("MU of Nowhere", "synonym"),
        ("Made-up University", "label"),
    ]
    assert entries[0].names[0].type == "label"
    assert (entries[0].kind, entries[0].definition) == ("organization", "Nowhere, Utopia")
    assert entries[0].broader == ["https://ror.org/0bbbbbb00"]
    assert entries[0].matches == [Match("http://www.wikidata.org/entity/Q1", "exact")]


def test_geonames(write: Write) -> None:
    """The tables of GeoNames give places with their other names."""
    cells = ["7", "Nówhere", "Nowhere", "Nowhere City,Nulle Part", "1.0", "2.0", "P", "PPL", "UT", "",
             "01", "", "", "", "5", "", "3", "Europe/Nowhere", "2026-01-01"]  # fmt: skip
    about, (place,) = read(write("cities500.txt.zip", "\t".join(cells) + "\n"), "geonames")
    assert about == About("geonames-cities500", "GeoNames", "", "CC BY 4.0")
    assert (place.iri, place.kind) == ("https://sws.geonames.org/7/", "place")
    assert [text for text, _ in texts(place)] == ["Nówhere", "Nowhere", "Nowhere City", "Nulle Part"]


def test_cities(write: Write) -> None:
    """The CSV of cities has the same IRIs, and says where each city is."""
    text = 'name,country,subcountry,geonameid\nNowhere,Utopia,"North, Far",7\n'
    _, (place,) = read(write("world_cities.csv", text), "geonames")
    assert (place.iri, place.definition) == ("https://sws.geonames.org/7/", "North, Far, Utopia")


def test_countries(write: Write) -> None:
    """Country tables give codes and names in their languages, and the place at GeoNames."""
    text = (
        "alpha_3,ISO3166-1-Alpha-2,official_name_fr,UNTERM Arabic Short,CLDR display name,Geoname ID\n"
        "UTO,UT,Utopie,,Utopia,9\n"
    )
    about, (country,) = read(write("country_codes.csv", text), "iso_countries")
    assert (about.name, about.licence) == ("iso3166", "")
    assert [(name.text, name.type, name.language) for name in country.names] == [
        ("Utopia", "label", "en"),
        ("Utopie", "synonym", "fr"),
        ("UT", "code", ""),
        ("UTO", "code", ""),
    ]
    assert country.matches == [Match("https://sws.geonames.org/9/", "exact")]


SSSOM = """# curie_map:
#   mesh: http://identifiers.org/mesh/
#   x: https://x.test/
# license: https://licence.test/
# mapping_set_version: 2026-01-31
subject_id\tpredicate_id\tobject_id\tpredicate_modifier
MONDO:0000002\tskos:exactMatch\tmesh:D000001\t
x:1\tskos:broadMatch\tMONDO:0000002\t
x:1\tskos:exactMatch\tx:2\tNot
x:1\tskos:relatedMatch\tx:2\t
"""


def test_sssom(write: Write) -> None:
    """Mappings become matches under the publishers' IRIs; negated and vague ones are left out."""
    about, entries = read(write("made.sssom.tsv", SSSOM), "sssom")
    assert about == About("made", "made", "2026-01-31", "https://licence.test/")
    mondo = "http://purl.obolibrary.org/obo/MONDO_0000002"
    assert entries == [
        Entry(iri=mondo, kind="", names=[], matches=[Match(f"{MESH}D000001", "exact")]),
        Entry(iri="https://x.test/1", kind="", names=[], matches=[Match(mondo, "broad")]),
    ]


def test_mappings_of_the_nci(write: Write) -> None:
    """The two columns of the NCI's own mappings are exact matches."""
    _, entries = read(write("ncit_to_chebi.txt", "Source Code\tTarget Code\nC2\tCHEBI:5\n"), "ncit_mappings")
    assert entries[0].iri == f"{NCIT}C2"
    assert entries[0].matches == [Match("http://purl.obolibrary.org/obo/CHEBI_5", "exact")]


def test_mappings_are_asked_for_by_concept(index: Index, write: Write) -> None:
    """Mappings that were added beside a vocabulary are the matches of its concepts."""
    add(index, write("mondo.obo", OBO))
    added = add(index, write("made.sssom.tsv", SSSOM))
    assert (added.concepts, added.matches) == (0, 2)
    assert Match("https://x.test/1", "broad") not in index.matches(
        "http://purl.obolibrary.org/obo/MONDO_0000002"
    )
    assert Match(f"{MESH}D000001", "exact") in index.matches("http://purl.obolibrary.org/obo/MONDO_0000002")


def test_table_with_bare_codes(write: Write) -> None:
    """A table named after a vocabulary has its ids; names keep their sources, lists tell kinds."""
    text = (
        "code\tlabel\tlabels_by_source\tsynonyms\tparents\tsources\n"
        "C2\tAM-1\tone=AM-1 | two=Alphamab\tAlphax\tC1,C0\tpdq_drugs2018,one\n"
        "C3\tMade-up fever\t\t\t\tevs2018_disease\nC4\tEither\t\t\t\tevs2018_disease,pdq_drugs2018\n"
    )
    about, (drug, fever, either) = read(write("ncit.tsv.gz", text), "concept_table")
    assert about == About("ncit", "NCI Thesaurus", "", "CC BY 4.0")
    assert drug.names == [
        Name("AM-1", "label"),
        Name("AM-1", "label", "one"),
        Name("Alphamab", "synonym", "two"),
        Name("Alphax", "synonym"),
    ]
    assert (drug.iri, drug.broader) == (f"{NCIT}C2", [f"{NCIT}C1", f"{NCIT}C0"])
    assert [drug.kind, fever.kind, either.kind] == ["drug", "condition", ""]


def test_table_with_trees(write: Write) -> None:
    """Tree numbers of MeSH give kinds and the hierarchy."""
    text = "ui\tname\ttree_numbers\tsynonyms\nD2\tFever B\tC01.5\t\nD1\tFever\tC01\tHeat | Hotness\n"
    _, (below, top) = read(write("mesh.tsv", text), "concept_table")
    assert (below.broader, below.kind) == ([f"{MESH}D1"], "condition")
    assert texts(top) == [("Fever", "label"), ("Heat", "synonym"), ("Hotness", "synonym")]


def test_table_of_bioportal(write: Write) -> None:
    """BioPortal's CSV is a table of concepts; classes without use are obsolete."""
    text = (
        "Class ID,Preferred Label,Synonyms,Definitions,Obsolete,Parents\n"
        "http://purl.bioontology.org/ontology/MESH/D2,Fever,Heat|Hotness,,true,"
        "http://purl.bioontology.org/ontology/MESH/D1\n"
    )
    _, (fever,) = read(write("MESH.csv", text), "concept_table")
    assert (fever.iri, fever.broader, fever.obsolete) == (f"{MESH}D2", [f"{MESH}D1"], True)
    assert len(fever.names) == 3


def test_kind_can_be_given(index: Index, write: Write) -> None:
    """A scheme that does not say what its concepts are is told so by the user."""
    added = add(index, write("made.ttl", TURTLE), Given(kind="procedure"))
    assert added.kinds == {"procedure": 3}


def test_what_is_given_comes_before_what_is_stated(index: Index, write: Write) -> None:
    """Name, version and licence of the command line are written down in place of the file's."""
    add(index, write("made.ttl", TURTLE), Given(name="mine", version="8", licence="private"))
    found = index.vocabularies()[0]
    assert (found.name, found.version, found.licence, found.format) == ("mine", "8", "private", "rdf")
    assert (found.file, len(found.sha256)) == ("made.ttl", 64)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("notes.txt", "Dear reader, this is no vocabulary.", "of no known format; these are read: ATC CSV"),
        ("empty.ttl", "", "is empty"),
        ("atc.csv", "code,name\nL01FX,Other mabs\n", "does not state its licence; say it: --licence"),
        ("ncit.tsv", "code\tlabel\nC1\tOne\nC2\n", "line 3: 1 cells instead of 2"),
        ("unknown.tsv", "code\tlabel\nC1\tOne\n", "line 2: 'C1' is no IRI and no CURIE"),
        ("x.ttl", '@prefix x: <https://x.test/> .\nx:1 x:2 "unclosed .\n', "cannot be read to its end"),
        ("mesh.xml", "<DescriptorRecordSet><DescriptorRecord></Wrong>", "cannot be read to its end"),
        ("ror.json", '{"id": "https://ror.org/1", "name": "x"}\n{"id": \n', "line 2: "),
        ("x.obo", "format-version: 1.2\n\n[Term]\nid: MONDO:0000001\nwithout any tag\n", "line 5: no tag"),
        (
            "x.obo",
            "format-version: 1.2\n\n\n[Term]\nname: nameless\n",
            "line 4: a term without an id",
        ),
    ],
)
def test_bad_files_are_told(index: Index, write: Write, name: str, text: str, message: str) -> None:
    """What is wrong with a file is said with its name, its line and the way out; nothing is added."""
    given = Given() if "licence" in message else Given(licence="x")
    with pytest.raises(VocabularyError) as caught:
        add(index, write(name, text), given)
    assert name in str(caught.value)
    assert message in str(caught.value)
    assert index.vocabularies() == []


def test_truncated_gzip_is_told(index: Index, write: Write) -> None:
    """A download that broke off is told, and the old vocabulary stays."""
    rows = "".join(f"C{number}\tname {number * 7919}\n" for number in range(50_000))
    path = write("ncit.tsv.gz", f"code\tlabel\n{rows}")
    add(index, path)
    path.write_bytes(path.read_bytes()[:-50_000])
    with pytest.raises(VocabularyError, match=r"ncit\.tsv\.gz: cannot be .*get the file again"):
        add(index, path)
    assert index.vocabularies()[0].concepts == 50_000


def test_missing_file_is_told(index: Index, tmp_path: Path) -> None:
    """A file that is not there is told."""
    with pytest.raises(VocabularyError, match="no such file"):
        add(index, tmp_path / "none.ttl")


@pytest.mark.parametrize("name", all_formats())
def test_every_format_is_told_from_noise(name: str) -> None:
    """No format takes bytes without meaning for its own, or fails on them."""
    for noise in (b"", b"\x00\xff" * 50, b"{", b"[", b"<", b"\n\n", b"a,b\n", "｛".encode(), b"\xef\xbb\xbf"):
        assert not all_formats()[name].recognises(noise, "x")
