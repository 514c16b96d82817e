"""A build of records of which each is doubtful in a way that a test names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import Summary, build

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The records of `cases/report/`, an example page of one of them, and a file that no source knows."""
    torn = tmp_path_factory.mktemp("torn") / "torn.txt"
    torn.write_text("nothing that is known")
    page = next((ROOT / "examples").glob("NCT06120127.*"))
    return [ROOT / "tests" / "cases" / "report" / "doubtful.jsonl", page, torn]


@pytest.fixture(scope="session")
def made(inputs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """A build of the inputs, and what it said of itself; tests only read it."""
    output = tmp_path_factory.mktemp("made") / "output"
    return output, build(inputs, output)


@pytest.fixture
def output(made: tuple[Path, Summary]) -> Path:
    return made[0]
