"""A picture of an answer, where its columns make one: a series over years, a list of numbers, or a matrix."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import msgspec

from kg.ask import Answer
from kg.show.spelling import shorten
from kg.site.answers import is_numeric
from kg.site.columns import Columns, columns
from kg.site.matrix import Matrix, matrix
from kg.site.start import Bar

SHARES, LONGEST, SIDE = 4, 40, 12
REST = "others"
# years without a row between two that belong together
APART = 10


class Drawing(msgspec.Struct, frozen=True):
    """One of three pictures, and what it shows in words."""

    title: str
    series: Columns | None = None
    parts: tuple[str, ...] = ()
    bars: list[Bar] = []
    matrix: Matrix | None = None


def drawing(found: Answer, title: str) -> Drawing | None:
    """Draw an answer, or not: what is not of one of the three forms is clearer as a table."""
    numeric = [is_numeric(found, at) for at in range(len(found.columns))]
    if len(found.rows) < 2 or True not in numeric:
        return None
    first = numeric.index(True)
    if found.columns[0] == "year":
        return _series(found, title, numeric)
    if not all(numeric[first:]):
        return None
    if first == 1 and len(found.rows) <= LONGEST:
        return Drawing(f"{title}: {_words(found, 1)}", bars=_bars(found))
    return _matrix(found, title) if first == 2 else None


def _words(found: Answer, at: int) -> str:
    return found.columns[at]


def _number(found: Answer, row: int, at: int) -> int:
    text = shorten(found.rows[row][at]) or "0"
    return round(float(text))


def _series(found: Answer, title: str, numeric: list[bool]) -> Drawing | None:
    """Draw years; a column of words between year and number parts each year."""
    at = next((place for place in range(1, len(numeric)) if numeric[place]), 0)
    years = [shorten(row[0]) for row in found.rows]
    if at not in (1, 2) or not all(year.isdigit() and len(year) == 4 for year in years):
        return None
    by_year: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for place, year in enumerate(years):
        part = shorten(found.rows[place][1]) if at == 2 else ""
        by_year[int(year)][part] += _number(found, place, at)
    by_year = _near(by_year)
    parts, numbers = _largest(by_year) if at == 2 else (("",), by_year)
    drawn = columns(parts, numbers, _words(found, at))
    return Drawing(f"{title}: {_words(found, at)}", series=drawn, parts=parts if at == 2 else ())


def _near(by_year: defaultdict[int, Counter[str]]) -> defaultdict[int, Counter[str]]:
    """Leave out years far from the others, which are wrong and would leave the others no room."""
    run: list[int] = []
    runs = [run]
    for year in sorted(by_year):
        if run and year - run[-1] > APART:
            run = []
            runs.append(run)
        run.append(year)
    most = max(runs, key=lambda years: sum(sum(by_year[year].values()) for year in years))
    return defaultdict(Counter, {year: by_year[year] for year in most})


def _largest(by_year: Mapping[int, Counter[str]]) -> tuple[tuple[str, ...], dict[int, Counter[str]]]:
    """Keep the largest parts, and bring the others together."""
    whole = sum(by_year.values(), Counter[str]())
    names = [name for name, _ in sorted(whole.items(), key=lambda part: (-part[1], part[0]))]
    kept = names[:SHARES] if len(names) > SHARES + 1 else names
    numbers: dict[int, Counter[str]] = {year: Counter() for year in by_year}
    for year, counted in by_year.items():
        for name, number in counted.items():
            numbers[year][name if name in kept else REST] += number
    return (*kept, REST) if len(kept) < len(names) else tuple(kept), numbers


def _bars(found: Answer) -> list[Bar]:
    numbers = [_number(found, row, 1) for row in range(len(found.rows))]
    most = max(numbers) or 1
    return [
        Bar(shorten(row[0]) or "not stated", "", number, round(100 * number / most, 1))
        for row, number in zip(found.rows, numbers, strict=True)
    ]


def _matrix(found: Answer, title: str) -> Drawing:
    """Draw the last number for pairs of the names that have most in all."""
    at = len(found.columns) - 1
    pairs = {
        (shorten(row[0]), shorten(row[1])): _number(found, place, at) for place, row in enumerate(found.rows)
    }
    weight: Counter[str] = Counter()
    for (one, other), number in pairs.items():
        weight.update({one: number, other: number})
    names = [name for name, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:SIDE]]
    return Drawing(
        f"{title}: {_words(found, at)}, of the {len(names)} with most", matrix=matrix(names, names, pairs)
    )
