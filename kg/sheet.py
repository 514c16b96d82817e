"""The sheet of one trial: all that a build makes of its records, ready to be put into files.

A sheet is a pure function of the records and of the software (`key`), so one that an earlier build made is
taken as it is where both are the same (`kg.earlier`).
"""

from __future__ import annotations

import gzip
import hashlib
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from kg.check import Finding, result_triples, sentence
from kg.compose import Composer, RecordGraph
from kg.content import content
from kg.errors import RecordError
from kg.gate import Gate
from kg.lexicon import Chosen, lexicon
from kg.nodes import nodes_of
from kg.publish.counts import Counts
from kg.publish.jsonld import Documents
from kg.publish.nquads import LEVEL, node_lines
from kg.publish.turtle import TurtleWriter
from kg.report.observe import Observed, Observer
from kg.report.tally import Tally
from kg.sources import study_of
from kg.spool import Entry, Settled, SpoolReader
from kg.study import Study, with_older
from kg.terms import DEFAULT_BASE
from kg.vocabulary import load

_PACKAGES = ("msgspec", "rdflib", "pyoxigraph", "lxml", "ahocorasick-rs")


class Settings(msgspec.Struct, frozen=True):
    """What a user can choose about what is published; `index` is where imported vocabularies lie."""

    base: str = DEFAULT_BASE
    contacts: bool = False
    index: str = ""
    vocabularies: tuple[Chosen, ...] = ()

    @property
    def key(self) -> bytes:
        """Spell what shows in the bytes: which release of each vocabulary, and not where the index lies."""
        return msgspec.json.encode(msgspec.structs.replace(self, index=""))


class Refused(msgspec.Struct, frozen=True):
    """A record that is not published, by its place among those of its trial, and why.

    Of one that shapes refuse there are the lines of its graph, and what was found in it as JSON.
    """

    record: int
    why: str
    quads: bytes = b""
    findings: bytes = b""


class Facts(msgspec.Struct, frozen=True):
    """What is counted of a trial; `graphs` are those of its records with their numbers of triples.

    `imported` are kinds of link with the imported concepts that were named.
    """

    counts: Counts
    findings: dict[str, int]
    graphs: dict[str, int]
    imported: list[tuple[str, str]]
    refused: list[Refused]
    tally: Tally


class Sheet(msgspec.Struct, frozen=True):
    """The records of a trial as gzipped N-Quads, Turtle and a JSON-LD document, findings and notes.

    All but the facts is empty where no record of the trial is published.
    """

    quads: bytes
    turtle: bytes
    document: bytes
    report: bytes
    notes: bytes
    facts: Facts


def sheet_key(settings: Settings, records: list[Settled]) -> str:
    """Hash everything that the sheet of a trial depends on."""
    return hashlib.sha256(
        _given(settings) + msgspec.json.encode([traits(one) for one in records])
    ).hexdigest()


def traits(settled: Settled) -> list[object]:
    """Name what a record's graph depends on."""
    return [(e.provenance, e.record_id, e.last_update) for e in (settled.newest, *settled.versions())]


@cache
def _given(settings: Settings) -> bytes:
    return software().encode() + environment().encode() + settings.key


