"""Things and pages: what stands at an address, in the form that the client likes best.

A thing answers 200 at its own address, in any form; `Content-Location` names the address of that form, its
suffix twin. docs/decisions/0014 says why not 303.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Hashable, Sequence
from urllib.parse import quote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.accepting import matches, takes_gzip
from kg.serve.address import Address, AddressError
from kg.serve.elsewhere import Gone, Missing, Moved
from kg.serve.headers import EDITOR_POLICY
from kg.serve.jobs import Found, Outcome, Wanted, decoded, make
from kg.serve.negotiate import preferred
from kg.serve.serving import Releases, Serving
from kg.serve.told import told
from kg.serve.workers import Pool
from kg.site.asked import url
from kg.site.place import DESCRIPTION, is_thing
from kg.site.representation import ALL, DATA, HTML, Representation, named

# a release may change at any time; who must know sooner asks with If-None-Match
FRESH = "public, max-age=300"
EDITOR = "/sparql/editor"
_ASKING = re.compile("/ask/.+")


async def resource(request: Request) -> Response:
    """Answer for whatever no other route knows."""
    if request.method not in ("GET", "HEAD"):
        raise HTTPException(405, headers={"Allow": "GET, HEAD"})
    try:
        address = Address.of(request)
    except AddressError as error:
        return told(request, error.status, str(error))
    if address.path != "/" and address.path.endswith("/"):
        return _redirect(request, address.path.rstrip("/") or "/", 301, address.query)
    forms = _offered(address.path)
    form = _chosen(request, address, forms)
    if not form:
        return _not_acceptable(request, address, forms)
    return await _answer(request, address, form)


def _offered(path: str) -> Sequence[Representation]:
    """Give the forms of what stands at an address; the description of the build is for programs."""
    if path in DESCRIPTION:
        return DATA
    return ALL if is_thing(path) else (HTML,)


def _chosen(request: Request, address: Address, forms: Sequence[Representation]) -> Representation | None:
    """Choose by suffix, then by ?format=, then by Accept; none where what is wanted is not to be had."""
    if address.suffix:
        return address.suffix if address.suffix in forms else None
    if address.format:
        form = named(address.format)
        return form if form in forms else None
    return preferred(request.headers.get("accept"), forms)


async def _answer(request: Request, address: Address, form: Representation) -> Response:
    releases: Releases = request.app.state.releases
    serving = releases.now
    tag = f'"{serving.tag}-{form.name}"'
    if (wanted := request.headers.get("if-none-match")) and matches(wanted, tag):
        return Response(status_code=304, headers=_common(request, address, form, tag, serving))
    outcome = await _outcome(releases, serving, address, form)
    match outcome:
        case Found():
            return _found(request, address, form, outcome, serving)
        case Moved():
            return _moved(request, address, outcome)
        case Gone():
            return told(request, 410, outcome.why, choices=outcome.instead, choices_title="There is instead:")
        case Missing():
            return _missing(request, address, outcome)


async def _outcome(releases: Releases, serving: Serving, address: Address, form: Representation) -> Outcome:
    """Take what is kept, or have it made."""
    options = releases.options
    wanted = Wanted(address.path, address.query, form.name, address.number, options.base, options.home)
    key = serving.name, wanted
    if isinstance(kept := releases.cache.get(key), Found):
        return kept
    outcome: Outcome = decoded(await _made_once(releases, key, wanted))
    if isinstance(outcome, Found) and releases.now is serving:
        releases.cache.put(key, outcome)
    return outcome


async def _made_once(releases: Releases, key: Hashable, wanted: Wanted) -> bytes:
    """Have a thing made; whoever asks for it meanwhile waits for the same job."""
    job = releases.making.get(key)
    if job is None:
        fields = list(msgspec.structs.astuple(wanted))
        job = asyncio.ensure_future(_pool(releases, wanted).run(make, fields))
        releases.making[key] = job
        job.add_done_callback(lambda _: releases.making.pop(key, None))
    return await asyncio.shield(job)  # one who goes away does not take it from the others


def _pool(releases: Releases, wanted: Wanted) -> Pool:
    """Choose who makes a thing: the answer to a question may take the store seconds, as any query may."""
    return releases.queries if wanted.query and _ASKING.fullmatch(wanted.path) else releases.pool


def _found(
    request: Request, address: Address, form: Representation, made: Found, serving: Serving
) -> Response:
    packed = bool(made.packed) and takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{serving.tag}-{form.name}{"-gzip" if packed else ""}"'
    headers = _common(request, address, form, tag, serving)
    headers["Link"] = ", ".join(_links(request, address, form, made))
    if address.path == EDITOR:
        headers["Content-Security-Policy"] = EDITOR_POLICY
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(made.packed if packed else made.body, 200, headers, form.content_type)


def _common(
    request: Request, address: Address, form: Representation, tag: str, serving: Serving
) -> dict[str, str]:
    """Give the headers that 200 and 304 share (RFC 9110, section 15.4.5)."""
    headers = {"ETag": tag, "Last-Modified": serving.modified, "Cache-Control": FRESH}
    headers["Vary"] = "Accept, Accept-Encoding" if not address.suffix else "Accept-Encoding"
    if is_thing(address.path):
        headers["Content-Location"] = request.app.state.options.home + _at(address, form)
    return headers


def _links(request: Request, address: Address, form: Representation, made: Found) -> list[str]:
    """Say where the same thing is in other forms, what describes it, and which page comes next."""
    home = request.app.state.options.home
    links = [f'<{home}/.well-known/void>; rel="describedby"; type="text/turtle"']
    if made.about and is_thing(address.path):
        links.append(f'<{home}{url(address.path)}>; rel="canonical"')
        others = [one for one in ALL if one is not form]
        links += [f'<{home}{_at(address, one)}>; rel="alternate"; type="{one.media_type}"' for one in others]
    if form in DATA:
        if address.number > 1:
            links.append(f'<{home}{_page(address, form, address.number - 1)}>; rel="prev"')
        if made.further:
            links.append(f'<{home}{_page(address, form, address.number + 1)}>; rel="next"')
    return links


def _at(address: Address, form: Representation) -> str:
    return f"{url(address.path)}.{form.name}" + (f"?{address.query}" if address.query else "")


def _page(address: Address, form: Representation, number: int) -> str:
    return f"{url(address.path)}.{form.name}" + (f"?page={number}" if number > 1 else "")


def _moved(request: Request, address: Address, moved: Moved) -> Response:
    path, anchor, part = moved.to.partition("#")
    suffix = f".{address.suffix.name}" if address.suffix else ""
    return _redirect(request, path + suffix, moved.status, anchor=anchor + part)


def _redirect(request: Request, path: str, status: int, query: str = "", anchor: str = "") -> Response:
    to = (
        request.app.state.options.home + url(path) + (f"?{query}" if query else "") + quote(anchor, safe="#/")
    )
    return Response(status_code=status, headers={"Location": to, "Cache-Control": FRESH, "Vary": "Accept"})


def _missing(request: Request, address: Address, missing: Missing) -> Response:
    releases: Releases = request.app.state.releases
    if address.path in releases.gone:
        return told(request, 410, "An earlier release had it; this one does not.", choices=missing.near)
    return told(request, 404, f"This release has nothing at {address.path}.", choices=missing.near)


def _not_acceptable(request: Request, address: Address, forms: Sequence[Representation]) -> Response:
    """Tell what is to be had instead: 406, or 404 where a suffix or ?format= names what there is not."""
    choices = [(f"{address.path}.{form.name}", f"{form.title} ({form.media_type})") for form in forms]
    if not is_thing(address.path):
        choices = [(address.path, "HTML (text/html)")]
    title = "It is to be had as:"
    if address.suffix:
        return told(request, 404, "There is no data at this address.", choices=choices, choices_title=title)
    if address.format:
        said = f"?format={address.format} is not a form of what stands here."
        return told(request, 406, said, choices=choices, choices_title=title)
    said = "Nothing that the Accept header names is a form of what stands here."
    return told(request, 406, said, choices=choices, choices_title=title)
