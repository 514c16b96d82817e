"""Makes `search.sqlite` from the dumps of a build, one dump after the other, in constant memory.

What is counted or sorted over all dumps is staged in temporary tables, which SQLite keeps on disk where they
are large. Nothing depends on the number of processes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from kg.folding import words
from kg.search.concepts import Concepts, concepts
from kg.search.part import Task, part_of
from kg.search.standing import GIVEN, STUDIED
from kg.search.tally import Tally
from kg.search.trials import Part, Site, Trial
from kg.terms import inside
from kg.vocabulary import load
from kg.workers import Workers

FILE = "search.sqlite"
# the user_version of schema.sql: tables of another are not read
VERSION = 3
# a trial that is said to start more years after the middle one is wrong, and no newer for it
AHEAD = 50
_STAGES = """
CREATE TEMP TABLE entity (path TEXT PRIMARY KEY, kind TEXT, label TEXT, detail TEXT, trials INTEGER);
CREATE TEMP TABLE staged_trial (path TEXT, label TEXT, detail TEXT, year TEXT, phases TEXT, folded TEXT);
CREATE TEMP TABLE staged_pair (one INTEGER, other INTEGER, trial INTEGER, in_arm INTEGER);
CREATE TEMP TABLE staged_incidence (concept INTEGER, trial INTEGER, how INTEGER);
CREATE TEMP TABLE staged_sponsor (path TEXT, trial INTEGER, how INTEGER);
"""
_SETTLE = f"""
INSERT INTO thing (kind, path, label, detail, trials)
  SELECT kind, path, label, detail, trials FROM entity ORDER BY trials DESC, label, path;
CREATE TEMP VIEW median AS
  SELECT year FROM staged_trial WHERE year != '' ORDER BY year
  LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM staged_trial WHERE year != '');
INSERT INTO thing (kind, path, label, detail, trials)
  SELECT 'trial', path, label, detail, 1 FROM staged_trial
  ORDER BY year > (SELECT MIN(year) + {AHEAD} FROM median), year DESC, path;
INSERT INTO count
  SELECT 'kind', kind, substr(path, 1, 1 + instr(substr(path, 2), '/')), COUNT(*)
  FROM thing WHERE kind != 'trial' GROUP BY 2, 3;
INSERT INTO count
  SELECT 'kind of trials', kind, substr(path, 1, 1 + instr(substr(path, 2), '/')), COUNT(*)
  FROM thing WHERE kind != 'trial' AND trials > 0 GROUP BY 2, 3;
CREATE TEMP TABLE by_path (path TEXT PRIMARY KEY, id INTEGER);
INSERT INTO by_path SELECT path, id FROM thing WHERE kind IN ('trial', 'organization') ORDER BY path;
CREATE TEMP TABLE place (number INTEGER PRIMARY KEY, id INTEGER);
INSERT INTO place SELECT staged_trial.rowid, id FROM staged_trial JOIN by_path USING (path);
INSERT INTO titles (rowid, folded)
  SELECT id, folded FROM staged_trial JOIN place ON number = staged_trial.rowid ORDER BY id;
INSERT INTO start
  SELECT id, year, phases FROM staged_trial JOIN place ON number = staged_trial.rowid ORDER BY id;
INSERT INTO pair
  SELECT one, other, id, in_arm FROM staged_pair JOIN place ON number = trial ORDER BY one, other, id;
INSERT INTO pair_count SELECT one, other, SUM(in_arm), COUNT(*) FROM pair GROUP BY one, other;
INSERT INTO incidence
  SELECT concept, id, how FROM staged_incidence JOIN place ON number = trial ORDER BY concept, id;
INSERT INTO given SELECT concept, trial FROM incidence WHERE how & {GIVEN};
INSERT INTO studied SELECT concept, trial FROM incidence WHERE how & {STUDIED};
INSERT INTO by_trial SELECT trial, concept FROM incidence ORDER BY trial, concept;
INSERT INTO sponsored
  SELECT by_path.id, place.id, how FROM staged_sponsor JOIN place ON number = trial
  JOIN by_path USING (path) ORDER BY 1, 2;
