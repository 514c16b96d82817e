"""Plots of what was measured, as SVG that stands alone; the geometry of bars is the quality report's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from benchmarks.table import Row, spelt
from kg.report.charts import BAR_LEFT, BAR_WIDTH, SHADES, bars, nice_top, steps

LEFT, TOP, WIDTH, HEIGHT, RIGHT = 80, 30, 480, 240, 130
COLOURS = (SHADES[7], "#b5482b", "#3d7a3d", "#6b4fa0")
STYLE = "text{font:13px sans-serif;fill:#222}.q{fill:#666}line{stroke:#ddd}.bar{fill:" + SHADES[6] + "}"
LETTER = 7  # how wide one is, about
MICRO, MILLI = 1_000_000, 1_000
Drawn = dict[str, tuple[str, str]]


def plots(rows: list[Row]) -> Drawn:
    """Draw what there is to draw: title and SVG by name."""
    drawn: Drawn = {}
    for name, title, unit, numbers in _bars(rows):
        if numbers:
            drawn[name] = (f"{title}, {unit}", bar_chart(title, unit, numbers))
    builds = [row for row in rows if row.area == "whole build" and row.seconds is not None]
    for name, title, part in (
        ("growth", "s of a build", "seconds"),
        ("memory", "peak MB of a process", "peak"),
    ):
        series = _series(builds, part)
        if any(len(points) > 1 for points in series.values()):
            drawn[name] = (f"{title}, by records", line_chart(title, "records", series))
    return drawn


def _bars(rows: list[Row]) -> Iterator[tuple[str, str, str, dict[str, int]]]:
    mapped = {row.way: row.processor * MILLI for row in rows if row.area == "mapping" and row.processor}
    yield "mapping", "mapping", "ms of processors", _whole(mapped)
    shares = {
        row.way: row.processor / row.records * MICRO
        for row in rows
        if row.area == "share of a build" and row.processor and row.records and row.way != "all"
    }
    yield "stages", "a build by stages", "µs of processors a record", _whole(shares)
    asked = {row.way: row.seconds * MILLI for row in rows if row.area == "questions" and row.seconds}
    yield "questions", "questions, 95th percentile", "ms", _whole(asked)
    taken = {row.way: row.seconds * MICRO for row in rows if row.area == "pages" and row.seconds}
    yield "pages", "pages, median", "µs", _whole(taken)


def _whole(numbers: Mapping[str, float]) -> dict[str, int]:
    return {name: max(round(number), 0) for name, number in numbers.items()}


def _series(builds: Iterable[Row], part: str) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for row in builds:
        found.setdefault(row.way, []).append((row.records or 0, getattr(row, part) or 0))
    return found


def bar_chart(title: str, unit: str, numbers: Mapping[str, int]) -> str:
    """Draw one bar a name; numbers of 0 have none."""
    chart = bars({name: {"bar": number} for name, number in numbers.items()}, unit)
    marks = []
    for tick in chart.ticks:
        marks.append(f'<line x1="{tick.at:g}" x2="{tick.at:g}" y1="0" y2="{chart.height}"/>')
        marks.append(_text(tick.at, chart.height + 18, tick.label, "q", "middle"))
    for row in chart.rows:
        marks.append(_text(BAR_LEFT - 10, row.y + 13, row.label, "", "end"))
        marks += [_rect(m.x, m.y, m.width, m.height, m.words) for m in row.marks]
        marks.append(_text(row.end + 7, row.y + 13, row.total, "", "start"))
    marks.append(_text(BAR_LEFT + BAR_WIDTH / 2, chart.height + 40, unit, "q", "middle"))
    before = max(0, LETTER * max(map(len, numbers), default=0) - BAR_LEFT + 20)
    return _svg(chart.width, chart.height + 48, f"{title}, {unit}", marks, before)


def line_chart(title: str, across: str, series: Mapping[str, list[tuple[float, float]]]) -> str:
    """Draw one line a name over two linear axes from 0; a line that bends upwards grows faster."""
    points = [point for one in series.values() for point in one]
    most_x, most_y = (nice_top(round(max(point[axis] for point in points))) for axis in (0, 1))
    bottom = TOP + HEIGHT
    marks = [_text(0, 14, title, "q", "start")]
    for number in steps(most_y):
        y = bottom - number / most_y * HEIGHT
        marks.append(f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y:g}" y2="{y:g}"/>')
        marks.append(_text(LEFT - 8, y + 4, f"{number:,}", "q", "end"))
    at_bottom = [(LEFT + number / most_x * WIDTH, f"{number:,}") for number in steps(most_x)]
    marks += [_text(x, bottom + 18, words, "q", "middle") for x, words in at_bottom]
    marks.append(_text(LEFT + WIDTH / 2, bottom + 40, across, "q", "middle"))
    for position, (name, some) in enumerate(series.items()):
        at = [(LEFT + x / most_x * WIDTH, bottom - y / most_y * HEIGHT) for x, y in sorted(some)]
        marks += _line(at, COLOURS[position % len(COLOURS)], name, [y for _, y in sorted(some)])
    return _svg(LEFT + WIDTH + RIGHT, bottom + 48, f"{title}, by {across}", marks)


def _line(at: list[tuple[float, float]], colour: str, name: str, values: list[float]) -> Iterator[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for (x, y), value in zip(at, values, strict=True):
        said = escape(f"{name}: {spelt(value)}")
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"><title>{said}</title></circle>'
    yield _text(at[-1][0] + 9, at[-1][1] + 4, name, "", "start")


def _text(x: float, y: float, words: str, kind: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _rect(x: float, y: float, width: float, height: float, words: str) -> str:
    place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    return f'<rect {place} class="bar"><title>{escape(words)}</title></rect>'


def _svg(width: float, height: float, title: str, marks: Iterable[str], before: float = 0) -> str:
    """Spell a drawing; `before` is how far labels reach to the left of it."""
    view = f'viewBox="{-before:g} 0 {width + before:g} {height:g}" width="{width + before:g}" role="img"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {view}>\n<title>{escape(title)}</title>\n'
    ground = f'<style>{STYLE}</style>\n<rect x="{-before:g}" width="100%" height="100%" fill="#fff"/>\n'
    return head + ground + "\n".join(marks) + "\n</svg>\n"
