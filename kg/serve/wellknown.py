"""What robots and tools look for at fixed places: robots.txt, the sitemap, examples of queries.

The description of the build (VoID, DCAT) at `/void` and `/.well-known/void` is a thing as any other.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.catalogue import ALL, example_graph
from kg.serve.accepting import matches
from kg.serve.resources import FRESH
from kg.serve.serving import Releases
from kg.serve.told import told
from kg.serve.workers import Job
from kg.site import Release
from kg.site.sitemap import every, index, sitemap

# seconds; counting every page of a registry takes more than a page may
_PATIENCE = 120.0
_ROBOTS = """User-agent: *
Disallow: /search
Disallow: /sparql
Disallow: /queries/
Disallow: /combinations
Disallow: /*?
Allow: /

Sitemap: {base}sitemap.xml
"""


class Made(bytes):
    """Bytes that know their size, as what is kept must."""

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self)


async def robots(request: Request) -> Response:
    """Say what need not be crawled: what is asked, and of which there is no end."""
    text = _ROBOTS.format(base=_base(request))
    return Response(text, headers={"Cache-Control": FRESH}, media_type="text/plain")


async def sitemaps(request: Request) -> Response:
    """List the files of the sitemap."""
    return await _made(request, "application/xml", index_job, _base(request))


async def one_sitemap(request: Request) -> Response:
    """List a part of the pages."""
    return await _made(
        request, "application/gzip", sitemap_job, _base(request), request.path_params["number"]
    )


async def examples(request: Request) -> Response:
    """Give the questions as SPARQL examples for the editors of others."""
    return await _made(request, "text/turtle; charset=utf-8", examples_job, _base(request))


def index_job(release: Release, base: str) -> bytes:
    """Make the index of the sitemap."""
    return index(every(release), base)


def sitemap_job(release: Release, base: str, number: int) -> bytes:
    """Make a file of the sitemap; nothing where there is none of the number."""
    return sitemap(every(release), base, number) or b""


def examples_job(release: Release, base: str) -> bytes:
    """Spell every question that defaults or examples fill."""
    graph = example_graph(list(release.questions.values()), release.asker, base + "sparql")
    return graph.serialize(format="turtle").encode()


async def _made(request: Request, media_type: str, job: Job, *arguments: object) -> Response:
    """Take what is kept, or have it made."""
    releases: Releases = request.app.state.releases
    serving = releases.now
    tag = f'"{serving.tag}-{media_type.partition(";")[0].rpartition("/")[2]}"'
    headers = {"ETag": tag, "Cache-Control": FRESH, "Last-Modified": serving.modified}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    key = serving.name, str(job), arguments
    body = releases.cache.get(key)
    if body is None:
        body = Made(await releases.pool.run(job, *arguments, seconds=_PATIENCE))
        releases.cache.put(key, body)
    if not body.size:
        return told(request, 404, "There is no such file.")
    return Response(body, headers=headers | {"Content-Type": media_type})


def _base(request: Request) -> str:
    """Give the address of the site: that of the copy, or that of the IRIs."""
    releases: Releases = request.app.state.releases
    return releases.options.base or releases.now.base


ROUTES = [
    Route("/robots.txt", robots),
    Route("/sitemap.xml", sitemaps),
    Route("/sitemap/{number:int}.xml.gz", one_sitemap),
    Route(f"/{ALL.as_posix()}", examples),
]
