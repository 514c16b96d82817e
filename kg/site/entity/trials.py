"""The trials of a concept or an organisation: those shown, and how many there are of each sort."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

import msgspec

from kg.search.members import Members, paths, standing
from kg.search.standing import COLLABORATES, LEADS, NAMED, ROLES
from kg.site.asked import Asked, url
from kg.site.listing import Listed, listing
from kg.site.paging import Paging
from kg.site.release import Release

SIZE = 25
# what the bits of a trial are to be: the bits looked at, and their value
Bits = tuple[int, int]


class Choice(msgspec.Struct, frozen=True):
    """A sort of trials that may be shown alone: how many, where, and whether they are now."""

    words: str
    number: int
    address: str
    chosen: bool


class Shown(msgspec.Struct, frozen=True):
    """A page of trials, and what may be chosen instead; `total` counts all, of whichever sort."""

    total: int
    choices: list[Choice]
    paging: Paging
    trials: list[Listed]


def of_treatment(release: Release) -> dict[str, tuple[str, Bits]]:
    """Name the sorts of trials of a treatment: how it is named, and the role in which it is given."""
    labels = {code.code: code.label for code in release.vocabulary.codes if code.scheme == "exposure-role"}
    roles = {role: (labels.get(role, role).lower(), (bit, bit)) for role, bit in ROLES.items()}
    return {**BY_NAME, **roles}


BY_NAME: dict[str, tuple[str, Bits]] = {
    "named": ("named as such", (NAMED, NAMED)),
    "narrower": ("only by something narrower", (NAMED, 0)),
}
BY_BODY: dict[str, tuple[str, Bits]] = {
    "named": ("named as such", (NAMED, NAMED)),
    "narrower": ("only by a part of it", (NAMED, 0)),
}
BY_PART: dict[str, tuple[str, Bits]] = {
    "leads": ("as lead sponsor", (LEADS, LEADS)),
    "collaborates": ("as collaborator", (COLLABORATES, COLLABORATES)),
}


def shown(release: Release, asked: Asked, members: Members, sorts: dict[str, tuple[str, Bits]]) -> Shown:
    """List the trials that the address asks for: of one sort, by `of`, and of one page."""
    counted = standing(release.search, members)
    chosen = asked.one("of") if asked.one("of") in sorts else ""
    mask, value = sorts[chosen][1] if chosen else (0, 0)
    total = _number(counted.items(), (0, 0))
    paging = Paging(asked, _number(counted.items(), (mask, value)), SIZE)
    found = paths(release.search, members, mask, value, SIZE, paging.offset)
    choices = [
        Choice(words, number, _address(asked, key), key == chosen)
        for key, (words, bits) in sorts.items()
        if (number := _number(counted.items(), bits)) or key == chosen
    ]
    every = Choice("all", total, _address(asked, ""), not chosen)
    trials = listing(release, (f"<{release.iri(path)}>" for path in found))
    return Shown(total, [every, *choices], paging, trials)


def nothing(asked: Asked) -> Shown:
    """Show that there are no trials."""
    return Shown(0, [], Paging(asked, 0, SIZE), [])


def _number(counted: Iterable[tuple[int, int]], bits: Bits) -> int:
    mask, value = bits
    return sum(number for how, number in counted if how & mask == value)


def _address(asked: Asked, key: str) -> str:
    return url(asked.path) + ("?" + urlencode({"of": key}) if key else "") + "#trials"
