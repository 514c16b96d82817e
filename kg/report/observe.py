"""Takes notes of the records of a shard as they are built, from their graphs and findings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from kg.check import SEVERITIES, Finding, found, place
from kg.folding import fold
from kg.nodes import Nodes
from kg.report.dates import doubtful_dates, is_plausible
from kg.report.facts import FACTS, LISTED, between_records, restated
from kg.report.fields import OF_VERSIONS, asked, missing
from kg.report.notes import Difference, Doubt, Listing, RecordNotes, Stated, TrialNotes
from kg.report.tally import Example, Found, Known, Tally
from kg.spool import Entry
from kg.terms import LABEL, TKG, A, Term, in_iri, reading
from kg.vocabulary import Vocabulary

# what a node without a concept is called in the report
_UNLINKED = {TKG.namesTreatment: "treatment", TKG.namesCondition: "condition"}


class _Open(msgspec.Struct):
    """A trial of which more records may come."""

    title: str
    others: list[str] = []
    records: list[RecordNotes] = []
    differences: list[Difference] = []
    unlinked: set[tuple[str, str]] = set()


class Observed(msgspec.Struct, frozen=True):
    """The graph of a record, and its trial."""

    trial: Term
    nodes: Nodes


class _Graph:
    """Answers what a record says: of the trial itself, one value a property; which properties and classes."""

    def __init__(self, observed: Observed) -> None:
        self.nodes = observed.nodes
        self.of_trial = {predicate: values[-1] for predicate, values in self.nodes[observed.trial].items()}
        used = set().union(*self.nodes.values(), *(said.get(A, ()) for said in self.nodes.values()))
        self.said = used - OF_VERSIONS | self.of_trial.keys()

    def values(self, predicate: Term) -> list[tuple[Term, Term]]:
        """List the nodes that have a property, each with its value."""
        return [
            (node, value)
            for node, properties in self.nodes.items()
            if predicate in properties
            for value in properties[predicate]
        ]

    def value(self, predicate: Term) -> str:
        """Give for reading what the trial says by a property, or nothing."""
        term = self.of_trial.get(predicate)
        return reading(term) if term else ""

    def label(self, node: Term) -> str:
        """Give for reading how a node is called."""
        return reading(self.nodes[node][LABEL][0])


class Observer:
    """Notes of a shard: `record` each record, then ask for the `trial`, which is thereby counted."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.tally = Tally()
        self._labels = {(code.scheme, code.code): code.label for code in vocabulary.codes}
        self._open: dict[str, _Open] = {}

    def refused(self, entry: Entry, findings: list[Finding]) -> None:
        """Count the findings for which a record is set aside."""
        self._count(entry, [finding for finding in findings if finding.is_violation])

    def record(self, entry: Entry, observed: Observed, findings: list[Finding]) -> None:
        """Take notes of one record that is published."""
        graph = _Graph(observed)
        notes = RecordNotes(
            source=entry.provenance.source,
            document=entry.provenance.document,
            place=entry.provenance.position,
            facts=self._facts(graph),
            missing=self._missing(entry, graph),
            doubts=[*_doubts(entry.trial_id, findings), *self._dates(entry, graph)],
        )
        self._count(entry, findings)
        self._keep(entry, graph, notes, findings)

    def trial(self, trial_id: str) -> TrialNotes:
        """Finish a trial: compare its records, and count it."""
        seen = self._open.pop(trial_id)
        differences = [*between_records(seen.records), *seen.differences]
        for difference in differences:
            self.tally.count_difference(trial_id, difference)
        for kind, name in sorted(seen.unlinked):
            self.tally.count_name(kind, name, trial_id)
        sponsor = next((sponsor for record in seen.records if (sponsor := record.facts.get("sponsor"))), "")
        self.tally.known[trial_id] = Known(_hash(seen.title, sponsor), seen.others)
        return TrialNotes(trial=trial_id, title=seen.title, records=seen.records, differences=differences)

    def _keep(self, entry: Entry, graph: _Graph, notes: RecordNotes, findings: list[Finding]) -> None:
        title = graph.value(TKG.briefTitle) or graph.value(TKG.officialTitle)
        seen = self._open.setdefault(entry.trial_id, _Open(title))
        seen.title = seen.title or title
        seen.records.append(notes)
        seen.unlinked.update(_unlinked(graph, findings))
        if TKG.registeredAs in graph.of_trial or TKG.formerId in graph.of_trial:
            for predicate in (TKG.registeredAs, TKG.formerId):
                seen.others += [in_iri(reading(value)) for _, value in graph.values(predicate)]
        if TKG.hasRestatement in graph.of_trial:
            seen.differences += restated(notes, self._restatements(graph))
        if TKG.hasListing in graph.of_trial:
            self.tally.listings += self._listings(notes, graph)

    def _count(self, entry: Entry, findings: list[Finding]) -> None:
        for finding in findings:
            example = Example(entry.trial_id, _at(entry.trial_id, finding))
            kind = Found(finding.severity, finding.shape, finding.message)
            self.tally.count_found(kind, entry.provenance.source, example)

    def _facts(self, graph: _Graph) -> dict[str, str]:
        """Read the facts that are compared; a sponsor by its name, a code by its label."""
        facts = {}
        for predicate, (name, scheme) in FACTS.items():
            if value := graph.value(predicate):
                facts[name] = self._labels.get((scheme, value), value)
        if sponsor := graph.of_trial.get(TKG.leadSponsor):
            facts["sponsor"] = graph.label(sponsor)
        return facts

    def _missing(self, entry: Entry, graph: _Graph) -> list[str]:
        """List the fields that a record does not state, and count those it does."""
        source = entry.provenance.source
        fields = asked(graph.value(TKG.studyType))
        lacking = list(missing(fields, graph.said))
        times_asked = self.tally.asked.setdefault(source, {})
        times_stated = self.tally.stated.setdefault(source, {})
        for field in fields:
            times_asked[field.name] = times_asked.get(field.name, 0) + 1
            times_stated[field.name] = times_stated.get(field.name, 0) + (field.name not in lacking)
        self.tally.published[source] = self.tally.published.get(source, 0) + 1
        return lacking

    def _dates(self, entry: Entry, graph: _Graph) -> Iterator[Doubt]:
        """Yield what is doubtful about the dates of a record, and count in which year its trial starts."""
        if start := graph.value(TKG.startDate):
            is_drawn = is_plausible(start, entry.last_update)
            starts = self.tally.starts if is_drawn else self.tally.strange_starts
            starts[start[:4]] = starts.get(start[:4], 0) + 1
        for shape, doubt in doubtful_dates(graph.value, entry.last_update):
            kind = Found(doubt.severity, shape, doubt.message)
            example = Example(entry.trial_id, doubt.places[0])
            self.tally.count_found(kind, entry.provenance.source, example)
            yield doubt

    def _restatements(self, graph: _Graph) -> Iterator[tuple[str, str, str]]:
        """Yield fact, value and words of what a record states a second time."""
        values = dict(graph.values(TKG.restatedValue))
        words = {node: word for node, word in graph.values(TKG.words) if node in values}
        for node, predicate in graph.values(TKG.restatedProperty):
            name, scheme = FACTS[predicate]
            value = reading(values[node])
            yield name, self._labels.get((scheme, value), value), reading(words[node])

    def _listings(self, notes: RecordNotes, graph: _Graph) -> Iterator[Listing]:
        """Yield what a record says of the trials that it lists."""
        trials = dict(graph.values(TKG.listedTrial))
        for listed, predicate in LISTED.items():
            fact, scheme = FACTS[predicate]
            for node, term in graph.values(listed):
                value = self._labels.get((scheme, reading(term)), reading(term))
                place = f"its list of related trials, {notes.place}" if notes.place else "its related trials"
                stated = Stated(value, notes.source, notes.document, place)
                yield Listing(reading(trials[node]), fact, stated)


def _doubts(trial_id: str, findings: list[Finding]) -> Iterator[Doubt]:
    """Say each message once, the worst first, with all the places where it is given."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        where = places[finding.severity, finding.message]
        where += filter(None, (_at(trial_id, finding),))
    for (severity, message), where in places.items():
        yield Doubt(severity, message, where)


def _at(trial_id: str, finding: Finding) -> str:
    """Say which part of a trial a finding is about, and the value found; nothing where it is all of it."""
    part = place(finding).removeprefix(in_iri(trial_id)).removeprefix(", ")
    value = found(finding)
    return f"{part} (found: {value})".lstrip() if value else part


def _unlinked(graph: _Graph, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """Yield the names that no concept was found for, without case."""
    nodes = {finding.focus: _UNLINKED[finding.path] for finding in findings if finding.path in _UNLINKED}
    if nodes:
        yield from (
            (nodes[node], reading(label).lower()) for node, label in graph.values(LABEL) if node in nodes
        )


def _hash(title: str, sponsor: str) -> str:
    """Hash a title and a sponsor as names are compared; what has no title is like nothing."""
    if not title:
        return ""
    return hashlib.sha256(f"{fold(title)}\n{fold(sponsor)}".encode("utf-8", "replace")).hexdigest()[:16]
