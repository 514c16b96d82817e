"""The whole build, in the one order there is: gather, settle, build shards, load, describe, put in place.

A build is made in a hidden folder and moved into place when it is whole, so no half-written file ever has
a final name. What was finished when a build was interrupted is kept there, and the next build of the same
input goes on from it. Nothing depends on the clock, on the order of the input or on the number of workers:
the same records give the same bytes (the store's own files apart, which hold the same quads).
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import msgspec

from kg import __version__
from kg.check import verdict_triples
from kg.content import content
from kg.earlier import Ledgers
from kg.engines import Engine
from kg.engines.local import Local
from kg.filling import Vocabulary as Stated
from kg.filling import fill_store
from kg.gather import Choice
from kg.infer import closure_triples, shipped_closure
from kg.ledger import LEDGER
from kg.lexicon import lexicon, release_triples, shipped_release
from kg.limits import REFUSED, Limits, refuse_any
from kg.manifest import trials_before
from kg.nodes import nodes_of
from kg.publish.counts import SHARED, Counts
from kg.publish.description import PublishedFile, describe_files, description_triples
from kg.publish.jsonld import make_context
from kg.publish.nquads import gzip_writer, quad_lines, rdf_triples
from kg.publish.origin import DOCUMENTS, Document, build_triples, source_triples
from kg.publish.set_aside import in_order, write_set_aside
from kg.publish.turtle import TurtleWriter
from kg.rejected import refusal
from kg.report.write import Outside, Part, write_report
from kg.search import Kept
from kg.search import write as write_search
from kg.shard import NOTES, Settings, Shard, Task
from kg.sheet import software
from kg.spool import SetAside, Settled, whole_trials
from kg.store import documents, entities, open_build
from kg.summary import Summary as Summary
from kg.summary import summarise
from kg.terms import Triple, checked_base
from kg.vocabulary import Vocabulary, code_triples, concept_triples, load
from kg.workplace import DESCRIBED, ENTRIES, STATE, leave_only_shards, prepare, put_in_place, remove

SHARD = 1_000  # records, about

Progress = Callable[[str, int, int], None]


def build(
    inputs: list[Path],
    output: Path,
    settings: Settings | None = None,
    choice: Choice | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    limits: Limits | None = None,
    engine: Engine | None = None,
    full: bool = False,
) -> Summary:
    """Build a graph from files and folders into `output`, replacing the build that was there.

    What that build made of the same records is taken over, and the bytes are those of a `full` build.
    `workers` is the number of processes on this machine, where no other engine is given.
    Raises SourceError where an input does not exist, BuildError where `output` holds something else,
    UnfitError where a limit is crossed, and whatever the vocabulary or the shapes raise; within the limits,
    a bad record is only set aside.
    """
    started = time.monotonic()
    settings, limits = settings or Settings(), limits or Limits()
    checked_base(settings.base)
    before = trials_before(output, ENTRIES) if limits.fall else None
    work = prepare(output)
    try:
        with engine or Local(workers) as running:
            earlier = Ledgers(work if full else output)  # in a new folder there are none
            made = _Build(work, settings, running, progress or _no_progress, limits, earlier)
            summary = made.run(inputs, choice or Choice())
        crossed = [*limits.crossed(summary.rejected, summary.records, summary.trials, before)]
        if crossed:
            _refuse(work, output, crossed)
        put_in_place(work, output)
        remove(output / REFUSED)
    finally:
        leave_only_shards(work)
    return msgspec.structs.replace(summary, seconds=time.monotonic() - started)


def _no_progress(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


def _refuse(work: Path, output: Path, crossed: list[str]) -> NoReturn:
    """Put a whole build beside the published one, and raise UnfitError."""
    (output / REFUSED).mkdir(exist_ok=True)
    put_in_place(work, output / REFUSED)
    raise refusal(output, crossed)


class _Build:
    """One run of the stages, in a folder of its own."""

    def __init__(
        self,
        work: Path,
        settings: Settings,
        engine: Engine,
        progress: Progress,
        limits: Limits,
        earlier: Ledgers,
    ) -> None:
        self._work, self._settings, self._engine, self._progress = work, settings, engine, progress
        self._strict, self._earlier = limits.strict, earlier
        self._lexicon = lexicon(settings.index, settings.vocabularies)
        self._vocabulary: Vocabulary = load()
        self._turtle = TurtleWriter(self._vocabulary, settings.base)
        self._graph = f"{settings.base}graph/vocabulary"
        self._graphs: dict[str, int] = {}

    def run(self, inputs: list[Path], choice: Choice) -> Summary:
        """Run every stage and say what came of it."""
        spool = self._work / "spool"
        read = self._engine.records(inputs, spool, choice, lambda done: self._progress("read", done, 0))
        if self._strict:
            refuse_any(in_order(read.set_aside))
        settled = read.settled
        shards = list(self._shards(settled, spool))
        older = [aside for one in settled for aside in one.superseded()]
        rejected = [*read.set_aside, *(aside for shard in shards for aside in shard.set_aside)]
        self._progress("vocabulary", 0, 0)
        self._write_vocabulary({used for shard in shards for used in shard.imported})
        self._write_set_aside(spool, rejected, older)
        self._fill_store(shards)
        self._progress("report", 0, 0)
        outside = Outside([entry.provenance.source for one in settled for entry in one.older], rejected)
        self._report(shards, outside)
        self._collect(shards)
        self._progress("search", 0, 0)
        self._write_search(shards)
        self._progress("describe", 0, 0)
        summary = summarise(shards, len(older), len(rejected))
        self._describe(summary, shards)
        return summary

    def _shards(self, settled: list[Settled], spool: Path) -> Iterator[Shard]:
        """Build every shard and yield what came of each, in order."""
        done, total = 0, len(settled)
        folders = [f"{number:04}" for number, _ in enumerate(whole_trials(settled, SHARD))]
        for path in (self._work / "shards").iterdir():
            if path.name not in folders:
                remove(path)
        tasks = (
            self._task(name, spool, records)
            for name, records in zip(folders, whole_trials(settled, SHARD), strict=True)
        )
        for shard in self._engine.shards(tasks):
            done += shard.records + len(shard.set_aside)
            self._progress("build", done, total)
            if self._strict:  # here and not in the shard, whose bytes it does not change
                refuse_any(shard.set_aside)
            yield shard

    def _task(self, name: str, spool: Path, records: list[Settled]) -> Task:
        first, last = records[0].newest.trial_id, records[-1].newest.trial_id
        return Task(
            folder=str(self._work / "shards" / name),
            spool=str(spool),
            settings=self._settings,
            records=records,
            earlier=self._earlier.between(first, last),
            against=self._earlier.state,
        )

    def _write_set_aside(self, spool: Path, rejected: list[SetAside], older: list[SetAside]) -> None:
        with closing(self._engine.unpublished(spool, [*rejected, *older])) as records:
            write_set_aside(self._work / "rejected", rejected, records, self._work / "shards")
            write_set_aside(self._work / "versions", older, records, self._work / "shards")
        spool.unlink()

    def _fill_store(self, shards: list[Shard]) -> None:
        self._progress("store", 0, 0)
        dump = self._work / "nquads" / "vocabulary.nq.gz"
        fill_store(self._work, shards, Stated(dump, self._graph), self._earlier)

    def _report(self, shards: list[Shard], outside: Outside) -> None:
        """Write the report, compared with the one that this build replaces."""
        folders = sorted((self._work / "shards").iterdir())
        parts = [
            Part(folder.name, shard.first, folder / NOTES, shard.tally)
            for folder, shard in zip(folders, shards, strict=True)
        ]
        earlier = self._work.parent / "report" / "report.json"
        write_report(
            self._work / "report", earlier, parts, outside, self._settings.base, self._engine.workers
        )

    def _collect(self, shards: list[Shard]) -> None:
        """Move the files of the shards to where they are published."""
        for name in ("turtle", "jsonld", STATE):
            (self._work / name).mkdir()
        findings = sum(sum(shard.findings.values()) for shard in shards)
        verdict = verdict_triples(findings, f"<{self._settings.base}report>")
        with (self._work / "report" / "report.ttl").open("w", encoding="utf-8") as report:
            report.write(self._turtle.header())
            for folder in sorted((self._work / "shards").iterdir()):
                (folder / "trials.nq.gz").rename(self._work / "nquads" / f"trials-{folder.name}.nq.gz")
                (folder / "trials.ttl").rename(self._work / "turtle" / f"trials-{folder.name}.ttl")
                for document in (folder / "jsonld").iterdir():
                    document.rename(self._work / "jsonld" / document.name)
                (folder / LEDGER).rename(self._work / STATE / folder.name)
                report.write((folder / "report.ttl").read_text(encoding="utf-8"))
            report.writelines(self._turtle.blocks(nodes_of(verdict)))
        shutil.rmtree(self._work / "shards")

    def _write_search(self, shards: list[Shard]) -> None:
        blocks = [[block.length for block in shard.blocks] for shard in shards]
        kept = Kept(blocks, self._work / STATE, self._earlier.build / STATE, software())
        write_search(self._work, self._settings.base, self._engine.workers, kept)

    def _write_vocabulary(self, imported: set[tuple[str, str]]) -> None:
        """Write ontology, codes and concepts with what follows from them, as files and as one graph."""
        for folder in ("nquads", "ontology"):
            (self._work / folder).mkdir()
        codes = list(code_triples(self._vocabulary))
        concepts = [
            *release_triples(self._settings.base, (shipped_release(), *self._settings.vocabularies)),
            *concept_triples(self._vocabulary),
            *self._lexicon.imported_triples(imported),
            *closure_triples(self._vocabulary, shipped_closure()),
        ]
        ontology = content("ontology") / "trialkg.ttl"
        shutil.copyfile(ontology, self._work / "ontology" / "trialkg.ttl")
        self._write_turtle("ontology/codes.ttl", codes)
        self._write_turtle("ontology/concepts.ttl", concepts)
        context = {"@context": make_context(self._vocabulary)}
        (self._work / "context.jsonld").write_text(json.dumps(context, indent=2) + "\n", encoding="utf-8")
        triples = [*rdf_triples(ontology), *codes, *concepts]
        with gzip_writer(self._work / "nquads" / "vocabulary.nq.gz") as quads:
            quads.write(quad_lines(triples, f"<{self._graph}>").encode())
        self._graphs[self._graph] = len(triples)

    def _write_turtle(self, path: str, triples: Iterable[Triple]) -> None:
        with (self._work / path).open("w", encoding="utf-8") as file:
            file.write(self._turtle.header())
            file.writelines(self._turtle.blocks(nodes_of(triples)))

    def _describe(self, summary: Summary, shards: list[Shard]) -> None:
        """Write what the build holds: VoID and DCAT for machines on the web, a manifest for loaders."""
        described = [file for name in DESCRIBED for file in describe_files(self._work, name)]
        counts = Counts()
        for shard in shards:
            counts.merge(shard.counts)
            self._graphs.update(shard.graphs)
        base = self._settings.base
        self._write_turtle("void.ttl", self._description(counts, described))
        manifest = {
            "trialkg": __version__,
            "base": base,
            "contacts": self._settings.contacts,
            "vocabularies": [
                {"name": one.name, "version": one.version, "licence": one.licence, "sha256": one.sha256}
                for one in self._settings.vocabularies
            ],
            "records": summary.records,
            "published": summary.published,
            "older": summary.older,
            "rejected": summary.rejected,
            "trials": summary.trials,
            "triples": summary.triples,
            "findings": summary.findings,
            "graphs": dict(sorted(self._graphs.items())),
            "files": [
                {"path": file.path, "bytes": file.size, "sha256": file.sha256}
                for file in (*described, *describe_files(self._work, "void.ttl"))
            ],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (self._work / "manifest.json").write_text(text, encoding="utf-8")

    def _description(self, counts: Counts, files: list[PublishedFile]) -> Iterator[Triple]:
        """Describe the dataset, with what only the store can count, and how it came about."""
        base, store = self._settings.base, open_build(self._work)
        shared = {kind: entities(store, kind) for kind in SHARED if kind in counts.entities}
        read = (Document(*one) for one in documents(store, DOCUMENTS))
        releases = [*release_triples(base, (shipped_release(), *self._settings.vocabularies))]
        yield from description_triples(base, counts, counts.entities | shared, files)
        yield from source_triples(base, counts.codes)
        yield from build_triples(base, __version__, read, releases)
