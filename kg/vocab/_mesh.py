"""What MeSH says of kinds: the trees that a descriptor stands in (https://meshb.nlm.nih.gov/treeView)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TREES = (
    ("C", "condition"),
    ("F03", "condition"),
    # Chemical Actions and Uses
    ("D27", "drug class"),
    ("D", "drug"),
    ("E02", "procedure"),
    ("E04", "procedure"),
)


# rare diseases came as supplementary concepts of these ranges; some drugs stand among them
_MIXED = re.compile(r"C5(?:3[5-8]|6[2-7])\d{3}")
_PROTEIN = re.compile(r" protein, [\w. -]+$|, (?:human|mouse|rat)$")


def kind(trees: Iterable[str]) -> str:
    """Tell the kind of a descriptor by its tree numbers.

    >>> kind(["E02.815.800", "E04.525.800.650"])
    'procedure'
    """
    numbers = list(trees)
    return next((kind for tree, kind in _TREES if any(number.startswith(tree) for number in numbers)), "")


def supplementary_kind(identifier: str, label: str) -> str:
    """Tell the kind of a supplementary concept without a class: a drug, where nothing speaks against it.

    >>> supplementary_kind("C000632826", "sintilimab"), supplementary_kind("C530000", "RBM28 protein, human")
    ('drug', '')
    """
    return "" if _MIXED.fullmatch(identifier) else chemical_kind(label)


def chemical_kind(label: str) -> str:
    """Tell drugs from the proteins of genes, which are supplementary chemicals too."""
    return "" if _PROTEIN.search(label) else "drug"


def broader_trees(trees: Iterable[str]) -> list[str]:
    """List the tree numbers directly above."""
    return [above for tree in trees if (above := tree.rpartition(".")[0])]
