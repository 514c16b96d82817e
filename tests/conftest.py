"""Fixtures: the real records beside the repository, and one build of the examples for all tests."""

from __future__ import annotations

import gzip
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from kg import build as building
from kg import vocabulary
from kg.build import build
from kg.vocab import Given, add
from kg.vocab.index import Index

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real records, which are not in the repository; where they are absent, tests skip loudly."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"THE REAL RECORDS ARE NOT HERE ({folder.name}/): this test checked nothing")
    return folder


@pytest.fixture(scope="session")
def shared_vocabularies() -> Path:
    """Slices of public vocabularies, not in the repository; where they are absent, tests skip loudly."""
    folder = ROOT.parent / "shared" / "vocab"
    if not folder.is_dir():
        pytest.skip(f"THE PUBLIC VOCABULARIES ARE NOT HERE ({folder.name}/): this test checked nothing")
    return folder


@contextmanager
def describing_few_concepts() -> Iterator[None]:
    """Have builds of this process describe ten concepts; all 8,600 take most of the time of a small build."""
    known = vocabulary.load()
    few = msgspec.structs.replace(known, concepts=dict(islice(known.concepts.items(), 10)))
    with pytest.MonkeyPatch.context() as patched:
        for name in ("concept_triples", "closure_triples"):
            whole = getattr(building, name)
            patched.setattr(building, name, lambda _, *more, whole=whole: whole(few, *more))
        yield


@pytest.fixture
def few_concepts() -> Iterator[None]:
    """For tests of builds that are not about concepts."""
    with describing_few_concepts():
        yield


@pytest.fixture(scope="session")
def describing_few() -> Callable[[], AbstractContextManager[None]]:
    """For builds that several tests share."""
    return describing_few_concepts


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


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index without vocabularies."""
    with closing(Index(tmp_path / "data" / "vocabularies.sqlite")) as made:
        yield made


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file of a name; one that ends with .gz or .zip is packed."""

    def writer(name: str, text: str) -> Path:
        path = tmp_path / name
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(text.encode()))
        elif name.endswith(".zip"):
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(name.removesuffix(".zip"), text)
                archive.writestr("readme.txt", "see the web site")
        else:
            path.write_text(text, encoding="utf-8")
        return path

    return writer


@pytest.fixture(scope="session")
def quorbin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with one small vocabulary of our own, called quorbin."""
    path = tmp_path_factory.mktemp("vocabularies") / "v.sqlite"
    file = Path(__file__).parent / "cases" / "vocabularies" / "quorbin.ttl"
    with closing(Index(path)) as index:
        add(index, file, Given(name="quorbin", version="7", licence="CC0-1.0", kind="drug"))
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium, from the path or from KG_CHROMIUM; without it a loud skip, and under CI a failure."""
    found = os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found and os.environ.get("CI") == "true":
        pytest.fail("no Chromium is here, and under CI there must be")
    if not found:
        pytest.skip("NO CHROMIUM IS HERE: nothing was seen in a browser")
    return found
