"""Takes a numbered list apart, where a register has one field for several outcomes."""

from __future__ import annotations

import re

from kg.study.protocol import Outcome

_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")


def numbered_items(text: str) -> list[str]:
    """Give the items of a text whose lines are numbered 1, 2, 3 …; any other text is one item.

    >>> numbered_items("1. Death\\n2. Stroke\\nof any kind"), numbered_items("2. Stroke")
    (['Death', 'Stroke\\nof any kind'], ['2. Stroke'])
    """
    items: list[list[str]] = []
    for line in text.strip().split("\n"):
        mark = _NUMBER.match(line)
        if mark and int(mark[1]) == len(items) + 1:
            items.append([line[mark.end() :].strip()])
        elif items and not mark:
            items[-1].append(line.rstrip())
        else:
            return [text.strip()]
    return ["\n".join(item).strip() for item in items] if len(items) > 1 else [text.strip()]


def numbered_outcomes(measures: str | None, frames: str | None = None) -> list[Outcome]:
    """Read outcomes and their times from two fields; lists are taken apart where each has its own time."""
    items = numbered_items(measures) if measures else []
    times = numbered_items(frames) if frames else []
    if not times:
        return [Outcome(measure=item) for item in items]
    if len(items) == len(times) > 1:
        return [Outcome(measure=item, time_frame=time) for item, time in zip(items, times, strict=True)]
    return [Outcome(measure=measures, time_frame=frames)]
