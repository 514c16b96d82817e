"""Fixtures: the real records beside the repository, and one build of the examples for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real records, which are not in the repository; where they are absent, tests skip loudly."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"THE REAL RECORDS ARE NOT HERE ({folder.name}/): this test checked nothing")
    return folder


@pytest.fixture(scope="session")
def example_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of `examples/`, made once; tests only read it."""
    output = tmp_path_factory.mktemp("examples") / "output"
    build([EXAMPLES], output)
    return output


@pytest.fixture(scope="session")
def page_build(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the five real pages."""
    output = tmp_path_factory.mktemp("pages") / "output"
    build([shared / "pages"], output)
    return output
