"""`/static/`: style, scripts and pictures, read once; there are few, and none changes meanwhile."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import site
from kg.serve.accepting import matches, takes_gzip
from kg.serve.told import told

FOLDER = Path(site.__file__).parent / "static"
_FRESH = "public, max-age=3600"
_TEXT = ("text/", "application/javascript", "image/svg+xml", "application/json")


class Asset(msgspec.Struct, frozen=True):
    """A file as it is sent."""

    body: bytes
    packed: bytes
    media_type: str
    tag: str


async def static(request: Request) -> Response:
    """Give a file."""
    asset = assets().get(request.path_params["name"])
    if not asset:
        return told(request, 404, "There is no such file.")
    packed = bool(asset.packed) and takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{asset.tag}{"-gzip" if packed else ""}"'
    headers = {"ETag": tag, "Cache-Control": _FRESH, "Vary": "Accept-Encoding"}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(
        asset.packed if packed else asset.body, headers=headers | {"Content-Type": asset.media_type}
    )


@cache
def assets() -> dict[str, Asset]:
    """Read every file below the folder, by its path there."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): _asset(path) for path in files}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = media_type.startswith(_TEXT)
    packed = gzip.compress(body, 9, mtime=0) if is_text else b""
    spelt = f"{media_type}; charset=utf-8" if is_text else media_type
    return Asset(body, packed, spelt, hashlib.sha256(body).hexdigest()[:16])


ROUTES = [Route("/static/{name:path}", static)]
