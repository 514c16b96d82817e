"""The index as it is asked: names by words, counts, and what is combined; it is never written here.

Every list is bounded before it is read, and its order is that of importance, which is the order of the rows,
so that no question of a visitor reads the whole of a table.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from kg.errors import BuildError
from kg.search.write import FILE, VERSION, folded


class Concept(msgspec.Struct, frozen=True):
    """A concept as pages speak of it."""

    number: int
    iri: str
    label: str
    kind: str
    path: str
    trials: int


class Together(msgspec.Struct, frozen=True):
    """How many trials combine two concepts: with both in one arm, and in all."""

    one: int
    other: int
    arms: int
    trials: int


class Index:
    """An open index of a build."""

    def __init__(self, build: Path) -> None:
        path = build / FILE
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._opened: tuple[int, sqlite3.Connection] | None = None
        if not path.is_file() or self.database.execute("PRAGMA user_version").fetchone() != (VERSION,):
            raise BuildError(
                f"{build} has no {FILE} of this version, as builds of earlier ones have none; build it again"
            )

    @property
    def database(self) -> sqlite3.Connection:
        """The file, opened by each process for itself: a connection must not be taken through a fork."""
        if not self._opened or self._opened[0] != os.getpid():
            # read from several threads: SQLite itself takes one after the other
            self._opened = os.getpid(), sqlite3.connect(self._uri, uri=True, check_same_thread=False)
        return self._opened[1]

    @cached_property
    def counts(self) -> dict[str, list[tuple[str, str, int]]]:
        """Give key, other key and number of what was counted of trials, by what it is."""
        counted: dict[str, list[tuple[str, str, int]]] = {}
        for what, key, other, number in self.database.execute("SELECT * FROM count"):
            counted.setdefault(what, []).append((key, other, number))
        return counted

    @cached_property
    def things(self) -> dict[str, int]:
        """Count things of each kind that some trial has to do with."""
        found: Counter[str] = Counter()
        for kind, _, number in self.counts.get("kind of trials", []):
            found[kind] += number
        return dict(found)

    def of_trial(self, identifier: str) -> list[str]:
        """Give the paths of the trials that have an id, in whichever spelling."""
        rows = self.database.execute(
            "SELECT path FROM identifier WHERE folded = ? ORDER BY path LIMIT 50", (folded(identifier),)
        )
        return [path for (path,) in rows]

    def concept(self, iri: str) -> Concept | None:
        """Look up a concept."""
        row = self.database.execute("SELECT * FROM concept WHERE iri = ?", (iri,)).fetchone()
        return Concept(*row) if row else None

    def concepts(self, iris: Sequence[str]) -> list[Concept]:
        """Look up many concepts, those of most trials first; what is no concept is left out."""
        rows = self.database.execute(
            f"SELECT * FROM concept WHERE iri IN ({_marks(iris)}) ORDER BY trials DESC, label, iri",
            tuple(iris),
        )
        return [Concept(*row) for row in rows]

    def called(self, text: str, kinds: Sequence[str]) -> Concept | None:
        """Find a concept of some kinds by any of its names, by its CURIE or its IRI; the first of several."""
        row = self.database.execute(
            "SELECT concept.* FROM name JOIN thing ON thing.id = name.thing"
            " JOIN concept ON concept.path = thing.path"
            f" WHERE folded = ? AND folded != '' AND concept.kind IN ({_marks(kinds)})"
            " ORDER BY name.id LIMIT 1",
            (folded(text), *kinds),
        ).fetchone()
        return Concept(*row) if row else self.concept(text)

    def named(self, name: str) -> str | None:
        """Give the IRI of a concept by any of its names, or by itself; of several, the first by IRI."""
        if self.concept(name):
            return name
        row = self.database.execute(
            "SELECT MIN(iri) FROM name JOIN thing ON thing.id = name.thing"
            " JOIN concept ON concept.path = thing.path WHERE folded = ? AND folded != ''",
            (folded(name),),
        ).fetchone()
        found: str | None = row[0]
        return found

    def names(self) -> list[tuple[str, str]]:
        """List IRI and name of every concept by each of its names."""
        rows = self.database.execute(
            "SELECT iri, text FROM concept JOIN thing ON thing.path = concept.path"
            " JOIN name ON name.thing = thing.id ORDER BY name.id"
        )
        return rows.fetchall()

    def mentioned(self) -> set[str]:
        """Give the pages of concepts that some trial has to do with, and of all that these are or contain."""
        rows = self.database.execute(
            "SELECT path FROM concept WHERE trials > 0 OR id IN"
            " (SELECT wide FROM wider JOIN concept ON concept.id = narrow WHERE trials > 0)"
        )
        return {path for (path,) in rows}

    def listing(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Yield kind, page, label, name and detail of all there is by each of its names, trials by their ids.

        The most important come first, trials last.
        """
        yield from self.database.execute(
            "SELECT kind, path, label, text, detail FROM name JOIN thing ON thing.id = thing ORDER BY name.id"
        )
        ids: defaultdict[str, list[str]] = defaultdict(list)
        for identifier, path in self.database.execute("SELECT folded, path FROM identifier"):
            ids[path].append(identifier)
        trials = self.database.execute(
            "SELECT kind, path, label, detail FROM thing WHERE kind = 'trial' ORDER BY id"
        )
        for kind, path, label, detail in trials:
            yield kind, path, label, " ".join(ids[path]), detail

    def frequent(self, kinds: Sequence[str], most: int) -> list[Concept]:
        """List the concepts of some kinds that most trials have to do with."""
        rows = self.database.execute(
            f"SELECT * FROM concept WHERE kind IN ({_marks(kinds)}) AND trials > 0"
            " ORDER BY trials DESC, label LIMIT ?",
            (*kinds, most),
        )
        return [Concept(*row) for row in rows]

    def partners(self, concept: int, kinds: Sequence[str], most: int) -> list[tuple[Concept, int]]:
        """List what a concept is most often combined with, and in how many trials."""
        rows = self.database.execute(
            "SELECT concept.*, pair_count.trials FROM pair_count"
            " JOIN concept ON concept.id = one + other - ?1 WHERE (one = ?1 OR other = ?1)"
            f" AND kind IN ({_marks(kinds)}) ORDER BY pair_count.trials DESC, label LIMIT ?",
            (concept, *kinds, most),
        )
        return [(Concept(*row[:-1]), row[-1]) for row in rows]

    def in_condition(self, condition: int, kinds: Sequence[str], most: int) -> list[Concept]:
        """List the concepts of most trials of a condition; `trials` counts those."""
        rows = self.database.execute(
            "SELECT concept.id, iri, label, kind, path, COUNT(*) AS number FROM incidence AS studied"
            " JOIN by_trial ON by_trial.trial = studied.trial JOIN concept ON concept.id = by_trial.concept"
            f" WHERE studied.concept = ? AND kind IN ({_marks(kinds)})"
            " GROUP BY concept.id ORDER BY number DESC, label LIMIT ?",
            (condition, *kinds, most),
        )
        return [Concept(*row) for row in rows]

    def kin(self, concept: int) -> set[int]:
        """Give the numbers of a concept, of what it is a kind or part of, and of its own kinds and parts."""
        rows = self.database.execute("SELECT wide FROM wider WHERE narrow = ?", (concept,)).fetchall()
        rows += self.database.execute("SELECT narrow FROM wider WHERE wide = ?", (concept,)).fetchall()
        return {concept, *(number for (number,) in rows)}

    def telling(self, concepts: Sequence[Concept]) -> list[Concept]:
        """Leave out concepts of whose trials one narrower concept among them has over half."""
        trials = {concept.number: concept.trials for concept in concepts}
        marks = _marks(concepts)
        rows = self.database.execute(
            f"SELECT narrow, wide FROM wider WHERE narrow IN ({marks}) AND wide IN ({marks})",
            (*trials, *trials),
        )
        made_up = {wide for narrow, wide in rows if 2 * trials[narrow] > trials[wide]}
        return [concept for concept in concepts if concept.number not in made_up]

    def together(self, concepts: Sequence[int]) -> list[Together]:
        """Count the trials that combine any two of some concepts."""
        marks = _marks(concepts)
        rows = self.database.execute(
            f"SELECT * FROM pair_count WHERE one IN ({marks}) AND other IN ({marks})",
            (*concepts, *concepts),
        )
        return [Together(*row) for row in rows]

    def together_in(self, concepts: Sequence[int], condition: int) -> list[Together]:
        """Count them among the trials of a condition."""
        marks = _marks(concepts)
        rows = self.database.execute(
            "SELECT one, other, SUM(in_arm), COUNT(*) FROM pair"
            " JOIN incidence ON incidence.trial = pair.trial AND incidence.concept = ?"
            f" WHERE one IN ({marks}) AND other IN ({marks}) GROUP BY one, other",
            (condition, *concepts, *concepts),
        )
        return [Together(*row) for row in rows]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
