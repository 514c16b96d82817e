"""A build: what comes out, that it is the same twice, and that nothing is lost on the way."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.build import build
from kg.errors import BuildError, KgError, SourceError
from kg.shard import Settings
from kg.store import open_build
from kg.terms import ONTOLOGY
from kg.workplace import ENTRIES

EXAMPLES = Path(__file__).parent.parent / "examples"
NCT = "NCT00000001"


def study(trial: str = NCT, **modules: Any) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": trial, "briefTitle": "T"}, **modules}}


def write(path: Path, *studies: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in studies))
    return path


def listed(output: Path, folder: str) -> list[dict[str, Any]]:
    lines = (output / folder / f"{folder}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def rejects(output: Path) -> list[dict[str, Any]]:
    return listed(output, "rejected")


def files(output: Path) -> dict[str, str]:
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(output).parts
    }


def quads(output: Path) -> str:
    return "".join(
        gzip.decompress(p.read_bytes()).decode() for p in sorted((output / "nquads").glob("trials-*"))
    )


def test_everything_is_there(example_build: Path) -> None:
    """A build holds every entry that it promises, and nothing else."""
    assert sorted(path.name for path in example_build.iterdir()) == sorted(ENTRIES)


def test_two_builds_are_the_same_bytes(example_build: Path, tmp_path: Path) -> None:
    """The same input, in another order and in another place, gives the same bytes."""
    copies = tmp_path / "elsewhere"
    copies.mkdir()
    paths = [Path(shutil.copy(path, copies)) for path in sorted(EXAMPLES.glob("[A-Z]*"), reverse=True)]
    build(paths, tmp_path / "again")
    assert files(tmp_path / "again") == files(example_build)


def test_manifest_tells_the_truth(example_build: Path) -> None:
    """Every file that is published stands in the manifest with its hash, and every graph with its count."""
    manifest = json.loads((example_build / "manifest.json").read_text())
    told = {file["path"]: file["sha256"] for file in manifest["files"]}
    found = {
        path: digest
        for path, digest in files(example_build).items()
        if path not in ("manifest.json", "search.sqlite") and not path.startswith("state/")
    }
    assert told == found
    store = open_build(example_build)
    counted = {
        graph.value: sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
        for graph in store.named_graphs()
        if isinstance(graph, pyoxigraph.NamedNode)
    }
    assert counted == manifest["graphs"]
    assert (
        manifest["trials"]
        == len(list((example_build / "jsonld").iterdir()))
        == len(list(EXAMPLES.glob("[A-Z]*")))
    )


def triples_of_dumps(output: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for line in quads(output).splitlines():
        graph.parse(data=line.rpartition(" <")[0] + " .", format="nt")
    return graph


def test_turtle_and_documents_say_what_the_dumps_say(example_build: Path) -> None:
    """Turtle, and the documents of all trials together, parse to the graph of the N-Quads."""
    dumps = triples_of_dumps(example_build)
    turtle = rdflib.Graph()
    for path in (example_build / "turtle").iterdir():
        turtle.parse(path)
    documents = rdflib.Graph()
    for path in (example_build / "jsonld").iterdir():
        documents.parse(path, format="json-ld")
    assert isomorphic(turtle, dumps)
    assert isomorphic(documents, dumps)


def test_published_graph_has_no_blank_node(example_build: Path) -> None:
    """No node of a record is nameless."""
    assert "_:" not in {line[:2] for line in quads(example_build).splitlines()}
    assert not any(isinstance(node, rdflib.BNode) for node in triples_of_dumps(example_build).all_nodes())


def test_documents_nest_and_share_the_published_context(example_build: Path) -> None:
    """A document is one tree with arms, interventions and outcomes inside, under the published context."""
    context = json.loads((example_build / "context.jsonld").read_text())["@context"]
    document = json.loads((example_build / "jsonld" / "NCT01233544.jsonld").read_text())
    assert document["@context"] == context
    assert document["type"] == "Trial"
    assert [arm["label"] for arm in document["hasArm"]] == [
        "Stereotactic body radiation therapy",
        "Radiofrequency ablation",
    ]
    assert [one["label"] for one in document["hasIntervention"]] == ["SBRT", "RFA"]
    assert document["leadSponsor"]["label"] == "University of Aarhus"
    assert document["enrollment"] == 300


def test_every_term_is_declared(example_build: Path) -> None:
    """Every property and class of the published graph is declared in ontology/, with label and definition."""
    ontology = rdflib.Graph().parse(EXAMPLES.parent / "ontology" / "trialkg.ttl")
    graph = triples_of_dumps(example_build)
    used = {*graph.predicates(), *graph.objects(None, rdflib.RDF.type)} - {rdflib.RDF.type}
    assert {str(term) for term in used if (term, rdflib.RDFS.label, None) not in ontology} == set()


def test_only_literals_that_stores_keep(example_build: Path) -> None:
    """No literal has a datatype that a triple store rewrites."""
    kept = {"string", "integer", "decimal", "boolean", "date", "gYear", "gYearMonth"}
    literals = {o for o in triples_of_dumps(example_build).objects() if isinstance(o, rdflib.Literal)}
    assert {str(o.datatype).rpartition("#")[2] for o in literals if o.datatype} <= kept


@pytest.mark.usefixtures("few_concepts")
def test_contacts_stay_out_unless_asked_for(tmp_path: Path) -> None:
    """Names with telephone and e-mail are published with --contacts only; officials always."""
    contacts = {
        "centralContacts": [{"name": "Ann Ask", "phone": "+00 123", "email": "ann@example.org"}],
        "locations": [{"facility": "Clinic", "contacts": [{"name": "Bob Bell", "email": "bob@example.org"}]}],
        "overallOfficials": [{"name": "Cy Chief", "role": "PRINCIPAL_INVESTIGATOR"}],
    }
    source = write(tmp_path / "a.jsonl", study(contactsLocationsModule=contacts))
    build([source], tmp_path / "without")
    build([source], tmp_path / "with", Settings(contacts=True))
    words = ("Ann Ask", "+00 123", "ann@example.org", "Bob Bell", "bob@example.org", "Cy Chief")
    assert [word in quads(tmp_path / "without") for word in words] == [False] * 5 + [True]
    assert [word in quads(tmp_path / "with") for word in words] == [True] * 6


@pytest.mark.usefixtures("few_concepts")
def test_base_is_a_setting(tmp_path: Path) -> None:
    """With another base every IRI of the data is under it; the vocabulary stays where it is."""
    build([EXAMPLES], tmp_path / "out", Settings(base="https://data.example.org/ct/"))
    subjects = {str(s) for s in triples_of_dumps(tmp_path / "out").subjects()}
    assert {s for s in subjects if not s.startswith("https://data.example.org/ct/")} == set()
    with pytest.raises(KgError, match="base IRI"):
        build([EXAMPLES], tmp_path / "out", Settings(base="nonsense"))


BAD_RECORDS = {
    "a day that no calendar has": (
        study(statusModule={"startDateStruct": {"date": "2023-02-30"}}),
        "2023-02-30",
    ),
    "negative enrolment": (study(designModule={"enrollmentInfo": {"count": -5}}), "nrol"),
    "a status of no list": (study(statusModule={"overallStatus": "SOON"}), "SOON"),
    "a code that would break out": (study(statusModule={"overallStatus": "A> <b> <c"}), "A> <b> <c"),
    "an id with a tail": (study("NCT00000001> <x"), "not an NCT id"),
    "text of the wrong type": (study(conditionsModule={"conditions": [5]}), "conditions"),
}


@pytest.mark.usefixtures("few_concepts")
@pytest.mark.parametrize("kind", BAD_RECORDS)
def test_bad_record_is_set_aside(tmp_path: Path, kind: str) -> None:
    """A record that cannot be published is named, explained and kept; the record after it is built."""
    bad, why = BAD_RECORDS[kind]
    source = write(tmp_path / "in.jsonl", bad, study("NCT00000002"))
    summary = build([source], tmp_path / "out")
    assert (summary.records, summary.trials, summary.rejected) == (2, 1, 1)
    (reject,) = rejects(tmp_path / "out")
    assert (reject["document"], reject["position"]) == ("in.jsonl", "line 1")
    assert why in reject["why"]
    kept = (tmp_path / "out" / "rejected" / reject["record"]).read_bytes()
    assert json.loads(kept) == bad


HOSTILE = 'a "quote" \\ back\nline\r\ttab > < . } \x00\x01\x7f \u2028 \ufffd <script> é 中 𝔸'


@pytest.mark.usefixtures("few_concepts")
def test_hostile_text_survives(tmp_path: Path) -> None:
    """Text that tries to break out of a literal is published as it is."""
    source = write(tmp_path / "in.jsonl", study(descriptionModule={"briefSummary": HOSTILE}))
    build([source], tmp_path / "out")
    store = open_build(tmp_path / "out")
    prop = pyoxigraph.NamedNode("https://w3id.org/trialkg/ontology#briefSummary")
    (quad,) = store.quads_for_pattern(None, prop, None)
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == HOSTILE


@pytest.mark.usefixtures("few_concepts")
def test_lone_surrogate_is_set_aside(tmp_path: Path) -> None:
    """A lone surrogate in JSON is a reject, not a crash."""
    source = tmp_path / "in.jsonl"
    source.write_text(
        '{"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"\\ud800"}}}\n'
    )
    summary = build([source], tmp_path / "out")
    assert (summary.trials, summary.rejected) == (0, 1)


@pytest.mark.usefixtures("few_concepts")
def test_newest_of_two_records_of_one_trial_is_kept(tmp_path: Path) -> None:
    """Of two records with one id the newer is built, wherever it stands; the older is kept as a version."""
    old = study(statusModule={"lastUpdatePostDateStruct": {"date": "2020-01-01"}})
    new = study(statusModule={"lastUpdatePostDateStruct": {"date": "2024-01"}})
    for name, order in (("a", (old, new)), ("b", (new, old))):
        source = write(tmp_path / f"{name}.jsonl", *order)
        summary = build([source], tmp_path / name)
        assert (summary.records, summary.published, summary.older, summary.rejected) == (2, 1, 1, 0)
        said = quads(tmp_path / name)
        assert 'lastUpdatePostDate> "2024-01"' in said
        assert f'version/1> <{ONTOLOGY}recordDate> "2020-01-01"' in said
        (older,) = listed(tmp_path / name, "versions")
        assert older["why"].startswith(f"an older version of {NCT}; published is {name}.jsonl, line")
        kept = (tmp_path / name / "versions" / older["record"]).read_bytes()
        assert json.loads(kept) == old


@pytest.mark.usefixtures("few_concepts")
def test_same_record_in_two_files_does_not_depend_on_their_order(tmp_path: Path) -> None:
    """Of the same record in two files one is kept, the same one in whatever order they are named."""
    paths = [write(tmp_path / f"{name}.jsonl", study()) for name in ("b", "a")]
    build(paths, tmp_path / "one")
    build(paths[::-1], tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


@pytest.mark.usefixtures("few_concepts")
def test_one_trial_from_two_sources_is_one_node_in_two_graphs(tmp_path: Path) -> None:
    """Records of one trial from two formats stand in graphs of their own, about one node."""
    write(tmp_path / "a.json", study("NCT06120127"))
    (page,) = EXAMPLES.glob("NCT06120127.*")
    summary = build([tmp_path / "a.json", page], tmp_path / "out")
    assert (summary.records, summary.trials, summary.rejected) == (2, 1, 0)
    graphs = json.loads((tmp_path / "out" / "manifest.json").read_text())["graphs"]
    assert sum("/record/" in graph for graph in graphs) == 2


@pytest.mark.usefixtures("few_concepts")
def test_spellings_of_one_thing_do_not_set_a_record_aside(tmp_path: Path) -> None:
    """A body or a site that one record spells in two ways is one node with one label."""
    sponsors = {
        "leadSponsor": {"name": "Acme Inc", "class": "INDUSTRY"},
        "collaborators": [{"name": "ACME  INC", "class": "OTHER"}],
    }
    sites = {"locations": [{"facility": "Clinic", "city": "Rome"}, {"facility": "clinic ", "city": "ROME"}]}
    again = {"restated": [{"field": "identificationModule.briefTitle", "value": "U", "words": "U"}]}
    one = {**study(sponsorCollaboratorsModule=sponsors, contactsLocationsModule=sites), "trialkg": again}
    summary = build([write(tmp_path / "in.jsonl", one)], tmp_path / "out")
    assert (summary.trials, rejects(tmp_path / "out")) == (1, [])


@pytest.mark.usefixtures("few_concepts")
def test_foreign_folder_is_not_touched(tmp_path: Path) -> None:
    """A folder that holds something else is refused, and stays as it was."""
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(BuildError, match=r"thesis\.txt"):
        build([EXAMPLES], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.usefixtures("few_concepts")
def test_failed_build_leaves_the_old_one(tmp_path: Path) -> None:
    """A build that cannot be done leaves the one that was there, whole, and no half-written file."""
    build([EXAMPLES], tmp_path / "out")
    before = files(tmp_path / "out")
    with pytest.raises(SourceError):
        build([tmp_path / "nothing"], tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_query_without_a_build_says_how_to_make_one(tmp_path: Path) -> None:
    """Opening a folder without a build says which command makes one."""
    with pytest.raises(BuildError, match="kg build"):
        open_build(tmp_path)
