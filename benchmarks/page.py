"""The page of a run: on what machine, one table of everything, one of the questions by store, and plots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.plots import plots
from benchmarks.table import Cell, Found, Row, line, machine, percentile, spelt, table, versions

EXPLAINED = "performance.md"  # how to read it, beside the page


def write(target: Path, found: list[Found], run: str) -> None:
    """Write the page of what was found so far, and its plots into a folder of its name beside it."""
    drawn = plots([one for one in found if isinstance(one, Row)])
    folder = target.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, svg) in drawn.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    pictures = {f"{folder.name}/{name}.svg": title for name, (title, _) in drawn.items()}
    text = "".join(f"{one}\n" for one in page(found, run, pictures))
    target.write_text(text, encoding="utf-8")


def page(found: list[Found], run: str, pictures: dict[str, str]) -> Iterator[str]:
    """Yield the lines of the page; pictures are titles by address."""
    yield "# Benchmarks"
    yield ""
    yield f"`make bench` wrote this page; how to read it: [speed]({EXPLAINED}). Records {run}."
    yield ""
    yield f"{machine()}; {versions()}."
    yield ""
    yield from table(one for one in found if isinstance(one, Row))
    cells = [one for one in found if isinstance(one, Cell)]
    if cells:
        yield from ("", "## Questions, by store", "")
        yield "Milliseconds on the clock: the median of five answers, and in brackets the first, cold one."
        yield ""
        yield from questions(cells)
    for address, title in pictures.items():
        yield from ("", f"![{title}]({address})")


def questions(cells: list[Cell]) -> Iterator[str]:
    """Yield a table with a row a question and a column a store, and what 95 % of each stay below."""
    stores = list(dict.fromkeys((cell.store, cell.records) for cell in cells))
    of = {(cell.question, cell.store): cell for cell in cells}
    yield line(["question", "rows", *(f"{store}, {records:,} records" for store, records in stores)])
    yield line(["---"] * (2 + len(stores)))
    first, records = stores[0]
    for name in dict.fromkeys(cell.question for cell in cells):
        same = {store: of.get((name, store)) for store, _ in stores}
        expected = same[first]
        asked = [_spelt(same[store], expected if number == records else None) for store, number in stores]
        yield line([name, f"{expected.rows:,}" if expected else "–", *asked])
    for title, part in (("95th percentile", "warm"), ("95th percentile of the first", "cold")):
        yield line([title, "", *(_percentile(cells, store, part) for store, _ in stores)])
    yield line(["answered", "", *(_answered(cells, store) for store, _ in stores)])


def _spelt(cell: Cell | None, expected: Cell | None) -> str:
    if cell is None:
        return "–"
    if cell.trouble:
        return cell.trouble
    more = "" if expected is None or expected.rows == cell.rows else f", {cell.rows:,} ROWS"
    return f"{spelt(cell.warm * 1000)} ({spelt(cell.cold * 1000)}){more}"


def _percentile(cells: Iterable[Cell], store: str, part: str) -> str:
    """Spell what 95 % stay below, where what was given up counts with the time that it was given."""
    of = [cell for cell in cells if cell.store == store]
    value = percentile((getattr(cell, part) for cell in of), 0.95)
    is_more = any(cell.trouble and getattr(cell, part) <= value for cell in of)
    return f"{'> ' if is_more else ''}{spelt(value * 1000)}"


def _answered(cells: Iterable[Cell], store: str) -> str:
    of = [cell for cell in cells if cell.store == store]
    return f"{sum(not cell.trouble for cell in of)} of {len(of)}"
