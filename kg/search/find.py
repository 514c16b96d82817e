"""What a few words find: things and trials, by exact name, by beginnings, and by what was nearly written.

Words are compared as names are everywhere (`kg.folding`): case, accents, hyphens and British spelling do not
count. The last word may be unfinished. A word that stands nowhere gives way to the nearest ones, by edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.search.index import Index
from kg.search.write import folded

MOST = 120  # things of a group that are ranked and shown; of more only their number is said
LONGEST = 200  # letters of what is asked; the rest is left unread
_WORDS = 12
_NEAR = 4  # words that may stand for one that is misspelt
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_COLUMNS = "thing.kind, thing.path, thing.label, thing.detail, thing.trials, name.text, name.how, name.folded"

# a list of words, of which each may be any of several
Query = list[list[str]]


class Hit(msgspec.Struct, frozen=True):
    """A thing that was found, and by which of its names: `how` is name, synonym, identifier or title."""

    kind: str
    path: str
    label: str
    detail: str
    trials: int
    matched: str
    how: str
    folded: str = ""


class Found(msgspec.Struct, frozen=True):
    """Hits in the order of rank, and how many there are in all, which may be more."""

    hits: list[Hit]
    total: int


def query_of(text: str) -> Query:
    """Take what is asked apart into words."""
    return [[word] for word in folded(text[:LONGEST]).split()[:_WORDS]]


def find_things(index: Index, query: Query, kinds: Iterable[str]) -> Found:
    """Find things of some kinds by their names: exact names first, then what begins so, then the rest."""
    if not query:
        return Found([], 0)
    spelt = [kind.replace(" ", "") for kind in kinds]
    match = f"({_match(query)}) AND kind : ({' OR '.join(spelt)})"
    sought = " ".join(alternatives[0] for alternatives in query)
    near = list(_by_words(index, match))
    exact = [hit for hit in _by_name(index, sought) if hit.kind.replace(" ", "") in spelt]
    ranked = list(_once(sorted([*exact, *near], key=lambda hit: _rank(hit, sought))))
    if len(near) < MOST:
        return Found(ranked, len(ranked))
    (total,) = index.database.execute("SELECT COUNT(*) FROM names WHERE names MATCH ?", (match,)).fetchone()
    return Found(ranked, total)


def find_trials(index: Index, query: Query, most: int, offset: int = 0) -> Found:
    """Find trials by words of their titles, the newest first."""
    if not query:
        return Found([], 0)
    match = _match(query)
    rows = index.database.execute(
        "SELECT kind, path, label, detail, trials FROM thing WHERE id IN"
        " (SELECT rowid FROM titles WHERE titles MATCH ? ORDER BY rowid LIMIT ? OFFSET ?) ORDER BY id",
        (match, most, offset),
    )
    hits = [
        Hit(kind, path, label, detail, trials, label, "title") for kind, path, label, detail, trials in rows
    ]
    (total,) = index.database.execute("SELECT COUNT(*) FROM titles WHERE titles MATCH ?", (match,)).fetchone()
    return Found(hits, total)


def nearest(index: Index, query: Query) -> Query:
    """Replace each word that stands nowhere by the nearest ones; the others stay."""
    return [_nearest(index, alternatives[0]) or alternatives for alternatives in query]


def _nearest(index: Index, word: str) -> list[str]:
    """List the nearest words to one that stands nowhere: one edit away, two where it is long."""
    if not _LETTERS.fullmatch(word) or _is_known(index, word):
        return []
    parts = " OR ".join(f'"{word[at : at + 3]}"' for at in range(len(word) - 2))
    rows = index.database.execute(
        "SELECT word FROM words WHERE words MATCH ? ORDER BY rank LIMIT 300", (parts,)
    )
    edits = 1 if len(word) < 6 else 2
    near = process.extract(
        word, [row[0] for row in rows], scorer=OSA.distance, score_cutoff=edits, limit=_NEAR
    )
    return [found for found, distance, _ in near if distance == near[0][1]]


def _is_known(index: Index, word: str) -> bool:
    return bool(index.database.execute("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone())


def _match(query: Query) -> str:
    """Spell a query for FTS5, whose strings are in double quotes; folded words have none in them."""
    # of one letter, there are too many beginnings
    *whole, last = ([f'"{word}"' for word in alternatives] for alternatives in query)
    begun = [f"{word} *" if len(word) > len('"a"') else word for word in last]
    return " AND ".join(f"folded : ({' OR '.join(words)})" for words in chain(whole, [begun]))


def _by_words(index: Index, match: str) -> Iterator[Hit]:
    rows = index.database.execute(
        f"SELECT {_COLUMNS} FROM names JOIN name ON name.id = names.rowid"  # noqa: S608
        " JOIN thing ON thing.id = name.thing WHERE names MATCH ? ORDER BY names.rowid LIMIT ?",
        (match, MOST),
    )
    yield from (Hit(*row) for row in rows)


def _by_name(index: Index, sought: str) -> Iterator[Hit]:
    rows = index.database.execute(
        f"SELECT {_COLUMNS} FROM name JOIN thing ON thing.id = name.thing"  # noqa: S608
        " WHERE name.folded = ? ORDER BY name.id LIMIT ?",
        (sought, MOST),
    )
    yield from (Hit(*row) for row in rows)


def _rank(hit: Hit, sought: str) -> tuple[int, int, int, str]:
    """Rank exact names, then beginnings, then the rest; in each, what more trials have, and labels first."""
    tier = 0 if hit.folded == sought else 1 if hit.folded.startswith(sought) else 2
    return tier, -hit.trials, hit.how != "name", hit.label


def _once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield each thing by the name that ranks first."""
    seen: set[tuple[str, str]] = set()
    for hit in hits:
        if (hit.kind, hit.path) not in seen:
            seen.add((hit.kind, hit.path))
            yield hit
