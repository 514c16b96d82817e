"""KGX: nodes.tsv and edges.tsv in terms of the Biolink Model (https://github.com/biolink/kgx).

Trials, their sponsors, and the concepts that they name are nodes. A treatment that a trial investigates is
`in_clinical_trials_for` each condition that the trial names; the other edges say which trial names what.
Text is on one line: tabs and line ends become spaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec

from kg.export.biolink import NAMED_THING, curie, knowledge_source, names, trial_curie
from kg.export.nodes import Nodes
from kg.export.release import Named, Release, Trial
from kg.export.schema import Reader, schema
from kg.export.shared import Shared
from kg.publish.literals import read_literal
from kg.terms import LABEL, TKG, Term, code, inside
from kg.vocabulary import load

TITLE = "KGX, in terms of Biolink"
MEDIA_TYPE = "text/tab-separated-values"
EXTENSION = ""

_US = "infores:trialkg"
_NODE = ("id", "category", "name", "provided_by")
_INVESTIGATED = code("exposure-role", "investigational")
_STATED = ("namesTreatment", "namesCondition", "namesEndpoint")
# what is read from a record's words; sponsors and the hierarchy were written by people
_READ = {*_STATED, "exposureRole"}
_BODIES = ("leadSponsor", "collaborator")
_ABOVE = ("broader", "hasComponent")


class _Edge(msgspec.Struct, frozen=True):
    """An edge; its columns are named as Biolink names the slots of an association."""

    id: str
    subject: str
    predicate: str
    object: str
    original_predicate: str
    primary_knowledge_source: str
    aggregator_knowledge_source: str
    knowledge_level: str
    agent_type: str
    publications: str


def is_ours(name: str) -> bool:
    """Tell the two files by name."""
    return name in {"nodes.tsv", "edges.tsv"}


def writer(out: Path, release: Release) -> _Writer:
    """Write nodes and edges into a folder."""
    return _Writer(out, release)


class _Writer:
    def __init__(self, folder: Path, release: Release) -> None:
        self._nodes = _opened(folder / "nodes.tsv", _NODE)
        self._edges = _opened(folder / "edges.tsv", _Edge.__struct_fields__)
        self._reader = Reader(load().converter.compress)
        self._vocabulary = Nodes(release.vocabulary().triples)
        self._named: set[Term] = set()
        self._bodies = Shared()

    def vocabulary(self, graph: Named) -> None:
        """Leave it out: the concepts that trials name come at the end."""

    def trial(self, trial: Trial) -> None:
        nodes = Nodes(trial.triples())
        said, me = nodes.said[trial.node], trial_curie(trial.id)
        source = knowledge_source(str(self._reader.value("code", said[TKG.registry][0])))
        _write(self._nodes, (me, names("class")["Trial"], _text(said[LABEL][0]), source))
        for name in _STATED:
            for concept in dict.fromkeys(
                value for _, value in nodes.of_property.get(schema()[name].term, [])
            ):
                self._edge(me, name, self._concept(concept), source, me)
        for name in _BODIES:
            for body in said.get(schema()[name].term, []):
                self._edge(me, name, self._body(nodes, body), source, me)
        self._investigations(nodes, me, source)

    def _investigations(self, nodes: Nodes, me: str, source: str) -> None:
        """Say which treatments the trial investigates for which conditions."""
        treatments = {
            said[TKG.concept][0]: None
            for said in nodes.said.values()
            if _INVESTIGATED in said.get(TKG.exposureRole, ())
        }
        conditions = {value: None for _, value in nodes.of_property.get(TKG.namesCondition, [])}
        for treatment in treatments:
            for condition in conditions:
                if self._kind(condition) == "condition":
                    ends = self._concept(treatment), self._concept(condition)
                    self._edge(ends[0], "exposureRole", ends[1], source, me)

    def close(self) -> None:
        for key, (name,) in self._bodies.rows("body"):
            _write(self._nodes, (key, names("class")["Organization"], str(name), _US))
        for concept in sorted(self._named):
            category = names("kind").get(self._kind(concept), NAMED_THING)
            label = _text(self._vocabulary.said[concept][LABEL][0])
            _write(self._nodes, (self._curie(concept), category, label, _US))
            for name in _ABOVE:
                for above in self._vocabulary.said[concept].get(schema()[name].term, []):
                    if above in self._named:
                        self._edge(self._curie(concept), name, self._curie(above), _US, "")
        self._bodies.close()
        self._nodes.close()
        self._edges.close()

    def _edge(self, subject: str, name: str, target: str, source: str, trial: str) -> None:
        """Write an edge that a trial states or, without one, the vocabulary."""
        key = hashlib.sha256("\t".join((subject, name, target, trial)).encode()).hexdigest()[:20]
        edge = _Edge(
            id=f"trialkg.edge:{key}",
            subject=subject,
            predicate=names("predicate")[name],
            object=target,
            original_predicate=curie(str(self._reader.value("concept", schema()[name].term))),
            primary_knowledge_source=source,
            aggregator_knowledge_source="" if source == _US else _US,
            knowledge_level="knowledge_assertion",
            agent_type="text_mining_agent" if name in _READ else "manual_agent",
            publications=trial,
        )
        _write(self._edges, msgspec.structs.astuple(edge))

    def _concept(self, term: Term) -> str:
        self._named.add(term)
        return self._curie(term)

    def _curie(self, term: Term) -> str:
        return curie(str(self._reader.value("concept", term)))

    def _kind(self, term: Term) -> str:
        return _text(self._vocabulary.said[term][TKG.conceptKind][0])

    def _body(self, nodes: Nodes, term: Term) -> str:
        key = f"trialkg.organization:{inside(term).rpartition('/')[2]}"
        self._bodies.merge("body", key, [_text(nodes.said[term][LABEL][0])])
        return key


def _opened(path: Path, header: Iterable[str]) -> IO[str]:
    file = path.open("w", encoding="utf-8", newline="")
    _write(file, header)
    return file


def _write(file: IO[str], cells: Iterable[str]) -> None:
    file.write("\t".join(cells) + "\n")


def _text(term: Term) -> str:
    return " ".join(read_literal(term)[0].split())
