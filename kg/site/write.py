"""The site as files, for any web server: pages, their data, dumps, sitemap.

The bytes depend on the build, the base and the software, and not on how many processes made them. The page
of search reads files (`kg.site.shards`). What a server would have to work out is not there: questions,
SPARQL, and lists beyond their first page; nor are concepts that no trial has to do with.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import msgspec

from kg.errors import BuildError
from kg.site import Asked, Page, Release, addresses, find
from kg.site.data import data
from kg.site.downloads import PUBLISHED, folders, listed
from kg.site.fallback import bare_page
from kg.site.linking import SEARCH, file_of, linked
from kg.site.place import iri_at
from kg.site.representation import DATA
from kg.site.rewriting import rebased
from kg.site.shards import shards
from kg.site.sitemap import index, numbers, sitemap
from kg.site.spelt import spelt
from kg.terms import CONCEPTS, inside
from kg.workers import Workers

STATIC = Path(__file__).parent / "static"
FORMS = tuple(form.name for form in DATA)
# where the addresses of all pages are while the site is written
_ADDRESSES = ".addresses"
_AT_ONCE = 100
_LOST = "This is a copy of the site as files: it has pages and data, and no questions or SPARQL."


class Task(msgspec.Struct, frozen=True):
    """Some pages to write, with their data in some forms."""

    build: str
    folder: str
    base: str
    forms: tuple[str, ...]
    addresses: list[str]


def write(build: Path, folder: Path, base: str, forms: tuple[str, ...], workers: int) -> Iterator[int]:
    """Write the site into a new folder, and yield how many pages are done.

    `base` is where it will stand; "" leaves IRIs as they are. Raises BuildError where the folder is in use.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BuildError(f"{folder} is not empty; name a new folder, or remove it")
    release = Release(build)
    folder.mkdir(parents=True, exist_ok=True)
    pages = written(release)
    (folder / _ADDRESSES).write_bytes(msgspec.json.encode([*pages, "/dumps/", SEARCH]))
    _write_files(release, folder, base or release.base, pages)
    done = 0
    with Workers(workers) as pool:
        for number in pool.map(write_some, _tasks(Task(str(build), str(folder), base, forms, pages))):
            done += number
            yield done
    (folder / _ADDRESSES).unlink()


def written(release: Release) -> list[str]:
    """List the pages to write: of concepts, those that some trial has to do with, and what these are."""
    mentioned = release.search.mentioned()
    return [
        page
        for page in sorted({*addresses(release)})
        if page in mentioned or not page.startswith("/concept/")
    ]


def _tasks(whole: Task) -> Iterator[Task]:
    """Part the work."""
    for begin in range(0, len(whole.addresses), _AT_ONCE):
        yield msgspec.structs.replace(whole, addresses=whole.addresses[begin : begin + _AT_ONCE])


def write_some(task: Task) -> int:
    """Write some pages; in any process."""
    release, folder = _opened(task.build), Path(task.folder)
    for address in task.addresses:
        asked = Asked(address)
        if page := find(release, asked) or bare_page(release, asked):
            _write_page(release, folder, address, page, task.base)
        root = iri_at(release, address)
        if root and (found := data(release, root)):
            for form in task.forms:
                content = rebased(spelt(release, found, form), release.base, task.base)
                _write(folder, f"{address[1:]}.{form}", content)
    return len(task.addresses)


def _write_page(release: Release, folder: Path, address: str, page: Page, base: str) -> None:
    away = partial(_away, release)
    spelt_page = linked(page.html(), address, _known(str(folder)), away)
    _write(folder, file_of(address), rebased(spelt_page.encode(), release.base, base))


def _away(release: Release, address: str) -> str | None:
    """Say where a concept stands elsewhere: where the IRI of a public vocabulary leads."""
    iri = iri_at(release, address)
    return inside(iri) if iri and not inside(iri).startswith(CONCEPTS) else None


def _write_files(release: Release, folder: Path, base: str, pages: list[str]) -> None:
    """Write what is no page of a kind: assets, dumps, search, sitemap, and the page for what is not there."""
    shutil.copytree(STATIC, folder / "static", copy_function=shutil.copyfile)
    for name in PUBLISHED:
        _take(release.build / name, folder / "dumps" / name)
    for file in listed(release.build):
        line = f"{file.sha256}  {file.path.rpartition('/')[2]}\n"
        _write(folder, f"dumps/{file.path}.sha256", line.encode())
    content = {"release": release.name, "folders": list(folders(listed(release.build)))}
    _write_page(release, folder, "/dumps/", Page("dumps.html", "Downloads", content), "")
    lost = {"detail": _LOST, "choices": [("/", "Start")], "choices_title": "There is:", "request_id": ""}
    _write_page(release, folder, "/404", Page("error.html", "Not found", lost), "")
    _write_page(release, folder, SEARCH, Page("find.html", "Search", {}), "")
    for name, spelt_rows in shards(release.search, {*pages}):
        _write(folder, name, spelt_rows)
    _write(folder, "sitemap.xml", index(pages, base))
    for number in numbers(pages):
        _write(folder, f"sitemap/{number}.xml.gz", sitemap(pages, base, number) or b"")
    _write(folder, "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n".encode())
    description = rebased((release.build / "void.ttl").read_bytes(), release.base, base)
    for name in (".well-known/void", "void.ttl"):
        _write(folder, name, description)


def _take(source: Path, target: Path) -> None:
    """Take a file or folder of the build: the same file where that can be, since nobody writes either."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_take_file)
    else:
        _take_file(str(source), str(target))


def _take_file(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copyfile(source, target)


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file below the folder; raises BuildError where an address would lead out of it."""
    path = folder / name
    if ".." in path.parts:
        raise BuildError(f"{name!r} cannot be the name of a file")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@cache
def _opened(build: str) -> Release:
    return Release(Path(build))


@cache
def _known(folder: str) -> frozenset[str]:
    return frozenset(msgspec.json.decode((Path(folder) / _ADDRESSES).read_bytes(), type=list[str]))
