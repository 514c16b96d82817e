"""The description of a dataset: its counts are those of an independent count, its files those on disk."""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import rdflib
import yaml
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID, Graph, Literal, Namespace, URIRef

from kg.build import build

ROOT = Path(__file__).parent.parent
BASE = "https://w3id.org/trialkg/"
DATASET = URIRef(f"{BASE}dataset")
TKG = Namespace(f"{BASE}ontology#")
EXT = Namespace("http://ldf.fi/void-ext#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
Counts = dict[str, int]


@pytest.fixture(scope="module")
def void(example_build: Path) -> Graph:
    """The description of the example build."""
    return Graph().parse(example_build / "void.ttl")


@pytest.fixture(scope="module")
def records(example_build: Path) -> list[Graph]:
    """The graph of each record of the example build, read by rdflib."""
    dataset = rdflib.Dataset()
    for path in (example_build / "nquads").glob("trials-*.nq.gz"):
        dataset.parse(data=gzip.decompress(path.read_bytes()), format="nquads")
    return [graph for graph in dataset.graphs() if len(graph)]


def told(void: Graph, of: object, partition: URIRef, what: URIRef, number: URIRef) -> Counts:
    """Read the partitions of a node as a table."""
    return {
        str(void.value(part, what)): int(str(void.value(part, number)))
        for part in void.objects(of, partition)  # type: ignore[arg-type]
    }


def test_classes_are_counted_exactly(void: Graph, records: list[Graph]) -> None:
    """Each class has as many entities as there are nodes of it, and all together are told."""
    nodes = {(node, kind) for graph in records for node, kind in graph.subject_objects(RDF.type)}
    assert told(void, DATASET, VOID.classPartition, VOID["class"], VOID.entities) == Counter(
        str(kind) for _, kind in nodes
    )
    assert void.value(DATASET, VOID.entities) == Literal(len(nodes))


def test_properties_are_counted_exactly(void: Graph, records: list[Graph]) -> None:
    """Each property has as many triples as the records state, in the dataset and in each class."""
    counted: Counts = Counter(str(p) for graph in records for p in graph.predicates())
    assert told(void, DATASET, VOID.propertyPartition, VOID.property, VOID.triples) == counted
    assert void.value(DATASET, VOID.triples) == Literal(sum(counted.values()))
    by_class: dict[str, Counts] = defaultdict(Counter)
    for graph in records:
        for subject, predicate in graph.subject_predicates():
            by_class[str(graph.value(subject, RDF.type))][str(predicate)] += 1
    for part in void.objects(DATASET, VOID.classPartition):
        kind = str(void.value(part, VOID["class"]))
        assert told(void, part, VOID.propertyPartition, VOID.property, VOID.triples) == by_class[kind], kind


def test_datatypes_are_counted_exactly(void: Graph, records: list[Graph]) -> None:
    """Each datatype of each property has as many triples as the records state."""
    counted: Counter[tuple[str, str]] = Counter()
    for graph in records:
        for _, predicate, value in graph:
            if isinstance(value, Literal):
                language = RDF.langString if value.language else rdflib.XSD.string
                counted[str(predicate), str(value.datatype or language)] += 1
    found = Counter(
        {
            (str(void.value(part, VOID.property)), datatype): number
            for part in void.objects(DATASET, VOID.propertyPartition)
            for datatype, number in told(
                void, part, EXT.datatypePartition, EXT.datatype, VOID.triples
            ).items()
        }
    )
    assert found == counted


def test_linksets_are_counted_exactly(void: Graph, records: list[Graph]) -> None:
    """Each linkset has as many triples as its property has values in the target's namespace."""
    linksets = list(void.subjects(RDF.type, VOID.Linkset))
    assert linksets
    for linkset in linksets:
        prop = void.value(linkset, VOID.linkPredicate)
        space = str(void.value(void.value(linkset, VOID.objectsTarget), VOID.uriSpace))
        values = [str(value) for graph in records for value in graph.objects(None, prop)]
        assert int(str(void.value(linkset, VOID.triples))) == sum(one.startswith(space) for one in values)
    targets = {str(target) for target in void.objects(None, VOID.objectsTarget)}
    assert {f"{BASE}dataset/target/{name}" for name in ("NCIT", "mesh", "ROR")} <= targets


def test_distributions_are_the_files(void: Graph, example_build: Path) -> None:
    """Each distribution has the size, the checksum, the media type and the packing of its file."""
    for distribution in void.objects(DATASET, DCAT.distribution):
        path = example_build / str(distribution).removeprefix(f"{BASE}dumps/")
        checksum = void.value(distribution, SPDX.checksum)
        assert void.value(distribution, DCAT.byteSize) == Literal(path.stat().st_size)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert str(void.value(checksum, SPDX.checksumValue)) == digest
        packed = str(void.value(distribution, DCAT.compressFormat)).endswith("application/gzip")
        assert packed == (path.suffix == ".gz")
        assert void.value(distribution, DCAT.mediaType)


def test_build_names_its_documents_and_software(void: Graph) -> None:
    """The build used every document, by name and hash and without its place, and a vocabulary."""
    build_node = void.value(DATASET, PROV.wasGeneratedBy)
    used = set(void.objects(build_node, PROV.used))
    hashes = {str(void.value(node, TKG.sha256)) for node in used} - {"None"}
    examples = [path for path in (ROOT / "examples").iterdir() if path.name[0].isupper()]
    assert hashes == {hashlib.sha256(path.read_bytes()).hexdigest() for path in examples}
    assert URIRef(f"{BASE}vocabulary/trialkg") in used
    assert (void.value(build_node, PROV.wasAssociatedWith), RDF.type, PROV.SoftwareAgent) in void


def test_sources_are_named_with_their_terms(void: Graph, tmp_path: Path) -> None:
    """Each registry that records are of is named with its terms; one that is absent is not."""
    pages = {str(void.value(source, rdflib.FOAF.page)) for source in void.objects(DATASET, DCTERMS.source)}
    assert "https://clinicaltrials.gov/about-site/terms-conditions" in pages
    assert all(void.value(source, DCTERMS.rights) for source in void.objects(DATASET, DCTERMS.source))
    (record,) = (ROOT / "examples").glob("ISRCTN*")
    build([record], tmp_path / "out")
    alone = Graph().parse(tmp_path / "out" / "void.ttl")
    (source,) = alone.objects(DATASET, DCTERMS.source)
    assert str(alone.value(source, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"


def test_modified_is_the_latest_update_of_a_record(void: Graph, records: list[Graph]) -> None:
    """The dataset is as new as the newest record in it, whatever the clock says."""
    properties = (TKG.lastUpdatePostDate, TKG.lastUpdateSubmitDate, TKG.recordDate)
    days = [str(day) for graph in records for prop in properties for day in graph.objects(None, prop)]
    assert str(void.value(DATASET, DCTERMS.modified)) == max(days)
    assert max(days) in str(void.value(DATASET, DCTERMS.bibliographicCitation))


def test_citation_file_is_valid() -> None:
    """CITATION.cff has what the format demands, and the version of the package."""
    from kg import __version__

    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["authors"] == [{"name": "trialkg developers"}]
    assert cited["version"] == __version__