"""
_WORDS = """
CREATE VIRTUAL TABLE temp.of_names USING fts5vocab(main, names, row);
CREATE VIRTUAL TABLE temp.of_titles USING fts5vocab(main, titles, row);
INSERT INTO word SELECT term FROM of_names UNION SELECT term FROM of_titles ORDER BY 1;
INSERT INTO words (word) SELECT word FROM word WHERE length(word) > 3 AND word GLOB '[^0-9]*' ORDER BY 1;
INSERT INTO names (names) VALUES ('optimize');
INSERT INTO titles (titles) VALUES ('optimize');
"""


class Kept(msgspec.Struct, frozen=True):
    """What saves work: the lengths of the blocks of each dump, and the folders of what was and is to be kept.

    `key` names the software.
    """

    blocks: list[list[int]]
    folder: Path
    earlier: Path
    key: str


def write(build: Path, base: str, workers: Workers, kept: Kept) -> Path:
    """Write the index of a build beside its store, and give its path.

    Raises BuildError where a worker dies.
    """
    path = build / FILE
    path.unlink(missing_ok=True)
    vocabulary = build / "nquads" / "vocabulary.nq.gz"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        _run(database, "PRAGMA journal_mode = OFF;\nPRAGMA synchronous = OFF;\nPRAGMA temp_store = FILE;\n")
        _run(database, (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))
        database.execute("BEGIN")
        writer = _Writer(database, concepts(vocabulary))
        for part in workers.map(part_of, _tasks(build, base, vocabulary, kept)):
            writer.add(part)
        writer.settle()
        database.execute("COMMIT")
        database.execute("VACUUM")
    return path


def _tasks(build: Path, base: str, vocabulary: Path, kept: Kept) -> Iterator[Task]:
    for number, dump in enumerate(sorted((build / "nquads").glob("trials-*.nq.gz"))):
        # trials move to the next dump, as a rule, where others come before them
        near = [kept.earlier / _name(n) for n in (number - 1, number, number + 1)]
        yield Task(
            dump=str(dump),
            vocabulary=str(vocabulary),
            base=base,
            blocks=kept.blocks[number],
            kept=str(kept.folder / _name(number)),
            earlier=[str(path) for path in near],
            key=kept.key,
        )


def _name(number: int) -> str:
    return f"search-{number:04}"


def _run(database: sqlite3.Connection, script: str) -> None:
    """Run statements one by one; `executescript` would end the transaction."""
    for statement in script.split(";\n"):
        database.execute(statement)


def folded(text: str) -> str:
    """Fold a text to words with one space between, as they are compared.

    >>> folded("PD-1 antibodies")
    'pd 1 antibody'
    """
    return " ".join(word.folded for word in words(text))


class _Writer:
    """Fills the tables."""

    def __init__(self, database: sqlite3.Connection, known: Concepts) -> None:
        self._database, self._known = database, known
        self._number = 0
        self._of_concept: Counter[int] = Counter()
        self._tally = Tally()
        labels = load().codes
        self._labels = {(code.scheme, code.code): code.label for code in labels}
        _run(database, _STAGES)

    def add(self, part: Part) -> None:
        """Take in what one dump holds."""
        for trial in part.trials:
            self._number += 1
            self._of_concept.update(concept for concept, _ in trial.concepts)
            self._tally.add(trial, part.sites)
            self._stage(trial)
            self._count(_entities(trial, part))

    def _stage(self, trial: Trial) -> None:
        run, number = self._database.executemany, self._number
        titles = trial.titles or trial.ids
        phases = "+".join(trial.phases)
        row = (trial.path, titles[0], self._detail(trial), trial.year, phases, folded(" / ".join(titles)))
        run("INSERT INTO staged_trial VALUES (?, ?, ?, ?, ?, ?)", [row])
        names = {folded(name) for name in (*trial.ids, trial.path.rpartition("/")[2])} - {""}
        run("INSERT OR IGNORE INTO identifier VALUES (?, ?)", [(name, trial.path) for name in sorted(names)])
        run(
            "INSERT INTO staged_incidence VALUES (?, ?, ?)", [(of, number, how) for of, how in trial.concepts]
        )
        run(
            "INSERT INTO staged_sponsor VALUES (?, ?, ?)",
            [(of, number, how) for of, how in trial.organizations],
        )
        run(
            "INSERT INTO staged_pair VALUES (?, ?, ?, ?)",
            [(one, other, number, int(in_arm)) for one, other, in_arm in trial.pairs],
        )

    def _detail(self, trial: Trial) -> str:
        """Say the phase, the status and the year, as far as they are stated."""
        phases = [self._labels.get(("phase", phase), phase) for phase in trial.phases if phase != "NA"]
        statuses = [self._labels.get(("overall-status", status), status) for status in trial.statuses[:1]]
        said = [" / ".join(phases), *statuses, trial.year]
        return " · ".join(part for part in said if part)

    def _count(self, entities: Iterator[tuple[str, str, str, str]]) -> None:
        self._database.executemany(
            "INSERT INTO entity VALUES (?, ?, ?, ?, 1) ON CONFLICT (path) DO UPDATE SET trials = trials + 1",
            entities,
        )

    def settle(self) -> None:
        """Bring into order what is staged, once all dumps are in."""
        run = self._database.executemany
        rows = list(enumerate(self._known.all))
        run(
            "INSERT INTO concept VALUES (?, ?, ?, ?, ?, ?)",
            [(n, c.iri[1:-1], c.label, c.kind, c.path, self._of_concept[n]) for n, c in rows],
        )
        run(
            "INSERT INTO wider VALUES (?, ?)",
            [(n, wide) for n, others in self._known.wider.items() for wide in sorted(others - {n})],
        )
        run(
            "INSERT INTO entity VALUES (?, ?, ?, '', ?)",
            [(c.path, c.kind, c.label, self._of_concept[n]) for n, c in rows],
        )
        run("INSERT INTO count VALUES (?, ?, ?, ?)", self._tally.rows())
        run("INSERT INTO count VALUES (?, ?, ?, ?)", self._telling())
        run("INSERT INTO count VALUES (?, ?, ?, ?)", self._stating())
        _run(self._database, _SETTLE)
        self._name()
        _run(self._database, _WORDS)

    def _telling(self) -> Iterator[tuple[str, str, str, int]]:
        """Count trials by classes and conditions, but those of which one narrower concept is over half."""
        largest: Counter[int] = Counter()
        for narrow, wider in self._known.wider.items():
            for wide in wider - {narrow}:
                largest[wide] = max(largest[wide], self._of_concept[narrow])
        for number, concept in enumerate(self._known.all):
            trials = self._of_concept[number]
            if concept.kind in ("drug class", "condition") and trials > 2 * largest[number]:
                yield concept.kind, concept.label, concept.path, trials

    def _stating(self) -> Iterator[tuple[str, str, str, int]]:
        """Count what the vocabulary says by each term, and the concepts by the prefix of their CURIEs."""
        for term, number in self._known.uses.items():
            yield "use", inside(term), "", number
        prefixes = Counter(concept.curie.partition(":")[0] for concept in self._known.all)
        for prefix, number in prefixes.items():
            yield "prefix", prefix, "", number

    def _name(self) -> None:
        """Give every thing but trials its names, in the order of the things."""
        by_path = {concept.path: concept for concept in self._known.all}
        things = self._database.execute(
            "SELECT id, kind, path, label, detail FROM thing WHERE kind != 'trial'"
        )
        add = self._database.cursor()
        number = 0
        for thing, kind, path, label, detail in things:
            concept = by_path.get(path)
            curie = [(concept.curie, "identifier")] if concept else []
            names = [
                (label, "name"),
                *((name, "synonym") for name in (concept.synonyms if concept else ())),
                *curie,
            ]
            for text, how in names:
                number += 1
                spelt = folded(text)
                searched = f"{spelt} {folded(detail)}" if kind == "site" else spelt
                add.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?)", (number, thing, text, how, spelt))
                add.execute(
                    "INSERT INTO names (rowid, folded, kind) VALUES (?, ?, ?)",
                    (number, searched, _word(kind)),
                )


def _word(kind: str) -> str:
    """Spell a kind as one word."""
    return kind.replace(" ", "")


def _entities(trial: Trial, part: Part) -> Iterator[tuple[str, str, str, str]]:
    """Yield path, kind, label and detail of what a trial counts for, each once."""
    for path, _ in trial.organizations:
        yield path, "organization", part.organizations.get(path, path), ""
    sites = [(path, part.sites[path]) for path in trial.sites if part.sites[path].is_one]
    for path, site in sites:
        yield path, "site", site.label, _place(site)
    cities = {(site.city, site.country) for _, site in sites if site.city}
    for city, country in sorted(cities):
        yield ", ".join(filter(None, (city, country))), "city", city, country


def _place(site: Site) -> str:
    return ", ".join(part for part in (site.city, site.country) if part)
