"""`/dumps/`: the files of a build as they were published, with ranges, sizes and checksums.

A file goes with `Repr-Digest` (https://www.rfc-editor.org/rfc/rfc9530), and beside it stands NAME.sha256.
"""

from __future__ import annotations

import base64
from pathlib import PurePosixPath

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kg.errors import BuildError
from kg.serve.accepting import matches
from kg.serve.resources import FRESH
from kg.serve.serving import Releases
from kg.serve.told import told, wants_page
from kg.site import Page
from kg.site.downloads import folders
from kg.site.representation import HTML
from kg.site.rewriting import rehomed

_MEDIA_TYPES = {
    ".gz": "application/gzip",
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
}
_CHECKSUM = ".sha256"


async def dumps(request: Request) -> Response:
    """List what is published, as a page or as JSON."""
    serving = request.app.state.releases.now
    found = list(folders(serving.files.values()))
    headers = {"Cache-Control": FRESH, "Vary": "Accept"}
    if wants_page(request):
        content = {"release": serving.name, "folders": found}
        page = Page("dumps.html", "Downloads", content).html().encode()
        return Response(rehomed(page, request.app.state.options.home), 200, headers, HTML.content_type)
    said = {"release": serving.name, "folders": found}
    return Response(msgspec.json.encode(said), 200, headers, "application/json")


async def dump(request: Request) -> Response:
    """Give a file, a part of it, or its checksum."""
    releases: Releases = request.app.state.releases
    serving, name = releases.now, request.path_params["name"]
    file = serving.files.get(name.removesuffix(_CHECKSUM))
    if not file:
        return told(request, 404, "There is no such file; /dumps/ lists those there are.")
    headers = {"ETag": f'"{file.sha256[:32]}"', "Cache-Control": FRESH, "Last-Modified": serving.modified}
    if name.endswith(_CHECKSUM):
        line = f"{file.sha256}  {PurePosixPath(file.path).name}\n"
        return Response(line, headers={"Cache-Control": FRESH}, media_type="text/plain")
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    headers |= {"Repr-Digest": f"sha-256=:{digest}:"}
    if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if not serving.whole:
        raise BuildError("the release is being replaced")
    media_type = _MEDIA_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    return FileResponse(serving.folder / file.path, headers=headers | {"Content-Type": media_type})


async def to_dumps(request: Request) -> Response:
    """Lead to the list."""
    to = f"{request.app.state.options.home}/dumps/"
    return Response(status_code=301, headers={"Location": to, "Cache-Control": FRESH})


ROUTES = [Route("/dumps", to_dumps), Route("/dumps/", dumps), Route("/dumps/{name:path}", dump)]
