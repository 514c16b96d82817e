"""The site as files: whole, with links that lead somewhere, the same for any number of processes."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from kg.errors import BuildError
from kg.search import folded
from kg.search.things import listed
from kg.site import Release
from kg.site.linking import linked
from kg.site.shards import MOST, shards
from kg.site.write import write
from kg.site.write import written as written_pages

BASE = "https://copy.example/kg/"


@pytest.fixture(scope="module")
def written(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the examples."""
    folder = tmp_path_factory.mktemp("site") / "site"
    assert list(write(example_build, folder, "", ("ttl", "jsonld"), 1))[-1] > 10
    return folder


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def test_links_lead_somewhere(written: Path) -> None:
    """Every link of a page into the site is relative and stays in it; a link to a file leads to one."""
    reached = set()
    for page in written.rglob("*.html"):
        parser = _Links()
        parser.feed(page.read_text(encoding="utf-8"))
        for link in parser.found:
            path = unquote(re.split("[?#]", link)[0])
            if not path or re.match("[a-z]+:", path):
                continue
            assert not link.startswith("/"), (page, link)
            target = (page.parent / path).resolve()
            assert target.is_relative_to(written.resolve()), (page, link)
            assert target.suffix not in (".html", ".css", ".js", ".svg") or target.is_file(), (page, link)
            reached.add(target)
    assert {
        written.resolve() / name for name in ("static/site.css", "about.html", "dumps/index.html")
    } <= reached


@pytest.mark.thorough
def test_bytes_do_not_depend_on_the_processes(example_build: Path, written: Path, tmp_path: Path) -> None:
    """Two processes write what one does, and nothing is left of how it was made."""
    folder = tmp_path / "site"
    list(write(example_build, folder, "", ("ttl", "jsonld"), 2))
    assert files(folder) == files(written)
    assert [path.name for path in written.iterdir() if path.name.startswith(".")] == [".well-known"]


def test_data_and_dumps_stand_beside_the_pages(example_build: Path, written: Path) -> None:
    """A trial has its data beside its page; dumps are those of the build, without what was set aside."""
    names = files(written)
    assert {f"trial/NCT06120127.{suffix}" for suffix in ("html", "ttl", "jsonld")} <= set(names)
    assert "trial/NCT06120127.nt" not in names
    published = (example_build / "nquads" / "vocabulary.nq.gz").read_bytes()
    assert (written / "dumps/nquads/vocabulary.nq.gz").read_bytes() == published
    assert (written / ".well-known/void").read_bytes() == (example_build / "void.ttl").read_bytes()
    assert not [name for name in names if "rejected" in name or "versions" in name]


@pytest.mark.thorough
def test_base_is_rewritten(example_build: Path, tmp_path: Path) -> None:
    """A copy for another address names things below that address, but for the vocabulary."""
    forms = ("ttl", "rdf", "nt", "jsonld")
    list(write(example_build, tmp_path / "site", BASE, forms, 1))
    for suffix in ("html", *forms):
        said = (tmp_path / "site" / f"trial/NCT06120127.{suffix}").read_text(encoding="utf-8")
        assert "https://w3id.org/trialkg/trial/" not in said, suffix
        assert BASE in said, suffix
        assert f"{BASE}ontology" not in said, suffix


def test_folder_of_somebody_else_is_left_alone(example_build: Path, tmp_path: Path) -> None:
    """A folder that is not empty, or a file, is refused and stays as it was."""
    (tmp_path / "mine").write_text("x")
    for folder in (tmp_path, tmp_path / "mine"):
        with pytest.raises(BuildError, match="not empty"):
            list(write(example_build, folder, "", ("ttl",), 1))
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_build_that_is_none_leaves_no_folder(tmp_path: Path) -> None:
    """Where there is no build, nothing is made."""
    with pytest.raises(BuildError, match="holds no build"):
        list(write(tmp_path / "none", tmp_path / "site", "", ("ttl",), 1))
    assert not (tmp_path / "site").exists()


def handed(content: bytes) -> Any:
    """Read a file that the page of search reads."""
    return json.loads(content.removeprefix(b"handOver(").removesuffix(b");\n"))


@pytest.mark.parametrize("most", [4_000, MOST])
def test_every_word_of_a_name_leads_to_it(release: Release, most: int) -> None:
    """However finely the index is parted, a name is in every file of a beginning of one of its words."""
    pages = set(written_pages(release))
    files = {name.rpartition("/")[2]: content for name, content in shards(release.search, pages, most)}
    keys = [key for key, _ in handed(files["keys.js"])]
    sbrt = release.search.called("SBRT", ("procedure",))
    assert sbrt
    for path, text in (("/trial/NCT06120127", "IMPROVE"), (sbrt.path, "SBRT")):
        word = f"{folded(text)} "
        at = [number for number, key in enumerate(keys) if word.startswith(key)]
        assert at and path in pages
        for number in at:
            assert path[1:] + ".html" in [row[1] for row in handed(files[f"{number}.js"])]
    assert all(len(content) <= 2 * most for name, content in files.items() if name != "keys.js")
    assert (len(keys) > 10) == (most < MOST)


def test_concepts_that_no_trial_has_are_linked_to_where_they_stand(written: Path, release: Release) -> None:
    """A class is written where a trial has one of its kind, else it is linked to its vocabulary."""
    drugs = (written / "browse" / "drug.html").read_text(encoding="utf-8")
    classes = (written / "browse" / "drug-class.html").read_text(encoding="utf-8")
    assert (written / "concept" / "NCIT:C15313.html").is_file()  # radiotherapy, named by none but its kinds
    unwritten = {one.path for one in listed(release.search, "drug", "/concept/", "trials", 9_999, 0)}
    unwritten -= set(written_pages(release))
    assert unwritten and not [path for path in unwritten if (written / f"{path[1:]}.html").exists()]
    assert 'href="http://purl.obolibrary.org/obo/NCIT_' in drugs + classes
    assert not [path for path in unwritten if f'{path[1:]}.html"' in drugs or f'{path}"' in drugs]


def test_own_concept_without_a_page_is_no_link() -> None:
    """Our own concepts stand nowhere else, so what named one is words; others lead to their vocabulary."""
    page = '<a href="/concept/ours">x</a> <a href="/concept/NCIT:C1">y</a>'
    away = {"/concept/NCIT:C1": "http://purl.obolibrary.org/obo/NCIT_C1"}.get
    assert linked(page, "/a", (), away) == '<a>x</a> <a href="http://purl.obolibrary.org/obo/NCIT_C1">y</a>'


def test_text_that_looks_like_a_link_is_left_alone() -> None:
    """Only links of the template are rewritten: what the data says is escaped, and stays."""
    page = '<a href="/trial/a">x</a> &#34; href=&#34;/trial/a&#34; <p title="href=/trial/a">'
    assert linked(page, "/trial/b", {"/trial/a"}, str) == page.replace('"/trial/a"', '"../trial/a.html"')
