"""Finds where a hierarchy leads back to its start."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter


def cycles(above: dict[str, list[str]]) -> list[list[str]]:
    """List cycles, each once, from its first IRI back to it; one edge of each is taken away to find the next.

    >>> cycles({"a": ["b"], "b": ["a"], "c": ["a"]})
    [['a', 'b', 'a']]
    """
    left = {child: list(parents) for child, parents in above.items()}
    found = []
    while circle := _one(left):
        start = circle.index(min(circle))
        circle = [*circle[start:], *circle[:start]]
        found.append([*circle, circle[0]])
        for child, parent in zip(circle, [*circle[1:], circle[0]], strict=True):
            left[child].remove(parent)
            break
    return found


def _one(above: dict[str, list[str]]) -> list[str]:
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        # graphlib gives it from what comes before to what comes after: from parent to child
        return list(reversed(error.args[1][:-1]))
    return []
