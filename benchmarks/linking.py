"""How well interventions are linked: precision and recall on a hand-labelled sample, and agreement with MeSH.

`python benchmarks/linking.py [DATA]`, where DATA holds the real records (`../shared/data` if none is named).
The sample, `data/linking_sample.tsv`, was drawn at random from records that nobody looked at while names were
collected, and labelled by reading before anything was linked. It names interventions by trial and position
and keeps only our labels; the words stay with the records.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.folding import fold
from kg.infer import shipped_closure
from kg.link import Linker
from kg.sources import Read, read
from kg.study import Study
from kg.vocabulary import TREATMENTS, load, rows

SAMPLE = Path(__file__).parent / "data" / "linking_sample.tsv"
FOLDERS = {"ctgov_json": "ctgov_v2", "ctgov_xml": "ctgov_xml"}


class Labelled(msgspec.Struct, frozen=True):
    """An intervention of the sample, and what it gives by the labels."""

    sample: str
    group: str
    source: str
    trial: str
    intervention: int
    labels: list[str]
    accepted: list[str]


class Scored(msgspec.Struct, frozen=True):
    """One intervention: what was linked and right or wrong, what was labelled and found or missed."""

    labelled: Labelled
    right: list[str]
    wrong: list[str]
    found: list[str]
    missed: list[str]
    methods: list[tuple[str, bool]]


def sample() -> list[Labelled]:
    """Read the labels."""
    return [
        Labelled(
            sample=row["sample"],
            group=row["group"],
            source=row["source"],
            trial=row["trial"],
            intervention=int(row["intervention"]),
            labels=_parts(row["labels"]),
            accepted=_parts(row["accepted"]),
        )
        for _, row in rows(SAMPLE)
    ]


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(" | ") if part.strip()]


class Scorer:
    """Compares links with labels.

    A label is a concept where it is one of its names. A link is right where its concept is labelled, is a
    wider name for what is labelled, one of its components, or a regimen of which every component is
    labelled. A label is found where its concept, or a kind of it, is linked; a label that is no name of
    the vocabulary is missed. What was `accepted` when the first comparison was read counts as a label for
    precision, and after `label =` for recall too: another name of the same thing. No label was changed.
    """

    def __init__(self) -> None:
        vocabulary = load()
        self._above = shipped_closure().ancestors
        self.linker = Linker(vocabulary, self._above)
        self._components = {concept.id: concept.components for concept in vocabulary.concepts.values()}
        self.label_of = {concept.id: concept.label for concept in vocabulary.concepts.values()}
        self._concepts = {
            fold(name): concept.id
            for concept in vocabulary.concepts.values()
            if concept.kind in TREATMENTS
            for name in reversed(concept.names)
        }

    def score(self, labelled: Labelled, study: Study) -> Scored:
        """Score one intervention."""
        about = f"intervention/{labelled.intervention}"
        links = [link for link in self.linker.links(study) if link.about == about]
        linked = list(dict.fromkeys(link.concept for link in links))
        pairs = [one.partition(" = ") for one in labelled.accepted]
        same = {label: name for label, equals, name in pairs if equals}
        meant = {label: self._concepts.get(fold(same.get(label, label))) for label in labelled.labels}
        also = [self._concepts.get(fold(one.rpartition(" = ")[2])) for one in labelled.accepted]
        known = [concept for concept in (*meant.values(), *also) if concept]
        covered = set().union(*(self._above[concept] for concept in known)) if known else set()
        covered |= {
            one for one in linked if self._components[one] and covered.issuperset(self._components[one])
        }
        is_found = {
            label: concept is not None and any(concept in self._above[one] for one in linked)
            for label, concept in meant.items()
        }
        return Scored(
            labelled=labelled,
            right=[self.label_of[one] for one in linked if one in covered],
            wrong=[self.label_of[one] for one in linked if one not in covered],
            found=[label for label, found in is_found.items() if found],
            missed=[label for label, found in is_found.items() if not found],
            methods=[(link.method, link.concept in covered) for link in links],
        )


def studies(data: Path, labelled: list[Labelled]) -> dict[tuple[str, str], Study]:
    """Read the newest record of each trial of the sample, by source."""
    wanted = {(one.source, one.trial) for one in labelled}
    newest: dict[tuple[str, str], Study] = {}
    for source in {source for source, _ in wanted}:
        for found in read([data / FOLDERS[source]]):
            if isinstance(found, Read) and (key := (source, found.study.trial_id or "")) in wanted:
                known = newest.get(key)
                if known is None or (found.study.last_update or "") >= (known.last_update or ""):
                    newest[key] = found.study
    return newest


def scores(data: Path) -> list[Scored]:
    """Score the whole sample against the records of a folder."""
    labelled, scorer = sample(), Scorer()
    of = studies(data, labelled)
    return [scorer.score(one, of[one.source, one.trial]) for one in labelled]


def figures(scored: list[Scored]) -> tuple[float, float]:
    """Give precision (of links) and recall (of labels)."""
    right, wrong = sum(len(one.right) for one in scored), sum(len(one.wrong) for one in scored)
    found, missed = sum(len(one.found) for one in scored), sum(len(one.missed) for one in scored)
    return right / (right + wrong), found / (found + missed)


def _report(scored: list[Scored]) -> Iterator[str]:
    for number, group in sorted({(one.labelled.sample, one.labelled.group) for one in scored}):
        chosen = [one for one in scored if (one.labelled.sample, one.labelled.group) == (number, group)]
        precision, recall = figures(chosen)
        yield f"sample {number}, {group}: {len(chosen)}, precision {precision:.3f}, recall {recall:.3f}"
    by_method: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in scored:
        for method, right in one.methods:
            by_method[method][right] += 1
    for method, counted in sorted(by_method.items()):
        yield f"  {method}: {counted[True]} of {counted.total()} right"
    for one in scored:
        if one.wrong or one.missed:
            where = f"{one.labelled.sample} {one.labelled.trial} intervention {one.labelled.intervention}"
            yield f"  {where}: wrong {one.wrong}, missed {one.missed}"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data"
    sys.stdout.writelines(f"{line}\n" for line in _report(scores(folder)))
