"""What the workers are asked to make: the page or the data at an address, or what is known of it instead.

Every job gives an `Outcome`, encoded. Pages and data are compressed here and not in the loop of the server.
"""

from __future__ import annotations

import gzip

import msgspec

from kg.serve.elsewhere import Gone, Missing, Moved, elsewhere
from kg.site import Asked, Release, find
from kg.site.data import data
from kg.site.fallback import bare_page
from kg.site.place import PART, iri_at, is_thing
from kg.site.representation import HTML
from kg.site.rewriting import rebased, rehomed
from kg.site.spelt import JSONLD, published_document, spelt
from kg.terms import inside

# shorter ones gain nothing
_WORTH_COMPRESSING = 512
_LEVEL = 5


class Wanted(msgspec.Struct, frozen=True):
    """An address as it reads, its query, a form, a page of the data, and under which base all is spelt."""

    path: str
    query: str
    form: str
    number: int
    base: str
    home: str


class Found(msgspec.Struct, frozen=True, tag=True):
    """A representation; `packed` is the same in gzip, or empty; `about` the IRI of its thing, if of one."""

    body: bytes
    packed: bytes
    about: str
    further: bool = False

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.body) + len(self.packed) + 256


Outcome = Found | Moved | Gone | Missing
_decoder = msgspec.msgpack.Decoder(Outcome)
decoded = _decoder.decode


def make(release: Release, wanted: list[object]) -> bytes:
    """Make what stands at an address; `wanted` are the fields of a `Wanted`."""
    asked = Wanted(*wanted)  # type: ignore[arg-type]
    made = _page(release, asked) if asked.form == HTML.name else _data(release, asked)
    return msgspec.msgpack.encode(made or elsewhere(release, asked.path, asked.form))


def _page(release: Release, asked: Wanted) -> Found | Moved | None:
    if is_thing(asked.path) and not iri_at(release, asked.path):
        return None  # what no IRI can be is nobody's address
    address = msgspec.structs.replace(Asked.of("", asked.query), path=asked.path)
    page = find(release, address) or bare_page(release, address)
    if not page:
        return None
    if page.location:
        return Moved(page.location, 302)
    body = rehomed(rebased(page.html().encode(), release.base, asked.base), asked.home)
    return _found(body, page.about)


def _data(release: Release, asked: Wanted) -> Found | None:
    root = iri_at(release, asked.path)
    if not root or PART.fullmatch(asked.path):
        return None
    if asked.form == JSONLD and asked.number == 1 and (document := published_document(release, root)):
        return _found(rebased(document, release.base, asked.base), inside(root))
    found = data(release, root, asked.number)
    if not found:
        return None
    body = rebased(spelt(release, found, asked.form), release.base, asked.base)
    return _found(body, inside(root), found.further)


def _found(body: bytes, about: str, further: bool = False) -> Found:
    packed = gzip.compress(body, _LEVEL, mtime=0) if len(body) >= _WORTH_COMPRESSING else b""
    return Found(body, packed, about, further)
