"""The release that is served, and the change to the next one.

A build folder holds another release when its manifest says another thing. It is looked at every few seconds
and on SIGHUP; the manifest comes last into a build, so one that is half written is never served. What is
under way ends on the old release.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Hashable, Iterable
from email.utils import formatdate
from functools import cache
from pathlib import Path

import msgspec

from kg import __version__
from kg.errors import JSON_ERRORS, BuildError, KgError
from kg.kept import Kept, Sized
from kg.serve.options import Options
from kg.serve.warm import first_page
from kg.serve.workers import Nursery, Pool, Settings
from kg.site.downloads import File, listed

_log = logging.getLogger("kg.serve")
PRELOAD = ("kg.serve.jobs", "kg.serve.agents", "kg.serve.warm:warm")

# seconds
_WARMING = 120.0

_Mark = tuple[int, int, int]


class _Manifest(msgspec.Struct, frozen=True):
    base: str
    trials: int
    triples: int
    graphs: dict[str, int]


class Serving(msgspec.Struct, frozen=True):
    """One release as it is served: its folder, what its manifest says, and when that was written.

    `files` are those that may be taken, by their path; `records` the addresses of records and their trials.
    """

    name: str
    folder: Path
    base: str
    trials: int
    triples: int
    files: dict[str, File]
    records: frozenset[str]
    modified: str
    mark: _Mark

    @property
    def tag(self) -> str:
        """What entity tags begin with: the release, and the software that makes pages of it."""
        return f"{self.name[:16]}-{software()[:8]}"

    @property
    def whole(self) -> bool:
        """Tell whether the folder still holds this release."""
        return mark(self.folder) == self.mark


class Releases:
    """Which release is served, with its workers and the answers kept of it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.now = opened(Path(options.build))
        # those who read pages do not wait for those who ask the store what takes it seconds
        nursery = Nursery(PRELOAD)
        self.pool = Pool(self.now.folder, _settings(options), nursery)
        self.queries = Pool(self.now.folder, _settings(options), nursery)
        self.cache: Kept[Sized] = Kept(options.cache)
        self.making: dict[Hashable, asyncio.Future[bytes]] = {}
        self.ready = False
        self.switched = 0
        self.gone = earlier(options.earlier)
        self._failed: _Mark | None = None
        self._changing = asyncio.Lock()

    async def start(self) -> None:
        """Start the workers; raises BuildError where the build cannot be opened."""
        await asyncio.gather(self.pool.start(), self.queries.start())
        await self._warm()
        self.ready = True

    async def watch(self) -> None:
        """Look for another release, again and again."""
        while True:
            await asyncio.sleep(self.options.poll)
            await self.look()

    async def look(self) -> bool:
        """Change to the release in the folder, if it is another one; tell whether that was done."""
        async with self._changing:
            folder = Path(self.options.build).resolve()
            found = mark(folder)
            if found is None or (folder, found) == (self.now.folder, self.now.mark):
                return False
            try:
                return await self._change(folder)
            except KgError as error:
                if found != self._failed:  # told once, and tried again at every look
                    _log.error(
                        "the release stays %s; the next cannot be served: %s", self.now.name[:16], error
                    )
                self._failed = found
                return False

    async def close(self) -> None:
        """End every worker."""
        self.ready = False
        await asyncio.gather(self.pool.close(), self.queries.close())

    async def _warm(self) -> None:
        """Have each worker make a page; who is busy has made one."""
        pages = [self.pool.run(first_page, seconds=_WARMING) for _ in range(self.options.jobs)]
        for outcome in await asyncio.gather(*pages, return_exceptions=True):
            if isinstance(outcome, KgError):
                _log.warning("a worker is not warm: %s", outcome)

    async def _change(self, folder: Path) -> bool:
        new = await asyncio.to_thread(opened, folder)
        if (new.name, new.folder) != (self.now.name, self.now.folder):
            for pool in (self.pool, self.queries):
                await pool.replace(new.folder)
                if pool.release != new.name:
                    raise BuildError("it changed while it was opened")
            await self._warm()
            self.gone = (self.gone | self.now.records) - new.records
            self.switched += 1
            self.cache.clear()
            _log.warning("the release is now %s, before %s", new.name[:16], self.now.name[:16])
        self.now = new
        return True


def _settings(options: Options) -> Settings:
    return Settings(
        workers=options.jobs,
        seconds=options.seconds,
        memory=options.memory,
        queue=options.queue,
    )


def opened(build: Path) -> Serving:
    """Read what a build says of itself; raises BuildError where it is none, or not whole."""
    folder = build.resolve()
    before = mark(folder)
    if before is None:
        raise BuildError(f"{build} holds no build; make one with: kg build FILE… -o {build}")
    content = (folder / "manifest.json").read_bytes()
    try:
        manifest = msgspec.json.decode(content, type=_Manifest)
    except JSON_ERRORS as error:
        raise BuildError(
            f"the manifest of {build} cannot be read ({error}); build again into {build}"
        ) from error
    return Serving(
        name=hashlib.sha256(content).hexdigest(),
        folder=folder,
        base=manifest.base,
        trials=manifest.trials,
        triples=manifest.triples,
        files={file.path: file for file in listed(folder)},
        records=_below(manifest),
        modified=formatdate(before[0] / 1e9, usegmt=True),
        mark=before,
    )


def mark(folder: Path) -> _Mark | None:
    """Give what tells one manifest from another without reading it; none where there is none."""
    try:
        found = (folder / "manifest.json").stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


@cache
def software() -> str:
    """Hash what makes pages of a release: the modules, templates and style sheets."""
    digest = hashlib.sha256(__version__.encode())
    package = Path(__file__).parent.parent
    for room in ("site", "serve"):
        for path in sorted((package / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()


def earlier(manifests: Iterable[str]) -> frozenset[str]:
    """Name what earlier releases had; raises BuildError where one is no manifest."""
    return frozenset[str]().union(*(_records(Path(one)) for one in manifests))


def _records(manifest: Path) -> frozenset[str]:
    """Read of which records an earlier release was; raises BuildError where that is no manifest."""
    try:
        return _below(msgspec.json.decode(manifest.read_bytes(), type=_Manifest))
    except (OSError, *JSON_ERRORS) as error:
        raise BuildError(f"{manifest} is not the manifest of a release ({error})") from error


def _below(manifest: _Manifest) -> frozenset[str]:
    """Name the addresses of the records of a release, and of their trials."""
    paths = {"/" + one.removeprefix(manifest.base) for one in manifest.graphs if "/record/" in one}
    return frozenset(paths | {"/trial/" + path.rpartition("/")[2] for path in paths})