@cache
def software() -> str:
    """Hash what turns records into graphs: the code, the ontology and the shapes."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for folder, kinds in ((package, "*.py"), (content("ontology"), "*.t*"), (content("shapes"), "*.ttl")):
        for path in sorted(folder.rglob(kinds)):
            digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def environment() -> str:
    """Name what else may show in the bytes: another zlib, for one, compresses otherwise."""
    packages = [f"{name} {version(name)}" for name in _PACKAGES]
    return "\n".join([sys.version, zlib.ZLIB_RUNTIME_VERSION, *packages])


class _Tools(msgspec.Struct, frozen=True):
    """What a process needs to make sheets; made once, and not where nothing has changed."""

    composer: Composer
    gate: Gate
    turtle: TurtleWriter
    documents: Documents


@cache
def _tools(settings: Settings) -> _Tools:
    vocabulary = load()
    words = lexicon(settings.index, settings.vocabularies)
    return _Tools(
        composer=Composer(words, settings.base, settings.contacts),
        gate=Gate(),
        turtle=TurtleWriter(vocabulary, settings.base),
        documents=Documents(vocabulary),
    )


def make(settings: Settings, spool: SpoolReader, records: list[Settled]) -> Sheet:
    """Make the sheet of a trial from its records."""
    return _Maker(settings, spool).sheet(records)


class _Maker:
    """Makes the sheet of one trial."""

    def __init__(self, settings: Settings, spool: SpoolReader) -> None:
        self._base, self._tools, self._spool = settings.base, _tools(settings), spool
        self._findings: Counter[str] = Counter()
        self._refused: list[Refused] = []
        self._report: list[str] = []
        self._observer = Observer(load())

    def sheet(self, records: list[Settled]) -> Sheet:
        """Compose and check each record, and say of all of them together what is published."""
        graphs = list(self._graphs(records))
        counts = Counts()
        counts.add(graph.nodes for graph in graphs)
        lines = "".join(node_lines(graph.nodes, graph.name) for graph in graphs)
        blocks = (block for graph in graphs for block in self._tools.turtle.blocks(graph.nodes))
        return Sheet(
            quads=gzip.compress(lines.encode(), LEVEL, mtime=0) if graphs else b"",
            turtle="".join(blocks).encode(),
            document=self._document(graphs) if graphs else b"",
            report="".join(self._report).encode(),
            notes=self._notes(graphs[0].trial_id) if graphs else b"",
            facts=Facts(
                counts=counts,
                findings=dict(self._findings),
                graphs={graph.name[1:-1]: graph.size for graph in graphs},
                imported=sorted({one for graph in graphs for one in graph.imported}),
                refused=self._refused,
                tally=self._observer.tally,
            ),
        )

    def _graphs(self, records: list[Settled]) -> Iterator[RecordGraph]:
        """Compose and check each record; what must not be published is refused."""
        for number, settled in enumerate(records):
            try:
                graph = self._composed(settled)
                findings = self._tools.gate.check(graph.nodes)
            except RecordError as error:
                self._refused.append(Refused(number, str(error)))
                continue
            self._observer.refused(settled.newest, findings)
            if wrong := _violations(findings):
                quads = node_lines(graph.nodes, graph.name).encode()
                self._refused.append(Refused(number, wrong, quads, msgspec.json.encode(findings)))
            else:
                self._tell(findings, graph)
                self._observer.record(settled.newest, Observed(graph.trial, graph.nodes), findings)
                yield graph

    def _composed(self, settled: Settled) -> RecordGraph:
        study = self._study(settled.newest)
        versions = [(self._study(entry), entry.provenance) for entry in settled.versions()]
        return self._tools.composer.graph(with_older(study, versions), settled.newest.provenance)

    def _study(self, entry: Entry) -> Study:
        return study_of(entry.provenance.source, self._spool.get(entry.offset, entry.length))

    def _tell(self, findings: list[Finding], graph: RecordGraph) -> None:
        """Count findings, and spell them for the report as they come."""
        for number, finding in enumerate(findings, start=1):
            self._findings[finding.severity] += 1
            node = f"<{self._base}report/{graph.name[1:-1].removeprefix(self._base)}/{number}>"
            result = nodes_of(result_triples(finding, node, f"<{self._base}report>"))
            self._report += self._tools.turtle.blocks(result)

    def _document(self, graphs: list[RecordGraph]) -> bytes:
        """Spell what all records of the trial say as one document."""
        nodes = graphs[0].nodes
        if len(graphs) > 1:
            nodes = nodes_of(triple for graph in graphs for triple in graph.triples)
        return self._tools.documents.document(graphs[0].trial, nodes)

    def _notes(self, trial_id: str) -> bytes:
        return msgspec.json.encode(self._observer.trial(trial_id)) + b"\n"


def _violations(findings: list[Finding]) -> str:
    """Say in words what keeps a record from being published; nothing, where nothing does."""
    return "; ".join(dict.fromkeys(sentence(one) for one in findings if one.is_violation))
