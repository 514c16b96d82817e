"""The hand-labelled sample: links are right and labels are found as often as the documentation says."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.link.evidence import CONFIDENCE

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "linking.py"
LEAST = 300


@pytest.fixture(scope="module")
def linking() -> ModuleType:
    """The benchmark, as a module."""
    spec = importlib.util.spec_from_file_location("linking", BENCHMARK)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["linking"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scored(linking: ModuleType, shared: Path) -> list[Any]:
    """The sample, scored against the real records."""
    found: list[Any] = linking.scores(shared)
    return found


def test_sample_is_large_enough(linking: ModuleType) -> None:
    """At least 300 interventions of oncology are labelled, each once."""
    labelled = [
        (one.source, one.trial, one.intervention) for one in linking.sample() if one.group == "oncology"
    ]
    assert len(set(labelled)) == len(labelled) >= LEAST


def test_precision_and_recall_of_oncology(linking: ModuleType, scored: list[Any]) -> None:
    """With the shipped vocabulary alone, precision is at least 0.97 and recall at least 0.90."""
    precision, recall = linking.figures([one for one in scored if one.labelled.group == "oncology"])
    assert precision >= 0.97
    assert recall >= 0.90


def test_confidence_is_what_was_measured(scored: list[Any]) -> None:
    """The confidence of a method is (right + 1) / (links + 2) in the sample, by the rule of succession."""
    counted: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in scored:
        for method, right in one.methods:
            counted[method][right] += 1
    measured = {name: (counted[name][True] + 1) / (counted[name].total() + 2) for name in CONFIDENCE}
    assert {name: float(value) for name, value in CONFIDENCE.items()} == pytest.approx(measured, abs=0.02)
